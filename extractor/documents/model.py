"""What a file becomes: one text that never changes, and blocks, sections and tables as spans into it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from extractor.documents.view import View, make_view
from extractor.quantities import PLAIN, Unit
from extractor.words import Text


class Span(NamedTuple):
    """Characters of `Document.text`: 0-based start, exclusive end."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Place:
    """Where characters stand on a page: `x0`, `top`, `x1`, `bottom` in points from its upper left corner; `page` 1-based.

    `certainty`: how sure a recogniser of pictures was of them (0 to 1); None where the file holds the characters themselves.
    """

    span: Span
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    certainty: float | None = None


class BlockKind(StrEnum):
    """What a block of text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    CONTENTS = "contents"  # a line of the table of contents: repeats a heading, states nothing


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph (rejoined over page breaks), a table or a line of the contents list.

    `id` is b1, b2 … in document order; `section` indexes `Document.sections` (-1 before the first heading);
    `table` indexes `Document.tables` for a table, else -1; `page` is 1-based, 0 where the format has none.
    """

    id: str
    kind: BlockKind
    span: Span
    section: int = -1
    table: int = -1
    page: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all below it. `level` 1 is 第一部分/附件, 2 一、, 3 （一）, 4 1., 5 （1）, 6 ①; `parent` -1 at the top.

    `number` is the printed numbering, `title` the heading's words (folded, no spaces); `span` reaches to the next
    heading of the same or a higher level.
    """

    level: int
    number: str
    title: str
    heading: Span
    span: Span
    parent: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its place in the grid, the span of its print (empty span: empty cell), its words folded without spaces."""

    row: int
    column: int
    span: Span
    words: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed: rows of cells (ragged where the source is), the unit line and caption that govern it.

    `id` is t1, t2 …; `unit` is PLAIN where no unit line is printed; `headings` are the words of the captions above it.
    """

    id: str
    span: Span
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    unit: Unit = PLAIN
    page: int = 0

    @property
    def width(self) -> int:
        """The largest number of cells in a row."""
        return max((len(r) for r in self.rows), default=0)


@dataclass(frozen=True)
class Document:
    """A report after reading. All offsets anywhere in the project point into `text`."""

    name: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    noise: tuple[Span, ...] = ()
    pages: tuple[Span, ...] = ()
    warnings: tuple[Text, ...] = ()
    encoding: str = "utf-8"
    format: str = "text"
    placed: tuple[Place, ...] = ()
    _views: dict[Span, View] = field(default_factory=dict[Span, View], repr=False, compare=False)

    def view(self, span: Span) -> View:
        """The readable form of a span: noise, line breaks and padding left out, widths folded, offsets mapped back."""
        found = self._views.get(span)
        if found is None:
            found = self._views[span] = make_view(self.text, span, self._noise_in(span))
        return found

    def words(self, span: Span) -> str:
        """The readable text of a span."""
        return self.view(span).text

    def _noise_in(self, span: Span) -> tuple[Span, ...]:
        at = bisect_left(self._noise_ends, span.start)
        found: list[Span] = []
        while at < len(self.noise) and self.noise[at].start < span.end:
            found.append(self.noise[at])
            at += 1
        return tuple(found)

    @cached_property
    def _noise_ends(self) -> list[int]:
        return [n.end for n in self.noise]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [b.span.start for b in self.blocks]

    @cached_property
    def by_id(self) -> dict[str, Block]:
        """Blocks by id."""
        return {b.id: b for b in self.blocks}

    def block_at(self, offset: int) -> Block | None:
        """The block that holds `offset`, or None between blocks."""
        at = bisect_right(self._block_starts, offset) - 1
        if at < 0:
            return None
        block = self.blocks[at]
        return block if offset < block.span.end else None

    @cached_property
    def _page_starts(self) -> list[int]:
        return [p.start for p in self.pages]

    def page_at(self, offset: int) -> int:
        """The 1-based page of `offset`; 0 where the format has no pages."""
        number = bisect_right(self._page_starts, offset)
        return number if number and offset < self.pages[number - 1].end else 0

    @cached_property
    def _placed_ends(self) -> list[int]:
        return [p.span.end for p in self.placed]

    def places(self, span: Span) -> list[Place]:
        """Where on their pages the characters of a span stand, in the order of the text; empty where the format doesn't tell."""
        at = bisect_right(self._placed_ends, span.start)
        found: list[Place] = []
        while at < len(self.placed) and self.placed[at].span.start < span.end:
            found.append(self.placed[at])
            at += 1
        return found

    def certainty(self, span: Span) -> float | None:
        """How sure the recogniser was of the least certain of a span's characters; None where none were recognised from a picture."""
        return min((p.certainty for p in self.places(span) if p.certainty is not None), default=None)

    def path(self, section: int) -> Iterator[Section]:
        """The section and its ancestors, innermost first."""
        while section >= 0:
            here = self.sections[section]
            yield here
            section = here.parent
