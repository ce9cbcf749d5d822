"""Dates and years of Chinese reports: 2022年4月11日 · 2022.4.11 · 二〇二一年十月 · 2024 年 5 月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.quantities.numerals import NotANumeral, parse_numeral
from extractor.quantities.width import fold


@dataclass(frozen=True, slots=True)
class Date:
    """A date as precise as stated; month and day are 0 where not printed. Offsets into the scanned text."""

    start: int
    end: int
    year: int
    month: int = 0
    day: int = 0

    @property
    def iso(self) -> str:
        """2022, 2022-04 or 2022-04-11."""
        return f"{self.year:04d}" + (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.day else "")


_CN = "零〇○一二三四五六七八九十"
_DATE = re.compile(
    rf"(?<![\d.])(?P<y>(?:19|20)\d\d|[{_CN}]{{4}}) ?年度?(?: ?(?P<m>1[0-2]|0?[1-9]|[一二三四五六七八九十]{{1,2}}) ?月"
    rf"(?: ?(?P<d>3[01]|[12]\d|0?[1-9]|[一二三四五六七八九十]{{1,3}}) ?[日号])?)?"
    r"|(?<![\d.])(?P<y2>(?:19|20)\d\d)(?P<s>[-./])(?P<m2>1[0-2]|0?[1-9])(?:(?P=s)(?P<d2>3[01]|[12]\d|0?[1-9]))(?![\d.%])"
)


def find_dates(text: str) -> Iterator[Date]:
    """Every date and year with 年 in `text`, left to right."""
    for m in _DATE.finditer(fold(text)):
        year, month, day = (m["y2"], m["m2"], m["d2"]) if m["y2"] else (m["y"], m["m"], m["d"])
        try:
            yield Date(m.start(), m.end(), _number(year), _number(month), _number(day))
        except NotANumeral:
            continue


def _number(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdecimal() else int(parse_numeral(text))
