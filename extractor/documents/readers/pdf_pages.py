"""A page of a PDF taken apart: its ruled tables with the characters in their cells, and the lines outside of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractor.documents.readers.pdf_characters import Characters, Glyph, Layer, read_characters
from extractor.documents.readers.pdf_lines import Boxes, Line, lines_of
from extractor.documents.readers.pdf_rules import read_rules
from extractor.documents.readers.pdf_tables import RuledTable, find_tables

if TYPE_CHECKING:
    from pypdfium2 import PdfPage


@dataclass(slots=True)
class PlacedCell:
    """A cell of a table that may go on over pages: its place in the grid, the lines in it, the right edge of each page's part."""

    row: int
    column: int
    rowspan: int
    colspan: int
    lines: list[Line]
    x0: float
    x1: float

    @property
    def words(self) -> str:
        """The characters of the cell without space."""
        return "".join("".join(line.text.split()) for line in self.lines)


@dataclass(slots=True)
class PlacedTable:
    """A table: its columns' edges, its cells, the pages it stands on, from `top` on the first to `bottom` on the last."""

    xs: list[float]
    rows: int
    cells: list[PlacedCell]
    page: int
    last_page: int
    top: float
    bottom: float

    @property
    def frame(self) -> bool:
        """Whether it has one cell: a frame about words, or the part of a table that a page break cut off."""
        return len(self.cells) == 1


@dataclass(slots=True)
class PageContent:
    """A page: number (1-based), width and height of its upright frame, tables, lines outside of them, what its text is."""

    number: int
    width: float
    height: float
    tables: list[PlacedTable] = field(default_factory=list[PlacedTable])
    lines: list[Line] = field(default_factory=list[Line])
    aside: list[Line] = field(default_factory=list[Line])
    layer: Layer = Layer.PRINTED
    unread: int = 0
    digits: Counter[str] = field(default_factory=Counter[str])

    def parts(self) -> list[PlacedTable | list[Line]]:
        """The tables and the lines between them, from the top down."""
        found: list[PlacedTable | list[Line]] = []
        lines = self.lines
        for table in self.tables:
            above = [line for line in lines if line.baseline < table.top + 1]
            if above:
                found.append(above)
                lines = [line for line in lines if line.baseline >= table.top + 1]
            found.append(table)
        return [*found, lines] if lines else found

    def open_frames(self, kept: Sequence[PlacedTable]) -> None:
        """Makes lines of the page of what stands in frames, those `kept` aside."""
        opened = [t for t in self.tables if t.frame and not any(t is k for k in kept)]
        if opened:
            self.tables = [t for t in self.tables if not any(t is o for o in opened)]
            self.lines = sorted([*self.lines, *(line for t in opened for line in t.cells[0].lines)], key=lambda line: line.baseline)


def read_page(page: PdfPage, number: int) -> PageContent:
    """The content of a page; `number` is 1-based."""
    characters = read_characters(page)
    width, height = characters.frame.size
    content = PageContent(number, width, height, layer=characters.layer, unread=characters.unread, digits=characters.digits)
    if characters.layer in (Layer.NONE, Layer.UNREADABLE):
        return content
    tables = find_tables(read_rules(page, characters.frame))
    tables, outside = _sorted_in(tables, characters)
    content.lines = lines_of(outside, number, characters.box)
    content.aside = lines_of(_alone(characters.aside), number, characters.box)
    content.tables = [placed for table in tables if (placed := _placed(table, number, characters.box)) is not None]
    return content


def _sorted_in(tables: list[RuledTable], characters: Characters) -> tuple[list[RuledTable], list[Glyph]]:
    """Puts each character into its cell; the characters in none. A table within a cell of another takes what is its own."""
    outside: list[Glyph] = []
    inner_first = sorted(tables, key=lambda t: (t.xs[-1] - t.xs[0]) * (t.ys[-1] - t.ys[0]))
    for g in characters.glyphs:
        x, y = (g.x0 + g.x1) / 2, g.middle
        for table in inner_first:
            cell = table.cell_at(x, y)
            if cell is not None:
                cell.glyphs.append(g)
                break
        else:
            outside.append(g)
    return tables, outside


def _alone(aside: list[Glyph]) -> list[Glyph]:
    return [g for g in aside if not g.text.isspace()]


def _placed(table: RuledTable, number: int, boxes: Boxes) -> PlacedTable | None:
    cells = [
        PlacedCell(c.row, c.column, c.rowspan, c.colspan, lines_of(c.glyphs, number, boxes) if c.glyphs else [], c.x0, c.x1)
        for c in table.cells
    ]
    if not any(c.lines for c in cells):
        return None
    return PlacedTable(table.xs, len(table.ys) - 1, cells, number, number, table.ys[0], table.ys[-1])
