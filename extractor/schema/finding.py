"""What is wrong with a schema file, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from extractor.words import Text


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  # the schema can't be used, or a word in it does not do what it says
    WARNING = "warning"  # it can be used; something in it has no effect or is probably not meant


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `file` relative to the schema's folder, `pointer` a JSON Pointer into that file ("" for the whole of it)."""

    file: str
    pointer: str
    level: Level
    message: Text


def error(file: str, pointer: str, zh: str, en: str) -> Finding:
    """A Finding of level error."""
    return Finding(file, pointer, Level.ERROR, Text(zh, en))


def warning(file: str, pointer: str, zh: str, en: str) -> Finding:
    """A Finding of level warning."""
    return Finding(file, pointer, Level.WARNING, Text(zh, en))
