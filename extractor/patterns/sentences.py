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
from extractor.quantities import PERCENT, Dimension, Quantity, find_quantities
from extractor.schema import Measure, Stage

_ZERO = re.compile(
    r"(?P<none>(?:无|没有|未发生|未安排|未产生|不存在|未列支|未支出|未编制)(?P<after>[一-鿿()“”、]{2,24}?))(?=[,。;:)]|$|,?故|,?所以)"
    r"|(?P<before>[一-鿿()“”、]{2,24}?)(?P<zero>(?:支出|收入|费用|经费|情况)?(?:为|均为)?(?:零|无)(?=[,。;)]|$)|:无(?=[,。;)]|$)|(?:支出)?(?:未发生|未安排|未列支|未支出)(?=[,。;)]|支出|费用|$))")
_FLAT = re.compile(
    rf"(?P<label>[一-鿿()“”、]{{0,26}}?)(?P<flat>(?:{lx.COMPARE})(?:,?)(?:基本)?(?:持平|相同|一致|无变化|无增减变化|无增减|未变|保持不变|没有变化|无变动)|同比(?:持平|无变化|无增减变化))")
_CLAUSE = ",;。:!?"


@dataclass(slots=True)
class _State:
    """What a paragraph's later figures inherit from its earlier ones."""

    subject: str = ""
    main: str = ""
    stage: Stage = Stage.ANY
    parent: str = ""
    opened: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    sentence: int = -1
    explains: bool = False
    base: str = ""


def facts_of_sentences(document: Document) -> Iterator[Fact]:
    """The facts of all headings and paragraphs, in document order; `order` is the figure's offset."""
    carried = ""
    for block in document.blocks:
        if block.kind in (BlockKind.TABLE, BlockKind.CONTENTS):
            carried = ""
            continue
        reader = _Paragraph(document, block, carried)
        yield from reader.facts()
        carried = reader.state.main if reader.text.endswith(("其中:", "包括:", "如下:")) else ""


class _Paragraph:
    """Reads one block's view from left to right."""

    def __init__(self, document: Document, block: Block, parent: str) -> None:
        self.document, self.block = document, block
        self.view: View = document.view(block.span)
        self.text = self.view.text
        number = number_of(self.text)
        self.begin = number.end if number else 0
        self.state = _State(parent=parent)

    def facts(self) -> Iterator[Fact]:
        figures = list(find_quantities(self.text))
        previous_end = self.begin
        for n, q in enumerate(figures):
            gap = self.text[previous_end:q.start]
            yield from self._between(previous_end, q.start)
            fact = self._figure(gap, q, figures[n + 1] if n + 1 < len(figures) else None)
            if fact is not None:
                yield fact
            previous_end = q.end
        yield from self._between(previous_end, len(self.text))

    # -- figures ------------------------------------------------------------------------------------------------

    def _figure(self, gap: str, q: Quantity, following: Quantity | None) -> Fact | None:
        state = self.state
        self._turn(gap)
        lead, before = _lead(gap)
        start = q.start - len(lead)
        reading = read_lead(lead, q, before)
        label = reading.label
        if label in lx.GENERIC and before and not reading.derived:
            noun = _noun(before)
            if noun:
                label, start = noun, q.start - len(gap) + gap.rindex(before[:1], 0, len(gap) - len(lead))
        if lx.FORMULA.match(lead) and q.dimension is Dimension.RATIO:
            label, reading = self._named_rate(q.start), replace(reading, measure=Measure.RATE, derived=True)
        stage = reading.stage if reading.stage is not Stage.ANY else state.stage
        if not reading.derived:
            # "年初预算收入安排N，支出安排N": only 年初 and 决算 reach on to the next figure; a budget is followed by its spending.
            state.stage = reading.stage if reading.stage in (Stage.INITIAL, Stage.FINAL) else state.stage if reading.stage is Stage.ANY else Stage.ANY
        base = reading.base or (state.base if reading.measure is Measure.GROWTH else "")
        if reading.measure is Measure.CHANGE:
            state.base = base
        if label not in lx.GENERIC:
            state.subject = label
            if not state.main or (not state.parent and not reading.derived):
                state.main = label
        quote = Span(*self.view.source(max(0, min(start, q.start)), q.end))
        value = lx.scaled(q.value, reading.sign) if reading.sign else q.value
        return Fact(label, state.subject, state.parent, reading.measure, stage, value, q.unit, q.decimals,
                    Span(*self.view.source(q.number_start, q.number_end)), quote, self.block.section, self.block.id,
                    self.view.offsets[q.number_start], base=base, explains=state.explains, reach=q.reach, year=reading.year,
                    after=re.split(r"[,;。:()!?\d]", self.text[q.end:q.end + 16])[0])

    def _named_rate(self, before: int) -> str:
        """The rate that a formula computes: 在职人员控制率：在职98人/编制110人*100%=90.9%."""
        sentence = re.split(r"[。;!?]", self.text[:before])[-1]
        named = re.findall(r"([^,:=;。()]{2,20}?率)[:=为]", sentence)
        return _noun(named[-1]) if named else ""

    def _turn(self, gap: str) -> None:
        """Follow sentence ends, brackets and 其中 in the words between two figures."""
        state = self.state
        for m in re.finditer(r"[。!?]|[()]|其中|包括|分别[为是]|;|主要(?:变动)?原因|原因[是为:]|主要(?:是|为|由于|系|因|用于)|用于|由于", gap):
            said = m[0]
            if said in "。!?":
                state.parent, state.explains, state.stage, state.base = "", False, Stage.ANY, ""
                state.opened.clear()
                state.subject = state.main or state.subject
                state.main = ""
                if not state.subject:
                    continue
                state.main = ""
            elif said == "(":
                if self._holds_figures(gap, m.start()):
                    state.opened.append((state.subject, state.parent))
                    state.parent = state.subject
            elif said == ")":
                if state.opened and gap.find("(") < 0 or state.opened and gap.count(")") > gap.count("("):
                    state.subject, state.parent = state.opened.pop()
            elif said in ("其中", "包括") or said.startswith("分别"):
                if m.start() <= 3 or gap[m.start() - 1] in ",;。:(":
                    state.parent = state.subject or state.parent
                    state.explains = False
            elif said == ";":
                state.explains = False
            elif said == "用于" and not state.subject and m.start() <= 1:
                continue  # 用于保障机构运转的日常支出N: the use is the name
            elif not lx.NOT_EXPLAINS.search(gap[m.start():]):
                state.explains = True

    @staticmethod
    def _holds_figures(gap: str, at: int) -> bool:
        """Whether a bracket opened in the gap is still open at the figure: it lists parts, it is not part of a name."""
        return ")" not in gap[at:]

    # -- words that state zero or no change ---------------------------------------------------------------------

    def _between(self, start: int, end: int) -> Iterator[Fact]:
        gap = self.text[start:end]
        for m in _FLAT.finditer(gap):
            following = self.text[start + m.end():start + m.end() + 12]
            if re.match(r",?(?:增|减|上升|下降)", following):
                continue
            label = _noun(m["label"]) or self.state.subject
            for measure, unit in ((Measure.CHANGE, None), (Measure.GROWTH, PERCENT)):
                yield self._stated_zero(start + m.start("label"), start + m.end(), start + m.start("flat"), label, measure, unit)
        for m in _ZERO.finditer(gap):
            words = m["after"] or m["before"]
            label = _noun(words)
            if label and lx.NOUGHT.search(label) and not _FLAT.search(m[0]):
                stage = lx.stage_of(gap[max(0, m.start() - 6):m.end()])[0]
                prefix = gap[max(0, m.start() - 8):m.start()]
                near = re.search(r"(年末|年初|上年)[^,。;]{0,6}$", prefix)
                if near and m["after"]:
                    label = near[1] + label
                fact = self._stated_zero(start + m.start() - (len(near[0]) if near and m["after"] else 0), start + m.end(),
                                         start + m.start(), label, Measure.AMOUNT, None)
                yield replace(fact, stage=stage)

    def _stated_zero(self, start: int, end: int, words: int, label: str, measure: Measure, unit: object) -> Fact:
        from extractor.quantities import PLAIN

        state = self.state
        source = Span(*self.view.source(start, end))
        return Fact(label, label or state.subject, state.parent, measure, state.stage, Decimal(0), PERCENT if unit is PERCENT else PLAIN, 0,
                    Span(*self.view.source(words, end)), source, self.block.section, self.block.id, self.view.offsets[words], explains=state.explains)


# -- one figure's own words -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words directly before a figure say of it."""

    label: str
    measure: Measure
    stage: Stage = Stage.ANY
    sign: int = 0
    base: str = ""
    derived: bool = False
    year: int = 0


def read_lead(lead: str, q: Quantity, before: str = "") -> Reading:
    """Read the words before a figure: 公务接待费支出决算比2021年减少 → label 公务接待费支出, change, negative."""
    words = lead.replace("“", "").replace("”", "").replace('"', "")
    if q.dimension is Dimension.RATIO:
        return _ratio(words)
    m = lx.CHANGE.search(words)
    if m is not None and not lx.UNDECIDED.search(words) and q.dimension in (Dimension.MONEY, Dimension.PEOPLE, Dimension.COUNT, Dimension.PLAIN):
        return Reading(_label(words[:m.start()]), Measure.CHANGE, Stage.ANY, lx.sign_of(m["verb"]), _base(m["cmp"] or _compared(before)), True)
    if lx.LAST_YEAR.match(words):
        return Reading("", Measure.AMOUNT, Stage.LAST_YEAR, derived=True)
    year = next((int(y["year"]) for y in lx.YEAR.finditer(words)), 0)
    stage, rest = lx.stage_of(words)
    return Reading(_label(rest), Measure.SCORE if q.dimension is Dimension.SCORE else Measure.AMOUNT, stage, year=year)


def _ratio(words: str) -> Reading:
    m = lx.COMPLETED.search(words)
    if m is not None:
        stage = Stage.INITIAL if m["stage"] == "年初" else Stage.ADJUSTED if m["stage"] in ("全年", "调整", "调整后") else Stage.ANY
        return Reading(_label(words[:m.start()]), Measure.RATE, stage, derived=True)
    m = lx.SHARE.search(words)
    if m is not None:
        return Reading(_label(words[:m.start()]), Measure.SHARE, base=m["whole"], derived=True)
    m = lx.RATE_WORD.search(words)
    if m is not None:
        rate = re.match(r"[^=＝]*", words)
        return Reading(_label(rate[0] if rate else words), Measure.RATE, derived=True)
    m = lx.GROWTH.search(words)
    if m is not None and not lx.UNDECIDED.search(words):
        return Reading(_label(words[:m.start()]), Measure.GROWTH, sign=lx.sign_of(m["verb"]), base=_base(m["cmp"] or ""), derived=True)
    stage, rest = lx.stage_of(words)
    return Reading(_label(rest), Measure.RATE, stage)


def _compared(clause: str) -> str:
    m = re.search(lx.COMPARE + "$", clause)
    return m[0] if m else ""


def _base(words: str) -> str:
    if re.search(r"上一?年|去年|20\d\d年|同期|同比", words):
        return "last_budget" if "预算" in words else "last_year"
    return "budget" if re.search(r"预算|年初", words) else ""


def _label(words: str) -> str:
    """The noun of a lead: dates, connectives and verbs left out."""
    last = None
    for last in lx.YEAR.finditer(words):
        pass
    if last is not None and last.end() < len(words):
        words = words[last.end():]
    elif last is not None:
        words = words[:last.start()]
    words = lx.LEAD_IN.sub("", words)
    part = lx.NAMED_PART.match(words)
    words = words[part.end():] if part else words
    previous = None
    while previous != words:
        previous = words
        words = lx.VERB.sub("", words)
    return words.strip(",:;、.=").removeprefix(")").strip("()") if words.count("(") != words.count(")") else words.strip(",:;、.=")


def _noun(clause: str) -> str:
    return _label(lx.stage_of(clause.replace("“", "").replace("”", ""))[1])


def _lead(gap: str) -> tuple[str, str]:
    """The clause right before the figure, and the clause before that within the same gap."""
    depth, cut = 0, -1
    for place in range(len(gap) - 1, -1, -1):
        c = gap[place]
        if c == ")":
            depth += 1
        elif c == "(":
            if depth == 0:
                cut = place
                break
            depth -= 1
        elif depth == 0 and c in _CLAUSE:
            cut = place
            break
        elif depth == 0 and c == "、" and place == 0:
            cut = place
            break
    lead, rest = gap[cut + 1:], gap[:cut] if cut > 0 else ""
    if cut >= 0 and gap[cut] in "。!?;":
        return lead, ""
    rest = re.split(r"[。!?;]", rest)[-1]
    parts = [p for p in re.split(r"[,:]", rest) if p.strip("其中)(")]
    return lead, parts[-1] if parts else ""
