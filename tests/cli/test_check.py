"""extractor check as a user runs it: findings by section, exit codes, JSON that fits its schema, both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from cli_running import HEBEI, ROOT, SAMPLES, run

SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "check.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)
GOOD = "本年支出合计100.50万元，其中：基本支出60.20万元，项目支出40.30万元。\n"
TAIL = "本年支出合计100.51万元，其中：基本支出60.20万元，项目支出40.31万元，占40.12%。\n"
WRONG = "本年支出合计100.50万元，其中：基本支出60.20万元，项目支出43.00万元。\n"


def test_findings_by_section_with_equation_gap_and_suspect(tmp_path: Path) -> None:
    ran = run("check", HEBEI, cwd=tmp_path, COLUMNS="200")
    assert (ran.code, ran.err) == (1, "")
    (line,) = [line for line in ran.out.splitlines() if "100% = 7.5万元 ÷ 75万元" in line]
    assert line.split()[1] == "不成立" and "支出 7.5 → 75" in line and "小数点或单位错位" in line
    assert any("（一）部门概况" in line or "(一)部门概况" in line for line in ran.out.splitlines())
    assert "不成立 4" in ran.out.splitlines()[-1]
    assert "99.15%" not in ran.out
    assert "99.15%" in run("check", HEBEI, "--all", cwd=tmp_path).out


def test_english(tmp_path: Path) -> None:
    for arguments in (["--lang", "en", "check", HEBEI], ["check", HEBEI, "--lang", "en"]):
        ran = run(*arguments, cwd=tmp_path, COLUMNS="200")
        assert "violated" in ran.out and "decimal point or unit" in ran.out and "不成立" not in ran.out


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [(GOOD, [], 0), (TAIL, [], 0), (TAIL, ["--fail-on", "tail"], 1), (WRONG, [], 1), ("本单位无政府性基金预算。\n", [], 0)],
)
def test_exit_codes(text: str, options: list[str], code: int, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    assert run("check", file, *options, cwd=tmp_path).code == code


def test_what_cannot_be_checked(tmp_path: Path) -> None:
    ran = run("check", HEBEI, tmp_path / "none.txt", cwd=tmp_path)
    assert ran.code == 2 and "none.txt" in ran.err and "不成立" in ran.out
    file = tmp_path / "a.txt"
    file.write_text("部门职责说明。\n", encoding="utf-8")
    assert "没有可核对的勾稽关系：没有数字" in run("check", file, cwd=tmp_path).out
    file.write_text("全年接待来访群众37批，慰问困难家庭12户。\n", encoding="utf-8")
    assert "没有可核对的勾稽关系：有 2 个数字" in run("check", file, cwd=tmp_path).out


def test_the_last_line_tells_how_many_figures_were_checked(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(WRONG + "全年慰问困难家庭12户。\n", encoding="utf-8")
    assert re.search(r"；数字 (\d+) 个，已核 (\d+) 个$", run("check", file, cwd=tmp_path).out.strip())
    assert re.search(r"; (\d+) figures, (\d+) checked$", run("check", file, "--lang", "en", cwd=tmp_path).out.strip())


@pytest.mark.parametrize("sample", sorted(f for f in SAMPLES.iterdir() if f.stem != "README"), ids=lambda f: f.stem)
def test_json_fits_its_schema(sample: Path, tmp_path: Path) -> None:
    made: dict[str, Any] = json.loads(run("check", sample, "--format", "json", cwd=tmp_path).out)
    assert [f"{list(e.instance_path)}: {e.message}" for e in VALIDATOR.iter_errors(made)] == []
    assert len(made["relations"]) > 50 and made["document"]["name"] == sample.name


def test_jsonl_is_a_line_a_document(tmp_path: Path) -> None:
    ran = run("check", SAMPLES, "--format", "jsonl", cwd=tmp_path)
    names = [json.loads(line)["document"]["name"] for line in ran.out.splitlines()]
    assert len(names) >= 6 and HEBEI.name in names
    several = json.loads(run("check", HEBEI, SAMPLES / "chongqing_market_2022.txt", "--format", "json", cwd=tmp_path).out)
    assert [d["document"]["name"] for d in several] == [HEBEI.name, "chongqing_market_2022.txt"]


REMARKED = """三公经费年初预算为5.00万元，支出决算为6.20万元，完成年初预算的124.00%。

人员经费80.00万元，公用经费20.00万元。

机关运行经费支出18.50万元。
"""


def test_remarks_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(REMARKED, encoding="utf-8")
    plain, asked = run("check", file, cwd=tmp_path), run("check", file, "--remarks", cwd=tmp_path)
    assert (plain.code, asked.code) == (0, 0)
    assert "提示" not in plain.out
    assert [line.split("：")[0] for line in asked.out.splitlines() if line.startswith("提示")] == [
        "提示 第 1 行 三公经费 6.20万元 · 三公经费 5.00万元",
        "提示 第 5 行 机关运行经费支出 18.50万元 · 公用经费 20.00万元",
    ]
    found = json.loads(run("check", file, "--remarks", "--format", "json", cwd=tmp_path).out)
    VALIDATOR.validate(found)
    assert [r["kind"] for r in found["remarks"]] == ["above_budget", "operating_differs"]
    assert "remarks" not in json.loads(run("check", file, "--format", "json", cwd=tmp_path).out)
    assert run("check", file, "--remarks", "--format", "md", cwd=tmp_path).code == 2
