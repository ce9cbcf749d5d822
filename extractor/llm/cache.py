"""Replies kept on disk: one JSON file for each request hash, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from extractor.llm.modes import StructuredMode

# Raised when an older entry can't be read any more; entries of other versions are asked again.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Stored:
    """A reply as the endpoint gave it; tokens are what it cost then. Read anew each time, so that better parsing helps."""

    text: str
    mode: StructuredMode
    finish_reason: str
    model: str
    prompt_tokens: int
    completion_tokens: int


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
        if entry.get("version") != VERSION or entry.get("key") != key:
            return None
        try:
            return Stored(
                text=str(entry["text"]),
                mode=StructuredMode(str(entry["mode"])),
                finish_reason=str(entry["finish_reason"]),
                model=str(entry["model"]),
                prompt_tokens=int(str(entry["prompt_tokens"])),
                completion_tokens=int(str(entry["completion_tokens"])),
            )
        except (KeyError, ValueError):
            return None

    def put(self, key: str, stored: Stored) -> None:
        """Keep `stored` under `key`. Raises OSError where the folder can't be written."""
        write_whole(self._path(key), json.dumps({"version": VERSION, "key": key, **asdict(stored)}))

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
