"""What relations are built from: the figures that sentences state, in order, with the words between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

from extractor.checker.grades import defining
from extractor.checker.model import Term
from extractor.documents import Block, Document, Span
from extractor.quantities import Dimension, Reach, Unit
from extractor.schema import Measure, Stage


class Stated(Protocol):
    """A figure read from a sentence and what the words around it say that it is (the patterns engine's facts are such)."""

    @property
    def label(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def measure(self) -> Measure: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def unit(self) -> Unit: ...
    @property
    def decimals(self) -> int: ...
    @property
    def figure(self) -> Span: ...
    @property
    def section(self) -> int: ...
    @property
    def block(self) -> str: ...
    @property
    def base(self) -> str: ...
    @property
    def explains(self) -> bool: ...
    @property
    def reach(self) -> Reach: ...
    @property
    def year(self) -> int: ...
    @property
    def after(self) -> str: ...
    @property
    def stated(self) -> bool: ...


GENERIC = frozenset(
    ("支出", "费用支出", "决算", "决算数", "执行", "执行数", "实际支出", "支出金额", "执行金额", "支付金额", "预算", "收入", "费用", "金额")
)
LONGEST = 18
"""Digits beyond which a print is a number (of an account, a link) and no figure of a report."""

_BUDGETED = re.compile(r"预算|年初|年中|调整|安排|下达|核定|批复")
BUDGETS = frozenset((Stage.INITIAL, Stage.ADJUSTED, Stage.BUDGET))


@dataclass(frozen=True, slots=True)
class Statement:
    """One stated figure. `gap`: the words between the figure before it (its unit left out) and it; `at`: its place in the paragraph."""

    fact: Stated
    term: Term
    gap: str
    at: int
    spent: bool = False  # a part of what was spent, though a budget was said last before the parts

    @property
    def amount(self) -> bool:
        """Whether it is a size of its own, not a change, share or rate."""
        return self.fact.measure in (Measure.AMOUNT, Measure.SCORE) and self.fact.unit.dimension is not Dimension.RATIO

    @property
    def stage(self) -> str:
        """Whose figure it is: of a budget, of last year, or of this year."""
        stage = Stage.FINAL if self.spent else self.fact.stage
        return "budget" if stage in BUDGETS else "last" if stage is Stage.LAST_YEAR else "now"

    @property
    def name(self) -> str:
        """What it is called: its label, else what the sentence speaks of."""
        if self.fact.label in GENERIC and self.fact.subject:
            return self.fact.subject
        return self.fact.label or self.fact.subject


@dataclass
class Paragraph:
    """The stated figures of one block, in order; `text` its readable words, `tail` those behind the last figure."""

    block: Block
    text: str
    statements: list[Statement] = field(default_factory=list[Statement])
    tail: str = ""
    number: int = 0

    def between(self, one: Statement, other: Statement) -> str:
        """The words from the end of one figure to the start of a later one."""
        return self.text[one.at : other.at]


@dataclass
class Sheet:
    """A document's statements by paragraph, in document order."""

    document: Document
    paragraphs: list[Paragraph]

    def by_label(self) -> dict[str, list[Statement]]:
        """Amounts by name, in document order."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for paragraph in self.paragraphs:
            for s in paragraph.statements:
                if s.amount and not s.fact.explains:
                    found[s.name].append(s)
        return found


def term_of(document: Document, fact: Stated, label: str = "") -> Term:
    """The fact as an operand; its print without white space."""
    printed = "".join(document.text[fact.figure.start : fact.figure.end].split())
    page = document.page_at(fact.figure.start) if document.pages else 0
    name = label or fact.label or fact.subject
    return Term(
        name,
        printed,
        fact.value,
        fact.unit,
        fact.decimals,
        fact.figure,
        reach=fact.reach,
        page=page,
        section=fact.section,
        block=fact.block,
    )


def sheet_of(document: Document, facts: Iterable[Stated]) -> Sheet:
    """Statements by paragraph from the facts of a document's sentences, in document order.

    The bounds of a grade (90分以上为优) are nobody's scores: such figures are left out.
    """
    by_block: dict[str, list[Stated]] = defaultdict(list)
    bounds = {at for span in defining(document) for at in range(span.start, span.end)}
    for fact in facts:
        if fact.figure.start not in bounds and len(fact.value.as_tuple().digits) <= LONGEST:
            by_block[fact.block].append(fact)
    paragraphs: list[Paragraph] = []
    for block in document.blocks:
        if block.id in by_block:
            paragraphs.append(_paragraph(document, block, by_block[block.id]))
            paragraphs[-1].number = len(paragraphs) - 1
    return Sheet(document, paragraphs)


def _paragraph(document: Document, block: Block, facts: Sequence[Stated]) -> Paragraph:
    view = document.view(block.span)
    made = Paragraph(block, view.text)
    end = 0
    for fact in sorted(facts, key=lambda f: f.figure.start):
        at = bisect_left(view.offsets, fact.figure.start)
        gap = view.text[end:at] if at >= end else ""
        symbol = made.statements[-1].fact.unit.symbol if made.statements and not made.statements[-1].fact.stated else ""
        made.statements.append(Statement(fact, term_of(document, fact), gap.removeprefix(symbol), at))
        end = max(end, bisect_left(view.offsets, fact.figure.end))
    made.tail = view.text[end:]
    made.statements[:] = _stages_mended(made)
    return made


def _stages_mended(paragraph: Paragraph) -> Iterator[Statement]:
    """决算A，预算B，完成预算P%。其中：C，D: the parts are of what the sentence is about, not of the budget said last."""
    wholes: list[Statement] = []
    for s in paragraph.statements:
        apart = s.fact.parent and s.amount and s.stage == "budget" and not _BUDGETED.search(s.gap)
        if apart and len(wholes) >= 2 and wholes[-1].stage == "budget" and wholes[-2].fact.stage is Stage.FINAL:
            final, budget = wholes[-2:]
            ended = "。" in paragraph.between(budget, s) and "。" not in paragraph.between(final, budget)
            yield replace(s, spent=ended)
        else:
            yield s
        if s.amount and not s.fact.parent and s.fact.unit.dimension is Dimension.MONEY:
            wholes.append(s)


def named(term: Term, label: str) -> Term:
    """The term under another label."""
    return replace(term, label=label)
