"""Isotonic regression: the rising steps that lie nearest to what was observed (pool adjacent violators)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Steps:
    """A rising function: from `starts[n]` on its value is `values[n]`; below the first start it is the first value."""

    starts: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, score: float) -> float:
        """Its value at a score."""
        return self.values[max(0, bisect_right(self.starts, score) - 1)]


def rising(points: Iterable[tuple[float, float, float]]) -> Steps:
    """The steps for (score, right, wrong). Each step holds one pseudo-count of either outcome: none is 0 or 1 for certain."""
    pooled: dict[float, tuple[float, float]] = {}
    for score, right, wrong in points:
        r, w = pooled.get(score, (0.0, 0.0))
        pooled[score] = (r + right, w + wrong)
    blocks: list[tuple[float, float, float]] = []
    for score in sorted(pooled):
        start, (right, wrong) = score, pooled[score]
        while blocks and _share(blocks[-1][1], blocks[-1][2]) >= _share(right, wrong):
            start, r, w = blocks.pop()
            right, wrong = right + r, wrong + w
        blocks.append((start, right, wrong))
    # The pseudo-counts weigh more in a small step: without the largest so far it could fall below the step before it.
    values = accumulate(((r + 0.5) / (r + w + 1) for _, r, w in blocks), max)
    return Steps(tuple(b[0] for b in blocks), tuple(values))


def _share(right: float, wrong: float) -> float:
    return right / (right + wrong) if right + wrong else 0.0
