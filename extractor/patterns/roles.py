"""Which of two amounts is the budget and which the spending: told by their words, or by the rate that one is of the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.patterns import lexicon as lx
from extractor.patterns.facts import Fact
from extractor.quantities import Dimension, Reach
from extractor.schema import Measure, Stage

_BUDGETS = (Stage.INITIAL, Stage.ADJUSTED, Stage.BUDGET)
_OPENS_YEAR = re.compile(r"^年初(?!数|余额|$)")  # 年初给了N: what a year begins with is its budget, unless it is carry-over
_SPENT = re.compile(r"(?:支出|列支|决算)$|^实际|已支付|支付")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Roles:
    """The budget and the spending of one class or project; None where nothing tells it. `rate`: the spending's share of the budget.

    `open`: amounts stand there whose role neither words nor arithmetic tell: none of them may be taken for one.
    """

    budget: Fact | None = None
    spent: Fact | None = None
    rate: Fact | None = None
    open: bool = False


def roles(facts: Sequence[Fact]) -> Roles:
    """Read two amounts and the rate right behind them, in one statement of one thing (甲N，乙M，丙P%).

    Facts are those of the statement, in order. Nothing is told (all None, not open) where the shape is another.
    """
    for n, rate in enumerate(facts):
        if rate.measure is not Measure.RATE or rate.unit.dimension is not Dimension.RATIO or n < 2:
            continue
        first, second = facts[n - 2], facts[n - 1]
        if not (_is_amount(first) and _is_amount(second)) or rate.explains:
            continue
        return _told(first, second, rate)
    return Roles()


def _told(first: Fact, second: Fact, rate: Fact) -> Roles:
    forward, backward = is_rate(second, first, rate), is_rate(first, second, rate)
    said = (_role(first), _role(second))
    if set(said) == {"budget", "spent"}:
        budget, spent = (first, second) if said[0] == "budget" else (second, first)
        return Roles(budget, spent, rate)
    if said == ("spent", "spent") and first.parent:
        said = ("", "")  # parts of a total that is a spending are called so with it
    if said[0] == said[1] and said[0]:
        return Roles()  # two budgets, or two spendings: their own words say more than the rate does
    if forward and backward:
        # Equal amounts: the words of one decide, else the order that every such sentence has.
        turned = said[0] == "spent" or said[1] == "budget"
        return Roles(second, first, rate) if turned else Roles(first, second, rate)
    if forward and not (said[0] == "spent" or said[1] == "budget"):
        return Roles(first, second, rate)
    if backward and not (said[0] == "budget" or said[1] == "spent"):
        return Roles(second, first, rate)
    if said == ("budget", ""):
        return Roles(first, second, rate)
    if said == ("", "budget"):
        return Roles(second, first, rate)
    return Roles(open=said == ("", ""))


def is_rate(part: Fact, whole: Fact, rate: Fact) -> bool:
    """Whether `part` is `rate` percent of `whole`, as far as their prints tell."""
    printed = max(part.decimals, whole.decimals, 0)  # a shorter print beside a longer one dropped its zeros
    low, high = _bounds(part, printed)
    least, most = _bounds(whole, printed)
    slack = _HALF.scaleb(-rate.decimals)
    if least <= 0:
        return False
    return low / most * 100 < rate.value + slack and high / least * 100 >= rate.value - slack


def is_budget(fact: Fact) -> bool:
    """Whether words call an amount a budget: by its stage, or 年初 at the head of its clause."""
    return _role(fact) == "budget"


def _role(fact: Fact) -> str:
    if fact.stage is Stage.FINAL:
        return "spent"
    if fact.stage in _BUDGETS or (_OPENS_YEAR.match(fact.label) and not lx.CARRIED.search(fact.label)):
        return "budget"
    return "spent" if _SPENT.search(fact.label) else ""


def _is_amount(fact: Fact) -> bool:
    return (
        fact.measure is Measure.AMOUNT
        and fact.unit.dimension is Dimension.MONEY
        and fact.reach is Reach.EXACT
        and fact.stage is not Stage.LAST_YEAR
        and not fact.explains
    )


def _bounds(fact: Fact, decimals: int) -> tuple[Decimal, Decimal]:
    slack = _HALF.scaleb(-decimals) * fact.unit.scale if fact.value else Decimal(0)
    value = fact.value * fact.unit.scale
    return value - slack, value + slack
