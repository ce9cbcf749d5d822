"""Which structured mode an endpoint understands, remembered from run to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from extractor.llm.cache import write_whole
from extractor.llm.modes import LADDER, StructuredMode

VERSION = 1


class ModeMemory:
    """What one endpoint (address and model) taught us: its mode, and the schemas for which only a lower one works.

    `file` None: remembered for this process only.
    """

    def __init__(self, file: Path | None, pinned: StructuredMode | None = None) -> None:
        self._file = file
        self._pinned = pinned
        self._mode: StructuredMode | None = None
        self._schemas: dict[str, StructuredMode] = {}
        if file is not None and pinned is None:
            self._load(file)

    @property
    def proven(self) -> StructuredMode | None:
        """The mode that has given a usable reply before, None while none has."""
        return self._pinned or self._mode

    def ladder(self, schema: str) -> tuple[StructuredMode, ...]:
        """The modes to try for the schema of that hash, best first; a mode the operator pinned is the only one."""
        if self._pinned is not None:
            return (self._pinned,)
        first = self._schemas.get(schema, self._mode)
        return LADDER if first is None else LADDER[LADDER.index(first) :]

    def worked(self, mode: StructuredMode, schema: str) -> None:
        """`mode` gave a usable reply. Where another is proven already, this holds for the schema alone."""
        if self._pinned is not None:
            return
        if self._mode is None:
            self._mode = mode
        elif self._schemas.get(schema, self._mode) == mode:
            return
        else:
            self._schemas[schema] = mode
        self._save()

    def forget(self) -> None:
        """Negotiate anew from the top: what the endpoint can do may have changed."""
        self._mode = None
        self._schemas.clear()

    def _load(self, file: Path) -> None:
        try:
            said: object = json.loads(file.read_text(encoding="ascii"))
            entry = cast(dict[str, object], said) if isinstance(said, dict) else {}
            if entry.get("version") != VERSION:
                return
            mode = StructuredMode(str(entry["mode"]))
            schemas = {name: StructuredMode(value) for name, value in cast(dict[str, str], entry["schemas"]).items()}
        except (OSError, ValueError, KeyError, AttributeError):
            # Asking costs a request or two; a damaged note is no reason to stop.
            return
        self._mode, self._schemas = mode, schemas

    def _save(self) -> None:
        if self._file is not None and self._mode is not None:
            write_whole(self._file, json.dumps({"version": VERSION, "mode": self._mode, "schemas": self._schemas}))
