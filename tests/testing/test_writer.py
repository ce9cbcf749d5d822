"""The report writer: the same seed the same bytes, gold that a program finds nothing wrong with, errors where they were asked for."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import OperatorError
from extractor.evaluation.gold import check_gold
from extractor.pointers import value_at
from extractor.schema import Schema, find_schema, load_schema
from extractor.testing.writer import Labels, Layout, Planted, Written, write_report

SEEDS = range(8)


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(find_schema("department_report"))


def stored(written: Written, folder: Path) -> tuple[Path, Path]:
    """The gold file and the report, as the command writes them."""
    report, gold = folder / f"{written.name}.txt", folder / f"{written.name}.json"
    report.write_bytes(written.text.encode())
    gold.write_text(json.dumps(written.gold, ensure_ascii=False), encoding="utf-8")
    return gold, report


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("errors", [(), (Planted.WRONG_UNIT, Planted.WRONG_PERCENTAGE)], ids=["clean", "errors"])
def test_the_same_seed_gives_the_same_bytes(layout: Layout, errors: tuple[Planted, ...]) -> None:
    one, other = (write_report(11, layout, errors) for _ in range(2))
    assert one.text.encode() == other.text.encode()
    assert json.dumps(one.gold, ensure_ascii=False) == json.dumps(other.gold, ensure_ascii=False)


def test_every_seed_gives_another_report() -> None:
    written = [write_report(seed) for seed in range(120)]
    assert len({w.text for w in written}) == len(written)
    assert {w.layout for w in written} == set(Layout)


def test_a_report_is_not_touched_by_others_before_it() -> None:
    alone = write_report(3, Layout.ACCOUNTS).text
    write_report(4, Layout.NOTICE)
    assert write_report(3, Layout.ACCOUNTS).text == alone


@pytest.mark.parametrize("layout", Layout)
def test_nothing_is_wrong_with_the_gold(layout: Layout, schema: Schema, tmp_path: Path) -> None:
    for seed in SEEDS:
        written = write_report(seed, layout)
        assert check_gold(*stored(written, tmp_path), schema) == []


@pytest.mark.parametrize("layout", Layout)
def test_without_errors_every_relation_holds(layout: Layout) -> None:
    for seed in SEEDS:
        relations = write_report(seed, layout).gold["relations"]
        assert relations
        assert [r for r in relations if r["verdict"] != "holds"] == []


def recomputed(relation: dict[str, Any]) -> Decimal | None:
    """What a relation's own values give, by another way than the writer's; None for kinds without arithmetic."""
    values = [Decimal(str(o.get("value", 0))) * o.get("sign", 1) for o in relation["operands"]]
    match relation["kind"]:
        case "sum" | "difference" | "equal":
            return sum(values, Decimal(0))
        case "weighted":
            return sum((v * Decimal(str(o["weight"])) for v, o in zip(values, relation["operands"], strict=True)), Decimal(0))
        case "share" | "rate":
            return values[0] / values[1] * 100
        case "growth":
            return values[0] / (values[1] - values[0]) * 100
        case "count":
            return Decimal(len(values))
        case _:
            return None


@pytest.mark.parametrize("layout", Layout)
def test_relations_recomputed_from_their_values_hold(layout: Layout) -> None:
    for seed in SEEDS:
        for relation in write_report(seed, layout).gold["relations"]:
            expected = recomputed(relation)
            # A rate is printed with one decimal or two, 万元 not to less than 0.01; a whole percentage may have dropped its zeros.
            near = Decimal("0.0501") if relation["kind"] in ("share", "rate", "growth") else Decimal("0.0000001")
            claim = Decimal(str(relation["claim"].get("value", 0)))
            assert expected is None or abs(claim - expected) <= near, relation


@pytest.mark.parametrize("kind", Planted)
def test_a_planted_error_stands_in_the_text_and_in_the_gold(kind: Planted, schema: Schema, tmp_path: Path) -> None:
    for seed in SEEDS:
        written = write_report(seed, errors=(kind,))
        clean = write_report(seed, written.layout)
        wrong = [r for r in written.gold["relations"] if r["verdict"] != "holds"]
        assert written.text != clean.text
        assert {r["verdict"] for r in wrong} >= {"tail" if kind is Planted.BENT_SHARE else "violated"}
        assert all(written.planted[0].note == r["note"] for r in wrong)
        assert check_gold(*stored(written, tmp_path), schema) == []


def test_the_gold_has_the_value_as_printed() -> None:
    written = write_report(5, Layout.NOTICE, (Planted.WRONG_DIRECTION,))
    (planted,) = written.planted
    (pointer,) = {"/" + key for key, _ in planted.slips}
    relation = next(r for r in written.gold["relations"] if r["verdict"] == "violated")
    assert planted.value == -planted.right
    assert float(planted.value) in (value_at(written.gold["data"], pointer), relation["claim"]["value"])


def test_several_errors_stand_apart() -> None:
    kinds = (Planted.TOTAL_DIGIT, Planted.WRONG_PERCENTAGE, Planted.WRONG_DIVISOR)
    written = write_report(2, Layout.ACCOUNTS, kinds)
    assert [p.kind for p in written.planted] == list(kinds)
    notes = Counter(r["note"] for r in written.gold["relations"] if r["verdict"] == "violated")
    assert set(notes) == {p.note for p in written.planted}


def test_an_error_without_a_place_is_said() -> None:
    with pytest.raises(OperatorError, match="score-total"):
        write_report(0, Layout.NOTICE, (Planted.SCORE_TOTAL,))


def test_every_filled_value_has_its_phrasing_and_its_evidence() -> None:
    def filled(node: Any, pointer: str = "") -> list[str]:
        if isinstance(node, dict):
            return [p for k, v in node.items() for p in filled(v, f"{pointer}/{k}")]  # pyright: ignore[reportUnknownVariableType]
        if isinstance(node, list):
            return [p for n, v in enumerate(node) for p in filled(v, f"{pointer}/{n}")]  # pyright: ignore[reportUnknownArgumentType]
        return [] if node is None else [pointer]

    for layout in Layout:
        gold = write_report(9, layout).gold
        pointers = set(filled(gold["data"]))
        assert pointers == set(gold["phrasing"]) == set(gold["evidence"])
        assert set(gold["phrasing"].values()) <= {"known", "kept_out"}


def test_evidence_stands_where_the_quote_stands_once() -> None:
    """Of the quotes of money, all but a few are unique: a passage that stands twice doesn't tell which figure is meant."""
    twice = total = 0
    for seed in range(20):
        written = write_report(seed)
        for pointer, quotes in written.gold["evidence"].items():
            if isinstance(value_at(written.gold["data"], pointer), float):
                total += len(quotes)
                twice += sum(written.text.count(q) > 1 for q in quotes)
    assert total > 500
    assert twice / total < 0.01


def test_no_share_of_kept_out_wordings_means_that_labels_are_the_schemas() -> None:
    def outside(labels: Labels) -> int:
        return sum(v == "kept_out" for s in range(20) for v in write_report(s, labels=labels).gold["phrasing"].values())

    assert outside(Labels(kept_out=0)) < outside(Labels()) < outside(Labels(kept_out=0.9))
