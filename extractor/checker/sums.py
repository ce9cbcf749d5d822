"""Sums that sentences state: 其中, 包括, brackets, totals that come last; nested lists find their extent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.checker.arithmetic import holds, judge, slipped
from extractor.checker.lists import AGAIN, Listing, alike, countable, countable_alike, listings
from extractor.checker.model import Kind, Reading, Reason, Relation, Source, Term
from extractor.checker.statements import GENERIC, Paragraph, Statement
from extractor.quantities import Dimension
from extractor.schema import Measure, Stage

_LAST = re.compile(
    r"(?:^|[,;、。])(?:以上|[两三四][项者])?(?:总计|合计|共计|总共|累计|共|相加)"
    r"(?:总?得分|支出|收入|金额|编制|人员|人数|资金|为|是|:|达)*$"
)
_DIGITS = 3  # digits of a total that comes last and is off by a slip
_BEGINS = re.compile(r".{0,4}(?:其中|包括|按[^,。;]{2,20}分)")
_RETIRED = re.compile(r"退休|离休|遗属")
_TWO_YEARS = re.compile(r"20\d\d年度?(?:、|和|及|与)20\d\d年度?[^。;]{0,40}分别")
_BESIDE = re.compile(r"扣$|^扣|超额|超计划|超目标|^[人车户]均|^平均|^每")
_OWED = re.compile(r"负债|应付|借款")
_MOST_ITEMS = 64  # items of a list of which other extents than all of them are tried
_FULL = 100
_TELLING = 6  # characters of a total that make a gap of one digit no accident
_NAMED = re.compile(r"([一-鿿“”()]{2,24}?)(?:主要)?$")
_WHY = re.compile(r"(?:主要)?原因|由于|主要系")


def sums(paragraph: Paragraph, reading: Reading, before: Sequence[Statement] = (), cut: bool = False) -> Iterator[Relation]:
    """The sums of one paragraph.

    `before`: the main amounts of the paragraph before, for one that starts with 其中; `cut`: whether the document breaks off in it.
    """
    if any(s.gap.isspace() and not s.fact.unit.symbol for s in paragraph.statements):
        return  # figures that only blanks part are cells of rows
    # 按…分 looks at the whole again; 其中 at what was said last.
    whole = next(iter(before if AGAIN.match(paragraph.text) else before[::-1]), None)
    by_year = _TWO_YEARS.search(paragraph.text) is not None
    for opened in listings(paragraph, whole):
        above = opened.total is whole and whole is not None
        wholes = [opened, *(replace(opened, total=t) for t in before[::-1] if t is not whole)] if above else [opened]
        readings = [list(_settle(one, reading)) for one in wholes]
        chosen = next((made for made in readings if any(holds(m, reading) for m in made)), readings[0])
        if any(i.spent for i in opened.items):
            chosen = next(_of_budget(paragraph, opened, reading), chosen)
        if not any(m.reason or holds(m, reading) or slipped(judge(m, reading)) for m in chosen):
            chosen = next(_of_others(paragraph, opened, reading), chosen)
        sure = not (cut or by_year) and (not above or _BEGINS.match(paragraph.text) is not None)
        yield from chosen if sure else (replace(m, sure=False) for m in chosen)
    yield from _totals_last(paragraph, reading)
    yield from _points(paragraph)


def _of_others(paragraph: Paragraph, opened: Listing, reading: Reading) -> Iterator[list[Relation]]:
    """The readings that hold with another amount before the list as its total: 收入合计A，支出合计B。其中：… may break down A."""
    if opened.total is None or not opened.items:
        return
    first = opened.items[0]
    for s in paragraph.statements:
        if s.at >= first.at:
            return
        if s is not opened.total and countable(s) and not (s.fact.parent or s.fact.base or s.fact.explains) and alike(s, first):
            made = list(_settle(replace(opened, total=s), reading))
            if any(m.kind is Kind.SUM and len(m.operands) >= 2 and holds(m, reading) for m in made):
                yield made


def _of_budget(paragraph: Paragraph, opened: Listing, reading: Reading) -> Iterator[list[Relation]]:
    """The reading that holds of parts taken for what was spent as parts of the budget said last."""
    items = [replace(i, spent=False) for i in opened.items]
    ahead = [s for s in paragraph.statements if s.at < items[0].at and s.stage == "budget" and s.amount and not s.fact.parent]
    made = list(_settle(replace(opened, total=ahead[-1], items=items), reading)) if ahead else []
    if any(m.kind is Kind.SUM and len(m.operands) >= 2 and holds(m, reading) for m in made):
        yield made


def _within(total: Statement, items: list[Statement]) -> list[Statement]:
    """The items up to one that is larger than the total: it and what follows stand beside the list."""
    size = abs(total.term.value * total.term.unit.scale)
    cut = next((n for n, i in enumerate(items) if abs(i.term.value * i.term.unit.scale) > size), len(items))
    if cut < 2 or cut == len(items) or total.fact.measure is Measure.CHANGE:
        return items
    # Only items that already fill the total show that what follows stands beside them.
    filled = sum(abs(i.term.value * i.term.unit.scale) for i in items[:cut])
    return items[:cut] if filled * 10 >= size * 9 else items


def _settle(opened: Listing, reading: Reading) -> Iterator[Relation]:
    """The relation of a list: of its possible extents the one that holds, else the one its punctuation says."""
    total = opened.total
    if total is None:
        return
    items = _within(total, [i for i in opened.items if i is not total and alike(total, i) and not _beside(total, i)])
    if not items or _both_ends(items):
        return
    inner = [i for i in opened.inner if i.total is not None]
    extents = list(_extents(opened, items, inner))
    found: list[tuple[Relation, bool]] = []
    for extent in extents:
        if extent:
            made = relation_of(total, extent)
            if made.kind is not Kind.PART and holds(made, reading):
                yield made
                return
            found.append((made, len(extent) >= 2))
    whole = _prefix(total, items, reading)
    if whole is not None:
        yield whole
        return
    for others in _other_items(opened, total, items):
        for extent in _extents(opened, others, inner):
            if len(extent) >= 2 and holds(made := relation_of(total, extent), reading):
                yield made
                return
    if not found:
        return
    made = next((m for m, several in found if several and len(m.claim.printed) >= _TELLING and slipped(judge(m, reading))), found[0][0])
    if opened.lone and made.kind is Kind.SUM and not slipped(judge(made, reading)):
        made = relation_of(total, items[:1])
    explains = total.fact.explains or any(i.fact.explains for i in items if i.term in made.operands)
    if opened.open_ended:
        yield _part_or_open(made)
    elif not (explains and made.kind is Kind.SUM):
        apart = total.term.section != items[0].term.section
        # Two parts' changes need not be all of them: a third may have none to tell.
        few = total.fact.measure is Measure.CHANGE and len(made.operands) < 3
        years = {i.fact.year for i in items if i.fact.year and i.term in made.operands}
        yield replace(
            made, sure=_sure(made) and not (apart or few or (opened.lone and made.kind is Kind.SUM) or _paired(items) or len(years) > 1)
        )


def _prefix(total: Statement, items: Sequence[Statement], reading: Reading) -> Relation | None:
    """The first items that fill the total, where more is said behind them: what a comma parts need not be a part."""
    for length in range(2, min(len(items), _MOST_ITEMS)):
        made = relation_of(total, items[:length])
        if holds(made, reading) and any(o.value for o in made.operands[:-1]) and made.operands[-1].value:
            return made
    return None


def _paired(items: Sequence[Statement]) -> bool:
    """Whether each item is given twice, what was planned and what was done: X 60，执行50；Y 40，执行30."""
    stages = [_done(i) for i in items]
    return any(a != b for a, b in pairwise(stages)) and sum(stages) * 2 == len(stages)


def _done(s: Statement) -> bool:
    """Whether a figure tells what was done with a budget before it: 执行50, 实际支出50."""
    return s.fact.stage is Stage.FINAL or s.fact.label in GENERIC


def _both_ends(items: Sequence[Statement]) -> bool:
    """Whether what was carried in and what is carried out stand side by side: parts of no one total."""
    carried = [i.gap[-16:] + i.name for i in items if re.search(r"结转|结余", i.name)]
    return any(re.search(r"年末|下年", c) for c in carried) and any(not re.search(r"年末|下年", c) for c in carried)


def _beside(total: Statement, item: Statement) -> bool:
    """Whether a figure among parts is none of them.

    What was deducted from a score, what goes beyond a target, what is owed beside what is owned, the total said again.
    """
    if _LAST.search(item.gap) and item.term.value == total.term.value:
        return True
    if _OWED.search(item.name) and "资产" in total.name and not _OWED.search(total.name):
        return True
    return _BESIDE.search(item.name) is not None and _BESIDE.search(total.name) is None


def _other_items(opened: Listing, total: Statement, items: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Other choices of items, for where they add up: without the retired behind those on post; things of several counters (件, 期)."""
    if _paired(items):
        yield [i for i in items if _done(i)]
        yield [i for i in items if not _done(i)]
    staff = [i for i in items if not _RETIRED.search(i.name)]
    if len(staff) < len(items) and not _RETIRED.search(total.name):
        yield staff
    if total.fact.unit.dimension is Dimension.COUNT:
        told = next((n for n, i in enumerate(opened.items) if re.search(r"[。;]", i.gap)), len(opened.items))
        yield [i for i in opened.items[:told] if i is not total and countable_alike(total, i)]
    owned = [i for i in opened.items if i is not total and alike(total, i)]
    if any(_OWED.search(i.name) for i in owned):
        yield owned  # 资产A，其中：负债B，净资产C


def _sure(made: Relation) -> bool:
    """Whether a list that does not sum is surely meant as one: a misread list has an item above its total."""
    if made.claim.unit.dimension is Dimension.MONEY:
        return True
    several = len(made.operands) >= (2 if made.claim.unit.dimension is Dimension.SCORE and made.claim.decimals else 3)
    return made.kind is Kind.SUM and several and all(o.value <= made.claim.value for o in made.operands)


def _part_or_open(made: Relation) -> Relation:
    return Relation(made.id, made.kind, made.source, made.claim, made.operands, reason=Reason.OPEN_LIST)


def _extents(opened: Listing, items: Sequence[Statement], inner: Sequence[Listing]) -> Iterator[list[Statement]]:
    """Ways to read which items belong to a list, the most likely first: without those of inner lists, up to a break."""
    if len(opened.items) > _MOST_ITEMS:
        yield list(items)  # every way to read so long a list would be tried in vain
        return
    inside = {id(i) for one in inner for i in one.items if one.bracket or i is not one.total}
    ends = sorted({b for b in opened.breaks if b} | {len(opened.items)})
    upto = opened.items[: ends[-1] if opened.bracket else len(opened.items)]
    first = opened.items[: ends[0]] if not opened.bracket else upto
    allowed = {id(i) for i in items}
    for reach in (first, upto, *(opened.items[:e] for e in ends[1:])):
        level = [i for i in reach if id(i) in allowed]
        yield [i for i in level if id(i) not in inside]
        yield level
        # An inner list without a bracket may end before the outer one: its last items are the outer one's.
        for one in inner:
            own = [i for i in one.items if id(i) in allowed]
            for cut in range(1, len(own)):
                gone = {id(i) for i in own[:cut]}
                yield [i for i in level if id(i) not in gone]


def relation_of(total: Statement, items: Sequence[Statement]) -> Relation:
    """Total = Σ items; one item that is not the whole is a part of it."""
    terms: tuple[Term, ...] = tuple(i.term for i in items)
    changes = total.fact.measure is Measure.CHANGE
    if len(terms) == 1 and terms[0].value != total.term.value and not changes:
        return Relation("", Kind.PART, Source.SENTENCE, terms[0], (total.term,))
    return Relation("", Kind.SUM, Source.SENTENCE, total.term, terms)


def _points(paragraph: Paragraph) -> Iterator[Relation]:
    """总分100分，A 40分、B 60分: points of one sentence that fill the full marks."""
    scores = [s for s in paragraph.statements if s.fact.unit.dimension is Dimension.SCORE]
    for n, s in enumerate(scores):
        if not re.search(r"总分|满分|百分制", s.name + s.gap[-6:]):
            continue
        ahead = scores[n + 1 :]
        items = [i for i in ahead if "。" not in paragraph.between(s, i)]
        if len(items) >= 3 and _FULL in (s.fact.value, sum(i.fact.value for i in items)):
            yield relation_of(s, items)


def _totals_last(paragraph: Paragraph, reading: Reading) -> Iterator[Relation]:
    """A N，B N，合计N: the items stand before their total, in its sentence."""
    start = 0
    for n, s in enumerate(paragraph.statements):
        breaks = s.gap.rfind("。")
        if breaks >= 0:
            start = n
        if n - start < 2 or not countable(s) or not _LAST.search(s.gap):
            continue
        items = [i for i in paragraph.statements[start:n] if countable(i) and alike(s, i) and not i.fact.explains]
        if len(items) >= 2 and not _WHY.search(s.gap):
            made = relation_of(s, items)
            if holds(made, reading):
                yield made
            elif len(s.term.printed.replace(".", "")) >= _DIGITS and slipped(judge(made, reading)):
                yield replace(made, sure=False)
