"""The marks that a browser prints before the items of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.documents.readers.markup import Element

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w -]+)", re.IGNORECASE)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_CHINESE = ("cjk-ideographic", "chinese", "japanese-informal", "japanese-formal")
_DIGITS = "零一二三四五六七八九"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
)
_MOST = 9_999  # larger ordinals are a slip of the page


@dataclass(slots=True)
class ItemList:
    """An open list: how its items are marked and the ordinal of the next."""

    style: str
    ordinal: int
    step: int = 1

    def mark(self, item: Element) -> str:
        """What stands before `item`; the list counts on."""
        value = _whole(item.get("value"))
        if value is not None:
            self.ordinal = value
        ordinal, self.ordinal = self.ordinal, self.ordinal + self.step
        return _printed(ordinal, _style_of(item) or self.style)


def open_list(element: Element) -> ItemList:
    """The list that an ol, ul, menu or dir opens."""
    if element.tag != "ol":
        return ItemList("none", 1)  # bullets number nothing
    backwards = element.get("reversed") is not None
    start = _whole(element.get("start"))
    first = start if start is not None else sum(1 for _ in element.iterchildren("li")) if backwards else 1
    return ItemList(_style_of(element) or "decimal", first, -1 if backwards else 1)


def _whole(printed: str | None) -> int | None:
    return int(printed) if printed is not None and re.fullmatch(r"\s*-?\d{1,6}\s*", printed, re.ASCII) else None


def _style_of(element: Element) -> str:
    styled = _STYLE.search(element.get("style") or "")
    if styled:
        return styled[1].strip().lower()
    kind = element.get("type") or ""
    return _TYPES.get(kind, "none" if kind.lower() in ("disc", "circle", "square") else "")


def _printed(ordinal: int, style: str) -> str:
    if "none" in style or any(s in style for s in ("disc", "circle", "square")):
        return ""
    if 0 < ordinal <= _MOST:
        if any(s in style for s in _CHINESE):
            return f"{chinese(ordinal)}、"
        if "roman" in style:
            return f"{_roman(ordinal, upper='upper' in style)}. "
        if "alpha" in style or "latin" in style:
            return f"{_letters(ordinal, upper='upper' in style)}. "
    return f"{ordinal}. "


def chinese(n: int) -> str:
    """1 to 9,999 in the numerals of lists: 一, 十一, 二十, 一百零一."""
    printed, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            printed += ("零" if gap and printed else "") + _DIGITS[digit] + unit
        gap = not digit
    return printed[1:] if printed.startswith("一十") else printed


def _roman(n: int, *, upper: bool) -> str:
    printed = ""
    for value, letters in (*_ROMAN, (1, "i")):
        printed += letters * (n // value)
        n %= value
    return printed.upper() if upper else printed


def _letters(n: int, *, upper: bool) -> str:
    printed = ""
    while n:
        n, letter = divmod(n - 1, 26)
        printed = chr(ord("a") + letter) + printed
    return printed.upper() if upper else printed
