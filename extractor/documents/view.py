"""The readable form of a stretch of text, each of its characters mapped to its source."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.quantities import fold

_NOTHING = "\u200b\ufeff"  # zero width: no gap between two figures
_RUN = re.compile(rf"[^\s\x07{_NOTHING}]+")
_GAP = re.compile(r"[\s\x07]")
_WORDLIKE = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class View:
    """`text` is folded and without noise and padding; `offsets[i]` is the source offset of `text[i]`."""

    text: str
    offsets: array[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of `text[start:end]` (not empty)."""
        return self.offsets[start], self.offsets[end - 1] + 1


def make_view(text: str, span: tuple[int, int], noise: Sequence[tuple[int, int]] = ()) -> View:
    """The view of `text[span]`. White space goes, except one space where it parts two ASCII words or figures ("2 140")."""
    start, end = span
    folded = fold(text[start:end])
    kept: list[str] = []
    offsets = array("l")
    last, space = "", -1
    for a, b in _outside(noise, start, end):
        done = a
        for run in _RUN.finditer(folded, a - start, b - start):
            gap = folded[done - start : run.start()]
            space = start + run.start() - 1 if _GAP.search(gap) else space
            first = run[0][0]
            if space >= 0 and last and (_WORDLIKE.match(last) or (last in ".," and first.isdigit())) and _WORDLIKE.match(first):
                kept.append(" ")
                offsets.append(space)
            kept.append(run[0])
            offsets.extend(range(start + run.start(), start + run.end()))
            last, space, done = run[0][-1], -1, start + run.end()
        if last and _GAP.search(folded, done - start, b - start):
            space = b - 1
    return View("".join(kept), offsets)


def _outside(noise: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a span between its noise."""
    for a, b in noise:
        if a > start:
            yield start, min(a, end)
        start = max(start, b)
    if start < end:
        yield start, end
