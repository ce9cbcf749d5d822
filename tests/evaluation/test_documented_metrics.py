"""The documentation names every metric that there is, and none that there isn't."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extractor.evaluation import Outcome, dataset, metrics, score
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "eval" / "gold"
DOCS = [ROOT / "docs" / f"evaluation{language}.md" for language in ("", ".zh-CN")]
OPTIONAL = {"by_phrasing", "requests", "cached_replies", "prompt_tokens", "completion_tokens", "cached_prompt_tokens"} | {
    *("money", "currency", "seconds")
}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """All metrics but intervals and plain denominators that their rate names."""
    folder = tmp_path_factory.mktemp("results")
    for file in GOLD.glob("*.json"):
        (folder / file.name).write_text(json.dumps({"data": json.loads(file.read_text(encoding="utf-8"))["data"]}), encoding="utf-8")
    made = metrics(score(dataset(GOLD), folder, load_schema(find_schema("department_report"))))
    return {n for n in made if not n.endswith("_interval")} | OPTIONAL


def told(doc: Path) -> set[str]:
    """The names in the tables and the text, `_suffix` ones joined to the name before."""
    found: list[str] = []
    for name in re.findall(r"`([a-z_0-9]+)`", doc.read_text(encoding="utf-8")):
        stem = re.sub("_macro$", "", found[-1]) if found else ""
        found.append(stem + name if name.startswith("_") else name)
    return set(found)


@pytest.mark.parametrize("doc", DOCS, ids=lambda d: d.name)
def test_every_metric_is_documented(doc: Path, names: set[str]) -> None:
    assert names - told(doc) == set()
    assert {str(o) for o in Outcome} <= told(doc)


@pytest.mark.parametrize("doc", DOCS, ids=lambda d: d.name)
def test_no_metric_is_documented_that_there_is_not(doc: Path, names: set[str]) -> None:
    table = doc.read_text(encoding="utf-8").split("\n## ")[3]
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert len(first) > 20
    rows = {n for cell in first for n in re.findall(r"`([a-z][a-z_0-9]+)`", cell)}
    assert rows <= names


def test_without_reports_nothing_is_said_of_places_and_relations(names: set[str], tmp_path: Path) -> None:
    for file in GOLD.glob("*.json"):
        data = json.loads(file.read_text(encoding="utf-8"))["data"]
        data["accounts"]["other_income"] = 123.0
        content = {"data": data, "fields": {"/accounts/income_total": {"start": 1, "end": 2}}, "relations": []}
        (tmp_path / file.name).write_text(json.dumps(content), encoding="utf-8")
    m = metrics(score(dataset(GOLD), tmp_path, load_schema(find_schema("department_report"))))
    silent = {
        n
        for n in m
        if n.startswith(("grounding_f1", "grounding_precision", "grounding_re", "relation_r", "fault_", "diagnosis_at", "diagnosis_m"))
    }
    assert len(silent) > 10
    assert {n: m[n] for n in silent} == dict.fromkeys(silent)
