"""The PDF reader beside pdfplumber on the same file in the same run: pages a second on one core, and the memory of one process.

python eval/benchmarks/pdf.py [PAGES]

LibreOffice makes PDFs of the sample reports; their pages are repeated up to PAGES (200). Seconds are of the process, not of the clock,
so that a busy machine changes little.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from extractor.documents.build import build
from extractor.documents.readers.pdf import read_pdf

_SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def made(pages: int) -> bytes:
    """A PDF of the sample reports with so many pages."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        texts = [str(p) for p in sorted(_SAMPLES.glob("*.txt"))]
        order = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, *texts]
        subprocess.run(order, check=True, capture_output=True, timeout=180)
        target: Any = pdfium.PdfDocument.new()  # its own types leave its arguments open
        while len(target) < pages:
            for file in sorted(Path(folder).glob("*.pdf")):
                source = pdfium.PdfDocument(file)
                target.import_pages(source, list(range(min(len(source), pages - len(target)))))
        out = io.BytesIO()
        target.save(out)
    return out.getvalue()


def plumber(data: bytes, tables: bool) -> int:
    """pdfplumber's own text or tables, page after page, each closed behind it."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            _ = page.extract_tables() if tables else page.extract_text()
            page.close()
        return len(document.pages)


def ours(data: bytes) -> int:
    """The reader, with the second reader's comparison, and the Document built of it."""
    return len(build("bench.pdf", "", read_pdf(data, "bench.pdf"), "pdf").pages)


def measure(name: str, run: Callable[[], int]) -> float:
    """Pages a second of the process, printed."""
    start = time.process_time()
    pages = run()
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:32}{seconds:8.2f} s{pages / seconds:8.1f} pages/s   peak so far {peak:5.0f} MB", flush=True)
    return pages / seconds


def main() -> None:
    """Prints the three rates and their ratios."""
    data = made(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    mine = measure("this reader (two readers)", lambda: ours(data))
    text = measure("pdfplumber extract_text", lambda: plumber(data, tables=False))
    tables = measure("pdfplumber extract_tables", lambda: plumber(data, tables=True))
    print(f"ratio to extract_text {mine / text:.2f}, to extract_tables {mine / tables:.2f}")


if __name__ == "__main__":
    main()
