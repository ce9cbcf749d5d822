"""Indicator tables: rows of the whole department's framework or self-evaluation, and of the projects' forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.documents import Block, BlockKind, Cell, Span, Table
from extractor.documents.heads import side_by_side
from extractor.grounding import Candidate
from extractor.patterns.columns import Columns, cell_at, cell_value, head_rows, map_columns, row_span
from extractor.patterns.context import Context
from extractor.patterns.grids import filled_down, is_figure
from extractor.quantities import PLAIN, parse_figure
from extractor.schema import Field, ListField

_LEVELS = ("level1", "level2", "level3")
_CODE = re.compile(r"^[A-Z]\d{0,3}[.、:]?")
_POINTS = re.compile(r"\((?P<n>\d+(?:\.\d+)?)分\)")
_ASIDE = re.compile(r"\((?:\d+(?:\.\d+)?分|\d+(?:\.\d+)?%?|说明:.*|权重.*)\)?")
_END_ROW = re.compile(r"^(?:合计|总计|总分|小计|综合评定等级|说明|评价结论|存在问题|改进措施|项目负责人|自评结论|备注|填表人|综合评价)")
_PROJECT_FORM = re.compile(r"项目支出|项目绩效|项目自评|项目名称|专项资金|预算项目")
_BOUND = re.compile(r"[≥≤><]=?\d[\d.,]*(?P<unit>[^\d,。;]{0,8})$")  # a bound is a target, whatever stands over it
_RULE = re.compile(r"满分|得分|[得扣]\d|酌情")  # how points are given: no target
_WHOLE_FORM = re.compile(r"部门整体|整体支出|整体绩效|单位整体")


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """A table with indicator rows; `project` is the project's name cell where it is a project's form."""

    block: Block
    table: Table
    project: Span | None
    of_project: bool


def indicator_tables(context: Context, field: ListField) -> Iterator[IndicatorTable]:
    """Every table that has indicator heads."""
    levels = [f for f in field.fields if f.name in (*_LEVELS, "target", "actual", "weight", "score")]
    before: list[str] = []
    for block in context.document.blocks:
        if block.kind is not BlockKind.TABLE:
            before = [*before[-2:], context.document.words(block.span)[:80]]
            continue
        table = context.document.tables[block.table]
        if block.section in context.skipped or not any(head_rows(table, levels, 2)):
            continue
        project = project_name(context, table)
        around = f"{table.caption}/{'/'.join(before)}/{table.rows[0][0].words if table.rows[0] else ''}/{context.titles(block.section)}"
        whole = bool(_WHOLE_FORM.search(f"{table.caption}{before[-1] if before else ''}{''.join(c.words for c in table.rows[0])}"))
        of_project = project is not None or (not whole and bool(_PROJECT_FORM.search(around)))
        yield IndicatorTable(block, table, project, of_project and not (whole and project is None))


def project_name(context: Context, table: Table) -> Span | None:
    """The cell beside 项目名称 in a form."""
    for n, row in enumerate(table.rows[:6]):
        for left, right in side_by_side(row):
            if re.fullmatch(r"项目名称(?:\(.*\))?", left.words) and right.words and not is_figure(right):
                if any(c.words in ("年初预算数", "预算数", "执行数", "得分") for c in row):
                    return None  # a list of projects, not a form of one
                below = cell_at(table.rows[n + 1], right.column) if n + 1 < len(table.rows) else None
                if below is not None and is_figure(below) and len(table.rows[n + 1]) == len(row):
                    return None  # figures below: the cell beside is a column's head
                return right.span
    return None


def indicators(context: Context, field: ListField) -> Iterator[Candidate]:
    """Rows of the department's own tables; the execution-rate row of the money block is a row with level1 alone."""
    number = 0
    for found in indicator_tables(context, field):
        if found.of_project:
            continue
        rate = _execution_row(found.table)
        if rate is not None:
            yield from _execution(context, field, number, rate)
            number += 1
        for columns in _columns(found.table, field):
            if not ({"score", "weight", "target", "actual"} & set(columns.by_name)):
                continue
            for candidates in _rows(context, field, found.table, columns, number):
                yield from candidates
                number += 1
        if number:
            return


def project_indicators(context: Context, field: ListField) -> Iterator[Candidate]:
    """Rows of the projects' forms, each with its project's name."""
    number = 0
    for found in indicator_tables(context, field):
        if not found.of_project:
            continue
        for columns in _columns(found.table, field):
            for candidates in _rows(context, field, found.table, columns, number):
                yield from candidates
                if found.project is not None:
                    name = short_name(context, found.project)
                    yield context.words(f"{field.pointer}/{number}/project", name)
                number += 1


def _columns(table: Table, field: ListField) -> Iterator[Columns]:
    """The table's columns; targets and results whose heads no label names are told by their cells: ≥93人次 │ 102人次."""
    for columns in map_columns(table, field):
        by_name = dict(columns.by_name)
        levels = [by_name[n] for n in _LEVELS if n in by_name]
        named = set(by_name.values())
        for column in range(max(levels, default=-1) + 1, len(columns.stretch.heads) if levels else 0):
            bounds = [(m, r) for r in columns.stretch.rows if (c := cell_at(r, column)) and (m := _BOUND.match(c.words))]
            rules = [r for r in columns.stretch.rows if (c := cell_at(r, column)) and _RULE.search(c.words)]
            if len(bounds) < 2 or rules:
                continue
            if column not in named and "target" not in by_name:
                by_name["target"] = column
            if by_name.get("target") != column or column + 1 in named or "actual" in by_name:
                break
            reached = [r for m, r in bounds if (c := cell_at(r, column + 1)) and re.fullmatch(rf"\d[\d.,]*{re.escape(m['unit'])}", c.words)]
            if len(reached) == len(bounds):
                by_name["actual"] = column + 1
            break
        yield Columns(columns.stretch, by_name)


def short_name(context: Context, cell: Span) -> Span:
    """A project's name without its code before and 项目 / 项目经费 behind."""
    view = context.document.view(cell)
    m = re.match(r"(?:[A-Za-z0-9]{6,}|\d+)[-—:]", view.text)
    start = m.end() if m else 0
    tail = re.search(r"(?<=..)(?:项目经费|项目资金|项目)$", view.text[start:])
    end = start + tail.start() if tail else len(view.text)
    return Span(*view.source(start, end))


def _rows(context: Context, field: ListField, table: Table, columns: Columns, number: int) -> Iterator[list[Candidate]]:
    rows = columns.stretch.rows
    levels = {name: filled_down(rows, columns.by_name[name]) for name in _LEVELS if name in columns.by_name}
    last = next((n for n in reversed(_LEVELS) if n in columns.by_name), "")
    alone = len(levels) == 1 and field.field("level1") is not None  # a form without levels: its one name is the first
    offset = 0
    for n, row in enumerate(rows):
        first = next((c.words for c in row if c.words), "")
        if not first:
            continue
        if _END_ROW.match(first) or any(_END_ROW.match(c.words) for c in row[:3]):
            break
        own = cell_at(row, columns.by_name[last]) if last else None
        if own is None and re.search(r"预算执行", first):
            own = next(c for c in row if c.words)  # 预算执行率 stands in the first column and fills no lower level
        figures = [cell_at(row, columns.by_name[c]) for c in ("target", "actual", "weight", "score") if c in columns.by_name]
        if own is None or not any(figures) or own.words in ("…", "……") or set(own.words) <= set("…."):
            continue
        at = f"{field.pointer}/{number + offset}"
        quote = row_span(context.document, row)
        made: list[Candidate] = []
        for name, cells in levels.items():
            cell = own if name == last else cells[n]
            if own.column != columns.by_name[last]:
                cell = own if name == next(iter(levels)) else None
            if cell is not None and cell.words:
                made.append(context.words(f"{at}/{'level1' if alone else name}", _level_words(context, cell), quote))
        made += _values(context, field, table, columns, row, at, quote)
        if "weight" not in columns.by_name and field.field("weight") is not None:
            made += _weight_in_words(context, own, f"{at}/weight", quote)
        yield made
        offset += 1


def _values(
    context: Context, field: ListField, table: Table, columns: Columns, row: tuple[Cell, ...], at: str, quote: Span
) -> Iterator[Candidate]:
    for name, column in columns.by_name.items():
        cell, item = cell_at(row, column), field.field(name)
        if name in _LEVELS or cell is None or item is None:
            continue
        candidate = cell_value(context, f"{at}/{name}", cell, item, PLAIN, quote)
        if candidate is not None:
            yield candidate


def _weight_in_words(context: Context, cell: Cell, pointer: str, quote: Span) -> Iterator[Candidate]:
    m = _POINTS.search(cell.words)
    figure = parse_figure(m["n"]) if m else None
    if m and figure is not None:
        yield context.number(pointer, figure.value, Span(*context.document.view(cell.span).source(*m.span("n"))), quote)


def _level_words(context: Context, cell: Cell) -> Span:
    view = context.document.view(cell.span)
    code = _CODE.match(view.text)
    start = code.end() if code and len(view.text) > code.end() else 0
    aside = _ASIDE.search(view.text, start)
    end = aside.start() if aside and aside.start() > start else len(view.text)
    return Span(*view.source(start, end))


def _execution_row(table: Table) -> tuple[Cell, Cell | None, Cell] | None:
    """The money block's total row: its label, full points and points got."""
    heads: dict[str, int] = {}
    for row in table.rows[:12]:
        names = {re.sub(r"\(.*\)", "", c.words): c.column for c in row if c.words}
        if "得分" in names and ("执行率" in names or "预算执行率" in names) and ("分值" in names or "权重" in names):
            heads = {"weight": names.get("分值", names.get("权重", -1)), "score": names["得分"]}
            continue
        label = next((c for c in row if re.search(r"年度资金总额|资金总额|部门整体支出|^总额|预算执行", c.words)), None)
        if heads and label is not None:
            weight, score = cell_at(row, heads["weight"]), cell_at(row, heads["score"])
            if weight is not None and score is not None and is_figure(weight) and is_figure(score):
                return label, weight, score
    return None


def _execution(context: Context, field: ListField, number: int, row: tuple[Cell, Cell | None, Cell]) -> Iterator[Candidate]:
    label, weight, score = row
    quote = Span(label.span.start, score.span.end)
    yield context.words(f"{field.pointer}/{number}/level1", label.span, quote, value="预算执行率")
    for name, cell in (("weight", weight), ("score", score)):
        item: Field | None = field.field(name)
        if cell is not None and item is not None:
            candidate = cell_value(context, f"{field.pointer}/{number}/{name}", cell, item, PLAIN, quote)
            if candidate is not None:
                yield candidate
