"""A serial number as the date or time that its format shows."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from extractor.documents.readers.sheet.chinese_numerals import digits, in_chinese

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<code>y+|m+|d+|h+|s+|e+|a{3,}|b{2,})|(?P<part>\.0+)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_WEEKDAYS = "一二三四五六日"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST = 2_958_466  # the day after 9999-12-31
_FALSE_LEAP_DAY = 60  # 1900-02-29, which spreadsheets count


def is_date(section: str) -> bool:
    """Whether a section of a format prints a date or time."""
    return any(m["code"] or m["elapsed"] or m["half"] for m in _PIECE.finditer(re.sub(r"(?i)general|G/通用格式|E[+-]", "", section)))


def show_date(serial: Decimal, section: str, *, since_1904: bool) -> str | None:
    """The date of a serial number as a section of a format prints it; None where the number is no date."""
    if not 0 <= serial < _LAST:
        return None
    pieces = list(_PIECE.finditer(section))
    moment = _moment(serial, since_1904=since_1904, exact=any(m["part"] for m in pieces))
    numerals = next((int(m["bracket"][5]) for m in pieces if re.fullmatch(r"DBNum[12]", m["bracket"] or "", re.IGNORECASE)), 0)
    chinese = any((m["bracket"] or "").lower().endswith("804") for m in pieces)
    noon = any(m["half"] for m in pieces)
    shown: list[str] = []
    for n, piece in enumerate(pieces):
        if piece["elapsed"]:
            shown.append(_elapsed(serial, piece["elapsed"]))
        elif piece["half"]:
            shown.append(_half(moment, piece["half"]))
        elif piece["code"]:
            code = piece["code"].lower()
            minutes = code[0] == "m" and len(code) < 3 and _by_the_clock(pieces, n)
            shown.append(_coded(moment, code, minutes=minutes, noon=noon, numerals=numerals, chinese=chinese))
        elif piece["part"]:
            shown.append(f"{moment.microsecond / 1e6:.{len(piece['part']) - 1}f}"[1:])
        else:
            shown.append(piece["quoted"] or piece["escaped"] or piece["plain"] or "")
    return "".join(shown).strip().removesuffix(";@")


def _moment(serial: Decimal, *, since_1904: bool, exact: bool) -> datetime:
    day = int(serial)
    base = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if day >= _FALSE_LEAP_DAY else 31)
    seconds = (serial - day) * 86_400
    return base + timedelta(days=day, seconds=float(seconds) if exact else float(round(seconds)))


def _by_the_clock(pieces: list[re.Match[str]], n: int) -> bool:
    """Whether an m means minutes: behind hours, or before seconds."""
    before = next((p for p in reversed(pieces[:n]) if p["code"] or p["elapsed"]), None)
    after = next((p for p in pieces[n + 1 :] if p["code"] or p["elapsed"]), None)
    code = [(p["code"] or p["elapsed"]).lower()[0] if p is not None else "" for p in (before, after)]
    return code[0] == "h" or code[1] == "s"


def _elapsed(serial: Decimal, code: str) -> str:
    per_day = {"h": 24, "m": 1_440, "s": 86_400}[code[0].lower()]
    return f"{int(serial * per_day):0{len(code)}d}"


def _half(moment: datetime, code: str) -> str:
    first, _, second = code.partition("/")
    return first if moment.hour < 12 else second


def _coded(moment: datetime, code: str, *, minutes: bool, noon: bool, numerals: int, chinese: bool) -> str:
    kind, length = code[0], len(code)
    if kind in "ye" or kind == "b":
        year = f"{moment.year:04d}" if length > 2 or kind == "e" else f"{moment.year % 100:02d}"
        return digits(year) if numerals else year
    if kind == "a":
        return ("星期" if length > 3 else "") + _WEEKDAYS[moment.weekday()]
    if kind == "d" and length > 2:
        day = _DAYS[moment.weekday()]
        return f"星期{_WEEKDAYS[moment.weekday()]}" if chinese else day if length > 3 else day[:3]
    if kind == "m" and length > 2 and not minutes:
        month = _MONTHS[moment.month - 1]
        return f"{in_chinese(Decimal(moment.month), 1)}月" if chinese else month if length == 4 else month[: 1 if length > 4 else 3]
    hour = (moment.hour - 1) % 12 + 1 if noon else moment.hour
    value = {"m": moment.minute if minutes else moment.month, "d": moment.day, "h": hour, "s": moment.second}[kind]
    if numerals:
        return in_chinese(Decimal(value), numerals).removeprefix("一" if 10 <= value < 20 else "")
    return f"{value:0{min(2, length)}d}"
