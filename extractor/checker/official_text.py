"""The explanation of a 部门决算 against its official tables: each section states figures of one of them.

A sentence is of a form by the title of its section, and of a place of that form by what it calls its figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractor.checker.model import Relation, Term
from extractor.checker.official import (
    BASIC_HEAD,
    CLOSING,
    GRAND,
    INCOME,
    OPENING,
    OTHER_SOURCES,
    PROJECT_HEAD,
    SPENT,
    SUM_HEAD,
    TOTAL,
    Cell,
    Form,
    Official,
    cost_cells,
    owed,
)
from extractor.checker.statements import Paragraph, Sheet, Statement
from extractor.documents import Document
from extractor.quantities import Dimension, Reach
from extractor.schema import Measure


class Section(StrEnum):
    """The sections of the explanation, by what they explain."""

    WHOLE = "whole"
    INCOME = "income"
    SPENDING = "spending"
    FISCAL = "fiscal"
    PUBLIC = "public"
    BASIC = "basic"
    THREE_PUBLIC = "three_public"
    FUND = "fund"
    STATE = "state"


_TITLES: tuple[tuple[Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(title))
    for section, title in (
        (Section.THREE_PUBLIC, r"三公.{0,3}经费"),
        (Section.FUND, r"政府性基金"),
        (Section.STATE, r"国有资本经营"),
        (Section.BASIC, r"一般公共预算财政拨款基本支出"),
        (Section.PUBLIC, r"一般公共预算财政拨款支出"),
        (Section.FISCAL, r"财政拨款(?:收入支出|收、?支)决算"),
        (Section.WHOLE, r"(?:收入支出|收、?支)决算总体"),
        (Section.INCOME, r"^(?:本年)?收入决算"),
        (Section.SPENDING, r"^(?:本年)?支出决算"),
    )
)
_NO_OTHER = re.compile(r"^(?:机关运行|政府采购|国有资产|预算绩效|绩效|其他重要)")
"""Titles below which nothing is of a form, whatever stands above."""
_ITEM = re.compile(r"(?P<group>[一-鿿、]{2,24})\(类\)(?P<middle>[一-鿿、]{2,40})\(款\)(?P<item>[一-鿿、()]{2,40})\(项\)")
_CLASS = re.compile(r"(?P<group>[一-鿿、]{2,24})\(类\)$")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a section calls a figure of a form, of this year's accounts or (`stage` budget) of the budget."""

    section: Section
    name: re.Pattern[str]
    cells: tuple[Cell, ...]
    stage: str = "now"


def _t(section: Section, name: str, *cells: Cell, stage: str = "now") -> _Told:
    return _Told(section, re.compile(name), cells, stage)


def _both(name: str, part: str) -> tuple[_Told, _Told]:
    planned, paid = cost_cells("预算")[part], cost_cells("决算")[part]
    return _t(Section.THREE_PUBLIC, name, planned, stage="budget"), _t(Section.THREE_PUBLIC, name, paid)


_BALANCE, _SPENDING = Form.BALANCE, Form.SPENDING
TOLD = (
    _t(Section.WHOLE, r"(?:收入|收、?支|收入支出)总计", Cell(_BALANCE, GRAND, upper="收入")),
    _t(Section.WHOLE, r"支出总计", Cell(_BALANCE, GRAND, upper="支出")),
    *(
        _t(Section.WHOLE, name, Cell(_BALANCE, row))
        for name, row in (
            (r"本年收入合计?", INCOME),
            (r"使用非财政拨款结余(?:\(含专用结余\))?", r"使用非财政拨款结余.*"),
            (r"年初结转和结余", OPENING),
            (r"本年支出合计?", SPENT),
            (r"结余分配", r"结余分配"),
            (r"年末结转和结余", CLOSING),
        )
    ),
    _t(Section.INCOME, r"(?:本年)?收入合计", Cell(Form.INCOME, TOTAL, r"本年收入(?:合计)?|合计")),
    *(_t(Section.INCOME, name, Cell(Form.INCOME, TOTAL, name)) for name in ("财政拨款收入", *OTHER_SOURCES)),
    _t(Section.SPENDING, r"(?:本年)?支出合计", Cell(_SPENDING, TOTAL, SUM_HEAD)),
    *(_t(Section.SPENDING, name, Cell(_SPENDING, TOTAL, name)) for name in (BASIC_HEAD, PROJECT_HEAD, "上缴上级支出", "经营支出")),
    _t(Section.FISCAL, r"财政拨款(?:收入|收、?支|收入支出)总计", Cell(Form.FISCAL, GRAND, upper="收入")),
    _t(Section.FISCAL, r"财政拨款支出总计", Cell(Form.FISCAL, GRAND, r"合计|小计", "支出")),
    _t(Section.PUBLIC, r"一般公共预算财政拨款支出(?:合计)?", Cell(Form.PUBLIC, TOTAL, SUM_HEAD)),
    _t(Section.BASIC, r"一般公共预算财政拨款基本支出", Cell(Form.PUBLIC, TOTAL, BASIC_HEAD)),
    _t(
        Section.BASIC,
        r"一般公共预算财政拨款基本支出",
        Cell(Form.BASIC, r"人员经费合计"),
        Cell(Form.BASIC, r"公用经费合计"),
    ),
    _t(Section.BASIC, r"人员经费(?:支出)?", Cell(Form.BASIC, r"人员经费合计")),
    _t(Section.BASIC, r"(?:日常)?公用经费(?:支出)?", Cell(Form.BASIC, r"公用经费合计")),
    *_both(r"三公经费(?:财政拨款)?(?:支出)?", "total"),
    *_both(r"因公出国\(境\)费用?", "abroad"),
    *_both(r"公务用车购置及运行(?:维护)?费", "vehicles"),
    *_both(r"公务用车购置(?:支出|费)", "bought"),
    *_both(r"公务用车运行(?:维护)?(?:支出|费)", "running"),
    *_both(r"公务接待费", "guests"),
    _t(Section.FUND, r"(?:政府性基金预算(?:财政拨款)?)?年初结转和结余", Cell(Form.FUND, TOTAL, OPENING)),
    _t(Section.FUND, r"(?:政府性基金预算(?:财政拨款)?)?(?:本年)?收入", Cell(Form.FUND, TOTAL, r"本年收入")),
    _t(Section.FUND, r"(?:政府性基金预算(?:财政拨款)?)?(?:本年)?支出", Cell(Form.FUND, TOTAL, r"小计|合计", "本年支出")),
    _t(Section.FUND, r"(?:政府性基金预算(?:财政拨款)?)?年末结转和结余", Cell(Form.FUND, TOTAL, CLOSING)),
    _t(Section.STATE, r"国有资本经营预算(?:财政拨款)?(?:本年)?支出", Cell(Form.STATE, TOTAL, SUM_HEAD)),
)


def official_text(sheet: Sheet, forms: Mapping[Form, Official]) -> Iterator[Relation]:
    """What the sections of the explanation state of the official tables, each figure against its place."""
    if not forms:
        return
    sections = {n: _section_of(sheet.document, n) for n in range(len(sheet.document.sections))}
    for paragraph in sheet.paragraphs:
        section = sections.get(paragraph.block.section)
        if section is None:
            continue
        seen: set[tuple[str, str]] = set()
        for s in paragraph.statements:
            if not _is_amount(s) or (key := (s.name, s.stage)) in seen:
                continue
            seen.add(key)  # the first figure of a name is its own; a later one is of a part or a reason
            for told in TOLD:
                if told.section is section and told.stage == s.stage and told.name.fullmatch(s.name):
                    yield from _against(s.term, forms, told.cells)
        if section is Section.PUBLIC and Form.PUBLIC in forms:
            yield from _classes(paragraph, forms[Form.PUBLIC])


def _section_of(document: Document, section: int) -> Section | None:
    """Which section of the explanation a heading opens, by its own title, else by that of a heading above it."""
    for here in document.path(section):
        title = re.sub(r"^\d{4}年度?|[“”\"]", "", here.title)
        if _NO_OTHER.search(title):
            return None
        found = next((s for s, pattern in _TITLES if pattern.search(title)), None)
        if found is not None:
            return found
    return None


def _is_amount(s: Statement) -> bool:
    fact = s.fact
    plain = not (fact.explains or fact.stated or fact.base)
    return plain and fact.measure is Measure.AMOUNT and fact.unit.dimension is Dimension.MONEY and fact.reach is Reach.EXACT


def _against(claim: Term, forms: Mapping[Form, Official], cells: Sequence[Cell]) -> Iterator[Relation]:
    if all(c.form in forms for c in cells):
        found = [t for c in cells if (t := forms[c.form].find(c)) is not None]
        if len(found) == len(cells):
            yield from owed(claim, found)


def _classes(paragraph: Paragraph, public: Official) -> Iterator[Relation]:
    """X（类）N万元 and X（类）Y（款）Z（项）… 支出决算为N万元 against the rows of those names."""
    item = _ITEM.search(paragraph.text[:120])
    if item is not None:
        done = next((s for s in paragraph.statements if _is_amount(s) and s.stage == "now"), None)
        row = public.named([item["group"], item["middle"], item["item"]])
        if done is not None and row is not None:
            yield from _row(done.term, public, row)
        return
    for s in paragraph.statements:
        named = _CLASS.fullmatch(s.name)
        row = public.named([named["group"]]) if named is not None and _is_amount(s) and s.stage == "now" else None
        if row is not None:
            yield from _row(s.term, public, row)


def _row(claim: Term, public: Official, code: str) -> Iterator[Relation]:
    cell = public.of_code(code, Cell(Form.PUBLIC, "", SUM_HEAD))
    if cell is not None:
        yield from owed(claim, [cell])
