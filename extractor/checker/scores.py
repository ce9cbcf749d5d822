"""Score tables: sums of 分值 and 得分 over a whole table and at each level of its tree; points × rate; questionnaires."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile
from operator import itemgetter

from extractor.checker.arithmetic import holds, judge, slip_of_print
from extractor.checker.grid import Grid, Row, Stretch
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.checker.nearby import Nearby
from extractor.checker.statements import Paragraph, Sheet, Statement
from extractor.documents import Cell, Document, Span
from extractor.quantities import PLAIN, Dimension, fold
from extractor.schema import Measure

_WEIGHT = re.compile(r"^(?:标准|指标|执行率?)?(?:分值|权重|满分|标准分值?)(?:\(.{1,6}\))?$")
_GOT = re.compile(r"^(?:自评|评价|复核|实际|指标|执行率?)?(?:得分|评分)(?:\(.{1,10}\))?$")
_LOST = re.compile(r"^(?:自评|实际)?扣分(?:值|数)?$")
_TOTAL = re.compile(r"^(?:总分|合计|总计|总得分|综合得分)$")
_POINTS = re.compile(r"\((?:说明)?(\d{1,3}(?:\.\d+)?)分\)")
_FACTOR = re.compile(r"系数")
_DONE_RATE = re.compile(r"^(?:预算)?执行率(?:\(.{1,8}\))?$")
_GROUPS = 3  # groups that a sentence tells before one of them is wrong for not being its rows' sum
_BONUS = re.compile(r"加分|附加")
_AMOUNT_HEAD = re.compile(r"预算|执行|决算|支出|金额|资金|率$|占比")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A scored row: what it is worth, what it got, what it lost; the stretch it stands in.

    `column`: whether its worth is printed in a column of its own.
    """

    weight: Term | None
    got: Term | None
    lost: Term | None
    stretch: int
    column: bool
    bonus: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """A score table's leaves and groups by their level cell: (name, points in the cell, first leaf, last leaf + 1, column)."""

    start: int  # where the table stands, in characters
    leaves: tuple[_Leaf, ...]
    groups: tuple[tuple[str, Term | None, int, int, int], ...]


def score_relations(grid: Grid, scored: Scored | None, reading: Reading) -> Iterator[Relation]:
    """The sums of one table's scores, as far as it states any, and its points times factors."""
    if scored is not None:
        totals = list(_total_rows(grid))
        for claims, label, number in totals:
            yield from _total(claims, label, scored, number, reading)
        yield from _tree(scored)
        yield from _within_points(scored, [(w, g) for (w, g, _), _, _ in totals if w is not None and g is not None], reading)
    for stretch in grid.stretches:
        yield from _by_factor(stretch, reading)
        yield from _deductions(stretch, reading)


def read_scores(grid: Grid, document: Document) -> Scored | None:
    """The table's scored rows and the groups that its level cells make."""
    leaves: list[_Leaf] = []
    cells: list[tuple[str, Term | None, int, int]] = []  # name, points, leaf index, column
    begun: dict[int, int] = {}
    for number, printed in enumerate(grid.table.rows):
        for cell in printed:
            if cell.span.end > cell.span.start:
                begun.setdefault(cell.span.start, number)  # a cell that spans rows is its first row's
    places = Nearby(begun.items(), itemgetter(0))
    for number, stretch in enumerate(grid.stretches):
        weight, got, lost = _column(stretch, _WEIGHT), _column(stretch, _GOT), _column(stretch, _LOST)
        if weight is None and got is None:
            continue
        for row in stretch.rows:
            for column, cell in enumerate(_cells(grid, places, row)):
                if cell.words and column <= 2 and (weight is None or column < weight) and (got is None or column < got):
                    cells.append((_POINTS.sub("", cell.words), _points(document, grid, cell.span), len(leaves), column))
            w, g = (row.figures.get(weight) if weight is not None else None), (row.figures.get(got) if got is not None else None)
            if (w is not None or g is not None) and not _TOTAL.match(row.name):
                own = [c for c in takewhile(lambda c: c[2] == len(leaves), reversed(cells)) if c[1] is not None][::-1]
                worth = w or (max(own, key=lambda c: c[3])[1] if own else None)
                bonus = any(_BONUS.search(words) for words in (row.label, *row.words.values()))
                leaves.append(_Leaf(worth, g, row.figures.get(lost) if lost is not None else None, number, w is not None, bonus))
    if len(leaves) < 2:
        return None
    return Scored(grid.block.span.start, tuple(leaves), tuple(_grouped(cells, len(leaves))))


def _cells(grid: Grid, places: Nearby[tuple[int, int]], row: Row) -> Sequence[Cell]:
    """The cells of a row, found by its figures, else by its words. `places`: where each cell begins, and in which row."""
    if row.figures:
        found = (places.things[bisect_right(places.starts, t.span.start) - 1] for t in row.figures.values())
        return grid.table.rows[min(number for _, number in found)]
    if not row.words:
        return ()
    return next((cells for cells in grid.table.rows if {c.column: c.words for c in cells if c.words} == row.words), ())


def _column(stretch: Stretch, form: re.Pattern[str]) -> int | None:
    return next((c for c, h in enumerate(stretch.heads) if form.match(h.rsplit("/", 1)[-1])), None)


def _points(document: Document, grid: Grid, span: Span) -> Term | None:
    """The points that a level cell prints in brackets: 产出指标（50分）."""
    view = document.view(span)
    m = next(iter(_POINTS.finditer(fold(view.text))), None)
    if m is None:
        return None
    source = Span(*view.source(m.start(1), m.end(1)))
    decimals = len(m[1].partition(".")[2])
    return Term(
        view.text[: m.start()],
        m[1],
        Decimal(m[1]),
        PLAIN,
        decimals,
        source,
        page=grid.table.page,
        section=grid.block.section,
        block=grid.block.id,
    )


def _grouped(cells: Sequence[tuple[str, Term | None, int, int]], leaves: int) -> Iterator[tuple[str, Term | None, int, int, int]]:
    """Groups of leaves below a level cell; a cell that a page break repeats goes on."""
    for column in range(3):
        mine = [c for c in cells if c[3] == column]
        pointed = [c for c in mine if c[1] is not None]
        if 2 * len(pointed) > len(mine):
            mine = pointed  # a stray cell among cells that print their points is a torn line, no group
        merged: list[tuple[str, Term | None, int]] = []
        for name, points, leaf, _ in mine:
            if not merged or merged[-1][0] != name:
                merged.append((name, points, leaf))
        for n, (name, points, leaf) in enumerate(merged):
            end = merged[n + 1][2] if n + 1 < len(merged) else leaves
            ends = [c[2] for c in cells if c[3] < column and leaf < c[2] < end and not _repeats(cells, c)]
            yield name, points, leaf, min([end, *ends]), column


def _repeats(cells: Sequence[tuple[str, Term | None, int, int]], cell: tuple[str, Term | None, int, int]) -> bool:
    return any(c[0] == cell[0] and c[3] == cell[3] and c[2] < cell[2] for c in cells)


_Claims = tuple[Term | None, Term | None, Term | None]  # what a total row prints under 分值, 得分, 扣分


def _total_rows(grid: Grid) -> Iterator[tuple[_Claims, str, int]]:
    """The total rows of a score table: their figures, their name, their stretch."""
    columns: list[int | None] = []
    for number, stretch in enumerate(grid.stretches):
        own = [_column(stretch, form) for form in (_WEIGHT, _GOT, _LOST)]
        columns = own if own[0] is not None or own[1] is not None else columns
        if not any(c is not None for c in columns):
            continue
        for row in stretch.rows:
            label = next((w for w in (*row.words.values(), row.name) if _TOTAL.match(w)), None)
            if label is not None:
                weight, got, lost = _under(row, stretch, columns)
                yield (weight, got, lost), label, number


def _under(row: Row, stretch: Stretch, columns: Sequence[int | None]) -> list[Term | None]:
    """A total row's figures for 分值, 得分, 扣分; those of a row with fewer cells than its head by their order."""
    there = [c for c in columns if c is not None]
    if row.width > max(there) or not row.figures:
        found = [row.figures.get(c) if c is not None else None for c in columns]
        # Points that stand in the level cells have no column: their total stands in one of those.
        others = [c for c in row.figures if c < min(there) and not _amount(row, stretch, c)]
        return [row.figures[others[0]], *found[1:]] if columns[0] is None and len(others) == 1 else found
    order = sorted(row.figures)[-len(there) :]
    if any(_amount(row, stretch, c) for c in order):
        return [None] * len(columns)
    found = [row.figures[c] for c in order]
    if len(found) == 1:
        return [None, *found, None] if columns[1] is not None else [*found, None, None]
    given = iter(found)
    return [next(given, None) if c is not None else None for c in columns]


def _amount(row: Row, stretch: Stretch, column: int) -> bool:
    """Whether a cell is of money or a rate by its head or print: no points."""
    return bool(_AMOUNT_HEAD.search(stretch.head(column).rsplit("/", 1)[-1])) or row.figures[column].unit.dimension is Dimension.RATIO


def _total(claims: _Claims, label: str, scored: Scored, stretch: int, reading: Reading) -> Iterator[Relation]:
    here = [leaf for leaf in scored.leaves if leaf.stretch == stretch]
    # The points of 预算执行 belong to the total or stand apart from it: as most columns say.
    able = [list(_column_totals(claims, label, leaves)) for leaves in (scored.leaves, here) if leaves]
    made = max(able, key=lambda found: sum(holds(m, reading) for m in found))
    # Of two rows a sum is told where the other column's says that they are all.
    sure = len(scored.leaves) > 2 or any(holds(m, reading) for m in made)
    yield from (replace(m, sure=sure) for m in made)
    first = next((c for c in claims if c is not None), None)
    heads = tuple(replace(p, unit=PLAIN) for p in _heads(scored) if p is not None)
    if first is not None and len(heads) >= 2:
        yield Relation("", Kind.SUM, Source.TABLE, replace(first, label=label, unit=PLAIN), heads, sure=False)


def _column_totals(claims: _Claims, label: str, leaves: Sequence[_Leaf]) -> Iterator[Relation]:
    weight, got, lost = claims
    weights = [leaf.weight for leaf in leaves if leaf.weight is not None]
    gots = [leaf.got for leaf in leaves if leaf.got is not None]
    # Scores of whole projects are averaged, not added: such a total is none of its scores' sum.
    averaged = not weights and got is not None and any(g.value >= got.value for g in gots)
    for claim, terms in ((weight, weights), (None if averaged else got, gots)):
        if claim is not None and len(terms) >= 2 and 3 * len(terms) >= 2 * len(leaves):
            yield _added(claim, label, terms)
    losses = [leaf.lost for leaf in leaves if leaf.lost is not None]
    if lost is not None and len(losses) >= 2:
        yield _added(lost, label, losses)


def _added(claim: Term, label: str, terms: Sequence[Term]) -> Relation:
    operands = tuple(replace(t, unit=PLAIN) for t in terms)
    return Relation("", Kind.SUM, Source.TABLE, replace(claim, label=label, unit=PLAIN), operands)


def _within_points(scored: Scored, totals: Sequence[tuple[Term, Term]], reading: Reading) -> Iterator[Relation]:
    """No row gets more than it is worth, as most rows show, the total row among them."""
    made: list[tuple[bool, Relation]] = []
    for leaf in scored.leaves:
        if leaf.weight is not None and leaf.got is not None:
            got, weight = replace(leaf.got, unit=PLAIN), replace(leaf.weight, unit=PLAIN)
            able = leaf.column and not leaf.bonus and bool(weight.value)
            made.append((able, Relation("", Kind.PART, Source.TABLE, got, (weight,), sure=False)))
    good = sum(able and holds(m, reading) for able, m in made)
    good += sum(got.value <= weight.value for weight, got in totals)
    sure = good >= 2 and 3 * good >= 2 * (sum(able for able, _ in made) + len(totals))
    yield from (replace(m, sure=sure and able) for able, m in made)


def _deductions(stretch: Stretch, reading: Reading) -> Iterator[Relation]:
    """扣分 = 分值 − 得分, where most rows say so."""
    columns = [_column(stretch, form) for form in (_LOST, _WEIGHT, _GOT)]
    if any(c is None for c in columns):
        return
    made: list[Relation] = []
    for row in stretch.rows:
        lost, weight, got = (replace(t, unit=PLAIN) if (t := row.figures.get(c or 0)) is not None else None for c in columns)
        if lost is not None and weight is not None and got is not None:
            made.append(Relation("", Kind.DIFFERENCE, Source.TABLE, lost, (weight, replace(got, sign=-1))))
    good = sum(holds(m, reading) for m in made)
    sure = good >= 2 and 3 * good >= 2 * len(made)
    yield from (replace(m, sure=sure) for m in made)


def _heads(scored: Scored) -> list[Term | None]:
    """The points of the outermost groups; [] where one of them prints none."""
    found = [g[1] for g in scored.groups if g[4] == 0]
    return found if found and all(p is not None for p in found) else []


def _tree(scored: Scored) -> Iterator[Relation]:
    """Points in a level cell = the points of the level below, else of its rows."""
    for _, points, start, end, column in scored.groups:
        if points is None:
            continue
        below = [g[1] for g in scored.groups if g[4] == column + 1 and start <= g[2] and g[3] <= end and g[1] is not None]
        complete = [g for g in scored.groups if g[4] == column + 1 and start <= g[2] < end]
        if below and len(below) == len(complete):
            yield Relation("", Kind.SUM, Source.TABLE, points, tuple(below))
        elif not below:
            rows = [leaf.weight for leaf in scored.leaves[start:end] if leaf.weight is not None]
            if rows and len(rows) == end - start and rows[0] is not points:
                yield Relation("", Kind.SUM, Source.TABLE, points, tuple(replace(r, unit=PLAIN) for r in rows))


def stated_scores(sheet: Sheet, scored: Sequence[Scored], reading: Reading) -> Iterator[Relation]:
    """Scores that sentences name for a group of a table (产出得38.5分) against the sum of its rows; those that hold."""
    scores = [
        s for p in sheet.paragraphs for s in p.statements if s.fact.unit.dimension is Dimension.SCORE or s.fact.measure is Measure.SCORE
    ]
    placed = Nearby(scores, lambda s: s.term.span.start)
    for table in scored:
        near = placed.around(table.start)
        for name, _, start, end, column in table.groups:
            bare = re.sub(r"^[A-Z]\d*|指标$|\(.*\)$", "", name)
            if column > 1 or len(bare) < 2:
                continue
            for s in near:
                if bare in s.name or bare in s.gap[-12:]:
                    yield from _stated(s, table.leaves[start:end], reading)
        blocks = {s.term.block for s in near}
        for paragraph in (p for p in sheet.paragraphs if p.block.id in blocks):
            yield from _of_all_groups(paragraph, table, reading)


def _stated(s: Statement, leaves: Sequence[_Leaf], reading: Reading) -> Iterator[Relation]:
    for terms in ([x.got for x in leaves], [x.weight for x in leaves]):
        operands = tuple(replace(t, unit=s.term.unit) for t in terms if t is not None)
        made = Relation("", Kind.SUM, Source.PLACES, s.term, operands, sure=False)
        if operands and holds(made, reading):
            yield made
            return


def _of_all_groups(paragraph: Paragraph, table: Scored, reading: Reading) -> Iterator[Relation]:
    """产出得48分，效益得27分，满意度得10分: of a sentence that tells the outermost groups the one that its rows do not bear out."""
    groups = [(re.sub(r"^[A-Z]\d*|指标$|\(.*\)$", "", g[0]), g[2], g[3]) for g in table.groups if g[4] == 0]
    scores = [s for s in paragraph.statements if s.fact.unit.dimension is Dimension.SCORE]
    told = [(s, table.leaves[a:b]) for name, a, b in groups for s in scores if len(name) >= 2 and s.name.startswith(f"{name}得")]
    if len(told) < _GROUPS or len({id(s) for s, _ in told}) < len(told) or len(groups) < len(told):
        return
    made = [
        Relation("", Kind.SUM, Source.PLACES, s.term, tuple(replace(leaf.got, unit=s.term.unit) for leaf in leaves if leaf.got is not None))
        for s, leaves in told
    ]
    wrong = [m for m in made if not holds(m, reading)]
    if len(wrong) == 1 and wrong[0].operands:
        yield from wrong


def _by_factor(stretch: Stretch, reading: Reading) -> Iterator[Relation]:
    """得分 = 得分系数 × 分值 or 执行率 × 分值, where most rows say so; of one row where it holds but for a slip."""
    weight, got = _column(stretch, _WEIGHT), _column(stretch, _GOT)
    factor = next((c for c, h in enumerate(stretch.heads) if _FACTOR.search(h.rsplit("/", 1)[-1])), None)
    by = factor if factor is not None else _column(stretch, _DONE_RATE)
    if weight is None or got is None or by is None:
        return
    made: list[Relation] = []
    for row in stretch.rows:
        points, claim, rate = row.figures.get(weight), row.figures.get(got), row.figures.get(by)
        if points is None or claim is None or rate is None or (factor is None and rate.value > 100):
            continue
        share = points.value / 100 if rate.value > 1 or rate.unit.dimension is Dimension.RATIO else points.value
        made.append(Relation("", Kind.WEIGHTED, Source.TABLE, replace(claim, unit=PLAIN), (replace(rate, unit=PLAIN, weight=share),)))
    good = sum(holds(m, reading) for m in made)
    if made and 3 * good >= 2 * len(made) and (factor is not None or good >= 2):
        yield from made
    elif factor is None:
        yield from (m for m in made if holds(m, reading) or (m.claim.decimals >= 2 and slip_of_print(judge(m, reading))))
