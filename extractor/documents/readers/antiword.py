"""Word 97 files where LibreOffice is not installed: their bare text, or with tables by way of antiword, which loses vertical merges.

Its plain text is read. It draws a table's row as |cell|cell| in columns of one width and breaks longer words at that
width, figures too, without telling; such rows are put together again. It leaves out all that stands behind some irregular
tables: what it gives is compared with the bare text, and a file that it can't read whole is refused.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.documents.readers.office import no_office, run
from extractor.documents.source import GridCell, Source, SourceWriter
from extractor.errors import DocumentError
from extractor.words import Text

_SECONDS = 30
_WHOLE = 0.995  # hidden and deleted text may be missing, no paragraph
_ROW = re.compile(r"^\|.*\|\s*$")
_PICTURE = re.compile(r"\[pic\]")
_LOST = Text(
    "没有 LibreOffice，只能粗略读取：合并单元格、自动编号和文本框可能丢失，请人工核对（或另存为 .docx）",
    "read roughly, as LibreOffice was not found: merged cells, automatic numbers and text boxes may be lost; check it, or save it as .docx",
)


def read_bare(text: str) -> Source:
    """The Source of the bare text of a file without tables."""
    writer = SourceWriter()
    writer.warn(_LOST)
    for line in text.split("\n"):
        writer.paragraph(line)
    return writer.source()


def read_by_antiword(program: str, data: bytes, name: str, bare: str) -> Source:
    """The Source of a .doc file's bytes; `bare`: its text without structure, "" where unknown.

    Raises DocumentError where antiword makes nothing of it, OperatorError where it leaves out some of the text.
    """
    with TemporaryDirectory(prefix="extractor-", ignore_cleanup_errors=True) as folder:
        given = Path(folder) / "in.doc"
        given.write_bytes(data)
        made = run([program, "-m", "UTF-8.txt", "-w", "0", str(given)], Path(folder), _SECONDS, name)
    text = _PICTURE.sub("", made.decode("utf-8", errors="replace"))
    if not text.strip() or text.count("\ufffd") > len(text) // 100:
        raise DocumentError(
            Text(
                "antiword 打不开这个文件：内容已损坏、过旧，或者没有文字", "antiword can't open it: it is damaged, too old, or has no words"
            ),
            Text("请用 Word/WPS 打开检查并另存为 .docx", "Open it in Word or WPS and save it as .docx"),
            name,
            "read",
        )
    wanted, got = (sum(map(str.isalnum, words)) for words in (bare, text))
    if got < wanted * _WHOLE:
        raise no_office(
            name, Text(f"antiword 会漏掉约 {wanted - got} 个字", f"antiword would leave out some {wanted - got} characters of it")
        )
    writer = SourceWriter()
    writer.warn(_LOST)
    rows: list[str] = []
    for line in text.split("\n"):
        if _ROW.match(line):
            rows.append(line.rstrip())
            continue
        writer.table(table_of(rows))
        rows = []
        if line.strip():
            writer.paragraph(line)
        else:
            writer.gap()
    writer.table(table_of(rows))
    return writer.source()


def table_of(lines: list[str]) -> list[GridCell]:
    """The cells of a table that antiword drew, a line for each line of its rows."""
    drawn = [line[1:-1].split("|") for line in lines]
    rows: list[tuple[list[str], list[int]]] = []
    goes_on = False
    for cells in drawn:
        widths = [_width(c) for c in cells]
        if goes_on and len(cells) == len(rows[-1][0]):
            for n, cell in enumerate(cells):
                rows[-1][0][n] += cell.strip()
        else:
            rows.append(([c.strip() for c in cells], widths))
        # A cell that fills its column is broken there, and the rest stands below it.
        goes_on = any(len(c) > 1 and c[-1] != " " for c in cells)
    most = max((len(cells) for cells, _ in rows), default=0)
    edges = next((_edges(widths) for cells, widths in rows if len(cells) == most), [0])
    found: list[GridCell] = []
    for r, (cells, widths) in enumerate(rows):
        own = _edges(widths)
        at = [_nearest(edges, e) for e in own] if len(cells) < most else list(range(most + 1))
        if any(b <= a for a, b in pairwise(at)):
            at = list(range(len(cells) + 1))
        found += [GridCell(r, at[n], cell, 1, at[n + 1] - at[n]) for n, cell in enumerate(cells)]
    return found


def _edges(widths: list[int]) -> list[int]:
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width + 1)
    return edges


def _nearest(edges: list[int], edge: int) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - edge))


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)
