"""Markdown of the findings: tables that stay tables, report text that is never markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from made import FILES, hostile, report

from extractor.checker import Verdict
from extractor.export.findings_md import escaped, markdown

BAR = re.compile(r"(?<!\\)\|")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_row_a_finding(file: Path) -> None:
    made = report(file)
    lines = markdown(made, "zh").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert {len(BAR.findall(r)) for r in rows} == {8}
    said = [r for r in rows if r.split("|")[2].strip() in ("不成立", "尾差")]
    assert len(said) == len(made.checked.of(Verdict.VIOLATED, Verdict.TAIL)) > 0
    everything = [line for line in markdown(made, "zh", everything=True).splitlines() if line.startswith("|")]
    heads = sum("---" in r for r in everything)
    assert len(everything) - 2 * heads == len(made.checked.relations)


def test_equation_gap_and_suspect_are_told() -> None:
    made = report(next(f for f in FILES if f.stem == "hebei_water_2022"))
    (row,) = [r for r in markdown(made, "zh").splitlines() if "100% = 7.5万元 ÷ 75万元" in r]
    cells = [c.strip() for c in BAR.split(row)[1:-1]]
    assert cells[1] == "不成立" and cells[4:6] == ["10%", "90%"] and cells[6].startswith("支出 7.5 → 75")
    assert "violated" in markdown(made, "en") and "不成立" not in markdown(made, "en")


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    text = markdown(hostile(tmp_path), "zh", everything=True)
    assert "<" not in text and "\u202e" not in text
    assert {len(BAR.findall(r)) for r in text.splitlines() if r.startswith("|")} == {8}
    assert "=cmd\\|股" in text and "# =cmd" in text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a|b", "a\\|b"),
        ("<b>&lt;", "&lt;b&gt;&amp;lt;"),
        ("**粗** _x_ `c`", "\\*\\*粗\\*\\* \\_x\\_ \\`c\\`"),
        ("[a](javascript:x)", "\\[a\\](javascript:x)"),
        ("a\\|b", "a\\\\\\|b"),
        ("一\n# 二\r\n", "一 \\# 二"),
        ("100.50 = 60.20 + 40.30", "100.50 = 60.20 + 40.30"),
    ],
)
def test_escapes(words: str, shown: str) -> None:
    assert escaped(words) == shown


def test_nothing_to_report(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("本年支出合计100.50万元，其中：基本支出60.20万元，项目支出40.30万元。\n", encoding="utf-8")
    assert "没有发现问题" in markdown(report(file), "zh") and "|" not in markdown(report(file), "zh")
