"""Log-probabilities: asked for where wanted, refused once, kept, and told for the characters that they belong to."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from llm_asking import ANSWER, SCRIPT, ask, question, settings_for

from extractor.errors import BudgetError, ModelError
from extractor.llm import Endpoint, Level, StructuredMode
from extractor.llm.tokens import Certainty, Tokens, certainty, read_tokens
from extractor.llm.tokens import Path as Place
from extractor.testing.dialect import DIALECTS, Dialect, Support
from extractor.testing.standin import StandIn

SURE, UNSURE = math.exp(-0.05), math.exp(-1.5)
WANTED = replace(question(), logprobs=True)
HESITANT = [{"contains": "收入总计", "reply": ANSWER, "unsure": "1803"}]
REFUSING = Dialect(logprobs=Support.REFUSED)


def told(stand_in: StandIn, cache: Path | None = None, **more: object) -> Certainty | None:
    reply = ask(stand_in, WANTED, cache, logprobs=True, **more)
    return certainty(reply.tokens, reply.data)


def entry(written: bytes, logprob: float, *, text: str | None = None, counted: bool = True) -> dict[str, Any]:
    """A token as the protocol has it."""
    return {
        "token": text if text is not None else written.decode("utf-8", "replace"),
        "logprob": logprob,
        "bytes": list(written) if counted else None,
    }


def test_they_are_asked_for_where_settings_and_question_want_them() -> None:
    with StandIn(SCRIPT) as stand_in:
        for request, setting in ((WANTED, True), (WANTED, False), (question("收入总计 二"), True)):
            reply = ask(stand_in, request, logprobs=setting)
            wanted = request.logprobs and setting
            assert (reply.tokens is not None) is wanted
            assert stand_in.requests[-1].get("logprobs") == (True if wanted else None)
            assert "top_logprobs" not in stand_in.requests[-1]


@pytest.mark.parametrize("dialect", [*(d for name, d in DIALECTS.items() if name != "deaf"), Dialect(halves=True)])
def test_each_value_has_the_probability_of_its_own_tokens(dialect: Dialect) -> None:
    with StandIn([{"contains": "收入总计", "reply": ANSWER, "unsure": '万元"'}], dialect=dialect) as stand_in:
        sure = told(stand_in)
    assert sure is not None
    assert sure.of_digits(("total",)) == pytest.approx(SURE, abs=1e-3)
    assert sure.of_digits(("quote",)) == pytest.approx(SURE, abs=1e-3)
    assert sure.of_digits(("unit",)) is None
    words = sure.of_words(("unit",))
    assert words is not None and words == pytest.approx(UNSURE, abs=1e-3)
    assert sure.of_words(("nothing",)) is None


@pytest.mark.parametrize("fault", [None, "fenced", "thinking"])
def test_the_least_likely_token_of_a_figure_counts(fault: str | None) -> None:
    with StandIn(HESITANT, [fault], dialect="plain") as stand_in:
        reply = ask(stand_in, WANTED, logprobs=True, structured_mode="plain")
    sure = certainty(reply.tokens, reply.data)
    assert sure is not None and not reply.repaired
    assert sure.of_digits(("total",)) == pytest.approx(UNSURE, abs=1e-3)
    mean = sure.of_words(("quote",))
    assert mean is not None and UNSURE < mean < SURE


def test_a_repaired_reply_has_none() -> None:
    with StandIn(HESITANT, ["broken_json"], dialect="plain") as stand_in:
        reply = ask(stand_in, WANTED, logprobs=True, structured_mode="plain")
    assert reply.repaired and reply.tokens is not None
    assert certainty(reply.tokens, reply.data) is None


def test_an_endpoint_that_tells_none_costs_nothing_else() -> None:
    with StandIn(SCRIPT, dialect=Dialect(logprobs=Support.IGNORED)) as stand_in:
        reply = ask(stand_in, WANTED, logprobs=True)
        assert (reply.data, reply.tokens, reply.attempts, stand_in.asked) == (ANSWER, None, 1, 1)


def test_a_refusal_is_said_once_and_holds_for_the_run(caplog: pytest.LogCaptureFixture) -> None:
    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in, logprobs=True), None) as endpoint:
            for n in range(3):
                text = f"收入总计 {n}"
                reply = await endpoint.ask(replace(question(text), logprobs=True))
                assert (reply.data, reply.tokens, reply.mode) == (ANSWER, None, StructuredMode.JSON_SCHEMA)
            await asyncio.gather(*(endpoint.ask(replace(question(f"收入总计 {n}"), logprobs=True)) for n in range(10, 14)))
            assert endpoint.spent.requests == 8

    with StandIn(SCRIPT, dialect=REFUSING) as stand_in:
        asyncio.run(go(stand_in))
        assert [r.get("logprobs") for r in stand_in.requests] == [True] + [None] * 7
    assert caplog.text.count("log-probabilities") == 1


def test_questions_under_way_at_the_refusal_are_all_repeated_and_it_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in, logprobs=True, structured_mode="json_schema"), None) as endpoint:
            replies = await asyncio.gather(*(endpoint.ask(replace(question(f"收入总计 {n}"), logprobs=True)) for n in range(4)))
            assert [r.data for r in replies] == [ANSWER] * 4

    with StandIn(SCRIPT, dialect=REFUSING) as stand_in:
        asyncio.run(go(stand_in))
        assert 5 <= stand_in.asked <= 8
    assert caplog.text.count("log-probabilities") == 1


def test_the_request_without_them_counts_against_the_limit() -> None:
    with StandIn(SCRIPT, dialect=REFUSING) as stand_in:
        with pytest.raises(BudgetError, match="EXTRACTOR_MAX_REQUESTS"):
            ask(stand_in, WANTED, logprobs=True, max_requests=1)
        assert stand_in.asked == 1


def test_the_operators_own_parameter_is_left_out_too_where_it_is_refused() -> None:
    with StandIn(SCRIPT, dialect=REFUSING) as stand_in:
        assert ask(stand_in, WANTED, extra_body={"logprobs": True, "top_logprobs": 2}).data == ANSWER
        assert [sorted({"logprobs", "top_logprobs"} & set(r)) for r in stand_in.requests] == [["logprobs", "top_logprobs"], []]


def test_kept_replies_keep_them_and_older_ones_are_as_good_without(tmp_path: Path) -> None:
    with StandIn(HESITANT) as stand_in:
        first, again = told(stand_in, tmp_path), told(stand_in, tmp_path)
        assert first is not None and first == again
        assert ask(stand_in, WANTED, tmp_path).tokens is None, "kept, and not wanted now"
        (kept,) = (tmp_path / "replies").rglob("*.json")
        entry = json.loads(kept.read_text())
        kept.write_text(json.dumps({k: v for k, v in {**entry, "version": 1}.items() if k != "tokens"}))
        old = ask(stand_in, WANTED, tmp_path, logprobs=True)
        assert (old.data, old.from_cache, old.tokens, stand_in.asked) == (ANSWER, True, None, 1)


@pytest.mark.parametrize("damage", [{"ends": [1]}, {"ends": ["x"]}, {"text": "other"}, {"logprobs": None}, {"text": None}])
def test_damaged_tokens_are_asked_anew(damage: dict[str, Any], tmp_path: Path) -> None:
    with StandIn(SCRIPT) as stand_in:
        told(stand_in, tmp_path)
        (kept,) = (tmp_path / "replies").rglob("*.json")
        entry = json.loads(kept.read_text())
        kept.write_text(json.dumps({**entry, "tokens": {**entry["tokens"], **damage}}))
        assert told(stand_in, tmp_path) is not None
        assert stand_in.asked == 2


def test_a_token_that_halves_a_character_counts_for_it() -> None:
    wan = "万".encode()
    content = [entry(b'{"a": "12', -0.1), entry(wan[:1], -2.0), entry(wan[1:], -0.3), entry(b'"}', 0.0)]
    sure = certainty(read_tokens({"content": content}), {"a": "12万"})
    assert sure is not None
    assert sure.of_digits(("a",)) == pytest.approx(math.exp(-0.1))
    mean = (math.exp(-0.1) + math.exp(-2.0) + math.exp(-0.3)) / 3
    assert sure.of_words(("a",)) == pytest.approx(mean)


def test_halves_without_bytes_are_given_up() -> None:
    content = [entry(b'{"a": "12', -0.1), *(entry(b"", -2.0, text="\ufffd", counted=False) for _ in range(2)), entry(b'"}', 0.0)]
    tokens = read_tokens({"content": content})
    assert tokens is not None
    assert certainty(tokens, {"a": "12万"}) is None


UNREADABLE: list[Any] = [
    None,
    {},
    {"content": None},
    {"content": []},
    {"tokens": ["a"], "token_logprobs": [-0.1]},
    {"content": ["a"]},
    {"content": [{"token": "a", "logprob": None, "bytes": None}]},
    {"content": [{"token": "a", "logprob": math.nan, "bytes": None}]},
    {"content": [{"token": None, "logprob": -0.1, "bytes": None}]},
    {"content": [{"token": "a", "logprob": -0.1, "bytes": [256]}]},
    {"content": [{"token": "a", "logprob": -0.1, "bytes": ["a"]}]},
    {"content": [{"token": "万", "logprob": -0.1, "bytes": [0xE4, 0xB8]}]},
]


@pytest.mark.parametrize("said", UNREADABLE)
def test_what_is_no_list_of_tokens_is_none(said: Any) -> None:
    assert read_tokens(said) is None


def test_impossible_probabilities_are_bounded() -> None:
    tokens = read_tokens({"content": [entry(b"[", -math.inf), entry(b"1", 0.5), entry(b"]", -9999.0)]})
    assert tokens is not None and tokens.logprobs == (-100.0, 0.0, -100.0)
    assert Tokens.of_json(json.loads(json.dumps(tokens.as_json()))) == tokens


def spelled(text: str, low: int) -> Tokens:
    """A token for each character, the one at `low` unlikely."""
    ends = tuple(len(text[: n + 1].encode()) for n in range(len(text)))
    return Tokens(text, ends, tuple(-2.0 if n == low else 0.0 for n in range(len(text))))


# text, its data, the place of a value, the character that is unlikely, the least probability of its digits (1: not affected)
PLACES: list[tuple[str, Any, Place, str, bool]] = [
    ('{"a": [1, {"b": "2"}]}', {"a": [1, {"b": "2"}]}, ("a", 1, "b"), "2", True),
    ('{"a": [1, {"b": "2"}]}', {"a": [1, {"b": "2"}]}, ("a", 0), "2", False),
    ('{"a": "12万34元"}', {"a": "12万34元"}, ("a",), "3", True),
    ('{"a": "12万34元"}', {"a": "12万34元"}, ("a",), "2", True),
    ('{"a": -17.5}', {"a": -17.5}, ("a",), "-", True),
    ('{"a": "-17.5%"}', {"a": "-17.5%"}, ("a",), "%", False),
    ('{"a": "1,803.82"}', {"a": "1,803.82"}, ("a",), ",", True),
    ('{"a": "12，"}', {"a": "12，"}, ("a",), "，", False),
    ('{"a": "１２"}', {"a": "１２"}, ("a",), "２", True),
    ('{"a": "\\u0037万"}', {"a": "7万"}, ("a",), "3", True),
    ('{"a": "\\u4e07 8"}', {"a": "万 8"}, ("a",), "4", False),
    ('{"a": "\\"{[,9"}', {"a": '"{[,9'}, ("a",), "9", True),
    ('{"\\"k,": "5"}', {'"k,': "5"}, ('"k,',), "5", True),
    ('{"reply": ["6"]}', ["6"], (0,), "6", True),
    ('{"a": "3"} 或 {"a": "4"}', {"a": "4"}, ("a",), "4", True),
    ('{"a": {}, "b": [], "c": "8"}', {"a": {}, "b": [], "c": "8"}, ("c",), "8", True),
]


@pytest.mark.parametrize(("text", "data", "place", "low", "met"), PLACES)
def test_places_of_values(text: str, data: Any, place: Place, low: str, met: bool) -> None:
    sure = certainty(spelled(text, text.index(low)), data)
    assert sure is not None
    assert sure.of_digits(place) == pytest.approx(math.exp(-2.0) if met else 1.0)


def test_of_two_equal_texts_the_last_is_the_answer() -> None:
    text = '<think>{"a": "7"}</think>{"a": "7"}'
    for low, chance in ((text.index("7"), 1.0), (text.rindex("7"), math.exp(-2.0))):
        sure = certainty(spelled(text, low), {"a": "7"})
        assert sure is not None and sure.of_digits(("a",)) == pytest.approx(chance)


def test_many_brackets_that_begin_nothing_are_given_up() -> None:
    assert certainty(spelled("{" * 5_000 + '{"a": "7"}', 0), {"a": "7"}) is None


def test_a_repetition_is_sent_otherwise_and_kept_apart(tmp_path: Path) -> None:
    sent = {"temperature": 0.0, "seed": None}, {"temperature": 0.9, "seed": 1}, {"temperature": 0.9, "seed": 2}
    requests = [replace(question(), repetition=n) for n in range(3)]
    with StandIn(SCRIPT) as stand_in:
        for _ in range(2):
            for request in requests:
                ask(stand_in, request, tmp_path, repeat_temperature=0.9)
        assert [{"temperature": r.get("temperature"), "seed": r.get("seed")} for r in stand_in.requests] == list(sent)
        refusing = settings_for(stand_in, extra_body={"seed": 40}).model_copy(update={"temperature": None})
        for request in requests[1:]:
            asyncio.run(Endpoint(refusing, None).ask(request))
        assert [(r.get("temperature"), r["seed"]) for r in stand_in.requests[3:]] == [(None, 41), (None, 42)]
        ask(stand_in, requests[1], extra_body={"temperature": 0.0})
        assert stand_in.requests[-1]["temperature"] == 0.7


def test_an_odd_repetition_is_not_asked_in_a_lower_mode(tmp_path: Path) -> None:
    with StandIn(SCRIPT, [None, "broken_json", None]) as stand_in:
        ask(stand_in, cache=tmp_path)
        with pytest.raises(ModelError):
            ask(stand_in, replace(question(), repetition=1), cache=tmp_path)
        assert stand_in.asked == 2
        assert ask(stand_in, question("二 收入总计"), cache=tmp_path).mode is StructuredMode.JSON_SCHEMA


@pytest.mark.parametrize(
    ("support", "level"), [(Support.HONOURED, Level.GOOD), (Support.REFUSED, Level.WARNING), (Support.IGNORED, Level.WARNING)]
)
def test_doctor_tries_them_where_they_are_wanted(support: Support, level: Level) -> None:
    async def go(stand_in: StandIn, **more: object) -> dict[str, Level]:
        async with Endpoint(settings_for(stand_in, **more), None) as endpoint:
            found = await endpoint.probe()
            assert found.usable
            return {f.name: f.level for f in found.findings}

    with StandIn(dialect=Dialect(logprobs=support)) as stand_in:
        assert asyncio.run(go(stand_in, logprobs=True))["logprobs"] is level
        assert "logprobs" not in asyncio.run(go(stand_in))
