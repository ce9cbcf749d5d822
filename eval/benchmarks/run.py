"""Speed, side by side in one run: this project's own time for a long report, and langextract's for aligning the same quotes.

    make bench

Times are CPU seconds of this process (best of several runs) but for the start-up, which is wall time of a fresh process.
langextract runs in an environment of its own (.venv-bench, requirements-bench.lock); without it that column is left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from extractor.documents import read_text
from extractor.grounding import FigureIndex, Grounded, ground_words
from extractor.patterns import propose
from extractor.reconcile import reconcile
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
CHARACTERS = 28_000
RUNS = 5


def report() -> tuple[str, list[str]]:
    """A 28,000-character report made of the samples, and the quotes that their gold files name in it."""
    text, quotes = "", list[str]()
    for gold in sorted((ROOT / "eval/gold").glob("*.json")):
        content = json.loads(gold.read_text(encoding="utf-8"))
        text += (ROOT / "eval/samples" / content["report"]).read_text(encoding="utf-8") + "\n\n"
        quotes += [q for found in content["evidence"].values() for q in found]
        if len(text) >= CHARACTERS:
            break
    text = text[:CHARACTERS]
    return text, [q for q in dict.fromkeys(quotes) if q in text and "\n" not in q]


def cpu(task: Callable[[], object]) -> float:
    """CPU milliseconds, best of RUNS."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        task()
        best = min(best, time.process_time() - began)
    return best * 1000


def start_up() -> float:
    """Wall milliseconds of `extractor --help` in a fresh process, best of RUNS."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "extractor.cli.main", "--help"], check=True, capture_output=True, cwd=ROOT)
        best = min(best, time.perf_counter() - began)
    return best * 1000


def aligned_by_langextract(text: str, quotes: list[str]) -> dict[str, float] | None:
    """CPU milliseconds that langextract needs for the same quotes in the same text, and how many it aligned exactly."""
    python = ROOT / ".venv-bench/bin/python"
    if not python.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        job.write_text(json.dumps({"text": text, "quotes": quotes}), encoding="utf-8")
        done = subprocess.run([python, Path(__file__).with_name("langextract_align.py"), job], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    text, quotes = report()
    schema = load_schema(find_schema("department_report"))
    document = read_text(text)
    candidates = propose(document, schema)

    def ground() -> int:
        index = FigureIndex(document)
        return sum(isinstance(ground_words(document, words=q, index=index), Grounded) for q in quotes)

    steps = {
        "read": cpu(lambda: read_text(text)),
        "patterns": cpu(lambda: propose(read_text(text), schema)) - cpu(lambda: read_text(text)),
        "reconcile": cpu(lambda: reconcile(document, schema, candidates)),
        "index of figures": cpu(lambda: list(FigureIndex(document).all())),
        f"locate {len(quotes)} quotes": cpu(ground),
    }
    print(f"report of {len(text):,} characters, {len(quotes)} quotes, {len(candidates)} values\n")
    for name, milliseconds in steps.items():
        print(f"  {name:24s} {milliseconds:9.1f} ms CPU")
    print(f"  {'without a model':24s} {steps['read'] + steps['patterns'] + steps['reconcile']:9.1f} ms CPU (read, patterns, reconcile)")
    print(f"  {'extractor --help':24s} {start_up():9.1f} ms wall\n")
    peer = aligned_by_langextract(text, quotes)
    if peer is None:
        print("  langextract is not installed: make bench installs it into .venv-bench")
        return
    ours = steps[f"locate {len(quotes)} quotes"]
    print(f"  the same quotes          {'this project':>14s} {'langextract':>14s} {'ratio':>8s}")
    print(f"  time to locate           {ours:11.1f} ms {peer['milliseconds']:11.1f} ms {peer['milliseconds'] / ours:7.1f}x")
    print(f"  located                  {ground():11d}    {peer['exact']:8.0f} exact, {peer['other']:.0f} inexact")


if __name__ == "__main__":
    main()
