"""Plans: documents and sections that state a budget throughout, so that a figure without a stage of its own is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.documents import BlockKind, Document
from extractor.patterns.facts import Fact
from extractor.quantities import Dimension
from extractor.schema import Measure, Stage

# 预算 as part of a fund's or an office's name says nothing of the stage.
_NEUTRAL = re.compile(
    r"(?:一般)?公共(?:财政)?预算|政府性?基金预算|国有资本(?:经营)?预算|社会保险基金预算|(?:二级)?预算(?:单位|部门|绩效|管理|编码|代码|科|股|处|编审|拨款|财政拨款|内|外|项目)"
)
_NOT_A_PLAN = re.compile(r"决算|执行|自评|评价|绩效|完成|调整|支出情况|收支|使用")
_RESULT = re.compile(
    r"决算|自评|绩效评价|执行数|执行率|完成(?:年初|全年|调整)?预算|实际支出|支出进度|[较比与](?:年初|全年)预算|比上年.{0,4}支出数"
)
_STANDING = re.compile(r"资产|负债|原值|净值|结转|结余")  # what is there already, not what is planned
_PLANNED = re.compile(
    r"(?:收入|支出|经费|年度?)预算(?:数|总额|安排|情况|合计|为)*\d|(?:安排|经费).{0,24}预算(?:数|总额|合计|安排|为|拨入)*\d|三公.{0,12}预算(?:数|表|安排)"
)
_PLAN_SECTION = re.compile(r"三公(?:经费)?安排|三公.{0,10}预算|预算.{0,8}三公|年初预算|预算(?:安排|编制|批复|申报)(?:情况)?(?:说明)?$")


def is_plan(document: Document, title: str) -> bool:
    """Whether the document is a 部门预算 or another plan: by its title; without one by its words."""
    named = _NEUTRAL.sub("", "".join(title.split()))
    if title:
        return "预算" in named and not re.search(r"决算|执行|自评|评价|绩效|公开时间", named)
    if _RESULT.search(document.text):
        return False
    said = _NEUTRAL.sub("", "".join(document.text[:20_000].split()))
    return bool(_PLANNED.search(said))


def plan_sections(document: Document) -> set[int]:
    """Sections whose own heading announces a plan (“三公”经费预算安排情况) and no result."""
    found: set[int] = set()
    for n, section in enumerate(document.sections):
        title = _NEUTRAL.sub("", section.title.replace("“", "").replace("”", ""))
        if section.parent in found or (_PLAN_SECTION.search(title) and not _NOT_A_PLAN.search(title)):
            found.add(n)
    return found


def with_plans(document: Document, whole: bool, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts; amounts without a stage in a plan (`whole`: all the document is one) are the initial budget."""
    sections = set[int]() if whole else plan_sections(document)
    tables = {b.id for b in document.blocks if b.kind is BlockKind.TABLE and _plan_table(document, b.table)}
    for fact in facts:
        planned = fact.unit.dimension in (Dimension.MONEY, Dimension.PLAIN, Dimension.RATIO) and (
            whole or fact.section in sections or fact.block in tables
        )
        if (
            planned
            and (fact.measure is Measure.AMOUNT or whole)
            and fact.stage in (Stage.ANY, Stage.BUDGET)
            and not _STANDING.search(fact.label)
        ):
            yield replace(fact, stage=Stage.INITIAL)
        else:
            yield fact


def _plan_table(document: Document, table: int) -> bool:
    caption = _NEUTRAL.sub("", document.tables[table].caption.rsplit("\n", 1)[-1].replace("“", "").replace("”", ""))
    return bool(re.search(r"三公.{0,12}预算.{0,6}表", caption)) and not _NOT_A_PLAN.search(caption)
