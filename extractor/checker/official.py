"""The nine tables of a 部门决算 in the official form: what one of them owes another (勾稽关系), found by their titles.

A table counts as one of the nine by its printed title; of a title that stands twice nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from extractor.checker.grid import Grid, Row, Stretch
from extractor.checker.model import Kind, Relation, Source, Term


class Form(StrEnum):
    """The official tables by what they show."""

    BALANCE = "收入支出决算总表"
    INCOME = "收入决算表"
    SPENDING = "支出决算表"
    FISCAL = "财政拨款收入支出决算总表"
    PUBLIC = "一般公共预算财政拨款支出决算表"
    BASIC = "一般公共预算财政拨款基本支出决算明细表"
    THREE_PUBLIC = "财政拨款三公经费支出决算表"
    FUND = "政府性基金预算财政拨款收入支出决算表"
    STATE = "国有资本经营预算财政拨款支出决算表"


_WHOSE = r"(?:^|部门|单位|本级|汇总|\d年度?|[县市区局院办委厅站所校]|表\d{0,2}[:、]?)"
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern + r"(?:\([^()]*\))?$"))
    for form, pattern in (
        (Form.BASIC, r"一般公共预算财政拨款基本支出决算(?:明细)?表"),
        (Form.PUBLIC, r"一般公共预算财政拨款支出决算(?:明细)?表"),
        (Form.THREE_PUBLIC, r"财政拨款三公经费支出决算表"),
        (Form.FUND, r"政府性基金预算财政拨款(?:收入支出|支出|收支)决算表"),
        (Form.STATE, r"国有资本经营预算财政拨款(?:收入)?支出决算表"),
        (Form.FISCAL, r"财政拨款(?:收入支出|收支)决算总表"),
        (Form.BALANCE, _WHOSE + r"(?:收入支出|收支)决算总表"),
        (Form.INCOME, _WHOSE + r"收入决算(?:总)?表"),
        (Form.SPENDING, _WHOSE + r"支出决算(?:总)?表"),
    )
)
_MARKS = str.maketrans("", "", "“”\"' ")
TOTAL, GRAND = r"合计", r"(?:收入|支出)?总计"
INCOME, SPENT = r"本年收入(?:合计)?", r"本年支出(?:合计)?"
OPENING, CLOSING = r"年初(?:财政拨款)?结转和结余", r"年末(?:财政拨款)?结转和结余"
SUM_HEAD, BASIC_HEAD, PROJECT_HEAD = r"合计|小计|本年支出(?:合计)?", r"基本支出", r"项目支出"
PUBLIC_HEAD, FUND_HEAD, STATE_HEAD = (
    r"一般公共预算(?:财政拨款)?",
    r"政府性基金(?:预算)?(?:财政拨款)?",
    r"国有资本经营(?:预算)?(?:财政拨款)?",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of a form: patterns of its row's name, with or without its number, and of its column's last head (any, where empty).

    `upper`: of the heads above that.
    """

    form: Form
    row: str
    head: str = ""
    upper: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """`claim` = Σ `operands`; where a form prints nothing in an operand's place it adds nothing."""

    claim: Cell
    operands: tuple[Cell, ...]


def _r(claim: Cell, *operands: Cell) -> _Rule:
    return _Rule(claim, operands)


OTHER_SOURCES = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
_FISCAL_LINES = tuple(rf"{fund}(?:收入)?" for fund in (PUBLIC_HEAD, FUND_HEAD, STATE_HEAD))

RULES = (
    _r(Cell(Form.BALANCE, INCOME), Cell(Form.INCOME, TOTAL, r"本年收入(?:合计)?|合计")),
    _r(Cell(Form.BALANCE, SPENT), Cell(Form.SPENDING, TOTAL, r"本年支出(?:合计)?|合计")),
    _r(Cell(Form.INCOME, TOTAL, r"财政拨款收入"), *(Cell(Form.BALANCE, line) for line in _FISCAL_LINES)),
    *(_r(Cell(Form.BALANCE, name), Cell(Form.INCOME, TOTAL, name)) for name in OTHER_SOURCES),
    *(_r(Cell(Form.FISCAL, rf"[一二三]、{line}"), Cell(Form.BALANCE, line)) for line in _FISCAL_LINES),
    _r(Cell(Form.FISCAL, INCOME), Cell(Form.INCOME, TOTAL, r"财政拨款收入")),
    _r(Cell(Form.FISCAL, SPENT, PUBLIC_HEAD), Cell(Form.PUBLIC, TOTAL, SUM_HEAD)),
    _r(Cell(Form.FISCAL, SPENT, FUND_HEAD), Cell(Form.FUND, TOTAL, r"小计|合计", "本年支出")),
    _r(Cell(Form.FISCAL, CLOSING, FUND_HEAD), Cell(Form.FUND, TOTAL, CLOSING)),
    _r(Cell(Form.FISCAL, SPENT, STATE_HEAD), Cell(Form.STATE, TOTAL, SUM_HEAD)),
    _r(Cell(Form.PUBLIC, TOTAL, BASIC_HEAD), Cell(Form.BASIC, r"人员经费合计"), Cell(Form.BASIC, r"公用经费合计")),
)
"""Rules between single figures; those by function or class are `_by_function`, `_funds`, `_costs`."""


@dataclass(frozen=True, slots=True)
class Official:
    """A table of the nine, as read."""

    form: Form
    grid: Grid

    def rows(self) -> Iterator[tuple[Stretch, Row]]:
        """All rows with their stretch."""
        for stretch in self.grid.stretches:
            yield from ((stretch, row) for row in stretch.rows)

    def find(self, cell: Cell) -> Term | None:
        """The figure in a place; None where it is empty, or where several rows have the name."""
        found = [
            term
            for stretch, row in self.rows()
            if re.fullmatch(cell.row, row.name) or re.fullmatch(cell.row, row.label)
            for term in first_of(self.figures(stretch, row, cell))
        ]
        return found[0] if len(found) == 1 else None

    def figures(self, stretch: Stretch, row: Row, cell: Cell) -> Iterator[Term]:
        """The figures of a row under the heads that a place names, left to right."""
        for column in sorted(row.figures):
            upper, _, last = stretch.head(column).rpartition("/")
            if (not cell.head or re.fullmatch(cell.head, last)) and (not cell.upper or re.search(cell.upper, upper)):
                yield row.figures[column]

    def named(self, names: Sequence[str]) -> str | None:
        """The code of the row whose 类, 款, 项 have these names, as far as given; None where none or several have."""
        codes = {row.code: row.name for _, row in self.rows() if row.code}
        wanted = 2 * len(names) + 1
        found = [c for c in codes if len(c) == wanted and [codes.get(c[:n]) for n in range(3, wanted + 1, 2)] == list(names)]
        return found[0] if len(found) == 1 else None

    def of_code(self, code: str, cell: Cell) -> Term | None:
        """The figure in the row of a code, under the head that `cell` names."""
        return next((t for stretch, row in self.rows() if row.code == code for t in self.figures(stretch, row, cell)), None)

    def coded(self, digits: int) -> dict[str, tuple[Stretch, Row]]:
        """Rows of the codes of so many digits, by name; a name that stands twice is left out."""
        rows = [(stretch, row) for stretch, row in self.rows() if len(row.code) == digits]
        names = [row.name for _, row in rows]
        return {row.name: (stretch, row) for stretch, row in rows if names.count(row.name) == 1}


def first_of(terms: Iterator[Term]) -> Iterator[Term]:
    """The first of some terms, if there is one."""
    first = next(terms, None)
    if first is not None:
        yield first


def official_forms(grids: Sequence[Grid]) -> dict[Form, Official]:
    """The tables of a document that are of the nine, each title that stands once."""
    found = [Official(form, grid) for grid in grids if (form := _form_of(grid)) is not None]
    forms = [o.form for o in found]
    return {o.form: o for o in found if forms.count(o.form) == 1}


def _form_of(grid: Grid) -> Form | None:
    """Which of the nine a table is, by the last title above it, else by one printed in its first rows."""
    inside = [c.words for row in grid.table.rows[:2] for c in row if c.words]
    for line in (*reversed(grid.table.caption.split("\n")), *inside):
        words = line.translate(_MARKS)
        for form, title in _FORMS:
            if title.search(words):
                return form
    return None


def official_relations(forms: Mapping[Form, Official]) -> Iterator[Relation]:
    """The relations between the official tables of a document, and those within one that its form alone tells."""
    for rule in RULES:
        yield from _ruled(forms, rule)
    yield from _by_function(forms, Form.BALANCE, Form.SPENDING, "")
    yield from _by_function(forms, Form.FISCAL, Form.PUBLIC, PUBLIC_HEAD)
    yield from _by_function(forms, Form.FISCAL, Form.FUND, FUND_HEAD)
    yield from _by_function(forms, Form.FISCAL, Form.STATE, STATE_HEAD)
    if Form.FUND in forms:
        yield from _funds(forms[Form.FUND])
    if Form.THREE_PUBLIC in forms:
        yield from _costs(forms[Form.THREE_PUBLIC])


def _ruled(forms: Mapping[Form, Official], rule: _Rule) -> Iterator[Relation]:
    claim = forms[rule.claim.form].find(rule.claim) if rule.claim.form in forms else None
    if claim is not None and all(o.form in forms for o in rule.operands):
        found = [forms[o.form].find(o) for o in rule.operands]
        yield from owed(claim, [t for t in found if t is not None], whole=len(rule.operands) > 1)


def owed(claim: Term, operands: Sequence[Term], whole: bool = False) -> Iterator[Relation]:
    """The relation of one figure to others of its unit; nothing where there are none. `whole`: a sum, even of one part."""
    if operands and all(o.unit.dimension is claim.unit.dimension for o in operands):
        kind = Kind.SUM if whole or len(operands) > 1 else Kind.EQUAL
        yield Relation("", kind, Source.TABLE if whole else Source.PLACES, claim, tuple(operands))


def _by_function(forms: Mapping[Form, Official], one: Form, other: Form, head: str) -> Iterator[Relation]:
    """A 总表's lines by function against the 类 of the table that breaks them down."""
    if one not in forms or other not in forms:
        return
    rows = forms[other].coded(3)
    spent = Cell(other, "", r"小计|合计|本年支出(?:合计)?")
    for stretch, row in forms[one].rows():
        if row.level == 1 and row.name in rows:
            claim = next(forms[one].figures(stretch, row, Cell(one, "", head)), None)
            below = list(first_of(forms[other].figures(*rows[row.name], spent)))
            if claim is not None:
                yield from owed(claim, below)


def _funds(fund: Official) -> Iterator[Relation]:
    """年初结转和结余 + 本年收入 − 本年支出 = 年末结转和结余, row by row."""
    places = (
        Cell(fund.form, "", OPENING),
        Cell(fund.form, "", r"本年收入"),
        Cell(fund.form, "", r"小计|合计|本年支出", ""),
        Cell(fund.form, "", CLOSING),
    )
    for stretch, row in fund.rows():
        opening, income, spent, closing = (next(fund.figures(stretch, row, p), None) for p in places)
        if closing is None or spent is None or (opening is None and income is None):
            continue
        had = [t for t in (opening, income) if t is not None]
        yield Relation("", Kind.SUM, Source.TABLE, closing, (*had, replace(spent, sign=-1)))


def _costs(costs: Official) -> Iterator[Relation]:
    """合计 = 出国 + 用车 + 接待, 用车 = 购置 + 运行, of the budget and of the accounts."""
    for stage in ("预算", "决算"):
        at = {name: costs.find(cell) for name, cell in cost_cells(stage).items()}
        for claim, parts in (("total", ("abroad", "vehicles", "guests")), ("vehicles", ("bought", "running"))):
            whole, found = at[claim], [t for p in parts if (t := at[p]) is not None]
            if whole is not None and (whole.value or any(t.value for t in found)):
                yield from owed(whole, found, whole=True)


def cost_cells(stage: str) -> dict[str, Cell]:
    """The places of the 三公 costs at a stage (预算, 决算)."""
    cars = rf"{stage}.*公务用车"
    places = {
        "total": (r"合计|小计", rf"^{stage}数?$"),
        "abroad": (r"因公出国.*", stage),
        "vehicles": (r"合计|小计", cars),
        "bought": (r"公务用车购置(?:费|支出)?|购置费", cars),
        "running": (r"公务用车运行(?:维护)?(?:费|支出)?|运行(?:维护)?费", cars),
        "guests": (r"公务接待费?", stage),
    }
    return {name: Cell(Form.THREE_PUBLIC, r"(?:合计)?", head, upper) for name, (head, upper) in places.items()}
