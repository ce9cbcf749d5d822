"""What is right or empty gives no finding: the samples with their planted errors mended, and tables that are filled with nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from checker_texts import checked

from extractor.checker import Checked, Verdict
from extractor.documents import read_text

SAMPLES = Path(__file__).resolve().parents[2] / "eval" / "samples"
REPORTS = sorted(SAMPLES.glob("*_20*"))

# The errors of eval/samples/README.md: what is printed, with words enough to stand once, and what is right.
PLANTED = {
    "hunan_agri_2023.txt": [
        ("抚恤金13.58万元", "抚恤金31.58万元"),
        ("执行率93.10%", "执行率93.01%"),
        ("减少2.01万元，下降0.23%", "减少2.01万元，下降22.71%"),
    ],
    "hebei_water_2022.txt": [
        ("内设9个股室", "内设8个股室"),
        ("实际支出 7.5 万元", "实际支出 75 万元"),
        ("下降 9.09%", "下降 8.33%"),
    ],
    "sichuan_culture_2023.txt": [
        ("完成年初预算的88%", "完成年初预算的80%"),
        ("\t86.67\n", "\t86.76\n"),
        ("占1.31%", "占1.32%"),
    ],
    "yunnan_education_2023.txt": [
        ("进修及培训（20508）121.35万元", "进修及培训（20508）112.35万元"),
        ("下降23.50%", "下降19.03%"),
    ],
    "chongqing_market_2022.txt": [
        ("占0.86%", "占0.68%"),
        ("下降0.18%", "下降18.02%"),
        ("下降31.29%", "下降31.30%"),
        ("决算为118.36万元，完成年初预算的98.63%，决算数大于", "决算为118.36万元，完成年初预算的98.63%，决算数小于"),
        ("决算为95.10万元，完成年初预算的98.55%，决算数大于", "决算为95.10万元，完成年初预算的98.55%，决算数小于"),
    ],
    "anhui_health_2024.md": [
        ("支出决算为223.59万元", "支出决算为232.59万元"),
        ("\t98.17%\t", "\t89.17%\t"),
        ("占2.73%", "占2.72%"),
    ],
}
# Question 4 of the questionnaire: its third option prints 2 for 1.
FOURTH = re.compile(r"(?P<before>A[^\n]*\t101\n[^\n]*\t13\n[^\n]*C\.不满意\t0\t)2(?=\n)")


def findings(found: Checked) -> list[str]:
    return [f"{r.verdict} {r.kind} {r.claim.label} {r.claim.printed}" for r in found.of(Verdict.VIOLATED, Verdict.TAIL)]


def mended(report: Path) -> str:
    text = report.read_text(encoding="utf-8")
    for printed, right in PLANTED[report.name]:
        assert text.count(printed) == 1, printed
        text = text.replace(printed, right)
    if report.name.startswith("yunnan"):
        text, changes = FOURTH.subn(r"\g<before>1", text)
        assert changes == 1
    return text


@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.stem)
def test_a_correct_report_gives_no_finding(report: Path) -> None:
    found = checked(mended(report), report.name)
    assert findings(found) == []
    assert len(found.of(Verdict.HOLDS)) > 50


@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.stem)
def test_every_planted_error_is_a_finding_of_its_own(report: Path) -> None:
    text = mended(report)
    for printed, right in PLANTED[report.name]:
        found = checked(text.replace(right, printed), report.name)
        at = text.index(right)
        lines = {t.span.start for r in found.of(Verdict.VIOLATED, Verdict.TAIL) for t in r.terms}
        assert any(at <= start < at + len(printed) for start in lines), printed


@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.stem)
@pytest.mark.parametrize("cell", ["", "XX", "××", "—", "0.00"])
def test_forms_filled_with_nothing_state_nothing(report: Path, cell: str) -> None:
    """The tables of a correct report as a template: every cell that is a figure is blank, a placeholder or zero."""
    text = mended(report)
    for table in sorted(read_text(text, report.name).tables, key=lambda t: -t.span.start):
        shown = text[table.span.start : table.span.end]
        empty = re.sub(r"(?<![^\s|])[-−]?\d[\d,]*(?:\.\d+)?%?(?![^\s|])", cell, shown)
        text = text[: table.span.start] + empty + text[table.span.end :]
    in_tables = [t for t in findings(checked(text, report.name)) if t]
    if cell == "0.00":  # what the text states in figures may then differ from the form
        in_tables = [t for t in in_tables if " equal " not in t]
    assert in_tables == []


TEMPLATE = """收入支出决算总表
单位：万元
收入		支出
项目	决算数	项目	决算数
一、一般公共预算财政拨款收入	{0}	一、一般公共服务支出	{0}
二、政府性基金预算财政拨款收入	{0}	二、教育支出	{0}
本年收入合计	{0}	本年支出合计	{0}
年初结转和结余	{0}	年末结转和结余	{0}
总计	{0}	总计	{0}
"""
WORDS = (
    "2023年度收入总计{0}万元，支出总计{0}万元。与上年相比增加{0}万元，增长{0}%。其中：基本支出{0}万元，占{0}%；项目支出{0}万元，占{0}%。"
)


@pytest.mark.parametrize("cell", ["", "XX", "XX.XX", "××", "**", "—", "-", "/", "…", "＿＿"])
def test_a_template_states_nothing(cell: str) -> None:
    assert checked(TEMPLATE.format(cell) + "\n" + WORDS.format(cell)).of(Verdict.VIOLATED, Verdict.TAIL, Verdict.HOLDS) == []
