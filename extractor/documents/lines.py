"""Lines of a text with their offsets, what in them is noise, and how a numbered line begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from extractor.documents.model import Span
from extractor.quantities import NotANumeral, fold, parse_numeral

# Marks that conversions leave in the text: Word bookmarks and fields, Markdown emphasis and heading signs, escapes,
# and the page numbers that stand on a line of their own (— 7 —, 第 7 页).
_NOISE = re.compile(
    r"\[bookmark: [^\]\n]{0,80}\]|PAGEREF _Toc\d+ ?\\h|HYPERLINK(?: \\l)? ?\"[^\"\n]{0,80}\""
    r"|\*\*|__(?=\S)|(?<=[^\s_])__|(?m:^[ \t]*#{1,6}[ \t]+)|<br ?/?>|\\(?=[*#_~])"
    r"|(?m:^[ \t\u3000]*(?:[-—–]{1,2}[ \t]*\d{1,3}[ \t]*[-—–]{1,2}|第 ?\d{1,3} ?页(?:[ ,，/]*共 ?\d{1,3} ?页)?)[ \t\u3000]*$)"
)


def find_noise(text: str) -> tuple[Span, ...]:
    """The spans of conversion marks in `text`, in order."""
    return tuple(Span(*m.span()) for m in _NOISE.finditer(text))


class Noise:
    """The conversion marks of a text, found by place without reading them all."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self.spans = spans
        self._ends = [s.end for s in spans]

    def within(self, start: int, end: int) -> list[Span]:
        """The marks that share a character with `start`:`end`, in order."""
        at = bisect_right(self._ends, start)
        found: list[Span] = []
        while at < len(self.spans) and self.spans[at].start < end:
            found.append(self.spans[at])
            at += 1
        return found


class Numbering:
    """Levels of heading numbers in this genre, outermost first."""

    PART, CHINESE, CHINESE_BRACKET, ARABIC, ARABIC_BRACKET, CIRCLED, LETTER = range(1, 8)


@dataclass(frozen=True, slots=True)
class Number:
    """The numbering at a line's start: its level, its ordinal (0 where none) and where the words begin after it."""

    level: int
    ordinal: int
    printed: str
    end: int
    decimal_depth: int = 0


_CN = "一二三四五六七八九十"
_PREFIX = re.compile(
    rf"(?P<part>第[{_CN}\d]{{1,3}}(?:部分|章|篇)|附件?[{_CN}\d]{{0,2}}(?:-\d+)?(?=[:\s]|$)|附[件表][{_CN}\d]{{1,2}}(?!式)(?:-\d+)?)[、:.]?"
    rf"|(?P<cnb>\((?P<cnb_n>[{_CN}]{{1,3}})\))[、.,]?"
    rf"|(?P<cn>(?P<cn_n>[{_CN}]{{1,3}}))(?:、|\.(?!\d)|\.(?=(?:19|20)\d\d年))"
    rf"|(?P<dec>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=[^\d.%万亿元,、)\]])\.?"
    rf"|(?P<ar>(?P<ar_n>\d{{1,2}}))(?:、|\.(?!\d)|\.(?=(?:19|20)\d\d年))"
    rf"|(?P<arb>\(?(?P<arb_n>\d{{1,2}})\))[、.]?"
    rf"|(?P<circ>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])[、.]?"
    rf"|(?P<let>[a-z])[.、)](?=[^a-z])"
)
_LEVELS = (
    ("part", Numbering.PART),
    ("cn", Numbering.CHINESE),
    ("cnb", Numbering.CHINESE_BRACKET),
    ("ar", Numbering.ARABIC),
    ("arb", Numbering.ARABIC_BRACKET),
    ("circ", Numbering.CIRCLED),
    ("let", Numbering.LETTER),
)


def number_of(words: str) -> Number | None:
    """The numbering that `words` (folded, no spaces) begin with, or None."""
    m = _PREFIX.match(fold(words))
    if m is None:
        return None
    if m["dec"]:
        depth = m["dec"].count(".")
        return Number(Numbering.CHINESE_BRACKET + depth - 1, int(m["dec"].rsplit(".", 1)[1]), m[0], m.end(), depth)
    for name, level in _LEVELS:
        if m[name]:
            return Number(level, _ordinal(m, name), m[0], m.end())
    return None


def _ordinal(m: re.Match[str], name: str) -> int:
    if name == "circ":
        return ord(m["circ"]) - ord("①") + 1
    if name in ("ar", "arb"):
        return int(m[name + "_n"])
    if name == "let":
        return ord(m["let"]) - ord("a") + 1
    digits = m[name + "_n"] if name in ("cn", "cnb") else "".join(c for c in m["part"] if c in _CN or c.isdigit())
    try:
        return int(digits) if digits.isdigit() else int(parse_numeral(digits))
    except (NotANumeral, ValueError):
        return 0
