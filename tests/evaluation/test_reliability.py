"""Calibration and risk against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.reliability import brier_score, expected_calibration_error, reliability, review_share, risk_coverage

Pairs = list[tuple[float, bool]]
SURE: Pairs = [(0.95, True), (0.95, True), (0.95, False), (0.35, False), (0.35, True)]
PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30)


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([], 0.0),
        ([(1.0, True)] * 4, 0.0),
        ([(1.0, False)] * 4, 1.0),
        ([(0.75, True)] * 3 + [(0.75, False)], 0.0),
        ([(0.8, True), (0.8, False)], 0.3),
        (SURE, 3 / 5 * abs(2 / 3 - 0.95) + 2 / 5 * abs(1 / 2 - 0.35)),
    ],
)
def test_the_calibration_error(pairs: Pairs, error: float) -> None:
    assert expected_calibration_error(pairs) == pytest.approx(error)


def test_bins_are_of_equal_width_and_one_is_in_the_last() -> None:
    made = reliability([(0.0, False), (0.1, True), (0.19, True), (1.0, True)], bins=10)
    assert [(b.low, b.high, b.count, b.right) for b in made] == [(0.0, 0.1, 1, 0), (0.1, 0.2, 2, 2), (0.9, 1.0, 1, 1)]


@pytest.mark.parametrize(("pairs", "score"), [([], 0.0), ([(1.0, True)], 0.0), ([(0.5, True), (0.5, False)], 0.25), ([(0.9, False)], 0.81)])
def test_the_brier_score(pairs: Pairs, score: float) -> None:
    assert brier_score(pairs) == pytest.approx(score)


def test_the_curve_takes_equal_confidences_together() -> None:
    points = [(p.threshold, p.coverage, p.risk) for p in risk_coverage(SURE)]
    assert points == [(0.95, pytest.approx(0.6), pytest.approx(1 / 3)), (0.35, 1.0, pytest.approx(0.4))]


@pytest.mark.parametrize(
    ("pairs", "target", "share"),
    [
        ([], 0.01, 0.0),
        ([(0.9, True)] * 10, 0.0, 0.0),
        ([(0.9, False)] * 10, 0.01, 1.0),
        ([(0.9, True)] * 8 + [(0.2, False)] * 2, 0.01, 0.2),
        # A wrong value that is sure of itself is outweighed by enough right ones less sure.
        ([(0.99, False)] + [(0.5, True)] * 199 + [(0.1, False)] * 50, 0.005, 0.2),
    ],
)
def test_what_must_be_reviewed(pairs: Pairs, target: float, share: float) -> None:
    assert review_share(pairs, target) == pytest.approx(share)


@given(PAIRS, st.floats(0, 1))
def test_what_is_kept_is_as_good_as_was_asked(pairs: Pairs, target: float) -> None:
    share = review_share(pairs, target)
    kept = min(risk_coverage(pairs), key=lambda p: abs(p.coverage - (1 - share)), default=None)
    assert share == 1 or kept is None or kept.risk <= target
    # The whole curve ends at all values and their share of wrong ones, whatever their order.
    if pairs:
        last = risk_coverage(pairs[::-1])[-1]
        assert (last.coverage, last.risk) == (1.0, pytest.approx(sum(not r for _, r in pairs) / len(pairs)))
    assert 0 <= expected_calibration_error(pairs) <= 1


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliability([(wrong, True)])
