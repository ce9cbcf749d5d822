"""Exact bounds against known values, and what they promise against many simulated golds."""

from __future__ import annotations

import random

import pytest

from extractor.confidence import Threshold, TooSmall, needed, threshold, upper

# errors, values, certainty, upper bound: Clopper-Pearson by the beta distribution's quantile (R: qbeta(certainty, k + 1, n - k)).
KNOWN = [
    (0, 1, 0.95, 0.95),
    (0, 10, 0.95, 0.2588656),
    (1, 10, 0.95, 0.3941633),
    (5, 10, 0.95, 0.7775589),
    (0, 598, 0.95, 0.0049970),
    (0, 299, 0.95, 0.0099691),
    (2, 100, 0.975, 0.0703839),
    (10, 10, 0.95, 1.0),
    (0, 0, 0.95, 1.0),
]


@pytest.mark.parametrize(("errors", "values", "certainty", "bound"), KNOWN)
def test_the_exact_upper_bound(errors: int, values: int, certainty: float, bound: float) -> None:
    assert upper(errors, values, certainty) == pytest.approx(bound, abs=2e-6)


def test_the_bound_grows_with_errors_and_shrinks_with_values() -> None:
    assert [upper(k, 50) for k in range(5)] == sorted(upper(k, 50) for k in range(5))
    assert [upper(1, n) for n in (10, 100, 1000)] == sorted((upper(1, n) for n in (10, 100, 1000)), reverse=True)


@pytest.mark.parametrize("target", [0.05, 0.01, 0.005])
def test_as_many_faultless_values_as_needed_promise_the_target_and_one_less_does_not(target: float) -> None:
    n = needed(target)
    assert upper(0, n) <= target < upper(0, n - 1)


def test_too_little_gold_is_said_and_how_much_there_must_be() -> None:
    found = threshold([(0.9, True)] * 100, 0.005)
    assert isinstance(found, TooSmall)
    assert found.needed == 598
    assert found.best == pytest.approx(upper(0, 100))


def test_the_lowest_confidence_that_keeps_the_target_is_taken() -> None:
    judged = [(0.99, True)] * 2000 + [(0.9, True)] * 500 + [(0.5, False)] * 50 + [(0.5, True)] * 50
    found = threshold(judged, 0.01)
    assert isinstance(found, Threshold)
    assert (found.confidence, found.accepted, found.errors, found.all) == (0.9, 2500, 0, 2600)
    assert found.review_share == pytest.approx(100 / 2600)


def test_what_is_promised_is_kept_in_at_least_95_of_100_golds() -> None:
    """Values whose true error at a confidence is known: the accepted ones' true error exceeds the target in few golds only."""
    steps = [(0.999, 0.001), (0.99, 0.008), (0.97, 0.02), (0.9, 0.1)]
    target, broken, promised = 0.01, 0, 0
    for seed in range(400):
        chance = random.Random(seed)
        judged = [(c, chance.random() >= wrong) for c, wrong in steps for _ in range(600)]
        found = threshold(judged, target)
        if isinstance(found, TooSmall):
            continue
        promised += 1
        kept = [wrong for c, wrong in steps if c >= found.confidence]
        broken += sum(kept) / len(kept) > target
    assert promised > 100
    assert broken <= 0.05 * 400
