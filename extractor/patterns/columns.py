"""Which column of a table is which property: heads met with the labels of a list's item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.documents import Cell, Document, Span, Table
from extractor.grounding import Candidate, Grounding
from extractor.patterns.context import Context
from extractor.patterns.grids import Stretch, is_ordinal_row, stretches
from extractor.quantities import PLAIN, Unit, UnitMismatch, convert, parse_figure, plain, unit_named
from extractor.schema import Field, Label, ListField

_UNIT = re.compile(r"\((?:单位:|金额单位:)?(?P<unit>亿元|万元|千元|元|%|人|辆|分|份)\)")
_ASIDE = re.compile(r"\((?!A\)|B\)|B/A\)|a\)|b\))[^)]*\)|\(%\)", re.IGNORECASE)
_LETTERED = re.compile(r"\([AaBb/]+\)")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、](?!\d))")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of one stretch of a table by property name."""

    stretch: Stretch
    by_name: dict[str, int]


def table_heads(table: Table) -> tuple[tuple[str, ...], ...]:
    """For each row of a table the heads of its columns, upper and lower heads joined with /; head rows have none."""
    heads: dict[int, tuple[str, ...]] = {}
    for stretch in stretches(table):
        for row in stretch.rows:
            if row:
                heads[row[0].row] = stretch.heads
    return tuple(heads.get(n, ()) for n in range(len(table.rows)))


def head_rows(table: Table, fields: Sequence[Field], least: int) -> list[bool]:
    """Rows in which `least` or more cells are named like the fields: heads, even where they repeat in mid-table."""
    marks: list[bool] = []
    for row in table.rows:
        named = {f.name for c in row if c.words for f in fields if fits_head(c.words, f)}
        marks.append(len(named) >= least)
    return marks


def map_columns(table: Table, item: ListField, least: int = 2) -> Iterator[Columns]:
    """Each stretch of the table whose heads name at least `least` of the item's properties, the required ones among them."""
    fields = [f for f in item.fields if f.labels]
    marks = head_rows(table, fields, least)
    if not any(marks):
        return
    for stretch in stretches(table, _with_lower_heads(table, marks)):
        by_name = assign(stretch.heads, fields)
        if len(by_name) >= least and all(r in by_name for r in item.required if any(f.name == r for f in fields)):
            yield Columns(stretch, by_name)


def _with_lower_heads(table: Table, marks: list[bool]) -> list[bool]:
    """A row without figures right below a head row that names further columns belongs to the head."""
    joined = list(marks)
    for n in range(1, len(marks)):
        row = table.rows[n]
        if joined[n - 1] and not joined[n] and len(row) == len(table.rows[n - 1]) and not row[0].words and not is_ordinal_row(row):
            words = [c.words for c in row if c.words]
            upper = table.rows[n - 1]
            under = [
                c
                for c in row
                if c.words
                and (not upper[c.column].words or any(o.words == upper[c.column].words for o in upper if o is not upper[c.column]))
            ]
            # A lower head stands below merged heads: cells that are empty or repeated above it.
            joined[n] = bool(words) and all(len(w) <= 10 and not re.search(r"\d", w) for w in words) and 2 * len(under) >= len(words)
    return joined


def assign(heads: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """One column for each field: the best-named one, leftmost on a tie."""
    offers: list[tuple[int, int, int, str]] = []
    for column, head in enumerate(heads):
        for order, field in enumerate(fields):
            strength = fits_head(head, field)
            if strength:
                offers.append((-strength, column, order, field.name))
    taken: dict[str, int] = {}
    used: set[int] = set()
    for _, column, _, name in sorted(offers):
        if name not in taken and column not in used:
            taken[name] = column
            used.add(column)
    return taken


def fits_head(head: str, field: Field) -> int:
    """How well a column head names a field: the length of the label that its last part is, 0 for none."""
    if not head:
        return 0
    names = _names(field.labels)
    return max((len(form) + bonus for form, bonus in _forms(head) if form in names), default=0)


@lru_cache(maxsize=4096)
def _forms(head: str) -> tuple[tuple[str, int], ...]:
    """What a head may be called: its parts without asides, with and without (A), each with what it adds to a match."""
    found: list[tuple[str, int]] = []
    for part in {head, *head.split("/")}:
        tight = _ASIDE.sub("", part).strip(":*★")
        for form in {tight, _LETTERED.sub("", tight)}:
            found.append((form, 2 * (part == head)))
    return tuple(found)


_KNOWN_LABELS: dict[int, tuple[tuple[Label, ...], frozenset[str]]] = {}


def _names(labels: tuple[Label, ...]) -> frozenset[str]:
    """The texts of a field's labels, built once for each field (the tuple is kept, so its id stays its own)."""
    known = _KNOWN_LABELS.get(id(labels))
    if known is None or known[0] is not labels:
        known = _KNOWN_LABELS[id(labels)] = (labels, frozenset(label.text for label in labels))
    return known[1]


def cell_at(row: Sequence[Cell], column: int) -> Cell | None:
    """The cell of a row in a column; None where the row is shorter or the cell is empty."""
    cell = row[column] if column < len(row) else None
    return cell if cell is not None and cell.words else None


def cell_value(context: Context, pointer: str, cell: Cell, field: Field, unit: Unit, row_quote: Span) -> Candidate | None:
    """The candidate that a cell gives for a field; None where a figure is wanted and the cell holds none."""
    if not field.numeric:
        return context.words(pointer, cell.span, row_quote)
    document = context.document
    figure = parse_figure(document.text[cell.span.start : cell.span.end], unit)
    if figure is None:
        return None
    try:
        value = plain(figure.value if PLAIN in (figure.unit, field.unit) else convert(figure.value, figure.unit, field.unit))
    except UnitMismatch:
        value = plain(figure.value)
    span = Span(cell.span.start + figure.number_start, cell.span.start + figure.number_end)
    number = int(value) if field.type == "integer" and value == value.to_integral_value() else value
    return Candidate(pointer, number, span, row_quote, document.text[span.start : span.end], "patterns", Grounding.EXACT)


def column_unit(head: str, table: Table, field: Field) -> Unit:
    """The unit of a column's figures: in its head, else the table's; percentages and counts have their own."""
    m = _UNIT.search(head)
    if m:
        return unit_named(m["unit"])
    return (
        table.unit
        if field.unit.dimension is table.unit.dimension and table.unit is not PLAIN
        else PLAIN
        if field.unit.symbol != "万元"
        else field.unit
    )


def row_name(words: str) -> tuple[int, int]:
    """The part of a row's first cell that is its name: numbering, 其中 and a unit in brackets left out."""
    start = 0
    while True:
        m = _NUMBERING.match(words[start:]) or re.match(r"其中[:,]?", words[start:])
        if m is None or not m.end():
            break
        start += m.end()
    end = len(words.rstrip(":"))
    unit = re.search(r"\([^()]*\)$", words[start:end])
    if unit and start + unit.start() > start:
        end = start + unit.start()
    return start, end


def row_span(document: Document, row: Sequence[Cell]) -> Span:
    """From the first to the last filled cell."""
    filled = [c for c in row if c.words]
    return Span(filled[0].span.start, filled[-1].span.end) if filled else Span(0, 0)
