"""Reports in other formats against their text: values, figures and findings.

    python eval/formats.py [--formats docx,doc,pdf,html,scan] [--plain] [--pages N] [--gold DIR] REPORT.txt …

Without files: the reports of eval/samples. Each is made a real Word file (tables as tables) and saved by LibreOffice in the other
formats; with --plain LibreOffice opens the text itself, whose tables stay lines with tabs. `scan` draws the PDF at 200 dpi and
keeps the pictures alone; --pages N scans the first N pages only, for recognition takes seconds a page. Told for each: the F1 of the
patterns engine's values against the gold where there is one, and against those of the text; figures lost and new; findings (relations
that don't hold) lost and new.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent
# How a Word file is made of a Document, and how figures are counted, is what the tests do.
sys.path.insert(0, str(ROOT.parent / "tests" / "documents"))

from figures_of import figures  # noqa: E402
from made_docx import made_docx  # noqa: E402

from extractor.documents import Document, read, read_bytes  # noqa: E402
from extractor.documents.readers.office import find_office  # noqa: E402
from extractor.errors import ExtractorError  # noqa: E402
from extractor.evaluation import dataset, tally  # noqa: E402
from extractor.evaluation.match import Matcher  # noqa: E402
from extractor.pipeline import extract  # noqa: E402
from extractor.result import Extraction, plain_numbers  # noqa: E402
from extractor.schema import find_schema, load_schema  # noqa: E402

SCHEMA = load_schema(find_schema("department_report"))
FORMATS = ("docx", "doc", "pdf", "html", "scan")
DPI = 200


def saved_as(given: Path, wanted: str) -> bytes:
    """A file saved by LibreOffice in another format."""
    office = find_office()
    if office is None:
        raise SystemExit("LibreOffice is not installed")
    with TemporaryDirectory() as folder:
        profile = (Path(folder) / "profile").as_uri()
        # A text is opened as UTF-8, whatever the system's own encoding is.
        told = ["--infilter=Text (encoded):UTF8"] if given.suffix in (".txt", ".md") else []
        command = [office, "--headless", f"-env:UserInstallation={profile}", *told, "--convert-to", wanted, "--outdir", folder, str(given)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603
        return (Path(folder) / f"{given.stem}.{wanted}").read_bytes()


def scanned(pdf: bytes, pages: int) -> bytes:
    """A PDF of pictures: the pages (the first `pages`, 0: all) drawn at 200 dpi."""
    import pypdfium2

    drawn = pypdfium2.PdfDocument(pdf)
    count = min(pages or len(drawn), len(drawn))
    pictures = [drawn[n].render(scale=DPI / 72).to_pil().convert("L") for n in range(count)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=pictures[1:])
    return out.getvalue()


def formats_of(report: Path, document: Document, wanted: list[str], plain: bool, pages: int) -> dict[str, bytes]:
    """The report's file in each format."""
    made: dict[str, bytes] = {}
    with TemporaryDirectory() as folder:
        source = Path(folder) / f"{report.stem}.{'txt' if plain else 'docx'}"
        source.write_bytes(document.text.encode() if plain else made_docx(document))
        for form in wanted:
            if form == "docx":
                made[form] = saved_as(source, "docx") if plain else source.read_bytes()
            elif form != "scan":
                made[form] = saved_as(source, form)
        if "scan" in wanted:
            made["scan"] = scanned(made.get("pdf") or saved_as(source, "pdf"), pages)
    return made


def findings(made: Extraction) -> Counter[tuple[str, str, str]]:
    """The relations that don't hold."""
    told: list[dict[str, Any]] = [dict(r) for r in made.relations if r["verdict"] in ("tail", "violated")]
    return Counter((r["kind"], r["claim"]["printed"], r["verdict"]) for r in told)


def f1(right: Any, said: Any) -> float:
    """The value F1 of one instance against another."""
    return tally(Matcher(SCHEMA).cells(right, said)).f1


def main(arguments: list[str]) -> int:
    """Make, read, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--formats", default="docx,doc,pdf,html")
    options.add_argument("--plain", action="store_true")
    options.add_argument("--pages", type=int, default=0)
    options.add_argument("--gold", type=Path, default=ROOT / "gold")
    options.add_argument("--show", action="store_true", help="the figures and findings that differ")
    options.add_argument("reports", nargs="*", type=Path)
    chosen = options.parse_args(arguments)
    reports = chosen.reports or sorted(f for f in (ROOT / "samples").iterdir() if f.name != "README.md")
    gold = {s.name: s.data for s in dataset(chosen.gold)} if chosen.gold.exists() else {}
    print(f"{'report':26} {'format':6} {'F1 gold':>8} {'of text':>8} {'F1 text':>8} {'figures':>8} lost new  findings lost new  seconds")
    sums: dict[str, list[float]] = {}
    for report in reports:
        text = read(report)
        plain = extract(text, SCHEMA, engine="patterns")
        data, stated, found = plain_numbers(plain.data), figures(text), findings(plain)
        own = f1(gold[report.stem], data) if report.stem in gold else float("nan")
        for form, content in formats_of(report, text, chosen.formats.split(","), chosen.plain, chosen.pages).items():
            began = time.process_time()
            try:
                document = read_bytes(content, f"{report.stem}.{'pdf' if form == 'scan' else form}")
            except ExtractorError as e:
                print(f"{report.stem:26} {form:6} {e}")
                continue
            seconds = time.process_time() - began
            made = extract(document, SCHEMA, engine="patterns")
            values, here, told = plain_numbers(made.data), figures(document), findings(made)
            by_gold = f1(gold[report.stem], values) if report.stem in gold else float("nan")
            by_text = f1(data, values)
            lost, new = stated - here, here - stated
            print(
                f"{report.stem:26} {form:6} {by_gold:8.4f} {own:8.4f} {by_text:8.4f} {stated.total():8} {lost.total():4} {new.total():3}"
                f"  {found.total():8} {(found - told).total():4} {(told - found).total():3}  {seconds:7.2f}"
            )
            if chosen.show:
                print("    lost", dict(lost), "new", dict(new), "findings lost", dict(found - told), "new", dict(told - found))
            sums.setdefault(form, []).append(by_text)
    for form, each in sums.items():
        print(f"{form}: mean F1 against the text's values {sum(each) / len(each):.4f} over {len(each)} reports")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
