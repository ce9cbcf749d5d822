"""A recognised page as what it prints from the top down: paragraphs, tables with rules, tables without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractor.documents.lines import number_of
from extractor.documents.readers.ocr_model import Line, Matrix, PageRead, Region
from extractor.documents.readers.ocr_rows import Columns, Row, rejoined_prose, rows_of, tabulated
from extractor.quantities import fold

_STOPS = "。；：！？!?;:"


class Margins(NamedTuple):
    """The body of a page: where its lines begin and end, the usual height of one and the usual way from one to the next.

    `indented`: paragraphs begin further in than lines that go on.
    """

    left: float
    right: float
    height: float
    pitch: float
    indented: bool


class Paragraph(NamedTuple):
    """Lines that are one paragraph. `indent`: its first line begins further in."""

    rows: list[Row]
    indent: bool

    @property
    def top(self) -> float:
        return self.rows[0].top


class Placed(NamedTuple):
    """A row of a cell and the page that it stands on."""

    row: Row
    page: int
    printed: Matrix


class Ruled(NamedTuple):
    """A table with rules: each cell with the rows that stand in it."""

    cells: list[tuple[Region, list[Placed]]]
    top: float

    @property
    def width(self) -> int:
        return max(c.column + c.colspan for c, _ in self.cells)

    @property
    def height(self) -> int:
        return max(c.row + c.rowspan for c, _ in self.cells)


Item = Paragraph | Ruled | Columns


class Page(NamedTuple):
    """A page laid out: its 1-based number in the file, its items, the way back to the page as it lies in the file."""

    number: int
    items: list[Item]
    margins: Margins
    printed: Matrix


def loose_rows(page: PageRead) -> list[Row]:
    """The rows of a page that stand in no table, from the top down."""
    return rejoined_prose(rows_of([line for line in page.lines if _cell_of(page, line) is None]))


def lay_out(number: int, page: PageRead, loose: Sequence[Row]) -> Page:
    """What a page prints; `loose`: those of its rows outside tables that are no running heads and page numbers."""
    margins = margins_of(loose)
    items: list[Item] = list(_ruled(number, page))
    at, tops = 0, sorted(i.top for i in items)
    while at < len(loose):
        # A table with rules parts what stands above it from what stands below.
        until = next((n for n in range(at + 1, len(loose)) if any(loose[n - 1].top < t < loose[n].top for t in tops)), len(loose))
        items += _unruled(loose[at:until], margins)
        at = until
    return Page(number, sorted(items, key=lambda i: i.top), margins, page.printed)


def _cell_of(page: PageRead, line: Line) -> tuple[int, int] | None:
    x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    for t, table in enumerate(page.tables):
        for c, cell in enumerate(table):
            if cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom:
                return t, c
    return None


def _ruled(number: int, page: PageRead) -> Iterator[Ruled]:
    held: dict[tuple[int, int], list[Line]] = {}
    for line in page.lines:
        if (place := _cell_of(page, line)) is not None:
            held.setdefault(place, []).append(line)
    for t, table in enumerate(page.tables):
        cells = [(cell, [Placed(r, number, page.printed) for r in rows_of(held.get((t, c), []))]) for c, cell in enumerate(table)]
        yield Ruled(cells, min(cell.top for cell in table))


def fills(row: Row, cell: Region, following: Row | None = None) -> bool:
    """Whether a line of a cell ends where the cell does: its width broke it, not the end of a paragraph.

    With the line that would go on: whether there was no room left for its first letter or figure, at the cell's own padding.
    """
    if following is None:
        return row.x1 > cell.x1 - 2.0 * row.height - 4
    padding = min(8.0, max(0.0, row.x0 - cell.x0))
    return row.x1 + max(1.1 * row.height, _first_run(following)) > cell.x1 - padding


def rejoined(pages: Sequence[Page]) -> list[Page]:
    """Pages on whose breaks a table's row was parted: its lower half goes back to the cells of the upper one."""
    made = [page._replace(items=list(page.items)) for page in pages]
    for page, following in pairwise(made):
        last = page.items[-1] if page.items else None
        first = following.items[0] if following.items else None
        if isinstance(last, Ruled) and isinstance(first, Ruled) and following.number == page.number + 1 and _parted_row(last, first):
            foot = {c.column: rows for c, rows in first.cells if c.row == 0}
            whole = [(c, [*rows, *foot.get(c.column, [])] if c.row + c.rowspan == last.height else rows) for c, rows in last.cells]
            rest = [(c._replace(row=max(0, c.row - 1), rowspan=c.rowspan - (c.row == 0)), rows) for c, rows in first.cells]
            below = [(c, [] if c.row == 0 and own.row == 0 else rows) for (c, rows), (own, _) in zip(rest, first.cells, strict=True)]
            below = [(c, rows) for c, rows in below if c.rowspan > 0]
            page.items[-1] = last._replace(cells=whole)
            following.items[:1] = [first._replace(cells=below)] if below else []
    return made


def _parted_row(upper: Ruled, lower: Ruled) -> bool:
    """Whether the first row of a page's table is the rest of the row before it.

    It has words under full lines alone: where a cell above is empty, or its last line ends before the cell does, there is
    none. A row of its own begins where nothing does, so this never holds for one that is full.
    """
    if upper.width != lower.width:
        return False
    feet = {c.column: (c, rows) for c, rows in upper.cells if c.row + c.rowspan == upper.height}
    heads = [(c, rows) for c, rows in lower.cells if c.row == 0]
    said = [(c, rows) for c, rows in heads if rows]
    if not said or len(said) == len(heads):
        return False
    for cell, rows in said:
        if cell.column not in feet:
            return False
        above, held = feet[cell.column]
        if above.colspan != cell.colspan or not held or not fills(held[-1].row, above, rows[0].row):
            return False
    return True


def margins_of(rows: Sequence[Row]) -> Margins:
    """The margins that the long lines of running text keep."""
    text = [r for r in rows if len(r.stretches) == 1]
    if not text:
        return Margins(0.0, 0.0, 12.0, 0.0, False)
    height = float(median(r.height for r in text))
    widest = max(r.x1 - r.x0 for r in text)
    long = [r for r in text if r.x1 - r.x0 > 0.7 * widest]
    left = min(r.x0 for r in text if r.x0 > long[0].x0 - 4.5 * height and len(r.glyphs) > 1)
    # A line or two that a stop lets hang out at the right make no margin.
    ends = sorted(r.x1 for r in long)
    right = ends[max(0, len(ends) - 1 - len(ends) // 10)]
    further = sum(1.4 * height < r.x0 - left < 3.6 * height for r in text)
    going_on = sum(r.x0 - left < 0.8 * height for r in text)
    ways = sorted(b.top - a.top for a, b in pairwise(text) if b.top - a.top < 3.2 * height)
    pitch = ways[len(ways) // 4] if ways else 0.0
    return Margins(left, right, height, pitch, further > 0 and going_on > 0)


def _unruled(rows: Sequence[Row], margins: Margins) -> Iterator[Item]:
    at = 0
    while at < len(rows):
        table = tabulated(rows, at)
        if table is not None:
            at = table[0]
            yield table[1]
            continue
        first = rows[at]
        taken = [first]
        at += 1
        while at < len(rows) and len(rows[at].stretches) == 1 and goes_on(taken[-1], rows[at], margins):
            taken.append(rows[at])
            at += 1
        yield Paragraph(taken, indented(first, margins))


def indented(row: Row, margins: Margins) -> bool:
    """Whether a line begins two letters further in, as the first of a paragraph does."""
    return margins.indented and 1.2 * margins.height < row.x0 - margins.left < 3.6 * margins.height


def goes_on(row: Row, following: Row, margins: Margins, *, over_page: bool = False) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    height = margins.height
    if row.x0 - margins.left > 3.6 * height:
        return False  # a title, or a signature at the right
    if following.x0 - margins.left > 1.2 * height or abs(row.height - following.height) > 0.4 * max(row.height, following.height):
        return False
    way = following.top - row.top
    if not over_page and margins.pitch and way > margins.pitch * (1.5 if margins.indented else 1.22):
        return False
    text = following.text
    # A figure is not parted: where it had no room, the line before ends that much earlier.
    room = (2.2 if text[:1] in _STOPS or row.text[-1] in _STOPS else 4.0) * height + _first_run(following)
    if row.x1 < margins.right - room:
        return False
    if margins.indented:
        return True
    ended = row.text[-1] in _STOPS
    if number_of(fold(text).replace(" ", "")) is not None and (ended or over_page):
        return False
    # A sentence may end where its line does; one that ends a paragraph seldom fills the line to its last letter.
    return not ended or row.x1 > margins.right - height - _first_run(following)


def _first_run(row: Row) -> float:
    """The width of the figures or letters that a line begins with."""
    width = 0.0
    for glyph in row.glyphs:
        if not (glyph.text.isascii() and (glyph.text.isalnum() or glyph.text in ".,%()-")):
            break
        width = glyph.x1 - row.x0
    return width
