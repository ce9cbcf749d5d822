"""The Extraction: an instance of the user's schema, what stands behind each value, and how it was made.

Written as NAME.extraction.json, described by schemas/extraction.schema.json.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import Any, cast

from extractor.documents import Place
from extractor.errors import OperatorError
from extractor.pointers import value_at
from extractor.words import Text

FORMAT = "report-extractor/extraction"
VERSION = "1.1"
SUFFIX = ".extraction.json"


class Status(StrEnum):
    """Where a field stands: a value accepted or to be looked at, or one of the ways of having none."""

    ACCEPTED = "accepted"
    REVIEW = "review"  # filled, and something speaks against it: engines differ, words only similar; or a list called empty
    NOT_STATED = "not_stated"
    STATED_NONE = "stated_none"  # the report says 无: 0 for a figure, [] for a list
    NOT_GROUNDED = "not_grounded"  # a model proposed a value that stands nowhere; it was refused
    CALL_FAILED = "call_failed"  # nobody could be asked


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """What stands behind one value; offsets into the document's text, `page` 1-based, 0 where the format has none.

    `printed` and `quote` are the characters at the place; both "" and `start` = `end` = -1 where there is no value.
    `boxes`: where `printed` stands on its pages. `proposers` name the engines that gave this value; `signals` what speaks
    for or against it. `confidence`: how likely the value is right, 0 to 1 (run.confidence tells by which model); None
    without a value. `doubts`: in words why a person should look at it; empty where nothing speaks against it.
    """

    status: Status
    printed: str = ""
    quote: str = ""
    start: int = -1
    end: int = -1
    page: int = 0
    proposers: tuple[str, ...] = ()
    signals: Mapping[str, Any] = field(default_factory=dict[str, Any])
    boxes: tuple[Place, ...] = ()
    confidence: float | None = None
    doubts: tuple[Text, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the field."""
        return {
            "status": str(self.status),
            "printed": self.printed,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "boxes": [[b.page, b.x0, b.top, b.x1, b.bottom] for b in self.boxes],
            "proposers": list(self.proposers),
            "signals": dict(self.signals),
            "confidence": self.confidence,
            "doubts": [{"zh": d.zh, "en": d.en} for d in self.doubts],
        }


@dataclass(frozen=True)
class Extraction:
    """One document's result. `data` is a plain instance of the schema; figures in it are Decimal or int.

    `stopped`: the error that ended the asking of the model before all was asked (run.failures tells what is missing);
    None where there was none, and in a result read from a file.
    """

    document: Mapping[str, Any]
    schema: Mapping[str, Any]
    data: Any
    fields: Mapping[str, FieldRecord]
    relations: tuple[Mapping[str, Any], ...] = ()
    run: Mapping[str, Any] = field(default_factory=dict[str, Any])
    problems: tuple[Mapping[str, str], ...] = ()
    stopped: OperatorError | None = field(default=None, compare=False)

    def field(self, pointer: str) -> FieldRecord | None:
        """What stands behind the value at a JSON Pointer."""
        return self.fields.get(pointer)

    def value(self, pointer: str) -> Any:
        """The value at a JSON Pointer; None where there is none."""
        return value_at(self.data, pointer)

    def as_json(self) -> dict[str, Any]:
        """The whole result as JSON values (figures as numbers)."""
        return {
            "format": {"name": FORMAT, "version": VERSION},
            "document": dict(self.document),
            "schema": dict(self.schema),
            "data": plain_numbers(self.data),
            "fields": {pointer: record.as_json() for pointer, record in self.fields.items()},
            "relations": [plain_numbers(r) for r in self.relations],
            "problems": [dict(p) for p in self.problems],
            "run": plain_numbers(self.run),
        }

    def write(self, folder: Path, name: str | None = None) -> Path:
        """Write NAME.extraction.json into `folder` atomically: a run that is killed leaves no half file."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{name or Path(str(self.document['name'])).stem}{SUFFIX}"
        text = _json_text(self.as_json()) + "\n"
        # A name of this process's own: two runs into one folder never share a half-written file.
        temporary = folder / f".{target.name}.{os.getpid()}.part"
        try:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        return target


def plain_numbers(value: Any) -> Any:
    """`value` with each Decimal as an int or as the float that prints with the same digits; it stays where no float does."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        near = float(value)
        return near if Decimal(repr(near)) == value else value
    if isinstance(value, Mapping):
        return {str(k): plain_numbers(v) for k, v in cast(Mapping[str, Any], value).items()}
    if isinstance(value, (list, tuple)):
        return [plain_numbers(v) for v in cast(list[Any], value)]
    return value


def _json_text(value: Any) -> str:
    """`value` as JSON; a Decimal (more digits than a float keeps) is a number with all its digits."""
    mark = token_hex(16)  # stands in no document, and not in the text that is returned

    def digits(number: object) -> str:
        if not isinstance(number, Decimal):
            raise TypeError(f"{type(number).__name__} is no JSON value")
        return f"{mark}{number:f}"

    return re.sub(f'"{mark}([^"]*)"', r"\1", json.dumps(value, ensure_ascii=False, indent=1, default=digits))
