"""A real Word file of a Document: its paragraphs as Word paragraphs, its tables as Word tables with their merged cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from docx import Document as new_word_file
from docx.oxml import parse_xml

from extractor.documents import Block, Cell, Document, Table

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML_FORBIDS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_PAGE_WIDTH = 9000  # twips between the margins


def made_docx(document: Document, *, last_wide: bool = False) -> bytes:
    """The Word file. Lines that a text's margin parted are one paragraph again; page numbers and other noise are left out.

    A row that the source has shorter than the others ends early, as Word rows can; with `last_wide` its last cell is
    merged over the missing places.
    """
    file: Any = new_word_file()
    body: Any = file.element.body
    for block in document.blocks:
        for xml in _block(document, block, last_wide):
            body.insert(len(body) - 1, parse_xml(xml))  # the last child is the section's page layout
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _block(document: Document, block: Block, last_wide: bool) -> Iterator[str]:
    if block.table < 0:
        yield paragraph(_printed(document, block.span.start, block.span.end))
        return
    yield table(document, document.tables[block.table], last_wide)
    yield paragraph("")  # Word makes one table of two that stand directly below each other


def _printed(document: Document, start: int, end: int) -> str:
    """The text of a span in one line, as printed but for its noise."""
    kept, at = "", start
    for noise in document.noise:
        if noise.end > start and noise.start < end:
            kept += document.text[at : max(at, noise.start)]
            at = noise.end
    kept += document.text[at:end]
    return "".join(line.strip(" \t\r\x07\x0c") for line in kept.split("\n"))


def paragraph(words: str) -> str:
    """The XML of a paragraph."""
    return f"<w:p {_W}>{_run(words)}</w:p>"


def _run(words: str) -> str:
    said = escape(_XML_FORBIDS.sub("", words)).split("\t")
    return "<w:r>" + "<w:tab/>".join(f'<w:t xml:space="preserve">{s}</w:t>' for s in said) + "</w:r>" if words else ""


def table(document: Document, made: Table, last_wide: bool = False) -> str:
    """The XML of a table. `last_wide` as in `made_docx`."""
    covered = {
        (r, c): cell
        for row in made.rows
        for cell in row
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.column, cell.column + cell.colspan)
        if (r, c) != (cell.row, cell.column)
    }
    each = _PAGE_WIDTH // max(1, made.width)
    columns = f'<w:gridCol w:w="{each}"/>' * made.width
    rows = "".join(_row(document, row, covered, made.width, each, last_wide) for row in made.rows)
    return f"<w:tbl {_W}><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(document: Document, row: tuple[Cell, ...], covered: dict[tuple[int, int], Cell], width: int, each: int, last_wide: bool) -> str:
    cells, missing = "", width - len(row)
    for cell in row:
        over = covered.get((cell.row, cell.column))
        if over is None:
            merge = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
            wide = cell.colspan + (missing if last_wide and cell is row[-1] else 0)
            cells += _cell(_printed(document, cell.span.start, cell.span.end), wide, merge, each)
        elif over.column == cell.column:  # the first place of a further row; the others lie within its span
            cells += _cell("", over.colspan, "<w:vMerge/>", each)
    early = (
        f'<w:trPr><w:gridAfter w:val="{missing}"/><w:wAfter w:w="{missing * each}" w:type="dxa"/></w:trPr>'
        if missing and not last_wide
        else ""
    )
    return f"<w:tr>{early}{cells}</w:tr>"


def _cell(words: str, colspan: int, merge: str, each: int) -> str:
    span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{each * colspan}" w:type="dxa"/>{span}{merge}</w:tcPr><w:p>{_run(words)}</w:p></w:tc>'
