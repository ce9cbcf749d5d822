"""Relations that tables state: total rows, 其中-rows, code hierarchies, total columns, rate columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.checker.arithmetic import holds, judge
from extractor.checker.grid import Grid, Row, Stretch, money_like
from extractor.checker.model import Kind, Reading, Relation, Source, Term, Verdict
from extractor.checker.rows import TOTAL, RowSums

_TOTAL_HEAD = re.compile(r"(?:^|/)[^/]*(?:合计|小计|总计)(?:\([^()]*\))?$")
_DONE = re.compile(r"执行数|决算|实际支出|支出数|支出金额|实际完成|已支出|\(B\)|在职人数|实际在职", re.IGNORECASE)
_BASE = re.compile(r"全年预算|调整|预算数|预算|年初|计划|到位|\(A\)|编制", re.IGNORECASE)
_RATE_HEAD = re.compile(r"执行率|完成率|完成预算|支付率|控制率|完成比例")
_SCORE_HEAD = re.compile(r"得分|分值|权重|系数|标准分|问卷|指标值|完成值|目标值|实际值|数量|面积")


def table_relations(grid: Grid, reading: Reading) -> Iterator[Relation]:
    """The relations of one table, rows first."""
    for n, stretch in enumerate(grid.stretches):
        if not any(t.value for r in stretch.rows for t in r.figures.values()):
            continue
        columns = [c for c in stretch.columns() if not _SCORE_HEAD.search(stretch.head(c).rsplit("/", 1)[-1])]
        columns = [c for c in columns if not _RATE_HEAD.search(stretch.head(c)) and _aligned(stretch, c)]
        yield from RowSums(stretch, columns, reading).relations()
        yield from _quantities(stretch)
        yield from _column_sums(stretch, columns, reading)
        yield from _rates(stretch, reading)
        if n and re.search(r"性质", "".join(stretch.heads)):
            yield from _by_nature(grid.stretches[n - 1], stretch, reading)


def _aligned(stretch: Stretch, column: int) -> bool:
    return column < len(stretch.heads) or not stretch.heads


def _quantities(stretch: Stretch) -> Iterator[Relation]:
    """其中-rows of counts and areas: no more than the row above."""
    columns = [c for c in stretch.columns() if re.search(r"数量|面积", stretch.head(c))]
    for above, row in zip(stretch.rows, stretch.rows[1:], strict=False):
        for c in columns:
            claim, whole = row.figures.get(c), above.figures.get(c)
            if row.within and claim is not None and whole is not None:
                yield Relation("", Kind.PART, Source.TABLE, claim, (whole,), sure=False)


def _column_sums(stretch: Stretch, columns: Sequence[int], reading: Reading) -> Iterator[Relation]:
    """合计 columns: the columns to the right that make them up, as the rows themselves show."""
    for column in columns:
        if not _TOTAL_HEAD.search(stretch.head(column)):
            continue
        right = [c for c in columns if c > column]
        best: tuple[int, list[Relation]] = (0, [])
        for length in range(2, len(right) + 1):
            made = list(_across(stretch.rows, column, right[:length]))
            good = sum(holds(m, reading) for m in made)
            several = sum(sum(bool(o.value) for o in m.operands) >= 2 for m in made)
            if several and good > best[0]:
                best = (good, made)
        good, made = best
        if good and 3 * good >= 2 * len(made):
            yield from made


def _across(rows: Iterable[Row], column: int, parts: Sequence[int]) -> Iterator[Relation]:
    for row in rows:
        claim = row.figures.get(column)
        operands = tuple(row.figures[c] for c in parts if c in row.figures)
        if claim is not None and operands and (claim.value or any(o.value for o in operands)):
            yield Relation("", Kind.SUM, Source.TABLE, claim, operands)


def _rates(stretch: Stretch, reading: Reading) -> Iterator[Relation]:
    """Rate columns: of the pairs of columns that may stand behind them the one most rows agree with."""
    heads = [h.rsplit("/", 1)[-1] for h in stretch.heads]
    for column, head in enumerate(heads):
        if not _RATE_HEAD.search(head):
            continue
        dones = [c for c, h in enumerate(heads) if c != column and _DONE.search(h) and not _RATE_HEAD.search(h)]
        bases = [
            c for c, h in enumerate(heads) if c != column and _BASE.search(h) and not _RATE_HEAD.search(h) and not re.search(r"执行数", h)
        ]
        bases.sort(key=lambda c: (not re.search(r"全年|调整|\(A\)|编制", heads[c], re.IGNORECASE), -c))
        pairs = [(d, b) for b in bases for d in dones if d != b]
        if pairs:
            found = [list(_rated(stretch.rows, column, d, b)) for d, b in pairs]
            yield from max(found, key=lambda f: sum(judge(m, reading).verdict is Verdict.HOLDS for m in f))


def _rated(rows: Iterable[Row], column: int, done: int, base: int) -> Iterator[Relation]:
    for row in rows:
        claim, part, whole = row.figures.get(column), row.figures.get(done), row.figures.get(base)
        if claim is not None and part is not None and whole is not None and (part.value or whole.value or claim.value):
            yield Relation("", Kind.RATE, Source.TABLE, claim, (part, whole))


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
