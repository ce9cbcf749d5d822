"""Relations of results against gold: doctored results get exactly the counts that they deserve."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.documents import read
from extractor.evaluation import Sample, dataset, metrics, score
from extractor.evaluation.relations import judge_relations
from extractor.evaluation.wrong_figure import wrong_figure
from extractor.pipeline import extract
from extractor.result import plain_numbers
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = load_schema(find_schema("department_report"))
(SAMPLE,) = [s for s in dataset(ROOT / "eval/gold", ROOT / "eval/samples") if s.name == "hebei_water_2022"]
Doctor = Callable[[list[dict[str, Any]]], None]


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    assert SAMPLE.report is not None
    return plain_numbers(extract(SAMPLE.report, SCHEMA, engine="patterns").as_json())


def scored(result: dict[str, Any], folder: Path, sample: Sample = SAMPLE) -> dict[str, Any]:
    (folder / f"{sample.name}.extraction.json").write_text(json.dumps(result), encoding="utf-8")
    return metrics(score([sample], folder, SCHEMA))


def test_the_samples_relations_are_all_found(result: dict[str, Any], tmp_path: Path) -> None:
    m = scored(result, tmp_path)
    assert (m["relations_stated"], m["relations_found"], m["relation_verdicts_right"]) == (52, 52, 52)
    assert (m["faults_stated"], m["faults_found"], m["faults_raised"], m["false_alarms"]) == (4, 4, 4, 0)
    assert (m["diagnosis_named"], m["diagnosis_first"], m["diagnosis_mean_reciprocal_rank"]) == (4, 4, 1.0)
    assert m["relation_recall_interval"][0] == pytest.approx(0.931, abs=1e-3)


def faults(relations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r for r in relations if r["verdict"] == "violated"]


def drop_faults(relations: list[dict[str, Any]]) -> None:
    for r in faults(relations):
        relations.remove(r)


def clear_faults(relations: list[dict[str, Any]]) -> None:
    for r in faults(relations):
        r |= {"verdict": "holds", "culprits": []}


def accuse(relations: list[dict[str, Any]]) -> None:
    known = {t["start"] for r in faults(relations) for t in (r["claim"], *r["operands"])}
    innocent = [r for r in relations if r["verdict"] == "holds" and not known & {t["start"] for t in (r["claim"], *r["operands"])}]
    for r in innocent[:3]:
        r["verdict"] = "violated"


def second(relations: list[dict[str, Any]]) -> None:
    for r in faults(relations):
        claim = r["culprits"][0]
        r["culprits"].insert(0, {**claim, "start": 0, "end": 1})


def nobody(relations: list[dict[str, Any]]) -> None:
    for r in faults(relations):
        r["culprits"] = []


@pytest.mark.parametrize(
    ("doctor", "changed"),
    [
        (drop_faults, {"relations_found": 48, "faults_found": 0, "fault_recall": 0.0, "fault_precision": None, "diagnosis_at_1": 0.0}),
        (clear_faults, {"relations_found": 52, "relation_verdicts_right": 48, "faults_found": 0, "diagnosis_mean_reciprocal_rank": 0.0}),
        (accuse, {"faults_found": 4, "faults_raised": 7, "false_alarms": 3, "fault_precision": pytest.approx(4 / 7)}),
        (second, {"faults_found": 4, "diagnosis_first": 0, "diagnosis_mean_reciprocal_rank": 0.5}),
        (nobody, {"faults_found": 4, "diagnosis_named": 4, "diagnosis_first": 0, "diagnosis_mean_reciprocal_rank": 0.0}),
    ],
)
def test_each_fault_of_a_result_is_counted(doctor: Doctor, changed: dict[str, Any], result: dict[str, Any], tmp_path: Path) -> None:
    made = copy.deepcopy(result)
    doctor(made["relations"])
    m = scored(made, tmp_path)
    assert {name: m[name] for name in changed} == changed


def test_a_failed_document_stays_in_the_count(result: dict[str, Any], tmp_path: Path) -> None:
    other = next(s for s in dataset(ROOT / "eval/gold", ROOT / "eval/samples") if s.name == "hunan_agri_2023")
    (tmp_path / f"{SAMPLE.name}.extraction.json").write_text(json.dumps(result), encoding="utf-8")
    m = metrics(score([SAMPLE, other], tmp_path, SCHEMA))
    assert (m["relation_documents"], m["relations_stated"], m["relations_found"]) == (2, 152, 52)
    assert (m["faults_stated"], m["faults_found"], m["diagnosis_named"], m["diagnosis_first"]) == (7, 4, 7, 4)
    assert m["grounding_documents"] == 2 and m["grounding_recall"] < 0.5


def test_a_result_without_relations_is_not_judged(result: dict[str, Any], tmp_path: Path) -> None:
    m = scored({"data": result["data"]}, tmp_path)
    assert (m["relation_documents"], m["relation_recall"], m["fault_precision"]) == (0, None, None)
    assert (m["grounding_documents"], m["grounding_f1_macro"], m["value_f1_macro"]) == (0, None, 1.0)


def test_relations_that_are_none_fail_the_document(result: dict[str, Any], tmp_path: Path) -> None:
    m = scored({**result, "relations": [{"kind": "no kind"}]}, tmp_path)
    assert (m["failed_documents"], m["value_f1_macro"], m["relations_found"]) == (1, 0.0, 0)


TEXT = "支出12.30万元，占9.8%；另有支出45.60万元。"


def gold(note: str, **more: Any) -> dict[str, Any]:
    claim = {"label": "占比", "quote": "占9.8%", "value": 9.8}
    operands = [{"label": "甲", "quote": "支出12.30万元", "value": 12.3}, {"label": "乙", "quote": "支出45.60万元", "value": 45.6}]
    return {"id": "1", "kind": "share", "claim": claim, "operands": operands, "verdict": "violated", "note": note, **more}


@pytest.mark.parametrize(
    ("relation", "figure"),
    [
        (gold("12.30÷45.60＝26.97%；印出的9.8%数字颠倒"), "9.8"),
        (gold("9.8 较可能是为使各项之和为 100% 而调整的"), "9.8"),
        (gold("甲“12.30”应为4.47"), "12.30"),
        (gold("“45.60 万元”最可能有误"), "45.60"),
        (gold("应为26.97%"), None),
        (gold("文字说增加，两数却减少"), None),
        (gold("“12.30”与“45.60”都可能有误"), None),
        (gold("", wrong={"quote": "另有支出45.60万元", "value": 45.6}), "45.60"),
    ],
)
def test_which_figure_the_gold_calls_wrong(relation: dict[str, Any], figure: str | None) -> None:
    found = wrong_figure(TEXT, relation)
    assert (None if found is None else [TEXT[s.start : s.end] for s in found.figures]) == (None if figure is None else [figure])


def test_unstated_relations_excuse_alarms_and_are_not_owed() -> None:
    path = ROOT / "eval/samples/anhui_health_2024.md"
    content = json.loads((ROOT / "eval/gold/anhui_health_2024.json").read_text(encoding="utf-8"))
    judged = judge_relations(read(path).text, content["relations"], [])
    assert sum(j.stated for j in judged.judged) == 101 and len(judged.judged) == 112
    assert not any(j.found for j in judged.judged)


def test_the_checker_alone_is_scored_by_a_command() -> None:
    """`python eval/relations.py`, which docs/check.md cites: the recall it gives, no alarm, and the wrong figure nearly always first."""
    import re
    import subprocess
    import sys

    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "eval/relations.py"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    line = re.search(r"^recall (\d+)/600 .* verdict (\d+)/\1 .* faults 26/26  alarms 0  wrong figure first (\d+)/24$", done.stdout, re.M)
    assert line is not None, done.stdout
    assert int(line[1]) >= 588 and int(line[2]) == int(line[1]) and int(line[3]) >= 23
