"""How one value of a result came out against the right one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of one cell: a scalar that the gold or the prediction fills."""

    CORRECT = "correct"
    WRONG_VALUE = "wrong_value"
    WRONG_SCALE = "wrong_scale"  # off by ×100, ×1000, ×10⁴, ×10⁸: another unit was read
    WRONG_SIGN = "wrong_sign"
    MISSED = "missed"  # the gold has a value, the prediction none
    INVENTED = "invented"  # the prediction has a value, the gold none
    WRONG_PLACE = "wrong_place"  # the right value, read where the report states something else
    FAILED_DOCUMENT = "failed_document"  # no result, or one that can't be read: missed as well

    @property
    def right(self) -> bool:
        """Whether the value is right, wherever it was read."""
        return self in (Outcome.CORRECT, Outcome.WRONG_PLACE)

    @property
    def in_gold(self) -> bool:
        """Whether the cell counts in what there was to find."""
        return self is not Outcome.INVENTED

    @property
    def predicted(self) -> bool:
        """Whether the cell counts in what was said."""
        return self not in (Outcome.MISSED, Outcome.FAILED_DOCUMENT)


@dataclass(frozen=True, slots=True)
class Cell:
    """One scalar. `pointer`: in the gold (for an invented one in the prediction); `at`: in the prediction, "" where it has none.

    `field`: the pointer with * for the numbers of rows. `grounded`: whether its place overlaps a gold quote; None where
    that can't be told. `named`: whether the gold names a place for it. `phrasing`: how the report words it where the gold
    says so, else "". `confidence`: 0 to 1, None where the result has none. `review`: whether it was sent to a person; None
    where the result doesn't say.
    """

    pointer: str
    field: str
    outcome: Outcome
    gold: Any = None
    predicted: Any = None
    at: str = ""
    grounded: bool | None = None
    named: bool = False
    phrasing: str = ""
    confidence: float | None = None
    review: bool | None = None

    @property
    def module(self) -> str:
        """The first part of the pointer."""
        return self.field.split("/")[1]

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the cell."""
        return {
            "pointer": self.pointer,
            "outcome": str(self.outcome),
            "gold": self.gold,
            "predicted": self.predicted,
            "at": self.at,
            "grounded": self.grounded,
            "named": self.named,
            "phrasing": self.phrasing,
            "confidence": self.confidence,
            "review": self.review,
        }
