"""Rows of one list against rows of another: the one-to-one assignment that is best as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Pairs = list[tuple[int, int]]
_KEY = 1_000_000  # what an equal key is worth: more than any number of equal cells


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it is aligned: its key (None where the list has none or the row states none), and its cells."""

    key: Hashable
    cells: Counter[Hashable]


def worth(one: RowView, other: RowView) -> int:
    """How well two rows fit: an equal key before everything, then the number of equal cells."""
    equal = sum((one.cells & other.cells).values())
    return equal + (_KEY if one.key is not None and one.key == other.key else 0)


def aligned(gold: Sequence[RowView], said: Sequence[RowView], *, ordered: bool = False) -> Pairs:
    """Pairs of indices, those that have nothing in common left out. `ordered`: no two pairs may cross."""
    if ordered:
        return in_order(gold, said)
    pairs = _by_unique_key(gold, said)
    left, right = {g for g, _ in pairs}, {s for _, s in pairs}
    rest_gold = [n for n in range(len(gold)) if n not in left]
    rest_said = [n for n in range(len(said)) if n not in right]
    weights = [[worth(gold[g], said[s]) for s in rest_said] for g in rest_gold]
    pairs += [(rest_gold[g], rest_said[s]) for g, s in best(weights)]
    return sorted(pairs)


def _by_unique_key(gold: Sequence[RowView], said: Sequence[RowView]) -> Pairs:
    """Rows whose key stands once on either side: a best assignment has them, since nothing outweighs a key."""
    here, there = (Counter(r.key for r in rows if r.key is not None) for rows in (gold, said))
    at = {r.key: n for n, r in enumerate(said) if r.key is not None and there[r.key] == 1}
    return [(n, at[r.key]) for n, r in enumerate(gold) if r.key is not None and here[r.key] == 1 and r.key in at]


def best(weights: Sequence[Sequence[int]]) -> Pairs:
    """The assignment of the greatest total weight (Kuhn, Munkres; shortest augmenting paths); pairs of weight 0 are left out."""
    if not weights or not weights[0]:
        return []
    turned = len(weights) > len(weights[0])
    table = [list(c) for c in zip(*weights, strict=True)] if turned else weights
    most = max(map(max, table))
    chosen = _cheapest([[most - w for w in row] for row in table])
    pairs = [(r, c) for r, c in enumerate(chosen) if table[r][c] > 0]
    return sorted((c, r) for r, c in pairs) if turned else pairs


def _cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """For each row its column, with the least total cost; no more rows than columns."""
    rows, columns = len(costs), len(costs[0])
    high, low = [0] * (rows + 1), [0] * (columns + 1)
    owner = [0] * (columns + 1)  # 1-based; 0: nobody
    for row in range(1, rows + 1):
        owner[0], here = row, 0
        least, way, used = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while owner[here]:
            used[here] = True
            r, step, following = owner[here], float("inf"), 0
            for c in range(1, columns + 1):
                if used[c]:
                    continue
                cost = costs[r - 1][c - 1] - high[r] - low[c]
                if cost < least[c]:
                    least[c], way[c] = cost, here
                if least[c] < step:
                    step, following = least[c], c
            for c in range(columns + 1):
                if used[c]:
                    high[owner[c]] += int(step)
                    low[c] -= int(step)
                else:
                    least[c] -= step
            here = following
        while here:
            owner[here], here = owner[way[here]], way[here]
    chosen = [0] * rows
    for c in range(1, columns + 1):
        if owner[c]:
            chosen[owner[c] - 1] = c - 1
    return chosen


def in_order(gold: Sequence[RowView], said: Sequence[RowView]) -> Pairs:
    """The best assignment of which no two pairs cross."""
    sums = [[0] * (len(said) + 1) for _ in range(len(gold) + 1)]
    weights = [[worth(g, s) for s in said] for g in gold]
    for g in range(len(gold) - 1, -1, -1):
        for s in range(len(said) - 1, -1, -1):
            sums[g][s] = max(sums[g + 1][s], sums[g][s + 1], sums[g + 1][s + 1] + weights[g][s])
    pairs: Pairs = []
    g = s = 0
    while g < len(gold) and s < len(said):
        if weights[g][s] and sums[g][s] == sums[g + 1][s + 1] + weights[g][s]:
            pairs.append((g, s))
            g, s = g + 1, s + 1
        elif sums[g][s] == sums[g + 1][s]:
            g += 1
        else:
            s += 1
    return pairs
