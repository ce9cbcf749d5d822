"""How far a measured rate may be from the true one: Wilson's interval, and the bootstrap over documents."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import sqrt
from typing import TypeVar

Item = TypeVar("Item")
_Z = 1.959964  # 95%
_ROUNDS = 2_000


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share; 0 to 1 where there is nothing to go by."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = share + _Z * _Z / (2 * of)
    spread = _Z * sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of))
    whole = 1 + _Z * _Z / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def bootstrap(items: Sequence[Item], measure: Callable[[Sequence[Item]], float], seed: int = 0) -> tuple[float, float]:
    """The 95% percentile interval of a measure over documents drawn again and again; a point where there is only one."""
    if len(items) < 2:
        value = measure(items) if items else 0.0
        return value, value
    chance = random.Random(seed)  # noqa: S311 — to be repeated, not to be secret
    drawn = sorted(measure(chance.choices(items, k=len(items))) for _ in range(_ROUNDS))
    return drawn[int(0.025 * _ROUNDS)], drawn[int(0.975 * _ROUNDS) - 1]
