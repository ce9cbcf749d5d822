"""Tables beside the text that states the same: a project's form against its paragraph, coded rows against coded names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.checker.arithmetic import holds
from extractor.checker.classes import coded_amounts
from extractor.checker.grid import Grid, Row, Stretch
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.checker.nearby import NEAR
from extractor.checker.places import near_miss, role_of_column, role_of_statement
from extractor.checker.statements import Paragraph, Sheet
from extractor.quantities import Dimension

_TOTAL = re.compile(r"^(?:年度资金)?总额$|^资金总额$|^合计$")
_REACH = 8  # blocks between a project's paragraph and its form, where the form's name does not tell
_LETTERS = 4  # letters of a name that tell one project from another
_LEAD = 80  # characters of a paragraph in which the project stands that it is about
_CODE = re.compile(r"^[0-9A-Z]{10,}[-—]+")


@dataclass(frozen=True, slots=True)
class _Money:
    """The money block of a form: its total row under its heads."""

    grid: Grid
    stretch: Stretch
    row: Row


def forms(sheet: Sheet, grids: Sequence[Grid], reading: Reading) -> Iterator[Relation]:
    """Figures of forms and of coded tables against those of sentences: what holds, and what is off by a slip of the pen."""
    order = {b.id: n for n, b in enumerate(sheet.document.blocks)}
    for grid in grids:
        money = next(_totals(grid), None)
        if money is not None:
            name = _project(grid)
            paragraph = _about(sheet, order, order[grid.block.id], name)
            if paragraph is not None:
                yield from _against(money, paragraph, reading)
            elif (nearest := _before(sheet, order, order[grid.block.id])) is not None:
                yield from (m for m in _against(money, nearest, reading) if holds(m, reading))
    yield from _coded(sheet, grids, reading)


def _totals(grid: Grid) -> Iterator[_Money]:
    if not any("项目名称" in w for row in grid.table.rows[:4] for w in (c.words for c in row)):
        return
    for stretch in grid.stretches:
        for row in stretch.rows:
            if _TOTAL.match(row.name) and len(row.figures) >= 3:
                yield _Money(grid, stretch, row)


def _project(grid: Grid) -> str:
    """The project that a form is of, without its code; "" where 项目名称 heads a column."""
    for row in grid.table.rows[:4]:
        words = [c.words for c in row if c.words]
        if "项目名称" in words[:-1] and not any(role_of_column(w) != "any" for w in words):
            return _CODE.sub("", words[words.index("项目名称") + 1])
    return ""


def _about(sheet: Sheet, order: dict[str, int], at: int, name: str) -> Paragraph | None:
    """The last paragraph before a form that states spending of its project."""
    end = bisect_left(sheet.paragraphs, at, key=lambda p: order[p.block.id])
    start = sheet.document.blocks[at].span.start
    for paragraph in reversed(sheet.paragraphs[:end]) if len(name) >= _LETTERS else ():
        if start - paragraph.block.span.start > NEAR:
            break
        if name in paragraph.text[:_LEAD] and any(role_of_statement(s) in ("final", "rate") for s in paragraph.statements):
            return paragraph
    return None


def _before(sheet: Sheet, order: dict[str, int], at: int) -> Paragraph | None:
    """The last paragraph before a form that states spending."""
    end = bisect_left(sheet.paragraphs, at, key=lambda p: order[p.block.id])
    for paragraph in reversed(sheet.paragraphs[max(0, end - _REACH) : end]):
        if order[paragraph.block.id] < at - _REACH:
            break
        if any(role_of_statement(s) in ("final", "rate") for s in paragraph.statements):
            return paragraph
    return None


def _against(money: _Money, paragraph: Paragraph, reading: Reading) -> Iterator[Relation]:
    cells: dict[str, Term] = {}
    for column, term in money.row.figures.items():
        cells.setdefault(role_of_column(money.stretch.head(column).rsplit("/", 1)[-1]), term)
    seen: set[str] = set()
    for s in paragraph.statements:
        role = role_of_statement(s)
        cell = cells.get(role)
        if role in ("any", "last") or role in seen or cell is None or s.fact.stated:
            continue
        if cell.unit.dimension not in (s.term.unit.dimension, Dimension.PLAIN):
            continue
        seen.add(role)
        made = Relation("", Kind.EQUAL, Source.PLACES, cell, (s.term,))
        if holds(made, reading) or near_miss(cell, s.term):
            yield made


def _coded(sheet: Sheet, grids: Sequence[Grid], reading: Reading) -> Iterator[Relation]:
    """A code that stands once in a table and in the text names one fact."""
    rows: dict[str, list[Term]] = defaultdict(list)
    for grid in grids:
        for stretch in grid.stretches:
            for row in stretch.rows:
                if row.code and row.figures:
                    rows[row.code].append(row.figures[min(row.figures)])
    for code, s in coded_amounts(sheet):
        for cell in rows.get(code, ()) if len(rows.get(code, ())) == 1 else ():
            made = Relation("", Kind.EQUAL, Source.PLACES, s.term, (cell,))
            if holds(made, reading) or near_miss(s.term, cell):
                yield made
