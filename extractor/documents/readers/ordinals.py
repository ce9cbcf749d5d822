"""Ordinals as lists print them: in the number formats of Word (ECMA-376 part 1, ST_NumberFormat) that Chinese documents use."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("〇零一二三四五六七八九十百千", "零零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def ordinal(n: int, form: str) -> str:
    """`n` as the format prints it; formats not known print as decimal, numbers that a format has no sign for too."""
    make = _FORMS.get(form)
    return (make(n) if make is not None and n >= 0 else "") or ("" if form == "none" else str(n))


def _counting(n: int) -> str:
    """十一, 一百零一: counted in words up to 9999."""
    if not 0 < n < 10_000:
        return ""
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = n // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _UNITS[place]
        gap = not digit
    return said[1:] if said.startswith("一十") else said


def _digital(n: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(n))


def _legal(n: int) -> str:
    said = _counting(n)
    return (f"一{said}" if said.startswith("十") else said).translate(_LEGAL)


def _letters(n: int) -> str:
    """a … z, aa, bb: the letter again for each round."""
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n < 1000 else ""


def _roman(n: int) -> str:
    said = ""
    for value, sign in _ROMAN if n < 4000 else ():
        while n >= value:
            said, n = said + sign, n - value
    return said


def _circled(n: int) -> str:
    for first, last, at in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= n <= last:
            return chr(at + n - first)
    return "⓪" if n == 0 else ""


def _signs(at: int, most: int) -> Callable[[int], str]:
    return lambda n: chr(at + n - 1) if 0 < n <= most else ""


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n > 0 else ""


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "none": lambda n: "",
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting"), _counting),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand"), _counting),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"), _digital),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _legal),
    "ideographEnclosedCircle": _signs(0x3280, 10),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": lambda n: _cycle(_STEMS)(n) + _cycle(_BRANCHES)(n),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedParen": _signs(0x2474, 20),
    "decimalEnclosedFullstop": _signs(0x2488, 20),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), lambda n: str(n).translate(_WIDE)),
    "decimalHalfWidth": str,
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "numberInDash": lambda n: f"- {n} -",
}
