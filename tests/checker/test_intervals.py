"""What a print may stand for: intervals hold every value that rounds to it, no other, and stay sound through arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.checker.arithmetic import Bounds, bounds, decimals_read, judge
from extractor.checker.model import Kind, Reading, Relation, Source, Term, Verdict
from extractor.documents import Span
from extractor.quantities import PLAIN, Unit, find_quantities

UNITS = {q.unit.symbol: q.unit for s in ("万元", "元", "亿元", "%", "人", "个", "分") for q in find_quantities(f"1{s}")}
FINE = Reading(money_decimals=2)
WHOLE = Reading(money_decimals=0)
VALUES = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-6))


def term(printed: str, unit: str = "万元", at: int = 0) -> Term:
    value = Decimal(printed)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Term("", printed, value, UNITS.get(unit, PLAIN), max(0, -exponent), Span(at, at + len(printed)))


def printed(value: Decimal, decimals: int) -> str:
    return str(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def point(value: Decimal) -> Bounds:
    return Bounds(value, value)


@pytest.mark.parametrize(
    ("print_", "unit", "reading", "inside", "outside"),
    [
        ("58.09", "%", FINE, ["58.085", "58.0949"], ["58.095", "58.0849"]),
        ("58", "%", FINE, ["57.5", "58.49"], ["58.5", "57.49"]),
        ("-58.09", "%", FINE, ["-58.085", "-58.0949"], ["-58.095", "-58.0849"]),
        ("5", "万元", FINE, ["4.995", "5.0049"], ["5.005", "4.9949", "5.4"]),  # it dropped its zeros
        ("5", "万元", WHOLE, ["4.5", "5.49"], ["5.5", "4.49"]),
        ("32.1658", "万元", FINE, ["32.16575", "32.165849"], ["32.16585", "32.1657"]),
        ("12", "元", FINE, ["11.995", "12.0049"], ["12.005", "12.4"]),
        ("7", "人", FINE, ["7"], ["6.9", "7.1"]),
        ("9", "个", WHOLE, ["9"], ["8.9", "9.1"]),
    ],
)
def test_the_values_behind_a_print(print_: str, unit: str, reading: Reading, inside: list[str], outside: list[str]) -> None:
    made = term(print_, unit)
    found = bounds(made, made.unit, reading)
    assert [v for v in inside if not found.meets(point(Decimal(v)))] == []
    assert [v for v in outside if found.meets(point(Decimal(v)))] == []


@settings(max_examples=200)
@given(VALUES, st.integers(2, 5))
def test_a_value_lies_behind_its_own_print(value: Decimal, decimals: int) -> None:
    made = term(printed(value, decimals))
    if made.value or value >= 0:  # a small negative value prints as 0, which has lost its sign
        assert bounds(made, UNITS["万元"], FINE).meets(point(value))


@settings(max_examples=200)
@given(VALUES, VALUES, st.integers(2, 4), st.integers(-9, 9).filter(bool))
def test_arithmetic_keeps_the_true_value(one: Decimal, other: Decimal, decimals: int, factor: int) -> None:
    a, b = (bounds(term(printed(abs(v), decimals)), UNITS["万元"], FINE) for v in (one, other))
    x, y = abs(one), abs(other)
    assert a.plus(b).meets(point(x + y))
    assert a.minus(b).meets(point(x - y))
    assert a.times(Decimal(factor)).meets(point(x * factor))


@settings(max_examples=100)
@given(st.integers(0, 10**10).map(lambda n: Decimal(n).scaleb(-2)))
def test_a_unit_carries_the_interval(value: Decimal) -> None:
    """万元 at four decimals is 元 at none, widths alike."""
    yuan = bounds(term(str(value), "元"), UNITS["万元"], FINE)
    assert yuan.high - yuan.low == Decimal("0.000001")
    assert yuan.meets(point(value / 10_000))


@pytest.mark.parametrize(
    ("low", "high", "open_low", "open_high", "meets"),
    [
        ("1", "2", False, False, True),
        ("2", "3", False, False, True),
        ("2", "3", True, False, False),
        ("3", "4", False, False, False),
        ("0", "1", False, False, True),
        ("0", "1", False, True, False),
    ],
)
def test_touching_ends_meet_only_where_both_are_closed(low: str, high: str, open_low: bool, open_high: bool, meets: bool) -> None:
    one, other = Bounds(Decimal(1), Decimal(2)), Bounds(Decimal(low), Decimal(high), open_low, open_high)
    assert one.meets(other) is other.meets(one) is meets


@settings(max_examples=200)
@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=6), st.sampled_from(["元", "万元", "亿元"]), st.integers(-4, 4))
def test_all_figures_in_another_unit_at_the_same_prints_come_out_alike(parts: list[int], unit: str, off: int) -> None:
    def made(symbol: str) -> Verdict:
        terms = [term(str(Decimal(p).scaleb(-2)), symbol, n * 20) for n, p in enumerate([sum(parts) + off, *parts])]
        return judge(Relation("", Kind.SUM, Source.SENTENCE, terms[0], tuple(terms[1:])), FINE).verdict

    assert made(unit) is made("万元")


@pytest.mark.parametrize(
    ("print_", "unit", "reading", "decimals"),
    [("5", "万元", FINE, 2), ("5", "万元", WHOLE, 0), ("5.125", "万元", FINE, 3), ("5", "元", WHOLE, 2), ("5", "%", FINE, 0)],
)
def test_how_finely_a_print_is_read(print_: str, unit: str, reading: Reading, decimals: int) -> None:
    assert decimals_read(term(print_, unit), reading) == decimals


def test_units_are_known() -> None:
    assert all(isinstance(u, Unit) for u in UNITS.values())
    assert {"万元", "元", "亿元", "%"} <= set(UNITS)
