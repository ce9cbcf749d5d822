"""The words directly before a figure: what they say it measures, its stage, direction, base and name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.patterns import lexicon as lx
from extractor.quantities import Dimension, Quantity
from extractor.schema import Measure, Stage

_COMPARED = re.compile(lx.COMPARE + "$")
_ASIDE = re.compile(r"\((?:不?含|包括|包含|单位|以|万元|按)[^()]*\)$")
_EVENT = re.compile(r"(?:后|时|中|下达|到位|追加|落实|开展|推进|影响|变化|完成|来看|来说|方面|统计|核算|批复)$")
_CLAUSE = ",;。:!?"


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


def read_lead(lead: str, q: Quantity, before: str = "", following: str = "") -> Reading:
    """Read the words before a figure: 公务接待费支出决算比上年减少 → label 公务接待费支出, change, negative.

    `before`: the clause before them; `following`: the words behind the figure.
    """
    words = lead.replace("“", "").replace("”", "").replace('"', "").strip()
    if q.dimension is Dimension.RATIO:
        return _ratio(words)
    completed = stage_completed(words)
    if completed is not None and q.dimension is Dimension.MONEY:
        return Reading("", Measure.AMOUNT, completed if completed is not Stage.ANY else Stage.BUDGET, base="budget", derived=True)
    if lx.TARGET.search(words) and q.dimension in (Dimension.COUNT, Dimension.PEOPLE, Dimension.AREA):
        return Reading("", Measure.AMOUNT, Stage.BUDGET, base="target", derived=True)
    if lx.INTO.match(words):
        return Reading("", Measure.AMOUNT)
    begun = lx.FROM.match(words) if lx.INTO.match(following) else None
    if begun is not None:
        return Reading(_label(begun["name"]), Measure.AMOUNT, Stage.LAST_YEAR, base="last_year", derived=True)
    m = lx.CHANGE.search(words)
    if (
        m is not None
        and not lx.UNDECIDED.search(words)
        and q.dimension in (Dimension.MONEY, Dimension.PEOPLE, Dimension.COUNT, Dimension.PLAIN)
    ):
        return Reading(
            _label(words[: m.start()]),
            Measure.CHANGE,
            lx.stage_of(words[: m.start()])[0],
            lx.sign_of(m["verb"]),
            base_of(m["cmp"] or _compared(before)),
            True,
        )
    if q.dimension in (Dimension.MONEY, Dimension.PLAIN) and lx.AGAINST_BUDGET.match(words):
        return Reading(
            "",
            Measure.AMOUNT,
            Stage.INITIAL if "年初" in words else Stage.ADJUSTED if re.search("全年|调整", words) else Stage.BUDGET,
            base="budget",
            derived=True,
        )
    if lx.YEAR_START.match(words):
        return Reading("", Measure.AMOUNT, Stage.LAST_YEAR, base="year_start", derived=True)
    last = lx.LAST_YEAR.match(words)
    if last is not None and q.dimension in (Dimension.MONEY, Dimension.PLAIN, Dimension.PEOPLE, Dimension.COUNT):
        base = "last_budget" if "预算" in last["kind"] else "last_year"
        return Reading(
            last["what"] or _label(last["name"] or last["name2"] or ""),
            Measure.AMOUNT,
            Stage.LAST_YEAR,
            base=base,
            derived=True,
            year=int(last["year"] or 0),
        )
    year = next((int(y["year"]) for y in lx.YEAR.finditer(words)), 0)
    stage, rest = lx.stage_of(words)
    dated = lx.last_of(lx.YEAR, words)
    if dated is not None and dated.start() and (own := lx.stage_of(words[dated.start() :]))[0] is not Stage.ANY:
        stage, rest = own  # …决算情况说明2024年度甲费预算为N: a heading joined to its first sentence says nothing of its figure
    return Reading(_label(rest), Measure.SCORE if q.dimension is Dimension.SCORE else Measure.AMOUNT, stage, year=year)


def _ratio(words: str) -> Reading:
    stage = stage_completed(words)
    m = lx.COMPLETED.search(words)
    if m is not None and stage is not None:
        return Reading(_label(words[: m.start()]), Measure.RATE, stage, derived=True)
    m = lx.SHARE.search(words)
    if m is not None:
        return Reading(_label(words[: m.start()]), Measure.SHARE, base=m["whole"], derived=True)
    m = lx.RATE_WORD.search(words)
    if m is not None:
        rate = re.match(r"[^=＝]*", words)
        return Reading(_label(rate[0] if rate else words), Measure.RATE, derived=True)
    m = lx.GROWTH.search(words)
    if m is not None and not lx.UNDECIDED.search(words):
        return Reading(_label(words[: m.start()]), Measure.GROWTH, sign=lx.sign_of(m["verb"]), base=base_of(m["cmp"] or ""), derived=True)
    stage, rest = lx.stage_of(words)
    return Reading(_label(rest), Measure.RATE, stage)


def stage_completed(words: str) -> Stage | None:
    """The stage of the budget whose figure follows 完成年初预算, 为预算; None where the words say no such thing."""
    m = lx.COMPLETED.search(words)
    if m is None:
        return None
    return Stage.INITIAL if m["stage"] == "年初" else Stage.ADJUSTED if m["stage"] in ("全年", "调整", "调整后") else Stage.ANY


def compared_noun(clause: str) -> str:
    """What a clause compares: 收入支出总体与上年相比 → 收入支出总体; "" where it compares nothing or names nothing."""
    m = _COMPARED.search(clause)
    noun = _label(lx.stage_of(clause[: m.start()])[1]) if m else ""
    return "" if noun in lx.GENERIC else noun


def _compared(clause: str) -> str:
    m = _COMPARED.search(clause)
    return m[0] if m else ""


def base_of(words: str) -> str:
    """What a comparison is with: last_year, last_budget, budget (this year's), or "" where unsaid."""
    if re.search(r"上一?年|去年|20\d\d年|同期|同比", words):
        return "last_budget" if "预算" in words else "last_year"
    return "budget" if re.search(r"预算|年初", words) else ""


def _label(words: str) -> str:
    """The noun of a lead: dates, connectives and verbs left out."""
    last = lx.last_of(lx.YEAR, words)
    if last is not None and last.end() < len(words):
        words = words[last.end() :]
    elif last is not None:
        words = words[: last.start()]
    words = lx.LEAD_IN.sub("", words)
    part = lx.NAMED_PART.match(words)
    words = words[part.end() :] if part else words
    previous = None
    while previous != words:
        previous = words
        words = lx.VERB.sub("", words)
    words = _ASIDE.sub("", words.strip(",:;、.="))
    return words.strip("(),:;、.=") if words.count("(") != words.count(")") else words


def noun_of(clause: str) -> str:
    """The noun of a clause without its stage words."""
    said = lx.stage_of(clause.replace("“", "").replace("”", ""))[1]
    return "" if _EVENT.search(said) else _label(said)


def lead_of(gap: str) -> tuple[str, str]:
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
        elif (depth == 0 and c in _CLAUSE) or (depth == 0 and c == "、" and place == 0):
            cut = place
            break
    lead, rest = gap[cut + 1 :], gap[:cut] if cut > 0 else ""
    if cut >= 0 and gap[cut] in "。!?;":
        return lead, ""
    rest = re.split(r"[。!?;]", rest)[-1]
    parts = [p for p in re.split(r"[,:]", rest) if p.strip("其中)(")]
    return lead, parts[-1] if parts else ""
