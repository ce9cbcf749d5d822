"""Satisfaction questionnaires: questions, their options with points and counts, and the totals below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.documents import BlockKind, Cell, Span, Table
from extractor.grounding import Candidate
from extractor.patterns.columns import assign, cell_at, cell_value, row_span
from extractor.patterns.context import Context
from extractor.patterns.grids import filled_down, is_figure
from extractor.patterns.scalars import value_of
from extractor.quantities import PLAIN
from extractor.schema import Field, ListField

_COUNT = re.compile(r"问卷数|份数|人数|票数|选择数|选项数量|数量")
_TOTALS = {
    "total_points": re.compile(r"^(?:问卷)?(?:总分|总得分|得分合计|合计得分|总分值)$"),
    "score": re.compile(r"综合得分|平均得?分|平均分|满意度得分"),
    "valid": re.compile(r"^有效问卷"),
}


def _tables(context: Context) -> Iterator[tuple[Table, int]]:
    """Tables with an option, a points and a count column, and the row of the heads."""
    for block in context.document.blocks:
        if block.kind is BlockKind.TABLE:
            table = context.document.tables[block.table]
            for n, row in enumerate(table.rows[:4]):
                words = [c.words for c in row]
                if any("选项" in w for w in words) and any("分" in w for w in words) and any(_COUNT.search(w) for w in words):
                    yield table, n
                    break


def questionnaire(context: Context, field: ListField | Field) -> Iterator[Candidate]:
    """Questions for the list, a total for a scalar of the same table."""
    for table, head in _tables(context):
        if isinstance(field, ListField):
            yield from _questions(context, field, table, head)
            return
        pattern = _TOTALS.get(field.name)
        for row in table.rows[head + 1 :]:
            label = next((c for c in row if c.words and pattern is not None and pattern.search(c.words)), None)
            figures = [c for c in row if is_figure(c)]
            if label is not None and figures:
                candidate = cell_value(context, field.pointer, figures[-1], field, PLAIN, Span(label.span.start, figures[-1].span.end))
                if candidate is not None:
                    yield candidate
                    return
    if isinstance(field, Field):
        yield from _told(context, field)


def _told(context: Context, field: Field) -> Iterator[Candidate]:
    """A total that the text states of the questionnaire: 发放问卷N份，…，综合得分S分."""
    pattern = _TOTALS.get(field.name)
    for block in context.paragraphs():
        if pattern is None or "问卷" not in context.document.words(block.span):
            continue
        for fact in context.by_block.get(block.id, []):
            if fact.unit.dimension is field.unit.dimension and pattern.search(fact.label) and not fact.explains:
                yield context.number(field.pointer, value_of(fact, field), fact.figure, fact.quote)
                return


def _questions(context: Context, field: ListField, table: Table, head: int) -> Iterator[Candidate]:
    options = next((x for x in field.lists if x.name == "options"), None)
    number_field = field.field("number")
    if options is None or number_field is None:
        return
    heads = [re.sub(r"^.*?(问卷数|份数|人数|票数)$", r"\1", c.words) for c in table.rows[head]]
    columns = assign(heads, options.fields)
    if "count" not in columns:
        columns |= dict.fromkeys(("count",), max(n for n, h in enumerate(heads) if _COUNT.search(h)))
    if "label" not in columns:
        return
    labels = [(r, cell_at(r, columns["label"])) for r in table.rows[head + 1 :]]
    rows = [r for r, label in labels if label is not None and not is_figure(label)]
    numbers = filled_down(rows, 0)
    question, option, current = -1, 0, ""
    for row, number in zip(rows, numbers, strict=True):
        said = number.words if number is not None else ""
        if not said.isdigit():
            continue
        if said != current:
            current, question, option = said, question + 1, 0
            candidate = (
                cell_value(context, f"{field.pointer}/{question}/number", number, number_field, PLAIN, number.span)
                if number is not None
                else None
            )
            if candidate is not None:
                yield candidate
        yield from _option(context, options, f"{field.pointer}/{question}/options/{option}", row, columns)
        option += 1


def _option(context: Context, options: ListField, pointer: str, row: tuple[Cell, ...], columns: dict[str, int]) -> Iterator[Candidate]:
    quote = row_span(context.document, row)
    for name, column in columns.items():
        cell, item = cell_at(row, column), options.field(name)
        if cell is None or item is None:
            continue
        candidate = cell_value(context, f"{pointer}/{name}", cell, item, PLAIN, quote)
        if candidate is not None:
            yield candidate
