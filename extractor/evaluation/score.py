"""Documents scored: each result against its gold, with the places that it names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from extractor.documents import Span
from extractor.evaluation.dataset import Sample
from extractor.evaluation.match import Matcher, missed
from extractor.evaluation.outcome import Cell, Outcome
from extractor.schema import Schema

ENDINGS = (".extraction.json", ".json")


@dataclass(frozen=True, slots=True)
class Scored:
    """One document. `failed`: why it has no result, "" where it has one. `run`: what the result says of its making."""

    name: str
    report_type: str
    cells: tuple[Cell, ...]
    failed: str = ""
    run: Mapping[str, Any] | None = None


def score(samples: Iterable[Sample], results: Path, schema: Schema) -> list[Scored]:
    """Every sample against its file in a folder of results (NAME.extraction.json or NAME.json).

    A sample without a result, or with one that can't be read, counts as all missed.
    """
    matcher = Matcher(schema)
    return [_scored(s, results, matcher) for s in samples]


def _scored(sample: Sample, results: Path, matcher: Matcher) -> Scored:
    file = next((f for e in ENDINGS if (f := results / f"{sample.name}{e}").is_file()), None)
    if file is None:
        return Scored(sample.name, sample.report_type, tuple(missed(sample.data)), "no result")
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
        data: Any = content.get("data", content)
        if not isinstance(data, dict):
            raise TypeError("data is no object")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, AttributeError, TypeError) as e:
        return Scored(sample.name, sample.report_type, tuple(missed(sample.data)), f"{type(e).__name__}: {e}")
    cells = matcher.cells(sample.data, data)
    fields = cast(dict[str, Any], content.get("fields") or {})
    return Scored(sample.name, sample.report_type, tuple(_placed(c, sample, fields) for c in cells), run=content.get("run"))


def _placed(cell: Cell, sample: Sample, fields: Mapping[str, Any]) -> Cell:
    """A right value with whether it was read where the gold's evidence stands."""
    if cell.outcome is not Outcome.CORRECT or cell.at not in fields:
        return cell
    record = fields[cell.at]
    start, end = int(record.get("start", -1)), int(record.get("end", -1))
    if start < 0:
        return cell
    span, own = Span(start, end), sample.places(cell.pointer)
    if own:
        grounded = any(span.touches(p) for p in own)
        if not grounded and not isinstance(cell.gold, (int, float, Decimal)):
            return cell  # the same words may well say the same elsewhere; a figure's place is what it is
        return replace(cell, grounded=grounded, outcome=Outcome.CORRECT if grounded else Outcome.WRONG_PLACE)
    # A row's passage tells where its figures stand, and not that a cell merged over several rows stands elsewhere.
    return replace(cell, grounded=True) if any(span.touches(p) for p in sample.row_places(cell.pointer)) else cell
