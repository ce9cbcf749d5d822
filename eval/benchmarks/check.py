"""What a check costs: CPU milliseconds for each report, then how the time grows to a document of 5 MB.

    python eval/benchmarks/check.py [REPORT…] [--most BYTES] [--profile]

Without files: the reports of eval/samples. Reading, facts and relations are timed apart; the check is facts and relations.
Long documents are the reports one after another, again and again: once as they are (every fact stands in a thousand places,
and holds), once with other digits in every copy (hardly a sum holds, so that every one asks who is wrong). A ratio near 10 for
ten times the text is linear growth, near 100 quadratic. `--profile` shows where the time of the longest goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from extractor.checker import check
from extractor.documents import read_text
from extractor.patterns.sentences import facts_of_sentences

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 5_000_000
STEP = 10
ONCE = 200_000  # bytes from which on one run is long enough to be timed
DIGITS = "123456789"
Made = TypeVar("Made")


def timed(task: Callable[[], Made], times: int) -> tuple[Made, float]:
    """The result and the CPU seconds, best of some runs."""
    began = time.process_time()
    made = task()
    best = time.process_time() - began
    for _ in range(times - 1):
        began = time.process_time()
        task()
        best = min(best, time.process_time() - began)
    return made, best


def row(name: str, text: str, before: float = 0.0) -> float:
    """Prints one document's times; returns the seconds of its check."""
    size = len(text.encode())
    times = 5 if size < ONCE else 1
    document, reading = timed(lambda: read_text(text), times)
    facts, stating = timed(lambda: list(facts_of_sentences(document)), times)
    done, relating = timed(lambda: check(document, facts), times)
    whole = stating + relating
    cells = "".join(f"{seconds * 1000:11,.1f}" for seconds in (reading, stating, relating, whole))
    print(f"  {name:28s}{size / 1000:9,.0f}{cells}{len(done.relations):11,}{f'{whole / before:9.1f}' if before else ''}", flush=True)
    return whole


def same(text: str, _copy: int) -> str:
    """The text as it is."""
    return text


def other_digits(text: str, copy: int) -> str:
    """The text with its digits other than 0 exchanged, each copy in its own way; the first as it is."""
    digits = list(DIGITS)
    if copy:
        random.Random(copy).shuffle(digits)
    return text.translate(str.maketrans(DIGITS, "".join(digits)))


def long_text(reports: Sequence[str], size: int, each: Callable[[str, int], str]) -> str:
    """Reports one after another, to about `size` bytes, whole lines."""
    parts: list[str] = []
    left, n = size, 0
    while left > 0:
        copy, at = divmod(n, len(reports))
        data = each(reports[at], copy).encode()[:left]
        parts.append(data[: data.rfind(b"\n") + 1].decode())
        left -= len(data)
        n += 1
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--most", type=int, default=LARGEST, help="bytes of the longest document")
    parser.add_argument("--profile", action="store_true", help="where the time of the longest goes")
    given = parser.parse_args()
    paths = given.reports or sorted((ROOT / "eval/samples").glob("*_20*"))
    texts = [p.read_text(encoding="utf-8") for p in paths]
    heads = f"  {'':28s}{'kB':>9s}{'read ms':>11s}{'facts ms':>11s}{'check ms':>11s}{'both ms':>11s}{'relations':>11s}{'ratio':>9s}"
    print("checking a report (CPU; the check is facts and relations)\n" + heads)
    for path, text in zip(paths, texts, strict=True):
        row(path.name, text)
    for name, each in (("the same again", same), ("other digits each", other_digits)):
        print(f"ten times the text: {name}\n{heads}")
        before = 0.0
        for size in (given.most // STEP, given.most):
            before = row(name, long_text(texts, size, each), before)
        if given.profile:
            document = read_text(long_text(texts, given.most, each))
            facts = list(facts_of_sentences(document))
            profile = cProfile.Profile()
            profile.runcall(check, document, facts)
            pstats.Stats(profile).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
