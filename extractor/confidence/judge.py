"""Confidence, words of doubt, and who decides: the program or a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from extractor.confidence.calibration import Calibration
from extractor.confidence.signals import DOUBTS, Signal
from extractor.errors import OperatorError
from extractor.result import FieldRecord, Status
from extractor.words import Text

LOW = 0.98
"""Below this confidence a value goes to a person where no target was named."""


@dataclass(frozen=True, slots=True)
class Policy:
    """From which confidence on values are accepted, and what is promised of them: `bound` is None where nothing is."""

    confidence: float
    target: float | None = None
    bound: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The JSON object of run.confidence."""
        return {"accepted_from": self.confidence, "target_error": self.target, "promised_error": self.bound}


USUAL = Policy(LOW)
"""The policy where no target was named."""


def policy(calibration: Calibration, target: float | None) -> Policy:
    """How to accept values. `target`: the share of wrong ones among the accepted that is tolerated, 0 to 1.

    Raises OperatorError where the calibration's gold is too small to promise the target, or nothing was calibrated.
    """
    if target is None:
        return USUAL
    if not calibration.calibrated:
        raise OperatorError(
            Text("没有校准，无法保证差错率", "nothing is calibrated: no error rate can be promised"),
            Text(
                "先用 extractor calibrate 校准，或不用 --target-error", "Calibrate first (extractor calibrate), or leave --target-error out"
            ),
            stage="confidence",
        )
    kept = [p for p in calibration.promises if p["bound"] <= target]
    if not kept:
        best = min((float(p["bound"]) for p in calibration.promises), default=1.0)
        raise OperatorError(
            Text(
                f"校准所用的标注不足以保证 {target:.2%} 的差错率（最多能保证 {best:.2%}）",
                f"the gold of the calibration is too small to promise an error of {target:.2%} (it promises {best:.2%})",
            ),
            Text("增加标注后重新校准，或放宽 --target-error", "Calibrate on more gold, or allow a larger --target-error"),
            stage="confidence",
        )
    widest = min(kept, key=lambda p: float(p["confidence"]))
    return Policy(float(widest["confidence"]), target, float(widest["bound"]))


def judged(
    records: Mapping[str, FieldRecord], signals: Mapping[str, Collection[Signal]], calibration: Calibration, accept: Policy
) -> dict[str, FieldRecord]:
    """The records with confidence and doubts; a value below the policy's confidence is for review.

    What was for review stays so: a rule of the house is not outvoted by a model of doubt.
    """
    made: dict[str, FieldRecord] = {}
    for pointer, record in records.items():
        seen = signals.get(pointer)
        if seen is None or record.status not in (Status.ACCEPTED, Status.REVIEW):
            made[pointer] = record
            continue
        confidence = calibration.confidence(seen)
        doubted = record.status is Status.REVIEW or confidence < accept.confidence
        made[pointer] = replace(
            record,
            status=Status.REVIEW if doubted else Status.ACCEPTED,
            confidence=confidence,
            signals={**record.signals, "seen": sorted(seen)},
            doubts=tuple(DOUBTS[s] for s in _doubts(seen, calibration) if s in DOUBTS) if doubted else (),
        )
    return made


def _doubts(seen: Collection[Signal], calibration: Calibration) -> list[Signal]:
    """What to tell a person: what lowers the confidence, then what is doubtful by itself."""
    first = calibration.against(seen)
    return [*first, *(s for s in Signal if s in seen and s in DOUBTS and s not in first)]
