"""Verdicts as properties: units, coarser prints, rounding; and the boundary cases of the reading rules."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.checker import Kind, Reading, Reason, Relation, Source, Term, Verdict
from extractor.checker.arithmetic import judge
from extractor.documents import Span
from extractor.quantities import Reach, unit_named

READING = Reading(money_decimals=2)
MONEY = st.integers(1, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))


def term(printed: str, unit: str = "万元", sign: int = 1, at: int = 0, reach: Reach = Reach.EXACT) -> Term:
    decimals = len(printed.partition(".")[2])
    return Term("数", printed, Decimal(printed), unit_named(unit), decimals, Span(at, at + len(printed)), sign, reach=reach)


def made(kind: Kind, claim: Term, *operands: Term) -> Relation:
    return Relation("", kind, Source.SENTENCE, claim, operands)


def verdict(kind: Kind, claim: Term, *operands: Term, reading: Reading = READING) -> Verdict:
    return judge(made(kind, claim, *operands), reading).verdict


def shown(value: Decimal, decimals: int, rounding: str = ROUND_HALF_UP) -> str:
    return str(value.quantize(Decimal(1).scaleb(-decimals), rounding))


@pytest.mark.parametrize(
    ("kind", "claim", "operands", "wanted"),
    [
        (Kind.SUM, term("1323.56"), [term("1132.52"), term("145.75"), term("45.29")], Verdict.HOLDS),
        (Kind.SUM, term("10.01"), [term("5"), term("5.005")], Verdict.HOLDS),  # dropped zeros: read to 0.01, not to 1
        (Kind.SUM, term("11"), [term("5"), term("5.00")], Verdict.VIOLATED),
        (Kind.SUM, term("10.02"), [term("5.00"), term("5.00")], Verdict.TAIL),
        (Kind.SUM, term("9", "个"), [term("5", "个"), term("3", "个")], Verdict.VIOLATED),  # counts have no tail
        (Kind.RATE, term("58.09", "%"), [term("68.13"), term("117.30")], Verdict.HOLDS),  # plain division gives 58.08
        (Kind.SHARE, term("7.62", "%"), [term("76.73"), term("1008.09")], Verdict.TAIL),  # bent so that the column sums to 100
        (Kind.RATE, term("90.9", "%"), [term("98", "人"), term("110", "人")], Verdict.VIOLATED),
        (Kind.RATE, term("95", "%"), [term("26.68"), term("28")], Verdict.HOLDS),
        (Kind.RATE, term("100", "%"), [term("5"), term("0")], Verdict.NOT_CHECKED),
        (Kind.GROWTH, term("20", "%"), [term("12"), term("2", sign=-1)], Verdict.HOLDS),
        (Kind.GROWTH, term("16.67", "%"), [term("12"), term("2", sign=-1)], Verdict.VIOLATED),  # divided by the current year
        (Kind.GROWTH, term("-8.33", "%"), [term("13.75"), term("-1.25", sign=-1)], Verdict.HOLDS),
        (Kind.EQUAL, term("17876997.46", "元"), [term("1787.70")], Verdict.HOLDS),
        (Kind.EQUAL, term("17876997.46", "元"), [term("1787.69")], Verdict.TAIL),  # cut off, not rounded
        (Kind.EQUAL, term("145.76"), [term("145.75")], Verdict.TAIL),
        (Kind.PART, term("3.2"), [term("0")], Verdict.VIOLATED),
    ],
)
def test_verdicts(kind: Kind, claim: Term, operands: Sequence[Term], wanted: Verdict) -> None:
    assert verdict(kind, claim, *operands) is wanted


def test_a_document_of_whole_wan_yuan_is_read_as_printed() -> None:
    terms = (term("46"), term("30"), term("15"))
    assert verdict(Kind.SUM, *terms, reading=Reading(money_decimals=0)) is Verdict.HOLDS
    assert verdict(Kind.SUM, *terms) is Verdict.VIOLATED


@pytest.mark.parametrize(
    ("relation", "reason"),
    [
        (made(Kind.RATE, term("0", "%"), term("0"), term("0")), Reason.NO_BASE),
        (made(Kind.GROWTH, term("100", "%"), term("4.5"), term("0")), Reason.NO_BASE),
        (made(Kind.SUM, term("20"), term("18", reach=Reach.APPROXIMATE), term("2")), Reason.APPROXIMATE),
        (made(Kind.SUM, term("20"), term("18", "人"), term("2", "人")), Reason.OTHER_BASE),
    ],
)
def test_what_is_not_checked_says_why(relation: Relation, reason: Reason) -> None:
    judged = judge(relation, READING)
    assert (judged.verdict, judged.reason) == (Verdict.NOT_CHECKED, reason)


@settings(max_examples=200)
@given(st.lists(MONEY, min_size=2, max_size=8), st.integers(-5, 5))
def test_a_unit_does_not_change_a_verdict(parts: list[Decimal], off: int) -> None:
    total = sum(parts, Decimal(0)) + Decimal(off).scaleb(-2)
    in_yuan = verdict(Kind.SUM, term(str(total), "元"), *(term(str(p), "元") for p in parts))
    in_thousands = verdict(Kind.SUM, term(str(total), "千元"), *(term(str(p), "千元") for p in parts))
    assert in_yuan is in_thousands


@settings(max_examples=200)
@given(st.lists(st.integers(1, 10**10), min_size=2, max_size=8), st.integers(2, 6))
def test_what_holds_exactly_holds_at_any_coarser_print(parts: list[int], decimals: int) -> None:
    exact = [Decimal(p).scaleb(-6) for p in parts]
    printed = [term(shown(p, decimals)) for p in exact]
    assert verdict(Kind.SUM, term(shown(sum(exact, Decimal(0)), decimals)), *printed) is Verdict.HOLDS


@settings(max_examples=200)
@given(st.integers(10**6, 10**11), st.integers(10**6, 10**11), st.integers(0, 4))
def test_ratios_are_sound_against_rounding(part: int, whole: int, decimals: int) -> None:
    a, b = Decimal(part).scaleb(-6), Decimal(whole).scaleb(-6)
    rate, growth = 100 * a / b, 100 * (a - b) / b
    now, then = term(shown(a, 2)), term(shown(b, 2))
    assert verdict(Kind.RATE, term(shown(rate, decimals), "%"), now, then) is Verdict.HOLDS
    # Half up is away from zero: a rate that falls is rounded by its size.
    assert verdict(Kind.GROWTH, term(shown(growth, decimals), "%"), now, then) is Verdict.HOLDS


@settings(max_examples=200)
@given(st.integers(1, 10**12))
def test_cut_off_is_told_from_rounded(fen: int) -> None:
    yuan = Decimal(fen).scaleb(-2)
    rounded, cut = shown(yuan / 10_000, 2), shown(yuan / 10_000, 2, ROUND_DOWN)
    claim = term(str(yuan), "元")
    assert verdict(Kind.EQUAL, claim, term(rounded)) is Verdict.HOLDS
    if cut != rounded:
        assert verdict(Kind.EQUAL, claim, term(cut)) is not Verdict.HOLDS


@settings(max_examples=100)
@given(st.lists(MONEY, min_size=2, max_size=6), st.integers(3, 10**6))
def test_a_sum_that_is_far_off_is_violated(parts: list[Decimal], off: int) -> None:
    beyond = Decimal(off + len(parts)).scaleb(-2)
    assert verdict(Kind.SUM, term(str(sum(parts, Decimal(0)) + beyond)), *(term(str(p)) for p in parts)) is Verdict.VIOLATED
