"""Predictions with one fault each, and the outcome that it must get; nothing leaves a denominator."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation import Cell, Matcher, Outcome, dataset, metrics, score, tally
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = load_schema(find_schema("department_report"))
GOLD: dict[str, Any] = json.loads((ROOT / "eval" / "gold" / "hunan_agri_2023.json").read_text(encoding="utf-8"))["data"]
CELLS = sum(1 for _ in Matcher(SCHEMA).cells(GOLD, GOLD))
Doctor = Callable[[dict[str, Any]], None]


def changed(doctor: Doctor) -> list[Cell]:
    said = copy.deepcopy(GOLD)
    doctor(said)
    return Matcher(SCHEMA).cells(GOLD, said)


def put(path: str, value: Callable[[Any], Any]) -> Doctor:
    """Change the value at a path of keys and numbers."""

    def doctor(data: Any) -> None:
        *way, last = [int(p) if p.isdecimal() else p for p in path.split(".")]
        for part in way:
            data = data[part]
        data[last] = value(data[last])

    return doctor


def drop_row(data: dict[str, Any]) -> None:
    del data["projects"][2]


def swap_rows(data: dict[str, Any]) -> None:
    data["projects"][0], data["projects"][3] = data["projects"][3], data["projects"][0]


def reverse_all(data: dict[str, Any]) -> None:
    for name in ("projects", "functional_expenditures", "economic_expenditures", "indicators"):
        data[name].reverse()


def swap_amounts(data: dict[str, Any]) -> None:
    a, b = data["projects"][0], data["projects"][1]
    a["executed"], b["executed"] = b["executed"], a["executed"]


def invent_row(data: dict[str, Any]) -> None:
    data["projects"].append({"name": "并不存在的项目", "executed": 12.5})


def double_row(data: dict[str, Any]) -> None:
    data["projects"].append(copy.deepcopy(data["projects"][0]))


def no_module(data: dict[str, Any]) -> None:
    data["projects"] = []


def lost_module(data: dict[str, Any]) -> None:
    del data["accounts"]


def row_size(row: dict[str, Any]) -> int:
    return sum(v is not None for v in row.values())


UNSTATED = next(name for name, value in GOLD["accounts"].items() if value is None)
PROJECTS: list[dict[str, Any]] = GOLD["projects"]
FAULTS: list[tuple[str, Doctor, dict[Outcome, int]]] = [
    ("as it is", lambda _: None, {}),
    ("×10⁴", put("accounts.income_total", lambda v: v * 10_000), {Outcome.WRONG_SCALE: 1}),
    ("÷10⁴", put("accounts.income_total", lambda v: v / 10_000), {Outcome.WRONG_SCALE: 1}),
    ("×100", put("accounts.basic_share", lambda v: v * 100), {Outcome.WRONG_SCALE: 1}),
    ("sign", put("three_public.reception.change_amount", lambda v: -v), {Outcome.WRONG_SIGN: 1}),
    ("one digit", put("accounts.income_total", lambda v: v + 1), {Outcome.WRONG_VALUE: 1}),
    ("a figure as words", put("accounts.income_total", str), {}),
    ("full width", put("report.department", lambda v: v[:2] + "　" + v[2:]), {}),
    ("another name", put("report.department", lambda v: v + "办公室"), {Outcome.WRONG_VALUE: 1}),
    ("nothing said", put("accounts.income_total", lambda _: None), {Outcome.MISSED: 1}),
    ("empty words", put("report.department", lambda _: ""), {Outcome.MISSED: 1}),
    ("another year", put("report.fiscal_year", lambda v: v - 1), {Outcome.WRONG_VALUE: 1}),
    ("an enum's other value", put("report.report_type", lambda _: "其他"), {Outcome.WRONG_VALUE: 1}),
    ("a value of nothing", put(f"accounts.{UNSTATED}", lambda _: 5), {Outcome.INVENTED: 1}),
    ("a row dropped", drop_row, {Outcome.MISSED: row_size(PROJECTS[2])}),
    ("rows swapped", swap_rows, {}),
    ("all lists reversed", reverse_all, {}),
    ("two amounts swapped", swap_amounts, {Outcome.WRONG_VALUE: 2}),
    ("a project invented", invent_row, {Outcome.INVENTED: 2}),
    ("a row twice", double_row, {Outcome.INVENTED: row_size(PROJECTS[0])}),
    ("a list empty", no_module, {Outcome.MISSED: sum(map(row_size, PROJECTS))}),
    ("a module lost", lost_module, {Outcome.MISSED: row_size(GOLD["accounts"])}),
    ("an object where a figure belongs", put("accounts.income_total", lambda v: {"value": v}), {Outcome.MISSED: 1, Outcome.INVENTED: 1}),
    ("a point reworded a little", put("narrative.problems.0", lambda v: v[:-1]), {}),
    ("a point replaced", put("narrative.problems.0", lambda _: "与原文毫无关系的一句话。"), {Outcome.MISSED: 1, Outcome.INVENTED: 1}),
]


@pytest.mark.parametrize(("doctor", "wanted"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_each_fault_gets_its_outcome(doctor: Doctor, wanted: dict[Outcome, int]) -> None:
    cells = changed(doctor)
    found = Counter(c.outcome for c in cells)
    assert found - Counter({Outcome.CORRECT: found[Outcome.CORRECT]}) == Counter(wanted)
    counted = tally(cells)
    assert counted.gold == CELLS
    assert counted.hits == CELLS - sum(n for o, n in wanted.items() if o is not Outcome.INVENTED)


def test_a_document_without_result_counts_as_all_missed(tmp_path: Path) -> None:
    samples = dataset(ROOT / "eval" / "gold", ROOT / "eval" / "samples")
    (tmp_path / "hunan_agri_2023.json").write_text(json.dumps({"data": GOLD}), encoding="utf-8")
    (tmp_path / "hebei_water_2022.json").write_text("{ half a file", encoding="utf-8")
    (tmp_path / "sichuan_culture_2023.json").write_text('{"data": 5}', encoding="utf-8")
    scored = {d.name: d for d in score(samples, tmp_path, SCHEMA)}
    assert not scored["hunan_agri_2023"].failed and tally(scored["hunan_agri_2023"].cells).f1 == 1
    for name in ("hebei_water_2022", "sichuan_culture_2023", "anhui_health_2024"):
        assert scored[name].failed
        assert {c.outcome for c in scored[name].cells} == {Outcome.FAILED_DOCUMENT}
        assert tally(scored[name].cells).f1 == 0
    found = metrics(list(scored.values()))
    assert found["failed_documents"] == 5
    assert found["gold"] == sum(1 for s in samples for _ in Matcher(SCHEMA).cells(s.data, s.data))
    assert found["value_f1_macro"] == pytest.approx(1 / 6)


def test_a_right_value_from_another_place_is_told(tmp_path: Path) -> None:
    (sample,) = [s for s in dataset(ROOT / "eval" / "gold", ROOT / "eval" / "samples") if s.name == "hunan_agri_2023"]
    assert sample.document is not None
    (place,) = sample.places("/accounts/income_total")[:1]
    for start, wanted in ((place.start, Outcome.CORRECT), (0, Outcome.WRONG_PLACE)):
        fields = {"/accounts/income_total": {"start": start, "end": start + 4}}
        (tmp_path / "hunan_agri_2023.json").write_text(json.dumps({"data": GOLD, "fields": fields}), encoding="utf-8")
        (scored,) = score([sample], tmp_path, SCHEMA)
        (cell,) = [c for c in scored.cells if c.pointer == "/accounts/income_total"]
        assert (cell.outcome, cell.grounded) == (wanted, wanted is Outcome.CORRECT)
