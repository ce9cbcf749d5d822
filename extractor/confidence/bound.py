"""How many errors are promised: exact binomial bounds, and the confidence from which on values may be accepted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

CERTAINTY = 0.95
"""How sure the promise is: in 95 of 100 golds of this kind the true share of errors is below the bound."""


def upper(errors: int, values: int, certainty: float = CERTAINTY) -> float:
    """The Clopper-Pearson upper bound of an error rate: the rate at which so few errors have a chance of 1 - `certainty`."""
    if values == 0 or errors >= values:
        return 1.0
    low, high = errors / values, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(errors, values, middle) > 1 - certainty:
            low = middle
        else:
            high = middle
    return high


def needed(target: float, certainty: float = CERTAINTY) -> int:
    """How many values without any error are needed to promise a target."""
    return math.ceil(math.log(1 - certainty) / math.log1p(-target))


def _at_most(errors: int, values: int, rate: float) -> float:
    """The chance of at most `errors` in `values` at an error rate."""
    if rate <= 0:
        return 1.0
    if rate >= 1:
        return 0.0
    log, rest = math.log(rate), math.log1p(-rate)
    ways = math.lgamma(values + 1)
    return math.fsum(
        math.exp(ways - math.lgamma(k + 1) - math.lgamma(values - k + 1) + k * log + (values - k) * rest) for k in range(errors + 1)
    )


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `confidence` on values are accepted. `errors` of `accepted` were wrong in the gold, `all` were judged; `bound`: the promise."""

    target: float
    confidence: float
    accepted: int
    errors: int
    all: int
    bound: float

    @property
    def review_share(self) -> float:
        """The share of values that go to a person."""
        return 1 - self.accepted / self.all if self.all else 1.0


@dataclass(frozen=True, slots=True)
class TooSmall:
    """No confidence promises the target: `best` is the lowest bound that the gold gives, `needed` faultless values would do."""

    target: float
    best: float
    needed: int


def threshold(judged: Iterable[tuple[float, bool]], target: float, certainty: float = CERTAINTY) -> Threshold | TooSmall:
    """The lowest confidence whose accepted values keep the target, of (confidence, right) pairs that the model was not fitted on.

    Confidences are tried downwards, from the one that accepts a third of the values on, and the trying stops at the first
    that fails: the order is fixed before any error is seen (fixed-sequence testing), so that choosing among many does not
    weaken the promise.
    """
    groups: dict[float, tuple[int, int]] = {}
    for confidence, right in judged:
        n, wrong = groups.get(confidence, (0, 0))
        groups[confidence] = (n + 1, wrong + (not right))
    whole = sum(n for n, _ in groups.values())
    least = needed(target, certainty)
    first = max(least, whole // 3)
    accepted = errors = 0
    best, found = 1.0, None
    for confidence in sorted(groups, reverse=True):
        accepted, errors = accepted + groups[confidence][0], errors + groups[confidence][1]
        bound = upper(errors, accepted, certainty)
        best = min(best, bound)
        if accepted < first:
            continue
        if bound > target:
            break
        found = Threshold(target, confidence, accepted, errors, whole, bound)
    return found or TooSmall(target, best, least)
