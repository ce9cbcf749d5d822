"""Signals of values that stand where they should, and of the same values taken from a wrong place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractor.confidence import DOUBTS, Signal
from extractor.documents import Document, Span, read_text
from extractor.grounding import Candidate
from extractor.patterns import proposed, understand
from extractor.pipeline import assemble
from extractor.schema import find_schema, load_schema

SCHEMA = load_schema(find_schema("department_report"))
TEXT = """沅澜县水务局2023年度部门整体支出绩效自评报告

一、部门预算执行情况

2023年年初预算为1,200.00万元，调整后预算为1,500.00万元，全年支出1,350.00万元，预算执行率为90.00%。

二、“三公”经费情况

2023年“三公”经费支出决算为12.60万元，其中：公务接待费支出2.60万元，公务用车运行维护费支出10.00万元。

三、内设机构

内设机构3个，分别为：办公室、水资源股、工程建设股。

四、项目情况

项目支出表

单位：万元

项目名称\t全年预算数\t执行数\t执行率
清水河治理项目\t300.00\t270.00\t90%
山塘整治项目\t200.00\t150.00\t75%
农村饮水项目\t100.00\t100.00\t100%
"""


def made(document: Document, changed: list[Candidate]) -> Any:
    return assemble(document, SCHEMA, changed)


def at(document: Document, words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = document.text.index(words, start + 1)
    return Span(start, start + len(words))


def moved(candidates: list[Candidate], document: Document, pointer: str, printed: str, value: Any, nth: int = 0) -> list[Candidate]:
    span = at(document, printed, nth)
    assert any(c.pointer == pointer for c in candidates), pointer
    return [replace(c, value=value, figure=span, quote=span, printed=printed, others=()) if c.pointer == pointer else c for c in candidates]


def seen(made_: Any, pointer: str) -> set[str]:
    return set(made_.fields[pointer].signals["seen"])


# pointer, what is taken instead (print, value, which of its places), the signals that must tell it, none of which the right value has
WRONG = [
    ("/three_public/reception/actual", "10.00", 10, 0, {Signal.NAMED_OTHERWISE, Signal.RIVAL, Signal.SHARED}),
    ("/budget/execution_rate", "75", 75, 0, {Signal.RIVAL}),
    ("/projects/1/executed", "270.00", 270, 0, {Signal.ROW_APART, Signal.SHARED}),
    ("/projects/1/executed", "200.00", 200, 1, {Signal.COLUMN_APART, Signal.SHARED, Signal.HEADED_OTHERWISE}),
    ("/projects/0/name", "清水河", "清水河", 0, {Signal.CUT}),
    ("/organisation/internal_units/1", "办公室", "办公室", 0, {Signal.DUPLICATE_KEY}),
]


@pytest.mark.parametrize(("pointer", "printed", "value", "nth", "wanted"), WRONG, ids=[f"{w[0]} {w[1]}" for w in WRONG])
def test_a_wrong_place_is_told_by_its_signals(pointer: str, printed: str, value: Any, nth: int, wanted: set[Signal]) -> None:
    document = read_text(TEXT)
    candidates = proposed(*understand(document, SCHEMA))
    right = made(document, candidates)
    assert seen(right, pointer) & {*map(str, wanted)} == set()
    wrong = made(document, moved(candidates, document, pointer, printed, value, nth))
    assert {*map(str, wanted)} <= seen(wrong, pointer)
    assert wrong.fields[pointer].confidence < right.fields[pointer].confidence
    record = wrong.fields[pointer]
    assert record.status == "review"
    assert {d.en for d in record.doubts} >= {DOUBTS[s].en for s in wanted}


def test_values_without_a_place_have_no_confidence() -> None:
    document = read_text(TEXT)
    extraction = made(document, proposed(*understand(document, SCHEMA)))
    for record in extraction.fields.values():
        assert (record.confidence is not None) == (record.start >= 0)
        assert record.status == "review" or not record.doubts


def test_every_doubt_is_worded_in_both_languages() -> None:
    kinds = {Signal.AGREED, Signal.HOLDS, Signal.HOLDS_MORE, Signal.NAMED, Signal.NAMED_BEST, Signal.STATED_AGAIN, Signal.STATED_NONE}
    kinds |= {
        Signal.DERIVED,
        Signal.REPEATED_WORDS,
        Signal.TABLE_CELL,
        Signal.LIST_CELL,
        Signal.WORDS,
        Signal.CHOICE,
        Signal.HEADED,
        Signal.STEADY,
    }
    assert {s for s in Signal if s not in DOUBTS} == kinds
    assert all(d.zh and d.en for d in DOUBTS.values())
