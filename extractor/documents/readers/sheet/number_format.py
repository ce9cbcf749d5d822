"""A number as a spreadsheet shows it: the sections, placeholders and scaling of Excel's number formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from extractor.documents.readers.sheet.chinese_numerals import in_chinese
from extractor.documents.readers.sheet.date_format import is_date, show_date

GENERAL = "General"
_BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-";@',
    42: '"¥"#,##0;"¥"-#,##0;"¥-";@',
    43: '#,##0.00;-#,##0.00;"-";@',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥-";@',
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
}
"""The formats that a workbook names by number only, as Chinese Excel shows them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<wide>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>G/通用格式|General)|(?P<exponent>E[+-])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+(?:E[+-]?\d+)?)", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
_GENERAL_WIDTH = 11  # characters that a cell without format shows
_MOST_DIGITS = 400  # of a number that is written out


class Part(StrEnum):
    """What a piece of a format stands for."""

    LITERAL = "literal"
    DIGIT = "digit"
    POINT = "point"
    COMMA = "comma"
    PERCENT = "percent"
    EXPONENT = "exponent"
    FRACTION = "fraction"
    TEXT = "text"
    GENERAL = "general"


class Token(NamedTuple):
    """A piece of a format."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts that ; divides: its condition ("" where only its place decides), its pieces, whether a date, which numerals."""

    operator: str
    limit: Decimal
    tokens: tuple[Token, ...]
    source: str
    date: bool
    numerals: int  # DBNum1 一二三, DBNum2 壹贰叁, 0: digits


def format_of(number: int, custom: dict[int, str]) -> str:
    """The format code of a format's number."""
    return custom.get(number) or _BUILT_IN.get(number, GENERAL)


def show_number(value: Decimal, code: str, *, since_1904: bool = False) -> str:
    """`value` as the format `code` prints it, without the space that only aligns."""
    sections = _sections(code)
    section, bare = _chosen(sections, value)
    if section is None:
        return ""
    if section.date:
        shown = show_date(value, section.source, since_1904=since_1904)
        return general(value) if shown is None else shown
    size = -value if bare and value < 0 else value
    return _number(size, section).strip()


def show_text(words: str, code: str) -> str:
    """The words of a text cell as the format's @ section prints them; unchanged where it has none."""
    sections = _sections(code)
    section = sections[min(3, len(sections) - 1)]
    if not any(t.part is Part.TEXT for t in section.tokens):
        return words
    return "".join(words if t.part is Part.TEXT else t.text for t in section.tokens if t.part in (Part.TEXT, Part.LITERAL)).strip()


def general(value: Decimal) -> str:
    """A number without format: integers whole, fractions as far as a cell shows them."""
    value = _plain(value)
    if value == value.to_integral_value() or abs(value.adjusted()) > _MOST_DIGITS:
        return _written(value)
    whole = len(str(int(abs(value))))
    shown = round_half_up(value, max(0, _GENERAL_WIDTH - 1 - whole))
    # A very small share would be shown as 0 or with an exponent; its digits say more.
    return _written(shown if shown else value)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """The number at `places` decimals, halves away from zero as spreadsheets round."""
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return value


def _written(value: Decimal) -> str:
    if abs(value.adjusted()) > _MOST_DIGITS:
        return str(value)
    printed = f"{value:f}"
    printed = printed.rstrip("0").rstrip(".") if "." in printed else printed
    return "0" if printed in ("-0", "") else printed


def _plain(value: Decimal) -> Decimal:
    """The fifteen digits that a spreadsheet knows of a number: 0.1 + 0.2 is 0.3."""
    return Decimal(f"{value:.14e}") if value else Decimal(0)


@lru_cache(maxsize=2_000)
def _sections(code: str) -> tuple[Section, ...]:
    return tuple(_section(source) for source in _split(code))


def _split(code: str) -> list[str]:
    parts = [""]
    for m in _TOKEN.finditer(code):
        if m["plain"] == ";":
            parts.append("")
        else:
            parts[-1] += m[0]
    return parts[:4]


def _section(source: str) -> Section:
    tokens: list[Token] = []
    operator, limit, numerals = "", Decimal(0), 0
    for m in _TOKEN.finditer(source):
        bracket = m["bracket"]
        if bracket is not None:
            condition, currency = _CONDITION.fullmatch(bracket.strip()), _CURRENCY.fullmatch(bracket)
            if condition:
                operator, limit = condition[1], Decimal(condition[2])
            elif currency and currency[1]:
                tokens.append(Token(Part.LITERAL, currency[1]))
            elif bracket.lower().startswith("dbnum"):
                numerals = int(bracket[5:6]) if bracket[5:6] in ("1", "2") else 0
        else:
            tokens.append(_token(m))
    date = is_date(source)
    return Section(operator, limit, tuple(t for t in tokens if t.text or t.part is not Part.LITERAL), source, date, numerals)


def _token(m: re.Match[str]) -> Token:
    literal = m["quoted"] if m["quoted"] is not None else m["escaped"]
    if literal is not None:
        return Token(Part.LITERAL, literal)
    if m["wide"] is not None:
        return Token(Part.LITERAL, " ")
    if m["fill"] is not None:
        return Token(Part.LITERAL, "")
    if m["general"]:
        return Token(Part.GENERAL, "")
    if m["exponent"]:
        return Token(Part.EXPONENT, m["exponent"])
    plain = m["plain"] or ""
    marks = {".": Part.POINT, ",": Part.COMMA, "%": Part.PERCENT, "@": Part.TEXT, "/": Part.FRACTION}
    return Token(Part.DIGIT, plain) if plain in "0#?" and plain else Token(marks.get(plain, Part.LITERAL), plain)


_HOLDS = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}


def _chosen(sections: tuple[Section, ...], value: Decimal) -> tuple[Section | None, bool]:
    """The section for a number, and whether it prints the sign itself, so that the number goes without."""
    numeric = [s for n, s in enumerate(sections[:3]) if not (len(sections) <= 3 and n and any(t.part is Part.TEXT for t in s.tokens))]
    if any(s.operator for s in numeric):
        for n, section in enumerate(numeric):
            if section.operator and _HOLDS[section.operator](value, section.limit):
                return section, n > 0 or (section.operator.startswith("<") and section.limit <= 0)
        rest = [s for s in numeric if not s.operator]
        return (rest[-1], len(rest) > 1 and value < 0) if rest else (_section(GENERAL), False)
    if len(numeric) == 1:
        return numeric[0], False
    if value < 0:
        return numeric[1], True
    return (numeric[2] if len(numeric) > 2 and value == 0 else numeric[0]), False


def _number(value: Decimal, section: Section) -> str:
    tokens = section.tokens
    kinds = {t.part for t in tokens}
    if Part.DIGIT not in kinds or Part.FRACTION in kinds:
        if kinds <= {Part.LITERAL} and tokens:
            return "".join(t.text for t in tokens)  # words instead of the number
        if not tokens:
            return "-" if value < 0 and not section.source else ""
        shown = in_chinese(_plain(value), section.numerals) if section.numerals else general(value)
        if Part.FRACTION in kinds:
            return shown
        return "".join(shown if t.part in (Part.GENERAL, Part.TEXT) else t.text for t in tokens)
    value = _plain(value).scaleb(2 * sum(t.part is Part.PERCENT for t in tokens))
    if Part.EXPONENT in kinds:
        return _scientific(value, tokens)
    return _placed(value, tokens, section.numerals)


def _placed(value: Decimal, tokens: tuple[Token, ...], numerals: int) -> str:
    """The digits of a number in the placeholders of a format."""
    point = next((n for n, t in enumerate(tokens) if t.part is Part.POINT), len(tokens))
    digits = [n for n, t in enumerate(tokens) if t.part is Part.DIGIT]
    whole_places, fraction_places = [n for n in digits if n < point], [n for n in digits if n > point]
    last = digits[-1] if not whole_places or point == len(tokens) else whole_places[-1]
    commas = [n for n, t in enumerate(tokens) if t.part is Part.COMMA]
    scaling = [n for n in commas if n > last and n < point] + [n for n in commas if n > max(digits[-1], point)]
    grouped = any(whole_places and whole_places[0] < n < whole_places[-1] for n in commas)
    shown = round_half_up(value.scaleb(-3 * len(scaling)), len(fraction_places))
    if abs(shown.adjusted()) > _MOST_DIGITS:
        return str(shown)
    whole, _, fraction = f"{abs(shown):f}".partition(".")
    if numerals:
        return in_chinese(shown, numerals)
    whole = whole.lstrip("0")
    placed = {**_whole(whole, whole_places, tokens, grouped=grouped), **_fraction(fraction, fraction_places, tokens)}
    if not whole_places and whole:
        placed[point] = whole + "."
    sign = "-" if value < 0 else ""
    out = [placed.get(n, "" if t.part in (Part.COMMA, Part.DIGIT) else t.text) for n, t in enumerate(tokens)]
    return sign + "".join(out)


def _whole(whole: str, places: list[int], tokens: tuple[Token, ...], *, grouped: bool) -> dict[int, str]:
    placed: dict[int, str] = {}
    count = 0
    for rank, n in enumerate(reversed(places)):
        first = rank == len(places) - 1
        taken = whole if first else whole[-1:]
        whole = "" if first else whole[:-1]
        if not taken:
            taken = {"0": "0", "?": " ", "#": ""}[tokens[n].text]
        printed = ""
        for digit in reversed(taken):
            printed = digit + ("," if grouped and count and count % 3 == 0 and digit.isdigit() else "") + printed
            count += 1
        placed[n] = printed
    return placed


def _fraction(fraction: str, places: list[int], tokens: tuple[Token, ...]) -> dict[int, str]:
    placed: dict[int, str] = {}
    kept = len(fraction.rstrip("0"))
    for rank, n in enumerate(places):
        digit = fraction[rank : rank + 1] or "0"
        placed[n] = digit if rank < kept or tokens[n].text == "0" else {"?": " ", "#": ""}[tokens[n].text]
    return placed


def _scientific(value: Decimal, tokens: tuple[Token, ...]) -> str:
    mark = next(n for n, t in enumerate(tokens) if t.part is Part.EXPONENT)
    point = next((n for n, t in enumerate(tokens[:mark]) if t.part is Part.POINT), mark)
    places = sum(t.part is Part.DIGIT for t in tokens[point:mark])
    width = sum(t.part is Part.DIGIT for t in tokens[mark:])
    mantissa, _, exponent = f"{value:.{places}E}".partition("E")
    power = int(exponent)
    sign = "-" if power < 0 else "+" if tokens[mark].text.endswith("+") else ""
    return f"{mantissa}E{sign}{abs(power):0{max(1, width)}d}"
