"""The order of a report's sections changes no finding: whole blocks between headings change places, and nothing else."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from checker_texts import checked

from extractor.checker import Checked, Verdict
from extractor.documents import BlockKind, read_text

SAMPLES = Path(__file__).resolve().parents[2] / "eval" / "samples"
REPORTS = sorted(SAMPLES.glob("*_20*"))
CHAPTER, POINT = 2, 3  # levels of headings: 一、 and （一）


def findings(found: Checked) -> Counter[tuple[str, str, str]]:
    return Counter((str(r.kind), r.claim.printed, str(r.verdict)) for r in found.of(Verdict.VIOLATED, Verdict.TAIL))


def shuffled(text: str, name: str, level: int, seed: int) -> str:
    """The text with its sections of one level in another order, each within the section above it."""
    document = read_text(text, name)
    chance = random.Random(seed)
    sections = document.sections
    groups: dict[int, list[int]] = {}
    for n, section in enumerate(sections):
        if section.level == level and (level == CHAPTER or section.parent >= 0):
            groups.setdefault(section.parent, []).append(n)
    made = text
    for members in sorted(groups.values(), reverse=True):
        spans = [sections[n].span for n in members]
        if len(spans) < 2 or any(a.end != b.start for a, b in pairwise(spans)):
            continue
        parts = [text[s.start : s.end] for s in spans]
        parts = [p if p.endswith("\n") else p + "\n" for p in parts]
        chance.shuffle(parts)
        made = made[: spans[0].start] + "".join(parts) + made[spans[-1].end :]
    return made


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("level", [CHAPTER, POINT])
@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.stem)
def test_sections_in_another_order_give_the_same_findings(report: Path, level: int, seed: int) -> None:
    text = report.read_text(encoding="utf-8")
    other = shuffled(text, report.name, level, seed)
    assert sorted(re.sub(r"\s", "", other)) == sorted(re.sub(r"\s", "", text))
    assert findings(checked(other, report.name)) == findings(checked(text, report.name))


def test_the_order_does_change() -> None:
    changed = sum(
        shuffled(p.read_text(encoding="utf-8"), p.name, level, 1) != p.read_text(encoding="utf-8")
        for p in REPORTS
        for level in (CHAPTER, POINT)
    )
    assert changed >= len(REPORTS)


@pytest.mark.parametrize("seed", range(4))
def test_paragraphs_of_their_own_in_another_order_give_the_same_findings(seed: int) -> None:
    """Statements that need no neighbour, one right and one wrong of each kind."""
    paragraphs = [
        "本年收入合计812.40万元，其中：财政拨款收入790.15万元，占97.26%；其他收入22.25万元，占2.74%。",
        "项目支出205.30万元，其中：专项业务经费130.20万元，运转经费72.10万元。",
        "公务接待费支出3.15万元，比上年减少0.85万元，下降21.25%。",
        "因公出国（境）费支出4.40万元，比上年增加1.10万元，增长25.00%。",
        "培训费全年预算18.00万元，支出17.10万元，执行率95%。",
        "会议费全年预算16.00万元，支出11.20万元，执行率75%。",
        "共有车辆8辆，其中：应急保障用车5辆，特种专业技术用车3辆。",
        "核定编制53名，其中：行政编制21名，事业编制31名。",
    ]
    wanted = {("sum", "205.30"), ("growth", "25.00"), ("rate", "75"), ("sum", "53")}
    random.Random(seed).shuffle(paragraphs)
    found = checked("\n\n".join(paragraphs))
    assert {(str(r.kind), r.claim.printed) for r in found.of(Verdict.VIOLATED, Verdict.TAIL)} == wanted


def test_headings_are_what_moves() -> None:
    document = read_text("一、甲\n\n支出5万元。\n\n二、乙\n\n支出6万元。\n")
    assert [b.kind for b in document.blocks].count(BlockKind.HEADING) == 2
    assert shuffled(document.text, "a.txt", CHAPTER, 0) in (document.text, "二、乙\n\n支出6万元。\n一、甲\n\n支出5万元。\n\n")
