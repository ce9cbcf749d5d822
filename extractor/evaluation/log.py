"""The log of one evaluation: its metrics and every cell, as versioned JSON that can be compared later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from extractor.errors import OperatorError
from extractor.evaluation.metrics import by, grounding, metrics, tally
from extractor.evaluation.score import Scored
from extractor.evaluation.spending import spending
from extractor.words import Text

FORMAT, VERSION = "report-extractor/evaluation", "1.1"


def log_of(documents: Sequence[Scored], schema: Mapping[str, str], title: str = "") -> dict[str, Any]:
    """The JSON of a log. `schema`: name, version and sha256 of the schema. Nothing in it depends on when or where it was made."""
    return {
        "format": {"name": FORMAT, "version": VERSION},
        "title": title,
        "schema": dict(schema),
        "metrics": metrics(documents),
        "modules": _tallies(by(documents, lambda _, c: c.module)),
        "fields": _tallies(by(documents, lambda _, c: c.field)),
        "report_types": _tallies(by(documents, lambda d, _: d.report_type or "—")),
        "documents": [
            {
                "name": d.name,
                "report_type": d.report_type,
                "failed": d.failed,
                "engine": (d.run or {}).get("engine"),
                "model": (d.run or {}).get("model"),
                **tally(d.cells).as_json(),
                "grounding": grounding(d.cells).as_json() if d.has_places else None,
                "spent": spending([d.run]) if d.run else None,
                "relations": d.relations.as_json() if d.relations is not None else None,
                "cells": [_plain(c.as_json()) for c in d.cells],
            }
            for d in documents
        ],
    }


def write_log(log: Mapping[str, Any], path: Path) -> None:
    """Write a log; the same one gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(log, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_log(path: Path) -> dict[str, Any]:
    """A log as read. Raises OperatorError for what is none."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        named = cast(dict[str, Any], content)["format"]
        if named["name"] != FORMAT or not str(named["version"]).startswith("1."):
            raise ValueError(f"{named['name']} {named['version']}")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError) as e:
        raise OperatorError(
            Text(f"{path.name} 不是评测记录（{e}）", f"{path.name} is no evaluation log ({e})"),
            Text("用 extractor eval score … --log 文件 生成", "make one with extractor eval score … --log FILE"),
            stage="evaluation",
        ) from e
    return cast(dict[str, Any], content)


def _tallies(groups: Mapping[str, Any]) -> dict[str, Any]:
    return {name: group.as_json() for name, group in groups.items()}


def _plain(cell: dict[str, Any]) -> dict[str, Any]:
    return {k: _number(v) for k, v in cell.items()}


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
