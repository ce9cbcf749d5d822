"""Two logs compared: exactly what moved is named, and noise is not called a regression; the gate fails where a label is gone."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from cli_running import Ran, run

from extractor.evaluation import compare, dataset, log_of, read_log, score, write_log
from extractor.evaluation.compare import mcnemar
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
GOLD, SAMPLES = ROOT / "eval" / "gold", ROOT / "eval" / "samples"
SCHEMA = load_schema(find_schema("department_report"))


def perfect() -> dict[str, Any]:
    return {s.name: copy.deepcopy(dict(s.data)) for s in dataset(GOLD)}


def log(predictions: dict[str, Any], folder: Path) -> dict[str, Any]:
    folder.mkdir()
    for name, data in predictions.items():
        (folder / f"{name}.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    return log_of(score(dataset(GOLD), folder, SCHEMA), {"name": SCHEMA.name})


def test_two_equal_runs_are_equal(tmp_path: Path) -> None:
    found = compare(log(perfect(), tmp_path / "a"), log(perfect(), tmp_path / "b"))
    assert (found.verdict, found.broken, found.mended, found.p) == ("equal", (), (), 1.0)


def test_exactly_the_fields_that_moved_are_named(tmp_path: Path) -> None:
    worse = perfect()
    for data in worse.values():
        data["accounts"]["basic_expenditure"] = None
        data["report"]["department"] = "别的单位"
    found = compare(log(perfect(), tmp_path / "a"), log(worse, tmp_path / "b"))
    assert set(found.fields()) == {"/accounts/basic_expenditure", "/report/department"}
    assert (found.verdict, len(found.mended)) == ("worse", 0)
    back = compare(log(worse, tmp_path / "c"), log(perfect(), tmp_path / "d"))
    assert (back.verdict, len(back.mended)) == ("better", len(found.broken))


def test_an_invented_row_is_something_that_broke(tmp_path: Path) -> None:
    worse = perfect()
    worse["hebei_water_2022"]["projects"].append({"name": "并不存在", "executed": 3.5})
    found = compare(log(perfect(), tmp_path / "a"), log(worse, tmp_path / "b"))
    assert {c.field for c in found.broken} == {"/projects/*/name", "/projects/*/executed"}


def noisy(share: float, seed: int) -> dict[str, Any]:
    """Figures wrong at random, as a model asked twice would have it."""
    chance = random.Random(seed)
    made = perfect()

    def spoil(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: spoil(v) for k, v in node.items()}
        if isinstance(node, list):
            return [spoil(v) for v in node]
        return node + 1 if isinstance(node, float) and chance.random() < share else node

    return {name: spoil(data) for name, data in made.items()}


def test_a_random_percent_is_no_regression(tmp_path: Path) -> None:
    verdicts = [compare(log(noisy(0.01, n), tmp_path / f"a{n}"), log(noisy(0.01, n + 50), tmp_path / f"b{n}")).verdict for n in range(8)]
    assert verdicts.count("noise") >= 7


@pytest.mark.parametrize(
    ("broken", "mended", "p"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (5, 5, 1.0), (10, 2, 0.0386)]
)
def test_mcnemar_is_exact(broken: int, mended: int, p: float) -> None:
    assert mcnemar(broken, mended) == mcnemar(mended, broken) == pytest.approx(p, abs=1e-4)


def test_a_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = log(perfect(), tmp_path / "a")
    write_log(made, tmp_path / "log.json")
    assert compare(read_log(tmp_path / "log.json"), made).verdict == "equal"


BASELINES = ROOT / "eval" / "baselines"


def gate(baseline: str, cwd: Path, *more: str | Path) -> Ran:
    """The gate in a folder of its own, so that the baseline's paths are given."""
    recorded = ("--recordings", ROOT / "eval" / "recordings") if baseline == "both" else ()
    return run(
        "eval", "gate", "--baseline", BASELINES / f"{baseline}.json", "--gold", GOLD, "--reports", SAMPLES, *recorded, *more, cwd=cwd
    )


def schema_without(folder: Path, changed: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    """The report's schema, every object of its files changed."""

    def walked(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: walked(v) for k, v in changed(cast(dict[str, Any], node)).items()}
        return [walked(v) for v in cast(list[Any], node)] if isinstance(node, list) else node

    folder.mkdir()
    for file in (ROOT / "schemas" / "department_report").glob("*.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(json.dumps(walked(content), ensure_ascii=False), encoding="utf-8")
    return folder / "department_report.schema.json"


@pytest.mark.parametrize("baseline", ["patterns", "both"])
def test_the_gate_of_the_samples(baseline: str, tmp_path: Path) -> None:
    ran = gate(baseline, tmp_path)
    assert (ran.code, ran.err) == (0, ""), ran.out


@pytest.mark.parametrize(
    ("baseline", "title", "field"), [("patterns", "编制数", "/staffing/authorised "), ("both", "填报日期", "/report/filled_on ")]
)
def test_the_gate_fails_where_a_label_is_gone(baseline: str, title: str, field: str, tmp_path: Path) -> None:
    schema = schema_without(
        tmp_path / "schemas", lambda node: {k: v for k, v in node.items() if k != "x-labels" or node.get("title") != title}
    )
    ran = gate(baseline, tmp_path, "--schema", schema)
    assert ran.code == 1
    assert field in ran.out


def test_the_gate_says_that_recorded_replies_are_stale(tmp_path: Path) -> None:
    def renamed(node: dict[str, Any]) -> dict[str, Any]:
        return {**node, "title": "核定编制"} if node.get("title") == "编制数" else node

    ran = gate("both", tmp_path, "--schema", schema_without(tmp_path / "schemas", renamed))
    assert ran.code == 2
    assert "eval/recordings/README.md" in ran.err
    fewer = tmp_path / "recordings"
    fewer.mkdir()
    assert gate("both", tmp_path, "--recordings", fewer).code == 2


def test_a_baseline_is_not_written_from_stale_replies(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    for file in (ROOT / "eval" / "recordings").glob("*.jsonl"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / file.name).write_text("".join(lines[1:]), encoding="utf-8")
    options = ("--gold", GOLD, "--reports", SAMPLES, "--engine", "both", "--recordings", folder, "--update")
    ran = run("eval", "gate", "--baseline", tmp_path / "new.json", *options, cwd=tmp_path)
    assert ran.code == 2
    assert not (tmp_path / "new.json").exists()
