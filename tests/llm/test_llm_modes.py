"""The ladder of structured modes: what is tried on which kind of endpoint, and what is remembered."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from llm_asking import ANSWER, SCHEMA, SCRIPT, ask, question, settings_for

from extractor.errors import EndpointError
from extractor.llm import Endpoint, StructuredMode
from extractor.llm.modes import is_enveloped, is_strict, shape
from extractor.llm.parsing import Parsed, Unusable, parse
from extractor.testing.dialect import Dialect, Support
from extractor.testing.standin import StandIn

LADDERS = [
    # dialect, mode that works, requests of the first question
    ("openai", StructuredMode.JSON_SCHEMA, 1),
    ("vllm", StructuredMode.JSON_SCHEMA, 1),
    ("deepseek", StructuredMode.TOOL_CALL, 2),
    ("qwen", StructuredMode.JSON_OBJECT, 3),
    ("ollama", StructuredMode.JSON_OBJECT, 3),
    ("plain", StructuredMode.PLAIN, 4),
]


@pytest.mark.parametrize(("dialect", "mode", "requests"), LADDERS, ids=[case[0] for case in LADDERS])
def test_the_mode_is_negotiated_once_and_remembered_on_disk(dialect: str, mode: StructuredMode, requests: int, tmp_path: Path) -> None:
    with StandIn(SCRIPT, dialect=dialect) as stand_in:
        first = ask(stand_in, cache=tmp_path)
        assert (first.data, first.mode, first.attempts) == (ANSWER, mode, requests)
        second = ask(stand_in, question("另一份文件\n收入总计"), cache=tmp_path)
        assert (second.data, second.mode, second.attempts) == (ANSWER, mode, 1)
        assert stand_in.asked == requests + 1
    notes = [json.loads(path.read_text()) for path in (tmp_path / "modes").glob("*.json")]
    assert [note["mode"] for note in notes] == [mode]


def test_one_question_negotiates_for_all_that_start_together() -> None:
    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in), None) as endpoint:
            replies = await asyncio.gather(*(endpoint.ask(question(f"文件{number} 收入总计")) for number in range(6)))
            assert {reply.mode for reply in replies} == {StructuredMode.JSON_OBJECT}

    with StandIn(SCRIPT, dialect="qwen", latency=0.02) as stand_in:
        asyncio.run(go(stand_in))
        assert stand_in.asked == 3 + 5
        assert stand_in.busiest > 1, "after the negotiation they run side by side"


def test_a_proven_mode_is_not_given_up_for_one_bad_reply(tmp_path: Path) -> None:
    with StandIn(SCRIPT, [None, "broken_json"]) as stand_in:
        ask(stand_in, cache=tmp_path)
        lowered = ask(stand_in, question("二 收入总计"), cache=tmp_path)
        assert lowered.mode is StructuredMode.TOOL_CALL
        other: Any = {**SCHEMA, "title": "another"}
        assert ask(stand_in, question("三 收入总计", schema=other), cache=tmp_path).mode is StructuredMode.JSON_SCHEMA


@pytest.mark.parametrize("tools", list(Support))
def test_an_endpoint_that_takes_a_schema_and_ignores_it_is_told_it(tools: Support) -> None:
    script = [{"contains": "JSON Schema", "reply": ANSWER}, {"reply": '{"answer": "1803.82"}'}]
    with StandIn(script, dialect=Dialect(json_schema=Support.IGNORED, tools=tools)) as stand_in:
        reply = ask(stand_in)
    assert (reply.data, reply.mode, reply.attempts) == (ANSWER, StructuredMode.JSON_OBJECT, 3)


def test_data_that_misses_the_schema_in_a_proven_mode_is_for_the_chain(tmp_path: Path) -> None:
    with StandIn([{"contains": "收入总计", "reply": ANSWER}, {"reply": {"answer": 1}}]) as stand_in:
        ask(stand_in, cache=tmp_path)
        reply = ask(stand_in, question("支出"), cache=tmp_path)
    assert (reply.data, reply.mode, reply.attempts) == ({"answer": 1}, StructuredMode.JSON_SCHEMA, 1)


def test_a_pinned_mode_is_the_only_one() -> None:
    with StandIn(SCRIPT, dialect="deepseek") as stand_in:
        with pytest.raises(EndpointError):
            ask(stand_in, structured_mode="json_schema")
        assert stand_in.asked == 1
        assert ask(stand_in, structured_mode="json_object").mode is StructuredMode.JSON_OBJECT


def test_a_damaged_note_is_negotiated_anew(tmp_path: Path) -> None:
    with StandIn(SCRIPT, dialect="deepseek") as stand_in:
        ask(stand_in, cache=tmp_path)
        (note,) = (tmp_path / "modes").glob("*.json")
        for damage in ("", "[]", '{"version": 1, "mode": "telepathy", "schemas": {}}'):
            note.write_text(damage)
            assert ask(stand_in, question(f"{damage} 收入总计"), cache=tmp_path).attempts == 2


def test_a_list_travels_in_an_envelope_and_comes_out_of_it() -> None:
    schema: dict[str, Any] = {"type": "array", "items": {"$ref": "#/$defs/row"}, "$defs": {"row": {"type": "object"}}}
    with StandIn([{"reply": {"reply": [{"a": 1}]}}]) as stand_in:
        assert ask(stand_in, question(schema=schema)).data == [{"a": 1}]
        sent = stand_in.requests[0]["response_format"]["json_schema"]["schema"]
        assert sent["type"] == "object"
        assert "row" in sent["$defs"]


def test_free_text_is_asked_plainly() -> None:
    with StandIn([{"reply": "两段话。"}], dialect="plain") as stand_in:
        reply = ask(stand_in, question(schema=None))
    assert (reply.data, reply.text, reply.mode, reply.attempts) == (None, "两段话。", StructuredMode.PLAIN, 1)


def test_what_is_sent() -> None:
    with StandIn(SCRIPT) as stand_in:
        ask(stand_in, extra_body={"seed": 7}, max_output_tokens=100)
        body = stand_in.requests[0]
    assert body["response_format"]["json_schema"] == {"name": "figures", "schema": SCHEMA, "strict": True}
    assert (body["temperature"], body["max_tokens"], body["seed"], body["model"]) == (0.0, 100, 7, "stand-in")
    assert "max_completion_tokens" not in body
    assert body["messages"][-1]["content"] == question().messages[-1].content


def test_the_schema_follows_the_document_in_modes_that_only_tell_it() -> None:
    shaped = shape(question(), StructuredMode.JSON_OBJECT)
    said = shaped.messages[-1].content
    assert said.startswith(question().messages[-1].content)
    assert "JSON" in said
    assert json.loads(said.splitlines()[-1]) == SCHEMA


STRICT: list[tuple[dict[str, Any], bool]] = [
    ({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}, True),
    ({"type": "object", "properties": {"a": {"type": "string"}}, "required": [], "additionalProperties": False}, False),
    ({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, False),
    ({"type": "object", "properties": {}, "required": [], "additionalProperties": False}, True),
    (
        {
            "type": "object",
            "properties": {"type": {"type": "object"}},
            "required": ["type"],
            "additionalProperties": False,
        },
        False,
    ),
]


@pytest.mark.parametrize(("schema", "strict"), STRICT)
def test_strict_is_asked_for_where_it_can_be(schema: dict[str, Any], strict: bool) -> None:
    assert is_strict(schema) is strict


def test_a_reference_at_the_root_is_followed() -> None:
    defs: dict[str, Any] = {"row": {"type": "object"}, "rows": {"type": "array"}}
    assert not is_enveloped({"$ref": "#/$defs/row", "$defs": defs})
    assert is_enveloped({"$ref": "#/$defs/rows", "$defs": defs})


OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
PLAIN_TEXTS: list[tuple[str, Any]] = [
    # text of the reply → JSON read (data, repaired), "cut" or None
    ('{"a": 1}', ({"a": 1}, False)),
    ('\ufeff  {"a": 1}\n', ({"a": 1}, False)),
    ('```json\n{"a": 1}\n```', ({"a": 1}, False)),
    ('结果如下：\n```\n{"a": 1}\n```\n请查收', ({"a": 1}, False)),
    ('见[1]和[注]，结果是{"a": 1}。', ({"a": 1}, False)),
    ('<think>也许 {"a": 2}</think>{"a": 1}', ({"a": 1}, False)),
    ('先看 {"a": 2}。</think>\n{"a": 1}', ({"a": 1}, False)),
    ('{"a": 1, "b": "</think>"}', ({"a": 1, "b": "</think>"}, False)),
    ('例如 {"b": "很长很长很长很长"}，答案 {"a": 1}', ({"a": 1}, False)),
    ('{"a": 1,}', ({"a": 1}, True)),
    ("{'a': 1}", ({"a": 1}, True)),
    ('{"a": 1, "b": [1, 2', "cut"),
    ('{"a": 1, "b": "没有写', "cut"),
    ('```json\n{"a": 1, "b": {"c": 2}', "cut"),
    ("<think>想了很久", None),
    ("", None),
    ("没有。", None),
    ('{"a": NaN}', None),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN_TEXTS, ids=[text[:24] for text, _ in PLAIN_TEXTS])
def test_reading_plain_text(text: str, expected: Any) -> None:
    read = parse(text, OBJECT, StructuredMode.PLAIN)
    if isinstance(read, Unusable):
        assert expected == ("cut" if read.cut else None)
    else:
        assert (read.data, read.repaired) == expected


def test_nothing_is_repaired_where_the_endpoint_promised_json() -> None:
    for mode in (StructuredMode.JSON_SCHEMA, StructuredMode.TOOL_CALL, StructuredMode.JSON_OBJECT):
        assert isinstance(parse('{"a": 1,}', OBJECT, mode), Unusable)


def test_data_that_misses_the_schema_is_read_and_said_to() -> None:
    assert parse('{"b": 1}', OBJECT, StructuredMode.TOOL_CALL) == Parsed({"b": 1}, repaired=False, conforms=False)
