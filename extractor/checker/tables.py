"""Relations that tables state: total rows, 其中-rows, code hierarchies, total columns, rate columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.checker.arithmetic import holds, judge, slipped
from extractor.checker.grid import Grid, Row, Stretch, money_like
from extractor.checker.model import Kind, Reading, Relation, Source, Term, Verdict

_TOTAL = re.compile(r"^(?:合计|总计|总额|小计|共计|年度资金总额|资金总额|.{0,8}(?:总额|合计|总计))$")
_TOTAL_HEAD = re.compile(r"(?:^|/)[^/]*(?:合计|小计|总计)(?:\([^()]*\))?$")
_DONE = re.compile(r"执行数|决算|实际支出|支出数|支出金额|实际完成|已支出|\(B\)|在职人数|实际在职", re.IGNORECASE)
_BASE = re.compile(r"全年预算|调整|预算数|预算|年初|计划|到位|\(A\)|编制", re.IGNORECASE)
_RATE_HEAD = re.compile(r"执行率|完成率|完成预算|支付率|控制率|完成比例")
_SCORE_HEAD = re.compile(r"得分|分值|权重|系数|标准分|问卷|指标值|完成值|目标值|实际值|数量|面积")
_MOST_PARTS = 24  # an unmarked total with more parts than this is not looked for


def table_relations(grid: Grid, reading: Reading) -> Iterator[Relation]:
    """The relations of one table, rows first."""
    for n, stretch in enumerate(grid.stretches):
        if not any(t.value for r in stretch.rows for t in r.figures.values()):
            continue
        columns = [c for c in stretch.columns() if not _SCORE_HEAD.search(stretch.head(c).rsplit("/", 1)[-1])]
        columns = [c for c in columns if not _RATE_HEAD.search(stretch.head(c)) and _aligned(stretch, c)]
        yield from _Rows(stretch, columns, reading).relations()
        yield from _quantities(stretch)
        yield from _column_sums(stretch, columns, reading)
        yield from _rates(stretch, reading)
        if n and re.search(r"性质", "".join(stretch.heads)):
            yield from _by_nature(grid.stretches[n - 1], stretch, reading)


def _aligned(stretch: Stretch, column: int) -> bool:
    return column < len(stretch.heads) or not stretch.heads


class _Rows:
    """Sums down the columns of a stretch."""

    def __init__(self, stretch: Stretch, columns: Sequence[int], reading: Reading) -> None:
        self.rows, self.columns, self.reading = stretch.rows, columns, reading
        self.levels = [r.level for r in stretch.rows]
        self.inner: dict[int, list[int]] = {}  # index of a row → indices of its 其中-rows

    def relations(self) -> Iterator[Relation]:
        if any(r.code for r in self.rows):
            yield from self._codes()
            return
        yield from self._within()
        hidden = {n for run in self.inner.values() for n in run}
        for n, row in enumerate(self.rows):
            if n in self.inner or not row.figures:
                continue
            yield from self._below(n, row, hidden)

    # -- 类款项 -----------------------------------------------------------------------------------------------

    def _codes(self) -> Iterator[Relation]:
        coded = [r for r in self.rows if r.code]
        for row in coded:
            children = [r for r in coded if r.code != row.code and r.code.startswith(row.code)]
            nearest = min((len(r.code) for r in children), default=0)
            parts = [r for r in children if len(r.code) == nearest]
            if parts and len({r.code for r in parts}) == len(parts):
                yield from self._summed(row, parts, True)
        top = min((len(r.code) for r in coded), default=0)
        for row in self.rows:
            if not row.code and _TOTAL.match(row.name or row.label):
                yield from self._summed(row, [r for r in coded if len(r.code) == top], True)

    # -- 其中 ---------------------------------------------------------------------------------------------------

    def _within(self) -> Iterator[Relation]:
        """Runs of 其中-rows, each as long as its figures say, else to where numbering or the stretch ends it."""
        for n, row in enumerate(self.rows):
            if not row.within or n == 0:
                continue
            parent = self.rows[n - 1]
            end = self._end(n, parent)
            run = list(range(n, end))
            ended = end == len(self.rows) or self.rows[end].level > 0
            best = self._longest(parent, run, ended)
            if best:
                self.inner[n - 1] = best
                yield from self._summed(parent, [self.rows[i] for i in best], True)
            elif len(run) == 1:
                self.inner[n - 1] = run
                yield from self._part(parent, self.rows[n])
            elif ended and self._most_hold(parent, [self.rows[i] for i in run]):
                self.inner[n - 1] = run
                yield from self._summed(parent, [self.rows[i] for i in run], True)
            else:
                self.inner[n - 1] = [n]
                yield from self._part(parent, row)

    def _longest(self, parent: Row, run: list[int], ended: bool) -> list[int]:
        """The longest part of a run that sums in all columns; the whole run where most columns agree or one slips."""
        # Every length is tried of a short run only: a table of thousands of rows costs what its rows cost.
        for length in range(len(run), 0, -1) if len(run) <= 2 * _MOST_PARTS else (len(run),):
            parts = [self.rows[i] for i in run[:length]]
            if (length > 1 or self._alone(parts)) and self._all_hold(parent, parts):
                return run[:length]
            if length == len(run) > 1 and ended and (self._most_hold(parent, parts) or self._slips(parent, parts)):
                return run
        return []

    def _slips(self, parent: Row, parts: Sequence[Row]) -> bool:
        made = [judge(m, self.reading) for m in self._each(parent, parts)]
        wrong = [m for m in made if m.verdict is not Verdict.HOLDS]
        return len(wrong) == 1 and slipped(wrong[0]) and len(wrong[0].claim.printed) >= 5

    def _end(self, start: int, parent: Row) -> int:
        for n in range(start + 1, len(self.rows)):
            row = self.rows[n]
            level = self.levels[n]
            if row.within or _TOTAL.match(row.name) or (level and (not parent.level or level <= parent.level)):
                return n
        return len(self.rows)

    def _alone(self, parts: Sequence[Row]) -> bool:
        return any(t.value for p in parts for t in p.figures.values())

    # -- totals and numbered rows -------------------------------------------------------------------------------

    def _below(self, n: int, row: Row, hidden: set[int]) -> Iterator[Relation]:
        total, level = bool(_TOTAL.match(row.name)), self.levels[n]
        after = [i for i in range(n + 1, len(self.rows)) if i not in hidden]
        before = [i for i in range(n) if i not in hidden]
        if total and not any(self.rows[i].figures for i in after) and before:
            parts = [self.rows[i] for i in self._top(before)]
            if len(parts) >= 2:
                yield from self._summed(row, parts, True)
            return
        stop = next((i for i in after if level and 0 < self.levels[i] <= level), len(self.rows))
        block = [i for i in after if i < stop]
        if total:
            tops = self._top(block)
            if len(tops) >= 2:
                parts = [self.rows[i] for i in tops]
                sure = all(not self.levels[i] for i in block) or all(self.levels[i] for i in tops)
                if self._most_hold(row, parts) or (sure and len(parts) >= 3):
                    yield from self._summed(row, parts, True)
                    return
        levels = [i for i in block if self.levels[i]]
        if level and levels:
            tops = self._top(levels)
            parts = [self.rows[i] for i in tops]
            if self._all_hold(row, parts) or self._slips(row, parts):
                yield from self._summed(row, [self.rows[i] for i in tops], True)
                return
        for length in range(2, min(len(block), _MOST_PARTS) + 1):
            parts = [self.rows[i] for i in block[:length]]
            if self._slips(row, parts) and self._telling(row, parts) and self._most_hold(row, parts):
                yield from self._summed(row, parts, True)
                return
            if sum(bool(p.figures) for p in parts) >= 2 and self._all_hold(row, parts) and self._telling(row, parts):
                yield from self._summed(row, parts, False)
                return

    def _top(self, indices: Sequence[int]) -> list[int]:
        top = min((self.levels[i] for i in indices if self.levels[i]), default=None)
        return [i for i in indices if top is None or self.levels[i] == top]

    def _telling(self, row: Row, parts: Sequence[Row]) -> bool:
        """Whether a sum is no accident: two parts that are not 0 in a column."""
        return any(sum(bool(p.figures[c].value) for p in parts if c in p.figures) >= 2 for c in self.columns if c in row.figures)

    # -- relations of the columns -------------------------------------------------------------------------------

    def _each(self, parent: Row, parts: Sequence[Row]) -> Iterator[Relation]:
        for c in self.columns:
            claim = parent.figures.get(c)
            operands = tuple(p.figures[c] for p in parts if c in p.figures)
            if claim is None or not operands or not money_like(claim):
                continue
            if any(o.unit.dimension is not claim.unit.dimension for o in operands):
                continue
            yield Relation("", Kind.SUM, Source.TABLE, claim, operands)

    def _all_hold(self, parent: Row, parts: Sequence[Row]) -> bool:
        made = list(self._each(parent, parts))
        telling = [m for m in made if m.claim.value]
        return bool(telling) and all(holds(m, self.reading) for m in made)

    def _most_hold(self, parent: Row, parts: Sequence[Row]) -> bool:
        made = [m for m in self._each(parent, parts) if m.claim.value or any(o.value for o in m.operands)]
        good = sum(holds(m, self.reading) for m in made)
        return good > 0 and 2 * good >= len(made)

    def _summed(self, parent: Row, parts: Sequence[Row], sure: bool) -> Iterator[Relation]:
        for made in self._each(parent, parts):
            yield replace(made, sure=sure)

    def _part(self, parent: Row, row: Row) -> Iterator[Relation]:
        for c in self.columns:
            claim, whole = row.figures.get(c), parent.figures.get(c)
            if claim is not None and whole is not None and money_like(claim):
                yield Relation("", Kind.PART, Source.TABLE, claim, (whole,), sure=False)


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
    total = next((r for r in reversed(above.rows) if _TOTAL.match(r.name)), None)
    if total is None:
        return
    for column in stretch.columns():
        rows = [replace(r, label=_label_left(r, column)) for r in stretch.rows]
        side = _Rows(Stretch((), tuple(rows)), [column], reading)
        nested = list(side._within())  # pyright: ignore[reportPrivateUsage]
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


def _first_is_no_part(rows: list[Row], column: int, reading: Reading) -> tuple[list[Relation], _Rows]:
    rows[0] = replace(rows[0], label=rows[0].name)
    side = _Rows(Stretch((), tuple(rows)), [column], reading)
    return list(side._within()), side  # pyright: ignore[reportPrivateUsage]


def _label_left(row: Row, column: int) -> str:
    left = [c for c in row.words if c < column]
    return row.words[max(left)] if left else row.label


def _claims(total: Row, above: Stretch) -> list[Term]:
    order = sorted(total.figures, key=lambda c: not re.search(r"执行|全年", above.head(c)))
    return [total.figures[c] for c in order if money_like(total.figures[c])]
