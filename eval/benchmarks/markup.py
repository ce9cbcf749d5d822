"""How fast Word files and web pages are read, beside the libraries under them on the same bytes, in one run.

    python eval/benchmarks/markup.py

Times are processor seconds of one core, the best of three. A docx is packed: MB/s are told of the file and of the XML inside.
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# How a Word file is made of a Document is what the tests do.
sys.path.insert(0, str(ROOT / "tests" / "documents"))

from made_docx import made_docx  # noqa: E402

from extractor.documents import read, read_bytes  # noqa: E402


def seconds(work: Callable[[], Any]) -> float:
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def by_python_docx(data: bytes) -> int:
    """Every paragraph's and every row's text, as python-docx gives it."""
    from docx import Document

    document = Document(io.BytesIO(data))
    cells = sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)
    return cells + sum(len(p.text) for p in document.paragraphs)


def by_lxml(data: bytes) -> int:
    """The page parsed, and all of its text."""
    from lxml import html

    return len(html.fromstring(data).text_content())


def page(text: str, copies: int) -> bytes:
    """A web page of a report's lines as paragraphs and of large tables between them."""
    lines = "".join(f"<p>{line}</p>" for line in text.replace("&", "").replace("<", "").split("\n") if line.strip())
    rows = "".join(
        f'<tr style="height:18px"><td style="border:1px solid">{n}</td><td style="border:1px solid">项目{n}</td>'
        f'<td style="border:1px solid;text-align:right">{n * 7 % 9973},{n % 1000:03}.50</td></tr>'
        for n in range(4000)
    )
    body = f'<div class="article">{lines}<table>{rows}</table></div>'
    return f'<!doctype html><html><head><meta charset="utf-8"><title>报告</title></head><body>{body * copies}</body></html>'.encode()


def main() -> int:
    """Measure and print."""
    samples = sorted(f for f in (ROOT / "eval" / "samples").iterdir() if f.name != "README.md")
    print(f"{'what':34} {'MB':>6} {'ours s':>8} {'MB/s':>7} {'library s':>10} {'ratio':>6}")
    files = [made_docx(read(f)) for f in samples]
    whole = sum(map(len, files)) / 1e6
    ours = seconds(lambda: [read_bytes(data, "a.docx") for data in files])
    theirs = seconds(lambda: [by_python_docx(data) for data in files])
    print(f"{'six reports, .docx | python-docx':34} {whole:6.2f} {ours:8.2f} {whole / ours:7.2f} {theirs:10.2f} {ours / theirs:6.2f}")
    inside = sum(i.file_size for data in files for i in zipfile.ZipFile(io.BytesIO(data)).infolist()) / 1e6
    print(f"{'  of the XML inside':34} {inside:6.2f} {'':8} {inside / ours:7.2f}")
    data = page(samples[0].read_text(encoding="utf-8"), 12)
    size = len(data) / 1e6
    from extractor.documents.readers.html import read_html

    ours, theirs = seconds(lambda: read_html(data, "a.html")), seconds(lambda: by_lxml(data))
    print(f"{'a large web page | lxml':34} {size:6.2f} {ours:8.2f} {size / ours:7.2f} {theirs:10.2f} {ours / theirs:6.2f}")
    built = seconds(lambda: read_bytes(data, "a.html"))
    print(f"{'  with outline and tables':34} {size:6.2f} {built:8.2f} {size / built:7.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
