"""A question asked several times: the first reply's values stay, and each says how often it was given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from chains_asking import HEAD, number, projects
from test_sureness import MAPPED, READ, REPORT, named, project, schema, value

from extractor.confidence import DOUBTS, Signal
from extractor.content import content_folder
from extractor.documents import read_text
from extractor.llm import Endpoint, load_settings
from extractor.pipeline import extract
from extractor.result import Extraction, Status
from extractor.schema import schema_of
from extractor.testing.standin import StandIn

SAME = {"asked": 3, "same": 3}


def without(*fields: str) -> list[dict[str, Any]]:
    return [v for v in READ["values"] if v["field"] not in fields]


def read(
    replies: Sequence[Any],
    *,
    faults: Sequence[str | None] = (),
    script: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> tuple[Extraction, list[dict[str, Any]]]:
    """One extraction with `replies` to the reading question in turn, and the bodies of the questions that came."""
    entries = [*script, {"contains": "逐行列出了它们", "reply": MAPPED}, {"replies": list(replies)}]
    quick: dict[str, Any] = {"first_wait_seconds": 0.01, "max_attempts": 1, "structured_mode": "json_schema", "repeat": 3, "concurrency": 1}
    with StandIn(entries, faults) as s:
        settings = load_settings({"model": "m", "base_url": s.base_url, **quick, **more})
        made = extract(read_text(REPORT, "林业局.txt"), schema(), engine="chains", endpoint=Endpoint(settings, None))
        return made, list(s.requests)


def repeated(result: Extraction) -> dict[str, dict[str, int]]:
    return {p: r.signals["repeated"] for p, r in result.fields.items() if "repeated" in r.signals}


def seen(result: Extraction, signal: Signal) -> set[str]:
    return {p for p, r in result.fields.items() if signal in r.signals.get("seen", ())}


def test_one_is_off() -> None:
    result, requests = read([READ], repeat=1)
    assert repeated(result) == {} and len(requests) == 2
    assert not seen(result, Signal.STEADY) | seen(result, Signal.UNSTEADY)
    assert all("seed" not in r for r in requests)


def test_equal_replies_make_values_steady_and_are_paid_for() -> None:
    result, requests = read([READ], price_input=1, price_output=1)
    once, _ = read([READ], repeat=1, price_input=1, price_output=1)
    assert result.data == once.data
    assert set(map(str, repeated(result).values())) == {str(SAME)}
    table = {p for p in result.fields if p.startswith((named(result, "丙工程"), named(result, "丁工程")))}
    filled = {p for p, r in result.fields.items() if r.start >= 0}
    assert set(repeated(result)) == filled - table == seen(result, Signal.STEADY)
    assert len(requests) == result.run["requests"] == 4
    assert result.run["chains"]["read_fields"]["requests"] == 3
    assert Decimal(result.run["money"]) > Decimal(once.run["money"])
    assert [(r["temperature"], r.get("seed")) for r in requests] == [(0.0, None), (0.0, None), (0.7, 1), (0.7, 2)]
    texts = [r["messages"] for r in requests if "逐行列出了它们" not in r["messages"][-1]["content"]]
    assert texts[0] == texts[1] == texts[2]


# second and third reply, the value that they concern, how many of three replies gave it
DIFFERING: list[tuple[Any, Any, str, int]] = [
    ({**READ, "values": [*without("income"), value("income", "800.10万元", "支出合计800.10万元")]}, READ, "/income", 2),
    ({**READ, "values": without("income")}, {**READ, "values": without("income")}, "/income", 1),
    ({**READ, "values": [*without("income"), value("income", "7.77万元", "收入总计7.77万元")]}, READ, "/income", 2),
    ({**READ, "values": [*without("body"), value("body", "戊县 林业局", "戊县林业局")]}, READ, "/body", 3),
    ({**READ, "values": [*without("spent"), value("spent", 800.1, "支出合计800.10万元")]}, READ, "/spent", 3),
    ({**READ, "items": READ["items"][:1]}, READ, "/problems/1", 2),
    ({**READ, "items": READ["items"][::-1]}, READ, "/problems/1", 3),
    ({**READ, "rows": READ["rows"][::-1]}, READ, "甲项目/budget", 3),
    ({**READ, "rows": READ["rows"][1:]}, READ, "甲项目/budget", 2),
    ({**READ, "rows": [project("甲项目", "100万元", "45万元"), READ["rows"][1]]}, READ, "甲项目/executed", 2),
    ({"values": [], "rows": [], "items": [], "none": []}, READ, "/code", 2),
]


@pytest.mark.parametrize(("second", "third", "at", "same"), DIFFERING)
def test_differing_replies_are_counted_and_the_first_ones_values_stay(second: Any, third: Any, at: str, same: int) -> None:
    once, _ = read([READ], repeat=1)
    result, _ = read([READ, second, third])
    pointer = at if at.startswith("/") else named(result, at[:3]) + at[3:]
    assert result.data == once.data
    assert repeated(result)[pointer] == {"asked": 3, "same": same}
    assert (pointer in seen(result, Signal.UNSTEADY)) is (same < 3)
    assert (pointer in seen(result, Signal.STEADY)) is (same == 3)
    record = result.fields[pointer]
    if same < 3:
        assert record.status is Status.REVIEW and DOUBTS[Signal.UNSTEADY] in record.doubts
        before = once.fields[pointer].confidence
        assert record.confidence is not None and before is not None and record.confidence < before


def test_a_value_that_only_a_repetition_gives_is_not_taken() -> None:
    result, _ = read([{**READ, "values": without("income")}, READ, READ])
    assert result.data["income"] is None and result.fields["/income"].status is Status.NOT_STATED


def test_a_value_got_by_repair_was_not_given_by_the_first_reply() -> None:
    wrong = {**READ, "values": [*without("income"), value("income", "7.77万元", "收入总计7.77万元")]}
    again = {"contains": "先前写的是", "reply": {"values": [value("income", "1240.56万元", "收入总计1240.56万元")]}}
    result, requests = read([wrong, READ, READ], script=[again])
    assert result.data["income"] == Decimal("1240.56")
    assert repeated(result)["/income"] == {"asked": 3, "same": 2}
    asked = ["先前写的是" in r["messages"][-1]["content"] for r in requests]
    assert asked == [False, False, True, False, False], "the repair goes before the repetitions"


@pytest.mark.parametrize("fault", ["server_error", "drop", "html", "forbidden", "cut", "empty", "broken_json"])
def test_a_failed_repetition_costs_nothing_but_its_count(fault: str) -> None:
    once, _ = read([READ], repeat=1)
    # The first question and the table question, then the two repetitions.
    result, requests = read([READ], faults=[None, None, None, fault])
    assert len(requests) == 4 == result.run["requests"]
    assert set(map(str, repeated(result).values())) == {str({"asked": 2, "same": 2})}
    assert result.run["failures"] == [] and result.stopped is None and result.data == once.data
    assert {r.status for r in result.fields.values()} == {r.status for r in once.fields.values()}


def test_where_all_repetitions_fail_nothing_is_said_of_them() -> None:
    result, requests = read([READ], faults=[None, None, "server_error", "server_error"])
    assert repeated(result) == {} and result.run["failures"] == [] and len(requests) == 4


def test_an_endpoint_that_refuses_repetitions_is_not_asked_for_more() -> None:
    result, requests = read([READ], faults=[None, None, *["forbidden"] * 10], repeat=10)
    assert len(requests) == 3 and repeated(result) == {} and result.stopped is None


LIMITS: list[dict[str, Any]] = [
    {"max_requests": 3},
    {"max_money": "0.012", "max_output_tokens": 2_000, "price_input": 1, "price_output": 1},
]


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_hold_and_end_the_repetitions_alone(limit: dict[str, Any]) -> None:
    result, requests = read([READ], repeat=9, **limit)
    assert 3 <= len(requests) < 10
    assert result.stopped is None and result.run["failures"] == []
    count = len(requests) - 1
    assert set(map(str, repeated(result).values())) == {str({"asked": count, "same": count})}
    if "max_money" in limit:
        assert Decimal(result.run["money"]) <= Decimal(limit["max_money"])


def test_nothing_is_repeated_where_the_first_question_was_stopped() -> None:
    result, requests = read([READ], max_requests=1)
    assert len(requests) == 1 and result.stopped is not None and repeated(result) == {}


def test_kept_replies_are_told_apart(tmp_path: Path) -> None:
    other = {**READ, "values": without("income")}
    script = [{"contains": "逐行列出了它们", "reply": MAPPED}, {"replies": [READ, other, READ]}]
    runs: list[Extraction] = []
    with StandIn(script) as s:
        settings = load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_schema", "repeat": 3})
        for _ in range(2):
            document = read_text(REPORT, "林业局.txt")
            runs.append(extract(document, schema(), engine="chains", endpoint=Endpoint(settings, tmp_path)))
        assert s.asked == 4
    assert repeated(runs[0])["/income"] == {"asked": 3, "same": 2}
    assert repeated(runs[1]) == repeated(runs[0]) and runs[1].data == runs[0].data
    assert (runs[1].run["requests"], runs[1].run["cached_replies"]) == (0, 4)


def test_parts_of_a_question_that_was_too_long_are_repeated_each() -> None:
    result, requests = read([READ], faults=["cut"])
    assert result.data["income"] == Decimal("1240.56") and result.run["failures"] == []
    assert repeated(result)["/income"] == repeated(result)[named(result, "甲项目") + "/budget"] == SAME
    reading = [r for r in requests if "逐行列出了它们" not in r["messages"][-1]["content"]]
    assert [sum(r.get("seed") == n for r in reading) for n in (None, 1, 2)] == [3, 2, 2], "the cut one is not asked again"


ROWS = "甲项目预算100万元，乙项目预算50万元。\n\n经查，甲项目预算100万元，已下达。\n"


def of_row(name: str, quote: str) -> dict[str, Any]:
    cells = [{"property": p, "value": v} for p, v in (("name", name), ("budget", "100万元"))]
    return {"list": "projects", "cells": cells, "quote": quote, "block": ""}


@pytest.mark.parametrize(
    ("key", "again", "same"),
    [
        (True, of_row("甲项目", "经查，甲项目预算100万元"), 2),  # another place, the same row by its key
        (False, of_row("甲项目", "经查，甲项目预算100万元"), 1),  # rows without a key are known by their places alone
        (False, of_row("甲项目", "甲项目预算100万元，乙项目"), 2),
    ],
)
def test_a_rows_value_is_known_again_by_the_rows_key_or_its_place(key: bool, again: Any, same: int) -> None:
    first = of_row("甲项目", "甲项目预算100万元，乙项目")
    replies = [{"values": [], "rows": [r], "items": [], "none": []} for r in (first, again)]
    with StandIn([{"replies": replies}]) as s:
        settings = load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_schema", "repeat": 2})
        result = extract(read_text(HEAD + ROWS), projects(key=key), engine="chains", endpoint=Endpoint(settings, None))
    assert result.data["projects"][0]["budget"] == 100
    assert repeated(result)["/projects/0/budget"] == {"asked": 2, "same": same}


def test_both_engines_word_outweighs_a_model_that_wavers() -> None:
    report = "甲局2023年度决算\n\n一、收支\n\n收入总计1240.56万元。\n"
    income = number("万元", **{"title": "收入", "x-labels": ["收入总计"]})
    labelled = schema_of({"type": "object", "properties": {"income": income}})
    said = {"values": [value("income", "1240.56万元", "收入总计1240.56万元")]}
    for engine, status in (("both", Status.ACCEPTED), ("chains", Status.REVIEW)):
        with StandIn([{"replies": [said, {"values": []}]}]) as s:
            settings = load_settings({"model": "m", "base_url": s.base_url, "structured_mode": "json_schema", "repeat": 2})
            result = extract(read_text(report), labelled, engine=engine, endpoint=Endpoint(settings, None))
        assert result.fields["/income"].signals["repeated"] == {"asked": 2, "same": 1}
        assert result.fields["/income"].status is status


def test_results_fit_the_schema_of_results() -> None:
    file = json.loads((content_folder("schemas") / "extraction.schema.json").read_text(encoding="utf-8"))
    result, _ = read([READ, {**READ, "values": without("income")}], logprobs=True)
    assert "token_probability" in result.fields["/income"].signals
    written = json.loads(json.dumps(result.as_json(), default=float))
    assert [e.message for e in jsonschema_rs.Draft202012Validator(file).iter_errors(written)] == []
    bad = json.loads(json.dumps(written))
    bad["fields"]["/income"]["signals"]["repeated"]["asked"] = 1
    assert not jsonschema_rs.Draft202012Validator(file).is_valid(bad)


def test_repetitions_ask_for_no_log_probabilities() -> None:
    _, requests = read([READ], logprobs=True)
    assert [r.get("logprobs") for r in requests if "seed" in r] == [None, None]
