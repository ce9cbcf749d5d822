"""What comes back from the endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from extractor.errors import ModelError
from extractor.llm.modes import StructuredMode
from extractor.llm.usage import Usage


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that could be read.

    `data` is its JSON (None where the request had no schema); it parses, but whether it satisfies the schema is for the
    chain to check. `text` is what the model wrote (of a tool call: its arguments), unchanged.
    `repaired`: the JSON was broken and json-repair mended it.
    `attempts` counts HTTP requests behind this answer (0 from the cache), `usage` what they cost, failed ones included.
    """

    data: dict[str, Any] | list[Any] | None
    text: str
    mode: StructuredMode
    usage: Usage
    from_cache: bool
    repaired: bool
    attempts: int
    finish_reason: str
    model: str


@dataclass
class CutReply(ModelError):
    """The answer (or the question, then `text` is "") is longer than the model allows: ask for less at a time.

    `text` is what arrived before the cut. It is never completed by guessing.
    """

    text: str = ""
    usage: Usage = field(default_factory=Usage)
