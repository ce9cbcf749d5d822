"""Numbers written with Chinese numerals, as the formats [DBNum1] and [DBNum2] ask for them."""

from __future__ import annotations

from decimal import Decimal

_SMALL = "○一二三四五六七八九"
_FORMAL = str.maketrans("○一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LARGE = ("", "万", "亿", "万亿")
_MOST = 10**16


def in_chinese(value: Decimal, numerals: int) -> str:
    """一千二百三十四点五 for `numerals` 1, 壹仟贰佰叁拾肆点伍 for 2; digits where the number is too large."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    if int(whole) >= _MOST:
        return f"{value:f}"
    words = _whole(int(whole)) + (f"点{digits(fraction)}" if fraction.strip("0") else "")
    words = f"-{words}" if value < 0 else words
    return words.translate(_FORMAL) if numerals == 2 else words


def digits(printed: str) -> str:
    """Each digit by itself: 2023 is 二○二三."""
    return "".join(_SMALL[int(d)] for d in printed)


def _whole(n: int) -> str:
    if not n:
        return "○"
    words, group = "", 0
    while n:
        n, four = divmod(n, 10_000)
        if four:
            gap = "○" if n and four < 1_000 else ""
            words = gap + _four(four) + _LARGE[group] + words
        elif words and not words.startswith("○"):
            words = "○" + words
        group += 1
    return words.strip("○") or "○"


def _four(n: int) -> str:
    words, gap = "", False
    for power, unit in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            words += ("○" if gap and words else "") + _SMALL[digit] + unit
        gap = not digit
    return words
