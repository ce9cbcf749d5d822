"""Scripted replies: which question gets which answer."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from extractor.errors import OperatorError
from extractor.testing.faults import Fault
from extractor.words import Text

_KEYS = {"contains", "matches", "hash", "anywhere", "reply", "replies", "fault", "latency", "unsure", "note"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a script: conditions (all must hold; none: always) and what follows.

    Without `replies` only the fault or the latency holds and the reply is filled in.
    """

    position: int
    contains: tuple[str, ...]
    matches: re.Pattern[str] | None
    hash: str
    anywhere: bool
    replies: tuple[object, ...]
    fault: Fault | None
    latency: float | None
    unsure: tuple[str, ...] = ()

    def fits(self, body: Mapping[str, Any]) -> bool:
        """Whether the question in `body` is the one meant."""
        if self.hash and not request_hash(body).startswith(self.hash):
            return False
        text = prompt_text(body) if self.anywhere else last_user_text(body)
        if not all(part in text for part in self.contains):
            return False
        return self.matches is None or self.matches.search(text) is not None


class Script:
    """Entries in order; the first that fits answers. Several replies of one entry are given in turn, the last one for ever."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._given = [0] * len(self._entries)
        self._lock = threading.Lock()

    def find(self, body: Mapping[str, Any]) -> Entry | None:
        """The entry for `body`, or None where none fits."""
        return next((entry for entry in self._entries if entry.fits(body)), None)

    def next_reply(self, entry: Entry) -> object:
        """The reply whose turn it is; asked for only when it is sent, so that a refused request uses none up."""
        with self._lock:
            turn = self._given[entry.position]
            self._given[entry.position] += 1
        return entry.replies[min(turn, len(entry.replies) - 1)]


def read_script(source: Path | Iterable[Mapping[str, Any]] | None) -> Script:
    """A script from a .json file (a list), a .jsonl file (an entry a line) or entries as such.

    Keys of an entry: `contains` (string or list of strings, all in the last user message), `matches` (a regular
    expression), `hash` (of the request, or its beginning), `anywhere` (look into all messages), `reply` (text, or JSON that
    is sent as text) or `replies` (in turn), `fault` ("kind" or "kind:seconds"), `latency` (seconds), `unsure` (string or list
    of strings: where the reply has them, its tokens' log-probabilities are low), `note` (for readers).
    Raises OperatorError naming the entry that is wrong.
    """
    if source is None:
        return Script(())
    name = source.name if isinstance(source, Path) else "script"
    raw = _load(source) if isinstance(source, Path) else list(source)
    return Script(_entry(value, position, f"{name} #{position + 1}") for position, value in enumerate(raw))


def _load(path: Path) -> list[object]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        value: object = json.loads(text)
    except (OSError, ValueError) as error:
        raise _wrong(path.name, str(error)) from error
    if not isinstance(value, list):
        raise _wrong(path.name, "a list of entries is expected")
    return cast(list[object], value)


def _entry(value: object, position: int, where: str) -> Entry:
    if not isinstance(value, Mapping):
        raise _wrong(where, "an object is expected")
    said = cast(Mapping[str, Any], value)
    unknown = set(said) - _KEYS
    if unknown:
        raise _wrong(where, f"unknown keys {sorted(unknown)}, known {sorted(_KEYS)}")
    if "reply" in said and "replies" in said:
        raise _wrong(where, "reply or replies, not both")
    try:
        matches = re.compile(said["matches"], re.DOTALL) if "matches" in said else None
        latency = float(said["latency"]) if "latency" in said else None
    except (re.error, TypeError, ValueError) as error:
        raise _wrong(where, str(error)) from error
    return Entry(
        position=position,
        contains=_strings(said.get("contains", ())),
        matches=matches,
        hash=str(said.get("hash", "")),
        anywhere=bool(said.get("anywhere", False)),
        replies=tuple(said["replies"]) if "replies" in said else (said["reply"],) if "reply" in said else (),
        fault=Fault.of(said["fault"]) if "fault" in said else None,
        latency=latency,
        unsure=_strings(said.get("unsure", ())),
    )


def _strings(said: object) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(cast(Iterable[str], said))


def _wrong(where: str, why: str) -> OperatorError:
    return OperatorError(
        Text(f"应答脚本 {where} 有误：{why}", f"reply script {where} is wrong: {why}"),
        Text("请改正脚本文件", "correct the script file"),
        stage="stand-in",
    )


def message_text(message: Mapping[str, Any]) -> str:
    """The text of one message, whether its content is a string or parts."""
    content: object = message.get("content")
    if isinstance(content, list):
        parts = cast(list[Mapping[str, Any]], content)
        return "\n".join(str(part.get("text", "")) for part in parts)
    return content if isinstance(content, str) else ""


def _messages(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return cast(list[Mapping[str, Any]], body.get("messages") or [])


def last_user_text(body: Mapping[str, Any]) -> str:
    """The text of the last user message, "" without one."""
    return next((message_text(message) for message in reversed(_messages(body)) if message.get("role") == "user"), "")


def prompt_text(body: Mapping[str, Any]) -> str:
    """The text of all messages."""
    return "\n".join(message_text(message) for message in _messages(body))


def request_hash(body: Mapping[str, Any]) -> str:
    """sha256 (hex) of the roles and texts of the messages as they were sent."""
    said = [[message.get("role"), message_text(message)] for message in _messages(body)]
    return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()
