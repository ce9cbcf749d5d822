"""A wrong digit is noticed and named: a fixed sample of the mutants that eval/mutations.py makes of the samples."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.checker import Verdict
from extractor.documents import read_text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "eval"))
import mutations  # noqa: E402

REPORTS = sorted((ROOT / "eval" / "samples").glob("*_20*"))
EACH = 1
TAKEN = 10  # mutants of each report


@pytest.fixture(scope="module")
def found() -> list[mutations.Outcome]:
    made: list[mutations.Outcome] = []
    for report in REPORTS:
        count = sum(1 for _ in mutations.mutants(mutations.original(report), EACH, 0))
        made += mutations.outcomes(report, mutations.sampled([count], TAKEN, 0)[0], EACH, 0)
    return made


def test_a_wrong_digit_is_noticed(found: list[mutations.Outcome]) -> None:
    seen = [o for o in found if not o.hidden]
    assert len(seen) > 0.9 * len(found) > 50
    missed = [o.shown for o in seen if not o.noticed]
    assert len(missed) <= 0.08 * len(seen), missed


def test_a_wrong_figure_is_named_first(found: list[mutations.Outcome]) -> None:
    seen = [o for o in found if not o.hidden]
    second = [o.shown for o in seen if not o.first]
    assert len(second) <= 0.25 * len(seen), second


def test_the_value_proposed_is_the_original_one(found: list[mutations.Outcome]) -> None:
    named = [o for o in found if o.first]
    assert sum(o.mended for o in named) >= 0.9 * len(named)


def test_what_rounding_hides_is_not_told_as_noticed_by_chance(found: list[mutations.Outcome]) -> None:
    assert [o.shown for o in found if o.hidden and o.noticed and not o.first] == []


def test_the_same_seed_makes_the_same_mutants() -> None:
    whole = mutations.original(REPORTS[0])
    assert list(mutations.mutants(whole, 2, 7)) == list(mutations.mutants(whole, 2, 7))
    assert list(mutations.mutants(whole, 2, 7)) != list(mutations.mutants(whole, 2, 8))


def test_a_mutant_differs_in_one_digit_of_its_figure() -> None:
    whole = mutations.original(REPORTS[0])
    text = whole.document.text
    for mutant in mutations.mutants(whole, 3, 0):
        span = mutant.figure.term.span
        assert span.start <= mutant.at < span.end
        assert text[mutant.at].isdecimal()
        assert mutant.digit != text[mutant.at]
        assert all(r.verdict is Verdict.HOLDS and r.sure for r in mutant.figure.relations)


SUM = (
    "支出合计100.50万元，其中：基本支出６0.20万元，项目支出40.30万元。\n\n"
    "公务接待费支出预算为12,000.00万元，支出决算为8,120.00万元，完成预算的68%。\n"
)


def whole_of(text: str) -> mutations.Original:
    document = read_text(text)
    checked = mutations.run(document)
    reading = mutations.reading_of(mutations.sheet_of(document, mutations.facts_of_sentences(document)))
    return mutations.Original(document, checked, reading, frozenset())


@pytest.mark.parametrize(
    ("printed", "at", "digit", "value", "hidden"),
    [
        ("100.50", 0, "2", "200.50", False),
        ("100.50", 5, "4", "100.54", False),
        ("６0.20", 0, "９", "90.20", False),  # full-width
        ("8,120.00", 6, "3", "8120.30", True),  # 67.67% is 68% as before
        ("8,120.00", 0, "9", "9120.00", False),
        ("68", 1, "9", "69", False),
    ],
)
def test_what_a_changed_digit_makes(printed: str, at: int, digit: str, value: str, hidden: bool) -> None:
    whole = whole_of(SUM)
    figure = next(f for f in mutations.figures(whole) if f.term.printed == printed)
    mutant = mutations.Mutant(figure.term.span.start + at, digit, figure)
    assert mutations.changed(figure.term, mutant, whole.document.text).value == Decimal(value)
    assert mutations.is_hidden(mutant, whole) is hidden
    assert mutations.outcome(whole, mutant).noticed is not hidden


@pytest.mark.parametrize(("counts", "limit", "taken"), [([3, 2], 0, 5), ([3, 2], 9, 5), ([30, 10], 8, 8), ([1000], 7, 7)])
def test_a_sample_is_even(counts: list[int], limit: int, taken: int) -> None:
    chosen = mutations.sampled(counts, limit, 0)
    assert sum(map(len, chosen)) == taken
    for numbers, count in zip(chosen, counts, strict=True):
        assert numbers == sorted(set(numbers))
        assert all(0 <= n < count for n in numbers)
        assert abs(len(numbers) - taken * count / sum(counts)) <= 1
