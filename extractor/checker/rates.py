"""Rates that sentences state: completion, execution, control, return; each with what was done and what it is measured by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from extractor.checker.arithmetic import holds
from extractor.checker.model import Kind, Reading, Relation
from extractor.checker.options import made, misprinted, mistyped, of_one_thing, picked
from extractor.checker.statements import BUDGETS, Paragraph, Sheet, Statement
from extractor.quantities import Dimension
from extractor.schema import Stage

_TURN = re.compile(r"[。!?]")
_MEASURED = re.compile(r"完成|预算|执行|到位|支付|支出|使用|回收|有效|发放|控制|^的$")
_SORT = re.compile(r"比例|进度|率|比重")
_OF_MONEY = re.compile(r"三公|经费|成本|费用")
_TOTAL_LAST = re.compile(r"(?:共计|合计|总计|共)[一-鿿]{0,4}$")
_BACK = 60  # figures before a rate among which its own are looked for
_LEFT = re.compile(r"结转|结余|剩余")
_FUNDS = re.compile(r"到位|下达|拨付|总投入|投入资金|资金总额")


class Rates:
    """Reads the rates of a document's paragraphs."""

    def __init__(self, sheet: Sheet, reading: Reading) -> None:
        self.sheet, self.reading = sheet, reading

    def of(self, claim: Statement, paragraph: Paragraph, n: int) -> Iterator[Relation]:
        """The relation of the rate that is the paragraph's n-th figure."""
        before = paragraph.statements[:n]
        words = claim.gap + claim.fact.label
        if "控制率" in claim.name + claim.gap and not _OF_MONEY.search(words):
            found = list(self._control(claim, paragraph))
            yield from found
            if found:
                return
        if "差异率" in words:
            yield from self._departure(claim, before)
            return
        if not _MEASURED.search(words):
            yield from self._unnamed(claim, before)
            return
        things = _of_target(claim, before) or _things_done(before)
        if things is not None:
            of_things = made(Kind.RATE, claim, *(s.term for s in things))
            if holds(of_things, self.reading) or misprinted(of_things, self.reading):
                yield of_things
            return
        pairs = list(_rate_options(claim, before[-_BACK:]))
        if pairs:
            options = [made(Kind.RATE, claim, done.term, base.term) for done, base, _ in pairs]
            first = pairs[0][0]
            likely = [
                of_one_thing(done, base) and ((sure and done is first) or misprinted(option, self.reading))
                for (done, base, sure), option in zip(pairs, options, strict=True)
            ]
            yield from picked(options, likely, self.reading)
        else:
            yield from self._later(claim, paragraph)

    def _unnamed(self, claim: Statement, before: Sequence[Statement]) -> Iterator[Relation]:
        """核定A，列支B，支用比例P: a rate by any other word, of the two figures right before it, where they give it but for a slip."""
        last = [s for s in before[-2:] if s.amount and not s.fact.stated and not s.fact.explains and not s.fact.base]
        if len(last) < 2 or last[0].term.unit.dimension is not last[1].term.unit.dimension or not _SORT.search(claim.name + claim.gap):
            return
        options = [made(Kind.RATE, claim, done.term, base.term) for done, base in ((last[1], last[0]), (last[0], last[1]))]
        held = next((o for o in options if holds(o, self.reading)), None)
        if held is not None:
            yield replace(held, sure=False)
            return
        if last[1].term.unit.dimension is Dimension.MONEY:
            ordered = options if last[0].term.value >= last[1].term.value else options[::-1]
            yield from (o for o in ordered[:1] if misprinted(o, self.reading))
            yield from islice((o for o in options if not misprinted(o, self.reading) and mistyped(o, self.reading)), 1)

    def _departure(self, claim: Statement, before: Sequence[Statement]) -> Iterator[Relation]:
        """预决算差异率: by how much the final figure departs from the budget before it."""
        money = [s for s in before if s.amount and not s.fact.explains and s.term.unit.dimension is Dimension.MONEY and not s.fact.stated]
        base = next((s for s in reversed(money) if s.fact.stage in BUDGETS), None)
        done = next((s for s in reversed(money) if s.fact.stage is Stage.FINAL), None)
        if base is not None and done is not None:
            yield made(Kind.GROWTH, claim, done.term, base.term)

    def _later(self, claim: Statement, paragraph: Paragraph) -> Iterator[Relation]:
        """A rate whose figures stand behind it or in the paragraphs around: only where two of them agree with it."""
        at = paragraph.number
        near = [s for p in self.sheet.paragraphs[max(0, at - 3) : at + 3] for s in p.statements]
        last = {p.block.id for p in self.sheet.paragraphs[max(0, at - 1) : at + 1]}
        money = [s for s in near if s.amount and s.term.unit.dimension is Dimension.MONEY and not s.fact.stated and not s.fact.explains]
        pairs = [(d, b) for d in money for b in money if d.stage == "now" and b.stage == "budget"]
        for option in (made(Kind.RATE, claim, d.term, b.term) for d, b in pairs):
            done, base = option.operands
            # Two equal figures give 100% anywhere: they must be the pair that was spoken of right before.
            told = done.value != base.value or (base.span < done.span < claim.term.span and base.block in last)
            if holds(option, self.reading) and told:
                yield replace(option, sure=False)
                return

    def _control(self, claim: Statement, paragraph: Paragraph) -> Iterator[Relation]:
        at = paragraph.number
        near = [
            s for p in self.sheet.paragraphs[max(0, at - 6) : at + 1] for s in p.statements if s.term.unit.dimension is Dimension.PEOPLE
        ]
        on_post = [s for s in near if re.search(r"在职|在编|在岗|实有", s.name) and "编制数" not in s.name]
        posts = [s for s in near if re.search(r"编制", s.name) and not re.search(r"行政|事业|工勤|在职", s.name)]
        able = [s for s in near if _TOTAL_LAST.search(s.gap)]  # 行政24人、事业85人，共计109人
        pairs = [(a, b) for a in reversed(on_post) for b in reversed(posts) if a is not b]
        pairs += [(a, b) for a in able for b in reversed((*posts, *able)) if a is not b]
        options = [made(Kind.RATE, claim, a.term, b.term) for a, b in pairs]
        yield from picked(options, [not re.search(r"行政|事业|工勤|参公", a.name) for a, _ in pairs], self.reading)


def _of_target(claim: Statement, before: Sequence[Statement]) -> tuple[Statement, Statement] | None:
    """完成年度目标N场的P%: the target, and what the sentence counts of the same unit."""
    if claim.gap.strip() != "的" or not before or before[-1].fact.base != "target":
        return None
    able = [s for s in before[:-1] if s.amount and s.fact.unit.symbol == before[-1].fact.unit.symbol and s.stage == "now"]
    done = next((s for s in reversed(able) if not s.fact.parent), able[-1] if able else None)
    return (done, before[-1]) if done is not None else None


def _things_done(before: Sequence[Statement]) -> tuple[Statement, Statement] | None:
    """The last two counts of one thing, if they stand right before a rate, with no money behind them: 计划18个，实际完成16个，完成率…"""
    last = [s for s in before[-6:] if s.amount and not s.fact.stated]
    if len(last) < 2:
        return None
    planned, done = last[-2:]
    same = planned.fact.unit.symbol == done.fact.unit.symbol and done.fact.unit.dimension in (Dimension.COUNT, Dimension.PEOPLE)
    return (done, planned) if same and not _TURN.search(done.gap) else None


def _rate_options(claim: Statement, before: Sequence[Statement]) -> Iterator[tuple[Statement, Statement, bool]]:
    """Readings of a rate: done, base, and whether the base is called one; the likeliest first. Both stand before the rate."""
    money = [
        s
        for s in before
        if s.amount and not s.fact.explains and s.term.unit.dimension is Dimension.MONEY and s.fact.stage is not Stage.LAST_YEAR
    ]
    money = [s for s in money if not s.fact.stated]
    if len(money) < 2:
        return
    bases = [s for s in reversed(money) if s.fact.stage in BUDGETS or _FUNDS.search(s.name)]
    dones = [s for s in reversed(money) if s.fact.stage not in BUDGETS and not _LEFT.search(s.name)]
    wanted = claim.fact.stage
    if wanted in BUDGETS:
        bases.sort(key=lambda s: s.fact.stage is not wanted)
    if bases and bases[0].fact.base == "budget" and dones and dones[0].fact.parent:
        # 其中…，完成预算N的P%: the budget is the whole's, told after its parts.
        dones.sort(key=lambda s: bool(s.fact.parent))
    whole = [s for s in dones if not s.fact.parent]
    able = [*dones[:3], *(s for s in whole[:2] if s not in dones[:3])]
    yield from ((d, b, True) for d in able for b in bases[:4] if d is not b)
    # What is left over is nothing done, and a part no base; never a budget done of a final figure: 105% of 95% is another rate.
    yield from ((d, b, False) for d in able for b in whole if b is not d and b.term.span < d.term.span)
    for d, b in ((money[-1], money[-2]), (money[-2], money[-1])):
        if d.fact.stage not in BUDGETS or b.fact.stage in BUDGETS:
            yield d, b, not bases and len(money) == 2
