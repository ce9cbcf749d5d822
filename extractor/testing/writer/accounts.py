"""Budgets and accounts of a department: drawn from the bottom up, so that all of it adds up."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from extractor.checker import Kind as Relation
from extractor.testing.writer.departments import ALLOWANCES, CAPITAL, COMMON_ACCOUNTS, GOODS, WAGES, Trade
from extractor.testing.writer.facts import Draw, Facts, Operand, Reach

REPORT, SECTION, PARAGRAPH = Reach.REPORT, Reach.SECTION, Reach.PARAGRAPH


def draw_accounts(facts: Facts, random: Random, size: float) -> None:
    """Income, expenditure and what is carried over; `size`: 万元 of a year, roughly."""
    draw = Draw(random, facts.quantum)
    public_income = draw.between(size * 0.7, size * 1.3)
    funds = draw.part(public_income, 0.02, 0.08) if random.random() < 0.4 else Decimal(0)
    other = draw.part(public_income, 0.003, 0.03)
    carried_in, carried_out = draw.part(public_income, 0.01, 0.06), draw.part(public_income, 0.004, 0.04)
    spent_public = public_income + carried_in - carried_out
    fiscal = public_income + funds
    total = fiscal + other + carried_in
    facts.money("~/public_income", public_income)
    facts.money("~/funds_income", funds)
    facts.money("accounts/fiscal_appropriation", fiscal)
    facts.money("accounts/other_income", other)
    facts.money("accounts/income_current_year", fiscal + other)
    facts.money("accounts/carried_in", carried_in)
    facts.money("accounts/income_total", total)
    facts.money("accounts/expenditure_total", total)
    facts.money("~/balance", total)
    facts.money("accounts/carried_out", carried_out)
    facts.money("accounts/expenditure_current_year", total - carried_out)
    facts.money("accounts/fiscal_total", fiscal + carried_in)
    facts.money("accounts/general_public_expenditure", spent_public)
    facts.money("~/funds_expenditure", funds)
    _uses(facts, draw, spent_public, other)
    facts.grown("accounts/", "accounts/income_total", _change(draw, total))
    facts.owes(Relation.GROWTH, "accounts/change_rate", ("accounts/change_amount", "accounts/expenditure_total"), PARAGRAPH)
    facts.grown("~/public_", "accounts/general_public_expenditure", _change(draw, spent_public))
    facts.percent("~/public_share", spent_public, total - carried_out)
    _owed(facts)


def _uses(facts: Facts, draw: Draw, spent_public: Decimal, other: Decimal) -> None:
    public_basic = draw.part(spent_public, 0.35, 0.75)
    personnel = draw.part(public_basic, 0.78, 0.93)
    # A department whose other money pays salaries, too, has two different 基本支出; most have one.
    basic = public_basic + (draw.part(other, 0.2, 0.9) if draw.random.random() < 0.3 else 0)
    spent = facts.figure("accounts/expenditure_current_year")
    facts.money("accounts/general_public_basic", public_basic)
    facts.money("accounts/personnel_expenditure", personnel)
    facts.money("accounts/public_expenditure", public_basic - personnel)
    facts.money("accounts/basic_expenditure", basic)
    facts.money("accounts/project_expenditure", spent - basic)
    facts.percent("accounts/basic_share", basic, spent)
    facts.percent("accounts/project_share", spent - basic, spent)
    income = facts.figure("accounts/income_current_year")
    for key, part in (("fiscal", "accounts/fiscal_appropriation"), ("other", "accounts/other_income")):
        facts.percent(f"~/{key}_income_share", facts.figure(part), income)
        facts.owes(Relation.SHARE, f"~/{key}_income_share", (part, "accounts/income_current_year"), SECTION)


def _change(draw: Draw, value: Decimal) -> Decimal:
    change = draw.part(value, 0.01, 0.14)
    return change if draw.random.random() < 0.6 else -change


def _owed(facts: Facts) -> None:
    a = "accounts/"
    for claim, parts, reach in (
        ("income_total", ("income_current_year", "carried_in"), SECTION),
        ("expenditure_total", ("expenditure_current_year", "carried_out"), SECTION),
        ("expenditure_current_year", ("basic_expenditure", "project_expenditure"), SECTION),
        ("income_current_year", ("fiscal_appropriation", "other_income"), SECTION),
        ("general_public_basic", ("personnel_expenditure", "public_expenditure"), SECTION),
    ):
        facts.owes(Relation.SUM, a + claim, [a + p for p in parts], reach)
    facts.owes(Relation.SUM, a + "fiscal_appropriation", ("~/public_income", "~/funds_income"), SECTION)
    if facts.values[a + "basic_expenditure"] == facts.values[a + "general_public_basic"]:
        facts.owes(Relation.SUM, a + "basic_expenditure", (a + "personnel_expenditure", a + "public_expenditure"), SECTION)
    facts.owes(Relation.SUM, a + "fiscal_total", (a + "fiscal_appropriation", a + "carried_in"), SECTION)
    facts.owes(Relation.SHARE, a + "basic_share", (a + "basic_expenditure", a + "expenditure_current_year"), SECTION)
    facts.owes(Relation.SHARE, a + "project_share", (a + "project_expenditure", a + "expenditure_current_year"), SECTION)
    facts.owes(Relation.SHARE, "~/public_share", (a + "general_public_expenditure", a + "expenditure_current_year"), REPORT)
    facts.owes(Relation.EQUAL, a + "expenditure_total", (a + "income_total",), REPORT)


def draw_budget(facts: Facts, random: Random) -> None:
    """The initial and the adjusted budget."""
    draw, b = Draw(random, facts.quantum), "budget/"
    spent = facts.figure("accounts/expenditure_current_year")
    adjusted = spent + draw.part(spent, 0.0, 0.06)
    initial = spent - draw.part(spent, 0.03, 0.2)
    basic = draw.part(initial, 0.4, 0.7)
    facts.money(b + "adjusted_total", adjusted)
    facts.percent(b + "execution_rate", spent, adjusted)
    facts.money(b + "initial_income", initial)
    facts.money(b + "initial_expenditure", initial)
    facts.money(b + "initial_basic", basic)
    facts.money(b + "initial_project", initial - basic)
    facts.money(b + "initial_change_amount", _change(draw, initial))
    facts.owes(Relation.SUM, b + "initial_expenditure", (b + "initial_basic", b + "initial_project"), SECTION)
    facts.owes(Relation.RATE, b + "execution_rate", ("accounts/expenditure_current_year", b + "adjusted_total"), SECTION)
    facts.owes(Relation.EQUAL, b + "initial_expenditure", (b + "initial_income",), REPORT)


def draw_functional(facts: Facts, random: Random, trade: Trade) -> None:
    """The general public expenditure by function: 类, 款 and 项."""
    draw, spent = Draw(random, facts.quantum), facts.figure("accounts/general_public_expenditure")
    groups = [g for g in (trade.accounts, *COMMON_ACCOUNTS) if g is trade.accounts or g[0][0] != trade.accounts[0][0]]
    items = [(g, g[2:] if g is not trade.accounts else random.sample(g[2:], random.randint(3, len(g) - 2))) for g in groups]
    amounts = iter(draw.split(spent, [(9 if g is trade.accounts else 1.2) for g, rows in items for _ in rows]))
    row = 0
    for group, rows in items:
        top, first = row, row + 2
        for code, name in (group[0], group[1], *sorted(rows)):
            facts.name(f"functional_expenditures/{row}/name", name)
            facts.name(f"functional_expenditures/{row}/code", code)
            facts.implied[f"functional_expenditures/{row}/level"] = "类款项"[len(code) // 2 - 1]
            if len(code) == 7:
                _item(facts, draw, row, next(amounts))
            row += 1
        keys = [f"functional_expenditures/{n}/amount" for n in range(first, row)]
        _above(facts, top, keys)
    facts.rows["functional_expenditures"] = row
    tops = [n for n in range(row) if facts.implied[f"functional_expenditures/{n}/level"] == "类"]
    whole = "accounts/general_public_expenditure"
    facts.owes(Relation.SUM, whole, [f"functional_expenditures/{n}/amount" for n in tops])
    low = [n for n in range(row) if facts.implied[f"functional_expenditures/{n}/level"] == "项"]
    facts.owes(Relation.SUM, whole, [f"functional_expenditures/{n}/amount" for n in low], indirect=True)


def _item(facts: Facts, draw: Draw, row: int, amount: Decimal) -> None:
    stem = f"functional_expenditures/{row}/"
    budget = max(facts.quantum, amount - draw.part(amount, -0.06, 0.15)) if draw.random.random() < 0.7 else amount
    facts.money(stem + "amount", amount)
    facts.money(stem + "budget", budget)
    facts.percent(stem + "completion_rate", amount, budget)
    facts.owes(Relation.RATE, stem + "completion_rate", (stem + "amount", stem + "budget"), PARAGRAPH)


def _above(facts: Facts, top: int, items: list[str]) -> None:
    """The 款 and the 类 above one group of 项."""
    total = sum((facts.figure(k) for k in items), Decimal(0))
    for row in (top, top + 1):
        facts.money(f"functional_expenditures/{row}/amount", total)
    stem, whole = f"functional_expenditures/{top}/", "accounts/general_public_expenditure"
    facts.percent(stem + "share", total, facts.figure(whole))
    facts.owes(Relation.SHARE, stem + "share", (stem + "amount", whole), SECTION)
    facts.owes(Relation.SUM, stem + "amount", items, indirect=True)
    facts.owes(Relation.SUM, f"functional_expenditures/{top + 1}/amount", items)
    facts.owes(Relation.EQUAL, stem + "amount", (f"functional_expenditures/{top + 1}/amount",))


def draw_economic(facts: Facts, random: Random) -> None:
    """The basic expenditure by economic class: wages and allowances from 人员经费, goods and capital from 公用经费."""
    draw, row = Draw(random, facts.quantum), 0
    for whole, classes in (
        ("accounts/personnel_expenditure", (("工资福利支出", WAGES, 0.9), ("对个人和家庭的补助", ALLOWANCES, 0.1))),
        ("accounts/public_expenditure", (("商品和服务支出", GOODS, 0.92), ("资本性支出", CAPITAL, 0.08))),
    ):
        tops: list[str] = []
        for (name, items, _), amount in zip(classes, draw.split(facts.figure(whole), [c[2] for c in classes]), strict=True):
            pool = items.split("、")
            drawn = set(random.sample(pool, random.randint(2, min(len(pool), 9))))
            names = [n for n in pool if n in drawn]
            row = _class(facts, draw, row, name, names, amount)
            tops.append(f"economic_expenditures/{row - len(names) - 1}/amount")
        facts.owes(Relation.SUM, whole, tops, PARAGRAPH)
    facts.rows["economic_expenditures"] = row


def _class(facts: Facts, draw: Draw, row: int, name: str, names: list[str], amount: Decimal) -> int:
    """One 类 and its 款; the row after them."""
    top = f"economic_expenditures/{row}/"
    facts.name(top + "name", name)
    facts.money(top + "amount", amount)
    for n, (item, value) in enumerate(zip(names, draw.split(amount, [1] * len(names)), strict=True), row + 1):
        facts.name(f"economic_expenditures/{n}/name", item)
        facts.money(f"economic_expenditures/{n}/amount", value)
        facts.implied[f"economic_expenditures/{n}/parent"] = name
    parts = [Operand(f"economic_expenditures/{n}/amount") for n in range(row + 1, row + 1 + len(names))]
    facts.owes(Relation.SUM, top + "amount", parts)
    return row + 1 + len(names)
