"""Chinese numerals read back from two writers: our own, and cn2an as the independent one."""

from __future__ import annotations

import random
from decimal import Decimal

import cn2an  # pyright: ignore[reportMissingTypeStubs]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities import NotANumeral, parse_numeral

LOW = ("零一二三四五六七八九", "十百千", "万亿")
CAPITAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万亿")


def _group(n: int, digits: str, places: str) -> str:
    """A number below 10,000 in full: 1020 is 一千零二十."""
    said, zero = "", False
    for power in (3, 2, 1, 0):
        digit = n // 10**power % 10
        if digit:
            said += ("零" if zero and said else "") + digits[digit] + (places[power - 1] if power else "")
            zero = False
        else:
            zero = bool(said)
    return said


def written(n: int, style: tuple[str, str, str]) -> str:
    """A whole number below 10^16 as a Chinese numeral, 万 within 亿 counted on (三千万亿)."""
    digits, places, (wan, yi) = style
    if n >= 10**8:
        head, tail = divmod(n, 10**8)
        return written(head, style) + yi + _tail(tail, 10**8, style)
    if n >= 10**4:
        head, tail = divmod(n, 10**4)
        return _group(head, digits, places) + wan + _tail(tail, 10**4, style)
    return _group(n, digits, places) or digits[0]


def _tail(n: int, unit: int, style: tuple[str, str, str]) -> str:
    return "" if not n else ("零" if n < unit // 10 else "") + written(n, style)


@pytest.mark.parametrize("style", [LOW, CAPITAL], ids=["low", "capital"])
@given(n=st.one_of(st.integers(0, 10**15), st.integers(0, 10**5), st.sampled_from([a * 10**b for a in range(100) for b in range(14)])))
def test_round_trip(style: tuple[str, str, str], n: int) -> None:
    assert parse_numeral(written(n, style)) == n


def test_the_writer_itself() -> None:
    said = [written(n, LOW) for n in (0, 10, 105, 1020, 10_005, 20_340, 1_0000_0000, 3_5000_0001)]
    assert said == ["零", "一十", "一百零五", "一千零二十", "一万零五", "二万零三百四十", "一亿", "三亿五千万零一"]


def test_agrees_with_cn2an() -> None:
    """cn2an breaks on some numerals (六千三百五十亿九千七百五十二); those it can read must be the same number."""
    rng, read = random.Random(20), 0
    for _ in range(1500):
        n = rng.randrange(10 ** rng.randint(1, 15))
        for writer in ("low", "up"):
            numeral = cn2an.an2cn(n, writer)
            assert parse_numeral(numeral) == n, numeral
            try:
                theirs = int(cn2an.cn2an(numeral, "normal"))
            except (KeyError, ValueError):
                continue
            read += 1
            assert theirs == n, numeral
    assert read > 2900


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十五", 15),
        ("三十二", 32),
        ("廿三", 23),
        ("卅", 30),
        ("两百", 200),
        ("一千二", 1200),
        ("一百一", 110),
        ("一百零一", 101),
        ("两万三", 23_000),
        ("两万三千", 23_000),
        ("一万零三百", 10_300),
        ("二〇二五", 2025),
        ("二○二五", 2025),
        ("二零二五", 2025),
        ("三点一四", "3.14"),
        ("负十二", -12),
        ("负三点五", "-3.5"),
        ("壹仟贰佰", 1200),
        ("陆佰零伍", 605),
        ("壹亿贰仟萬", 120_000_000),
        ("一万亿", 10**12),
        ("三亿五千万", 350_000_000),
        ("零", 0),
        ("〇", 0),
        ("一兆", 10**12),
    ],
)
def test_forms(numeral: str, value: int | str) -> None:
    assert parse_numeral(numeral) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "亿",
        "千",
        "百",
        "一二百",
        "十十",
        "一百千",
        "三点",
        "点五",
        "负",
        "负负一",
        "12",
        "abc",
        "一x",
        "一百零",
        "亿" * 5000,
        "一" + "亿" * 5000,
    ],
)
def test_no_numerals(text: str) -> None:
    with pytest.raises(NotANumeral):
        parse_numeral(text)
