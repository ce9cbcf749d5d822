"""The figures of a text, case by case; the table is for readers who know the genre and no Python."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractor.quantities import WAN_YUAN, Quantity, Reach, find_quantities, parse_figure

CASES = Path(__file__).parents[1] / "cases" / "quantities.tsv"


def _cases() -> list[tuple[str, str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(text, expected, why) for text, expected, why in (line.split("\t") for line in lines)]


def _said(figures: list[Quantity]) -> str:
    return "; ".join(f"{format(q.value.normalize(), 'f')} {q.unit.symbol or '·'} {q.reach.value}" for q in figures) or "-"


@pytest.mark.parametrize(("text", "expected", "why"), _cases(), ids=lambda value: value[:30])
def test_figures_of(text: str, expected: str, why: str) -> None:
    assert _said(list(find_quantities(text))) == expected, why


def test_the_table_is_large_and_says_each_text_once() -> None:
    texts = [text for text, _, _ in _cases()]
    assert len(texts) >= 150
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("text", "expected", "why"), _cases(), ids=lambda value: value[:30])
def test_the_same_inside_a_sentence(text: str, expected: str, why: str) -> None:
    """A line before and after changes nothing, and spans move with the text."""
    alone, before = list(find_quantities(text)), "说明。\n"
    inside = list(find_quantities(before + text + "\n此外无。"))
    assert [q.moved(len(before)) for q in alone] == inside, why


@pytest.mark.parametrize(
    ("cell", "value", "unit", "reach"),
    [
        ("1,803.82", "1803.82", "万元", Reach.EXACT),
        ("１，８０３．８２", "1803.82", "万元", Reach.EXACT),
        ("（12.5）", "-12.5", "万元", Reach.EXACT),
        ("(1,204.50)", "-1204.5", "万元", Reach.EXACT),
        ("（3.2%）", "-3.2", "%", Reach.EXACT),
        ("－3.2%", "-3.2", "%", Reach.EXACT),
        (" 4,150 平方米 ", "4150", "平方米", Reach.EXACT),
        ("≥95%", "95", "%", Reach.BOUND),
        ("0", "0", "万元", Reach.EXACT),
        ("2 140", "2140", "万元", Reach.EXACT),
        ("约20", "20", "万元", Reach.APPROXIMATE),
        ("17,876,997.46元", "17876997.46", "元", Reach.EXACT),
    ],
)
def test_a_cell_that_is_a_figure(cell: str, value: str, unit: str, reach: Reach) -> None:
    figure = parse_figure(cell, WAN_YUAN)
    assert figure is not None
    assert (figure.value, figure.unit.symbol, figure.reach) == (Decimal(value), unit, reach)
    assert figure.printed == cell[figure.start : figure.end]


@pytest.mark.parametrize(
    "cell", ["", " ", "—", "-", "无", "基本支出", "10 20", "10/20", "2022年", "A11", "一级指标", "完成3个", "()", "（）", "1.2.3"]
)
def test_a_cell_that_is_none(cell: str) -> None:
    assert parse_figure(cell, WAN_YUAN) is None
