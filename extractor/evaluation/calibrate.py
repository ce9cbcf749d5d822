"""A calibration fitted on gold, and how good it is on documents that it was not fitted on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.confidence import DEFAULT, LOW, Calibration, Logistic, Threshold, TooSmall, fit, rising, threshold
from extractor.evaluation.outcome import Outcome
from extractor.evaluation.reliability import expected_calibration_error
from extractor.evaluation.score import Scored

TARGETS = (0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""Shares of wrong values among the accepted that a calibration tries to promise."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One value of one document: its signals, and whether it was right. `slipped`: it was made wrong on purpose."""

    document: str
    pointer: str
    signals: frozenset[str]
    right: bool
    slipped: bool = False


def judged_values(scored: Scored, fields: Mapping[str, Any], slipped: frozenset[str] = frozenset()) -> list[Judged]:
    """The values of a scored result that have signals. `fields`: the result's records as JSON; `slipped`: pointers changed on purpose.

    A right value read at another place than the gold's is right: what is promised is the value.
    """
    found: list[Judged] = []
    for cell in scored.cells:
        seen = fields.get(cell.at, {}).get("signals", {}).get("seen") if cell.at else None
        if seen is not None and cell.outcome is not Outcome.FAILED_DOCUMENT:
            found.append(Judged(scored.name, cell.at, frozenset(seen), cell.outcome.right, cell.at in slipped))
    return found


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """Values with the confidence that a model gave them which had not seen their document."""

    values: Sequence[Judged]
    confidences: Sequence[float]

    @property
    def pairs(self) -> list[tuple[float, bool]]:
        """(confidence, right) of each value."""
        return [(c, v.right) for c, v in zip(self.confidences, self.values, strict=True)]

    def calibration_error(self, bins: int = 10) -> float:
        """The expected calibration error over equally wide bins."""
        return expected_calibration_error(self.pairs, bins)

    def caught(self, confidence: float) -> tuple[float, float]:
        """What goes to a person below a confidence: the share of wrong values, and that of right ones."""
        wrong = [c < confidence for c, v in zip(self.confidences, self.values, strict=True) if not v.right]
        right = [c < confidence for c, v in zip(self.confidences, self.values, strict=True) if v.right]
        return (sum(wrong) / len(wrong) if wrong else 1.0), (sum(right) / len(right) if right else 0.0)


def fitted(values: Iterable[Judged]) -> tuple[Logistic, Calibration]:
    """The model of some values, and the calibration that it makes with the curve of their scores."""
    cases: dict[frozenset[str], tuple[float, float]] = {}
    for v in values:
        right, wrong = cases.get(v.signals, (0.0, 0.0))
        cases[v.signals] = (right + v.right, wrong + (not v.right))
    # What gold says little of keeps its weight in the default order.
    model = fit(cases, prior=DEFAULT.model.weights)
    curve = rising((model.score(signals), right, wrong) for signals, (right, wrong) in cases.items())
    return model, Calibration(model, curve)


def cross_validated(values: Sequence[Judged]) -> CrossValidated:
    """Each document's values judged by what the other documents' values say."""
    by_document: dict[str, list[Judged]] = defaultdict(list)
    for v in values:
        by_document[v.document].append(v)
    ordered: list[Judged] = []
    confidences: list[float] = []
    for name, own in by_document.items():
        _, made = fitted(v for v in values if v.document != name)
        ordered += own
        confidences += [made.confidence(v.signals) for v in own]
    return CrossValidated(ordered, confidences)


def calibrated(values: Sequence[Judged], fitted_on: Mapping[str, Any]) -> tuple[Calibration, CrossValidated]:
    """The calibration of all values, with what it promises and how good it was on documents left out."""
    crossed = cross_validated(values)
    _, made = fitted(values)
    promises: list[dict[str, Any]] = []
    for target in TARGETS:
        found = threshold(crossed.pairs, target)
        if isinstance(found, Threshold):
            promises.append(
                {
                    "target": target,
                    "confidence": found.confidence,
                    "bound": round(found.bound, 6),
                    "accepted": found.accepted,
                    "errors": found.errors,
                    "review_share": round(found.review_share, 4),
                }
            )
    wrong, right = crossed.caught(LOW)
    measured = {
        "values": len(values),
        "wrong": sum(not v.right for v in values),
        "slipped": sum(v.slipped for v in values),
        "documents": len({v.document for v in values}),
        "calibration_error": round(crossed.calibration_error(), 5),
        "usual": {"confidence": LOW, "wrong_in_review": round(wrong, 4), "right_in_review": round(right, 4)},
    }
    return Calibration(made.model, made.curve, fitted_on, measured, promises), crossed


def too_small(values: CrossValidated, target: float) -> TooSmall | None:
    """Why a target can't be promised; None where it can."""
    found = threshold(values.pairs, target)
    return found if isinstance(found, TooSmall) else None
