"""What single statements of the genre give: one row of a table for each shape that the catalogue of variety names."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

import pytest

from extractor.documents import read_text
from extractor.grounding import Scalar
from extractor.patterns import propose
from extractor.schema import Schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "cases" / "statements.tsv"
FULL_WIDTH = str.maketrans("0123456789.%()", "０１２３４５６７８９．％（）")


@lru_cache(maxsize=1)
def schema() -> Schema:
    """The schema of department reports."""
    return load_schema(ROOT / "schemas" / "department_report" / "department_report.schema.json")


def statements() -> list[tuple[str, dict[str, str], str]]:
    """The rows of the table: text, expected value by pointer, the catalogue's row."""
    rows: list[tuple[str, dict[str, str], str]] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        text, expected, source = line.split("\t")
        pairs = (pair.strip().partition("=") for pair in expected.split(";"))
        rows.append((text.replace("⏎", "\n").replace("⇥", "\t"), {p: v for p, _, v in pairs}, source))
    return rows


def read(text: str) -> dict[str, Scalar]:
    """The proposed value of each pointer."""
    return {c.pointer: c.value for c in propose(read_text(text, "statement"), schema())}


def same(got: Scalar, want: str) -> bool:
    """Figures by value, words without spaces and in any width."""
    if want == "null":
        return got is None
    if got is None:
        return False
    try:
        return Decimal(str(got)) == Decimal(want)
    except InvalidOperation:
        return "".join(str(got).split()).replace("（", "(").replace("）", ")") == want.replace("（", "(").replace("）", ")")


@pytest.mark.parametrize(("text", "expected", "source"), statements())
def test_a_statement_gives_what_it_says(text: str, expected: dict[str, str], source: str) -> None:
    got = read(text)
    wrong = {p: (got.get(p), want) for p, want in expected.items() if not same(got.get(p), want)}
    assert not wrong, source


@pytest.mark.parametrize(
    "text", [t for t, e, _ in statements() if "\t" not in t and all(v.replace(".", "").lstrip("-").isdigit() for v in e.values())]
)
def test_full_width_figures_read_the_same(text: str) -> None:
    # 行1：full-width digits, points, percent signs and brackets are the same print; dates and numbering stay as they are.
    plain, wide = read(text), read(text.translate(FULL_WIDTH))
    assert {p: v for p, v in wide.items() if isinstance(v, (int, Decimal))} == {
        p: v for p, v in plain.items() if isinstance(v, (int, Decimal))
    }


def test_the_table_is_large_enough() -> None:
    assert len(statements()) >= 120
