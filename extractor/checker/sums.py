"""Sums that sentences state: 其中, 包括, brackets, totals that come last; nested lists find their extent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractor.checker.arithmetic import holds, judge, slipped
from extractor.checker.model import Kind, Reading, Reason, Relation, Source, Term
from extractor.checker.statements import GENERIC, Paragraph, Statement
from extractor.quantities import Dimension
from extractor.schema import Measure, Stage

_EVENT = re.compile(
    r"^:(?=[一-鿿])|^中,|(?<=[入出费值产人员额])中[,:]|其中[:,，]?|主要(?:包括|为|是|有|用于(?!以下))|(?<!不)包括|包含|(?:各?分别|依次)(?:为|是|:)|具体(?:为|是|包括)[:,]?|(?:构成|组成|如下|明细)(?:为)?[:,]|用于以下[^,。;:]{0,10}:|[()。;!?]|此外|另外?(?=[,有])"
)
_OPEN_WORDS = re.compile(r"^主要")
_OPEN_LIST = re.compile(r"^(?:余|多)?等(?!于|级|次)|^\)?等(?:费用|支出|方面|项目|经费)")
_LAST = re.compile(r"(?:^|[,;、。])(?:以上)?(?:总计|合计|共计|总共|累计|共)(?:总?得分|支出|收入|金额|编制|人员|人数|资金|为|是|:|达)*$")
_DIGITS = 3  # digits of a total that comes last and is off by a slip
_AGAIN = re.compile(r"按[^,。;]{2,20}分")
_BEGINS = re.compile(r".{0,4}(?:其中|包括|按[^,。;]{2,20}分)")
_RETIRED = re.compile(r"退休|离休|遗属")
_TWO_YEARS = re.compile(r"20\d\d年度?(?:、|和|及|与)20\d\d年度?[^。;]{0,40}分别")
_BESIDE = re.compile(r"扣$|^扣|超额|超计划|超目标|^[人车户]均|^平均|^每")
_TELLING_NAME = 4  # letters by which a name that goes on (固定资产净值) is recognised
_MOST_ITEMS = 64  # items of a list of which other extents than all of them are tried
_FULL = 100
_TELLING = 6  # characters of a total that make a gap of one digit no accident
_ASIDE = re.compile(r"\([^()]*\)")
_NAMED = re.compile(r"([一-鿿“”()]{2,24}?)(?:主要)?$")
_WHY = re.compile(r"(?:主要)?原因|由于|主要系")


@dataclass
class _List:
    """A list that was opened: its total, its items, how it may end."""

    total: Statement | None
    bracket: bool
    open_ended: bool
    items: list[Statement] = field(default_factory=list[Statement])
    breaks: list[int] = field(default_factory=list[int])  # number of items at each ；, 。 and comma-less turn
    inner: list[_List] = field(default_factory=list["_List"])
    mark: int = 0  # number of items at the last ；

    def turn(self, said: str) -> None:
        """A ； that parts item from item is no end; one behind several items that commas part may be, and a 。 may."""
        changes = bool(self.items) and self.items[0].fact.measure is Measure.CHANGE
        since = [i for i in self.items[self.mark :] if (i.fact.measure is Measure.CHANGE) is changes]
        if said != ";" or len(since) >= 2:
            self.breaks.append(len(self.items))
        self.mark = len(self.items)


def sums(paragraph: Paragraph, reading: Reading, before: Sequence[Statement] = (), cut: bool = False) -> Iterator[Relation]:
    """The sums of one paragraph.

    `before`: the main amounts of the paragraph before, for one that starts with 其中; `cut`: whether the document breaks off in it.
    """
    # 按…分 looks at the whole again; 其中 at what was said last.
    whole = next(iter(before if _AGAIN.match(paragraph.text) else before[::-1]), None)
    by_year = _TWO_YEARS.search(paragraph.text) is not None
    for opened in _lists(paragraph, whole):
        above = opened.total is whole and whole is not None
        wholes = [opened, *(replace(opened, total=t) for t in before[::-1] if t is not whole)] if above else [opened]
        readings = [list(_settle(one, reading)) for one in wholes]
        chosen = next((made for made in readings if any(holds(m, reading) for m in made)), readings[0])
        if not any(m.reason or holds(m, reading) or slipped(judge(m, reading)) for m in chosen):
            chosen = next(_of_others(paragraph, opened, reading), chosen)
        sure = not (cut or by_year) and (not above or _BEGINS.match(paragraph.text) is not None)
        yield from chosen if sure else (replace(m, sure=False) for m in chosen)
    yield from _totals_last(paragraph, reading)
    yield from _points(paragraph)


def _of_others(paragraph: Paragraph, opened: _List, reading: Reading) -> Iterator[list[Relation]]:
    """The readings that hold with another amount before the list as its total: 收入合计A，支出合计B。其中：… may break down A."""
    if opened.total is None or not opened.items:
        return
    first = opened.items[0]
    for s in paragraph.statements:
        if s.at >= first.at:
            return
        if s is not opened.total and _counts(s) and not (s.fact.parent or s.fact.base or s.fact.explains) and alike(s, first):
            made = list(_settle(replace(opened, total=s), reading))
            if any(m.kind is Kind.SUM and len(m.operands) >= 2 and holds(m, reading) for m in made):
                yield made


def _lists(paragraph: Paragraph, before: Statement | None) -> list[_List]:
    """All lists of a paragraph, inner ones after their outer ones; an item stands in each list open at its place."""
    lists: list[_List] = []
    current: list[_List] = []
    seen: list[Statement] = []
    for n, s in enumerate(paragraph.statements):
        for event in _EVENT.finditer(_ASIDE.sub(lambda m: "　" * len(m[0]), s.gap)):
            said = event[0]
            if said == ")":
                # One whose bracket a 。 closed already leaves the outer lists open.
                at = max((i for i, c in enumerate(current) if c.bracket), default=len(current))
                del current[at:]
            elif said in "。;!?":
                for one in current:
                    one.turn(said)
                if said == ";" and len(current) > 1:
                    current = [c for c in current if not c.open_ended]  # 主要包括… inside an item ends with the item
                if said in "。!?":
                    current = [c for c in current if not c.bracket]
            elif said in ("此外", "另", "另外"):
                current = []
            elif said == "(" or (_opens(s.gap, event) and (said[0] != "中" or _speaks_of(seen, s, s.gap[: event.start()]))):
                again = _AGAIN.search(s.gap[: event.start()]) is not None
                said_last = _bracketed(seen, s) if said == "(" else _first(seen, s) if again else _total(seen, s, before)
                total = _named_total(seen, s, s.gap[: event.start()]) or said_last
                made = _List(total, said == "(", bool(_OPEN_WORDS.match(said)))
                if current:
                    current[-1].inner.append(made)
                if (
                    said.startswith("其中")
                    and current
                    and current[-1].items == []
                    and current[-1].total is total
                    and not current[-1].bracket
                ):
                    continue  # 其中：其中：, or 包括 … 其中
                lists.append(made)
                current.append(made)
        if _counts(s):
            for one in current:
                one.items.append(s)
        seen.append(s)
        following = paragraph.statements[n + 1].gap if n + 1 < len(paragraph.statements) else paragraph.tail
        if current and _OPEN_LIST.match(following.removeprefix(s.fact.unit.symbol)):
            current[-1].open_ended = True
    return lists


def _speaks_of(seen: Sequence[Statement], item: Statement, words: str) -> bool:
    """Whether A中 takes up a figure: right behind it, or by its name."""
    return not words or _named_total(seen, item, words) is not None


def _opens(gap: str, event: re.Match[str]) -> bool:
    """Whether a connective opens a list of figures: the words behind it up to the figure are one clause."""
    if event[0].startswith("其中"):
        return True
    if event[0] == ":":
        return not re.search(r"[。;,:]", gap[1:])
    return not re.search(r"[。;]", gap[event.end() :])


def _counts(s: Statement) -> bool:
    """Whether a figure may be an item or a total."""
    if s.gap.endswith("(满分") or (s.gap.endswith("(") and s.fact.unit.dimension is Dimension.SCORE):
        return False  # A1（10分）: what it is worth is no part of the score before it
    return s.fact.measure in (Measure.AMOUNT, Measure.SCORE, Measure.CHANGE) and s.fact.unit.dimension not in (
        Dimension.RATIO,
        Dimension.POINTS,
    )


def alike(one: Statement, other: Statement) -> bool:
    """Whether two figures can be added: one measure, one kind of unit, one stage."""
    a, b = one.fact.unit, other.fact.unit
    if (one.fact.measure is Measure.CHANGE) != (other.fact.measure is Measure.CHANGE):
        return False
    if other.fact.stated and not other.fact.unit.symbol:
        return True
    if a.dimension is not b.dimension or (one.fact.year and other.fact.year and one.fact.year != other.fact.year):
        return False
    if a.dimension is Dimension.COUNT and a.symbol.removeprefix("万") != b.symbol.removeprefix("万"):
        return False
    carried = re.search(r"结转|结余", one.name + other.name) is not None  # 年初 is no stage of what was carried over
    return one.fact.measure is Measure.CHANGE or one.stage == other.stage or (carried and "last" not in (one.stage, other.stage))


def _things(one: Statement, other: Statement) -> bool:
    """Whether both count things of one year, whatever their counters are."""
    return one.fact.unit.dimension is other.fact.unit.dimension and one.amount and other.amount and one.stage == other.stage


def _total(seen: Sequence[Statement], first: Statement, before: Statement | None) -> Statement | None:
    """What a list breaks down: the last figure before it that its first item can be added to."""
    for s in reversed(seen):
        if not _counts(s) or s.fact.stated or (s.amount and s.fact.base):
            continue  # 较上年N: what is compared with has no parts here
        if alike(s, first):
            return None if s.fact.explains and not first.fact.explains else s
    return before if before is not None and not seen and alike(before, first) else None


def _bracketed(seen: Sequence[Statement], item: Statement) -> Statement | None:
    """What a bracket breaks down: the figure right before it, rates left out."""
    last = next((s for s in reversed(seen) if s.term.unit.dimension not in (Dimension.RATIO, Dimension.POINTS)), None)
    return last if last is not None and last is _total(seen, item, None) else None


def _first(seen: Sequence[Statement], item: Statement) -> Statement | None:
    """What a second breakdown (按学历分) looks at again: the first figure of which the item may be a part."""
    return next((s for s in seen if _counts(s) and not s.fact.parent and not s.fact.stated and alike(s, item)), None)


def _named_total(seen: Sequence[Statement], first: Statement, words: str) -> Statement | None:
    """The total that the words right before the connective name: 人员经费包括…"""
    clause = re.split(r"[,;。:()]", words)[-1]
    if len(clause) < 2:
        return None
    able = [s for s in reversed(seen) if _counts(s) and s.name.startswith(clause) and alike(s, first)]
    return next((s for s in able if s.name == clause), next((s for s in able if len(clause) >= _TELLING_NAME), None))


def _within(total: Statement, items: list[Statement]) -> list[Statement]:
    """The items up to one that is larger than the total: it and what follows stand beside the list."""
    size = abs(total.term.value * total.term.unit.scale)
    cut = next((n for n, i in enumerate(items) if abs(i.term.value * i.term.unit.scale) > size), len(items))
    if cut < 2 or cut == len(items) or total.fact.measure is Measure.CHANGE:
        return items
    # Only items that already fill the total show that what follows stands beside them.
    filled = sum(abs(i.term.value * i.term.unit.scale) for i in items[:cut])
    return items[:cut] if filled * 10 >= size * 9 else items


def _settle(opened: _List, reading: Reading) -> Iterator[Relation]:
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
    explains = total.fact.explains or any(i.fact.explains for i in items if i.term in made.operands)
    if opened.open_ended:
        yield _part_or_open(made)
    elif not (explains and made.kind is Kind.SUM):
        apart = total.term.section != items[0].term.section
        # Two parts' changes need not be all of them: a third may have none to tell.
        few = total.fact.measure is Measure.CHANGE and len(made.operands) < 3
        years = {i.fact.year for i in items if i.fact.year and i.term in made.operands}
        yield replace(made, sure=_sure(made) and not (apart or few or _paired(items) or len(years) > 1))


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
    """Whether a figure among parts is none of them: what was deducted from a score, what goes beyond a target, the total said again."""
    if _LAST.search(item.gap) and item.term.value == total.term.value:
        return True
    return _BESIDE.search(item.name) is not None and _BESIDE.search(total.name) is None


def _other_items(opened: _List, total: Statement, items: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Other choices of items, for where they add up: without the retired behind those on post; things of several counters (件, 期)."""
    if _paired(items):
        yield [i for i in items if _done(i)]
        yield [i for i in items if not _done(i)]
    staff = [i for i in items if not _RETIRED.search(i.name)]
    if len(staff) < len(items) and not _RETIRED.search(total.name):
        yield staff
    if total.fact.unit.dimension is Dimension.COUNT:
        told = next((n for n, i in enumerate(opened.items) if re.search(r"[。;]", i.gap)), len(opened.items))
        yield [i for i in opened.items[:told] if i is not total and _things(total, i)]


def _sure(made: Relation) -> bool:
    """Whether a list that does not sum is surely meant as one: a misread list has an item above its total."""
    if made.claim.unit.dimension is Dimension.MONEY:
        return True
    several = len(made.operands) >= (2 if made.claim.unit.dimension is Dimension.SCORE and made.claim.decimals else 3)
    return made.kind is Kind.SUM and several and all(o.value <= made.claim.value for o in made.operands)


def _part_or_open(made: Relation) -> Relation:
    return Relation(made.id, made.kind, made.source, made.claim, made.operands, reason=Reason.OPEN_LIST)


def _extents(opened: _List, items: Sequence[Statement], inner: Sequence[_List]) -> Iterator[list[Statement]]:
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
        if len(items) >= 3 and s.fact.value == _FULL:
            yield relation_of(s, items)


def _totals_last(paragraph: Paragraph, reading: Reading) -> Iterator[Relation]:
    """A N，B N，合计N: the items stand before their total, in its sentence."""
    start = 0
    for n, s in enumerate(paragraph.statements):
        breaks = s.gap.rfind("。")
        if breaks >= 0:
            start = n
        if n - start < 2 or not _counts(s) or not _LAST.search(s.gap):
            continue
        items = [i for i in paragraph.statements[start:n] if _counts(i) and alike(s, i) and not i.fact.explains]
        if len(items) >= 2 and not _WHY.search(s.gap):
            made = relation_of(s, items)
            if holds(made, reading):
                yield made
            elif len(s.term.printed.replace(".", "")) >= _DIGITS and slipped(judge(made, reading)):
                yield replace(made, sure=False)
