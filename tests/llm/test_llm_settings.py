"""Where settings come from, which are refused, and that no secret shows."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import traceback
from decimal import Decimal
from pathlib import Path

import pytest
from llm_asking import SCRIPT, ask, question, settings_for

from extractor.errors import EndpointError, OperatorError
from extractor.llm import Endpoint, Level, StructuredMode, load_settings
from extractor.testing.standin import StandIn

KEY = "sk-very-secret-0123456789"


def test_options_go_before_environment_before_env_file_before_toml(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = ["model", "currency", "max_attempts", "concurrency"]
    (tmp_path / "extractor.toml").write_text(
        '[endpoint]\nmodel = "toml"\ncurrency = "toml"\nmax_attempts = 11\nconcurrency = 21\nprice_input = 0.1\n'
        "extra_body = {enable_thinking = false}\n[other]\nx = 1\n"
    )
    (tmp_path / ".env").write_text("\ufeffEXTRACTOR_MODEL=env-file\nEXTRACTOR_CURRENCY=env-file\nEXTRACTOR_MAX_ATTEMPTS=12\nOTHER=1\n")
    monkeypatch.setenv("EXTRACTOR_MODEL", "env")
    monkeypatch.setenv("EXTRACTOR_CURRENCY", "env")
    monkeypatch.setenv("EXTRACTOR_CONCURRENCY", "")
    settings = load_settings({"model": "option", "currency": None})
    assert [getattr(settings, name) for name in names] == ["option", "env", 12, 21]
    assert settings.price_input == Decimal("0.1")
    assert settings.extra_body == {"enable_thinking": False}
    assert settings == load_settings({"model": "option"})


def test_files_that_were_named_must_exist(tmp_path: Path) -> None:
    named = tmp_path / "mine.toml"
    named.write_text('[endpoint]\nmodel = "mine"\n')
    assert load_settings({}, toml=named).model == "mine"
    for where in ({"toml": tmp_path / "none.toml"}, {"env_file": tmp_path / "none.env"}):
        with pytest.raises(OperatorError, match="none"):
            load_settings({}, **where)


CONFIGURED: list[tuple[dict[str, object], bool]] = [
    ({}, False),
    ({"model": "m"}, False),
    ({"base_url": "http://127.0.0.1:1/v1"}, False),
    ({"model": "m", "base_url": "http://127.0.0.1:1/v1"}, True),
    ({"model": "m", "api_key": "k"}, True),
    ({"model": " ", "api_key": "k"}, False),
]


@pytest.mark.parametrize(("given", "configured"), CONFIGURED)
def test_configured(given: dict[str, object], configured: bool) -> None:
    assert load_settings(given).configured is configured


def test_another_programs_key_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert not load_settings({"model": "m"}).configured
    with StandIn(SCRIPT, api_key=KEY) as stand_in, pytest.raises(EndpointError, match="401"):
        ask(stand_in)


def test_another_programs_proxy_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_PROXY", "http://127.0.0.1:1")
    with StandIn(SCRIPT) as stand_in:
        assert ask(stand_in).data


def test_nothing_is_asked_of_an_endpoint_nobody_named() -> None:
    async def go() -> None:
        with pytest.raises(EndpointError, match="EXTRACTOR_MODEL"):
            await Endpoint(load_settings({}), None).ask(question())

    asyncio.run(go())


ADDRESSES = [
    ("http://host/v1", "http://host/v1"),
    (" http://host:8000/v1/ ", "http://host:8000/v1"),
    ("https://host/v1/chat/completions", "https://host/v1"),
    ("https://host/openai?api-version=1", "https://host/openai?api-version=1"),
]


@pytest.mark.parametrize(("said", "used"), ADDRESSES)
def test_addresses(said: str, used: str) -> None:
    assert load_settings({"base_url": said}).url == used


WRONG = [
    ({"base_url": "host/v1"}, "base_url"),
    ({"base_url": f"http://me:{KEY}@host/v1"}, "base_url"),
    ({"api_key": f"{KEY} 密钥"}, "api_key"),
    ({"temperature": "warm"}, "temperature"),
    ({"temperature": 3}, "temperature"),
    ({"concurrency": 0}, "concurrency"),
    ({"structured_mode": "xml"}, "structured_mode"),
    ({"max_money": 1}, "price_input"),
    ({"price_input": "-1"}, "price_input"),
    ({"logprobs": "sometimes"}, "logprobs"),
    ({"repeat": 0}, "repeat"),
    ({"repeat_temperature": 0}, "repeat_temperature"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("given", "named"), WRONG)
def test_wrong_settings_are_named_and_their_values_not_shown(given: dict[str, object], named: str) -> None:
    with pytest.raises(OperatorError) as caught:
        load_settings(given)
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.into("zh") + caught.value.into("en")
    assert named in shown
    assert KEY not in shown


@pytest.mark.parametrize(("said", "meant"), [("on", True), ("off", False), ("true", True), ("0", False), ("", False)])
def test_a_switch_in_the_environment(said: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_LOGPROBS", said)
    assert load_settings({}).logprobs is meant


def test_a_setting_that_must_be_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_EXTRA_BODY", f"not json {KEY}")
    with pytest.raises(OperatorError, match="extra_body") as caught:
        load_settings({})
    assert KEY not in "".join(traceback.format_exception(caught.value))
    monkeypatch.setenv("EXTRACTOR_EXTRA_BODY", '{"enable_thinking": false}')
    monkeypatch.setenv("EXTRACTOR_TEMPERATURE", "none")
    settings = load_settings({})
    assert (settings.extra_body, settings.temperature) == ({"enable_thinking": False}, None)


TOML = [
    ("model = 1 2", "extractor.toml"),
    ('model = "m"', "[endpoint]"),
    ("endpoint = 1", "[endpoint]"),
    ('[endpoint]\nmodle = "m"', "modle"),
]


@pytest.mark.parametrize(("content", "named"), TOML)
def test_wrong_toml(content: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "extractor.toml").write_text(content)
    with pytest.raises(OperatorError) as caught:
        load_settings({})
    assert named in caught.value.into("zh")
    assert named in caught.value.into("en")


def test_no_secret_in_representations_logs_and_errors(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = [{"reply": {"total": 0, "unit": "", "quote": ""}}]

    async def go(stand_in: StandIn) -> str:
        settings = settings_for(stand_in, api_key=KEY)
        async with Endpoint(settings, None) as endpoint:
            with pytest.raises(EndpointError) as caught:
                await endpoint.ask(question())
            shown = [repr(settings), str(settings), repr(endpoint), repr(caught.value), *traceback.format_exception(caught.value)]
            return "".join(shown)

    with StandIn(echo, api_key="another") as stand_in:
        shown = asyncio.run(go(stand_in))
    assert KEY not in shown
    assert KEY not in caplog.text


def test_a_key_that_the_endpoint_quotes_is_struck_out() -> None:
    from extractor.llm.retry import of_status

    settings = load_settings({"model": "m", "api_key": KEY, "base_url": "https://host/v1?code=s3cr3t"})
    failure = of_status(401, f"Incorrect key {KEY} at ?code=s3cr3t", {}, settings, structured=False)
    assert "***" in failure.said.en
    assert KEY not in failure.said.zh + failure.said.en
    assert "s3cr3t" not in failure.said.en + settings.shown_url


STATUSES = [
    # status, message, structured mode asked for → what follows
    (400, "This response_format type is unavailable now", True, "lower"),
    (400, "This response_format type is unavailable now", False, "stop"),
    (422, "extra fields not permitted: tools", True, "lower"),
    (404, "No endpoints found that support tool use", True, "lower"),
    (404, "The model does not exist", True, "stop"),
    (500, "failed to compile grammar", True, "lower"),
    (500, "internal error", True, "retry"),
    (400, "temperature is out of range", True, "stop"),
    (408, "", True, "retry"),
    (409, "", True, "retry"),
    (429, "slow down", True, "retry"),
    (429, "You exceeded your current quota (insufficient_quota)", True, "stop"),
    (402, "Insufficient Balance", True, "stop"),
    (503, "", False, "retry"),
    (400, "data_inspection_failed", True, "stop"),
    (413, "", True, "stop"),
]


@pytest.mark.parametrize(("status", "message", "structured", "fate"), STATUSES)
def test_what_follows_from_a_status(status: int, message: str, structured: bool, fate: str) -> None:
    from extractor.llm.retry import of_status

    settings = load_settings({"model": "m", "api_key": KEY})
    assert of_status(status, message, {}, settings, structured=structured).fate == fate


REFUSALS = [
    (400, "logprobs is not supported with this model", "without"),
    (400, "Logprobs is not enabled for this model", "without"),
    (422, "Extra inputs are not permitted: log_probs, tools", "without"),
    (403, "You are not allowed to request logprobs from this model", "without"),
    (500, "this server computes no log probs", "without"),
    (401, "no key, no logprobs", "stop"),
    (429, "logprobs are counted twice", "retry"),
    (400, "This response_format type is unavailable now", "lower"),
    (400, "temperature is out of range", "stop"),
]


@pytest.mark.parametrize(("status", "message", "fate"), REFUSALS)
def test_what_follows_from_a_status_where_log_probabilities_were_asked_for(status: int, message: str, fate: str) -> None:
    from extractor.llm.retry import of_status

    settings = load_settings({"model": "m"})
    assert of_status(status, message, {}, settings, structured=True, logprobs=True).fate == fate
    assert of_status(status, message, {}, settings, structured=True).fate != "without"


PAUSES: list[tuple[dict[str, str], float | None]] = [
    ({"retry-after": "7"}, 7.0),
    ({"retry-after": "0.5"}, 0.5),
    ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
    ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
    ({"retry-after": "soon"}, None),
    ({"retry-after": "-1"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("headers", "pause"), PAUSES)
def test_pauses(headers: dict[str, str], pause: float | None) -> None:
    from extractor.llm.retry import pause_of

    assert pause_of(headers) == pause


def test_the_probe_finds_what_works(tmp_path: Path) -> None:
    async def go(stand_in: StandIn, **more: object) -> tuple[object, ...]:
        async with Endpoint(settings_for(stand_in, **more), tmp_path) as endpoint:
            found = await endpoint.probe()
            assert endpoint.spent == found.usage
            bad = {finding.name: finding for finding in found.findings if finding.level is not Level.GOOD}
            assert all(finding.remedy.zh and finding.remedy.en for finding in bad.values())
            return found.reachable, found.usable, found.mode, found.models, set(bad), found.latency is not None

    with StandIn(dialect="deepseek", models=("a", "stand-in")) as stand_in:
        priced = {"price_input": 1, "price_output": 1}
        expected = (True, True, StructuredMode.TOOL_CALL, ("a", "stand-in"), set[str](), True)
        assert asyncio.run(go(stand_in, **priced)) == expected
        assert asyncio.run(go(stand_in, **priced)) == expected
        assert stand_in.asked == 4, "a probe never answers from memory"
    with StandIn(dialect="plain", models=("another",)) as stand_in:
        assert asyncio.run(go(stand_in))[:5] == (True, True, StructuredMode.PLAIN, ("another",), {"prices", "model", "mode"})
    with StandIn(api_key="k") as stand_in:
        assert asyncio.run(go(stand_in)) == (False, False, None, (), {"prices", "models", "question"}, False)
    assert asyncio.run(go(stand_in))[:2] == (False, False)


def test_the_probe_of_nothing() -> None:
    found = asyncio.run(Endpoint(load_settings({}), None).probe())
    assert not found.usable
    assert "EXTRACTOR_MODEL" in found.findings[0].remedy.zh


def test_importing_the_room_is_cheap() -> None:
    program = (
        "import sys, extractor.llm, extractor.llm.endpoint, extractor.llm.retry, extractor.llm.probe, extractor.testing.standin\n"
        "heavy = {'langchain_core', 'langchain_openai', 'openai', 'pydantic', 'pydantic_settings', 'jsonschema_rs', 'tenacity'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_tracing_is_switched_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    with StandIn(SCRIPT) as stand_in:
        ask(stand_in)
    assert os.environ["LANGSMITH_TRACING"] == os.environ["LANGCHAIN_TRACING_V2"] == "false"


def test_public_names() -> None:
    import extractor.llm

    for name in extractor.llm.__all__:
        assert getattr(extractor.llm, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = extractor.llm.nothing
