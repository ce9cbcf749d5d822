"""Recorded replies of a reader to the prompts for our own samples: both engines together against the gold files.

A recording belongs to exact prompts. After a change of prompts, of reply schemas or of what a question shows, the replies
must be given anew (eval/recordings/README.md): a stale or an unused recording fails here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.llm import Endpoint, load_settings
from extractor.pipeline import extract
from extractor.result import plain_numbers
from extractor.schema import find_schema, load_schema
from extractor.testing.standin import StandIn

ROOT = Path(__file__).parents[2]
RECORDINGS = sorted((ROOT / "eval/recordings").glob("*.jsonl"))


def cells(node: Any, path: str = "") -> dict[str, Any]:
    """Filled cells by path; a row's path is its content, so that order doesn't matter."""
    if isinstance(node, dict):
        return {k: v for name, child in node.items() for k, v in cells(child, f"{path}/{name}").items()}
    if isinstance(node, list):
        found: dict[str, Any] = {}
        for child in node:
            key = "".join(str(v) for v in list(child.values())[:3]) if isinstance(child, dict) else str(child)
            for k, v in cells(child, f"{path}/{''.join(key.split())}").items():
                found[k + ("+" if k in found else "")] = v
        return found
    return {} if node in (None, "") else {path: "".join(str(node).split())}


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda p: p.stem)
def test_a_reader_and_the_labels_together(recording: Path) -> None:
    gold = json.loads((ROOT / f"eval/gold/{recording.stem}.json").read_text(encoding="utf-8"))
    entries = [json.loads(line) for line in recording.read_text(encoding="utf-8").splitlines()]
    with StandIn(script=entries) as s:
        settings = load_settings({"model": "recorded", "base_url": s.base_url, "structured_mode": "json_schema", "max_attempts": 1})
        schema = load_schema(find_schema("department_report"))
        result = extract(ROOT / "eval/samples" / gold["report"], schema, engine="both", endpoint=Endpoint(settings, None))
        assert not s.unscripted, "a prompt has changed: give the replies anew"
        assert s.asked == len(entries), "a recording is not used any more"
    wanted, got = cells(gold["data"]), cells(plain_numbers(result.data))
    right = sum(float(got[k]) == float(v) if _figure(v) and _figure(got[k]) else got[k] == v for k, v in wanted.items() if k in got)
    assert 2 * right / (len(wanted) + len(got)) >= 0.95
    assert all(r.start >= 0 for p, r in result.fields.items() if result.value(p) not in (None, []))


def _figure(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()
