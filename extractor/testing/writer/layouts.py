"""The kinds of reports: which sections in which order, how they are numbered, and the printing habits that go with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random

from extractor.testing.writer import about, beside, evaluated, money, public_costs
from extractor.testing.writer.outline import Outline
from extractor.testing.writer.pen import Pen
from extractor.testing.writer.style import Dialect, Money, Numbering, Style

Section = Callable[[Pen, Outline], None]


class Layout(StrEnum):
    """The kinds of reports that are written."""

    SELF_EVALUATION = "self-evaluation"
    SCORE_FIRST = "score-first"
    ACCOUNTS = "accounts"
    ACCOUNTS_YUAN = "accounts-yuan"
    DISTRICT = "district"
    PROVINCE = "province"
    DECIMAL = "decimal"
    PROJECT_FORM = "project-form"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with no section function of its own."""

    level: int
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section, and how often a report has it."""

    section: Section | Heading
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A layout: its kind of report, its sections and its habits. `quanta`: the smallest step of its money, in 万元."""

    report_type: str
    parts: Sequence[Part]
    numbering: Numbering
    dialects: tuple[Dialect, ...]
    units: tuple[tuple[Money, Money, Decimal], ...]
    """Unit of the text, unit of the tables, quantum: one of these for a report."""
    size: tuple[float, float] = (800, 6000)

    def style(self, random: Random) -> tuple[Style, Decimal]:
        """The habits of one report, and the smallest step of its money."""
        unit, table, quantum = random.choice(self.units)
        bookmarks = self.report_type == "部门决算" and random.random() < 0.4
        style = Style(
            unit,
            table,
            random.choice(self.dialects),
            self.numbering,
            thousands=random.random() < (0.6 if unit is Money.YUAN else 0.25),
            drop_zeros=random.random() < 0.4 and unit is not Money.YI,
            spaced=random.random() < 0.2,
            wide_digits=random.random() < 0.12,
            page_numbers=random.random() < 0.4,
            page_mark=random.choice(("— {} —", "- {} -", "{}", "第{}页")),
            bookmarks=bookmarks,
            repeated_heads=random.random() < 0.3,
            contents=self.numbering is Numbering.PARTS and random.random() < 0.7,
            leader=random.choice(("\t", "……", "  ")),
            broken=random.random() < 0.2,
            blank_lines=random.random() < 0.4,
            indent=random.choice(("", "", "　　")),
            percent_decimals=random.choice((2, 2, 2, 1)),
        )
        return style, quantum


def _heading(level: int, *wordings: str) -> Part:
    return Part(Heading(level, wordings))


FEN, WAN_CENT, WAN, YI_FOUR = Decimal("0.000001"), Decimal("0.01"), Decimal(1), Decimal(1)
_WAN = ((Money.WAN, Money.WAN, WAN_CENT), (Money.WAN, Money.WAN, WAN_CENT), (Money.WAN, Money.YUAN, WAN_CENT))
_YUAN = ((Money.YUAN, Money.YUAN, FEN), (Money.YUAN, Money.WAN, FEN))
_ROWS = (Dialect.TABS, Dialect.TABS, Dialect.PIPES)
_ACCOUNTS = (
    *(Part(money.totals), Part(money.income), Part(money.expenditure), Part(money.carried, 0.3), Part(money.fiscal, 0.6)),
    *(Part(money.public), Part(money.structure, 0.7), Part(money.items, 0.7), Part(money.basic, 0.9)),
)
_OTHER = (
    _heading(1, "其他重要事项的情况说明", "其他重要事项"),
    Part(public_costs.operating, 0.9),
    Part(public_costs.procurement, 0.8),
    Part(about.assets, 0.7),
)
_LAST = (Part(beside.funds, 0.6), *_OTHER)
_ABOUT = (Part(about.duties, 0.7), Part(about.organisation), Part(about.staffing, 0.85), Part(beside.other_people, 0.3))
_RESULTS = (
    Part(beside.work, 0.5),
    Part(evaluated.projects, 0.8),
    Part(evaluated.projects_table, 0.3),
    Part(evaluated.indicators, 0.85),
    Part(evaluated.survey, 0.4),
)

PLANS: Mapping[Layout, Plan] = {
    Layout.SELF_EVALUATION: Plan(
        "整体支出绩效自评",
        (
            *(Part(beside.basis, 0.5), _heading(1, "部门基本情况", "部门概况"), *_ABOUT, Part(about.assets, 0.4), Part(money.budgets)),
            *(Part(money.expenditure, 0.5), Part(public_costs.three_public, 0.7), _heading(1, "绩效目标完成情况", "部门整体支出绩效情况")),
            *(*_RESULTS, Part(evaluated.other_score, 0.3), Part(evaluated.score), Part(evaluated.narrative, 0.9)),
        ),
        Numbering.CHINESE,
        _ROWS,
        _WAN,
    ),
    Layout.SCORE_FIRST: Plan(
        "整体支出绩效自评",
        (
            *(
                Part(evaluated.score),
                _heading(1, "部门（单位）基本情况", "基本情况"),
                *_ABOUT,
                Part(money.income, 0.6),
                Part(money.expenditure),
            ),
            *(Part(money.basic, 0.8), Part(public_costs.three_public, 0.8), _heading(1, "部门整体支出绩效情况"), *_RESULTS),
            *(Part(evaluated.narrative), Part(public_costs.three_public_table, 0.4)),
        ),
        Numbering.CHINESE,
        (Dialect.CELLS, Dialect.CELLS, Dialect.TABS),
        _WAN,
    ),
    Layout.ACCOUNTS: Plan(
        "部门决算",
        (
            *(_heading(0, "部门概况", "单位概况"), _heading(1, "基本情况"), *_ABOUT, _heading(0, "部门决算情况说明", "决算情况说明")),
            *(
                *_ACCOUNTS,
                Part(public_costs.three_public),
                *_LAST,
                _heading(0, "名词解释"),
                Part(beside.terms, 0.5),
                _heading(0, "附表", "附件"),
            ),
            *(Part(money.functional_table, 0.6), Part(money.economic_table, 0.4), Part(public_costs.three_public_table, 0.6)),
        ),
        Numbering.PARTS,
        _ROWS,
        _WAN,
    ),
    Layout.ACCOUNTS_YUAN: Plan(
        "部门决算",
        (
            _heading(1, "部门基本情况"),
            *_ABOUT,
            *_ACCOUNTS,
            Part(public_costs.three_public),
            Part(public_costs.three_public_table, 0.5),
            *_LAST,
            Part(money.functional_table, 0.4),
            Part(money.economic_table, 0.3),
        ),
        Numbering.BARE,
        (Dialect.PIPES, Dialect.PIPES, Dialect.TABS),
        _YUAN,
        size=(500, 3000),
    ),
    Layout.DISTRICT: Plan(
        "部门决算",
        (
            *(
                _heading(1, "部门基本情况"),
                Part(about.duties),
                Part(about.organisation),
                *_ACCOUNTS[:4],
                Part(money.public),
                Part(money.items, 0.8),
            ),
            *(
                Part(public_costs.three_public),
                *_OTHER,
                _heading(1, "预算绩效管理情况"),
                Part(evaluated.projects, 0.8),
                Part(evaluated.indicators, 0.5),
            ),
        ),
        Numbering.ARABIC,
        _ROWS,
        _WAN,
        size=(3000, 20000),
    ),
    Layout.PROVINCE: Plan(
        "部门决算",
        (
            *(
                _heading(0, "单位概况"),
                _heading(1, "基本情况"),
                Part(about.duties),
                Part(about.organisation, 0.8),
                _heading(0, "决算情况说明"),
            ),
            *(*_ACCOUNTS, Part(public_costs.three_public), *_LAST, _heading(0, "名词解释"), Part(beside.terms, 0.6)),
        ),
        Numbering.PARTS,
        _ROWS,
        ((Money.YI, Money.WAN, YI_FOUR),),
        size=(60000, 400000),
    ),
    Layout.DECIMAL: Plan(
        "整体支出绩效评价",
        (
            *(
                _heading(1, "基本情况"),
                Part(about.organisation),
                Part(about.staffing),
                Part(money.budgets),
                Part(money.totals, 0.6),
                _heading(1, "绩效分析"),
                Part(beside.work, 0.5),
            ),
            *(Part(evaluated.projects), Part(evaluated.indicators), Part(evaluated.survey, 0.8), Part(evaluated.other_score, 0.3)),
            *(Part(evaluated.score), Part(evaluated.narrative)),
        ),
        Numbering.DECIMAL,
        (Dialect.PIPES, Dialect.TABS),
        _WAN,
    ),
    Layout.PROJECT_FORM: Plan(
        "项目支出绩效自评",
        (
            _heading(1, "项目概况", "项目基本情况"),
            Part(evaluated.projects),
            Part(evaluated.project_form),
            Part(evaluated.survey, 0.4),
            Part(evaluated.narrative),
        ),
        Numbering.CHINESE,
        (Dialect.PIPES, Dialect.TABS, Dialect.CELLS),
        _WAN,
    ),
    Layout.NOTICE: Plan(
        "三公经费公开",
        (
            Part(public_costs.three_public),
            Part(public_costs.three_public_table),
            _heading(1, "其他需要说明的事项"),
            Part(public_costs.operating, 0.4),
        ),
        Numbering.CHINESE,
        (Dialect.TABS, Dialect.PIPES, Dialect.SPACED),
        ((Money.WAN, Money.WAN, WAN_CENT), (Money.WAN, Money.WAN, WAN)),
    ),
}


def sections(plan: Plan, random: Random) -> list[Section | Heading]:
    """The sections that one report has; a heading without any below it is left out."""
    kept = [p.section for p in plan.parts if random.random() < p.chance]
    return [
        s
        for n, s in enumerate(kept)
        if not isinstance(s, Heading) or (n + 1 < len(kept) and not (isinstance(after := kept[n + 1], Heading) and after.level <= s.level))
    ]
