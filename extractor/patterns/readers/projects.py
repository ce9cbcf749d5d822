"""Projects: forms of one project each, tables that list projects, and numbered paragraphs of one project each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.documents import Block, BlockKind, Cell, Span, Table
from extractor.grounding import Candidate
from extractor.patterns.cells import role_of
from extractor.patterns.columns import cell_at, cell_value, column_unit, map_columns, row_span
from extractor.patterns.context import Context
from extractor.patterns.facts import Fact
from extractor.patterns.grids import is_figure
from extractor.patterns.readers.indicators import project_name, short_name
from extractor.patterns.readers.project_entries import Project, entries, property_of
from extractor.patterns.scalars import value_of
from extractor.quantities import PLAIN, WAN_YUAN, Unit, parse_figure, unit_named
from extractor.schema import ListField, Measure, Stage

_TOTAL_ROW = re.compile(r"^(?:年度资金总额|资金总额|总额|年度预算总额|合计|项目资金总额|年度资金总金额)[:：]?$")
_MONEY = {Stage.INITIAL: "initial_budget", Stage.ADJUSTED: "adjusted_budget", Stage.BUDGET: "adjusted_budget", Stage.FINAL: "executed"}
_SKIP_ROW = re.compile(r"^(?:合计|总计|小计|共计|…+)$")


def projects(context: Context, field: ListField) -> Iterator[Candidate]:
    """Forms first, else listing tables, and the numbered paragraphs that tell of the same projects; else these alone.

    A project without any amount is none.
    """
    told = entries(context, field)
    tabled = _forms(context, field) or _listed(context, field)
    found = _met(context, told, tabled) if tabled else told
    number = 0
    seen: set[str] = set()
    for project in found:
        key = context.printed(project.name)
        if not {"initial_budget", "adjusted_budget", "executed"} & set(project.figures) or key in seen:
            continue
        seen.add(key)
        at = f"{field.pointer}/{number}"
        yield context.words(f"{at}/name", project.name, project.quote)
        if project.code is not None:
            yield context.words(f"{at}/code", project.code, project.quote)
        for name, (value, figure, quote) in project.figures.items():
            yield context.number(f"{at}/{name}", value, figure, quote)
        number += 1


def _met(context: Context, told: list[Project], tabled: list[Project]) -> list[Project]:
    """The projects of text and tables together where most of either are the other's; else those of the tables."""
    names = {context.printed(p.name): p for p in tabled}
    same = [p for p in told if context.printed(p.name) in names]
    if not same or 2 * len(same) < min(len(told), len(tabled)):
        return tabled
    for project in same:
        form = names.pop(context.printed(project.name))
        project.code = project.code or form.code
        for name, figure in form.figures.items():
            project.figures.setdefault(name, figure)
    return told + list(names.values())


# -- forms ----------------------------------------------------------------------------------------------------------


def _forms(context: Context, field: ListField) -> list[Project]:
    found: list[Project] = []
    last_text: list[Block] = []
    for block in context.document.blocks:
        if block.kind is not BlockKind.TABLE:
            last_text = [*last_text[-3:], block]
            continue
        table = context.document.tables[block.table]
        name = project_name(context, table)
        if name is None or block.section in context.skipped:
            continue
        project = Project(short_name(context, name), name)
        view = context.document.view(name)
        code = re.match(r"(?P<code>[A-Za-z0-9]{6,})[-—:]", view.text)
        if code:
            project.code = Span(*view.source(*code.span("code")))
        _told(context, field, project)
        _money_rows(context, field, table, project)
        _form_score(context, field, table, last_text, project)
        found.append(project)
    return found


def _told(context: Context, field: ListField, project: Project) -> None:
    """What the text says of the project: a statement there goes before the form's figure."""
    name = context.document.words(project.name)
    for block in context.paragraphs():
        words = context.document.words(block.span)
        at = words.find(name, 0, 40 + len(name))
        if at < 0 or len(name) < 4:
            continue
        place = context.document.view(block.span).offsets[at]
        for fact in context.by_block.get(block.id, []):
            if fact.figure.start < place or fact.explains or (fact.stage is Stage.ANY and fact.measure is Measure.AMOUNT):
                continue
            property_ = property_of(fact, False)
            item = field.field(property_) if property_ else None
            if item is not None and property_ not in project.figures:
                project.figures[property_] = (value_of(fact, item), fact.figure, fact.quote)
        if project.figures:
            return


def _of_project(context: Context, fact: Fact, project: Project) -> bool:
    words = context.document.words(context.document.by_id[fact.block].span)
    return "整体" not in fact.label and ("项目" in fact.label + fact.subject or context.document.words(project.name) in words)


def _money_rows(context: Context, field: ListField, table: Table, project: Project) -> None:
    heads: tuple[Cell, ...] = ()
    for row in table.rows:
        words = "".join(c.words for c in row)
        if re.search(r"执行数|预算数|实际支出", words) and not any(is_figure(c) for c in row):
            heads = row
            continue
        label = next((c for c in row if _TOTAL_ROW.match(c.words)), None)
        if label is None or not heads:
            continue
        unit = _money_unit(table, heads)
        shift = len(row) - len(heads)
        for cell in row[label.column + 1 :]:
            at = cell.column if not shift else cell.column - shift
            head = heads[at].words if 0 <= at < len(heads) else ""
            _take(context, field, project, head, cell, unit, Span(label.span.start, cell.span.end))
        return


def _money_unit(table: Table, heads: tuple[Cell, ...]) -> Unit:
    m = re.search(
        r"\((?:单位:)?(万元|元|千元|亿元)\)", "".join(c.words for c in heads) + "".join(c.words for r in table.rows[:8] for c in r[:2])
    )
    return unit_named(m[1]) if m else table.unit if table.unit is not PLAIN else WAN_YUAN


def _take(context: Context, field: ListField, project: Project, head: str, cell: Cell, unit: Unit, quote: Span) -> None:
    if not cell.words or re.search(r"分值|得分|权重|原因", head):
        return
    measure, stage = role_of(head, context.fiscal_year)
    name = "execution_rate" if measure is Measure.RATE else _MONEY.get(stage, "") if measure is Measure.AMOUNT else ""
    item = field.field(name) if name else None
    if item is None or name in project.figures:
        return
    candidate = cell_value(context, name, cell, item, unit if measure is Measure.AMOUNT else unit_named("%"), quote)
    if candidate is not None:
        project.figures[name] = (candidate.value, candidate.figure, quote)


def _form_score(context: Context, field: ListField, table: Table, before: list[Block], project: Project) -> None:
    item = field.field("score")
    if item is None:
        return
    for block in reversed(before[-3:]):
        for fact in context.by_block.get(block.id, []):
            if fact.measure is Measure.SCORE and "得分" in fact.label + fact.subject and _of_project(context, fact, project):
                project.figures["score"] = (value_of(fact, item), fact.figure, fact.quote)
                return
    for row in table.rows:
        label = next((c for c in row if re.match(r"^(?:总分|合计|总计|自评总分|得分合计)", c.words)), None)
        if label is None:
            continue
        figures = [c for c in row[label.column + 1 :] if is_figure(c)]
        full = parse_figure(figures[0].words) if len(figures) >= 2 else None
        if full is not None and full.value == 100:
            candidate = cell_value(context, "score", figures[1], item, PLAIN, Span(label.span.start, figures[1].span.end))
            if candidate is not None:
                project.figures["score"] = (candidate.value, candidate.figure, candidate.quote)


# -- listing tables -------------------------------------------------------------------------------------------------


def _listed(context: Context, field: ListField) -> list[Project]:
    found: list[Project] = []
    for block in context.document.blocks:
        if block.kind is not BlockKind.TABLE or block.section in context.skipped:
            continue
        table = context.document.tables[block.table]
        around = f"{context.titles(block.section)}{table.caption}"
        for columns in map_columns(table, field):
            if "name" not in columns.by_name or not {"initial_budget", "adjusted_budget", "executed"} & set(columns.by_name):
                continue
            head = columns.stretch.heads[columns.by_name["name"]]
            if head == "项目" and not re.search(r"项目.{0,8}(?:自评|绩效|支出|情况|明细|一览)", around):
                continue  # 项目 as a head means "item" in most tables
            if re.search(r"三公|资产|科目|收支|决算表|收入", around + "".join(columns.stretch.heads)):
                continue
            for row in columns.stretch.rows:
                cell = cell_at(row, columns.by_name["name"])
                if cell is None or _SKIP_ROW.match(cell.words) or is_figure(cell):
                    continue
                project = Project(short_name(context, cell.span), row_span(context.document, row))
                for name, column in columns.by_name.items():
                    value, item = cell_at(row, column), field.field(name)
                    if value is None or item is None or name == "name":
                        continue
                    if name == "code":
                        project.code = value.span
                        continue
                    candidate = cell_value(
                        context, name, value, item, column_unit(columns.stretch.heads[column], table, item), project.quote
                    )
                    if candidate is not None:
                        project.figures[name] = (candidate.value, candidate.figure, candidate.quote)
                found.append(project)
    return found
