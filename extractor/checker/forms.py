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
_PROJECTS = re.compile(r"^项目(?:名称)?$")
_TELLING = 3  # digits by which a misprint is told from another figure
_NUMBER = 6  # letters of a paragraph's number, before the project that a row of a table may be of
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
                continue
            if (nearest := _before(sheet, order, order[grid.block.id])) is not None:
                yield from (m for m in _against(money, nearest, reading) if holds(m, reading))
        yield from _listed(sheet, order, grid, reading)
    yield from _coded(sheet, grids, reading)


def _listed(sheet: Sheet, order: dict[str, int], grid: Grid, reading: Reading) -> Iterator[Relation]:
    """A table of projects against the paragraphs before it, each of which begins with its project."""
    for stretch in grid.stretches:
        if not any(_PROJECTS.search(h) for h in stretch.heads[:2]):
            continue
        for row in stretch.rows:
            paragraph = _about(sheet, order, order[grid.block.id], row.name, _NUMBER) if row.figures else None
            if paragraph is not None:
                yield from _against(_Money(grid, stretch, row), paragraph, reading)


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


def _about(sheet: Sheet, order: dict[str, int], at: int, name: str, lead: int = _LEAD) -> Paragraph | None:
    """The last paragraph before a form that states spending of its project. `lead`: within how many letters it names the project."""
    end = bisect_left(sheet.paragraphs, at, key=lambda p: order[p.block.id])
    start = sheet.document.blocks[at].span.start
    for paragraph in reversed(sheet.paragraphs[:end]) if len(name) >= _LETTERS else ():
        if start - paragraph.block.span.start > NEAR:
            break
        if paragraph.text.find(name, 0, lead + len(name)) >= 0 and any(
            role_of_statement(s) in ("final", "rate") for s in paragraph.statements
        ):
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
    in_order = _in_order(paragraph)
    for s in paragraph.statements:
        role = role_of_statement(s)
        role = in_order.get(s.at, role) if role == "any" else role
        cell = cells.get(role)
        if role in ("any", "last") or role in seen or cell is None or s.fact.stated:
            continue
        if cell.unit.dimension not in (s.term.unit.dimension, Dimension.PLAIN):
            continue
        seen.add(role)
        made = Relation("", Kind.EQUAL, Source.PLACES, cell, (s.term,))
        if holds(made, reading) or (near_miss(cell, s.term) and min(_digits(cell), _digits(s.term)) >= _TELLING):
            yield made


def _digits(term: Term) -> int:
    return len(term.printed.replace(",", "").replace(".", "").strip("0"))


def _in_order(paragraph: Paragraph) -> dict[int, str]:
    """核定A，列支B，P%: what two figures before a rate are by their order, whatever they are called; by their places."""
    money = [s for s in paragraph.statements if s.amount and s.term.unit.dimension is Dimension.MONEY and not s.fact.explains]
    rate = next((s for s in paragraph.statements if s.term.unit.dimension is Dimension.RATIO), None)
    if rate is None or len(money) != 2 or money[1].at > rate.at:
        return {}
    return {money[0].at: "adjusted", money[1].at: "final"}


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
