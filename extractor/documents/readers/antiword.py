"""Word 97 files by way of antiword, where LibreOffice is not installed: words and table rows, but no vertical merges.

Its DocBook output is read, not its plain text, whose tables break a cell's words, and figures, at the column's width.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from extractor.documents.readers.office import run
from extractor.documents.source import GridCell, Source, SourceWriter
from extractor.errors import DocumentError
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

_SECONDS = 30
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*>")
_NEAR = 2.0  # points between column edges that are one
_DRAWN_APART = ("para", "title", "informaltable")
_LOST = Text(
    "没有 LibreOffice，用 antiword 读取：合并单元格、自动编号和文本框可能丢失，请人工核对（或另存为 .docx）",
    "read by antiword, as LibreOffice was not found: merged cells, automatic numbers and text boxes may be lost; "
    "check it, or save it as .docx",
)


def read_by_antiword(program: str, data: bytes, name: str) -> Source:
    """The Source of a .doc file's bytes. Raises DocumentError where antiword makes nothing of it."""
    with TemporaryDirectory(prefix="extractor-", ignore_cleanup_errors=True) as folder:
        given = Path(folder) / "in.doc"
        given.write_bytes(data)
        made = run([program, "-x", "db", str(given)], Path(folder), _SECONDS, name)
    root = _parsed(_DOCTYPE.sub(b"", made, count=1))
    writer = SourceWriter()
    if root is None or not _write(writer, root):
        raise DocumentError(
            Text(
                "antiword 打不开这个文件：内容已损坏、过旧，或者没有文字", "antiword can't open it: it is damaged, too old, or has no words"
            ),
            Text("请用 Word/WPS 打开检查并另存为 .docx", "Open it in Word or WPS and save it as .docx"),
            name,
            "read",
        )
    writer.warn(_LOST)
    return writer.source()


def _parsed(made: bytes) -> Element | None:
    if b"<!ENTITY" in made or b"<!DOCTYPE" in made:
        return None
    etree: Any = import_module("lxml.etree")
    try:
        return cast("Element", etree.fromstring(made, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)))
    except etree.XMLSyntaxError:
        return None


def _write(writer: SourceWriter, root: Element) -> int:
    """Writes what stands in the chapters; how many paragraphs and tables have words."""
    written = 0
    for chapter in root.iter("chapter"):
        for element in chapter.iter(*_DRAWN_APART):
            if element.tag == "informaltable":
                cells = _cells(element)
                writer.table(cells)
                written += any(str(c.words) for c in cells)
                continue
            if any(True for _ in element.iterancestors("entry")):
                continue
            words = _words(element)
            if words:
                writer.paragraph(words)
                written += 1
            elif element.find("informaltable") is None:
                writer.gap()
    return written


def _words(element: Element) -> str:
    """The words of an element without those of the tables in it."""
    parts: list[str] = []

    def take(node: Any) -> None:
        parts.append(node.text or "")
        for child in node:
            if child.tag != "informaltable":
                take(child)
            parts.append(child.tail or "")

    take(element)
    return "\n".join(line.strip(" ") for line in "".join(parts).split("\n")).strip("\n")


def _cells(table: Element) -> list[GridCell]:
    """The cells of a table: antiword tells each row's column widths, and equal edges are one column's."""
    rows: list[tuple[list[float], list[str]]] = []
    for group in table.iter("tgroup"):
        edges = [0.0]
        for column in group.iter("colspec"):
            edges.append(edges[-1] + float(re.sub(r"[^\d.]", "", column.get("colwidth", "")) or 0))
        rows += [(edges, [_words(entry) for entry in row.iter("entry")]) for row in group.iter("row")]
    lines: list[float] = []
    for edge in sorted({e for edges, _ in rows for e in edges}):
        if not lines or edge - lines[-1] > _NEAR:
            lines.append(edge)
    cells: list[GridCell] = []
    for r, (edges, words) in enumerate(rows):
        for c, said in enumerate(words):
            start = bisect_left(lines, edges[c] - _NEAR) if c < len(edges) else c
            end = bisect_left(lines, edges[c + 1] - _NEAR) if c + 1 < len(edges) else start + 1
            cells.append(GridCell(r, start, said, 1, max(1, end - start)))
    return cells
