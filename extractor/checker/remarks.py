"""Remarks: what is worth a look and owes nothing. They are no findings, and are told only where they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extractor.checker.model import Term
from extractor.checker.statements import Sheet, Statement
from extractor.quantities import Dimension
from extractor.schema import Stage

_OPERATING = re.compile(r"机关运行经费")
_PUBLIC = re.compile(r"^(?:日常)?公用经费(?:支出)?$")
_THREE_PUBLIC = re.compile(r"三公|因公出国|公务接待|公务用?车")


class RemarkKind(StrEnum):
    """What is remarked."""

    OPERATING_DIFFERS = "operating_differs"  # 机关运行经费 is 公用经费 in administrative units only
    ABOVE_BUDGET = "above_budget"  # 三公 final above its budget: a matter of discipline, not of arithmetic


@dataclass(frozen=True, slots=True)
class Remark:
    """Two figures that are remarked on: the one in question, and what it is held against."""

    kind: RemarkKind
    figures: tuple[Term, Term]

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the remark."""
        return {"kind": str(self.kind), "figures": [f.as_json() for f in self.figures]}


def remarks(sheet: Sheet) -> Iterator[Remark]:
    """The remarks of a document, in its order."""
    money = [
        s
        for p in sheet.paragraphs
        for s in p.statements
        if s.amount and s.term.unit.dimension is Dimension.MONEY and not (s.fact.explains or s.fact.stated or s.fact.base)
    ]
    found = [*_operating(money), *_above(sheet)]
    yield from sorted(found, key=lambda r: r.figures[0].span)


def _operating(money: list[Statement]) -> Iterator[Remark]:
    """机关运行经费 that is none of the amounts of 公用经费: the first against the last 公用经费 before it."""
    public = [s for s in money if s.stage == "now" and _PUBLIC.search(s.name)]
    operating = next((s for s in money if s.stage == "now" and _OPERATING.search(s.name)), None)
    if operating is None or not public:
        return
    size = operating.term.value * operating.term.unit.scale
    if all(s.term.value * s.term.unit.scale != size for s in public):
        before = [s for s in public if s.term.span < operating.term.span] or public
        yield Remark(RemarkKind.OPERATING_DIFFERS, (operating.term, before[-1].term))


def _above(sheet: Sheet) -> Iterator[Remark]:
    """A 三公 final account above the budget of the same name in its paragraph."""
    for paragraph in sheet.paragraphs:
        able = [s for s in paragraph.statements if s.amount and s.term.unit.dimension is Dimension.MONEY and not s.fact.explains]
        for done in able:
            if done.fact.stage not in (Stage.FINAL, Stage.ANY) or not _THREE_PUBLIC.search(done.fact.subject):
                continue
            budget = next((s for s in able if s.stage == "budget" and s.fact.subject == done.fact.subject), None)
            if budget is not None and done.term.value * done.term.unit.scale > budget.term.value * budget.term.unit.scale:
                yield Remark(RemarkKind.ABOVE_BUDGET, (done.term, budget.term))
