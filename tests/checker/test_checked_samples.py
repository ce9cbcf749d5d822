"""The reports written for the project: every stated fault is found and named, nothing else is; text alone decides."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from checker_texts import checked

from extractor.checker import Checked, Verdict, check
from extractor.documents import read
from extractor.evaluation.relations import Relations, judge_relations
from extractor.patterns import facts_of_sentences

ROOT = Path(__file__).resolve().parent.parent.parent
GOLD = {g.stem: (g, next((ROOT / "eval" / "samples").glob(f"{g.stem}.*"))) for g in sorted((ROOT / "eval" / "gold").glob("*.json"))}


@pytest.fixture(scope="module", params=sorted(GOLD))
def scored(request: pytest.FixtureRequest) -> tuple[Relations, Checked]:
    gold, report = GOLD[request.param]
    document = read(report)
    found = check(document, facts_of_sentences(document))
    content: dict[str, Any] = json.loads(gold.read_text(encoding="utf-8"))
    return judge_relations(document.text, content["relations"], [r.as_json() for r in found.relations]), found


def test_stated_relations_are_found(scored: tuple[Relations, Checked]) -> None:
    stated = [j for j in scored[0].judged if j.stated]
    missed = [j.printed for j in stated if not j.found]
    assert len(missed) <= 0.08 * len(stated), missed
    assert [j.printed for j in stated if j.found and not j.right] == []


def test_every_fault_is_found_and_nothing_else(scored: tuple[Relations, Checked]) -> None:
    judged, _ = scored
    assert [j.printed for j in judged.judged if j.stated and j.verdict.is_fault and not j.right] == []
    assert [a.printed for a in judged.alarms] == []


def test_every_place_is_its_print(scored: tuple[Relations, Checked]) -> None:
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
