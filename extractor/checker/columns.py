"""What a table's columns owe each other, row by row: totals across, rates, differences, growth, shares of the total row.

Which columns belong together most rows must agree on: heads alone are read wrong too easily. Then the row that does not agree
is a finding; where the rows do not agree, nothing is said. Heads that leave no choice are believed for a row that is off by a slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, permutations

from extractor.checker.arithmetic import holds, judge, slip_of_print, slipped
from extractor.checker.grid import Row, Stretch, money_like
from extractor.checker.model import Kind, Reading, Relation, Source, Verdict
from extractor.checker.rows import TOTAL

SCORE_HEAD = re.compile(r"得分|分值|扣分|权重|系数|标准分|问卷|指标值|完成值|目标值|实际值|数量|面积|单价|均价|人均|单位成本")
RATE_HEAD = re.compile(r"执行率|完成率|完成预算|支付率|控制率|完成比例|(?:支出|执行|支付|拨付|资金)进度|到位率")
_POINTS_HEAD = re.compile(r"(?:得分|分值|扣分|评分|权重)$")
_ASIDE = re.compile(r"\([^()]*\)$")
_TOTAL_HEAD = re.compile(r"(?:^|/)[^/]*(?:合计|小计|总计|总额)(?:\([^()]*\))?$")
_DONE = re.compile(r"执行数|决算|实际支出|支出数|支出金额|实际完成|已支出|\(B\)|在职人数|实际在职", re.IGNORECASE)
_BASE = re.compile(r"全年预算|调整|预算数|预算|年初|计划|到位|安排|下达|\(A\)|编制", re.IGNORECASE)
_ANY_RATE = re.compile(r"率|进度|比例|%$")
_CHANGE = re.compile(r"增减(?:额|数|值|金额|变动)?$|增减变动|变动(?:额|数)$|差额$|差异(?:额|数)?$|(?:增加|减少|增长)(?:额|数)$")
_REST = re.compile(r"结余|结转|余额$|剩余|未支出")
_GROWTH = re.compile(r"(?:增减|变动|增长|差异)(?:率|幅度?|比例|%)|^(?:增幅|幅度|增长)$|增减幅度?")
_SHARE = re.compile(r"占比|比重|构成比|占.{0,10}(?:比例|%|百分比)$")
_NOW, _THEN = re.compile(r"本年|当年|决算|期末|年末|实际"), re.compile(r"上年|去年|年初|期初|预算")
_SPENT, _HAD = re.compile(r"执行|支出|支付|决算"), re.compile(r"预算|安排|到位|下达|合计|指标")
_SAMPLE = 24  # rows that choose between columns
_SEVERAL = 3  # rates none of which agrees with its columns: they are of other columns
_NEAREST = 8  # amount columns that a column is tried with, where its head does not say
_Maker = Callable[[Iterable[Row], Sequence[int]], Iterator[Relation]]


def column_relations(stretch: Stretch, columns: Sequence[int], reading: Reading) -> Iterator[Relation]:
    """The relations of the columns of a stretch. `columns`: those of amounts."""
    yield from _totals_across(stretch, columns, reading)
    heads = [_ASIDE.sub("", h.rsplit("/", 1)[-1]) or h for h in stretch.heads]
    shown = set(stretch.columns())
    for column, head in enumerate(heads):
        if column not in shown or _POINTS_HEAD.search(head):
            continue
        near = sorted((c for c in columns if c != column and c < len(heads)), key=lambda c: abs(c - column))[:_NEAREST]
        # A total's parts are no rivals of it; a change is nobody's base.
        near = sorted(c for c in near if not _derived(heads[c]))
        if RATE_HEAD.search(head):
            yield from _rates(stretch, column, near, reading)
        elif _GROWTH.search(head):
            yield from _paired(stretch, column, near, (_NOW, _THEN), _grown, reading)
        elif _SHARE.search(head):
            yield from _shares(stretch, column, near, reading)
        elif _CHANGE.search(head):
            yield from _paired(stretch, column, near, (_NOW, _THEN), _changed, reading)
        elif _REST.search(head) and column in columns:
            yield from _paired(stretch, column, near, (_HAD, _SPENT), _changed, reading)
        elif _ANY_RATE.search(head):
            yield from _paired(stretch, column, near, None, _rated, reading)


def _derived(head: str) -> bool:
    return any(form.search(head) for form in (RATE_HEAD, _GROWTH, _SHARE, _CHANGE, _ANY_RATE))


# -- totals across ------------------------------------------------------------------------------------------------


def _totals_across(stretch: Stretch, columns: Sequence[int], reading: Reading) -> Iterator[Relation]:
    """合计 columns: the columns beside them that make them up, as the rows themselves show; an inner 小计 stands for its own parts."""
    inner: set[int] = set()
    for column in sorted(columns, reverse=True):
        if not _TOTAL_HEAD.search(stretch.head(column)):
            continue
        right = [c for c in columns if c > column and c not in inner]
        left = [c for c in columns if c < column][::-1]
        best: tuple[int, list[Relation], Sequence[int]] = (0, [], ())
        for parts, least in (*((right[:n], 1) for n in range(2, len(right) + 1)), *((left[:n], 2) for n in range(2, len(left) + 1))):
            made = list(_across(stretch.rows, column, parts))
            telling = [m for m in made if sum(bool(o.value) for o in m.operands) >= 2]
            good = sum(holds(m, reading) for m in made)
            if good > best[0] and telling and sum(holds(m, reading) for m in telling) >= least:
                best = (good, made, parts)
        good, made, parts = best
        if good and 3 * good >= 2 * len(made):
            inner.update(c for c in parts if c > column)
            yield from made


def _across(rows: Iterable[Row], column: int, parts: Sequence[int]) -> Iterator[Relation]:
    for row in rows:
        claim = row.figures.get(column)
        operands = tuple(row.figures[c] for c in sorted(parts) if c in row.figures)
        if claim is not None and operands and (claim.value or any(o.value for o in operands)):
            yield Relation("", Kind.SUM, Source.TABLE, claim, operands)


# -- pairs of columns ---------------------------------------------------------------------------------------------


def _rates(stretch: Stretch, column: int, near: Sequence[int], reading: Reading) -> Iterator[Relation]:
    """A rate column: of the pairs of columns that may stand behind it by their heads the one most rows agree with."""
    heads = [h.rsplit("/", 1)[-1] for h in stretch.heads]
    dones = [c for c, h in enumerate(heads) if c != column and _DONE.search(h) and not RATE_HEAD.search(h)]
    bases = [c for c, h in enumerate(heads) if c != column and _BASE.search(h) and not RATE_HEAD.search(h) and not re.search(r"执行数", h)]
    bases.sort(key=lambda c: (not re.search(r"全年|调整|\(A\)|编制", heads[c], re.IGNORECASE), -c))
    pairs = [(d, b) for b in bases for d in dones if d != b]
    if pairs:
        found = [list(_rated(stretch.rows, (column, d, b))) for d, b in pairs]
        best = max(found, key=lambda f: sum(judge(m, reading).verdict is Verdict.HOLDS for m in f))
        good = sum(holds(m, reading) for m in best)
        if 3 * good < 2 * len(best):
            # A budget by another word: the column that all rates are of, though 100% of equal figures alone would tell nothing.
            able = (list(_rated(stretch.rows, (column, d, c))) for d in dones for c in near if c != d)
            of_all = next((found for found in able if found and all(holds(m, reading) for m in found)), None)
            if of_all is not None:
                yield from of_all
                return
        other = list(_paired(stretch, column, near, None, _rated, reading)) if 3 * good < 2 * len(best) else []
        if good and good >= sum(holds(m, reading) for m in other):
            yield from best
            return
        if other or len(best) < _SEVERAL:
            yield from other or best
        return
    yield from _paired(stretch, column, near, None, _rated, reading)


def _paired(
    stretch: Stretch,
    column: int,
    near: Sequence[int],
    forms: tuple[re.Pattern[str], re.Pattern[str]] | None,
    made_of: _Maker,
    reading: Reading,
) -> Iterator[Relation]:
    """The relations of a column to the pair of columns that most rows agree with. `forms`: what the heads of the pair say."""
    named = _named(stretch, near, forms) if forms is not None else None
    pairs = [p for p in permutations(near, 2) if p != named]
    sample = list(islice((r for r in stretch.rows if (t := r.figures.get(column)) is not None and t.value), _SAMPLE))
    best, most = named, 0
    for pair in (named, *pairs):
        if pair is None:
            continue
        good = sum(_telling(m) and holds(m, reading) for m in made_of(sample, (column, *pair)))
        if good > most:
            best, most = pair, good
    if best is None:
        return
    made = list(made_of(stretch.rows, (column, *best)))
    telling = [m for m in made if _telling(m)]
    good = sum(holds(m, reading) for m in telling)
    if good >= 2 and 3 * good >= 2 * len(telling):
        yield from made
    elif best == named:
        judged = ((m, judge(m, reading)) for m in made)
        yield from (m for m, j in judged if j.verdict is Verdict.HOLDS or _misprinted(j))


def _misprinted(judged: Relation) -> bool:
    """Whether a row is off by what a slip makes, of a figure with digits enough to tell."""
    digits = len(judged.claim.printed.strip("-0").replace(".", "").replace(",", ""))
    return (
        judged.verdict is Verdict.VIOLATED and digits >= 3 and (slipped(judged) or (judged.claim.decimals >= 2 and slip_of_print(judged)))
    )


def _named(stretch: Stretch, near: Sequence[int], forms: tuple[re.Pattern[str], re.Pattern[str]]) -> tuple[int, int] | None:
    """The two columns whose heads leave no choice."""
    first, second = forms
    heads = {c: stretch.head(c).rsplit("/", 1)[-1] for c in near}
    ones = [c for c, h in heads.items() if first.search(h) and not second.search(h)]
    others = [c for c, h in heads.items() if second.search(h) and not first.search(h)]
    if len(ones) != 1:
        ones = [c for c, h in heads.items() if re.search(r"本年决算|全年预算", h)]
    if len(others) != 1:
        others = [c for c, h in heads.items() if re.search(r"上年决算|上年|全年执行", h)]
    return (ones[0], others[0]) if len(ones) == len(others) == 1 and ones != others else None


def _telling(relation: Relation) -> bool:
    """Whether agreement is no accident: a claim that is not 0, nor 100% of two equal figures."""
    one, other = relation.operands[0], relation.operands[1]
    return bool(relation.claim.value) and bool(one.value) and bool(other.value) and one.value != other.value


def _rated(rows: Iterable[Row], columns: Sequence[int]) -> Iterator[Relation]:
    column, done, base = columns
    for row in rows:
        claim, part, whole = row.figures.get(column), row.figures.get(done), row.figures.get(base)
        if claim is not None and part is not None and whole is not None and (part.value or whole.value or claim.value):
            yield Relation("", Kind.RATE, Source.TABLE, claim, (part, whole))


def _changed(rows: Iterable[Row], columns: Sequence[int]) -> Iterator[Relation]:
    column, one, other = columns
    for row in rows:
        claim, now, then = row.figures.get(column), row.figures.get(one), row.figures.get(other)
        if claim is not None and now is not None and then is not None and (claim.value or now.value or then.value):
            yield Relation("", Kind.DIFFERENCE, Source.TABLE, claim, (now, replace(then, sign=-1)))


def _grown(rows: Iterable[Row], columns: Sequence[int]) -> Iterator[Relation]:
    column, one, other = columns
    for row in rows:
        claim, now, then = row.figures.get(column), row.figures.get(one), row.figures.get(other)
        if claim is not None and now is not None and then is not None and (claim.value or now.value):
            yield Relation("", Kind.GROWTH, Source.TABLE, claim, (now, then))


# -- shares -------------------------------------------------------------------------------------------------------


def _shares(stretch: Stretch, column: int, near: Sequence[int], reading: Reading) -> Iterator[Relation]:
    """A 占比 column: each row's part of the total row's figure."""
    totals = [r for r in stretch.rows if TOTAL.match(r.name or r.label) and column in r.figures]
    if len(totals) != 1:
        return
    best: tuple[int, list[Relation]] = (0, [])
    for value in sorted(near, key=lambda c: (c > column, abs(c - column))):
        whole = totals[0].figures.get(value)
        if whole is None or not whole.value or not money_like(whole):
            continue
        made = [
            Relation("", Kind.SHARE, Source.TABLE, r.figures[column], (r.figures[value], whole))
            for r in stretch.rows
            if column in r.figures and value in r.figures and (r.figures[column].value or r.figures[value].value)
        ]
        good = sum(holds(m, reading) for m in made)
        if good > best[0] and any(holds(m, reading) for m in made if m.operands[0].value != whole.value):
            best = (good, made)
    good, made = best
    if good >= 2 and 3 * good >= 2 * len(made):
        yield from made
