"""Sentences read as facts: for each figure its label, measure, stage, subject and the total it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractor.documents import Block, BlockKind, Document, Span, View
from extractor.documents.lines import number_of
from extractor.patterns import lexicon as lx
from extractor.patterns.facts import Fact
from extractor.patterns.leads import Reading, base_of, compared_noun, lead_of, noun_of, read_lead, stage_completed
from extractor.quantities import PERCENT, PLAIN, Dimension, Quantity, Reach, find_quantities
from extractor.schema import Measure, Stage

_NAMED = r"(?:\([一-鿿]{1,6}\)|[一-鿿“”、])"
_ZERO = re.compile(
    rf"(?P<none>(?:(?:无|没有)(?:发生|安排|产生|列支|支出)?|未(?:发生|安排|产生|列支|支出|编制)|不存在)(?P<after>{_NAMED}{{2,24}}?))(?=[,。;:)]|$|,?故|,?所以)"
    rf"|(?P<before>{_NAMED}{{2,24}}?)(?P<zero>(?:支出|收入|费用|经费|情况)?(?:为|均为)?(?:零|无)(?=[,。;)]|$)|没有(?:发生|产生|支出|列支)?(?=[,。;)]|$)|:无(?=[,。;)]|$)|(?:支出)?(?:未发生|未安排|未列支|未支出)(?=[,。;)]|支出|费用|$))"
)
_FLAT = re.compile(
    rf"(?P<label>[一-鿿()“”、]{{0,26}}?)(?P<flat>(?:{lx.COMPARE})(?:,?)(?:基本)?(?:持平|相同|一致|无变化|无增减变化|无增减|未变|保持不变|没有变化|无变动)|同比(?:持平|无变化|无增减变化))"
)
_REASON = re.compile(r"主要(?:变动)?原因|原因[是为:]|主要(?:是|为|由于|系|因)|由于")
_NO_BUDGET = re.compile(r"年初(?:无|没有|未安排|未编制)预算(?=[,。;])")
_TURNS = re.compile(
    r"[。!?]|[()]|其中|包括|分别[为是]|(?:构成|组成|如下|用于以下方面):|;|主要(?:变动)?原因|原因[是为:]|主要(?:是|为|由于|系|因|用于)|用于|由于"
)
_SAYS_FLAT = re.compile(r"持平|相同|一致|[无未没]")
_SAYS_ZERO = re.compile(r"[无未零]|没有|不存在")
_TWO_YEARS = re.compile(r"(20\d\d)年度?(?:、|和|及|与)(20\d\d)年度?")
_JOINS = ("和", "及", "与", "、")
_SAID_APART = re.compile(r"。[^。其中]*如下:$")
_AFTER = re.compile(r"[,;。:()!?\d]")


@dataclass(slots=True)
class _State:
    """What a paragraph's later figures inherit from its earlier ones."""

    subject: str = ""
    main: str = ""
    stage: Stage = Stage.ANY
    parent: str = ""
    said: Stage = Stage.ANY  # the stage of the last amount
    spent: Stage | None = None  # the stage of the sentence's last amount that is no budget
    year: int = 0  # the year that the last total named
    whole: Stage = Stage.ANY  # the stage of the total whose parts are listed
    opened: list[tuple[str, str, Stage]] = field(default_factory=list[tuple[str, str, Stage]])
    explains: bool = False
    base: str = ""


def facts_of_sentences(document: Document) -> Iterator[Fact]:
    """The facts of all headings and paragraphs, in document order; `order` is the figure's offset."""
    carried, whole = "", Stage.ANY
    for block in document.blocks:
        if block.kind in (BlockKind.TABLE, BlockKind.CONTENTS):
            carried, whole = "", Stage.ANY
            continue
        reader = _Paragraph(document, block, carried, whole)
        yield from reader.facts()
        # 执行数N。各项目情况如下：what follows tells of other things than of that total's stage.
        whole = Stage.ANY if _SAID_APART.search(reader.text) else reader.state.said
        carried = reader.state.main if reader.text.endswith(("其中:", "包括:", "如下:")) else ""


class _Paragraph:
    """Reads one block's view from left to right."""

    def __init__(self, document: Document, block: Block, parent: str, whole: Stage) -> None:
        self.document, self.block = document, block
        self.view: View = document.view(block.span)
        self.text = self.view.text
        number = number_of(self.text)
        self.begin = number.end if number else 0
        self.state = _State(parent=parent, whole=whole)
        two = _TWO_YEARS.search(self.text)
        self.years = (int(two[1]), int(two[2])) if two else ()
        self.next_year = 0
        self.former: tuple[Reading, Dimension] | None = None  # the reading before, where it tells no amount
        self.budgeted: Stage | None = None  # the stage of a budget that the next rate is of

    def facts(self) -> Iterator[Fact]:
        figures = self._with_units(list(find_quantities(self.text)))
        previous_end = self.begin
        pair = ""
        for n, q in enumerate(figures):
            gap = self.text[previous_end : q.start]
            yield from self._between(previous_end, q.start)
            following = figures[n + 1] if n + 1 < len(figures) else None
            second = bool(pair)
            if second:
                fact = self._second(pair, q)
                pair = ""
            else:
                fact, pair = self._first(gap, q, following)
            if fact is not None:
                yield fact
            previous_end = q.end
        yield from self._between(previous_end, len(self.text))

    # -- figures ------------------------------------------------------------------------------------------------

    def _with_units(self, figures: list[Quantity]) -> list[Quantity]:
        """A figure without unit takes that of its neighbour in a list: 甲费N万元、乙费N; 收、支总计各为N、N万元."""
        for n, q in enumerate(figures):
            if q.unit is not PLAIN or (not q.decimals and q.value) or self.text[q.end : q.end + 1] not in (*",;、。)/和", ""):
                continue
            before, after = (figures[n - 1] if n else None), (figures[n + 1] if n + 1 < len(figures) else None)
            gap = self.text[before.end : q.start] if before else "。"
            if before is not None and before.dimension in (Dimension.MONEY, Dimension.RATIO) and gap in ("、", ",", "/", "和"):
                figures[n] = replace(q, unit=before.unit)
            elif (
                after is not None
                and after.dimension in (Dimension.MONEY, Dimension.RATIO)
                and self.text[q.end : after.start] in ("、", ",", "/", "和")
            ):
                figures[n] = replace(q, unit=after.unit)
            elif (
                before is not None
                and before.dimension is Dimension.MONEY
                and re.fullmatch(r"[,、;][一-鿿()]{0,20}(?:费用?|支出|收入|经费|补助|补贴|资金)", gap)
            ):
                figures[n] = replace(q, unit=before.unit)
        return figures

    def _first(self, gap: str, q: Quantity, following: Quantity | None) -> tuple[Fact | None, str]:
        """A figure's fact; with it the label of a pair (收、支总计各为A、B) whose second figure comes next."""
        fact = self._figure(gap, q)
        name = fact.label or fact.subject
        both = lx.BOTH.search(name)
        if (
            both is None
            or following is None
            or not lx.APART.match(self.text[q.end : following.start])
            or following.dimension is not q.dimension
        ):
            return fact, ""
        self.last = fact
        return replace(fact, label=f"{name[: both.start()]}收入{name[both.end() :]}"), name

    def _second(self, name: str, q: Quantity) -> Fact:
        both = lx.BOTH.search(name)
        label = f"{name[: both.start()]}支出{name[both.end() :]}" if both else name
        sign = -1 if self.last.value < 0 else 1
        figure = Span(*self.view.source(q.number_start, q.number_end))
        return replace(
            self.last,
            label=label,
            value=q.value * sign,
            unit=q.unit,
            decimals=q.decimals,
            figure=figure,
            quote=Span(self.last.quote.start, figure.end),
            order=self.view.offsets[q.number_start],
            reach=q.reach,
        )

    def _figure(self, gap: str, q: Quantity) -> Fact:
        state = self.state
        self._turn(gap)
        lead, before = lead_of(gap)
        start = q.start - len(lead)
        reading = read_lead(lead, q, before, self.text[q.end : q.end + 8])
        if gap in _JOINS and self.former is not None and self.former[1] is q.dimension:
            reading = replace(self.former[0], label="")  # 分别增加A、B: the second is a change as the first is
        self.former = (reading, q.dimension) if reading.derived and reading.measure is not Measure.AMOUNT else None
        reading = replace(reading, year=year) if (year := self._listed_year(gap, lead, reading)) else reading
        label = reading.label
        if label in lx.GENERIC and before:
            noun = compared_noun(before) if reading.derived else noun_of(before)
            if noun:
                label, start = noun, q.start - len(gap) + gap.rindex(before[:1], 0, len(gap) - len(lead))
        if lead == "的" and q.dimension is Dimension.RATIO and self.budgeted is not None:
            # 完成预算N的P%: the rate is of that budget, and of what was spoken of before it.
            label, reading = "", replace(reading, label="", measure=Measure.RATE, stage=self.budgeted, derived=True)
        self.budgeted = stage_completed(lead) if q.dimension is Dimension.MONEY else Stage.BUDGET if reading.base == "target" else None
        if lx.FORMULA.match(lead) and q.dimension is Dimension.RATIO:
            label, reading = self._named_rate(q.start), replace(reading, measure=Measure.RATE, derived=True)
        stage = self._stage(reading)
        # "较年初预算数N增加D，增长P%": the base that an amount names holds for the change behind it.
        base = reading.base or (state.base if reading.measure in (Measure.CHANGE, Measure.GROWTH) else "")
        if reading.measure in (Measure.AMOUNT, Measure.CHANGE) and not lx.INTO.match(lead):
            state.base = base  # 由A增加到B, 增长P%: what B grew from stays the base
        if (reading.year and reading.measure is Measure.AMOUNT and not reading.derived) or not state.parent:
            state.year = reading.year
        if label not in lx.GENERIC:
            state.subject = label
            if not state.main or (not state.parent and not reading.derived):
                state.main = label
        quote = Span(*self.view.source(max(0, min(start, q.start)), q.end))
        value = lx.scaled(q.value, reading.sign) if reading.sign else q.value
        return Fact(
            label,
            state.subject,
            state.parent,
            reading.measure,
            stage,
            value,
            q.unit,
            q.decimals,
            Span(*self.view.source(q.number_start, q.number_end)),
            quote,
            self.block.section,
            self.block.id,
            self.view.offsets[q.number_start],
            base=base,
            explains=state.explains or q.reach is Reach.BOUND or lx.RULE.match(self.text, q.end) is not None,
            reach=q.reach,
            year=reading.year or (state.year if state.parent and reading.measure is Measure.AMOUNT and not reading.derived else 0),
            after=_AFTER.split(self.text[q.end : q.end + 16])[0],
        )

    def _listed_year(self, gap: str, lead: str, reading: Reading) -> int:
        """Of two years that a paragraph sets side by side (2021年、2022年…分别为A、B) the one that an amount is of; else 0."""
        due, self.next_year = self.next_year, 0
        if reading.measure is not Measure.AMOUNT or not self.years:
            return 0
        if "分别" in lead:
            self.next_year = self.years[1]
            return self.years[0]
        return due if gap in _JOINS else 0

    def _stage(self, reading: Reading) -> Stage:
        """The figure's own stage, else the one that reaches on to it: the sentence's, or that of the total it is a part of."""
        state = self.state
        stage = reading.stage if reading.stage is not Stage.ANY else state.stage
        if stage is Stage.ANY and state.parent and reading.measure is Measure.AMOUNT:
            stage = state.whole
        if not reading.derived:
            # "年初预算收入安排N，支出安排N": only 年初 and 决算 reach on to the next figure; a budget is followed by its spending.
            # 年初结转 is no budget.
            reaches = reading.stage is Stage.FINAL or (reading.stage is Stage.INITIAL and not lx.CARRIED.search(reading.label))
            state.stage = reading.stage if reaches else state.stage if reading.stage is Stage.ANY else Stage.ANY
            state.said = stage
            if reading.measure is Measure.AMOUNT and stage in (Stage.ANY, Stage.FINAL):
                state.spent = stage
        elif reading.measure is Measure.RATE and state.spent is not None:
            state.said = state.spent  # 支出N，预算为M，完成预算P%。其中：…: the rate came back to the spending
        return stage

    def _named_rate(self, before: int) -> str:
        """The rate that a formula computes: 人员控制率：在职45人/编制50人*100%=90%."""
        sentence = re.split(r"[。;!?]", self.text[:before])[-1]
        named = re.findall(r"([^,:=;。()]{2,20}?率)[:=为]", sentence)
        return noun_of(named[-1]) if named else ""

    def _turn(self, gap: str) -> None:
        """Follow sentence ends, brackets and 其中 in the words between two figures."""
        state = self.state
        for m in _TURNS.finditer(gap):
            said = m[0]
            if said in "。!?":
                state.parent, state.explains, state.stage, state.base = "", False, Stage.ANY, ""
                state.spent = None
                state.opened.clear()
                state.subject = state.main or state.subject
                state.main = ""
            elif said == "(":
                if ")" not in gap[m.start() :]:  # still open at the figure: it lists parts, it is not part of a name
                    state.opened.append((state.subject, state.parent, state.whole))
                    state.parent, state.whole = state.subject, state.said
            elif said == ")":
                if state.opened and (gap.find("(") < 0 or gap.count(")") > gap.count("(")):
                    state.subject, state.parent, state.whole = state.opened.pop()
            elif said in ("其中", "包括") or said.startswith("分别") or (said.endswith(":") and said[0] in "构组如用"):
                if m.start() <= 3 or said[-1] == ":" or gap[m.start() - 1] in ",;。:(":
                    state.parent, state.whole = state.subject or state.parent, state.said
                    state.explains = False
            elif said == ";":
                state.explains = False
            elif said == "用于" and (lx.USE_IS_NAME.match(gap, m.start()) or (not state.subject and m.start() <= 1)):
                continue  # 用于保障机构运转的日常支出N: the use is the name
            elif not lx.NOT_EXPLAINS.search(gap[m.start() :]):
                state.explains = True

    # -- words that state zero or no change ---------------------------------------------------------------------

    def _between(self, start: int, end: int) -> Iterator[Fact]:
        gap = self.text[start:end]
        if _SAYS_FLAT.search(gap):
            yield from self._flat(gap, start)
        if not _SAYS_ZERO.search(gap):
            return
        for m in _NO_BUDGET.finditer(gap):
            yield replace(self._stated_zero(start + m.start(), start + m.end(), start + m.start(), self.state.subject), stage=Stage.INITIAL)
        for m in _ZERO.finditer(gap):
            label = lx.NOUGHT_TAIL.sub("", noun_of(m["after"] or m["before"]))
            if label and lx.NOUGHT.search(m["after"] or label) and not _FLAT.search(m[0]):
                stage = lx.stage_of(gap[max(0, m.start() - 6) : m.end()])[0]
                if re.search(r"(?:上年度?|去年)$", gap[: m.start()]):
                    stage = Stage.LAST_YEAR  # 上年无购置
                near = re.search(r"(年末|年初|上年)[^,。;]{0,6}$", gap[max(0, m.start() - 8) : m.start()]) if m["after"] else None
                words = start + m.start()
                fact = self._stated_zero(words - (len(near[0]) if near else 0), start + m.end(), words, (near[1] if near else "") + label)
                yield self._placed(replace(fact, stage=stage if stage is not Stage.ANY else fact.stage), gap[: m.start()])

    def _flat(self, gap: str, start: int) -> Iterator[Fact]:
        for m in _FLAT.finditer(gap):
            following = self.text[start + m.end() : start + m.end() + 12]
            if re.match(r",?(?:增|减|上升|下降)", following):
                continue
            fact = self._stated_zero(
                start + m.start("label"), start + m.end(), start + m.start("flat"), noun_of(m["label"]) or self.state.subject
            )
            base = base_of(m["flat"])
            fact = self._placed(fact, gap[: m.start()])
            yield replace(fact, measure=Measure.CHANGE, base=base)
            yield replace(fact, measure=Measure.GROWTH, unit=PERCENT, base=base)

    @staticmethod
    def _placed(fact: Fact, before: str) -> Fact:
        """The fact as of its own sentence, where one ended in the words before it."""
        ended = max(before.rfind(c) for c in "。;!?")
        explains = bool(_REASON.search(before, ended + 1)) or (fact.explains and ended < 0)
        return replace(fact, explains=explains, parent="" if before.rfind("。") >= 0 else fact.parent)

    def _stated_zero(self, start: int, end: int, words: int, label: str) -> Fact:
        state = self.state
        source = Span(*self.view.source(start, end))
        stage = state.whole if state.stage is Stage.ANY and state.parent else state.stage
        return Fact(
            label,
            label or state.subject,
            state.parent,
            Measure.AMOUNT,
            stage,
            Decimal(0),
            PLAIN,
            0,
            Span(*self.view.source(words, end)),
            source,
            self.block.section,
            self.block.id,
            self.view.offsets[words],
            explains=state.explains,
            stated=True,
        )
