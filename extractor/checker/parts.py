"""Figures that are no larger than another: 小微 ≤ 中小 ≤ 采购总额, 有效 ≤ 收回 ≤ 发放问卷, 得分 ≤ 满分."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extractor.checker.model import Kind, Relation, Source, Term
from extractor.checker.statements import Paragraph, Sheet, Statement
from extractor.documents import Block, Document, Span, View
from extractor.quantities import Dimension, unit_named

_WITHIN = (
    (re.compile(r"小微企业"), re.compile(r"中小企业")),
    (re.compile(r"中小企业"), re.compile(r"采购(?:支出)?(?:总额|金额|合计)")),
)
_SURVEY = re.compile(r"(?P<kind>发放|收回|回收|有效)(?:调查)?(?:问卷)?(?:数|份数)?[:为]?\s*(?P<count>\d{1,6})\s*份")
_COPIES = re.compile(r"(?<![\d.])(?P<count>\d{1,6})\s*份")
_ASKED = re.compile(r"问卷|征询表|调查表|测评表")
_ORDER = {"发放": 0, "收回": 1, "回收": 1, "有效": 2}
_FULL = re.compile(r"\(满分(?P<full>\d{1,3}(?:\.\d+)?)分\)")
_GOT = re.compile(
    r"(?<=[一-鿿A-Za-z”])\((?:满分)?(?P<full>\d{1,3}(?:\.\d+)?)分\)[,:]?(?:自评|实际|评价|本项)?得分?(?:为|:)?(?P<got>\d{1,3}(?:\.\d+)?)分(?!以)"
)


def parts(sheet: Sheet) -> Iterator[Relation]:
    """The parts and bands of a document's sentences."""
    for paragraph in sheet.paragraphs:
        yield from _amounts(paragraph)
        yield from _full_marks(sheet.document, paragraph)
        yield from _got(sheet.document, paragraph)
    yield from _surveys(sheet.document)


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


def _got(document: Document, paragraph: Paragraph) -> Iterator[Relation]:
    """A（10分），得9分: the points and what was got of them, wherever both are said of one thing."""
    if "分)" not in paragraph.text:
        return
    view = document.view(paragraph.block.span)
    scores = {s.at: s.term for s in paragraph.statements if s.fact.unit.dimension is Dimension.SCORE}
    for m in _GOT.finditer(paragraph.text):
        got = scores.get(m.start("got"))
        if got is not None:
            full = _number(m["full"], Span(*view.source(m.start("full"), m.end("full"))), "分值", got)
            yield Relation("", Kind.PART, Source.SENTENCE, got, (full,))


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
        yield from _copies(block, view)


def _copies(block: Block, view: View) -> Iterator[Relation]:
    """What is handed out, comes back, is valid, by whatever words: each no more than the one before it in the sentence."""
    for sentence in re.finditer(r"[^。;]+", view.text):
        found = list(_COPIES.finditer(sentence[0])) if _ASKED.search(sentence[0]) else []
        terms: list[Term] = []
        for m in found:
            at = sentence.start() + m.start("count")
            span = Span(*view.source(at, at + len(m["count"])))
            terms.append(Term("问卷", m["count"], Decimal(m["count"]), unit_named("份"), 0, span, section=block.section, block=block.id))
        for whole, part in pairwise(terms):
            yield Relation("", Kind.PART, Source.SENTENCE, part, (whole,), sure=False)
