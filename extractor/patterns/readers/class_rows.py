"""Rows of the functional classification: one class stated in the text and in tables is one row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from decimal import Decimal

from extractor.documents import Span
from extractor.grounding import Candidate, Scalar
from extractor.patterns.context import Context
from extractor.schema import ListField

_Figure = tuple[Scalar, Span, Span]  # a value, the print itself, it with its label


@dataclass
class Row:
    """One row: the places of its name and code, and its figures by property. `above`: the 类 it is named under, "" where unsaid.

    `rivals`: figures of other places that differ from the row's own.
    """

    name: Span
    words: str
    level: str
    code: str = ""
    code_at: Span | None = None
    level_at: Span | None = None
    stated_in_text: bool = True
    above: str = ""
    figures: dict[str, _Figure] = dataclass_field(default_factory=dict[str, _Figure])
    rivals: dict[str, list[_Figure]] = dataclass_field(default_factory=dict[str, list[_Figure]])

    @property
    def bare(self) -> str:
        """The name without 支出, which one place writes and another leaves out."""
        return re.sub(r"支出$", "", self.words)

    @property
    def stated(self) -> bool:
        """Whether the row has an amount; names alone are none."""
        return "amount" in self.figures or "budget" in self.figures

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two rows the same: their code, or the name without 支出."""
        return (self.code or self.bare, self.level if not self.code else "")


def merged(rows: list[Row], fresh: list[Row]) -> list[Row]:
    """`rows` with those of a table: a class that both state is one row, the others follow; a table may repeat a code on purpose."""
    known = {r.code for r in rows if r.code}
    classes = {r.code: r.bare for r in fresh if r.level == "类"}
    added: list[Row] = []
    for row in fresh:
        if not row.stated:
            continue
        same = [r for r in rows if r.code == row.code] or _same_name(rows, fresh, row, classes)
        if same:
            for other in same:
                _join(other, row)
        elif row.code not in known:
            added.append(row)
    return rows + added


def _same_name(rows: list[Row], fresh: list[Row], row: Row, classes: dict[str, str]) -> list[Row]:
    """The rows of the text that are the table's `row` by name and level: their codes don't contradict, nor do the 类 above them."""
    named = [r for r in rows if r.stated_in_text and not r.code and (r.bare, r.level) == (row.bare, row.level)]
    above = classes.get(row.code[:3], "")
    if row.level != "类":
        named = [r for r in named if not (r.above and above) or r.above == above]
    alike = [r for r in fresh if r is not row and r.code != row.code and (r.bare, r.level) == (row.bare, row.level)]
    if not alike:
        return named
    # 行政运行 stands under more than one 款: the text's row is the one of its own 类, or the one of its amount.
    if row.level != "类" and above and sum(classes.get(r.code[:3]) == above for r in alike) == 0:
        return [r for r in named if r.above == above]
    return [r for r in named if "amount" in r.figures and r.figures["amount"][:1] == row.figures.get("amount", ())[:1]]


def _join(row: Row, table: Row) -> None:
    """The text's figures stand; the table gives the code and what the text leaves out, and shows what differs."""
    if not row.code:
        row.code, row.code_at = table.code, table.code_at
    for name, figure in table.figures.items():
        own = row.figures.setdefault(name, figure)
        if not _one_print(own[0], figure[0]):
            row.rivals.setdefault(name, []).append(figure)


def _one_print(one: Scalar, other: Scalar) -> bool:
    """Whether two figures are the same as far as the coarser of them is printed."""
    if not (isinstance(one, (int, Decimal)) and isinstance(other, (int, Decimal))):
        return one == other
    step = max(Decimal(v).as_tuple().exponent for v in (one, other))
    return abs(Decimal(one) - Decimal(other)) <= Decimal("0.5").scaleb(int(step)) if one != other else True


def candidates(context: Context, field: ListField, rows: list[Row]) -> Iterator[Candidate]:
    """The candidates of all rows that have an amount, each class once."""
    number = 0
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if not row.stated or (row.identity in seen and row.stated_in_text):
            continue
        seen.add(row.identity)
        at = f"{field.pointer}/{number}"
        places = [q for _, _, q in row.figures.values()]
        whole = Span(min(row.name.start, *(q.start for q in places)), max(q.end for q in places))
        yield context.words(f"{at}/name", row.name, whole if whole.end - whole.start < 200 else None)
        if row.code:
            yield context.words(f"{at}/code", row.code_at or row.name, value=row.code)
        if row.level:
            yield context.words(f"{at}/level", row.level_at or row.code_at or row.name, value=row.level)
        for name, (value, figure, quote) in row.figures.items():
            pointer = f"{at}/{name}"
            others = tuple(context.number(pointer, *rival) for rival in row.rivals.get(name, ()))
            yield replace(context.number(pointer, value, figure, quote), rivals=others)
        number += 1
