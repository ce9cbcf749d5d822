"""Two labellings of one report: what they agree on, told as the README tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.evaluation import dataset
from extractor.evaluation.gold import agreement, alpha
from extractor.schema import find_schema, load_schema

EVAL = Path(__file__).resolve().parents[2] / "eval"
SCHEMA = load_schema(find_schema("department_report"))


def test_the_labellings_agree_as_far_as_the_guide_says() -> None:
    one, two = (dataset(EVAL / "labellings" / name) for name in ("one", "two"))
    told = [agreement(a.data, b.data, SCHEMA) for a, b in zip(one, two, strict=True)]
    assert [(f.whole.hits, f.whole.gold, f.whole.predicted) for f in told] == [(224, 225, 224), (224, 224, 224), (373, 373, 373)]
    assert [p for f in told for p, _, _ in f.differing] == ["/three_public/overseas/change_rate"]
    guide = (EVAL / "README.md").read_text(encoding="utf-8")
    for sample, found in zip(one, told, strict=True):
        chosen = f"{found.choices:.3f}" if found.choices is not None else "-"
        f1 = f"{100 * found.whole.f1:.2f}".removesuffix(".00")
        assert f"| {sample.name} | {found.whole.gold} / {found.whole.predicted} | {found.whole.hits} | {f1} % | {chosen} |" in guide


@pytest.mark.parametrize("name", ["chongqing_market_2022", "hebei_water_2022", "hunan_agri_2023"])
@pytest.mark.parametrize("labeller", ["one", "two"])
def test_every_passage_of_a_labelling_stands_in_its_report(labeller: str, name: str) -> None:
    content = json.loads((EVAL / "labellings" / labeller / f"{name}.json").read_text(encoding="utf-8"))
    text = (EVAL / "samples" / content["report"]).read_text(encoding="utf-8")
    quotes = [q for said in content["evidence"].values() for q in ([said] if isinstance(said, str) else said)]
    assert len(quotes) > 100
    assert [q for q in quotes if q not in text] == []


# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example B: two observers, nominal data, alpha = 0.692.
ONE, OTHER = "aabbdcccedda", "babbbccceddd"


def test_alpha_against_a_published_example() -> None:
    assert alpha(list(zip(ONE, OTHER, strict=True))) == pytest.approx(0.692, abs=0.0005)


def test_alpha_is_one_where_all_agree_none_where_nothing_varies_and_low_where_chance_would_do_as_well() -> None:
    assert alpha([("a", "a"), ("b", "b"), ("a", "a")]) == 1
    assert alpha([("a", "a")] * 9) is None
    assert alpha([("a", "b"), ("b", "a"), ("a", "a"), ("b", "b")]) == pytest.approx(0.125)
