"""The reports written for the project: every stated fault is found and named, nothing else is; text alone decides."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from checker_texts import checked

from extractor.checker import Checked, Verdict
from extractor.documents import read

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "eval"))
import relations  # noqa: E402

GOLD = {g.stem: (g, next((ROOT / "eval" / "samples").glob(f"{g.stem}.*"))) for g in sorted((ROOT / "eval" / "gold").glob("*.json"))}


@pytest.fixture(scope="module", params=sorted(GOLD))
def scored(request: pytest.FixtureRequest) -> tuple[relations.Score, Checked]:
    gold, report = GOLD[request.param]
    document = read(report)
    found = relations.run(document)
    content: dict[str, Any] = json.loads(gold.read_text(encoding="utf-8"))
    return relations.score(document, found, content), found


def test_stated_relations_are_found(scored: tuple[relations.Score, Checked]) -> None:
    score, _ = scored
    assert score.found >= 0.92 * score.stated, score.missed
    assert score.wrong == []


def test_every_fault_is_found_and_nothing_else(scored: tuple[relations.Score, Checked]) -> None:
    score, _ = scored
    assert (score.faults_found, score.alarms) == (score.faults, [])


def test_every_place_is_its_print(scored: tuple[relations.Score, Checked]) -> None:
    _, found = scored
    text = found.document.text
    assert found.relations
    for relation in found.relations:
        for term in relation.terms:
            if not term.counted and any(c.isdigit() for c in term.printed):
                assert "".join(text[term.span.start : term.span.end].split()) == term.printed


LIST = "\n".join(
    f"（{n}）{name}项目经费{budget}万元，实际支出{spent}万元，执行率100%。"
    for n, (name, budget, spent) in enumerate(
        [("道路养护", "21.66", "21.66"), ("河道清淤", "55.03", "55.03"), ("校园安防", "28", "28"), ("公证服务", "5", "28")], 1
    )
)


def test_an_amount_of_another_project_is_named_with_its_value() -> None:
    found = checked(f"{LIST}\n\n四个项目预算共109.69万元，支出共109.69万元。\n")
    faults = found.of(Verdict.VIOLATED)
    assert faults
    for relation in faults:
        best = relation.culprits[0]
        assert (best.term.printed, best.proposed) == ("28", Decimal(5))
        assert found.document.text[best.term.span.end :].startswith("万元，执行率100%。\n\n四个")


def test_the_order_of_paragraphs_of_a_report_does_not_matter_to_its_sentences() -> None:
    paragraphs = [
        "本年支出合计200.00万元，其中：基本支出150.00万元，占57%；项目支出50.00万元，占25%。",
        "公务接待费支出预算为12.00万元，支出决算为8.12万元，完成预算的76.67%。",
        "核定编制86名，其中：行政编制24名，事业编制62名。",
    ]
    shown = [
        {(str(r.kind), r.claim.printed, str(r.verdict)) for r in checked("\n\n".join(order)).of(Verdict.VIOLATED, Verdict.TAIL)}
        for order in (paragraphs, paragraphs[::-1], [paragraphs[1], paragraphs[2], paragraphs[0]])
    ]
    assert shown[0] == shown[1] == shown[2] == {("share", "57", "violated"), ("rate", "76.67", "violated")}
