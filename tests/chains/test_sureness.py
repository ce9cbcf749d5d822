"""How sure the model was of what it wrote reaches the value it stands behind, and the person who looks at it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from chains_asking import number

from extractor.confidence import DOUBTS, Signal
from extractor.documents import read_text
from extractor.llm import Endpoint, load_settings
from extractor.pipeline import extract
from extractor.result import Extraction, Status
from extractor.schema import Schema, schema_of
from extractor.testing.dialect import Dialect, Support
from extractor.testing.standin import StandIn

TABLE = "单位：万元\n\n项目名称\t预算\t执行\n丙工程\t70\t60\n丁工程\t50\t45\n"
REPORT = f"""戊县林业局2023年度决算报告

一、收支

收入总计1240.56万元，支出合计800.10万元，无年末结余。项目代码为2130205。

甲项目预算100万元，执行90万元；乙项目预算50万元，执行45万元。

二、问题

预算编制不细。部分项目进度偏慢。

三、项目

{TABLE}"""
SURE, UNSURE = round(math.exp(-0.05), 3), round(math.exp(-1.5), 3)


def schema() -> Schema:
    words = {"type": ["string", "null"]}
    return schema_of(
        {
            "type": "object",
            "properties": {
                "income": number("万元"),
                "spent": number("万元"),
                "left": number("万元"),
                "code": {**words, "title": "代码"},
                "body": {**words, "title": "单位"},
                "problems": {"type": "array", "items": {"type": "string"}, "title": "问题"},
                "projects": {
                    "type": "array",
                    "title": "项目",
                    "x-key": ["name"],
                    "items": {
                        "type": "object",
                        "required": ["name"],
                        "properties": {"name": words, "budget": number("万元"), "executed": number("万元")},
                    },
                },
            },
        }
    )


def value(field: str, said: object, quote: str) -> dict[str, Any]:
    return {"field": field, "value": said, "quote": quote, "block": ""}


def project(name: str, budget: str, executed: str) -> dict[str, Any]:
    cells = [{"property": p, "value": v} for p, v in (("name", name), ("budget", budget), ("executed", executed))]
    return {"list": "projects", "cells": cells, "quote": f"{name}预算{budget}", "block": ""}


READ: dict[str, Any] = {
    "values": [
        value("income", "1240.56万元", "收入总计1240.56万元"),
        value("spent", "800.10万元", "支出合计800.10万元"),
        value("left", "无", "无年末结余"),
        value("code", "2130205", "项目代码为2130205"),
        value("body", "戊县林业局", "戊县林业局2023年度决算报告"),
    ],
    "rows": [project("甲项目", "100万元", "90万元"), project("乙项目", "50万元", "45万元")],
    "items": [{"list": "problems", "quote": q, "block": ""} for q in ("预算编制不细。", "部分项目进度偏慢。")],
    "none": [],
}
MAPPED = {
    "tables": [
        {
            "table": "t1",
            "list": "projects",
            "head_row": 1,
            "first_row": 2,
            "last_row": 0,
            "columns": [{"property": p, "column": n} for n, p in enumerate(("name", "budget", "executed"), 1)],
            "merged": [],
            "constants": [],
            "skip": [],
        }
    ]
}


def read(
    unsure: Sequence[str] = (), reply: Any = READ, dialect: Dialect | str = "openai", repaired: Sequence[Any] = (), **more: Any
) -> Extraction:
    script: list[dict[str, Any]] = [
        {"contains": "先前写的是", "reply": {"values": list(repaired)}, "unsure": list(unsure)},
        {"contains": "逐行列出了它们", "reply": MAPPED, "unsure": "70"},
        {"reply": reply, "unsure": list(unsure)},
    ]
    with StandIn(script, dialect=dialect) as s:
        settings = load_settings({"model": "m", "base_url": s.base_url, "first_wait_seconds": 0.01, "logprobs": True, **more})
        return extract(read_text(REPORT, "林业局.txt"), schema(), engine="chains", endpoint=Endpoint(settings, None))


def chances(result: Extraction) -> dict[str, float]:
    return {p: r.signals["token_probability"] for p, r in result.fields.items() if "token_probability" in r.signals}


def named(result: Extraction, name: str) -> str:
    return next(f"/projects/{n}" for n, row in enumerate(result.data["projects"]) if row["name"] == name)


# what the model hesitates over, and the values that it concerns
HESITANT: list[tuple[str, set[str]]] = [
    ('1240.56万元", "quote', {"/income"}),
    ("收入总计1240.56", set()),
    ('"800.10', {"/spent"}),
    ('"无"', {"/left"}),
    ('"2130205"', {"/code"}),
    ('戊县林业局"', {"/body"}),
    ("部分项目进度偏慢。", {"/problems/1"}),
    ('"90万', {"甲项目/executed"}),
    ('"value": "乙项目"', {"乙项目/name"}),
]


@pytest.mark.parametrize(("words", "concerned"), HESITANT, ids=[words for words, _ in HESITANT])
def test_a_value_has_the_probability_of_its_own_digits_or_words(words: str, concerned: set[str]) -> None:
    result = read([words])
    assert result.data["income"] == Decimal("1240.56") and len(result.data["projects"]) == 4
    low = {p for p, chance in chances(result).items() if chance < 0.5}
    assert low == {p if p.startswith("/") else named(result, p[:3]) + p[3:] for p in concerned}
    seen = {p for p, r in result.fields.items() if Signal.UNLIKELY_TOKENS in r.signals.get("seen", ())}
    assert seen == low
    for pointer in low:
        record = result.fields[pointer]
        assert record.status is Status.REVIEW and DOUBTS[Signal.UNLIKELY_TOKENS] in record.doubts


def test_a_json_number_has_that_of_its_digits() -> None:
    reply = {**READ, "values": [value("spent", 800.10, "支出合计800.10万元")]}
    for unsure, chance in (("800.1,", UNSURE), ("合计800.1", SURE)):
        assert chances(read([unsure], reply, structured_mode="json_object"))["/spent"] == chance


def test_a_table_read_by_code_has_none() -> None:
    result = read()
    told = chances(result)
    assert set(told.values()) == {SURE}
    assert named(result, "甲项目") + "/budget" in told
    assert not [p for p in told if p.startswith((named(result, "丙工程"), named(result, "丁工程")))]


def test_a_value_got_by_repair_has_that_of_the_repair() -> None:
    wrong = {**READ, "values": [value("income", "9999.99万元", "收入总计9999.99万元")]}
    result = read(["1240"], wrong, repaired=[value("income", "1240.56万元", "收入总计1240.56万元")])
    assert result.data["income"] == Decimal("1240.56")
    assert chances(result)["/income"] == UNSURE


@pytest.mark.parametrize(
    "more",
    [
        {"logprobs": False},
        {"dialect": Dialect(logprobs=Support.REFUSED)},
        {"dialect": Dialect(logprobs=Support.IGNORED)},
    ],
)
def test_without_them_the_result_is_the_same_but_for_the_signal(more: dict[str, Any]) -> None:
    usual, without = read(), read(**more)
    assert chances(without) == {} and without.data == usual.data
    assert [r.status for r in without.fields.values()] == [r.status for r in usual.fields.values()]
    assert without.run["failures"] == []


@pytest.mark.parametrize("dialect", ["deepseek", "qwen", "ollama", "plain", Dialect(halves=True)])
def test_they_are_found_whatever_way_the_json_was_asked_for(dialect: Dialect | str) -> None:
    assert chances(read(['"2130205"'], dialect=dialect)) == chances(read(['"2130205"']))


def test_kept_replies_give_the_same_result(tmp_path: Path) -> None:
    script = [{"contains": "逐行列出了它们", "reply": MAPPED}, {"reply": READ, "unsure": "2130205"}]
    with StandIn(script) as s:
        settings = load_settings({"model": "m", "base_url": s.base_url, "logprobs": True})
        runs = [extract(read_text(REPORT), schema(), engine="chains", endpoint=Endpoint(settings, tmp_path)) for _ in range(2)]
        assert s.asked == 2
    assert chances(runs[0]) == chances(runs[1]) and chances(runs[0])["/code"] == UNSURE
    assert {p: r.confidence for p, r in runs[0].fields.items()} == {p: r.confidence for p, r in runs[1].fields.items()}
