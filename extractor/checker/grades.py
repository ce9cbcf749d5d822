"""Grades that a document defines by scores: 90分以上为优, 良（80-89分）, 优秀（S≥95）; their figures state nothing of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.checker.model import Term
from extractor.documents import Block, Document, Span
from extractor.quantities import fold, parse_figure, unit_named

GRADE = r"优秀?|良好?|中等?|一般|合格|较差|不合格|差"
_N = r"(?P<{}>\d{{1,3}}(?:\.\d+)?)分?(?:\(不?含\))?分?"
_LETTER = r"(?:[A-Z]|得分|分值|评价得分|综合得分)"
_THEN = r"(?:\(不?含\))?[^,;。、\d()%]{0,6}?[为是:]?“?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<![\d.]){_N.format('low')}(?:[-—~至到]+{_N.format('high')}(?:之间)?|(?:及)?以上){_THEN}(?P<grade>{GRADE})(?![一-鿿]?率)",
        rf"(?<![\d.]){_N.format('high')}以下{_THEN}(?P<grade>{GRADE})(?![一-鿿]?率)",
        rf"(?P<grade>{GRADE})”?(?:等级|等次)?[(:]{_N.format('low')}(?:[-—~至到]+{_N.format('high')}|(?:及)?以上)(?:\(不?含\))?(?:\)|(?=[,;。、]))",
        rf"(?P<grade>{GRADE})”?(?:等级|等次)?[(:]{_N.format('high')}以下(?:\(不?含\))?(?:\)|(?=[,;。、]))",
        rf"(?P<grade>{GRADE})”?(?:等级|等次)?\((?:{_N.format('high')}[>≥])?{_LETTER}[≥>]{_N.format('low')}\)",
        rf"(?P<grade>{GRADE})”?(?:等级|等次)?\({_N.format('low')}[≤<]{_LETTER}[<≤]{_N.format('high')}\)",
        rf"(?P<grade>{GRADE})”?(?:等级|等次)?\({_LETTER}[<≤]{_N.format('high')}\)",
    )
)
_APART = 2  # blocks between two bands of one definition
_WIDEST, _TOP = 1.01, 80  # a printed upper end this far below the next band's lower one touches it; what 优 asks for at least


@dataclass(frozen=True, slots=True)
class Band:
    """The scores of a grade: from `low` up to `high`; None where the grade has no such end. `span`: the whole print."""

    grade: str
    low: Term | None
    high: Term | None
    span: Span


@dataclass(frozen=True, slots=True)
class Scheme:
    """The bands of one definition by the first letter of their grade."""

    bands: dict[str, Band]

    def band(self, grade: str) -> Band | None:
        """The band of a grade; 优 is 优秀, 较差 is 差."""
        return self.bands.get(_letter(grade))

    def key(self) -> tuple[tuple[str, object, object], ...]:
        """What two prints of one definition share."""
        return tuple((g, b.low and b.low.value, b.high and b.high.value) for g, b in sorted(self.bands.items()))


def schemes(document: Document) -> list[Scheme]:
    """The definitions of grades by scores, each with two grades at least, 优 among them."""
    runs: list[dict[str, Band]] = []
    last = -99
    for n, block in enumerate(document.blocks):
        for band in _bands(document, block):
            letter = _letter(band.grade)
            if n - last > _APART or letter in runs[-1]:
                runs.append({})
            runs[-1][letter] = band
            last = n
    return [Scheme(_joined(run)) for run in runs if len(run) >= 2 and _of_totals(run)]


def defining(document: Document) -> list[Span]:
    """Where grades are defined: what stands there is no amount of anything."""
    return [b.span for s in schemes(document) for b in s.bands.values()]


def _of_totals(run: dict[str, Band]) -> bool:
    """Whether a definition is one of scores of a hundred, not of a single indicator's points."""
    best = run.get("优")
    return best is not None and best.low is not None and best.low.value >= _TOP


def _bands(document: Document, block: Block) -> Iterator[Band]:
    words = document.text[block.span.start : block.span.end]
    if not any(w in words for w in ("优", "良", "差", "一般", "合格")) or not any(c.isdigit() for c in words):
        return
    view = document.view(block.span)
    text = fold(view.text)
    found: list[Band] = []
    for m in (m for form in _FORMS for m in form.finditer(text)):
        span = Span(*view.source(m.start(), m.end()))
        named = [name for name, digits in m.groupdict().items() if name != "grade" and digits]
        ends = {name: _number(document, block, Span(*view.source(m.start(name), m.end(name))), m[name]) for name in named}
        if not any(b.span.touches(span) for b in found):
            found.append(Band(m["grade"], ends.get("low"), ends.get("high"), span))
    yield from sorted(found, key=lambda b: b.span)


def _number(document: Document, block: Block, span: Span, digits: str) -> Term:
    read = parse_figure(digits)
    assert read is not None
    page = document.page_at(span.start) if document.pages else 0
    return Term("", digits, read.value, unit_named("分"), read.decimals, span, page=page, section=block.section, block=block.id)


def _joined(run: dict[str, Band]) -> dict[str, Band]:
    """Bands from the best down, each reaching up to the next better one: 80-89 ends where 90 begins."""
    ordered = sorted(run.items(), key=lambda item: -(item[1].low.value if item[1].low is not None else -1))
    made: dict[str, Band] = {}
    above: Band | None = None
    for letter, band in ordered:
        high = band.high
        if above is not None and above.low is not None and (high is None or 0 <= above.low.value - high.value <= _WIDEST):
            high = above.low
        made[letter] = Band(band.grade, band.low, high, band.span)
        above = band
    return made


def _letter(grade: str) -> str:
    return "差" if grade == "较差" else grade[0]
