"""Chinese numerals, low and capital: 三十二, 两亿三千万, 壹仟贰佰, 二〇二一, 廿三, 一千二."""

from __future__ import annotations

from decimal import Decimal

_FORMS = ("零〇○", "一壹幺弌", "二贰两弍貳", "三叁弎參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
DIGITS = {c: i for i, cs in enumerate(_FORMS) for c in cs}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
TWENTY = {"廿": 20, "卅": 30}
_LONGEST = 60  # characters; nothing a report prints comes near, and the sections below are read recursively
CHARACTERS = "".join([*DIGITS, *SMALL, *LARGE, *TWENTY])


class NotANumeral(ValueError):
    """The characters are no well-formed Chinese numeral."""


def parse_numeral(text: str) -> Decimal:
    """The value of a Chinese numeral such as 三十二, 壹佰零伍, 一千二 (1200), 二〇二一, 三点一四, 负十二.

    Raises NotANumeral for anything else; digits of other scripts are not read here.
    """
    if text[:1] in ("负", "負"):
        return -_positive(text[1:])
    return _positive(text)


def _positive(text: str) -> Decimal:
    if not text or len(text) > _LONGEST:
        raise NotANumeral(text)
    if "点" in text:
        whole, _, fraction = text.partition("点")
        if not fraction or any(c not in DIGITS for c in fraction):
            raise NotANumeral(text)
        return _integer(whole) + Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))
    return _integer(text)


def _integer(text: str) -> Decimal:
    if len(text) > 1 and all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))  # 二〇二一: read digit by digit
    return Decimal(_sections(text))


def _sections(text: str) -> int:
    """万 and 亿 cut a numeral into sections; a larger unit multiplies all that stands before it."""
    for unit in sorted(LARGE, key=lambda c: -LARGE[c]):
        if unit in text:
            head, _, tail = text.rpartition(unit)
            if not head:
                raise NotANumeral(text)
            value = _sections(head) * LARGE[unit]
            if not tail:
                return value
            if len(tail) == 1 and tail in DIGITS and DIGITS[tail]:
                return value + DIGITS[tail] * LARGE[unit] // 10  # 两万三 is 23000
            return value + _sections(tail.lstrip("零〇○"))
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int:
    total, digit, last_unit, seen = 0, -1, 10_000, False
    for place, c in enumerate(text):
        if c in DIGITS:
            if digit > 0:
                raise NotANumeral(text)
            digit = DIGITS[c]
            if digit == 0 and place + 1 == len(text) and seen:
                raise NotANumeral(text)
        elif c in TWENTY and place == 0:
            total, last_unit = TWENTY[c], 10
        elif c in SMALL:
            unit = SMALL[c]
            if unit >= last_unit or (digit in (-1, 0) and unit != 10):
                raise NotANumeral(text)
            total += (1 if digit in (-1, 0) else digit) * unit  # 十五, 一百零十五
            last_unit, digit, seen = unit, -1, True
        else:
            raise NotANumeral(text)
    if digit > 0:
        # 一千二 is 1200: a digit that closes a numeral without 零 stands in the next place down.
        shorthand = last_unit >= 100 and seen and text[-2] in SMALL
        total += digit * (last_unit // 10 if shorthand else 1)
    elif digit == -1 and not seen and not total:
        raise NotANumeral(text)
    return total
