"""Whether two values of a field are the same: figures as decimals, words without spaces and widths, long texts by likeness."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from extractor.evaluation.outcome import Outcome

LIKE = 0.85
"""How alike two long texts must be (1: equal)."""

_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_SCALES = tuple(Decimal(10) ** n for n in (2, 3, 4, 8))
_FLOAT = Decimal("1e-12")  # what a binary float may add to a figure that others multiplied


def normal(value: Any) -> Decimal | bool | str | None:
    """A value as it is compared; None where nothing is stated. Figures that stand in strings are figures."""
    if value is None or value == "" or isinstance(value, bool):
        return None if value == "" else value
    if isinstance(value, (int, float, Decimal)):
        return Decimal(str(value)).normalize()
    words = plain_words(str(value))
    if _NUMBER.fullmatch(words):
        try:
            return Decimal(words.replace(",", "")).normalize()
        except InvalidOperation:
            return words
    return words


def plain_words(text: str) -> str:
    """Words in half width, without spaces, in one case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def alike(one: Any, other: Any) -> bool:
    """Whether two long texts say the same: equal, or like enough."""
    from rapidfuzz.fuzz import ratio

    a, b = str(normal(one)), str(normal(other))
    return a == b or ratio(a, b) >= 100 * LIKE


def outcome_of(gold: Any, predicted: Any, *, narrative: bool = False) -> Outcome | None:
    """What a predicted value is against the gold's; None where neither states one."""
    right, said = normal(gold), normal(predicted)
    if right is None:
        return None if said is None else Outcome.INVENTED
    if said is None:
        return Outcome.MISSED
    if right == said or (narrative and alike(gold, predicted)):
        return Outcome.CORRECT
    if isinstance(right, Decimal) and isinstance(said, Decimal) and right and said:
        if right == -said:
            return Outcome.WRONG_SIGN
        ratio = abs(right / said)
        if any(abs(r - s) <= s * _FLOAT for r in (ratio, 1 / ratio) for s in _SCALES):
            return Outcome.WRONG_SCALE
    return Outcome.WRONG_VALUE
