"""The outline: which lines are headings, however numbered, and how they nest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.documents.lines import Number, Numbering, number_of
from extractor.documents.model import Section, Span
from extractor.quantities import find_quantities

_SENTENCE = re.compile(r"[。；;!！?？]")
_PAGE_TAIL = re.compile(r"(?:[.…·—-]{2,}|(?<=[^\d年%.,])) ?\(? ?-?\d{1,3}-? ?\)?$")
_NOTES = re.compile(r"^(?:注|备注|说明|单位|填表人|填报人|联系|电话)[:：]")
_MAX_HEADING = 60
_NEARBY = 120  # headings: numbering that a conversion changed is repaired by its neighbours


@dataclass(frozen=True, slots=True)
class Head:
    """A line that heads a section. `run_in`: the words after the title go on in the same line as text."""

    number: Number | None
    level: int
    title: str
    title_end: int
    run_in: bool


def head_of(words: str, marks: int) -> Head | None:
    """Whether a line (folded, without spaces) heads a section. `marks`: number of Markdown # before it."""
    number = number_of(words)
    if number is not None and number.level > Numbering.CIRCLED:
        number = None
    if number is None:
        if not marks or len(words) > _MAX_HEADING or not words:
            return None
        return Head(None, Numbering.CHINESE + marks - 1 if marks > 1 else Numbering.PART, words.rstrip(":。"), len(words), False)
    rest = words[number.end :]
    if not rest:
        return Head(number, number.level, "", number.end, False) if number.level == Numbering.PART else None
    if len(rest) > 1 and rest[0] in "、.":
        rest = rest[1:]
    offset = len(words) - len(rest)
    stop = _SENTENCE.search(rest)
    colon = rest.find(":")
    body = rest if stop is None else rest[: stop.start()]
    if 0 <= colon < len(body) and (colon < len(body) - 1 or stop is not None):
        # 一、单位：甲局 or （一）收入：…: the words before the colon are the title where they are short.
        body = body[:colon]
        cut: int | None = colon
    else:
        cut = stop.start() if stop is not None else None
    whole = cut is None or not rest[cut:].strip("。:;")
    if not body or len(body) > (_MAX_HEADING if whole else 24) or (not whole and "," in body):
        return None
    if number.level >= Numbering.ARABIC and rest[-1] in "。;" and whole and len(body) > 12:
        return None  # a numbered sentence, not a title
    if ("," in body and len(body) > 30) or any(q.unit.symbol not in ("", "年") for q in find_quantities(body)):
        return None
    return Head(number, number.level, body.rstrip(":。"), offset + len(body), not whole)


def looks_like_contents(words: str) -> bool:
    """Whether a numbered line ends in a page number or dot leaders: an entry of the table of contents."""
    return bool(_PAGE_TAIL.search(words)) and len(words) < 70 and not re.search(r"\d(?:万|元|%|人|名|分)", words)


def without_page(words: str) -> str:
    """The words of a contents entry without the leader dots and the page number at its end."""
    return _PAGE_TAIL.sub("", words)


def is_note(words: str) -> bool:
    """Whether the line is a form's note or unit line, never a part of the sentence before it."""
    return bool(_NOTES.match(words))


@dataclass(frozen=True, slots=True)
class Found:
    """A heading found at a place: its head, the span of its words, where the line begins, and whether a space follows the number."""

    head: Head
    span: Span
    at: int
    spaced: bool = False


def settle_levels(found: list[Found]) -> list[Found]:
    """Repair numbering that a conversion changed: "1、" between 一、 and 三、 is of their level, "（1） " beside （二） too."""
    settled = list(found)
    for level, wanted in ((Numbering.ARABIC_BRACKET, Numbering.CHINESE_BRACKET), (Numbering.ARABIC, Numbering.CHINESE)):
        for order in (range(len(settled)), range(len(settled) - 1, -1, -1)):
            for i in order:
                here = settled[i]
                number = here.head.number
                if number is None or here.head.level != level or here.head.run_in or number.decimal_depth:
                    continue
                # A converted automatic number leaves a space behind it; typed lists (1)(2)(3) do not.
                if level == Numbering.ARABIC_BRACKET and not here.spaced:
                    continue
                if _counts_on(settled, i, wanted, number.ordinal):
                    settled[i] = replace(here, head=replace(here.head, level=wanted))
    return settled


def _in_own_list(found: list[Found], i: int) -> bool:
    """Whether the heading goes on a list of its own kind: 2. right after 1. with nothing of a higher level between."""
    own = found[i].head
    for j in range(i - 1, -1, -1):
        head = found[j].head
        if head.level < own.level - 1:
            return False
        if head.level == own.level and head.number is not None and own.number is not None and found[j].spaced == found[i].spaced:
            return head.number.ordinal == own.number.ordinal - 1 and head.number.printed[-1] == own.number.printed[-1]
    return False


def _counts_on(found: list[Found], i: int, level: int, ordinal: int) -> bool:
    """Whether the headings of `level` count on over this one: none before it or the one before, none after it or the one after."""
    before, after = _nearest(found, i, -1, level), _nearest(found, i, 1, level)
    if after == ordinal + 1:
        return before in (0, ordinal - 1)
    return before == ordinal - 1 > 0 and after == 0 and not _in_own_list(found, i)


def _nearest(found: list[Found], i: int, step: int, level: int) -> int:
    """The ordinal of the next heading of `level` that way within the same part; 0 where none, -1 where this one is nested deeper."""
    inner = 0
    for j in range(i + step, max(-1, i - _NEARBY) if step < 0 else min(len(found), i + _NEARBY), step):
        head = found[j].head
        if head.level < level:
            break
        if head.number is None:
            continue
        if head.level == level:
            return head.number.ordinal
        if head.level == level + 1:
            inner += 1
            if step == 1 and inner == 1 and head.number.ordinal > 1:
                return -1
    return 0


def nest(found: list[Found], length: int) -> tuple[Section, ...]:
    """Sections with spans and parents: a section reaches to the next heading of its own or a higher level."""
    sections: list[Section] = []
    open_: list[int] = []
    for here in found:
        while open_ and sections[open_[-1]].level >= here.head.level:
            closed = open_.pop()
            sections[closed] = replace(sections[closed], span=Span(sections[closed].span.start, here.at))
        sections.append(
            Section(
                here.head.level,
                here.head.number.printed if here.head.number else "",
                here.head.title,
                here.span,
                Span(here.at, length),
                open_[-1] if open_ else -1,
            )
        )
        open_.append(len(sections) - 1)
    return tuple(sections)
