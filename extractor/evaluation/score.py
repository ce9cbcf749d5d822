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


def result_file(results: Path, name: str) -> Path | None:
    """The result of a sample in a folder; None where there is none."""
    return next((f for e in ENDINGS if (f := results / f"{name}{e}").is_file()), None)


def _scored(sample: Sample, results: Path, matcher: Matcher) -> Scored:
    file = result_file(results, sample.name)
    if file is None:
        return _failed(sample, "no result")
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
        data: Any = content.get("data", content)
        if not isinstance(data, dict):
            raise TypeError("data is no object")
        # A bare instance may have fields of these names; a result has them beside its data.
        beside = cast(dict[str, Any], content) if "data" in content else {}
        relations = _relations(sample, beside.get("relations"))
        fields = cast(dict[str, Any], beside.get("fields") or {})
        cells = tuple(_placed(_told(c, sample, fields), sample, fields) for c in matcher.cells(sample.data, data))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as e:
        return _failed(sample, f"{type(e).__name__}: {e}")
    return Scored(sample.name, sample.report_type, cells, "", beside.get("run"), bool(fields), relations)


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
    named = cell.outcome.in_gold and sample.names_place(cell.pointer, cell.gold)
    phrasing = sample.phrasing_of(cell.pointer) if cell.outcome.in_gold else ""
    record = cast(dict[str, Any], fields.get(cell.at) or {}) if cell.at else {}
    review = record["status"] == "review" if "status" in record else None
    return replace(cell, named=named, phrasing=phrasing, confidence=_confidence(record), review=review)


def _confidence(record: Mapping[str, Any]) -> float | None:
    said: object = record.get("confidence")
    if said is None:
        return None
    if not isinstance(said, (int, float)) or isinstance(said, bool) or not 0 <= said <= 1:
        raise ValueError(f"a confidence is a number from 0 to 1, not {said!r}")
    return float(said)


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
