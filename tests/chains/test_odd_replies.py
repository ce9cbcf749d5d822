"""Replies that parse and are not what was asked for, calls that fail halfway: one question is lost, never the document."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from extractor.documents import read_text
from extractor.errors import BudgetError, EndpointError
from extractor.llm import Endpoint, load_settings
from extractor.llm.modes import StructuredMode
from extractor.llm.parsing import Parsed, PrintedFloat, parse, printed_number
from extractor.pipeline import extract, extract_async
from extractor.result import Extraction, Status
from extractor.schema import Schema, schema_of
from extractor.testing.standin import StandIn
from extractor.words import Text

TABLE = "单位：万元\n\n项目名称\t预算\t执行\n甲项目\t100\t90\n乙项目\t50\t45\n"
TEXT = f"丙县渔业局报告\n\n一、基本情况\n\n收入总计1,240.50万元，支出12.5万元。\n\n二、存在的问题\n\n预算编制不细。\n\n三、项目\n\n{TABLE}"
READING, MAPPING = "单个字段", "逐行列出了它们"
NOTHING: dict[str, Any] = {"values": [], "rows": [], "items": [], "none": [], "places": []}
NO_TABLES: dict[str, Any] = {"tables": []}


def schema(*names: str) -> Schema:
    properties: dict[str, Any] = {
        "income": {"type": ["number", "null"], "title": "收入", "x-unit": "万元", "x-labels": ["收入总计"]},
        "spent": {"type": ["number", "null"], "title": "支出", "x-unit": "万元"},
        "problems": {"type": "array", "items": {"type": "string"}, "title": "存在的问题"},
        "projects": {
            "type": "array",
            "title": "项目",
            "x-key": ["name"],
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": ["string", "null"], "title": "名称"},
                    "budget": {"type": ["number", "null"], "x-unit": "万元"},
                    "executed": {"type": ["number", "null"], "x-unit": "万元"},
                },
            },
        },
    }
    return schema_of({"type": "object", "properties": {n: p for n, p in properties.items() if not names or n in names}})


def value(field: object, printed: object, quote: str = "收入总计1,240.50万元") -> dict[str, Any]:
    return {"field": field, "value": printed, "quote": quote, "block": ""}


def mapping(**more: object) -> dict[str, Any]:
    columns = [{"property": p, "column": n} for n, p in enumerate(("name", "budget", "executed"), 1)]
    part = {"table": "t1", "list": "projects", "head_row": 1, "first_row": 2, "last_row": 0, "columns": columns}
    return {"tables": [{**part, "merged": [], "constants": [], "skip": [], **more}]}


def run(script: Sequence[Any], asked: Schema, text: str = TEXT, engine: str = "both", **settings: Any) -> Extraction:
    quick = {"first_wait_seconds": 0.01, "max_attempts": 1, "structured_mode": "json_object"}
    with StandIn(script=script) as s:
        chosen = load_settings({"model": "m", "base_url": s.base_url, **quick, **settings})
        return extract(read_text(text, "报告.txt"), asked, engine=engine, endpoint=Endpoint(chosen, None))


def statuses(result: Extraction) -> dict[str, Status]:
    return {p: r.status for p, r in result.fields.items()}


ODD_ENTRIES: list[Any] = [
    {"values": [value(["income"], "x"), "x", None, value({"a": 1}, "y"), value("spent", "12.5万元", "支出12.5万元")]},
    {"values": [value("spent", "12.5万元", "支出12.5万元")], "none": True, "items": None},
    {"values": [value("spent", ["12.5"]), value("spent", "12.5万元", "支出12.5万元")], "none": [3, ["problems"], {}], "items": []},
    {"values": [value("spent", "12.5万元", "支出12.5万元")], "items": [{"list": ["problems"], "quote": 5}, {"list": {}}]},
]


@pytest.mark.parametrize(
    "reply",
    ODD_ENTRIES,
)
def test_odd_entries_are_left_out_and_the_others_read(reply: dict[str, Any]) -> None:
    result = run([{"contains": READING, "reply": reply}], schema("income", "spent", "problems"))
    assert (result.value("/spent"), result.value("/income")) == (Decimal("12.5"), Decimal("1240.5"))
    assert result.run["failures"] == []


@pytest.mark.parametrize(
    "reply", [[{"values": []}], {"values": "12.5"}, {"values": {"spent": "12.5"}}, {"answer": "12.5"}, {"items": 3, "values": []}]
)
def test_a_reply_of_another_shape_is_a_failed_question(reply: Any) -> None:
    result = run([{"contains": READING, "reply": reply}], schema("income", "spent", "problems"))
    assert statuses(result) == {"/income": Status.ACCEPTED, "/spent": Status.CALL_FAILED, "/problems": Status.CALL_FAILED}
    assert len(result.run["failures"]) == 1 and result.run["failures"][0].startswith("read_fields: ")


ODD_MAPS: list[Any] = [
    {"merged": 3, "skip": None},
    {"merged": [["name"], {}], "skip": [1]},
    {"constants": [{"property": ["name"], "row": 1, "column": 1}], "head_row": "1"},
    {"columns": [{"property": "name", "column": 1}, {"property": ["budget"], "column": 2}, {"property": "executed", "column": True}]},
    {"head_row": 99},
    {"head_row": -99},
]


@pytest.mark.parametrize(
    "more",
    ODD_MAPS,
)
def test_odd_maps_cost_at_most_what_is_odd(more: dict[str, Any]) -> None:
    silent = {"contains": READING, "reply": NOTHING}
    result = run([{"contains": MAPPING, "reply": mapping(**more)}, silent], schema("projects"))
    rows = result.data["projects"]
    assert [r["name"] for r in rows] == ["甲项目", "乙项目"] or (not rows and statuses(result)["/projects"] is Status.CALL_FAILED)
    if "columns" in more:
        assert rows[0] == {"name": "甲项目", "budget": None, "executed": None}, "true is no column"


LONG = "采购合同\n\n" + "\n\n".join(
    f"{'一二三四五六七八九'[i % 9]}、条款{i}\n\n双方同意本条第{i}款所列事项由双方另行商定并书面确认。" for i in range(400)
)
PLAIN = schema_of({"type": "object", "properties": {"amount": {"type": ["number", "null"], "title": "金额"}}})


@pytest.mark.parametrize(
    ("reply", "failed"),
    [
        ({"places": [{"module": "_", "sections": None}]}, False),
        ({"places": [{"module": "_", "sections": ["s²", "s", 3, "s" + "9" * 300]}]}, False),
        ({"places": [{"module": ["_"], "sections": ["s1"]}, 7]}, False),
        ({"places": None}, False),
        (["x"], True),
        ({"places": 3}, True),
    ],
)
def test_odd_places_are_no_places(reply: Any, failed: bool) -> None:
    script = [{"contains": "目录", "reply": reply}, {"reply": NOTHING}]
    result = run(script, PLAIN, LONG, "chains", context_tokens=8000, max_output_tokens=1000)
    assert [f.partition(":")[0] for f in result.run["failures"]] == ["locate"] * failed


@pytest.mark.parametrize(
    ("said", "read"), [("12.5", "12.5"), ("1240.50", "1240.5"), ("1240.500", "1240.5"), ("1.2405e3", "1240.5"), ("12.500", "12.5")]
)
def test_a_json_number_is_a_printed_figure(said: str, read: str) -> None:
    reply = f'{{"values": [{{"field": "spent", "value": {said}, "quote": "收入总计1,240.50万元，支出12.5万元", "block": ""}}]}}'
    result = run([{"contains": READING, "reply": reply}], schema("spent"), engine="chains")
    assert result.value("/spent") == Decimal(read)


def test_numbers_keep_their_digits() -> None:
    asked: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "number"}}}
    found = parse('{"a": 12345678901234567.890, "b": 7, "c": 1e400}', asked, StructuredMode.PLAIN)
    assert isinstance(found, Parsed)
    data: Any = found.data
    assert found.conforms and isinstance(data["a"], PrintedFloat) and data["a"] == 12345678901234567.890
    assert [printed_number(data[n]) for n in "abc"] == ["12345678901234567.890", "7", "1e400"]
    assert [printed_number(v) for v in (True, "7", None, [1])] == [None] * 4


# -- halfway ----------------------------------------------------------------------------------------------------------


def test_a_repair_that_cannot_be_paid_keeps_the_reading() -> None:
    said = [value("income", "1,240.50万元"), value("spent", "999万元", "支出999万元")]
    result = run([{"contains": READING, "reply": {"values": said}}], schema("income", "spent"), engine="chains", max_requests=1)
    assert (result.value("/income"), result.value("/spent")) == (Decimal("1240.5"), None)
    assert statuses(result)["/spent"] is Status.NOT_GROUNDED
    assert isinstance(result.stopped, BudgetError) and result.run["requests"] == 1
    assert [f.partition(":")[0] for f in result.run["failures"]] == ["repair"]


@pytest.mark.parametrize("engine", ["chains", "both"])
@pytest.mark.parametrize("fault", ["drop", "forbidden"])
def test_a_question_that_is_refused_leaves_the_others(engine: str, fault: str) -> None:
    script = [{"contains": MAPPING, "reply": mapping(), "latency": 0.3}, {"contains": READING, "fault": fault}]
    result = run(script, schema("income", "spent", "projects"), engine=engine)
    assert [r["budget"] for r in result.data["projects"]] == [100, 50]
    assert statuses(result)["/spent"] is Status.CALL_FAILED
    assert statuses(result)["/income"] is (Status.ACCEPTED if engine == "both" else Status.CALL_FAILED)
    assert isinstance(result.stopped, EndpointError) and result.run["failures"][0].startswith("read_fields: ")


@pytest.mark.parametrize("fault", ["drop", "forbidden"])
def test_refused_from_the_start_is_an_error(fault: str) -> None:
    with pytest.raises(EndpointError):
        run([{"fault": fault}], schema("income", "spent", "projects"))


def test_after_a_stop_nothing_is_asked() -> None:
    async def both() -> tuple[Extraction, Extraction, int]:
        script = [{"contains": READING, "reply": NOTHING}]
        with StandIn(script=script) as s:
            async with Endpoint(load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_object"}), None) as endpoint:
                asked = schema("income", "spent", "problems")
                first = await extract_async(read_text(TEXT), asked, engine="both", endpoint=endpoint)
                error = BudgetError(Text("满", "full"), Text("提高", "raise"))
                second = await extract_async(read_text(TEXT), asked, engine="both", endpoint=endpoint, stopped=error)
            return first, second, s.asked

    first, second, asked = asyncio.run(both())
    assert first.run["requests"] == asked == 1 and first.stopped is None
    assert (second.run["requests"], second.run["money"], second.run["failures"]) == (0, "0", ["read_fields: 满"])
    assert second.value("/income") == Decimal("1240.5") and statuses(second)["/spent"] is Status.CALL_FAILED


# -- what is told -----------------------------------------------------------------------------------------------------


def test_an_unusable_map_is_no_silence() -> None:
    silent = {"contains": READING, "reply": NOTHING}
    asked = schema("income", "projects")
    assert statuses(run([{"contains": MAPPING, "reply": "garbage"}, silent], asked))["/projects"] is Status.CALL_FAILED
    said = {"list": "projects", "cells": [{"property": "name", "value": "甲项目"}], "quote": "甲项目", "block": ""}
    filled = {"contains": READING, "reply": {"values": [], "rows": [said], "none": []}}
    result = run([{"contains": MAPPING, "reply": "garbage"}, filled], asked)
    assert [r["name"] for r in result.data["projects"]] == ["甲项目"] and "/projects" not in result.fields


def test_many_forms_are_asked_for_in_several_calls() -> None:
    names = [f"{a}{b}" for a in "甲乙丙丁戊己庚辛壬癸" for b in "子丑寅卯辰巳午未申酉戌亥"]
    rows = "\n".join(f"建设工程{n}续建\t{i}.5\t{i}.1" for i, n in enumerate(names[:18]))
    tables = "\n\n".join(f"第{k}张表\n\n{names[k]}项目名称\t预算\t执行\n{rows}" for k in range(110))
    with StandIn(script=[{"contains": MAPPING, "reply": NO_TABLES}, {"reply": NOTHING}]) as s:
        chosen = load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_schema"})
        result = extract(
            read_text(f"甲局报告\n\n一、项目\n\n{tables}\n"), schema("projects"), engine="chains", endpoint=Endpoint(chosen, None)
        )
        prompts = [r["messages"][-1]["content"] for r in s.requests if MAPPING in r["messages"][-1]["content"]]
    assert len(prompts) > 1 and sum(p.count("] 题：") for p in prompts) == 110
    assert result.run["failures"] == [] and statuses(result)["/projects"] is Status.NOT_STATED


def test_a_table_too_large_to_be_shown_is_told() -> None:
    head = "\t".join(f"项目名称第{chr(0x4E00 + n)}{chr(0x4F00 + n)}栏金额" for n in range(60))
    row = "\t".join("建设工程续建配套改造项目经费若干" for _ in range(60))
    text = "甲局报告\n\n一、项目\n\n" + "\n".join([head, *[row] * 12]) + "\n"
    result = run([{"reply": {"values": [], "rows": [], "none": [], "tables": []}}], schema("projects"), text)
    assert statuses(result)["/projects"] is Status.CALL_FAILED
    assert any(f.startswith("map_tables: 有 1 张表") for f in result.run["failures"])


def test_refused_rows_and_cells_are_kept_as_such() -> None:
    def row(quote: str, **cells: str) -> dict[str, Any]:
        return {"list": "projects", "cells": [{"property": p, "value": v} for p, v in cells.items()], "quote": quote, "block": ""}

    def reply(*rows: dict[str, Any]) -> list[Any]:
        return [{"contains": MAPPING, "reply": NO_TABLES}, {"contains": READING, "reply": {"rows": list(rows), "none": []}}]

    invented = row("庚项目预算77万元", name="庚项目", budget="77万元")
    wrong = row("甲项目 | 100 | 90", name="甲项目", budget="100", executed="99")
    both = run(reply(invented, wrong), schema("projects"), engine="chains")
    assert both.data["projects"] == [{"name": "甲项目", "budget": 100, "executed": None}]
    told = {(r["pointer"], r["printed"]) for r in both.run["refused_rows"]}
    assert told == {("/projects", "庚项目"), ("/projects/-/executed", "99")}
    alone = run(reply(invented), schema("projects"), engine="chains")
    assert alone.data["projects"] == [] and statuses(alone)["/projects"] is Status.NOT_GROUNDED
    mapped = [{"contains": MAPPING, "reply": mapping()}, reply(wrong)[1]]
    assert run(mapped, schema("projects"), engine="chains").run["refused_rows"] == [], "the table gave the cell"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (TEXT, Status.REVIEW),
        (TEXT.replace("预算编制不细。", "无。"), Status.STATED_NONE),
        (TEXT.replace("预算编制不细。", "经自查，未发现存在的问题。"), Status.STATED_NONE),
        (TEXT.replace("甲项目\t100\t90", "存在的问题\t无\t"), Status.STATED_NONE),
    ],
)
def test_a_list_is_empty_only_where_the_report_says_so(text: str, status: Status) -> None:
    result = run([{"contains": READING, "reply": {"values": [], "items": [], "none": ["problems"]}}], schema("problems"), text, "chains")
    assert result.data["problems"] == [] and statuses(result)["/problems"] is status


def test_failed_calls_are_paid_for_too() -> None:
    prices = {"price_input": "1000", "price_output": "1000"}
    with StandIn(script=[{"reply": "no JSON at all, sorry"}]) as s:
        endpoint = Endpoint(load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_schema", **prices}), None)
        run_ = extract(read_text(TEXT), schema("spent"), engine="chains", endpoint=endpoint).run
    spent = endpoint.spent
    assert (run_["requests"], run_["prompt_tokens"]) == (spent.requests, spent.prompt_tokens) and spent.requests > 0 < spent.prompt_tokens
    assert Decimal(run_["money"]) == spent.money and run_["money"] != "0"
    busy = run([{"fault": "server_error"}], schema("spent"), engine="chains", max_attempts=3)
    assert busy.run["requests"] == 3 == busy.run["chains"]["read_fields"]["requests"]


def test_the_order_of_replies_is_not_told() -> None:
    def order(slow: str) -> list[Any]:
        script: list[Any] = [{"contains": w, "reply": "garbage", "latency": 0.3 * (w == slow)} for w in (MAPPING, READING)]
        made = run(script, schema("spent", "projects"), engine="chains").run
        return [list(made["chains"]), list(made["prompts"]), made["failures"]]

    assert order(MAPPING) == order(READING)
