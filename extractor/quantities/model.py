"""A figure as it stands in a text, and the interval of values it may stand for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractor.quantities.units import EXACT, PLAIN, Dimension, Unit, convert


class Reach(StrEnum):
    """How far a figure binds: exact ones are operands of checks, the others never."""

    EXACT = "exact"
    APPROXIMATE = "approximate"  # 近20万元, 200余份
    BOUND = "bound"  # ≥95%, 不少于200份
    RANGE = "range"  # 10-20万元: one end of it


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a text.

    `start`, `end`: the whole print with sign, approximation and unit, offsets into the scanned text, end exclusive.
    `number_start`, `number_end`: the digits alone. `value` is in `unit`; `decimals` those printed after the point.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    printed: str
    value: Decimal
    decimals: int
    unit: Unit = PLAIN
    reach: Reach = Reach.EXACT

    def into(self, unit: Unit) -> Decimal:
        """The value in `unit`, exactly; UnitMismatch where the dimensions differ."""
        return convert(self.value, self.unit, unit)

    @property
    def dimension(self) -> Dimension:
        """What the figure measures."""
        return self.unit.dimension

    def moved(self, by: int) -> Quantity:
        """The same figure `by` characters further on."""
        return Quantity(
            self.start + by,
            self.end + by,
            self.number_start + by,
            self.number_end + by,
            self.printed,
            self.value,
            self.decimals,
            self.unit,
            self.reach,
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """Values behind a print: `low` ≤ v < `high`, or exactly `low` where both are equal."""

    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether `value` may stand behind the print."""
        return self.low <= value < self.high or self.low == self.high == value


def interval(quantity: Quantity, money_decimals: int | None = None) -> Interval:
    """The half-open interval a printed figure stands for, in its own unit (四舍五入, half up).

    `money_decimals`: how finely the document prints money in 万元 (None or 0: whole 万元 throughout). In a document
    that prints decimals a shorter print dropped its zeros, so "5万元" is read to 0.01 万元, never coarser.
    Counts, people and scores are exact; 元 is read to the printed 分.
    """
    if quantity.dimension not in (Dimension.MONEY, Dimension.RATIO, Dimension.POINTS):
        return Interval(quantity.value, quantity.value)
    decimals = quantity.decimals
    if quantity.unit.symbol == "元" or (quantity.unit.symbol == "万元" and money_decimals):
        decimals = max(decimals, 2)
    half = Decimal(5).scaleb(-decimals - 1)
    return Interval(EXACT.subtract(quantity.value, half), EXACT.add(quantity.value, half))
