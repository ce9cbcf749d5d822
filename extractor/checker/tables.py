"""Relations that tables state: total rows, 其中-rows, code hierarchies, the two sides of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.checker.arithmetic import holds
from extractor.checker.columns import RATE_HEAD, SCORE_HEAD, column_relations
from extractor.checker.grid import Grid, Row, Stretch, money_like
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.checker.rows import TOTAL, RowSums


def table_relations(grid: Grid, reading: Reading) -> Iterator[Relation]:
    """The relations of one table, rows first."""
    closed: Stretch | None = None
    closing: Row | None = None
    for n, stretch in enumerate(grid.stretches):
        if not any(t.value for r in stretch.rows for t in r.figures.values()):
            continue
        columns = [c for c in stretch.columns() if not SCORE_HEAD.search(stretch.head(c).rsplit("/", 1)[-1])]
        columns = [c for c in columns if not RATE_HEAD.search(stretch.head(c)) and _aligned(stretch, c)]
        sums = RowSums(stretch, columns, reading)
        yield from sums.relations()
        if closed is not None and closing is not None and sums.closing is not None and closed.heads is stretch.heads:
            yield from _balance(closing, sums.closing)
        closed, closing = stretch, sums.closing
        yield from _quantities(stretch)
        yield from column_relations(stretch, columns, reading)
        if n and re.search(r"性质", "".join(stretch.heads)):
            yield from _by_nature(grid.stretches[n - 1], stretch, reading)


def _aligned(stretch: Stretch, column: int) -> bool:
    return column < len(stretch.heads) or not stretch.heads


def _balance(income: Row, spent: Row) -> Iterator[Relation]:
    """收入总计 = 支出总计: the totals that close the two sides of one form."""
    if income.figures and spent.figures and income.name.endswith("总计") and spent.name.endswith("总计"):
        claim, other = income.figures[min(income.figures)], spent.figures[min(spent.figures)]
        yield Relation("", Kind.EQUAL, Source.TABLE, claim, (other,))


def _quantities(stretch: Stretch) -> Iterator[Relation]:
    """其中-rows of counts and areas: no more than the row above."""
    columns = [c for c in stretch.columns() if re.search(r"数量|面积", stretch.head(c))]
    for above, row in zip(stretch.rows, stretch.rows[1:], strict=False):
        for c in columns:
            claim, whole = row.figures.get(c), above.figures.get(c)
            if row.within and claim is not None and whole is not None:
                yield Relation("", Kind.PART, Source.TABLE, claim, (whole,), sure=False)


def _by_nature(above: Stretch, stretch: Stretch, reading: Reading) -> Iterator[Relation]:
    """按收入性质分│按支出性质分: two lists side by side that break down the budget and the final figure of the row above."""
    total = next((r for r in reversed(above.rows) if TOTAL.match(r.name)), None)
    if total is None:
        return
    for column in stretch.columns():
        rows = [replace(r, label=_label_left(r, column)) for r in stretch.rows]
        side = RowSums(Stretch((), tuple(rows)), [column], reading)
        nested = list(side.within())
        if rows and rows[0].within:
            nested, side = _first_is_no_part(rows, column, reading)
        yield from nested
        hidden = {n for run in side.inner.values() for n in run}
        parts = [r for n, r in enumerate(rows) if n not in hidden and column in r.figures]
        for claim in _claims(total, above):
            made = Relation("", Kind.SUM, Source.TABLE, claim, tuple(p.figures[column] for p in parts), sure=False)
            if parts and holds(made, reading):
                yield made
                break


def _first_is_no_part(rows: list[Row], column: int, reading: Reading) -> tuple[list[Relation], RowSums]:
    rows[0] = replace(rows[0], label=rows[0].name)
    side = RowSums(Stretch((), tuple(rows)), [column], reading)
    return list(side.within()), side


def _label_left(row: Row, column: int) -> str:
    left = [c for c in row.words if c < column]
    return row.words[max(left)] if left else row.label


def _claims(total: Row, above: Stretch) -> list[Term]:
    order = sorted(total.figures, key=lambda c: not re.search(r"执行|全年", above.head(c)))
    return [total.figures[c] for c in order if money_like(total.figures[c])]
