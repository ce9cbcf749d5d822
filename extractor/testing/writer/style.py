"""How a report prints: units, digits, tables, noise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from extractor.testing.writer.facts import Kind


class Money(StrEnum):
    """The unit in which money is printed."""

    YUAN = "元"
    WAN = "万元"
    YI = "亿元"

    @property
    def per_wan(self) -> Decimal:
        """How many of the unit are one 万元."""
        return {Money.YUAN: Decimal(10000), Money.WAN: Decimal(1), Money.YI: Decimal("0.0001")}[self]


class Dialect(StrEnum):
    """How a text conversion leaves a table."""

    TABS = "tabs"
    PIPES = "pipes"
    CELLS = "cells"
    SPACED = "spaced"


class Numbering(StrEnum):
    """How headings are numbered."""

    PARTS = "parts"
    CHINESE = "chinese"
    DECIMAL = "decimal"
    ARABIC = "arabic"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Style:
    """The printing habits of one report."""

    unit: Money = Money.WAN
    table_unit: Money = Money.WAN
    dialect: Dialect = Dialect.TABS
    numbering: Numbering = Numbering.CHINESE
    thousands: bool = False
    drop_zeros: bool = False
    spaced: bool = False
    wide_digits: bool = False
    page_numbers: bool = False
    page_mark: str = "— {} —"
    bookmarks: bool = False
    repeated_heads: bool = False
    contents: bool = False
    leader: str = "\t"
    """What stands between a heading and its page in the list of contents."""
    blank_lines: bool = False
    broken: bool = False
    """Whether pages end in the middle of sentences."""
    indent: str = ""
    percent_decimals: int = 2


_SMALL = 1000
"""Below so many 万元 nobody writes 亿元."""


def places(step: Decimal) -> int:
    """Decimals of a quantum."""
    return max(0, -int(step.normalize().as_tuple().exponent))


def digits(value: Decimal, decimals: int, thousands: bool, drop_zeros: bool) -> str:
    """A number as printed."""
    words = f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):{',' if thousands else ''}f}"
    return words.rstrip("0").rstrip(".") if drop_zeros and "." in words else words


def shown_money(wan: Decimal, style: Style, table: Money | None, quantum: Decimal, bare: bool) -> tuple[str, Decimal]:
    """An amount of 万元 as printed, and the worth of its last digit in 万元. `table`: the unit of the table it stands in."""
    unit = table or style.unit
    if unit is Money.YI and abs(wan) < _SMALL:
        unit = Money.WAN
    step = quantum * unit.per_wan
    decimals = max(places(step), 2 if unit is Money.YUAN else 0)
    words = digits(wan * unit.per_wan, decimals, style.thousands, style.drop_zeros and unit is not Money.YUAN)
    if not (table or bare):
        words = f" {words} {unit}" if style.spaced else f"{words}{unit}"
    return words, min(quantum, Decimal(1).scaleb(-decimals) / unit.per_wan)


def shown_number(value: Decimal, kind: Kind, style: Style, bare: bool) -> tuple[str, Decimal]:
    """A percentage, count or score as printed, and the worth of its last digit."""
    if kind is Kind.PERCENT:
        words = digits(value, style.percent_decimals, style.thousands, style.drop_zeros or value == 100)
        words = words if bare else f"{words}%"
        return (f" {words}" if style.spaced and not bare else words), Decimal(1).scaleb(-len(words.rstrip("%").partition(".")[2]))
    words = digits(value, max(0, places(value) if value else 0), False, False)
    return (f" {words} " if style.spaced and kind is Kind.COUNT and not bare else words), Decimal(0)
