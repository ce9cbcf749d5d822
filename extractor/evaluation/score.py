"""Documents scored: each result against its gold, with the places that it names and the relations that it checked."""

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
from extractor.evaluation.relations import Relations, all_missed, judge_relations
from extractor.schema import Schema

ENDINGS = (".extraction.json", ".json")


@dataclass(frozen=True, slots=True)
class Scored:
    """One document. `failed`: why it has no result, "" where it has one. `run`: what the result says of its making.

    `has_places`: whether the result says where its values were read. `relations`: None where nothing can be told of them:
    the gold has none, the report isn't at hand, or the result is of a program that checks none.
    """

    name: str
    report_type: str
    cells: tuple[Cell, ...]
    failed: str = ""
    run: Mapping[str, Any] | None = None
    has_places: bool = False
    relations: Relations | None = None


def score(samples: Iterable[Sample], results: Path, schema: Schema) -> list[Scored]:
    """Every sample against its file in a folder of results (NAME.extraction.json or NAME.json).

    A sample without a result, or with one that can't be read, counts as all missed.
    """
    matcher = Matcher(schema)
    return [_scored(s, results, matcher) for s in samples]


def _scored(sample: Sample, results: Path, matcher: Matcher) -> Scored:
    file = next((f for e in ENDINGS if (f := results / f"{sample.name}{e}").is_file()), None)
    if file is None:
        return _failed(sample, "no result")
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
        data: Any = content.get("data", content)
        if not isinstance(data, dict):
            raise TypeError("data is no object")
        # A bare instance may have a field of that name; a result has it beside its data.
        relations = _relations(sample, content.get("relations") if "data" in content else None)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as e:
        return _failed(sample, f"{type(e).__name__}: {e}")
    cells = matcher.cells(sample.data, data)
    fields = cast(dict[str, Any], content.get("fields") or {}) if "data" in content else {}
    made = tuple(_placed(_told(c, sample, fields), sample, fields) for c in cells)
    return Scored(sample.name, sample.report_type, made, "", content.get("run"), bool(fields), relations)


def _failed(sample: Sample, why: str) -> Scored:
    document = sample.document
    relations = all_missed(sample.relations, document.text) if sample.relations and document is not None else None
    cells = tuple(_told(c, sample, {}) for c in missed(sample.data))
    return Scored(sample.name, sample.report_type, cells, why, None, document is not None, relations)


def _relations(sample: Sample, said: Any) -> Relations | None:
    if not isinstance(said, list) or not sample.relations or sample.document is None:
        return None
    return judge_relations(sample.document.text, sample.relations, cast(list[dict[str, Any]], said))


def _told(cell: Cell, sample: Sample, fields: Mapping[str, Any]) -> Cell:
    """A cell with what the gold and the result say about it beside its value."""
    named = bool(cell.outcome.in_gold and (sample.places(cell.pointer) or sample.row_places(cell.pointer)))
    phrasing = sample.phrasing_of(cell.pointer) if cell.outcome.in_gold else ""
    record = cast(dict[str, Any], fields.get(cell.at) or {}) if cell.at else {}
    confidence: object = record.get("confidence")
    sure = float(confidence) if isinstance(confidence, (int, float)) and not isinstance(confidence, bool) else None
    return replace(
        cell, named=named, phrasing=phrasing, confidence=sure, review=record["status"] == "review" if "status" in record else None
    )


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
