"""Fits that can be reckoned by hand, and against brute force."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.confidence import Logistic, fit, rising
from extractor.confidence.logistic import sigmoid


def test_one_signal_gives_the_observed_shares() -> None:
    model = fit({frozenset(): (90, 10), frozenset({"doubt"}): (20, 80)}, ridge=1e-9)
    assert model.probability(()) == pytest.approx(0.9, abs=1e-6)
    assert model.probability({"doubt"}) == pytest.approx(0.2, abs=1e-6)
    assert model.weights["doubt"] == pytest.approx(math.log(0.2 / 0.8) - math.log(0.9 / 0.1), abs=1e-5)


def test_a_signal_that_parts_right_from_wrong_completely_keeps_a_finite_weight() -> None:
    model = fit({frozenset(): (1000, 0), frozenset({"x"}): (0, 30)})
    assert -20 < model.weights["x"] < -3
    assert model.probability(()) > 0.99
    assert model.probability({"x"}) < 0.3


def test_what_the_cases_say_nothing_of_keeps_its_prior_weight() -> None:
    cases = {frozenset(): (900.0, 100.0), frozenset({"often"}): (100.0, 900.0), frozenset({"rare"}): (1.0, 0.0)}
    model = fit(cases, 1.0, {"rare": -2.0, "often": 3.0})
    assert -2.0 < model.weights["rare"] < -1.0
    assert model.weights["often"] == pytest.approx(math.log(0.1 / 0.9) - math.log(0.9 / 0.1), abs=0.2)


def test_an_unknown_signal_says_nothing() -> None:
    assert Logistic(1.5, {"a": 2.0}).score({"b"}) == 1.5


@given(st.dictionaries(st.frozensets(st.sampled_from("abcd")), st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_fit_is_where_the_penalised_likelihood_is_flat(cases: dict[frozenset[str], tuple[int, int]]) -> None:
    if not all(sum(c[n] for c in cases.values()) for n in (0, 1)):
        return  # without both outcomes the intercept has no end
    model = fit(cases, 1.0)

    def slope(name: str | None) -> float:
        pull = sum(r - (r + w) * model.probability(s) for s, (r, w) in cases.items() if name is None or name in s)
        return pull - (model.weights[name] if name is not None else 0)

    assert slope(None) == pytest.approx(0, abs=1e-3)
    assert all(slope(name) == pytest.approx(0, abs=1e-3) for name in model.weights)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_isotonic_steps_rise_and_are_never_certain(points: list[tuple[int, int, int]]) -> None:
    steps = rising([(float(s), float(r), float(w)) for s, r, w in points])
    assert all(a < b for a, b in pairwise(steps.starts))
    raw = [steps.at(float(s)) for s in range(9)]
    assert all(0 < v < 1 for v in raw)
    assert all(b >= a for a, b in pairwise(raw))


def test_isotonic_against_the_best_of_all_partitions() -> None:
    points = [(0.0, 3.0, 5.0), (1.0, 1.0, 4.0), (2.0, 6.0, 2.0), (3.0, 4.0, 4.0), (4.0, 9.0, 1.0)]
    best, value = None, math.inf
    for mask in range(16):
        cuts = [0, *(n + 1 for n in range(4) if mask >> n & 1), 5]
        blocks = [points[a:b] for a, b in pairwise(cuts)]
        shares = [sum(p[1] for p in b) / sum(p[1] + p[2] for p in b) for b in blocks]
        if all(x < y for x, y in pairwise(shares)):
            loss = sum(p[1] * (1 - s) ** 2 + p[2] * s**2 for b, s in zip(blocks, shares, strict=True) for p in b)
            if loss < value:
                best, value = [b[0][0] for b in blocks], loss
    assert list(rising(points).starts) == best


@pytest.mark.parametrize("score", [-800.0, -1.0, 0.0, 1.0, 800.0])
def test_the_sigmoid_at_any_size(score: float) -> None:
    assert 0 <= sigmoid(score) <= 1
    assert sigmoid(score) + sigmoid(-score) == pytest.approx(1)
