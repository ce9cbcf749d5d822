"""Recognised pages into a Source: running heads and page numbers left out, paragraphs joined over page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extractor.documents.readers.ocr_layout import Item, Page, Paragraph, Placed, Ruled, fills, goes_on, lay_out, loose_rows, rejoined
from extractor.documents.readers.ocr_model import Glyph, Matrix, PageRead, Region
from extractor.documents.readers.ocr_rows import Columns, Row, spaced
from extractor.documents.source import GridCell, Piece, SourceWriter

_FIGURE = re.compile(r"[0-9０-９]")
_IN_FIGURE = re.compile(r"[0-9０-９,，.．%％:：-]")
_LINE_OF_FIGURE = re.compile(r"[≤≥<>=±+＜＞≦≧¥￥-]?([0-9,.]+)")
_FIGURE_GOES_ON = re.compile(r"[0-9,.]*[0-9]")
_ONE_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_PAGE_NUMBER = re.compile(r"[-—–一·.\s]*\d{1,4}[-—–一·.\s]*|第\s*\d{1,4}\s*页(?:[,，/\s]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}")
_EDGE = 0.1  # of a page's height: where running heads and page numbers stand
_INDENT = Piece("　　")
_TAB = Piece("\t")


def write(numbered: Sequence[tuple[int, PageRead]], writer: SourceWriter) -> None:
    """Writes pages, each with its 1-based number in the file, one after the other; begins each in the writer."""
    loose = _without_furniture([page for _, page in numbered])
    pages = rejoined([lay_out(number, page, rows) for (number, page), rows in zip(numbered, loose, strict=True)])
    begun = 0  # items of the next page that the paragraph before it took
    for n, page in enumerate(pages):
        following = pages[n + 1] if n + 1 < len(pages) else None
        writer.page(page.number)
        items = page.items[begun:]
        begun = 0
        for item in items:
            rest: list[tuple[Row, Page]] = []
            if following is not None and item is page.items[-1] and _over_page(item, page, following):
                first = following.items[0]
                rest = [(row, following) for row in first.rows] if isinstance(first, Paragraph) else []
                begun = 1
            _put(item, page, rest, writer)


def _over_page(item: Item, page: Page, following: Page) -> bool:
    """Whether a page's last paragraph goes on with the first of the next (a third page is left to the builder)."""
    first = following.items[0] if following.items else None
    if (
        not isinstance(item, Paragraph)
        or not isinstance(first, Paragraph)
        or len(following.items) < 2
        or following.number != page.number + 1
    ):
        return False
    left = page.margins.left - following.margins.left  # duplex scans shift
    moved = page.margins._replace(left=page.margins.left - left)
    return not first.indent and goes_on(item.rows[-1], first.rows[0], moved, over_page=True)


def _put(item: Item, page: Page, rest: Sequence[tuple[Row, Page]], writer: SourceWriter) -> None:
    if isinstance(item, Ruled):
        writer.table([_cell(region, rows) for region, rows in item.cells])
    elif isinstance(item, Columns):
        for row in item.rows:
            words: list[Piece] = []
            for n, cell in enumerate(row):
                words += [_TAB] if n else []
                words += _joined((s.glyphs, s.top, s.bottom, page.number, page.printed) for s in cell)
            writer.paragraph(words)
    else:
        lines = [*((row, page) for row in item.rows), *rest]
        words = _joined((row.glyphs, row.top, row.bottom, where.number, where.printed) for row, where in lines)
        writer.paragraph([_INDENT, *words] if item.indent else words)


def _cell(region: Region, lines: Sequence[Placed]) -> GridCell:
    words: list[Piece] = []
    for n, line in enumerate(lines):
        last = lines[n - 1].row if n else None
        if last is not None:
            # A line that ends before the cell does is a paragraph's last; else the cell's width broke it.
            full = fills(last, region)
            parted = full and last.x1 > region.x1 - 0.9 * last.height - 6 and _parted_figure(last.text, line.row.text)
            if not full or (not parted and spaced(last.text, line.row.text)):
                words.append(Piece("\n"))
        words += _joined((s.glyphs, s.top, s.bottom, line.page, line.printed) for s in line.row.stretches)
    return GridCell(region.row, region.column, words, region.rowspan, region.colspan)


def _parted_figure(before: str, after: str) -> bool:
    """Whether a figure that is wider than its cell was broken: it fills the line alone, and with what follows it is one figure."""
    head, tail = _LINE_OF_FIGURE.fullmatch(before), _FIGURE_GOES_ON.match(after)
    return head is not None and tail is not None and _ONE_FIGURE.fullmatch(head[1] + tail[0]) is not None


def _joined(lines: Iterable[tuple[Sequence[Glyph], float, float, int, Matrix]]) -> list[Piece]:
    pieces: list[Piece] = []
    for glyphs, top, bottom, page, printed in lines:
        if pieces and spaced(pieces[-1].text, glyphs[0].text):
            pieces.append(Piece(" "))
        pieces += pieces_of(glyphs, top, bottom, page, printed)
    return pieces


def pieces_of(glyphs: Sequence[Glyph], top: float, bottom: float, page: int, printed: Matrix) -> list[Piece]:
    """A line's characters as pieces: each figure has its own box and certainty, and so have the words between."""
    runs: list[list[Glyph]] = []
    figure = False
    for n, glyph in enumerate(glyphs):
        digit = _FIGURE.match(glyph.text) is not None
        mark = figure and _IN_FIGURE.match(glyph.text) is not None
        after = glyphs[n + 1].text if n + 1 < len(glyphs) else ""
        # A comma within a figure is the figure's, one behind it is the sentence's.
        inside = digit or (mark and (_FIGURE.match(after) is not None or glyph.text in "%％"))
        if not runs or inside != figure:
            runs.append([])
        figure = inside
        runs[-1].append(glyph)
    made: list[Piece] = []
    for run in runs:
        x0, y0, x1, y1 = (round(v, 2) for v in printed.box(run[0].x0, top, run[-1].x1, bottom))
        made.append(Piece("".join(g.text for g in run), x0, y0, x1, y1, page, min(g.certainty for g in run)))
    return made


def _without_furniture(pages: Sequence[PageRead]) -> list[list[Row]]:
    """The rows outside tables of each page, without running heads and page numbers."""
    rows = [loose_rows(page) for page in pages]
    heads: Counter[tuple[bool, str]] = Counter()
    for page, own in zip(pages, rows, strict=True):
        heads.update({(row.top < page.height / 2, _alike(row)) for row in own if _at_edge(page, row)})
    often = {head for head, count in heads.items() if count >= 3 and count * 2 > len(pages)}
    kept: list[list[Row]] = []
    for page, own in zip(pages, rows, strict=True):
        body = [r for r in own if not (_at_edge(page, r) and (r.top < page.height / 2, _alike(r)) in often)]
        kept.append([r for n, r in enumerate(body) if not _numbers_page(page, body, n)])
    return kept


def _alike(row: Row) -> str:
    return re.sub(r"\d+", "0", "".join(row.text.split()))


def _at_edge(page: PageRead, row: Row) -> bool:
    return row.bottom < _EDGE * page.height or row.top > (1 - _EDGE) * page.height


def _numbers_page(page: PageRead, rows: Sequence[Row], n: int) -> bool:
    """Whether a row is the page's number: at its foot or head, outside tables, apart from the text."""
    row = rows[n]
    if n not in (0, len(rows) - 1) or not _PAGE_NUMBER.fullmatch(row.text) or not _at_edge(page, row):
        return False
    others = [o for o in rows if o is not row]
    between = [abs(row.top - o.bottom) if row.top > o.top else abs(o.top - row.bottom) for o in others]
    return not between or min(between) > 0.8 * row.height
