"""The best assignment, against trying all of them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation.align import RowView, aligned, best, worth

TABLES = st.integers(1, 5).flatmap(
    lambda n: st.integers(1, 5).flatmap(lambda m: st.lists(st.lists(st.integers(0, 6), min_size=m, max_size=m), min_size=n, max_size=n))
)
ROWS = st.lists(
    st.builds(RowView, st.one_of(st.none(), st.integers(0, 3)), st.lists(st.integers(0, 5), max_size=4).map(Counter)), max_size=5
)


def greatest(weights: list[list[int]]) -> int:
    rows, columns = len(weights), len(weights[0])
    if rows > columns:
        return greatest([list(c) for c in zip(*weights, strict=True)])
    return max(sum(weights[r][c] for r, c in enumerate(chosen)) for chosen in permutations(range(columns), rows))


@given(TABLES)
@settings(deadline=None)
def test_the_assignment_is_the_best(weights: list[list[int]]) -> None:
    pairs = best(weights)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert sum(weights[r][c] for r, c in pairs) == greatest(weights)


@given(ROWS, ROWS)
@settings(deadline=None)
def test_rows_of_one_key_meet_before_equal_cells_do(gold: list[RowView], said: list[RowView]) -> None:
    pairs = aligned(gold, said)
    total = sum(worth(gold[g], said[s]) for g, s in pairs)
    assert total == (greatest([[worth(g, s) for s in said] for g in gold]) if gold and said else 0)


@given(ROWS, ROWS)
@settings(deadline=None)
def test_ordered_rows_do_not_cross(gold: list[RowView], said: list[RowView]) -> None:
    pairs = aligned(gold, said, ordered=True)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))
