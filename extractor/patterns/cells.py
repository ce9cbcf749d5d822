"""Table cells read as facts: the row names the figure, the head says its measure and stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.documents import Block, BlockKind, Cell, Document, Span, Table
from extractor.patterns import lexicon as lx
from extractor.patterns.facts import Fact
from extractor.patterns.grids import is_figure, stretches
from extractor.quantities import PLAIN, Dimension, Reach, Unit, parse_figure, unit_named
from extractor.schema import Measure, Stage

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、])")
_SUMS = frozenset(("合计", "总计"))
_ORDINAL_HEAD = re.compile(r"(?:^|/)(?:行次|栏次|序号|编号|行数)$")
_HALF = re.compile(r"(收入|支出)/")  # 收入 and 支出 stand side by side
_ITEM_HEAD = re.compile(r"(?:任务|项目|活动|政策)名称(?:\([^()]*\))?$")
_SUM_NAME = re.compile(r"合计|总计|小计|总额")
_TOTALS = frozenset(("合计", "总计", "金额"))
_UNIT_HEAD = re.compile(r"(?:^|/)(?:计量|计数|度量)?单位$")
_NUMBER_HEAD = re.compile(r"数量|数$")
_COUNTED = frozenset(("辆", "台", "人", "个", "份", "张"))
_TARGET_HEAD = re.compile(
    r"(?:^|/)(?:年度|预期|绩效|目标)*(?:指标值|目标值|目标)(?:\([^()]*\))?$"
)  # what was planned, not what was reached
_UNIT_IN_HEAD = re.compile(r"\((?:单位:)?(?:金额单位:)?(?P<unit>亿元|万元|千元|元|%|人|辆|分)\)")


def facts_of_tables(document: Document, fiscal_year: int) -> Iterator[Fact]:
    """The facts of all tables; `fiscal_year` tells this year's 决算 column from last year's."""
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            yield from _table(document, block, document.tables[block.table], fiscal_year)


def _table(document: Document, block: Block, table: Table, fiscal_year: int) -> Iterator[Fact]:
    for stretch in stretches(table):
        heads = "/".join(h for h in stretch.heads if h)[:160]
        around = f"{_caption(table)}/{heads}"
        money = _UNIT_IN_HEAD.search(heads)
        newest = max((int(m["year"]) for m in lx.YEAR.finditer(heads)), default=0)
        governing = unit_named(money["unit"]) if money and money["unit"].endswith("元") else table.unit
        for row in stretch.rows:
            label, label_cell, counted = "", None, PLAIN
            aligned = len(row) <= len(stretch.heads)  # trailing empty cells may be cut
            listed = not aligned and any(stretch.heads)
            figures = [is_figure(c) for c in row] if listed else []
            for cell in row:
                if not cell.words:
                    continue
                if not is_figure(cell):
                    if label_cell is not None and aligned and _UNIT_HEAD.search(stretch.heads[cell.column]):
                        counted = unit_named(cell.words) if cell.words in _COUNTED else PLAIN
                        continue  # 车辆│辆│11: the unit between a name and its figure is no name
                    label, label_cell = row_label(cell.words), cell
                    if label in _TOTALS and aligned:
                        label = _named_total(stretch.heads[cell.column]) or label
                    continue
                if listed and (not cell.column or figures[cell.column - 1] or any(figures[cell.column + 1 : cell.column + 2])):
                    continue  # which of several figures is which cannot be told without their heads
                column = stretch.heads[cell.column] if aligned else ""
                if _ORDINAL_HEAD.search(column):
                    continue
                half = _HALF.match(column)
                name = f"{half[1]}{label}" if half and label in _SUMS else label
                figure = parse_figure(document.text[cell.span.start : cell.span.end], _unit(column, label_cell, governing))
                if figure is None:
                    continue
                measure, stage = role_of(column, fiscal_year or newest)
                if figure.unit is PLAIN and counted is not PLAIN and _NUMBER_HEAD.search(column):
                    figure = replace(figure, unit=counted)
                if figure.dimension is Dimension.RATIO and measure is Measure.AMOUNT:
                    measure = Measure.RATE
                quote = Span(min(label_cell.span.start, cell.span.start) if label_cell else cell.span.start, cell.span.end)
                yield Fact(
                    name,
                    name,
                    around,
                    measure,
                    stage,
                    figure.value,
                    figure.unit,
                    figure.decimals,
                    Span(cell.span.start + figure.number_start, cell.span.start + figure.number_end),
                    quote,
                    block.section,
                    block.id,
                    cell.span.start,
                    in_table=True,
                    explains=figure.reach is Reach.BOUND or _TARGET_HEAD.search(column) is not None,
                    reach=figure.reach,
                    # A task's budget is no department's, whatever stands over it: its own name says what it is.
                    column="" if label_cell is not None and aligned and _is_item(stretch.heads, label_cell, label) else column,
                )


def _is_item(heads: Sequence[str], cell: Cell, label: str) -> bool:
    """Whether a row is one of several tasks or projects, as the head over its name says."""
    head = heads[cell.column] if cell.column < len(heads) else ""
    return _ITEM_HEAD.search(head) is not None and not (label in _TOTALS or _SUM_NAME.search(label))


def _caption(table: Table) -> str:
    """The caption's own name: its last line that is no unit line."""
    top = {c.words for c in table.rows[0] if c.words} if table.rows else set[str]()
    lines = [w for w in table.caption.split("\n") if w and not re.search(r"单位[:：]|^公开\d|^编制|^部门[:：]", w)]
    if len(top) == 1 and 6 <= len(next(iter(top))) <= 40:
        lines.append(next(iter(top)))
    return lines[-1].replace("“", "").replace("”", "") if lines and len(lines[-1]) <= 40 else ""


def _named_total(head: str) -> str:
    """What a total row sums where the column's head names it: 部门整体支出（万元） over 合计."""
    name = row_label(head.rsplit("/", 1)[-1])
    return name if re.search(r"整体|三公|支出$|经费$", name) and not re.search(r"项目|科目|指标|名称", name) else ""


def row_label(words: str) -> str:
    """A row's name without its numbering, 其中 and the unit in brackets."""
    words = _NUMBERING.sub("", words)
    words = re.sub(r"^其中[:,]?", "", words)
    words = _NUMBERING.sub("", words)
    return _UNIT_IN_HEAD.sub("", words).replace("“", "").replace("”", "").strip(":.、")


def _unit(column: str, label: Cell | None, table_unit: Unit) -> Unit:
    for words in (column, label.words if label is not None else ""):
        m = _UNIT_IN_HEAD.search(words)
        if m:
            return unit_named(m["unit"])
    if re.search(r"数量|面积|个数|台数|份数|序号|题号|行次", column):
        return PLAIN
    if re.search(r"编制|人数|人员|在职", column):
        return unit_named("人")
    if re.search(r"率|占比|比重|幅度|%", column):
        return unit_named("%")
    return table_unit or PLAIN


def role_of(column: str, fiscal_year: int) -> tuple[Measure, Stage]:
    """What a column head says of the figures below it."""
    whole = column
    head = re.sub(r"\([AaBb](?:/[AaBb])?\)|、", "", column).rsplit("/", 1)[-1]
    whole = whole.replace("、", "")
    if re.search(r"执行率|完成率|完成预算|到位率|控制率", head):
        return Measure.RATE, Stage.ANY
    if re.search(r"占比|比重|占.*%", head):
        return Measure.SHARE, Stage.ANY
    if re.search(r"增减(?:额|数|金额)|^增减$", head):
        return Measure.CHANGE, Stage.ANY
    if re.search(r"增减(?:%|率|幅度?|比例)|增长率|变动率|幅度", head):
        return Measure.GROWTH, Stage.ANY
    if re.search(r"得分|分值|权重", head):
        return Measure.SCORE, Stage.ANY
    year = next((int(m["year"]) for m in lx.YEAR.finditer(whole)), 0)
    if re.search(r"上年|去年|上一年", whole) or (year and fiscal_year and year == fiscal_year - 1):
        return Measure.AMOUNT, Stage.LAST_YEAR
    if re.search(r"年初预算|年初数", whole):
        return Measure.AMOUNT, Stage.INITIAL
    if re.search(r"全年预算|调整预算|调整后|预算数\(A\)|预算\(A\)|全年\(调整\)", whole, re.IGNORECASE):
        return Measure.AMOUNT, Stage.ADJUSTED
    if re.search(r"决算|执行数|实际支出|支出数|本年(?:数|支出)|\(B\)|年末数|期末数", whole, re.IGNORECASE):
        return Measure.AMOUNT, Stage.FINAL
    if "预算" in whole:
        return Measure.AMOUNT, Stage.BUDGET
    return Measure.AMOUNT, Stage.ANY
