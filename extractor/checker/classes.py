"""Functional classes in sentences: 类 = Σ 款 = Σ 项, by their names in the item's title or by the codes behind them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.checker.arithmetic import holds, judge, slipped
from extractor.checker.model import Kind, Reading, Relation, Source
from extractor.checker.nearby import Nearby
from extractor.checker.statements import Paragraph, Sheet, Statement
from extractor.documents import Document
from extractor.quantities import Dimension, fold

_TITLE = re.compile(
    r"(?P<head>[一-鿿、“”]{2,24})\((?:(?P<code>\d{3})类?|类)\)(?P<rest>.{2,60}?)\((?:\d{2,7}项?|项)\)|(?P<head2>[一-鿿、]{2,24})\(类\).{2,40}\(款\)\d{5,7}[一-鿿()、]{2,30}\(项\)"
)
_LONG, _PAGE = 200, re.compile(r"[-—–\s\d第页]*")
_FINAL = re.compile(r"(?:决算|支出|执行|使用)数?(?:共计?|合计)?[为:]?$")
_CODE = re.compile(r"\((\d{3}(?:\d{2}){0,2})\)[^()]{0,6}$")
_WHOLE = re.compile(r"一般公共预算(?:财政拨款)?支出(?:决算)?数?(?:合计|总计)?$|^一般公共预算财政拨款$|^本年支出(?:合计)?$|^支出合计$")


@dataclass(frozen=True, slots=True)
class _Item:
    """One 项 with its figures."""

    group: str
    final: Statement | None
    budget: Statement | None
    other: Statement | None = None  # a second figure that may be the final one: neither is called a budget


def classes(sheet: Sheet, reading: Reading) -> Iterator[Relation]:
    """Sums of the classes that items name, and of all items."""
    yield from _by_code(sheet)
    runs: list[list[_Item]] = []
    last = -99
    for n, paragraph in enumerate(sheet.paragraphs):
        item = _item(paragraph, _torn(sheet.document, paragraph))
        if item is None:
            continue
        if n - last > 3:
            runs.append([])
        runs[-1].append(item)
        last = n
    labels = {name: Nearby(found, _start) for name, found in sheet.by_label().items()}
    wholes = Nearby((s for name, found in labels.items() if _WHOLE.search(name) for s in found.things), _start)
    for run in runs:
        if len(run) >= 2:
            yield from _likelier(run, labels, wholes, reading)


def _start(s: Statement) -> int:
    return s.term.span.start


def _torn(document: Document, paragraph: Paragraph) -> str:
    """The title that stands before a paragraph which a page break tore off it; "" where the words before it end."""
    start = paragraph.block.span.start
    before = [line for line in fold(document.text[max(0, start - _LONG) : start]).splitlines() if not _PAGE.fullmatch(line)]
    return before[-1].strip() if before and before[-1].rstrip().endswith(("(项),", "(项)")) else ""


def _item(paragraph: Paragraph, torn: str = "") -> _Item | None:
    m = _TITLE.search(torn + paragraph.text[:120])
    money = [s for s in paragraph.statements if s.amount and s.term.unit.dimension is Dimension.MONEY and not s.fact.explains]
    if m is None or not money or "指" in (torn + paragraph.text)[m.end() : m.end() + 3]:
        return None
    finals = [s for s in money if s.stage == "now" and not s.fact.stated]
    budgets = [s for s in money if s.stage == "budget"]
    first, second = (*finals[:2], None, None)[:2]
    unnamed = second is not None and not budgets and "。" not in paragraph.between(finals[0], second) and not _FINAL.search(finals[0].gap)
    return _Item(m["head"] or m["head2"], first, budgets[0] if budgets else None, second if unnamed else None)


def _likelier(
    run: Sequence[_Item], labels: dict[str, Nearby[Statement]], wholes: Nearby[Statement], reading: Reading
) -> Iterator[Relation]:
    """Of items with two figures neither of which is called a budget (核定A，列支B) those that more sums bear out."""
    made = list(_sums(run, labels, wholes, reading))
    if all(item.other is not None for item in run):
        others = list(_sums([replace(i, final=i.other) for i in run], labels, wholes, reading))
        one, other = (sum(2 * holds(m, reading) + slipped(judge(m, reading)) for m in found) for found in (made, others))
        chosen = others if other > one else made
        made = chosen if one or other else [replace(m, sure=False) for m in chosen]
    yield from made


def _sums(run: Sequence[_Item], labels: dict[str, Nearby[Statement]], wholes: Nearby[Statement], reading: Reading) -> Iterator[Relation]:
    groups: dict[str, list[Statement]] = defaultdict(list)
    for item in run:
        if item.final is not None:
            groups[item.group].append(item.final)
    start = min(s.term.span.start for g in groups.values() for s in g) if groups else 0
    for name, parts in groups.items():
        bare = name.removesuffix("支出")
        alike = (labels[key].around(start) for key in (name, bare, bare + "支出") if key in labels)
        named = [s for found in alike for s in found if s not in parts and s.stage == "now"]
        for claim in _different([s for s in named if s.term.unit.dimension is Dimension.MONEY and not s.fact.explains]):
            yield Relation("", Kind.SUM, Source.SENTENCE, claim.term, tuple(p.term for p in parts))
    everything = [s for g in groups.values() for s in g]
    if len(everything) == len(run):
        yield from _whole(everything, wholes, start, "now", True, reading)
    budgets = [i.budget for i in run if i.budget is not None]
    if len(budgets) == len(run):
        yield from _whole(budgets, wholes, start, "budget", False, reading)


def _whole(
    parts: Sequence[Statement], wholes: Nearby[Statement], start: int, stage: str, sure: bool, reading: Reading
) -> Iterator[Relation]:
    """The figure that all items break down: the nearest 一般公共预算 expenditure above them."""
    able = [
        s
        for s in wholes.around(start)
        if s.stage == stage and s.term.span.start < start and s.term.unit.dimension is Dimension.MONEY and not s.fact.parent
    ]
    for claim in sorted(able, key=lambda s: -s.term.span.start)[:4]:
        nearest = claim is max(able, key=lambda s: s.term.span.start)
        made = Relation("", Kind.SUM, Source.SENTENCE, claim.term, tuple(p.term for p in parts), sure=False)
        # Some reports tell of their large items only: a list that misses the whole is wrong where it does so by a slip.
        stated = sure and nearest and "一般公共" in claim.name and (holds(made, reading) or slipped(judge(made, reading)))
        yield replace(made, sure=stated)


def _different(found: Sequence[Statement]) -> list[Statement]:
    """Figures in different places, the same print once a paragraph."""
    return sorted({s.term.span.start: s for s in found}.values(), key=lambda s: s.term.span.start)


def _by_code(sheet: Sheet) -> Iterator[Relation]:
    """A（205）N … B（20501）N: codes behind the names tell who belongs to whom."""
    for paragraphs in _windows(sheet):
        coded = [c for p in paragraphs for c in _coded(p)]
        below: dict[str, list[tuple[str, Statement]]] = defaultdict(list)
        for code, s in coded:
            for above in {code[:3], code[:5]} - {code}:
                below[above].append((code, s))
        parts = {above: _direct(found) for above, found in below.items()}
        for code, claim in coded:
            if parts.get(code):
                yield Relation("", Kind.SUM, Source.SENTENCE, claim.term, tuple(s.term for s in parts[code]))


def _direct(coded: Sequence[tuple[str, Statement]]) -> list[Statement]:
    """Of the figures below a code those of the next level; [] where one of its codes stands twice."""
    shortest = min(len(c) for c, _ in coded)
    found = {c: s for c, s in coded if len(c) == shortest}
    return list(found.values()) if len(found) == sum(len(c) == shortest for c, _ in coded) else []


def coded_amounts(sheet: Sheet) -> Iterator[tuple[str, Statement]]:
    """Amounts with the classification code that stands behind their name."""
    for paragraph in sheet.paragraphs:
        yield from _coded(paragraph)


def _coded(paragraph: Paragraph) -> Iterator[tuple[str, Statement]]:
    for s in paragraph.statements:
        m = _CODE.search(s.gap) if s.amount and s.term.unit.dimension is Dimension.MONEY else None
        if m is not None:
            yield m[1], s


def _windows(sheet: Sheet) -> Iterator[list[Paragraph]]:
    """Paragraphs by section."""
    by_section: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in sheet.paragraphs:
        by_section[paragraph.block.section].append(paragraph)
    yield from by_section.values()
