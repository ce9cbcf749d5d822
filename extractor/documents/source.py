"""What a reader hands over: the text of a file, and what it knows of it beyond the characters.

Text alone is enough (a .txt has nothing else). A reader of a richer format tells its tables as grids of places in that text,
its styled headings, its pages, and where on a page the characters stand; the outline, the paragraphs and the units are then
found in the same way for all formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.documents.model import Place, Span
from extractor.words import Text

_PARTING = str.maketrans({"\t": " ", "\x0b": "\n", "\x0c": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x00": ""})
_PARTING_TABS_KEPT = {code: put for code, put in _PARTING.items() if code != ord("\t")}


class Slot(NamedTuple):
    """A place of a grid: its characters in the text (none: an empty or a covered place) and how far its cell reaches."""

    start: int
    end: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of slots, all rows equally long; the places that a merged cell covers are empty slots."""

    rows: tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its reader understood it; all offsets point into `text`, whose lines end in \\n.

    `grids`: its tables, in order, each on lines of its own. `headings`: by the offset where a line begins the level (1 is
    the highest) that the file's own style gives it. `pages`: one span for each page, in order, none where the format has
    none. `places`: where runs of characters stand on their pages, in the order of the text; empty where unknown.
    """

    text: str
    encoding: str = "utf-8"
    grids: tuple[Grid, ...] = ()
    headings: Mapping[int, int] = field(default_factory=dict[int, int])
    pages: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    warnings: tuple[Text, ...] = ()


class Piece(NamedTuple):
    """Characters with their place: a word or line of a page. `x0` to `bottom` in points from the page's upper left corner."""

    text: str
    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0
    page: int = 0
    certainty: float | None = None


class GridCell(NamedTuple):
    """A cell as a reader found it: its upper left place in the grid, how far it reaches, what stands in it."""

    row: int
    column: int
    words: str | Sequence[Piece]
    rowspan: int = 1
    colspan: int = 1


class SourceWriter:
    """Writes a Source from the top to the end of a file: paragraphs, tables and pages in their order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self._grids: list[Grid] = []
        self._headings: dict[int, int] = {}
        self._pages: list[int] = []
        self._places: list[Place] = []
        self._warnings: list[Text] = []

    def page(self, number: int = 0) -> None:
        """A new page begins here; with a `number`, all pages up to it that have not begun begin here."""
        self._pages.extend([self._at] * (max(0, number - len(self._pages)) if number else 1))

    def warn(self, warning: Text) -> None:
        """Something that a person should know of this file."""
        if warning not in self._warnings:
            self._warnings.append(warning)

    def paragraph(self, words: str | Sequence[Piece], level: int = 0) -> None:
        """A paragraph on a line of its own (line breaks within it stay); `level` above 0 where its style calls it a heading."""
        if level:
            self._headings[self._at] = level
        self._put(words, keep_tabs=True)
        self._raw("\n")

    def gap(self) -> None:
        """An empty line."""
        self._raw("\n")

    def table(self, cells: Sequence[GridCell]) -> None:
        """A table, a row a line, cells parted by tabs. Cells must not overlap; places that none reaches are empty."""
        if not cells:
            return
        height = max(c.row + c.rowspan for c in cells)
        width = max(c.column + c.colspan for c in cells)
        at = {(c.row, c.column): c for c in cells}
        rows: list[tuple[Slot, ...]] = []
        for r in range(height):
            slots: list[Slot] = []
            for c in range(width):
                if c:
                    self._raw("\t")
                cell = at.get((r, c))
                start = self._at
                if cell is not None:
                    self._put(cell.words, keep_tabs=False)
                slots.append(Slot(start, self._at, cell.rowspan, cell.colspan) if cell is not None else Slot(start, start))
            self._raw("\n")
            rows.append(tuple(slots))
        self._grids.append(Grid(tuple(rows)))

    def source(self, encoding: str = "utf-8") -> Source:
        """What was written."""
        ends = [*self._pages[1:], self._at] if self._pages else []
        return Source(
            "".join(self._parts),
            encoding,
            tuple(self._grids),
            dict(self._headings),
            tuple(Span(start, end) for start, end in zip(self._pages, ends, strict=True)),
            tuple(self._places),
            tuple(self._warnings),
        )

    def _raw(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)

    def _put(self, words: str | Sequence[Piece], *, keep_tabs: bool) -> None:
        for piece in (Piece(words),) if isinstance(words, str) else words:
            clean = piece.text if piece.text.isprintable() else piece.text.translate(_PARTING_TABS_KEPT if keep_tabs else _PARTING)
            if piece.page and clean:
                self.page(piece.page)  # a paragraph or cell may go on over a page's end
                span = Span(self._at, self._at + len(clean))
                self._places.append(Place(span, piece.page, piece.x0, piece.top, piece.x1, piece.bottom, piece.certainty))
            self._raw(clean)
