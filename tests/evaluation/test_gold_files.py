"""Gold files: the project's own are right, seeded faults are told, drafts are gold files, two labellings are compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_running import run

from extractor.evaluation.gold import agreement, check_gold
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
GOLD, SAMPLES = ROOT / "eval" / "gold", ROOT / "eval" / "samples"
SCHEMA = load_schema(find_schema("department_report"))
FILES = sorted(GOLD.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_projects_own_gold_is_right(file: Path) -> None:
    report = SAMPLES / json.loads(file.read_text(encoding="utf-8"))["report"]
    assert check_gold(file, report, SCHEMA) == []


def spoil_hash(gold: dict[str, Any]) -> str:
    gold["sha256"] = "0" * 64
    return "sha256"


def spoil_quote(gold: dict[str, Any]) -> str:
    pointer = next(iter(gold["evidence"]))
    gold["evidence"][pointer] = ["报告里没有的一段话"]
    return pointer


def spoil_value(gold: dict[str, Any]) -> str:
    gold["data"]["accounts"]["income_total"] += 1
    return "/accounts/income_total"


def spoil_pointer(gold: dict[str, Any]) -> str:
    gold["evidence"]["/accounts/nothing"] = ["万元"]
    return "/accounts/nothing"


def spoil_type(gold: dict[str, Any]) -> str:
    gold["data"]["accounts"]["income_total"] = "很多"
    return "/accounts/income_total"


def spoil_arithmetic(gold: dict[str, Any]) -> str:
    relation = next(r for r in gold["relations"] if r["kind"] == "sum" and all(o.get("value") is not None for o in r["operands"]))
    relation["computed"] = str(float(relation["computed"]) + 1)
    return str(relation["id"])


def spoil_id(gold: dict[str, Any]) -> str:
    gold["relations"][1]["id"] = gold["relations"][0]["id"]
    return str(gold["relations"][0]["id"])


def spoil_phrasing(gold: dict[str, Any]) -> str:
    gold["phrasing"] = {"/accounts": "known", "/projects/0": "unheard_of"}
    return "/projects/0"


def spoil_phrased_place(gold: dict[str, Any]) -> str:
    gold["phrasing"] = {"/projects/99": "kept_out"}
    return "/projects/99"


def spoil_wrong_figure(gold: dict[str, Any]) -> str:
    fault = next(r for r in gold["relations"] if r["verdict"] == "violated")
    fault["wrong"] = {"quote": fault["claim"]["quote"], "value": 987654}
    return str(fault["id"])


SPOILERS = [
    *(spoil_hash, spoil_quote, spoil_value, spoil_pointer, spoil_type, spoil_arithmetic, spoil_id),
    *(spoil_phrasing, spoil_phrased_place, spoil_wrong_figure),
]


def test_what_gold_may_say_of_phrasings_and_wrong_figures(tmp_path: Path) -> None:
    gold = json.loads((GOLD / "hunan_agri_2023.json").read_text(encoding="utf-8"))
    gold["phrasing"] = {"/accounts": "known", "/projects/0": "kept_out", "/report/department": "known"}
    for fault in gold["relations"]:
        if fault["id"] == "HN-30":
            fault["wrong"] = {"quote": "抚恤金13.58万元"}
    file = tmp_path / "hunan_agri_2023.json"
    file.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    assert check_gold(file, SAMPLES / gold["report"], SCHEMA) == []


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda s: s.__name__)
def test_seeded_faults_are_told_where_they_are(spoil: Callable[[dict[str, Any]], str], tmp_path: Path) -> None:
    gold = json.loads((GOLD / "hunan_agri_2023.json").read_text(encoding="utf-8"))
    where = spoil(gold)
    file = tmp_path / "hunan_agri_2023.json"
    file.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    assert where in {p.where for p in check_gold(file, SAMPLES / gold["report"], SCHEMA)}
    ran = run("gold", "check", file, "--reports", SAMPLES, cwd=tmp_path)
    assert ran.code == 1
    assert where in ran.out


def test_a_draft_is_a_gold_file_and_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "draft.json"
    assert run("gold", "init", SAMPLES / "hebei_water_2022.txt", "--out", out, cwd=tmp_path).code == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert (made["draft"], made["report"], made["schema"]) == (True, "hebei_water_2022.txt", "department_report")
    assert len(made["relations"]) > 50
    again = run("gold", "init", SAMPLES / "hebei_water_2022.txt", "--out", out, cwd=tmp_path)
    assert again.code == 2
    assert "--force" in again.err
    ran = run("gold", "agree", GOLD / "hebei_water_2022.json", out, cwd=tmp_path)
    assert "100.00%" in ran.out


def test_agreement_is_the_same_either_way() -> None:
    one = json.loads((GOLD / "hunan_agri_2023.json").read_text(encoding="utf-8"))["data"]
    other = json.loads(json.dumps(one))
    other["accounts"]["income_total"] = 1
    other["projects"].pop()
    found, back = agreement(one, other, SCHEMA), agreement(other, one, SCHEMA)
    assert found.whole.f1 == pytest.approx(back.whole.f1)
    assert found.whole.f1 < 1
    assert ("/accounts/income_total", one["accounts"]["income_total"], 1) in found.differing
    assert agreement(one, one, SCHEMA).differing == []
