"""Rows of tables as list items: the plain case, asset tables, subordinate units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.documents import BlockKind, Span
from extractor.grounding import Candidate
from extractor.patterns.columns import cell_at, cell_value, column_unit, map_columns, row_name, row_span
from extractor.patterns.context import Context
from extractor.schema import ListField

_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|总分|…+)$|(?:资产|负债).{0,6}(?:总额|合计|总计)$")


def rows(context: Context, field: ListField) -> Iterator[Candidate]:
    """Every row of the first table whose heads name the item's properties; total and empty rows left out."""
    for block in context.document.blocks:
        if block.kind is not BlockKind.TABLE or block.section in context.skipped:
            continue
        table = context.document.tables[block.table]
        number = 0
        for columns in map_columns(table, field, min(2, max(1, len([f for f in field.fields if f.labels])))):
            for row in columns.stretch.rows:
                first = next((cell_at(row, columns.by_name[r]) for r in field.required if r in columns.by_name), None)
                key = first if field.required else next((c for c in row if c.words), None)
                if key is None or _TOTAL.match(key.words):
                    continue
                quote = row_span(context.document, row)
                for name, column in columns.by_name.items():
                    cell, item = cell_at(row, column), field.field(name)
                    if cell is None or item is None:
                        continue
                    unit = column_unit(columns.stretch.heads[column], table, item)
                    candidate = cell_value(context, f"{field.pointer}/{number}/{name}", cell, item, unit, quote)
                    if candidate is not None:
                        yield candidate
                number += 1
        if number:
            return


def assets(context: Context, field: ListField) -> Iterator[Candidate]:
    """The rows of an asset table (name with its unit in brackets, quantity, value), the total row left out."""
    for block in context.document.blocks:
        if block.kind is not BlockKind.TABLE:
            continue
        table = context.document.tables[block.table]
        around = f"{context.titles(block.section)}/{table.caption}/{''.join(c.words for r in table.rows[:2] for c in r)}"
        if "资产" not in around:
            continue
        number = 0
        for columns in map_columns(table, field):
            if not {"name", "value", "quantity"} <= set(columns.by_name):
                continue
            for row in columns.stretch.rows:
                cell = cell_at(row, columns.by_name["name"])
                if cell is None or _TOTAL.search(cell.words) or any(cell.words == r for r in field.refuse):
                    continue
                start, end = row_name(cell.words)
                view = context.document.view(cell.span)
                quote = row_span(context.document, row)
                yield context.words(f"{field.pointer}/{number}/name", Span(*view.source(start, end)), quote)
                unit = re.match(r"\(([^()]+)\)$", cell.words[end:])
                if unit and "unit" not in columns.by_name:
                    yield context.words(f"{field.pointer}/{number}/unit", Span(*view.source(end + 1, end + 1 + len(unit[1]))), quote)
                for name in ("quantity", "value", "unit"):
                    item = field.field(name)
                    value = cell_at(row, columns.by_name[name]) if name in columns.by_name else None
                    if value is None or item is None:
                        continue
                    candidate = cell_value(
                        context,
                        f"{field.pointer}/{number}/{name}",
                        value,
                        item,
                        column_unit(columns.stretch.heads[columns.by_name[name]], table, item),
                        quote,
                    )
                    if candidate is not None:
                        yield candidate
                number += 1
        if number:
            return
