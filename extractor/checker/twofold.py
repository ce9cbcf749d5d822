"""基本支出 broken down twice, by purpose and by account: 公用经费 = 商品和服务支出 (+ 资本性支出), 人员经费 = the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.checker.arithmetic import judge
from extractor.checker.model import Kind, Reading, Relation, Source, Term, Verdict
from extractor.checker.nearby import Nearby

_PEOPLE, _RUNNING = re.compile(r"人员经费"), re.compile(r"公用经费")
_GOODS, _CAPITAL = re.compile(r"商品和服务支出"), re.compile(r"资本性支出")
_PAY, _HELP = re.compile(r"工资福利支出"), re.compile(r"对个人和家庭的?补助")


def twofold(relations: Sequence[Relation], reading: Reading) -> Iterator[Relation]:
    """What the two breakdowns of one total owe each other, as far as it is no more than a last digit off.

    More than that is another scope of the same words, which the report does not state.
    """
    sums = [r for r in relations if r.kind is Kind.SUM and len(r.operands) <= 4]
    purposes = [r for r in sums if _one(r, _PEOPLE) and _one(r, _RUNNING) and len(r.operands) == 2]
    accounts: dict[Decimal, list[Relation]] = defaultdict(list)
    for r in sums:
        if _one(r, _GOODS) and _one(r, _PAY):
            for size in {r.claim.value * r.claim.unit.scale, r.claim.value}:
                accounts[size].append(r)
    placed = {size: Nearby(found, _start) for size, found in accounts.items()}
    for one in purposes:
        same = placed.get(one.claim.value * one.claim.unit.scale)
        for other in same.around(_start(one)) if same is not None else ():
            for claim, parts in ((_one(one, _RUNNING), (_GOODS, _CAPITAL)), (_one(one, _PEOPLE), (_PAY, _HELP))):
                operands = tuple(t for p in parts if (t := _one(other, p)) is not None)
                if claim is None or not operands:
                    continue
                kind = Kind.EQUAL if len(operands) == 1 else Kind.SUM
                made = Relation("", kind, Source.PLACES, claim, operands)
                if judge(made, reading).verdict is not Verdict.VIOLATED:
                    yield made


def _start(relation: Relation) -> int:
    return relation.claim.span.start


def _one(relation: Relation, name: re.Pattern[str]) -> Term | None:
    return next((o for o in relation.operands if name.search(o.label)), None)
