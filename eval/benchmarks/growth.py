"""How reading time grows: ten times the text beside the same text once, for reports and for lines that tempt a pattern to look back.

    make bench

A ratio near 10 is linear growth; a reader that looks back at all before it would show 100.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from extractor.documents import read_text
from extractor.quantities import find_quantities

ROOT = Path(__file__).resolve().parents[2]
LINES = (
    "1、甲情况\n",
    "（1） 乙情况\n",
    "甲\t乙\t丙\n",
    "\t甲\n",
    "\t甲\n\n",
    "|甲|乙|\n",
    "**粗**",
    "[bookmark: _Toc1]",
    "一、职责 1\n",
    "— 7 —\n",
    "#",
    "|",
    "\t",
)
RUNS = ("一", "1", "1,", "1，", "1.", "约", "(1)", "2022-", "百分之", "10-", "1 234 ", "附件1-")


def cpu(task: Callable[[str], object], text: str) -> float:
    """CPU seconds, best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        task(text)
        best = min(best, time.process_time() - began)
    return best


def row(name: str, task: Callable[[str], object], unit: str, size: int) -> None:
    short, long = unit * max(1, size // len(unit)), unit * max(10, 10 * size // len(unit))
    one, ten = cpu(task, short), cpu(task, long)
    print(f"  {name:28s} {len(long):>9,} characters {ten * 1000:9.1f} ms   ratio {ten / max(one, 1e-6):6.1f}")


def main() -> None:
    samples = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "eval/samples").glob("*_20*")))
    print("reading a document, 1x and 10x the text")
    row("the samples", read_text, samples, len(samples))
    for line in LINES:
        row(repr(line), read_text, line, 10_000)
    print("finding figures, 1x and 10x the text")
    for run in RUNS:
        row(repr(run), lambda t: list(find_quantities(t)), run, 4_000)


if __name__ == "__main__":
    main()
