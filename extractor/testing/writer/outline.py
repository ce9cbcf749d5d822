"""Headings and their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.testing.writer.pen import Pen
from extractor.testing.writer.style import Numbering

CHINESE = "一二三四五六七八九十"


def chinese(number: int) -> str:
    """A Chinese numeral up to 99."""
    tens, ones = divmod(number, 10)
    return (CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[ones - 1] if ones else "")


@dataclass
class Outline:
    """Numbers the headings that a pen writes."""

    pen: Pen
    numbers: list[int] = field(default_factory=lambda: [0, 0, 0])

    def heading(self, level: int, title: str) -> None:
        """Write a heading: level 0 is a part, 1 a section, 2 a subsection."""
        self.numbers[level] += 1
        for lower in range(level + 1, 3):
            self.numbers[lower] = 0
        self.pen.heading(self._numbered(level, title))

    def _numbered(self, level: int, title: str) -> str:
        n, style = self.numbers[level], self.pen.style.numbering
        if style is Numbering.BARE:
            return title
        if level == 0:
            return f"第{chinese(n)}部分　{title}"
        if style is Numbering.DECIMAL:
            return f"{n} {title}" if level == 1 else f"{self.numbers[1]}.{n} {title}"
        if style is Numbering.ARABIC:
            return f"{n}.{title}" if level == 1 else f"（{n}）{title}"
        return f"{chinese(n)}、{title}" if level == 1 else f"（{chinese(n)}）{title}"
