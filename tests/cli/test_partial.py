"""Runs that end halfway, and results that lie there already: what was paid for and what patterns find is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_running import Ran, run

from extractor.testing.standin import StandIn

TEXT = "# 采购合同\n\n合同名称：{0}供水管网改造合同\n\n合同金额：1,803.82 元\n"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"title": "合同名称", "type": ["string", "null"], "x-labels": ["合同名称"]},
        "amount": {"title": "合同金额", "type": ["number", "null"], "x-unit": "元", "x-labels": ["合同金额"]},
        "deposit": {"title": "保证金", "type": ["number", "null"], "x-unit": "元"},
    },
}
AMOUNT = {"field": "amount", "value": "1,803.82 元", "quote": "合同金额：1,803.82 元", "block": ""}
SCRIPT: list[dict[str, Any]] = [{"contains": "合同金额", "reply": {"values": [AMOUNT]}}]
NAMES = "甲乙丙丁戊己庚"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in NAMES:
        (tmp_path / "in" / f"{name}.txt").write_text(TEXT.format(name), encoding="utf-8")
    (tmp_path / "deal.schema.json").write_text(json.dumps(SCHEMA, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def extract(folder: Path, url: str, *more: str, **env: str) -> Ran:
    model = {"EXTRACTOR_MODEL": "stand-in", "EXTRACTOR_BASE_URL": url, "EXTRACTOR_STRUCTURED_MODE": "json_schema", "EXTRACTOR_LANG": "en"}
    return run("extract", "in", "--schema", "deal", *more, cwd=folder, **{**model, **env})


def results(folder: Path) -> dict[str, dict[str, Any]]:
    found = {f.name.split(".")[0]: json.loads(f.read_text(encoding="utf-8")) for f in (folder / "out").iterdir()}
    return dict(sorted(found.items()))


@pytest.mark.parametrize("concurrency", ["1", "4"])
def test_a_limit_in_the_middle_loses_nothing(folder: Path, concurrency: str) -> None:
    with StandIn(SCRIPT, latency=0.1) as stand_in:
        ran = extract(folder, stand_in.base_url, "--max-requests", "2", "--concurrency", concurrency)
        assert stand_in.asked == 2
        assert ran.code == 1 and "2 done, 5 not" in ran.out and ran.out.count("raise EXTRACTOR_MAX_REQUESTS") == 5
        made = results(folder)
        assert {r["data"]["amount"] for r in made.values()} == {1803.82} and len(made) == len(NAMES)
        halves = [r for r in made.values() if r["run"]["failures"]]
        assert len(halves) == 5 and {r["fields"]["/deposit"]["status"] for r in halves} == {"call_failed"}
        assert {(r["run"]["requests"], r["run"]["money"]) for r in halves} == {(0, "0")}
        again = extract(folder, stand_in.base_url, "--resume")
        assert again.code == 0 and again.out.count("done (kept)") == 2 and stand_in.asked == len(NAMES)
    assert all(r["run"]["failures"] == [] for r in results(folder).values())


def test_an_earlier_result_is_worth_more_than_half_a_new_one(folder: Path) -> None:
    with StandIn(SCRIPT) as stand_in:
        assert extract(folder, stand_in.base_url).code == 0
        before = results(folder)
        ran = extract(folder, stand_in.base_url, "--no-cache", "--max-requests", "1", "--concurrency", "1")
    assert ran.code == 1 and ran.out.count("not started") >= 5
    assert {n: r["data"] for n, r in results(folder).items()} == {n: r["data"] for n, r in before.items()}
    assert all(r["run"]["failures"] == [] for r in results(folder).values())


def test_without_patterns_the_rest_is_not_started(folder: Path) -> None:
    with StandIn(SCRIPT) as stand_in:
        ran = extract(folder, stand_in.base_url, "--engine", "chains", "--max-requests", "2", "--concurrency", "1")
    assert ran.code == 1 and len(results(folder)) == 2 and ran.out.count("not started") == 4


@pytest.mark.parametrize("faults", [[], ["forbidden"] * 9, ["drop"] * 9])
def test_wrong_from_the_start_is_no_result(folder: Path, faults: list[str]) -> None:
    with StandIn(faults=faults, api_key="right") as stand_in:
        key = "right" if faults else "wrong"
        ran = extract(folder, stand_in.base_url, "--concurrency", "1", EXTRACTOR_MAX_ATTEMPTS="1", EXTRACTOR_API_KEY=key)
    assert ran.code == 2 and ran.out.count("not started") == len(NAMES) - 1
    assert results(folder) == {}


def test_a_repair_beyond_the_limit_is_told_with_its_remedy(folder: Path) -> None:
    for name in NAMES[1:]:
        (folder / "in" / f"{name}.txt").unlink()
    wrong = {"field": "deposit", "value": "90 元", "quote": "保证金 90 元", "block": ""}
    with StandIn([{"contains": "合同金额", "reply": {"values": [AMOUNT, wrong]}}]) as stand_in:
        ran = extract(folder, stand_in.base_url, "--max-requests", "1")
    assert ran.code == 1 and "incomplete" in ran.out and "raise EXTRACTOR_MAX_REQUESTS" in ran.out
    made = results(folder)["甲"]
    assert made["fields"]["/deposit"]["status"] == "not_grounded" and made["run"]["requests"] == 1
    assert [f.partition(":")[0] for f in made["run"]["failures"]] == ["repair"]


def test_another_document_of_the_same_name_keeps_its_result(tmp_path: Path) -> None:
    for name in ("A", "B"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "r.txt").write_text(TEXT.format(name), encoding="utf-8")
    (tmp_path / "B" / "s.txt").write_text(TEXT, encoding="utf-8")
    english = {"EXTRACTOR_LANG": "en"}
    assert run("extract", "A/r.txt", "--schema", "contract", cwd=tmp_path, **english).code == 0
    first = results(tmp_path)["r"]
    for more in ((), ("--resume",)):
        ran = run("extract", "B", "--schema", "contract", *more, cwd=tmp_path, **english)
        assert ran.code == 1 and ran.out.count("r.extraction.json exists and is the result of another r.txt") == 1
        assert "--force" in ran.out and "1 done, 1 not" in ran.out
        assert results(tmp_path)["r"] == first and "s" in results(tmp_path)
    assert run("extract", "A/r.txt", "--schema", "contract", cwd=tmp_path, **english).code == 0, "its own document again"
    assert run("extract", "B", "--schema", "contract", "--force", cwd=tmp_path, **english).code == 0
    assert results(tmp_path)["r"]["document"]["sha256"] != first["document"]["sha256"]
