"""Sums down the columns of a table: total rows, 其中-rows, code hierarchies, breakdowns by nature, totals that close a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from extractor.checker.arithmetic import holds, judge, slipped
from extractor.checker.grid import Row, Stretch, money_like
from extractor.checker.model import Kind, Reading, Relation, Source, Verdict

TOTAL = re.compile(r"^(?:合计|总计|总额|小计|共计|年度资金总额|资金总额|.{0,4}总金额|.{0,8}(?:总额|合计|总计|小计))$")
_CARRIED = re.compile(r"结转|结余|弥补|分配|上年|年初|年末|调入|调出")
_CARRIED_FROM = re.compile(r"财政拨款$|基本支出|项目支出|经营|结转|其他")
_BY = re.compile(r"^(?:其中[:,]?)?按.{1,8}分(?:类|为)?(?=$|:)")
_STAFF = (re.compile(r"^人员(?:经费|支出)"), re.compile(r"^(?:日常)?公用(?:经费|支出)"))
_STAFF_CODES = frozenset(("301", "303"))
_PURPOSE = re.compile(r"购置|运行")
_MOST_PARTS = 24  # an unmarked total with more parts than this is not looked for


class RowSums:
    """Sums down the columns of a stretch."""

    def __init__(self, stretch: Stretch, columns: Sequence[int], reading: Reading) -> None:
        self.rows, self.columns, self.reading = stretch.rows, columns, reading
        self.levels = [r.level for r in stretch.rows]
        self.totals = [bool(TOTAL.match(r.name)) for r in stretch.rows]
        self.inner: dict[int, list[int]] = {}  # index of a row → indices of its 其中-rows
        self.closing: Row | None = None  # the total that closes one side of a form

    def relations(self) -> Iterator[Relation]:
        if any(r.code for r in self.rows):
            yield from self._codes()
            return
        yield from self.within()
        yield from self._natures()
        hidden = {n for run in self.inner.values() for n in run}
        closing, closed = self._closing(hidden)
        yield from closing
        for n, row in enumerate(self.rows):
            if n in self.inner or n in closed or not row.figures:
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
        tops = [r for r in coded if len(r.code) == top]
        halves: list[tuple[Row, list[Row]]] = []
        for row in self.rows:
            if not row.code and TOTAL.match(row.name or row.label):
                staff, goods = (form.match(row.name) for form in _STAFF)
                if staff or goods:
                    halves.append((row, [r for r in tops if (r.code in _STAFF_CODES) == bool(staff)]))
                else:
                    yield from self._summed(row, tops, True)
        sure = any(self._all_hold(row, parts) for row, parts in halves)
        for row, parts in halves:
            yield from self._summed(row, parts, sure)

    # -- 其中 ---------------------------------------------------------------------------------------------------

    def within(self) -> Iterator[Relation]:
        """Runs of 其中-rows, each as long as its figures say, else to where numbering or the stretch ends it."""
        for n, row in enumerate(self.rows):
            if not row.within or n == 0 or _by(row):
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
            elif fitting := self._fitting(parent, run):
                self.inner[n - 1] = fitting
                yield from self._summed(parent, [self.rows[i] for i in fitting], True)
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

    def _fitting(self, parent: Row, run: list[int]) -> list[int]:
        """The parts that the parent's own name says (用车购置及运行: 购置, 运行), else those that alone most columns agree with."""
        named = [i for i in run if (told := _PURPOSE.search(self.rows[i].name)) and told[0] in parent.name]
        if len(named) >= 2 and named == run[: len(named)]:
            return named
        able = [run[:length] for length in range(2, min(len(run), _MOST_PARTS))]
        most = [parts for parts in able if self._most_hold(parent, [self.rows[i] for i in parts])]
        return most[0] if len(most) == 1 else []

    def _slips(self, parent: Row, parts: Sequence[Row]) -> bool:
        made = [judge(m, self.reading) for m in self._each(parent, parts)]
        wrong = [m for m in made if m.verdict is not Verdict.HOLDS]
        return len(wrong) == 1 and slipped(wrong[0]) and len(wrong[0].claim.printed) >= 5

    def _end(self, start: int, parent: Row) -> int:
        for n in range(start + 1, len(self.rows)):
            row = self.rows[n]
            level = self.levels[n]
            if row.within or self.totals[n] or _by(row) or (level and (not parent.level or level <= parent.level)):
                return n
        return len(self.rows)

    def _alone(self, parts: Sequence[Row]) -> bool:
        return any(t.value for p in parts for t in p.figures.values())

    # -- 按收入性质分, 按支出性质分 --------------------------------------------------------------------------------

    def _natures(self) -> Iterator[Relation]:
        """Rows that break one total down twice: each run of rows below its own 按…分 sums to the total."""
        hidden = {n for run in self.inner.values() for n in run}
        shown = [n for n in range(len(self.rows)) if n not in hidden]
        runs: list[list[int]] = []
        parent, last = -1, ""
        for n in shown:
            row, by = self.rows[n], _by(self.rows[n])
            if by and by != last:
                if not runs:
                    parent = max((i for i in shown if i < n and self.rows[i].figures), default=-1)
                runs.append([])
            elif runs and self.totals[n]:
                break
            last = by or last
            if runs and row.figures:
                runs[-1].append(n)
        runs = [r for r in runs if r]
        if parent < 0 or not runs:
            return
        whole, lists = self.rows[parent], [[self.rows[i] for i in run] for run in runs]
        sure = any(len(parts) > 1 and self._most_hold(whole, parts) for parts in lists)
        self.inner[parent] = [i for run in runs for i in run]
        for parts in lists:
            yield from self._summed(whole, parts, sure)

    # -- 本年收入合计, 年初结转, 总计 ---------------------------------------------------------------------------------

    def _closing(self, hidden: set[int]) -> tuple[list[Relation], set[int]]:
        """The totals that close one side of a form: 本年收入合计 over its items, 总计 over it and what was carried over.

        Returns their relations and the rows that are told with them.
        """
        shown = [n for n, r in enumerate(self.rows) if n not in hidden and r.figures]
        totals = [n for n in shown if self.totals[n]]
        if len(totals) < 2 or totals[-1] != shown[-1]:
            return [], set()
        first, last = totals[-2:]
        between = [n for n in shown if first < n < last]
        carried = [n for n in between if _CARRIED.search(self.rows[n].name)]
        under = [n for n in between if n not in carried]
        if not carried or carried[0] != between[0] or not all(_CARRIED_FROM.search(self.rows[n].name) for n in under):
            return [], set()
        self.closing = self.rows[last]
        made = list(self._summed(self.rows[last], [self.rows[n] for n in (first, *carried)], True))
        before = [n for n in shown if (totals[-3] if len(totals) > 2 else -1) < n < first]
        tops = self._top(before)
        mixed = len(tops) < sum(any(t.value for t in self.rows[n].figures.values()) for n in before)
        if mixed and self._all_hold(self.rows[first], [self.rows[n] for n in before]):
            tops = before
        made += self._summed(self.rows[first], [self.rows[n] for n in tops], not mixed and len(totals) == 2)
        return made, {first, last, *between}

    # -- totals and numbered rows -------------------------------------------------------------------------------

    def _below(self, n: int, row: Row, hidden: set[int]) -> Iterator[Relation]:
        total, level = self.totals[n], self.levels[n]
        after = [i for i in range(n + 1, len(self.rows)) if i not in hidden]
        before = [i for i in range(n) if i not in hidden] if total else []
        if total and not any(self.rows[i].figures for i in after) and before:
            yield from self._last_total(row, before)
            return
        ends = (i for i in after if (level and 0 < self.levels[i] <= level) or (not total and self.totals[i]))
        stop = next(ends, len(self.rows))
        block = [i for i in after if i < stop]
        inner = [i for i in block if self.totals[i]] if total else []
        if inner:
            since = max((i for i in before if self.totals[i]), default=-1)
            yield from self._one_of(row, [inner, [i for i in block if i < inner[0]], self._top([i for i in before if i > since])])
            return
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
            if not self._telling(row, parts):
                continue
            # Of a thousand rows hardly one is a total: two columns that fail end the question.
            wrong = list(islice((m for m in self._each(row, parts) if not holds(m, self.reading)), 2))
            if len(wrong) == 1 and self._slips(row, parts) and self._most_hold(row, parts):
                yield from self._summed(row, parts, True)
                return
            if not wrong and sum(bool(p.figures) for p in parts) >= 2 and self._all_hold(row, parts):
                yield from self._summed(row, parts, False)
                return

    def _last_total(self, row: Row, before: Sequence[int]) -> Iterator[Relation]:
        """A total below all other rows: of the rows, else of the totals among them."""
        tops = self._top(before)
        inner = [i for i in before if self.totals[i] and self.rows[i].figures]
        if inner:
            outer = [i for i in tops if i not in inner]
            yield from self._one_of(row, [inner, outer, [inner[-1], *(i for i in tops if i > inner[-1])], tops])
        elif len(tops) >= 2:
            yield from self._summed(row, [self.rows[i] for i in tops], True)

    def _one_of(self, row: Row, lists: Sequence[Sequence[int]]) -> Iterator[Relation]:
        """A total whose place leaves open what it sums: the first list that holds, else that mostly does, else nothing."""
        able = [[self.rows[i] for i in found] for found in lists if len(found) >= 2]
        parts = next((p for p in able if self._all_hold(row, p)), None) or next((p for p in able if self._most_hold(row, p)), None)
        if parts is not None:
            yield from self._summed(row, parts, True)

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


def _by(row: Row) -> str:
    """The words 按…分 that open a breakdown in a row, "" for none."""
    return next((m[0] for w in (row.label, *row.words.values()) if (m := _BY.match(w))), "")
