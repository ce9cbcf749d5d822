"""Score tables: sums of 分值 and 得分 over a whole table and at each level of its tree; points × rate; questionnaires."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile
from operator import itemgetter

from extractor.checker.arithmetic import holds
from extractor.checker.grid import Grid, Row, Stretch
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.checker.nearby import Nearby
from extractor.checker.statements import Sheet, Statement
from extractor.documents import Cell, Document, Span
from extractor.quantities import PLAIN, Dimension, fold
from extractor.schema import Measure

_WEIGHT = re.compile(r"^(?:标准)?(?:分值|权重|满分|标准分值?)(?:\(.{1,6}\))?$")
_GOT = re.compile(r"^(?:自评|评价|复核|实际)?得分(?:\(.{1,6}\))?$")
_TOTAL = re.compile(r"^(?:总分|合计|总计|总得分|综合得分)$")
_POINTS = re.compile(r"\((?:说明)?(\d{1,3}(?:\.\d+)?)分\)")
_FACTOR = re.compile(r"系数")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A scored row: what it is worth, what it got, and its level cells' rows."""

    weight: Term | None
    got: Term | None
    row: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A score table's leaves and groups by their level cell: (name, points in the cell, first leaf, last leaf + 1, column)."""

    start: int  # where the table stands, in characters
    leaves: tuple[_Leaf, ...]
    groups: tuple[tuple[str, Term | None, int, int, int], ...]


def score_relations(grid: Grid, scored: Scored | None, reading: Reading) -> Iterator[Relation]:
    """The sums of one table's scores, as far as it states any, and its points times factors."""
    if scored is not None:
        yield from _totals(grid, scored)
        yield from _tree(scored)
        for leaf in scored.leaves:
            if leaf.weight is not None and leaf.got is not None:
                got, weight = replace(leaf.got, unit=PLAIN), replace(leaf.weight, unit=PLAIN)
                yield Relation("", Kind.PART, Source.TABLE, got, (weight,), sure=False)
    for stretch in grid.stretches:
        yield from _by_factor(stretch, reading)


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
    for stretch in grid.stretches:
        weight, got = _column(stretch, _WEIGHT), _column(stretch, _GOT)
        if weight is None and got is None:
            continue
        for row in stretch.rows:
            for column, cell in enumerate(_cells(grid, places, row)):
                if cell.words and column <= 2 and (weight is None or column < weight) and (got is None or column < got):
                    cells.append((_POINTS.sub("", cell.words), _points(document, grid, cell.span), len(leaves), column))
            w, g = (row.figures.get(weight) if weight is not None else None), (row.figures.get(got) if got is not None else None)
            if (w is not None or g is not None) and not _TOTAL.match(row.name):
                own = [c for c in takewhile(lambda c: c[2] == len(leaves), reversed(cells)) if c[1] is not None][::-1]
                leaves.append(_Leaf(w or (max(own, key=lambda c: c[3])[1] if own else None), g, row.number))
    if len(leaves) < 3:
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


def _totals(grid: Grid, scored: Scored) -> Iterator[Relation]:
    first = next((n for n, s in enumerate(grid.stretches) if _column(s, _WEIGHT) is not None or _column(s, _GOT) is not None), 0)
    for stretch in grid.stretches[first:]:
        for row in stretch.rows:
            label = next((w for w in (*row.words.values(), row.name) if _TOTAL.match(w)), None)
            if label is None:
                continue
            figures = [row.figures[c] for c in sorted(row.figures)][-2:]
            weights = [leaf.weight for leaf in scored.leaves if leaf.weight is not None]
            gots = [leaf.got for leaf in scored.leaves if leaf.got is not None]
            if len(figures) == 2:
                pairs: list[tuple[Term, Sequence[Term | None]]] = [(figures[0], weights), (figures[1], gots)]
            elif len(figures) == 1:
                pairs = [(figures[0], gots or weights)]
            else:
                continue
            pairs.append((figures[0], _heads(scored)))
            for claim, operands in pairs:
                terms = tuple(replace(o, unit=PLAIN) for o in operands if o is not None)
                whole = operands is gots or operands is weights
                if len(terms) >= (3 if whole else 2) and (not whole or len(terms) * 3 >= len(scored.leaves) * 2):
                    yield Relation("", Kind.SUM, Source.TABLE, replace(claim, label=label, unit=PLAIN), terms, sure=whole)


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


def _stated(s: Statement, leaves: Sequence[_Leaf], reading: Reading) -> Iterator[Relation]:
    for terms in ([x.got for x in leaves], [x.weight for x in leaves]):
        operands = tuple(replace(t, unit=s.term.unit) for t in terms if t is not None)
        made = Relation("", Kind.SUM, Source.PLACES, s.term, operands, sure=False)
        if operands and holds(made, reading):
            yield made
            return


def _by_factor(stretch: Stretch, reading: Reading) -> Iterator[Relation]:
    """得分 = 得分系数 × 分值, where most rows say so."""
    weight, got = _column(stretch, _WEIGHT), _column(stretch, _GOT)
    factor = next((c for c, h in enumerate(stretch.heads) if _FACTOR.search(h.rsplit("/", 1)[-1])), None)
    if weight is None or got is None or factor is None:
        return
    made: list[Relation] = []
    for row in stretch.rows:
        points, claim, rate = row.figures.get(weight), row.figures.get(got), row.figures.get(factor)
        if points is None or claim is None or rate is None:
            continue
        share = points.value / 100 if rate.value > 1 or rate.unit.dimension is Dimension.RATIO else points.value
        made.append(Relation("", Kind.WEIGHTED, Source.TABLE, replace(claim, unit=PLAIN), (replace(rate, unit=PLAIN, weight=share),)))
    good = sum(holds(m, reading) for m in made)
    if made and 3 * good >= 2 * len(made):
        yield from made
