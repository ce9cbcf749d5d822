"""A figure of another field that the schema's relations contradict is asked for once more; the answer stays where it contradicts less."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chains_asking import number

from extractor.documents import read_text
from extractor.llm import Endpoint, load_settings
from extractor.pipeline import extract
from extractor.result import Extraction, Status
from extractor.schema import Schema, schema_of
from extractor.testing.standin import StandIn

# The document is right throughout: 90.25 + 30.15 = 120.40, and 48.12 + 42.13 = 90.25.
REPORT = """丁县档案馆2023年度部门决算

一、支出情况

2023年度支出合计120.40万元，其中：基本支出90.25万元，项目支出30.15万元。

基本支出90.25万元，其中：人员经费48.12万元，公用经费42.13万元。
"""
RIGHT = ("basic", "90.25万元", "基本支出90.25万元")
OTHER = ("basic", "48.12万元", "人员经费48.12万元")


def schema() -> Schema:
    """Three figures of which one is the sum of the others."""
    return schema_of(
        {
            "type": "object",
            "properties": {"total": number("万元"), "basic": number("万元"), "project": number("万元")},
            "x-relations": [{"id": "parts", "kind": "sum", "claim": "total", "of": ["basic", "project"]}],
        }
    )


def values(*said: tuple[str, str, str]) -> dict[str, Any]:
    return {"values": [{"field": f, "value": v, "quote": q, "block": ""} for f, v, q in said], "items": [], "none": []}


def run(first: dict[str, Any], again: dict[str, Any] | None = None) -> tuple[Extraction, list[str]]:
    """The result, and what each request asked. `again`: the reply to the second question."""
    with StandIn(script=[{"contains": ["先前写的是"], "reply": again or values()}, {"reply": first}]) as s:
        settings = {"model": "m", "base_url": s.base_url, "first_wait_seconds": 0.01, "max_attempts": 2, "structured_mode": "json_schema"}
        made = extract(read_text(REPORT, "archive.txt"), schema(), engine="chains", endpoint=Endpoint(load_settings(settings), None))
        return made, [str(r["messages"][-1]["content"]) for r in s.requests]


def reading(*basic: tuple[str, str, str]) -> dict[str, Any]:
    return values(("total", "120.40万元", "支出合计120.40万元"), *basic, ("project", "30.15万元", "项目支出30.15万元"))


def test_a_contradicted_figure_is_asked_for_again_and_replaced() -> None:
    made, asked = run(reading(OTHER), values(RIGHT))
    assert made.data == {"total": Decimal("120.40"), "basic": Decimal("90.25"), "project": Decimal("30.15")}
    assert len(asked) == 2
    assert "48.12" in asked[1]
    record = made.fields["/basic"]
    assert (record.status, record.printed, record.signals["asked_again"]) == (Status.REVIEW, "90.25", True)
    assert not [r for r in made.relations if r["verdict"] == "violated"]
    assert made.run["requests"] == 2


def test_an_answer_that_mends_nothing_changes_nothing() -> None:
    made, asked = run(reading(OTHER), values(("basic", "42.13万元", "公用经费42.13万元")))
    assert made.data["basic"] == Decimal("48.12")
    assert len(asked) == 2
    (broken,) = [r for r in made.relations if r["id"] == "parts"]
    assert broken["verdict"] == "violated"
    assert broken["culprits"][0]["fault"] == "extraction"
    assert {"id": "parts", "role": "operand", "verdict": "violated"}.items() <= made.fields["/basic"].signals["relations"][0].items()


def test_the_reports_own_error_is_not_asked_about() -> None:
    wrong = REPORT.replace("项目支出30.15万元", "项目支出31.15万元")
    reply = values(("total", "120.40万元", "支出合计120.40万元"), RIGHT, ("project", "31.15万元", "项目支出31.15万元"))
    with StandIn(script=[{"reply": reply}]) as s:
        endpoint = Endpoint(load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_schema"}), None)
        made = extract(read_text(wrong, "archive.txt"), schema(), engine="chains", endpoint=endpoint)
        assert len(s.requests) == 1
    assert made.data["project"] == Decimal("31.15")
    (broken,) = [r for r in made.relations if r["verdict"] == "violated"]
    assert broken["culprits"][0]["fault"] == "document"


def test_a_figure_that_stands_right_is_not_asked_about() -> None:
    made, asked = run(reading(RIGHT))
    assert len(asked) == 1
    assert {r["verdict"] for r in made.relations} == {"holds"}


def test_an_answer_that_only_makes_the_relation_vanish_is_not_taken() -> None:
    # The total's own print for its part: one print is no two figures, and nothing is checked any more.
    made, asked = run(reading(OTHER), values(("basic", "120.40万元", "支出合计120.40万元")))
    assert len(asked) == 2
    assert made.data["basic"] == Decimal("48.12")
    record = made.fields["/basic"]
    assert (record.status, record.signals["contradicted"]) == (Status.REVIEW, True)


def test_the_former_value_is_shown_beside_the_new_one() -> None:
    made, _ = run(reading(OTHER), values(RIGHT))
    assert [d["printed"] for d in made.fields["/basic"].signals["differs"]] == ["48.12"]


def test_an_id_of_the_schema_is_no_other_relations() -> None:
    named = schema_of({**schema().document, "x-relations": [{"id": "r1", "kind": "sum", "claim": "total", "of": ["basic", "project"]}]})
    with StandIn(script=[{"reply": reading(OTHER)}]) as s:
        endpoint = Endpoint(load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_schema"}), None)
        made = extract(read_text(REPORT, "archive.txt"), named, engine="chains", endpoint=endpoint)
    ids = [r["id"] for r in made.relations]
    assert len(ids) == len(set(ids))
    assert ids.count("r1") == 1
