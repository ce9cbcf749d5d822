"""Every figure of a document once, with its source span, its block and the unit that governs it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from extractor.documents import Block, BlockKind, Cell, Document, Span, Table, View
from extractor.grounding.compact import Compact
from extractor.grounding.units import governing, unit_in_brackets, unit_of_cell, unmeasured
from extractor.quantities import Dimension, Quantity, Unit, find_quantities, parse_figure
from extractor.quantities.numerals import CHARACTERS

_MAY_HOLD = re.compile(rf"[\d{CHARACTERS}]")
_HAN = re.compile(r"[一-鿿]")
_SENTENCE = re.compile(r"[。;!?]")
_CONNECTIVES = re.compile(r"(?:为|是|共计|共|达到|达|约|计|合计为|的)+$")
_GROWTH = frozenset("增长率幅度减额降")
_LABEL = 24

Key = tuple[Decimal, Dimension]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the document; the offsets of `quantity` point into `Document.text`.

    `quantity.unit`: the unit printed with it or in brackets in its column's head; PLAIN where there is none. `supposed`:
    units that the row, the corner of the head or the table's unit line declare, which a cell of counts or rates in the same
    table doesn't follow. `block`: index into `Document.blocks`. `statement`: the row from its label to the figure, in prose
    the print alone. `label`, `column`: the row's and column's words in a table, "" in prose.
    """

    quantity: Quantity
    block: int
    statement: Span
    supposed: tuple[Unit, ...] = ()
    label: str = ""
    column: str = ""

    @property
    def number(self) -> Span:
        """The digits."""
        return Span(self.quantity.number_start, self.quantity.number_end)

    def read_as(self, wanted: Unit) -> Quantity:
        """The figure with the unit that governs it when something measured in `wanted` is asked for."""
        if not unmeasured(self.quantity.unit) or self.quantity.unit.scale != 1:
            return self.quantity
        unit = governing(self.supposed, wanted)
        return self.quantity if unmeasured(unit) else replace(self.quantity, unit=unit)


def dimension_key(value: Decimal, unit: Unit) -> Key:
    """What figures of equal size share: the absolute value in the dimension's base unit; people are counted as things are."""
    return abs(value) * unit.scale, Dimension.COUNT if unit.dimension is Dimension.PEOPLE else unit.dimension


class FigureIndex:
    """The figures of a document, read block by block when first asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.compact = Compact(document)
        self._read: dict[int, tuple[Figure, ...]] = {}
        self._starts: dict[int, list[int]] = {}

    def of_block(self, number: int) -> tuple[Figure, ...]:
        """The figures of the block of that index, in document order; the contents list states none."""
        found = self._read.get(number)
        if found is None:
            found = tuple(sorted(self._figures(number, self.document.blocks[number]), key=lambda f: f.number.start))
            self._read[number] = found
            self._starts[number] = [f.number.start for f in found]
        return found

    def within(self, span: Span) -> list[Figure]:
        """The figures whose digits all lie within a source span."""
        first, last = self.compact.block_of(span.start), self.compact.block_of(max(span.start, span.end - 1))
        return [f for n in range(first, last + 1) for f in self._from(n, span) if f.number.end <= span.end]

    def _from(self, number: int, span: Span) -> tuple[Figure, ...]:
        """The figures of a block whose digits begin within the span; a long table is not gone through for each of its cells."""
        figures = self.of_block(number)
        starts = self._starts[number]
        return figures[bisect_left(starts, span.start) : bisect_left(starts, span.end)]

    def find(self, value: Decimal, unit: Unit) -> tuple[Figure, ...]:
        """All figures of that absolute value after exact conversion, in document order, by printed and by supposed unit."""
        return tuple(self._by_value.get(dimension_key(value, unit), ()))

    def find_digits(self, value: Decimal) -> tuple[Figure, ...]:
        """All figures whose printed number has that absolute value, whatever their unit."""
        return tuple(self._by_number.get(abs(value), ()))

    def all(self) -> Iterator[Figure]:
        """Every figure, in document order."""
        for number in range(len(self.document.blocks)):
            yield from self.of_block(number)

    def label(self, figure: Figure) -> str:
        """The words a figure is called by: its row's label, or up to 24 Chinese characters before it in its sentence."""
        if figure.label:
            return figure.label
        words = _SENTENCE.split(self.compact.before(figure.quantity.start, 2 * _LABEL))[-1]
        return _CONNECTIVES.sub("", "".join(_HAN.findall(words)))[-_LABEL:]

    def same_statement(self, one: Figure, other: Figure) -> bool:
        """Whether two figures of one value follow the same words (and stand under the same head, if both are in tables)."""
        if one.column != other.column and one.column and other.column:
            return False
        a, b = sorted((self.label(one), self.label(other)), key=len)
        return a == b and bool(a) if one.label and other.label else len(a) >= 3 and b.endswith(a)

    @cached_property
    def _by_value(self) -> dict[Key, list[Figure]]:
        found: dict[Key, list[Figure]] = defaultdict(list)
        for figure in self.all():
            q = figure.quantity
            keys = {dimension_key(q.value, q.unit)} | {dimension_key(q.value, u) for u in figure.supposed if unmeasured(q.unit)}
            for key in keys:
                found[key].append(figure)
        return found

    @cached_property
    def _by_number(self) -> dict[Decimal, list[Figure]]:
        found: dict[Decimal, list[Figure]] = defaultdict(list)
        for figure in self.all():
            found[abs(figure.quantity.value)].append(figure)
        return found

    def _figures(self, number: int, block: Block) -> Iterator[Figure]:
        if block.kind is BlockKind.TABLE:
            yield from self._table(number, self.document.tables[block.table])
        elif block.kind is not BlockKind.CONTENTS:
            view = self.document.view(block.span)
            for found in find_quantities(view.text):
                q = self._in_source(_signed(found, view.text), view)
                yield Figure(q, number, Span(q.start, q.end))

    def _table(self, number: int, table: Table) -> Iterator[Figure]:
        heads = _Heads()
        for row in table.rows:
            heads.pass_row(row)
            beside = tuple(u for c in row if (u := unit_of_cell(c.words)) is not None)
            label: Cell | None = None
            for cell in row:
                figures = list(self._cell(cell))
                if cell.words and not (len(figures) == 1 and _alone(figures[0], cell)) and unit_of_cell(cell.words) is None:
                    label = cell
                column = heads.over(cell, len(row))
                in_label = unit_in_brackets(label.words) if label is not None else None
                supposed = (
                    *beside,
                    *((in_label,) if in_label else ()),
                    *heads.supposed(cell, len(row)),
                    *((table.unit,) if not unmeasured(table.unit) else ()),
                )
                certain = unit_in_brackets(column) if column else None
                statement = Span(cell.span.start if label is None else min(label.span.start, cell.span.start), cell.span.end)
                named = label.words if label is not None else ""
                for q in figures:
                    # A figure inside other words of a cell ("满分10分, 得8") is not what the column's unit speaks of.
                    governed = certain is not None and unmeasured(q.unit) and q.unit.scale == 1 and _alone(q, cell)
                    yield Figure(replace(q, unit=certain) if governed and certain else q, number, statement, supposed, named, column)

    def _cell(self, cell: Cell) -> Iterator[Quantity]:
        if not _MAY_HOLD.search(cell.words):
            return
        view = self.document.view(cell.span)
        whole = parse_figure(view.text)
        for q in (whole,) if whole is not None else find_quantities(view.text):
            yield self._in_source(_signed(q, view.text), view)

    def _in_source(self, q: Quantity, view: View) -> Quantity:
        start, end = view.source(q.start, q.end)
        number = view.source(q.number_start, q.number_end)
        return Quantity(start, end, *number, self.document.text[start:end], q.value, q.decimals, q.unit, q.reach)


class _Heads:
    """The column heads that govern a row: of the last rows that only name columns, where the row has as many cells."""

    def __init__(self) -> None:
        self._words: dict[int, str] = {}
        self._spread: dict[int, Unit] = {}
        self._width = 0
        self._corner: Unit | None = None
        self._open = False

    def pass_row(self, row: tuple[Cell, ...]) -> None:
        """Take in the row's words if it names columns."""
        if not _names_columns(row):
            self._open = False
            return
        if not self._open or len(row) != self._width:
            self._words, self._spread, self._width, self._corner = {}, {}, len(row), None
        self._open = True
        last: Unit | None = None
        for n, cell in enumerate(row):
            if cell.words:
                last = unit_in_brackets(cell.words)
                before = self._words.get(n)
                self._words[n] = f"{before}/{cell.words}" if before else cell.words
            elif last is not None:
                self._spread[n] = last  # a head merged over several columns is printed in the first
        self._corner = self._corner or unit_in_brackets(row[0].words)

    def over(self, cell: Cell, width: int) -> str:
        """The head's words over a cell of a row of `width` cells; "" where none governs it."""
        return self._words.get(cell.column, "") if width == self._width and not self._open else ""

    def supposed(self, cell: Cell, width: int) -> tuple[Unit, ...]:
        """Units of a merged head and of the head's first cell (项目资金(万元)), which speak of the money columns only."""
        if width != self._width or self._open:
            return ()
        return tuple(u for u in (self._spread.get(cell.column), self._corner) if u is not None)


def _names_columns(row: tuple[Cell, ...]) -> bool:
    words = [c.words for c in row if c.words]
    if len(set(words)) < 2 or sum(bool(_HAN.search(w)) for w in words) < 2:
        return False
    return all(len(w) <= 40 and not (_MAY_HOLD.search(w) and parse_figure(w)) for w in words)


def _signed(q: Quantity, text: str) -> Quantity:
    """The figure with the minus of 增长-3.2%; behind other words a dash only joins (维修费-10万元)."""
    if q.value > 0 and q.start == q.number_start >= 2 and text[q.start - 1] == "-" and text[q.start - 2] in _GROWTH:
        return replace(q, start=q.start - 1, value=-q.value)
    return q


def _alone(q: Quantity, cell: Cell) -> bool:
    return q.start <= cell.span.start + 1 and q.end >= cell.span.end - 1
