"""What holds for every figure: exact spans, the same twice, sound intervals, exact conversion, and no text that breaks the scanner."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities import (
    PERCENT,
    PLAIN,
    WAN_YUAN,
    YUAN,
    Quantity,
    Unit,
    UnitMismatch,
    convert,
    find_dates,
    find_quantities,
    fold,
    interval,
    parse_figure,
    unit_named,
)
from extractor.quantities.numerals import CHARACTERS

PIECES = (
    "1",
    "0",
    "9",
    "12",
    "1,803",
    "，",
    ",",
    ".",
    "．",
    " ",
    "　",
    "\n",
    "\t",
    "-",
    "－",
    "~",
    "—",
    "至",
    "（",
    "）",
    "(",
    ")",
    "%",
    "％",
    "‰",
    "万",
    "亿",
    "元",
    "万元",
    "个百分点",
    "人",
    "人次",
    "件",
    "余",
    "多",
    "约",
    "近",
    "左右",
    "以上",
    "≥",
    "不少于",
    "第",
    "年",
    "月",
    "日",
    "2022年",
    "〔2019〕9号",
    "十",
    "三",
    "百",
    "零",
    "壹",
    "佰",
    "整",
    "角",
    "分",
    "成",
    "百分之",
    "点",
    "负",
    "图",
    "A",
    "y",
    "①",
    "十四五",
    "三公",
    "￥",
    "△",
    "收入",
    "、",
    "。",
    "：",
    "*100%",
    "电话",
    "0834-",
    "号",
    "数",
    "m2",
    "㎡",
)
genre_text = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
any_text = st.one_of(st.text(max_size=60), genre_text)


@given(any_text)
def test_spans_are_exact_and_in_order(text: str) -> None:
    end = 0
    for q in find_quantities(text):
        assert end <= q.start <= q.number_start < q.number_end <= q.end <= len(text)
        assert q.printed == text[q.start : q.end] == q.printed.strip()
        digits = fold(text[q.number_start : q.number_end])
        assert any(c.isdecimal() or c in CHARACTERS for c in digits)
        if digits[0].isdecimal() and "亿" not in digits:
            assert abs(q.value) == Decimal(digits.replace(",", "").replace(" ", ""))
            assert q.decimals == len(digits.partition(".")[2])
        end = q.end


@given(any_text)
def test_twice_is_the_same_and_nothing_raises(text: str) -> None:
    figures = list(find_quantities(text))
    assert figures == list(find_quantities(text))
    for q in figures:
        assert q.value.is_finite()
        span = interval(q, money_decimals=2)
        assert span.low <= q.value <= span.high
        assert span.holds(q.value)
    parse_figure(text)
    assert all(text[d.start : d.end] and 0 <= d.month <= 12 and 0 <= d.day <= 31 for d in find_dates(text))


@given(st.text())
def test_fold_keeps_length_and_is_settled(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize("character", ["㎡", "①", "㈱", "½", "Ⅳ", "ﬁ"])
def test_fold_invents_no_figures(character: str) -> None:
    """NFKC would make m2, 1, (株), 1⁄2, IV and fi of them."""
    assert fold(character) == character


@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.sampled_from(["%", "亿元", "个百分点"]))
def test_an_interval_holds_what_rounds_to_its_print(units: int, decimals: int, symbol: str) -> None:
    """Half up as people round: 2.345 prints as 2.35; the print holds it, and the neighbours' prints don't."""
    value = abs(Decimal(units).scaleb(-8))
    printed = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert _interval(printed, decimals, symbol).holds(value)
    step = Decimal(1).scaleb(-decimals)
    assert not _interval(printed + step, decimals, symbol).holds(value)
    assert not _interval(printed - step, decimals, symbol).holds(value)


@given(st.decimals(0, 10**9, places=4), st.integers(0, 3))
def test_a_figure_cut_off_is_not_always_inside(value: Decimal, decimals: int) -> None:
    cut = value.quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert _interval(cut, decimals, "%").holds(value) == (cut == rounded)


def _interval(value: Decimal, decimals: int, symbol: str, money_decimals: int | None = None):
    return interval(Quantity(0, 1, 0, 1, "", value, decimals, unit_named(symbol)), money_decimals)


@pytest.mark.parametrize(
    ("printed", "symbol", "money_decimals", "low", "high"),
    [
        ("58.09", "%", None, "58.085", "58.095"),
        ("58", "%", 2, "57.5", "58.5"),
        ("5", "万元", None, "4.5", "5.5"),
        ("5", "万元", 0, "4.5", "5.5"),
        ("5", "万元", 2, "4.995", "5.005"),
        ("5", "万元", 4, "4.995", "5.005"),
        ("32.1658", "万元", 4, "32.16575", "32.16585"),
        ("146.3", "万元", 2, "146.295", "146.305"),
        ("5", "元", None, "4.995", "5.005"),
        ("3.2", "亿元", 2, "3.15", "3.25"),
        ("2.4", "个百分点", None, "2.35", "2.45"),
        ("98", "人", None, "98", "98"),
        ("9.8", "分", None, "9.8", "9.8"),
        ("43.6", "公里", None, "43.6", "43.6"),
    ],
)
def test_the_interval_of_a_print(printed: str, symbol: str, money_decimals: int | None, low: str, high: str) -> None:
    value = Decimal(printed)
    decimals = len(printed.partition(".")[2])
    span = _interval(value, decimals, symbol, money_decimals)
    assert (span.low, span.high) == (Decimal(low), Decimal(high))
    assert span.holds(span.low)
    assert span.holds(span.high) == (low == high)


MONEY = [unit_named(s) for s in ("元", "百元", "千元", "万元", "十万元", "百万元", "千万元", "亿元")]


@given(st.decimals(-(10**15), 10**15, places=6), st.sampled_from(MONEY), st.sampled_from(MONEY))
def test_conversion_is_exact_and_goes_back(value: Decimal, one: Unit, other: Unit) -> None:
    there = convert(value, one, other)
    assert convert(there, other, one) == value
    with localcontext() as exact:
        exact.prec = 100
        assert there * other.scale == value * one.scale


@pytest.mark.parametrize(
    ("value", "one", "other", "expected"),
    [
        ("17876997.46", "元", "万元", "1787.699746"),
        ("3", "亿元", "万元", "30000"),
        ("5", "‰", "%", "0.5"),
        ("8.5", "平方公里", "平方米", "8500000"),
        ("2.4", "万人次", "人次", "24000"),
        ("3", "万", "万元", "3"),
        ("3", "万", "元", "30000"),
        ("3", "", "万元", "3"),
        ("3", "万", "", "30000"),
        ("98", "名", "人", "98"),
        ("12", "人", "个", "12"),
    ],
)
def test_conversions(value: str, one: str, other: str, expected: str) -> None:
    assert str(convert(Decimal(value), unit_named(one), unit_named(other))) == expected


@pytest.mark.parametrize(
    ("one", "other"), [(WAN_YUAN, PERCENT), (PERCENT, unit_named("个百分点")), (YUAN, unit_named("人")), (unit_named("分"), PERCENT)]
)
def test_dimensions_do_not_mix(one: Unit, other: Unit) -> None:
    with pytest.raises(UnitMismatch):
        convert(Decimal(1), one, other)


def test_very_long_digits_stay_exact() -> None:
    digits = "1234567890" * 6
    (figure,) = find_quantities(f"支出-{digits}.01万元")
    assert figure.value == Decimal(digits + ".01")
    assert convert(convert(figure.value, WAN_YUAN, YUAN), YUAN, WAN_YUAN) == figure.value
    assert interval(figure, 2).high - interval(figure, 2).low >= 0
    assert figure.unit == WAN_YUAN
    assert PLAIN.symbol == ""
