"""A gate for continuous integration: no field may be worse than the baseline says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from extractor.errors import OperatorError
from extractor.words import Text

FORMAT, VERSION = "report-extractor/baseline", "1.0"
_HEADLINES = ("value_f1_macro", "value_precision", "value_recall", "documents", "gold")


@dataclass(frozen=True, slots=True)
class Broken:
    """A field that lost: fewer right cells, or more wrong ones, than the baseline."""

    field: str
    was: tuple[int, int, int]  # right cells, those of the gold, those predicted
    now: tuple[int, int, int]


def baseline_of(log: Mapping[str, Any], made: Mapping[str, str]) -> dict[str, Any]:
    """A small, reviewable file: what was evaluated and how, the headline, and three counts a field.

    `made`: gold, reports, engine, and recordings where recorded replies stood for the model's.
    """
    return {
        "format": {"name": FORMAT, "version": VERSION},
        "gold": made["gold"],
        "reports": made["reports"],
        "schema": log["schema"]["name"],
        "engine": made["engine"],
        **({"recordings": made["recordings"]} if made.get("recordings") else {}),
        "metrics": {k: log["metrics"][k] for k in _HEADLINES},
        "fields": {f: [t["hits"], t["gold"], t["predicted"]] for f, t in sorted(log["fields"].items())},
    }


def broken(log: Mapping[str, Any], baseline: Mapping[str, Any]) -> list[Broken]:
    """The fields that lost, those that are gone included; a field that is new can't."""
    found: list[Broken] = []
    for field, counts in baseline["fields"].items():
        was = (int(counts[0]), int(counts[1]), int(counts[2]))
        tally = log["fields"].get(field, {"hits": 0, "gold": was[1], "predicted": 0})
        now = (int(tally["hits"]), int(tally["gold"]), int(tally["predicted"]))
        if now[0] < was[0] or now[2] - now[0] > was[2] - was[0]:
            found.append(Broken(field, was, now))
    return found


def read_baseline(path: Path) -> dict[str, Any]:
    """A baseline as read. Raises OperatorError for what is none."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        if cast(dict[str, Any], content)["format"]["name"] != FORMAT or not isinstance(content["fields"], dict):
            raise ValueError("another format")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError) as e:
        raise OperatorError(
            Text(f"{path.name} 不是基线文件（{e}）", f"{path.name} is no baseline ({e})"),
            Text("用 extractor eval gate --baseline 文件 --update 生成", "make one with extractor eval gate --baseline FILE --update"),
            stage="evaluation",
        ) from e
    return cast(dict[str, Any], content)


def write_baseline(baseline: Mapping[str, Any], path: Path) -> None:
    """Write a baseline, a field a line."""
    head = {k: v for k, v in baseline.items() if k != "fields"}
    lines = ",\n".join(f"  {json.dumps(f, ensure_ascii=False)}: {json.dumps(c)}" for f, c in baseline["fields"].items())
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "fields": {\n' + lines + "\n }\n}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
