"""`extractor write-reports`, and what it writes taken through the evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from cli_running import run

from extractor.evaluation import dataset
from extractor.evaluation.match import Matcher
from extractor.schema import find_schema, load_schema


def test_reports_and_their_gold_files_are_written(tmp_path: Path) -> None:
    ran = run("write-reports", "--count", "3", "--seed", "7", "--out", "w", cwd=tmp_path)
    assert ran.code == 0 and "3" in ran.out
    reports, gold = sorted((tmp_path / "w/reports").iterdir()), sorted((tmp_path / "w/gold").iterdir())
    assert [f.stem for f in reports] == [f.stem for f in gold] == ["written_000007", "written_000008", "written_000009"]
    again = run("write-reports", "--count", "3", "--seed", "7", "--out", "v", cwd=tmp_path)
    assert again.code == 0
    for file in (*reports, *gold):
        assert (tmp_path / "v" / file.parent.name / file.name).read_bytes() == file.read_bytes()


def test_errors_and_layout_are_as_asked(tmp_path: Path) -> None:
    options = ("--layout", "notice", "--errors", "wrong-direction", "--errors", "swapped-digits")
    assert run("write-reports", "--count", "2", "--out", ".", *options, cwd=tmp_path).code == 0
    for file in (tmp_path / "gold").iterdir():
        gold = cast(dict[str, Any], json.loads(file.read_text(encoding="utf-8")))
        notes = {r["note"] for r in gold["relations"] if r["verdict"] == "violated"}
        assert gold["data"]["report"]["report_type"] == "三公经费公开"
        assert len(notes) == 2


@pytest.mark.parametrize("wrong", [("--layout", "poster"), ("--errors", "everything"), ("--count", "0")])
def test_what_is_not_known_is_said(tmp_path: Path, wrong: tuple[str, str]) -> None:
    ran = run("write-reports", "--out", "w", *wrong, cwd=tmp_path, EXTRACTOR_LANG="en")
    assert ran.code == 2 and wrong[0] in ran.err
    assert not (tmp_path / "w").exists()


def test_an_error_that_no_report_of_a_layout_can_show_is_said(tmp_path: Path) -> None:
    ran = run("write-reports", "--out", "w", "--layout", "notice", "--errors", "score-total", cwd=tmp_path, EXTRACTOR_LANG="en")
    assert ran.code == 2 and "score-total" in ran.err


def test_written_reports_can_be_evaluated(tmp_path: Path) -> None:
    """The floor is an honest one: what the schema's own wordings say is nearly always found, what is kept out of them rarely."""
    assert run("write-reports", "--count", "12", "--out", ".", cwd=tmp_path).code == 0
    folders = ("--gold", "gold", "--reports", "reports")
    ran = run("eval", "run", *folders, "--engine", "patterns", "--out", "found", "--format", "json", cwd=tmp_path)
    assert ran.code == 0 and json.loads(ran.out)
    matcher, counts = Matcher(load_schema(find_schema("department_report"))), {"known": [0, 0], "kept_out": [0, 0]}
    for sample in dataset(tmp_path / "gold", tmp_path / "reports"):
        phrasing = json.loads(sample.file.read_text(encoding="utf-8"))["phrasing"]
        found = json.loads((tmp_path / "found" / f"{sample.name}.extraction.json").read_text(encoding="utf-8"))["data"]
        for cell in matcher.cells(sample.data, found):
            if cell.gold is not None:
                counts[phrasing[cell.pointer]][0] += cell.outcome.right
                counts[phrasing[cell.pointer]][1] += 1
    recall = {name: right / total for name, (right, total) in counts.items()}
    assert counts["known"][1] > 500 and counts["kept_out"][1] > 50
    assert recall["known"] > 0.85
    assert recall["kept_out"] < recall["known"] - 0.3
