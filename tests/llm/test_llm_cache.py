"""Kept replies: asking again costs nothing, and nothing half-written is ever read."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from llm_asking import ANSWER, SCHEMA, SCRIPT, ask, question, settings_for

from extractor.llm import CutReply, Endpoint, Message, StructuredMode, Usage
from extractor.llm.cache import ReplyCache, Stored
from extractor.testing.standin import StandIn

STORED = Stored("{}" * 50_000, StructuredMode.PLAIN, "stop", "m", 1, 2)


def test_asking_again_costs_no_request(tmp_path: Path) -> None:
    with StandIn(SCRIPT) as stand_in:
        first = ask(stand_in, cache=tmp_path)
        again = ask(stand_in, question(document="副本.docx"), cache=tmp_path)
        assert stand_in.asked == 1
    assert (first.from_cache, again.from_cache) == (False, True)
    assert (again.data, again.mode, again.text, again.attempts) == (ANSWER, first.mode, first.text, 0)
    assert again.usage == Usage(cached_replies=1, money=Decimal(0), currency="CNY")


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("temperature", {"temperature": 0.5}),
    ("max_output_tokens", {"max_output_tokens": 999}),
    ("extra_body", {"extra_body": {"seed": 3}}),
    ("model", {"model": "other"}),
    ("cache off", {"cache_replies": False}),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_what_changes_the_answer_is_asked_anew(name: str, change: dict[str, Any], tmp_path: Path) -> None:
    with StandIn(SCRIPT) as stand_in:
        ask(stand_in, cache=tmp_path)
        assert not ask(stand_in, cache=tmp_path, **change).from_cache, name
        assert stand_in.asked == 2


def test_the_key_is_over_what_changes_the_answer_and_over_no_label() -> None:
    request = question()
    key = request.key("m", 0.0)
    labels = replace(request, document="x", chain="y", prompt_version="z", reply_name="w")
    assert labels.key("m", 0.0) == key
    assert len(key) == 64
    changed = [
        request.key("n", 0.0),
        request.key("m", 0.1),
        request.key("m", None),
        request.key("m", 0.0, max_output_tokens=5),
        request.key("m", 0.0, extra={"seed": 1}),
        replace(request, reply_schema=None).key("m", 0.0),
        replace(request, messages=(*request.messages, Message("user", ""))).key("m", 0.0),
        replace(request, messages=(Message("user", "\ud800"),)).key("m", 0.0),
    ]
    assert len({key, *changed}) == len(changed) + 1


def test_two_addresses_do_not_share_replies(tmp_path: Path) -> None:
    with StandIn(SCRIPT) as one, StandIn([{"reply": {**ANSWER, "total": 2}}]) as two:
        assert ask(one, cache=tmp_path).data != ask(two, cache=tmp_path).data


def test_a_cut_reply_is_kept_too(tmp_path: Path) -> None:
    with StandIn(SCRIPT, ["cut"]) as stand_in:
        texts: list[str] = []
        for _ in range(2):
            with pytest.raises(CutReply) as caught:
                ask(stand_in, cache=tmp_path)
            texts.append(caught.value.text)
        assert stand_in.asked == 1
        assert texts[0] == texts[1] != ""


def test_the_same_question_at_the_same_time_is_asked_once() -> None:
    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in), None) as endpoint:
            replies = await asyncio.gather(*(endpoint.ask(question(document=f"{number}.docx")) for number in range(5)))
            assert [reply.data for reply in replies] == [ANSWER] * 5
            assert sum(reply.usage.requests for reply in replies) == endpoint.spent.requests == 1
            assert endpoint.spent.cached_replies == 4

    with StandIn(SCRIPT, latency=0.1) as stand_in:
        asyncio.run(go(stand_in))
        assert stand_in.asked == 1


def test_one_of_two_askers_may_give_up() -> None:
    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in), None) as endpoint:
            impatient = asyncio.create_task(endpoint.ask(question()))
            patient = asyncio.create_task(endpoint.ask(question()))
            await asyncio.sleep(0.05)
            impatient.cancel()
            assert (await patient).data == ANSWER
            with pytest.raises(asyncio.CancelledError):
                await impatient

    with StandIn(SCRIPT, latency=0.2) as stand_in:
        asyncio.run(go(stand_in))


DAMAGE = ["", "{", "[]", '{"version": 1}', '{"version": 99}']


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_asked_anew_and_mended(damage: str, tmp_path: Path) -> None:
    with StandIn(SCRIPT) as stand_in:
        ask(stand_in, cache=tmp_path)
        (entry,) = (tmp_path / "replies").rglob("*.json")
        whole = entry.read_text()
        entry.write_text(damage)
        assert not ask(stand_in, cache=tmp_path).from_cache
        assert entry.read_text() == whole


def test_a_process_killed_while_writing_leaves_no_half_entry(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, itertools\n"
        "from extractor.llm.cache import ReplyCache, Stored\n"
        "from extractor.llm.modes import StructuredMode\n"
        "cache = ReplyCache(pathlib.Path(sys.argv[1]))\n"
        "print('go', flush=True)\n"
        "for number in itertools.count():\n"
        "    cache.put(f'{number % 7:064x}', Stored('{}' * 500_000, StructuredMode.PLAIN, 'stop', 'm', 1, 2))\n"
    )
    for delay in (0.0, 0.013, 0.031):
        writer = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        while not list(tmp_path.rglob("*.json")):
            time.sleep(0.001)
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    cache = ReplyCache(tmp_path)
    entries = list(tmp_path.rglob("*.json"))
    assert entries
    for entry in entries:
        kept = cache.get(entry.stem)
        assert kept is not None
        assert len(kept.text) == 1_000_000


def test_processes_that_write_the_same_entry_do_not_disturb_each_other(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from extractor.llm.cache import ReplyCache, Stored\n"
        "from extractor.llm.modes import StructuredMode\n"
        "cache = ReplyCache(pathlib.Path(sys.argv[1]))\n"
        "key = 'a' * 64\n"
        "for number in range(150):\n"
        "    cache.put(key, Stored(sys.argv[2] * 9000, StructuredMode.PLAIN, 'stop', 'm', 1, 2))\n"
        "    kept = cache.get(key)\n"
        "    assert kept is not None and len(set(kept.text)) == 1 and len(kept.text) == 9000, kept\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), letter]) for letter in "xyz"]
    assert [writer.wait(30) for writer in writers] == [0, 0, 0]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a" * 64 + ".json"]


@pytest.mark.skipif(os.name == "nt", reason="needs a file where a folder should be")
def test_a_disk_that_takes_nothing_costs_the_copy_and_not_the_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file, not a folder")
    with StandIn(SCRIPT) as stand_in:
        assert ask(stand_in, cache=blocked).data == ANSWER
    assert "can't keep the reply" in caplog.text


def test_an_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    odd = replace(STORED, text="数额 \ud800 \x00 １，８０３")
    cache.put("b" * 64, odd)
    assert cache.get("b" * 64) == odd
    assert cache.get("c" * 64) is None


def test_a_reply_schema_that_is_none_is_told_before_it_is_believed() -> None:
    from extractor.errors import SchemaError

    wrong = {**SCHEMA, "properties": {"total": {"type": "figure"}}}
    with StandIn(SCRIPT) as stand_in, pytest.raises(SchemaError):
        ask(stand_in, question(schema=wrong))
