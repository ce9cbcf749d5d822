"""The marks that a browser prints before the items of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.documents.readers.markup import Element
from extractor.documents.readers.ordinals import ordinal

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w -]+)", re.IGNORECASE)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_CHINESE = ("cjk-ideographic", "chinese", "japanese-informal", "japanese-formal")
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


def _printed(number: int, style: str) -> str:
    if "none" in style or any(s in style for s in ("disc", "circle", "square")):
        return ""
    if 0 < number <= _MOST:
        if any(s in style for s in _CHINESE):
            return f"{ordinal(number, 'chineseCounting')}、"
        if "roman" in style:
            return f"{ordinal(number, 'upperRoman' if 'upper' in style else 'lowerRoman')}. "
        if "alpha" in style or "latin" in style:
            return f"{_letters(number, upper='upper' in style)}. "
    return f"{number}. "


def _letters(n: int, *, upper: bool) -> str:
    printed = ""
    while n:
        n, letter = divmod(n - 1, 26)
        printed = chr(ord("a") + letter) + printed
    return printed.upper() if upper else printed
