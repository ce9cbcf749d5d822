"""The stand-in speaks OpenAI's protocol: tried with the official client and with bare HTTP."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openai
import pytest
from standin_asking import client_of, say

from extractor.errors import OperatorError
from extractor.testing.dialect import Dialect, Support
from extractor.testing.script import request_hash
from extractor.testing.standin import CHAT, StandIn, serve

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "total": {"type": ["number", "null"]},
        "count": {"type": "integer", "minimum": 3},
        "kind": {"enum": ["收入", "支出"]},
        "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}, "minItems": 1},
        "either": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["name"],
    "$defs": {"row": {"type": "object", "properties": {"ok": {"type": "boolean"}, "below": {"$ref": "#/$defs/row"}}}},
}
FORMAT: Any = {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA}}
TOOL: Any = {"type": "function", "function": {"name": "submit", "parameters": SCHEMA}}


def test_models() -> None:
    with StandIn(models=("b", "a")) as stand_in:
        assert [model.id for model in client_of(stand_in).models.list()] == ["b", "a"]


def test_without_a_script_the_schema_is_filled_with_the_right_types() -> None:
    with StandIn() as stand_in:
        said = json.loads(say(stand_in, response_format=FORMAT).choices[0].message.content)
    assert {key: said[key] for key in ("name", "total", "count", "kind", "either")} == {
        "name": "",
        "total": None,
        "count": 3,
        "kind": "收入",
        "either": None,
    }
    assert said["rows"][0]["ok"] is False


def test_a_tool_is_called_with_the_same() -> None:
    with StandIn() as stand_in:
        choice = say(stand_in, tools=[TOOL], tool_choice={"type": "function", "function": {"name": "submit"}}).choices[0]
        assert choice.finish_reason == "tool_calls"
        call = choice.message.tool_calls[0].function
        assert call.name == "submit"
        assert json.loads(call.arguments)["kind"] == "收入"


def test_a_schema_that_the_question_tells_is_filled_too() -> None:
    text = "给出 JSON：\n" + json.dumps(SCHEMA)
    with StandIn() as stand_in:
        said = say(stand_in, text, response_format={"type": "json_object"}).choices[0].message.content
        assert json.loads(said)["count"] == 3
        assert say(stand_in).choices[0].message.content == CHAT


def test_streams_have_the_same_text_and_the_usage_that_was_asked_for() -> None:
    text = "2024年收入总计1,803.82万元，其中：财政拨款收入1,700万元。"
    with StandIn([{"reply": text}]) as stand_in:
        whole = say(stand_in)
        for asked in (True, False):
            chunks = say(stand_in, stream=True, stream_options={"include_usage": asked})
            assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == text
            assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
            assert len(chunks) > 5
            assert [chunk.usage.completion_tokens for chunk in chunks if chunk.usage] == [whole.usage.completion_tokens] * asked


def test_a_streamed_tool_call() -> None:
    with StandIn([{"reply": {"a": "甲"}}]) as stand_in:
        chunks: list[Any] = say(stand_in, stream=True, tools=[TOOL])
    calls: list[Any] = [chunk.choices[0].delta.tool_calls or [] for chunk in chunks]
    parts: list[Any] = [part[0].function for part in calls if part]
    assert parts[0].name == "submit"
    assert json.loads("".join(part.arguments for part in parts)) == {"a": "甲"}


def test_logprobs_cover_the_text() -> None:
    with StandIn([{"reply": "合计12万元"}]) as stand_in:
        tokens = say(stand_in, logprobs=True, top_logprobs=3).choices[0].logprobs.content
        assert say(stand_in).choices[0].logprobs is None
    assert "".join(token.token for token in tokens) == "合计12万元"
    assert {len(token.top_logprobs) for token in tokens} == {3}
    assert all(token.logprob <= 0 for token in tokens)


def test_a_model_hesitates_where_the_script_says_so() -> None:
    with StandIn([{"reply": "合计12万元", "unsure": ["12", "元"]}]) as stand_in:
        tokens = say(stand_in, logprobs=True).choices[0].logprobs.content
        chunks = say(stand_in, logprobs=True, stream=True)
    assert [token.token for token in tokens if token.logprob < -1] == ["12", "元"]
    streamed: list[Any] = [token for chunk in chunks if (told := chunk.choices[0].logprobs) for token in told.content]
    assert [(t.token, t.logprob) for t in streamed] == [(t.token, t.logprob) for t in tokens]


def test_tokens_may_end_within_characters() -> None:
    with StandIn([{"reply": "合计12"}], dialect=Dialect(halves=True)) as stand_in:
        tokens = say(stand_in, logprobs=True).choices[0].logprobs.content
    assert [token.token.strip("\ufffd") for token in tokens] == ["", "", "", "", "12"]
    assert b"".join(bytes(token.bytes) for token in tokens).decode() == "合计12"


def test_logprobs_may_be_refused_or_ignored() -> None:
    with StandIn(dialect=Dialect(logprobs=Support.REFUSED)) as stand_in:
        with pytest.raises(openai.BadRequestError, match="logprobs"):
            say(stand_in, logprobs=True)
        assert say(stand_in).choices[0].message.content == CHAT
    with StandIn(dialect=Dialect(logprobs=Support.IGNORED)) as stand_in:
        assert say(stand_in, logprobs=True).choices[0].logprobs is None


def test_usage_counts_and_the_prefix_that_was_seen_before() -> None:
    document = "决算" * 1000
    with StandIn() as stand_in:
        first, again, other = [say(stand_in, text).usage for text in (document + "甲", document + "乙", "另" + document)]
    assert first.prompt_tokens == again.prompt_tokens == 2001
    assert first.prompt_tokens_details.cached_tokens == other.prompt_tokens_details.cached_tokens == 0
    assert 1500 <= again.prompt_tokens_details.cached_tokens <= 2000


def test_a_key_is_asked_for() -> None:
    with StandIn(api_key="right") as stand_in:
        with pytest.raises(openai.AuthenticationError):
            client_of(stand_in, "wrong").models.list()
        assert client_of(stand_in, "right").models.list().data
        with pytest.raises(openai.AuthenticationError):
            say(stand_in)
        assert stand_in.requests == []


def test_it_listens_on_this_machine_alone() -> None:
    with StandIn() as stand_in:
        assert stand_in.base_url.startswith("http://127.0.0.1:")


SCRIPT: list[dict[str, Any]] = [
    {"contains": ["甲局", "收入"], "reply": {"total": 1}},
    {"matches": r"乙局.*?(\d+)万元", "reply": "原样的文字"},
    {"contains": "丙局", "replies": ["一", {"n": 2}]},
    {"contains": "系统", "anywhere": True, "reply": "在系统消息里"},
]


def test_a_script_answers_by_what_the_question_says(tmp_path: Path) -> None:
    listed, lines = tmp_path / "script.json", tmp_path / "script.jsonl"
    listed.write_text(json.dumps(SCRIPT), encoding="utf-8")
    lines.write_text("\n".join(json.dumps(entry, ensure_ascii=False) for entry in SCRIPT) + "\n\n", encoding="utf-8")
    for source in (SCRIPT, listed, lines):
        with StandIn(source) as stand_in:
            said = [
                say(stand_in, text).choices[0].message.content
                for text in ("甲局的收入", "甲局的支出", "乙局\n共12万元", "丙局", "丙局", "丙局")
            ]
            assert said == ['{"total": 1}', CHAT, "原样的文字", "一", '{"n": 2}', '{"n": 2}']
            assert [body["messages"][0]["content"] for body in stand_in.unscripted] == ["甲局的支出"]
            messages: Any = [{"role": "system", "content": "系统"}, {"role": "user", "content": [{"type": "text", "text": "问"}]}]
            reply = client_of(stand_in).chat.completions.create(model="m", messages=messages)
            assert reply.choices[0].message.content == "在系统消息里"


def test_a_script_answers_by_the_hash_of_the_request() -> None:
    with StandIn() as stand_in:
        say(stand_in, "某问题")
        known = request_hash(stand_in.requests[0])
    with StandIn([{"hash": known[:16], "reply": "认得"}]) as stand_in:
        assert say(stand_in, "某问题").choices[0].message.content == "认得"
        assert say(stand_in, "某问题 ").choices[0].message.content == CHAT


def test_a_refused_question_uses_no_reply_up() -> None:
    with StandIn([{"replies": ["一", "二"]}], ["server_error", None]) as stand_in:
        with pytest.raises(openai.InternalServerError):
            say(stand_in)
        assert say(stand_in).choices[0].message.content == "一"


WRONG_SCRIPTS: list[Any] = [
    ([{"contain": "x"}], "contain"),
    ([{"matches": "("}], "#1"),
    ([{"reply": 1}, {"reply": 1, "replies": []}], "#2"),
    (["x"], "#1"),
    ([{"latency": "slow"}], "#1"),
    ([{"fault": "plague"}], "plague"),
]


@pytest.mark.parametrize(("script", "named"), WRONG_SCRIPTS)
def test_a_wrong_script_is_the_operators_error(script: Any, named: str) -> None:
    with pytest.raises(OperatorError) as caught:
        StandIn(script)
    assert named in caught.value.into("zh")
    assert named in caught.value.into("en")


@pytest.mark.parametrize("content", ["{}", "[", "not json"])
def test_a_wrong_script_file(content: str, tmp_path: Path) -> None:
    path = tmp_path / "replies.json"
    for wrong in (path, path.with_suffix(".none")):
        path.write_text(content)
        with pytest.raises(OperatorError, match="replies"):
            StandIn(wrong)


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("deepseek", {"response_format": FORMAT}, "response_format"),
    ("qwen", {"response_format": {"type": "json_object"}}, "json"),
    ("vllm", {"tools": [TOOL]}, "tools"),
    ("plain", {"response_format": {"type": "json_object"}}, "response_format"),
]


@pytest.mark.parametrize(("dialect", "asked", "named"), REFUSALS)
def test_dialects_refuse(dialect: str, asked: dict[str, Any], named: str) -> None:
    with StandIn(dialect=dialect) as stand_in, pytest.raises(openai.BadRequestError, match=named):
        say(stand_in, **asked)


def test_an_endpoint_that_ignores_formats_chats() -> None:
    with StandIn([{"reply": {"a": 1}}], dialect="deaf") as stand_in:
        both: list[dict[str, Any]] = [{"response_format": FORMAT}, {"tools": [TOOL]}]
        for asked in both:
            message = say(stand_in, **asked).choices[0].message
            assert (message.content, message.tool_calls) == (CHAT, None)


def test_an_unknown_dialect() -> None:
    with pytest.raises(OperatorError, match="klingon"):
        StandIn(dialect="klingon")


BAD_BODIES = ["", "{", "[]", '{"model": "m"}', '{"messages": []}', '{"model": "m", "messages": "hi"}', '{"model": "m", "messages": [1]}']


def _post(address: str, path: str, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(address, timeout=5)
    try:
        connection.request("POST", path, body, headers or {})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_bad_bodies_and_addresses_are_answered() -> None:
    good = json.dumps({"model": "m", "messages": [{"role": "user", "content": "x"}]}).encode()
    with StandIn() as stand_in:
        address = stand_in.base_url.removeprefix("http://").removesuffix("/v1")
        for body in BAD_BODIES:
            assert _post(address, "/v1/chat/completions", body.encode())[0] == 400, body
        assert _post(address, "/v1/embeddings", good)[0] == 404
        assert _post(address, "/v1/chat/completions", b"", {"Content-Length": "many"})[0] == 413
        assert _post(address, "/v1/chat/completions", good)[0] == 200
        assert stand_in.asked == 1


def test_load_is_carried_side_by_side() -> None:
    with StandIn(latency=0.1) as stand_in:

        def one(number: int) -> str:
            return say(stand_in, str(number)).choices[0].message.content

        with ThreadPoolExecutor(20) as pool:
            assert list(pool.map(one, range(40))) == [CHAT] * 40
        assert stand_in.busiest >= 10
        assert stand_in.asked == 40


def test_serve_tells_its_address_and_stops(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text('[{"reply": "在"}]')
    stop, told = threading.Event(), list[str]()
    ready = threading.Event()

    def tell(address: str) -> None:
        told.append(address)
        ready.set()

    thread = threading.Thread(target=serve, args=("127.0.0.1", 0, script), kwargs={"ready": tell, "stop": stop, "faults": ["server_error"]})
    thread.start()
    assert ready.wait(5)
    address, body = told[0].removeprefix("http://").removesuffix("/v1"), json.dumps({"model": "m", "messages": []}).encode()
    statuses = [_post(address, "/v1/chat/completions", body) for _ in range(2)]
    assert [status for status, _ in statuses] == [500, 200]
    assert statuses[1][1]["choices"][0]["message"]["content"] == "在"
    with pytest.raises(OperatorError, match="port"):
        serve("127.0.0.1", int(told[0].rsplit(":", 1)[1].split("/")[0]))
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_faults_may_go_on_for_ever() -> None:
    faults: Iterator[str | None] = itertools.cycle(["server_error", None])
    with StandIn(faults=faults) as stand_in:
        for _ in range(3):
            with pytest.raises(openai.InternalServerError):
                say(stand_in)
            assert say(stand_in).choices
