"""The figures of the gold files, each with the quote that proves it, as a model would copy them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from extractor.documents import Document, read
from extractor.grounding import FigureIndex
from extractor.quantities import Unit, find_quantities
from extractor.schema import ListField, load_schema

ROOT = Path(__file__).parents[2]
GOLD = sorted((ROOT / "eval" / "gold").glob("*.json"))


@dataclass(frozen=True, slots=True)
class Stated:
    """A gold value: the field, its unit, the quote, and where in the quote the figure stands ("" printed: stated as none)."""

    report: str
    pointer: str
    unit: Unit
    value: float
    quote: str
    start: int
    printed: str


@cache
def reports() -> dict[str, tuple[Document, FigureIndex]]:
    """The samples, read once."""
    found: dict[str, tuple[Document, FigureIndex]] = {}
    for path in GOLD:
        name = json.loads(path.read_text(encoding="utf-8"))["report"]
        document = read(ROOT / "eval" / "samples" / name)
        found[name] = document, FigureIndex(document)
    return found


@cache
def stated() -> tuple[Stated, ...]:
    """Every figure of the gold files that has a quote, but for years, which are dates."""
    units = _units()
    return tuple(s for path in GOLD for s in _of(json.loads(path.read_text(encoding="utf-8")), units))


def _of(gold: dict[str, Any], units: dict[str, Unit]) -> Iterator[Stated]:
    for pointer, quotes in gold["evidence"].items():
        value = _at(gold["data"], pointer.strip("/").split("/"))
        if isinstance(value, bool) or not isinstance(value, int | float) or pointer.endswith("/fiscal_year"):
            continue
        unit = units[re.sub(r"/\d+", "/*", pointer)]
        for quote in quotes:
            if value == 0:
                yield Stated(gold["report"], pointer, unit, value, quote, 0, "")
                continue
            equal = [
                q
                for part in re.finditer(r"[^\t\n|]+", quote)
                for q in (f.moved(part.start()) for f in find_quantities(part[0]))
                if abs(q.value) == abs(Decimal(str(value)))
            ]
            equal.sort(key=lambda q: q.dimension is not unit.dimension)  # 执行率100%…自评得分100分
            if equal:
                yield Stated(gold["report"], pointer, unit, value, quote, equal[0].start, quote[equal[0].start : equal[0].end])


def _at(node: Any, parts: list[str]) -> Any:
    if not parts:
        return node
    return _at(node[int(parts[0]) if parts[0].isdigit() else parts[0]], parts[1:])


def _units() -> dict[str, Unit]:
    root = next((ROOT / "schemas" / "department_report").glob("*department_report*.json"))
    schema = load_schema(root)
    units = {f.pointer: f.unit for f in schema.fields}

    def walk(field: ListField, base: str) -> None:
        units.update({base + f.pointer: f.unit for f in field.fields})
        for inner in field.lists:
            walk(inner, f"{base}{inner.pointer}/*")

    for field in schema.lists:
        walk(field, f"{field.pointer}/*")
    return units
