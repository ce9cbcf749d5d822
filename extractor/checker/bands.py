"""A score whose grade is said beside it, against the grades that the document defines; projects counted by their grades."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.checker.grades import GRADE, Band, Scheme, schemes
from extractor.checker.model import Kind, Relation, Source
from extractor.checker.statements import Paragraph, Sheet, Statement, named
from extractor.quantities import Dimension
from extractor.schema import Measure

_GRADED = re.compile(
    rf"(?:等[级次]|评[价定]|评为|结论|结果)[^,。;\d]{{0,8}}?[为是:]?“?(?P<grade>{GRADE})”?(?:等次|等级)?(?=[,。;”、]|\((?!\d)|\(\d{{2,3}}分|$)"
)
_WHOLE = re.compile(r"自评|总分|总得分|综合|最终|评价得分|评分")
_BY_GRADE = re.compile(
    rf"(?:\d{{1,3}}(?:\.\d+)?分?(?:\(不?含\))?(?:[-—~至到]\d{{1,3}}(?:\.\d+)?分?(?:\(不?含\))?|(?:及)?以[上下])(?:\(不?含\))?|(?P<grade>{GRADE})(?:等级|等次)?”?)的?(?:项目)?(?:有|共|为)?(?P<count>\d{{1,3}})个"
)
_ELSEWHERE = re.compile(r"(?:目标(?:责任)?(?:管理)?|年终|综合|党建|高质量发展)(?:工作)?(?:考核|考评)(?![^。;]*自评)")
_LEAST = re.compile(r"差|不合格|以下")


def bands(sheet: Sheet) -> Iterator[Relation]:
    """The scores of a document's sentences in the bands of their grades, and its projects by grade."""
    found = schemes(sheet.document)
    defined = list({s.key(): s for s in found}.values())
    places = sorted(b.span for s in found for b in s.bands.values())
    for paragraph in sheet.paragraphs:
        yield from _by_grade(paragraph)
        if not defined:
            continue
        matches = list(_GRADED.finditer(paragraph.text))
        scores = [s for s in paragraph.statements if s.fact.measure is Measure.SCORE and "分" in s.name and "满分" not in s.name]
        if not matches or not scores:
            continue
        view = sheet.document.view(paragraph.block.span)
        former = 0  # a grade said before is of a score before it
        for m in matches:
            begin = view.source(m.start("grade"), m.end("grade"))[0]
            before = bisect_right(places, begin, key=lambda p: p.start) - 1
            if before < 0 or places[before].end <= begin:
                sentence = max(former, paragraph.text.rfind("。", 0, m.start()) + 1)
                former = m.end()
                if _ELSEWHERE.search(paragraph.text[sentence : m.start()]):
                    continue  # what others score the whole year's work by has a scheme of its own
                yield from _graded(scores[_at(scores, sentence) : _at(scores, m.start())], m["grade"], defined)


def _at(scores: Sequence[Statement], at: int) -> int:
    return bisect_left(scores, at, key=lambda s: s.at)


def _graded(near: Sequence[Statement], grade: str, defined: Sequence[Scheme]) -> Iterator[Relation]:
    """One stated grade: a score before it in the sentence, in a definition that it fits, else in the only one.

    `defined`: definitions that differ.
    """
    whole = [s for s in near if _WHOLE.search(s.name)]
    known = [band for s in defined if (band := s.band(grade)) is not None]
    if not near or not known:
        return
    made = [(s, b) for s in (whole or near) for b in known]
    fitting = next(((s, b) for s, b in reversed(made) if _fits(s, b)), None)
    claim, band = fitting or made[-1]
    sure = len(known) == len(defined) == 1 and (len(near) == 1 or len(whole) == 1)
    operands = [b for b in (band.low, None if band.high is None else replace(band.high, sign=-1)) if b is not None]
    terms = tuple(replace(o, label=band.grade) for o in operands)
    yield Relation("", Kind.BAND, Source.SENTENCE, claim.term, terms, sure=sure and claim.fact.value <= 100)


def _fits(s: Statement, band: Band) -> bool:
    low, high = band.low, band.high
    return (low is None or s.fact.value >= low.value) and (high is None or s.fact.value <= high.value)


def _by_grade(paragraph: Paragraph) -> Iterator[Relation]:
    """N个项目, 其中：优的A个、良的B个: a list that comes to its last grade, or says that one has none, is all of them."""
    matches = list(_BY_GRADE.finditer(paragraph.text))
    if len(matches) < 2:
        return
    counts = {s.at: s for s in paragraph.statements if s.fact.unit.symbol == "个" and not s.fact.decimals and not s.fact.stated}
    found = [(m, counts[m.start("count")]) for m in matches if m.start("count") in counts]
    total = next(
        (
            s
            for s in reversed(paragraph.statements)
            if found and s.at < found[0][0].start() and s.fact.unit.dimension is Dimension.COUNT and "项目" in s.fact.after[:8] + s.name
        ),
        None,
    )
    if total is None or len(found) < 2 or paragraph.text.count("。", total.at, found[-1][1].at) > 1:
        return
    listed = {s.at for _, s in found}
    if any(total.at < at < found[-1][1].at and at not in listed for at in counts):
        return
    sizes = [s.fact.value for _, s in found]
    whole = sum(sizes) > total.fact.value or 0 in sizes or any(_LEAST.search(m[0]) for m, _ in found)
    claim = named(total.term, "项目") if "项目" in total.fact.after else total.term
    items = tuple(named(s.term, m["grade"] or m[0].partition("的")[0]) for m, s in found)
    yield Relation("", Kind.SUM, Source.SENTENCE, claim, items, sure=whole)
