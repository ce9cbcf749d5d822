"""Figures that are no larger than another: 小微 ≤ 中小 ≤ 采购总额, 有效 ≤ 收回 ≤ 发放问卷, 得分 ≤ 满分; scores in their band."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.checker.model import Kind, Relation, Source, Term
from extractor.checker.statements import Paragraph, Sheet, Statement
from extractor.documents import Document, Span
from extractor.quantities import Dimension, fold, unit_named
from extractor.schema import Measure

_WITHIN = (
    (re.compile(r"小微企业"), re.compile(r"中小企业")),
    (re.compile(r"中小企业"), re.compile(r"采购(?:支出)?(?:总额|金额|合计)")),
)
_SURVEY = re.compile(r"(?P<kind>发放|收回|回收|有效)(?:调查)?(?:问卷)?(?:数|份数)?[:为]?(?P<count>\d{1,6})份")
_ORDER = {"发放": 0, "收回": 1, "回收": 1, "有效": 2}
_FULL = re.compile(r"\(满分(?P<full>\d{1,3}(?:\.\d+)?)分\)")
_GRADE = r"优秀?|良好?|中等?|一般|合格|较差|差"
_BAND = re.compile(
    rf"(?P<low>\d{{1,3}}(?:\.\d+)?)分?(?:\((?P<in>不?含)\))?分?(?:(?:[-—~至到]+(?P<high>\d{{1,3}}(?:\.\d+)?)分?(?:\(不?含\))?)|以上)(?:\(含\))?(?:[^,;。\d]{{0,6}})[为是:]?“?(?P<grade>{_GRADE})”?"
    rf"|(?P<grade2>{_GRADE})\(S≥(?P<low2>\d{{2,3}})\)"
)
_GRADED = re.compile(rf"(?:等[级次]|评[价定]|结论|结果)[^,。;\d]{{0,8}}?[为是:]?“?(?P<grade>{_GRADE})”?(?:等次|等级)?(?=[,。;”]|$)")


@dataclass(frozen=True, slots=True)
class _Band:
    """The scores of a grade: from `low` (inclusive) up to `high`."""

    grade: str
    low: Term
    high: Term | None


def parts(sheet: Sheet) -> Iterator[Relation]:
    """The parts and bands of a document's sentences."""
    for paragraph in sheet.paragraphs:
        yield from _amounts(paragraph)
        yield from _full_marks(sheet.document, paragraph)
    yield from _surveys(sheet.document)
    yield from _bands(sheet)


def _amounts(paragraph: Paragraph) -> Iterator[Relation]:
    money = [s for s in paragraph.statements if s.amount and s.term.unit.dimension is Dimension.MONEY and not s.fact.stated]
    for small, large in _WITHIN:
        whole: Statement | None = None
        for s in money:
            if small.search(s.name) and whole is not None:
                yield Relation("", Kind.PART, Source.SENTENCE, s.term, (whole.term,))
            elif large.search(s.name):
                whole = s


def _full_marks(document: Document, paragraph: Paragraph) -> Iterator[Relation]:
    view = document.view(paragraph.block.span)
    for s in paragraph.statements:
        m = _FULL.match(paragraph.text, s.at + len(s.term.printed) + len(s.fact.unit.symbol))
        if m is not None and s.fact.unit.dimension is Dimension.SCORE:
            full = _number(m["full"], Span(*view.source(m.start("full"), m.end("full"))), "满分", s.term)
            yield Relation("", Kind.PART, Source.SENTENCE, s.term, (full,))


def _number(digits: str, span: Span, label: str, near: Term | None = None) -> Term:
    section, block = (near.section, near.block) if near is not None else (-1, "")
    return Term(label, digits, Decimal(digits), unit_named("分"), len(digits.partition(".")[2]), span, section=section, block=block)


def _surveys(document: Document) -> Iterator[Relation]:
    """发放 N 份, 收回 N 份, 有效 N 份 within one place."""
    if "问卷" not in document.text:
        return
    for block in document.blocks:
        if "问卷" not in document.text[max(0, block.span.start - 60) : block.span.end]:
            continue
        view = document.view(block.span)
        last: tuple[int, Term] | None = None
        for m in _SURVEY.finditer(view.text):
            span = Span(*view.source(m.start("count"), m.end("count")))
            term = Term(
                f"{m['kind']}问卷", m["count"], Decimal(m["count"]), unit_named("份"), 0, span, section=block.section, block=block.id
            )
            rank = _ORDER[m["kind"]]
            if last is not None and rank > last[0]:
                yield Relation("", Kind.PART, Source.SENTENCE, term, (last[1],))
            last = (rank, term)


def _bands(sheet: Sheet) -> Iterator[Relation]:
    """A score whose grade is said beside it, against the bands that the document defines."""
    bands = list(_defined(sheet.document))
    if not bands:
        return
    for paragraph in sheet.paragraphs:
        m = _GRADED.search(paragraph.text)
        if m is None:
            continue
        scores = [s for s in paragraph.statements if s.fact.measure is Measure.SCORE and "分" in s.name and "满分" not in s.name]
        near = [s for s in scores if s.at < m.start() and "。" not in paragraph.text[s.at : m.start()]]
        band = next((b for b in bands if b.grade[0] == m["grade"][0] and len(b.grade) <= len(m["grade"]) + 1), None)
        if near and band is not None:
            operands = (band.low, *(() if band.high is None else (replace(band.high, sign=-1),)))
            yield Relation("", Kind.BAND, Source.SENTENCE, near[-1].term, operands, sure=False)


def _defined(document: Document) -> Iterator[_Band]:
    for block in document.blocks:
        words = document.text[block.span.start : block.span.end]
        if "优" not in words or not any(c.isdigit() for c in words):
            continue
        view = document.view(block.span)
        text = fold(view.text)
        for m in _BAND.finditer(text):
            low = "low" if m["low"] else "low2"
            made = _number(m[low], Span(*view.source(m.start(low), m.end(low))), m["grade"] or m["grade2"])
            high = _number(m["high"], Span(*view.source(m.start("high"), m.end("high"))), m["grade"]) if m["high"] else None
            yield _Band(m["grade"] or m["grade2"], made, high)
