"""Replies kept on disk: one JSON file for each request hash, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

from extractor.llm.modes import StructuredMode
from extractor.llm.tokens import Tokens

VERSION = 2
# Version 1 had no tokens and is as good without; entries of versions that are not named here are asked again.
_READABLE = (1, VERSION)


@dataclass(frozen=True, slots=True)
class Stored:
    """A reply as the endpoint gave it. Read anew each time, so that better parsing helps.

    `prompt_tokens` and `completion_tokens`: what it cost then. `tokens`: with their log-probabilities, None where none were told.
    """

    text: str
    mode: StructuredMode
    finish_reason: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    tokens: Tokens | None = None


class ReplyCache:
    """Replies of one endpoint under `folder`; safe for processes that write at the same time, since files are replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Stored | None:
        """The reply kept for `key`; None where there is none or the file can't be read."""
        try:
            said: object = json.loads(self._path(key).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        if not isinstance(said, dict):
            return None
        entry = cast(dict[str, object], said)
        if entry.get("version") not in _READABLE or entry.get("key") != key:
            return None
        try:
            return Stored(
                text=str(entry["text"]),
                mode=StructuredMode(str(entry["mode"])),
                finish_reason=str(entry["finish_reason"]),
                model=str(entry["model"]),
                prompt_tokens=int(str(entry["prompt_tokens"])),
                completion_tokens=int(str(entry["completion_tokens"])),
                tokens=Tokens.of_json(entry.get("tokens")),
            )
        except (KeyError, ValueError):
            return None

    def put(self, key: str, stored: Stored) -> None:
        """Keep `stored` under `key`. Raises OSError where the folder can't be written."""
        tokens = stored.tokens.as_json() if stored.tokens is not None else None
        write_whole(self._path(key), json.dumps({"version": VERSION, "key": key, **asdict(replace(stored, tokens=None)), "tokens": tokens}))

    def _path(self, key: str) -> Path:
        # 256 folders, so that none holds a hundred thousand files.
        return self._folder / key[:2] / f"{key}.json"


def write_whole(path: Path, text: str) -> None:
    """Write ASCII `text` so that readers see the old file or the new one, never a part. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
