"""Places, phrasings, confidence and cost: what is counted in which figure, and what leaves a denominator."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation import dataset, log_of, metrics, score
from extractor.pipeline import extract
from extractor.result import plain_numbers
from extractor.schema import find_schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
NAME = "hebei_water_2022"
SCHEMA = load_schema(find_schema("department_report"))


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return plain_numbers(extract(next((ROOT / "eval/samples").glob(f"{NAME}.*")), SCHEMA, engine="patterns").as_json())


def scored(result: dict[str, Any], folder: Path, **gold_keys: Any) -> dict[str, Any]:
    """The log of a result, the gold given more keys."""
    content = json.loads((ROOT / f"eval/gold/{NAME}.json").read_text(encoding="utf-8"))
    for sub in ("gold", "results"):
        (folder / sub).mkdir(exist_ok=True)
    (folder / "gold" / f"{NAME}.json").write_text(json.dumps({**content, **gold_keys}), encoding="utf-8")
    (folder / "results" / f"{NAME}.extraction.json").write_text(json.dumps(result), encoding="utf-8")
    return log_of(score(dataset(folder / "gold", ROOT / "eval/samples"), folder / "results", SCHEMA), {"name": SCHEMA.name})


@pytest.fixture
def filled(result: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(result)


def grounded(log: dict[str, Any]) -> tuple[int, int, int]:
    m = log["metrics"]
    return m["grounding_hits"], m["grounding_gold"], m["grounding_predicted"]


def test_a_value_counts_as_grounded_where_the_gold_says_it_stands(filled: dict[str, Any], tmp_path: Path) -> None:
    hits, gold, predicted = grounded(scored(filled, tmp_path))
    at = "/projects/0/executed"
    filled["fields"][at] |= {"start": 0, "end": 2}
    assert grounded(scored(filled, tmp_path)) == (hits - 1, gold, predicted)
    filled["data"]["projects"][0]["executed"] = None
    assert grounded(scored(filled, tmp_path)) == (hits - 1, gold, predicted - 1)
    unstated = next(name for name, value in filled["data"]["accounts"].items() if value is None)
    filled["data"]["accounts"][unstated] = 7
    assert grounded(scored(filled, tmp_path)) == (hits - 1, gold, predicted)


def test_cells_without_a_place_leave_only_the_count_of_places(filled: dict[str, Any], tmp_path: Path) -> None:
    before = scored(filled, tmp_path)
    content = json.loads((ROOT / f"eval/gold/{NAME}.json").read_text(encoding="utf-8"))["evidence"]
    pointer = "/staffing/authorised"
    hits, gold, predicted = grounded(before)
    after = scored(filled, tmp_path, evidence={p: q for p, q in content.items() if p != pointer})
    assert grounded(after) == (hits - 1, gold - 1, predicted - 1)
    assert after["metrics"]["grounding_unnamed"] == before["metrics"]["grounding_unnamed"] + 1
    assert after["metrics"]["gold"] == before["metrics"]["gold"]


def test_phrasings_are_told_apart(filled: dict[str, Any], tmp_path: Path) -> None:
    assert "by_phrasing" not in scored(filled, tmp_path)["metrics"]
    filled["data"]["projects"][1]["executed"] = 1
    phrasing = {"/projects/0": "known", "/projects/1": "kept_out", "/projects/1/name": "known", "/staffing": "kept_out"}
    found = scored(filled, tmp_path, phrasing=phrasing)["metrics"]["by_phrasing"]
    rows = [sum(v is not None for v in row.values()) for row in filled["data"]["projects"][:2]]
    staffing = sum(v is not None for v in filled["data"]["staffing"].values())
    assert (found["known"]["hits"], found["known"]["gold"]) == (rows[0] + 1, rows[0] + 1)
    assert (found["kept_out"]["hits"], found["kept_out"]["gold"]) == (rows[1] - 2 + staffing, rows[1] - 1 + staffing)


def test_confidence_and_review_reach_the_log_and_the_metrics(filled: dict[str, Any], tmp_path: Path) -> None:
    for record in filled["fields"].values():
        record["confidence"] = None
    assert scored(filled, tmp_path)["metrics"]["calibration_error"] is None
    for record in filled["fields"].values():
        record |= {"status": "accepted", "confidence": 0.9} if record["start"] >= 0 else {"confidence": None}
    wrong, doubted = "/staffing/authorised", "/staffing/on_post"
    filled["data"]["staffing"]["authorised"] += 1
    filled["data"]["staffing"]["on_post"] += 1
    filled["fields"][doubted] |= {"status": "review", "confidence": 0.2}
    log = scored(filled, tmp_path)
    m = log["metrics"]
    cells = {c["pointer"]: c for c in log["documents"][0]["cells"]}
    assert (cells[wrong]["confidence"], cells[wrong]["review"]) == (0.9, False)
    assert (cells[doubted]["confidence"], cells[doubted]["review"]) == (0.2, True)
    n = m["predicted"]
    assert (m["confidence_judged"], m["review_judged"], m["reviewed"], m["reviewed_wrong"]) == (n, n, 1, 1)
    assert (m["accepted"], m["accepted_wrong"]) == (n - 1, 1)
    sure, right = n - 1, n - 2
    assert m["calibration_error"] == pytest.approx((sure * abs(right / sure - 0.9) + 0.2) / n)
    assert m["brier_score"] == pytest.approx((right * 0.01 + 0.81 + 0.04) / n)
    assert m["risk_coverage"] == [[0.9, sure / n, 1 / sure], [0.2, 1.0, 2 / n]]
    assert m["review_share_at_1_percent"] == 0  # two wrong ones of all are fewer than that
    assert m["review_share_at_half_percent"] == pytest.approx(1 / n)


@pytest.mark.parametrize("wrong", [1.5, -1, "0.9", True])
def test_a_confidence_that_is_none_fails_the_document(wrong: Any, filled: dict[str, Any], tmp_path: Path) -> None:
    filled["fields"]["/staffing/authorised"]["confidence"] = wrong
    (document,) = scored(filled, tmp_path)["documents"]
    assert "confidence" in document["failed"]


@pytest.mark.parametrize(
    ("runs", "wanted"),
    [
        ([{"requests": 2, "money": "0.10", "currency": "CNY", "seconds": 1.5}] * 2, (4, "0.20", "CNY", 3.0)),
        ([{"requests": 2, "money": "0.10", "currency": "CNY"}, {"requests": 1, "money": None}], (3, None, "CNY", 0.0)),
        ([{"requests": 1, "money": "0.10", "currency": "CNY"}, {"requests": 1, "money": "0.10", "currency": "USD"}], (2, None, "", 0.0)),
        ([{"requests": 0, "money": "0", "seconds": 0.25}], (0, "0", "", 0.25)),
    ],
)
def test_money_is_summed_as_far_as_it_is_known(runs: list[dict[str, Any]], wanted: tuple[Any, ...]) -> None:
    from extractor.evaluation.score import Scored

    m = metrics([Scored(f"d{n}", "", (), run=r) for n, r in enumerate(runs)])
    assert (m["requests"], m["money"], m["currency"], m["seconds"]) == wanted
