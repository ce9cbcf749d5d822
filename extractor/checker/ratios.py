"""Shares, growth, rates and changes that sentences state, each with the figures it is computed from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain, pairwise

from extractor.checker.arithmetic import fits, holds
from extractor.checker.families import Totals
from extractor.checker.model import Kind, Reading, Reason, Relation, Term
from extractor.checker.nearby import Nearby, runs
from extractor.checker.options import made, misprinted, misreckoned, of_one_thing, one_side, picked
from extractor.checker.rates import Rates
from extractor.checker.statements import BUDGETS, GENERIC, Paragraph, Sheet, Statement
from extractor.documents import Span
from extractor.quantities import WAN_YUAN, Dimension
from extractor.schema import Measure, Stage

_TURN = re.compile(r"[。!?]")
_JOINED = ("、", "和", "及", "与", "以及")
_BACK = 200  # figures before one in its paragraph that it may be computed from
_COMPARED = re.compile(r"20\d\d")
_SUPPORT = 2  # shares that must fit a whole before another is wrong for not fitting it
_SCREEN = 3  # paragraphs above one that only compares


class Ratios:
    """Reads the ratios of a document's paragraphs."""

    def __init__(self, sheet: Sheet, reading: Reading) -> None:
        self.sheet, self.reading, self.rates = sheet, reading, Rates(sheet, reading)
        self.labels = sheet.by_label()
        self.totals = Totals([s.term for found in self.labels.values() for s in found if not s.fact.stated])
        self.starts = [p.block.span.start for p in sheet.paragraphs]
        self._by_name: dict[str, list[Statement]] = {}
        self._placed: dict[str, list[Nearby[Statement]]] = {}  # by name: amounts of money of this year, then all
        self._shares: dict[int, list[Relation]] = defaultdict(list)
        self._foreign: set[Span] = set()  # shares of a named whole that is not printed
        self.alone: list[Relation] = []  # growth rates with neither change nor last year's figure beside them

    def of(self, paragraph: Paragraph) -> Iterator[Relation]:
        """The relations of one paragraph."""
        done = paragraph.statements
        for n, s in enumerate(done):
            if s.fact.stated:
                continue
            measure = s.fact.measure
            before = done[max(0, n - _BACK) : n]
            if measure is Measure.GROWTH:
                yield from self._growth(s, before)
            elif measure is Measure.CHANGE:
                yield from self._change(s, before)
            elif measure is Measure.SHARE:
                self._shares[s.term.section] += self._share(s, paragraph, n)
            elif measure is Measure.RATE and s.fact.unit.dimension is Dimension.RATIO:
                yield from self.rates.of(s, paragraph, n)

    def shares(self) -> Iterator[Relation]:
        """The shares of all paragraphs read so far. Those of one section are of the whole that most of them fit.

        A share that fits none is surely wrong where its whole stands beside it, is named, or fits others of its section.
        """
        groups = (run for found in self._shares.values() for run in runs(found, lambda s: s.claim.span.start))
        for group in groups:
            fitting = [s for s in group if s.operands[0].value and holds(s, self.reading)]
            wholes = Counter(s.operands[1] for s in fitting)
            beside = {(s.claim.block, s.operands[1]) for s in fitting}
            beyond = [s for s in group if s.operands[0].value and s.operands[1].block != s.claim.block]
            found = self._fitting_most(beyond)
            if found is not None:
                wholes[found] += len(beyond)
            own_wholes: dict[str, Counter[Term]] = defaultdict(Counter)
            for whole, count in wholes.items():
                own_wholes[whole.block][whole] = count
            usual_of = {block: _most(found) for block, found in own_wholes.items()}
            usual_of_all = _most(wholes)
            for share in group:
                part, whole = share.operands
                own = whole.block == share.claim.block
                usual = usual_of.get(share.claim.block, usual_of_all)
                if usual is not None and usual.span == part.span:
                    usual = None
                if part.value and holds(share, self.reading):
                    yield share
                elif usual is not None and (not part.value or not own) and not (share.sure and share.claim.span not in self._foreign):
                    other = replace(share, operands=(part, usual))
                    yield replace(
                        other, sure=wholes[usual] >= _SUPPORT or ((share.claim.block, usual) in beside and misprinted(other, self.reading))
                    )
                else:
                    yield replace(share, sure=(own or share.sure) and share.claim.span not in self._foreign)

    def _fitting_most(self, group: Sequence[Relation]) -> Term | None:
        """The amount anywhere that most of several shares fit, whose whole does not stand beside them."""
        if len(group) < 2:
            return None
        largest = max(group, key=lambda s: s.claim.value)
        if not largest.claim.value:
            return None
        part = largest.operands[0]
        size = part.value * part.unit.scale / WAN_YUAN.scale / largest.claim.value * 100
        best: tuple[int, Term | None] = (1, None)
        # One amount printed in many places fits as many shares in each.
        alike: dict[object, Term] = {}
        for t in self.totals.near(size, size / 50, part.span.start):
            alike.setdefault((t.value, t.unit, t.decimals, t.reach, self.reading.of(t)), t)
        for whole in alike.values():
            good = sum(fits(s.kind, s.claim, (s.operands[0], whole), self.reading) for s in group)
            if good > best[0] and 2 * good >= len(group):
                best = (good, whole)
        return best[1]

    # -- growth and change ------------------------------------------------------------------------------------

    def _growth(self, claim: Statement, before: Sequence[Statement]) -> Iterator[Relation]:
        if claim.term.unit.dimension is not Dimension.RATIO:
            return
        change = next((s for s in reversed(before) if s.fact.measure is Measure.CHANGE and _same_comparison(s, claim)), None)
        if change is not None and before.index(change) < len(before) - 3:
            change = None
        olds = [s for s in before if _is_base(s, claim)]
        units = {s.term.unit.dimension for s in (*olds[-1:], *([change] if change is not None else ()))}
        nows = list(_currents(claim, before if change is None else before[: before.index(change)], units))
        nows = nows or list(self._said_before(claim, change))
        if change is not None and nows:
            options = [made(Kind.GROWTH, claim, now.term, replace(change.term, sign=-1)) for now in nows]
            told = [of_one_thing(now, claim) or (_of_year(now, change) and misreckoned(o)) for now, o in zip(nows, options, strict=True)]
            yield from picked(options, told, self.reading)
        if olds and nows:
            yield from self._compared(Kind.GROWTH, claim, nows, olds[-1], 1)
        if change is None and not olds and nows and claim.fact.base == "last_year":
            self.alone.append(made(Kind.GROWTH, claim, nows[0].term, nows[0].term))

    def _said_before(self, claim: Statement, change: Statement | None) -> Iterator[Statement]:
        """What a paragraph that only compares speaks of: an amount of the very name in one of the paragraphs before."""
        name = one_side(claim.fact.label or claim.fact.subject)
        at = bisect_left(self.starts, claim.term.span.start) - 1
        if change is None or not name or name in GENERIC:
            return
        for paragraph in reversed(self.sheet.paragraphs[max(0, at - _SCREEN) : at]):
            for s in paragraph.statements:
                plain = s.amount and s.stage == "now" and not s.fact.base and not s.fact.explains and not s.fact.stated
                if plain and one_side(s.name) == name and s.term.unit.dimension is change.term.unit.dimension:
                    yield s
                    return

    def _change(self, claim: Statement, before: Sequence[Statement]) -> Iterator[Relation]:
        nows = list(_currents(claim, before))
        olds = [s for s in before if _is_base(s, claim)]
        if not olds or not nows:
            return
        yield from self._compared(Kind.DIFFERENCE, claim, nows, olds[-1], -1)

    def _compared(self, kind: Kind, claim: Statement, nows: Sequence[Statement], old: Statement, sign: int) -> Iterator[Relation]:
        """A figure against an older one of the same thing: its whole's is none of a part that has no last year of its own."""
        options = [made(kind, claim, now.term, replace(old.term, sign=sign)) for now in nows]
        yield from picked(options, [of_one_thing(now, old) and of_one_thing(now, claim) for now in nows], self.reading)

    # -- shares -------------------------------------------------------------------------------------------------

    def _share(self, claim: Statement, paragraph: Paragraph, n: int) -> Iterator[Relation]:
        before = paragraph.statements[:n]
        part = self._part_of(claim, before, paragraph.statements[n + 1] if n + 1 < len(paragraph.statements) else None)
        if part is None:
            return
        wholes = list(self._wholes(claim, part, paragraph, before))
        if not wholes or part.fact.stated:
            return
        if len(claim.fact.base) >= 2 and not self._called(claim.fact.base):
            self._foreign.add(claim.term.span)
        options = [made(Kind.SHARE, claim, part.term, w.term) for w in wholes if w is not part]
        if not options:
            return
        held = next((o for o in options if holds(o, self.reading)), None)
        if held is not None:
            yield held
            return
        # 占 said of a figure that is a completion rate: test its budget before calling the amounts wrong.
        budgets = [s for s in before if s.stage == "budget" and s.amount and s.term.unit.dimension is part.term.unit.dimension]
        if any(holds(made(Kind.RATE, claim, part.term, b.term), self.reading) for b in budgets):
            yield replace(options[0], reason=Reason.OTHER_BASE)
            return
        yield replace(options[0], sure=len(claim.fact.base) >= 2)

    def _part_of(self, claim: Statement, before: Sequence[Statement], after: Statement | None) -> Statement | None:
        # A和B分别为a和b，占p和q: in pairs.
        paired = len(before) >= 2 and claim.gap in _JOINED and before[-1].fact.measure is Measure.SHARE
        opens = after is not None and after.gap in _JOINED and after.fact.measure is Measure.SHARE
        if len(before) >= 2 and (paired or (opens and before[-1].gap in _JOINED)) and before[-2].amount:
            return before[-2]
        subject = claim.fact.subject
        own = [s for s in before[-12:] if s.amount and subject and s.name == subject and s.stage == "now"]
        if own and not claim.fact.label:
            return own[-1]
        for s in reversed(before):
            if s.amount and not s.fact.stated and s.term.unit.dimension is not Dimension.RATIO:
                if claim.fact.label and claim.fact.label != s.name:
                    break
                return s
            if _TURN.search(s.gap):
                break
        return self._nearest(claim.name, claim)

    def _wholes(self, claim: Statement, part: Statement, paragraph: Paragraph, before: Sequence[Statement]) -> Iterator[Statement]:
        named = claim.fact.base
        if len(named) >= 2:
            found = self._nearest(named, claim, part)
            if found is not None:
                yield found
        parent = claim.fact.parent or part.fact.parent
        if parent:
            for s in reversed(before):
                if s.amount and s.name == parent and s is not part and _addable(s, part):
                    yield s
            found = self._nearest(parent, claim, part)
            if found is not None:
                yield found
        # What a share follows is a part itself.
        parts = {id(s) for s, after in pairwise(before) if after.fact.measure is Measure.SHARE and not after.fact.base}
        for s in before:
            able = s.amount and s is not part and id(s) not in parts and not s.fact.explains and _addable(s, part)
            if able and abs(s.term.value) >= abs(part.term.value):
                yield s
        yield from self._above(paragraph, part)

    def _above(self, paragraph: Paragraph, part: Statement) -> Iterator[Statement]:
        """Main amounts of the paragraphs above, nearest first, up to a screen away."""
        at = paragraph.number
        for other in reversed(self.sheet.paragraphs[max(0, at - 12) : at]):
            for s in other.statements:
                if s.amount and not s.fact.explains and not s.fact.parent and _addable(s, part) and s.term.value >= part.term.value:
                    yield s

    def _nearest(self, label: str, near: Statement, not_this: Statement | None = None) -> Statement | None:
        """The amount of that name nearest above a figure, else below it."""
        if label not in self._placed:
            found = self._called(label)
            money = [s for s in found if s.stage == "now" and s.term.unit.dimension is Dimension.MONEY]
            self._placed[label] = [Nearby(group, _start) for group in (money, found)]
        for group in self._placed[label]:
            middle = bisect_left(group.starts, _start(near))
            above = (group.things[n] for n in range(middle - 1, -1, -1))
            below = (group.things[n] for n in range(middle, len(group.things)))
            chosen = next((s for s in chain(above, below) if s is not not_this), None)
            if chosen is not None:
                return chosen
        return None

    def _called(self, label: str) -> list[Statement]:
        """Amounts of that name, of another form of it, or of a longer name that ends in it."""
        known = self._by_name.get(label)
        if known is None:
            known = [s for name in (label, *_forms(label)) for s in self.labels.get(name, ()) if not s.fact.stated]
            if not known and len(label) >= 4:
                known = [s for name, all_of in self.labels.items() if _extends(name, label) for s in all_of]
            self._by_name[label] = known
        return known


def _start(s: Statement) -> int:
    return s.term.span.start


def _extends(name: str, label: str) -> bool:
    return name.endswith(label) or (name.startswith(label) and name[len(label) :] in ("支出", "费用", "经费", "支出决算", "费"))


def _most(wholes: Counter[Term]) -> Term | None:
    """The whole of most shares."""
    return wholes.most_common(1)[0][0] if wholes else None


def _same_comparison(change: Statement, growth: Statement) -> bool:
    """Whether a change and a growth rate compare the same two figures: one label in a pair, one base."""
    if growth.fact.label and change.fact.label and growth.fact.label != change.fact.label:
        return False
    return not (growth.fact.base and change.fact.base and growth.fact.base != change.fact.base)


def _addable(one: Statement, other: Statement) -> bool:
    return one.term.unit.dimension is other.term.unit.dimension


def _is_base(s: Statement, claim: Statement) -> bool:
    """Whether a printed amount is what the claim's comparison starts from."""
    if not s.amount or s.fact.stated:
        return False
    if claim.fact.base == "last_year":
        return s.fact.stage is Stage.LAST_YEAR or s.fact.base == "last_year"
    if claim.fact.base == "budget":
        return s.fact.base == "budget" or s.fact.stage in BUDGETS
    return bool(s.fact.base) and s.fact.base == claim.fact.base


def _currents(claim: Statement, before: Sequence[Statement], units: Set[Dimension] = frozenset()) -> Iterator[Statement]:
    """What is compared: the nearest amount of this year with the claim's own name, then others of this year."""
    names = {claim.fact.label, claim.fact.subject} - {""}
    able = [s for s in reversed(before) if s.amount and not s.fact.explains and not s.fact.base and s.fact.stage is not Stage.LAST_YEAR]
    able = [s for s in able if s.term.unit.dimension in (units or {Dimension.MONEY, claim.term.unit.dimension})]
    named = [s for s in able if s.name in names or s.fact.subject in names]
    rest = [s for s in able if s not in named]
    for group in (named, rest):
        finals = [s for s in group if s.fact.stage not in BUDGETS]
        yield from finals or group


def _of_year(now: Statement, change: Statement) -> bool:
    """Whether an amount is not of the very year that a change starts from: 与2021年相比."""
    compared = _COMPARED.findall(change.gap)
    return not compared or (str(now.fact.year) not in compared and compared[-1] not in now.gap)


def _forms(label: str) -> Iterable[str]:
    """Other names of one total: 支出总额 / 支出合计 / 支出."""
    bare = re.sub(r"(?:合计|总计|总额|总数|金额)$", "", label)
    if bare != label:
        yield bare
    bare = bare.removeprefix("总") if bare[1:] in ("收入", "支出") else bare
    if bare not in (label, re.sub(r"(?:合计|总计|总额|总数|金额)$", "", label)):
        yield bare
    for end in ("合计", "总计", "总额"):
        if bare + end != label:
            yield bare + end
    if not label.startswith("本年") and bare[:2] in ("收入", "支出"):
        yield from (f"本年{bare}", f"本年{bare}合计")
