"""PDFs with text: pages become paragraphs, tables and places.

pdfium reads the characters and the rules, pdfminer the figures a second time; what the two differ in is told in a warning.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractor.documents.limits import MAX_TEXT
from extractor.documents.readers.pdf_characters import Layer
from extractor.documents.readers.pdf_furniture import find_furniture
from extractor.documents.readers.pdf_joining import join_tables, may_join
from extractor.documents.readers.pdf_joints import joined
from extractor.documents.readers.pdf_lines import Line
from extractor.documents.readers.pdf_open import damaged, open_pdf
from extractor.documents.readers.pdf_pages import PageContent, PlacedCell, PlacedTable, read_page
from extractor.documents.readers.pdf_paragraphs import Margins, Paragraph, margins_of, paragraphs_of
from extractor.documents.readers.pdf_scanned import ranges, without_text
from extractor.documents.readers.pdf_second import read_digits
from extractor.documents.readers.pdf_tabs import set_tabs
from extractor.documents.source import GridCell, Piece, Source, SourceWriter
from extractor.errors import DocumentError
from extractor.words import Text

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PADDING = 6.0  # points between a cell's border and its words, at most


def read_pdf(data: bytes, name: str) -> Source:
    """The Source of a PDF.

    Raises DocumentError for an encrypted, damaged, empty or too large file and for one that is only a scan, a form or a portfolio;
    OperatorError where the packages of the extra are missing.
    """
    with open_pdf(data, name) as document:
        pages = _pages(document, name)
    writer = SourceWriter()
    bare = [p.number for p in pages if p.layer in (Layer.NONE, Layer.UNREADABLE)]
    if bare:
        without_text(data, bare, name, writer, of=len(pages))
    _warn(pages, writer)
    _compare(data, pages, writer)
    _write(pages, writer)
    writer.page(len(pages))
    return writer.source("pdf")


def _pages(document: PdfDocument, name: str) -> list[PageContent]:
    import pypdfium2 as pdfium

    pages: list[PageContent] = []
    characters = 0
    for n in range(len(document)):
        try:
            page = document[n]
        except pdfium.PdfiumError as e:
            raise damaged(name) from e
        try:
            pages.append(read_page(page, n + 1))
        finally:
            page.close()
        characters += sum(len(run.text) for line in pages[-1].lines for run in line.runs)
        characters += sum(len(run.text) for table in pages[-1].tables for cell in table.cells for line in cell.lines for run in line.runs)
        if characters > MAX_TEXT:
            raise DocumentError(
                Text("PDF 中的文字过多", "the PDF holds too much text"), Text("请拆分后再试", "Split it and try again"), name, "read"
            )
    return pages


def _warn(pages: Sequence[PageContent], writer: SourceWriter) -> None:
    recognised = [p.number for p in pages if p.layer == Layer.RECOGNISED]
    if recognised:
        named = ranges(recognised)
        writer.warn(
            Text(
                f"第 {named} 页的文字是扫描件自带的识别结果（不可见文字），请核对数字",
                f"the text of page {named} is a scanner's own recognition (invisible text): check its figures",
            )
        )
    unread = [p.number for p in pages if p.unread and p.layer != Layer.UNREADABLE]
    if unread:
        named = ranges(unread)
        writer.warn(
            Text(
                f"第 {named} 页有无法识别的字符（字体缺少编码表）",
                f"page {named} has characters that can't be read (the font's character table is missing)",
            )
        )


def _compare(data: bytes, pages: Sequence[PageContent], writer: SourceWriter) -> None:
    """Warns of the pages whose figures a second reader reads differently, or can't read."""
    here = [p for p in pages if p.layer not in (Layer.NONE, Layer.UNREADABLE)]
    second = read_digits(data, {p.number for p in here})
    differ = [p.number for p in here if (there := second.get(p.number)) is not None and there != p.digits]
    alone = [p.number for p in here if p.number not in second]
    if differ:
        named = ranges(differ)
        writer.warn(
            Text(
                f"第 {named} 页的数字，两种读法结果不同，请核对原文",
                f"two readers differ on the figures of page {named}: check them against the file",
            )
        )
    if alone:
        named = ranges(alone)
        writer.warn(
            Text(f"第 {named} 页的数字未能用第二种读法核对", f"the figures of page {named} could not be read a second time to compare")
        )


def _write(pages: Sequence[PageContent], writer: SourceWriter) -> None:
    furniture = find_furniture([p.lines for p in pages], [p.height for p in pages])
    for page in pages:
        page.lines = [line for line in page.lines if id(line) not in furniture]
    _open_frames(pages)
    margins = _margins(pages)
    for width, here in _widths(pages).items():
        kept = {id(line) for line in set_tabs([line for p in here for line in p.lines], margins[width].left, margins[width].right)}
        for page in here:
            page.lines = [line for line in page.lines if id(line) in kept]
    pending: list[Line] = []
    table: PlacedTable | None = None
    for page in pages:
        room = margins[round(page.width)]
        for part in page.parts():
            if isinstance(part, PlacedTable):
                if table is not None and not pending and table.last_page < page.number and join_tables(table, part):
                    continue
                _finish(table, pending, room, writer)
                table, pending = part, []
            else:
                if table is not None:
                    _finish(table, [], room, writer)
                    table = None
                if pending and round(pages[pending[-1].page - 1].width) != round(page.width):
                    _finish(None, pending, margins[round(pages[pending[-1].page - 1].width)], writer)
                    pending = []
                pending.extend(part)
        if page.aside:
            pending.extend(page.aside)
    if pages:
        _finish(table, pending, margins[round(pages[-1].width)], writer)


def _widths(pages: Sequence[PageContent]) -> dict[int, list[PageContent]]:
    found: dict[int, list[PageContent]] = {}
    for page in pages:
        found.setdefault(round(page.width), []).append(page)
    return found


def _margins(pages: Sequence[PageContent]) -> dict[int, Margins]:
    return {width: margins_of([line for p in here for line in p.lines], float(width)) for width, here in _widths(pages).items()}


def _open_frames(pages: Sequence[PageContent]) -> None:
    """A frame is a table only where it is the part of one on the page before or after."""
    kept: list[PlacedTable] = []
    for page, following in itertools.pairwise(pages):
        here, there = page.parts(), following.parts()
        if not here or not there:
            continue
        upper, lower = here[-1], there[0]
        if isinstance(upper, PlacedTable) and isinstance(lower, PlacedTable) and upper.frame != lower.frame and may_join(upper, lower):
            kept.append(upper if upper.frame else lower)
    for page in pages:
        page.open_frames(kept)


def _finish(table: PlacedTable | None, lines: Sequence[Line], margins: Margins, writer: SourceWriter) -> None:
    if table is not None:
        writer.table([GridCell(c.row, c.column, _cell_words(c), c.rowspan, c.colspan) for c in table.cells])
    for paragraph in paragraphs_of(lines, margins):
        _put(paragraph, writer)


def _put(paragraph: Paragraph, writer: SourceWriter) -> None:
    above = paragraph.lines[0].above
    for _ in range(above[0] if above else 0):
        writer.paragraph("\t")
    for _ in range(1 if above else paragraph.gaps):
        writer.gap()
    for _ in range(above[1] if above else 0):
        writer.paragraph("\t")
    writer.paragraph(paragraph.written())


def _cell_words(cell: PlacedCell) -> list[Piece]:
    if not cell.lines:
        return []
    padding = max(0.0, min(_PADDING, min(line.x0 for line in cell.lines) - cell.x0))
    return joined(cell.lines, cell.x1 - padding, tabs=False)
