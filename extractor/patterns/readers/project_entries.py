"""Projects told in numbered paragraphs, one each: 1.甲项目预算数N万元，支出M万元，执行率P%，得分S分。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from extractor.documents import Block, Span
from extractor.documents.lines import number_of
from extractor.grounding import Scalar
from extractor.patterns.context import Context
from extractor.patterns.facts import Fact
from extractor.patterns.roles import is_budget, roles
from extractor.patterns.scalars import value_of
from extractor.quantities import Dimension, Reach
from extractor.schema import ListField, Measure, Stage

_SPEND = re.compile(r"实际(?:支出|使用|完成|支付)|执行数|支出|已(?:支付|使用)|支付|使用资金|完成投资|列支")
_BUDGET = re.compile(r"经费|资金|预算|投资|安排|下达|金额|项目$|费$|补助")
_LEAD = re.compile(
    r"(?P<name>.{2,50}?)(?:项目经费|项目资金|项目|经费预算|预算资金|资金)?(?:[,:]|年初|全年|调整|预算|安排|下达|资金|经费|共|为|约|投入|支出)*$"
)
# 甲项目核定额度, 甲项目全年预算数: what follows the last 项目 says what the figure is, whatever the word for it.
_ROLE = re.compile(
    r"项目(?:(?:(?!项目)[一-鿿]){0,6}?(?:额度?|数额?|金额|总额)"
    r"|(?:年初|全年|调整后?|预算|安排|下达|批复|核定|到位|实际|财政|总|投入|计划|当年|本年度?|拨付)*(?:经费|资金|预算|安排|下达|投入|拨款)?)"
    r"(?:[,:]|共计?|为|约|合计)*$"
)
_NAMED_APART = re.compile(r"(?P<name>[^。,:;]{2,50}?)项目。[^。]{0,16}$")  # 甲项目。全年预算数N
_NO_NAME = re.compile(r"^(?:用于|其中|项目|基本)|[个各等本该]$|年度?$")
_FULL_POINTS = re.compile(r"满分|分值|权重|总分")


@dataclass
class Project:
    """One project while it is being read."""

    name: Span
    quote: Span
    code: Span | None = None
    figures: dict[str, tuple[Scalar, Span, Span]] = dataclass_field(default_factory=dict[str, tuple[Scalar, Span, Span]])


@dataclass(frozen=True, slots=True)
class _Entry:
    """A paragraph of one project: the place of its name and its facts by property. `called`: its words say 甲项目."""

    block: Block
    name: Span
    quote: Span
    facts: dict[str, Fact]
    called: bool


def entries(context: Context, field: ListField) -> list[Project]:
    """The longest run of two or more numbered paragraphs that tell of a project each."""
    best = max(_runs(context), key=len)
    if len(best) < 2:
        return []
    projects: list[Project] = []
    for entry in best:
        project = Project(entry.name, entry.quote)
        for name, fact in entry.facts.items():
            item = field.field(name)
            if item is not None:
                project.figures[name] = (value_of(fact, item), fact.figure, fact.quote)
        projects.append(project)
    return projects


def entry_blocks(context: Context) -> set[str]:
    """The paragraphs whose figures are one project's, never the department's."""
    return {e.block.id for run in _runs(context) for e in run if len(run) >= 2 or e.called}


def _runs(context: Context) -> list[list[_Entry]]:
    runs: list[list[_Entry]] = [[]]
    for block in context.paragraphs():
        entry = _entry(context, block)
        if entry is not None:
            runs[-1].append(entry)
        elif number_of(context.document.words(block.span)) is not None and runs[-1]:
            runs.append([])
    return runs


def _entry(context: Context, block: Block) -> _Entry | None:
    words = context.document.words(block.span)
    number = number_of(words)
    facts = context.by_block.get(block.id, [])
    money = [f for f in facts if f.unit.dimension is Dimension.MONEY and f.measure is Measure.AMOUNT]
    if number is None or not money or "项目" not in words[:80]:
        return None
    first = money[0]
    view = context.document.view(block.span)
    end = next(i for i, o in enumerate(view.offsets) if o >= first.figure.start)
    name, called = _name(words[number.end : end])
    if not name:
        return None
    at = words.find(name, number.end)
    read = dict(_figures(facts, first))
    if not ({"executed", "execution_rate", "score"} & set(read) and {"adjusted_budget", "initial_budget"} & set(read)):
        return None
    return _Entry(block, Span(*view.source(at, at + len(name))), Span(block.span.start, first.figure.end), read, called)


def _name(lead: str) -> tuple[str, bool]:
    """The project's name in the words before its first figure, and whether they call it 甲项目; "" where they name none."""
    apart = _NAMED_APART.match(lead)
    role = None if apart else _ROLE.search(lead)
    if apart is not None or (role is not None and not re.search(r"[。,:;]", lead[: role.start()])):
        name, called = apart["name"] if apart else lead[: role.start()] if role else "", True
    else:
        m = _LEAD.match(lead)
        if m is None or "。" in m["name"]:
            return "", False
        name, called = re.split(r"[。,:;]", m["name"])[0], False
    name = name.strip("“”《》")
    return ("", False) if len(name) < 2 or _NO_NAME.search(name) else (name, called)


def _figures(facts: list[Fact], first: Fact) -> Iterator[tuple[str, Fact]]:
    """Each property of a project with the fact that states it; arithmetic and stage words before the words of the label."""
    told = roles([f for f in facts if f.unit.dimension in (Dimension.MONEY, Dimension.RATIO)])
    known: dict[str, Fact] = {}
    if told.budget is not None and told.spent is not None and told.rate is not None:
        known = {_budget_name(told.budget): told.budget, "executed": told.spent, "execution_rate": told.rate}
    for fact in facts:
        property_ = property_of(fact, fact is first)
        if property_ and not any(fact is f for f in known.values()):
            known.setdefault(property_, fact)
    points = [f for f in facts if f.measure is Measure.SCORE and f.reach is Reach.EXACT and not _FULL_POINTS.search(f.label)]
    if len(points) == 1 and points[0].value <= 100:
        known.setdefault("score", points[0])  # 自我打分N分: the one score of a project's paragraph is the project's
    yield from known.items()


def _budget_name(fact: Fact) -> str:
    return "initial_budget" if fact.stage is Stage.INITIAL or (fact.stage is Stage.ANY and is_budget(fact)) else "adjusted_budget"


def property_of(fact: Fact, first: bool) -> str:
    """The property that a figure told of a project is by its words; `first`: it is the first amount, "" where it is none."""
    said = fact.label + fact.subject if fact.measure is not Measure.AMOUNT else fact.label
    if fact.measure is Measure.SCORE:
        return "score" if "得分" in said or "评分" in said else ""
    if fact.measure is Measure.RATE:
        return "execution_rate" if re.search(r"执行率|支付率|完成预算", fact.label) or not fact.label else ""
    if fact.measure is not Measure.AMOUNT or fact.unit.dimension is not Dimension.MONEY:
        return ""
    if fact.stage in (Stage.INITIAL,):
        return "initial_budget"
    if fact.stage is Stage.FINAL or (not first and _SPEND.search(fact.label)):
        return "executed"
    return "adjusted_budget" if first or (fact.stage in (Stage.ADJUSTED, Stage.BUDGET) and _BUDGET.search(fact.label + "预算")) else ""
