"""How far a confidence can be believed: calibration, and what it costs to accept only what is surely right.

All functions take pairs of a confidence (0 to 1) and whether the value was right, in any order.
Raises ValueError for a confidence outside 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Pairs = Sequence[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Bin:
    """The values whose confidence lies from `low` to `high` (the last bin with its end); `confidence` is their mean."""

    low: float
    high: float
    count: int
    right: int
    confidence: float

    @property
    def accuracy(self) -> float:
        """The share of right ones."""
        return self.right / self.count


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What comes of accepting every value of at least this confidence: the share accepted, and the share of wrong ones among them."""

    threshold: float
    coverage: float
    risk: float


def reliability(pairs: Pairs, bins: int = 10) -> list[Bin]:
    """The bins of equal width that hold any value, lowest first."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in _valid(pairs):
        held[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return [
        Bin(n / bins, (n + 1) / bins, len(inside), sum(r for _, r in inside), sum(c for c, _ in inside) / len(inside))
        for n, inside in enumerate(held)
        if inside
    ]


def expected_calibration_error(pairs: Pairs, bins: int = 10) -> float:
    """The mean distance between confidence and accuracy over bins of equal width, weighted by their sizes; 0 for no pairs.

    Guo et al. 2017, On Calibration of Modern Neural Networks.
    """
    made = reliability(pairs, bins)
    return sum(b.count * abs(b.accuracy - b.confidence) for b in made) / len(pairs) if pairs else 0.0


def brier_score(pairs: Pairs) -> float:
    """The mean squared distance between confidence and outcome (1 right, 0 wrong); 0 for no pairs."""
    return sum((c - r) ** 2 for c, r in _valid(pairs)) / len(pairs) if pairs else 0.0


def risk_coverage(pairs: Pairs) -> list[RiskPoint]:
    """A point a distinct confidence, the highest first: values of one confidence are accepted together or not at all."""
    points: list[RiskPoint] = []
    wrong = 0
    ranked = sorted(_valid(pairs), key=lambda p: -p[0])
    for accepted, (confidence, right) in enumerate(ranked, 1):
        wrong += not right
        if accepted == len(ranked) or ranked[accepted][0] != confidence:
            points.append(RiskPoint(confidence, accepted / len(ranked), wrong / accepted))
    return points


def review_share(pairs: Pairs, target_error: float) -> float:
    """The least share that must go to a person for no more than that share of wrong values among the accepted; 0 for no pairs.

    In hindsight, on these very pairs: a threshold for other documents must be chosen on data of its own.
    """
    return 1.0 - max((p.coverage for p in risk_coverage(pairs) if p.risk <= target_error), default=0.0) if pairs else 0.0


def _valid(pairs: Iterable[tuple[float, bool]]) -> list[tuple[float, bool]]:
    checked = list(pairs)
    for confidence, _ in checked:
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence is between 0 and 1, not {confidence}")
    return checked
