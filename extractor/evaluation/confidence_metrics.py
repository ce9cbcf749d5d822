"""What became of the confidences of an evaluation's values, and of what was sent to a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from extractor.evaluation.outcome import Cell
from extractor.evaluation.relation_metrics import rate
from extractor.evaluation.reliability import (
    RiskPoint,
    brier_score,
    expected_calibration_error,
    reliability,
    review_share,
    risk_coverage,
)

TARGETS = {"1_percent": 0.01, "half_percent": 0.005}
"""Shares of wrong values among the accepted for which the cost in reviews is told."""

_MOST = 200  # points of a curve that are kept


def confidence_metrics(cells: Iterable[Cell]) -> dict[str, Any]:
    """Calibration over the predicted values that have a confidence, review over those that have a status."""
    predicted = [c for c in cells if c.outcome.predicted]
    pairs = [(c.confidence, c.outcome.right) for c in predicted if c.confidence is not None]
    accepted = [c for c in predicted if c.review is False]
    reviewed = [c for c in predicted if c.review is True]
    wrong = sum(not c.outcome.right for c in accepted)
    return {
        "review_judged": len(accepted) + len(reviewed),
        "reviewed": len(reviewed),
        "reviewed_wrong": sum(not c.outcome.right for c in reviewed),
        **rate("review_share", len(reviewed), len(accepted) + len(reviewed)),
        "accepted": len(accepted),
        "accepted_wrong": wrong,
        **rate("accepted_error", wrong, len(accepted)),
        "confidence_judged": len(pairs),
        "calibration_error": expected_calibration_error(pairs) if pairs else None,
        "brier_score": brier_score(pairs) if pairs else None,
        "reliability": [
            {"low": b.low, "high": b.high, "count": b.count, "right": b.right, "confidence": b.confidence, "accuracy": b.accuracy}
            for b in reliability(pairs)
        ],
        "risk_coverage": [[p.threshold, p.coverage, p.risk] for p in _thinned(risk_coverage(pairs))],
        **{f"review_share_at_{name}": review_share(pairs, target) if pairs else None for name, target in TARGETS.items()},
    }


def _thinned(points: Sequence[RiskPoint]) -> list[RiskPoint]:
    """Evenly chosen points, the first and the last among them."""
    if len(points) <= _MOST:
        return list(points)
    step = (len(points) - 1) / (_MOST - 1)
    return [points[round(n * step)] for n in range(_MOST)]
