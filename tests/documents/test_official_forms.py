"""The nine tables of a 部门决算 in the official form: exact grids from Word and PDF files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest
from office_program import needs_office, saved_as

from extractor.checker import Verdict, check
from extractor.documents import Document, Table
from extractor.documents.read import read_bytes
from extractor.patterns.sentences import facts_of_sentences
from extractor.pipeline import extract
from extractor.quantities import fold
from extractor.schema import find_schema, load_schema
from extractor.testing.forms import NAME, TITLE, FormTable, about, explained, made_forms_docx, tables

needs_pdf = pytest.mark.skipif(
    any(find_spec(m) is None for m in ("extractor.documents.readers.pdf", "pdfplumber", "pypdfium2")), reason="no PDF reader is installed"
)
FORMATS = (pytest.param("docx"), pytest.param("pdf", marks=[needs_office, needs_pdf]))
Spots = dict[tuple[int, int], tuple[str, int, int]]
"""Words, rowspan and colspan by the cell's upper left place; what is empty and unmerged is left out."""


@cache
def report(form: str) -> Document:
    data = made_forms_docx()
    return read_bytes(data if form == "docx" else saved_as(data, ".docx", form), f"决算.{form}")


def tight(words: str) -> str:
    return fold("".join(words.split()))


def wanted(form: FormTable) -> Spots:
    spots = {(c.row, c.column): (tight(str(c.words)), c.rowspan, c.colspan) for c in form.cells}
    return {at: spot for at, spot in spots.items() if spot != ("", 1, 1)}


def read_as(table: Table) -> Spots:
    spots = {(c.row, c.column): (c.words, c.rowspan, c.colspan) for row in table.rows for c in row}
    return {at: spot for at, spot in spots.items() if spot != ("", 1, 1)}


def test_the_tables_fill_their_grids() -> None:
    for form in tables():
        places = [
            (r, c)
            for cell in form.cells
            for r in range(cell.row, cell.row + cell.rowspan)
            for c in range(cell.column, cell.column + cell.colspan)
        ]
        assert sorted(places) == [(r, c) for r in range(form.height) for c in range(form.width)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("number", range(9))
def test_the_grid_is_exact(form: str, number: int) -> None:
    expected, found = tables()[number], report(form).tables[number]
    assert [len(row) for row in found.rows] == [expected.width] * expected.height
    assert read_as(found) == wanted(expected)


@pytest.mark.parametrize("form", FORMATS)
def test_there_are_nine_tables_with_titles_and_units(form: str) -> None:
    found = report(form).tables
    assert len(found) == 9
    for table, expected in zip(found, tables(), strict=True):
        assert tight(expected.title) in table.caption.split("\n")
        assert expected.mark in table.caption
        assert table.caption.endswith(f"部门:{NAME}")
        assert table.unit.symbol == "万元"


@pytest.mark.parametrize("form", FORMATS)
def test_the_words_around_the_tables_are_read(form: str) -> None:
    words = tight(report(form).text)
    for line in (TITLE, *(x.words for x in (*about(), *explained())), *(note for t in tables() for note in t.notes)):
        assert tight(line) in words
    titles = [s.title for s in report(form).sections]
    assert [t for t in titles if t.endswith("情况说明")][:8] == [
        "2023年度部门决算情况说明",
        *(f"{name}情况说明" for name in ("收入支出决算总体", "收入决算", "支出决算", "财政拨款收入支出决算总体")),
        *(f"{name}情况说明" for name in ("一般公共预算财政拨款支出决算", "一般公共预算财政拨款基本支出决算", "财政拨款“三公”经费支出决算")),
    ]


@needs_office
@needs_pdf
def test_tables_go_on_over_pages_upright_and_across() -> None:
    """What makes the PDF hard is in it: tables longer than a page, with heads printed again and without."""
    document = report("pdf")
    for mark, repeated in (("公开02表", True), ("公开03表", False), ("公开05表", True)):
        number = next(n for n, t in enumerate(tables()) if t.mark == mark)
        span = document.tables[number].span
        assert document.page_at(span.start) < document.page_at(span.end - 1)
        assert bool(tables()[number].heads) is repeated


@needs_office
@needs_pdf
def test_the_same_relations_hold_in_both_files() -> None:
    found = [check(report(form), facts_of_sentences(report(form))) for form in ("docx", "pdf")]
    assert [c.of(Verdict.TAIL, Verdict.VIOLATED) for c in found] == [[], []]
    one, other = (Counter((r.kind, r.source) for r in c.relations) for c in found)
    assert one == other
    assert sum(one.values()) > 500


STATED: Mapping[str, Mapping[str, str]] = {
    "report": {"title": TITLE, "department": NAME, "fiscal_year": "2023", "report_type": "部门决算"},
    "organisation": {"internal_unit_count": "5", "subordinate_unit_count": "3"},
    "accounts": {
        "income_total": "3547.02",
        "income_current_year": "3469.54",
        "carried_in": "69.3",
        "fiscal_appropriation": "3322.13",
        "expenditure_total": "3547.02",
        "expenditure_current_year": "3483.78",
        "carried_out": "62.3",
        "fiscal_total": "3379.79",
        "general_public_expenditure": "3179.4",
        "basic_expenditure": "1225.05",
        "project_expenditure": "2258.73",
        "general_public_basic": "1169.86",
        "personnel_expenditure": "988.55",
        "public_expenditure": "181.31",
    },
    "operating_expense": {"actual": "181.31", "change_amount": "4.46", "change_rate": "2.52"},
    "procurement": {"actual": "902.71", "goods": "61.84", "works": "742.3", "services": "98.57", "to_small_and_micro": "512.6"},
}


@pytest.mark.parametrize("form", FORMATS)
def test_the_extraction_reads_what_the_text_states(form: str) -> None:
    data: dict[str, Any] = extract(report(form), load_schema(find_schema("department_report")), engine="patterns").data
    for module, stated in STATED.items():
        assert {name: str(data[module][name]) for name in stated} == stated
    assert [str(data["three_public"]["total"][name]) for name in ("actual", "budget")] == ["32.96", "34.7"]
