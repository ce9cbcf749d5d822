"""Calibration as a user runs it: on the samples and on written reports, and what its numbers are worth on documents left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_running import run

from extractor.confidence import DEFAULT, LOW, Signal, read_calibration, usual_calibration
from extractor.errors import OperatorError
from extractor.pipeline import extract
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "schemas" / "department_report" / "calibration.patterns.json"
SAMPLES = ("--gold", ROOT / "eval/gold", "--reports", ROOT / "eval/samples")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A calibration on the samples and 36 written reports, 3% of the values made wrong."""
    folder = tmp_path_factory.mktemp("calibrated")
    assert run("write-reports", "--count", "36", "--seed", "4000", "--out", folder / "written", cwd=folder).code == 0
    written = ("--gold", folder / "written/gold", "--reports", folder / "written/reports")
    ran = run("calibrate", *SAMPLES, *written, "--slips", "0.03", "--out", folder / "made.json", "--format", "json", cwd=folder)
    assert ran.code == 0, ran.err
    return folder / "made.json", json.loads(ran.out)


def test_confidences_are_frequencies_and_wrong_values_are_found(made: tuple[Path, dict[str, Any]]) -> None:
    measured = made[1]["measured"]
    assert measured["documents"] == 42 and measured["slipped"] > 100
    assert measured["calibration_error"] <= 0.03
    assert measured["usual"]["wrong_in_review"] >= 0.95
    assert measured["usual"]["right_in_review"] <= 0.20


def test_what_is_promised_is_above_what_was_seen(made: tuple[Path, dict[str, Any]]) -> None:
    promises = made[1]["promises"]
    assert {p["target"] for p in promises} >= {0.05, 0.02, 0.01}
    for p in promises:
        assert p["errors"] / p["accepted"] < p["bound"] <= p["target"]
    assert [p["confidence"] for p in promises] == sorted(p["confidence"] for p in promises)


def test_a_target_sends_more_to_review_the_stricter_it_is(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    doubted: list[int] = []
    for target in ("5%", "1%"):
        out = tmp_path / target.rstrip("%")
        ran = run(
            "extract", ROOT / "eval/samples/hebei_water_2022.txt", "--engine", "patterns", "--calibration", made[0],
            "--target-error", target, "--out", out, cwd=tmp_path,
        )  # fmt: skip
        assert ran.code == 0, ran.err
        result = json.loads((out / "hebei_water_2022.extraction.json").read_text(encoding="utf-8"))
        told = result["run"]["confidence"]
        assert told["calibrated"] and told["target_error"] == float(target.rstrip("%")) / 100 >= told["promised_error"]
        records = [f for f in result["fields"].values() if f["confidence"] is not None]
        assert all(f["status"] == "review" for f in records if f["confidence"] < told["accepted_from"])
        doubted.append(sum(f["status"] == "review" for f in records))
    assert doubted[0] <= doubted[1]


def test_a_target_that_the_gold_is_too_small_for_is_refused(tmp_path: Path) -> None:
    small = tmp_path / "small.json"
    assert run("calibrate", *SAMPLES, "--slips", "0.03", "--out", small, cwd=tmp_path).code == 0
    sample = ROOT / "eval/samples/hebei_water_2022.txt"
    ran = run("extract", sample, "--engine", "patterns", "--calibration", small, "--target-error", "0.01%", "--out", tmp_path, cwd=tmp_path)
    assert ran.code == 2 and "不足以保证 0.01%" in ran.err and not (tmp_path / "hebei_water_2022.extraction.json").exists()


def test_results_that_exist_are_judged_whatever_their_files_are_called(tmp_path: Path) -> None:
    reports = [ROOT / "eval/samples" / name for name in ("hebei_water_2022.txt", "hunan_agri_2023.txt", "chongqing_market_2022.txt")]
    assert run("extract", *reports, "--engine", "patterns", "--out", tmp_path / "made", cwd=tmp_path).code == 0
    for file in (tmp_path / "made").iterdir():
        content = json.loads(file.read_text(encoding="utf-8"))
        content["data"]["three_public"]["total"]["actual"] = 1
        file.with_name(file.name.replace(".extraction", "")).write_text(json.dumps(content), encoding="utf-8")
        file.unlink()
    ran = run("calibrate", *SAMPLES, "--results", tmp_path / "made", "--format", "json", cwd=tmp_path)
    assert ran.code == 0, ran.said
    told = json.loads(ran.out)
    assert told["fitted_on"]["engine"] == "patterns"
    assert (told["measured"]["documents"], told["measured"]["wrong"]) == (3, 3)


def test_too_little_gold_is_refused(tmp_path: Path) -> None:
    one = tmp_path / "gold"
    one.mkdir()
    (one / "hebei_water_2022.json").write_bytes((ROOT / "eval/gold/hebei_water_2022.json").read_bytes())
    ran = run("calibrate", "--gold", one, "--reports", ROOT / "eval/samples", "--slips", "0.1", cwd=tmp_path)
    assert ran.code == 2 and "至少需要三份报告" in ran.err


def test_what_is_shipped_is_used_for_its_engine_and_read_back_as_it_was_written(tmp_path: Path) -> None:
    shipped = read_calibration(SHIPPED)
    shipped.write(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == SHIPPED.read_bytes()
    assert set(shipped.model.weights) <= {str(s) for s in Signal}
    assert usual_calibration("department_report", "patterns").fitted_on["engine"] == "patterns"
    assert usual_calibration("department_report", "both") is DEFAULT
    assert usual_calibration("contract", "patterns") is DEFAULT
    schema = load_schema(find_schema("department_report"))
    result = extract(ROOT / "eval/samples/hunan_agri_2023.txt", schema, engine="patterns")
    assert result.run["confidence"]["calibrated"] and result.run["confidence"]["accepted_from"] == LOW


def test_the_shipped_one_is_of_the_schema_as_it_is() -> None:
    shipped = read_calibration(SHIPPED)
    assert shipped.fitted_on["schema_sha256"] == load_schema(find_schema("department_report")).sha256, "make calibration"
    assert shipped.measured["calibration_error"] <= 0.03
    assert shipped.measured["usual"]["wrong_in_review"] >= 0.95
    assert shipped.measured["usual"]["right_in_review"] <= 0.20


OTHER = '{"format": {"name": "other", "version": "1.0"}}'
LATER = '{"format": {"name": "report-extractor/calibration", "version": "2.0"}}'


@pytest.mark.parametrize("content", ["", "[]", "{}", OTHER, LATER])
def test_a_file_that_is_no_calibration_is_told(content: str, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(content, encoding="utf-8")
    with pytest.raises(OperatorError, match=r"c\.json"):
        read_calibration(tmp_path / "c.json")


def test_another_engines_calibration_promises_nothing(tmp_path: Path) -> None:
    content = json.loads(SHIPPED.read_text(encoding="utf-8"))
    content["fitted_on"]["engine"] = "both"
    (tmp_path / "both.json").write_text(json.dumps(content), encoding="utf-8")
    sample = ROOT / "eval/samples/hebei_water_2022.txt"
    other = ("--calibration", tmp_path / "both.json", "--target-error", "1%")
    ran = run("extract", sample, "--engine", "patterns", *other, "--out", tmp_path, cwd=tmp_path)
    assert ran.code == 2 and "不能用于" in ran.err


def test_every_signal_is_told_in_the_docs() -> None:
    for name in ("confidence.md", "confidence.zh-CN.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert [s for s in Signal if f"`{s}`" not in text] == []
