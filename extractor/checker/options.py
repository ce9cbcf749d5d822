"""Readings of a ratio: which figures it may be computed from, and which of several readings is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.checker.arithmetic import fits, holds, judge, one_slip
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.checker.statements import GENERIC, Statement

_MYRIAD = 10_000  # 元 printed as 万元
_LONG = 3  # digits of a rate that one mistyped digit is recognised by
_BOTH_SIDES = re.compile(r"收入?、?支出?")
_SIDE = re.compile(r"收入?、?支出?|收入?|支出?")


def made(kind: Kind, claim: Statement, *operands: Term) -> Relation:
    """A relation that a sentence states of its figure."""
    return Relation("", kind, Source.SENTENCE, claim.term, operands)


def picked(options: Sequence[Relation], likely: Sequence[bool], reading: Reading) -> Iterator[Relation]:
    """Of several readings the first that holds, else the first of those that are likely although they fail."""
    held = next((o for o in options if holds(o, reading)), None)
    found = held or next((o for o, able in zip(options, likely, strict=True) if able), None)
    if found is not None:
        yield found


def misprinted(ratio: Relation, reading: Reading) -> bool:
    """Whether a rate differs from what its figures give by one digit, or two swapped: of three and more digits hardly an accident."""
    claim, expected = ratio.claim, judge(ratio, reading).expected
    if expected is None:
        return False
    said, right = (f"{abs(v):.{claim.decimals}f}".replace(".", "") for v in (claim.value, expected))
    return len(said) >= _LONG and one_slip(said, right)


def mistyped(ratio: Relation, reading: Reading) -> bool:
    """Whether a slip in one of the figures that a rate is of explains it: a digit, two swapped, the unit; of four digits and more."""
    if len(ratio.claim.printed.strip("-0").replace(".", "")) < _LONG:
        return False
    for n, term in enumerate(ratio.operands):
        if len(term.printed.replace(",", "").replace(".", "").strip("0")) < _LONG + 1:
            continue
        for value in (*_slips(term), term.value / _MYRIAD):
            if fits(ratio.kind, ratio.claim, (*ratio.operands[:n], replace(term, value=value), *ratio.operands[n + 1 :]), reading):
                return True
    return False


def _slips(term: Term) -> Iterator[Decimal]:
    """What a print may have been meant as: with two neighbouring digits swapped."""
    digits = f"{abs(term.value):.{max(term.decimals, 0)}f}"
    for n in range(len(digits) - 1):
        m = n + 1 + (digits[n + 1] == ".")
        if digits[n] != "." and m < len(digits) and digits[n] != digits[m]:
            yield Decimal(f"{digits[:n]}{digits[m]}{digits[n + 1 : m]}{digits[n]}{digits[m + 1 :]}")


def misreckoned(growth: Relation) -> bool:
    """Whether a growth rate is what its figures give over this year's instead of last year's, or with the other direction.

    With the digits that such a rate prints either shows that it is of these two figures, whatever they are called.
    """
    claim, (now, change) = growth.claim, growth.operands
    if len(claim.printed.strip("-0").replace(".", "")) < _LONG or change.sign > 0 or now.unit.dimension is not change.unit.dimension:
        return False
    size, moved = now.value * now.unit.scale, change.value * change.unit.scale
    before = size - moved
    if size <= 0 or before <= 0 or not moved:
        return False
    return any(round(share, claim.decimals) == claim.value for share in (100 * moved / size, -100 * moved / before))


def of_one_thing(one: Statement, other: Statement) -> bool:
    """Whether two figures may be of one thing: a name that holds the other's, or one that says nothing (实际支出)."""
    a, b = ("" if s.fact.label in GENERIC else s.fact.label or s.fact.subject for s in (one, other))
    if a and b and b == one.fact.parent:
        return False
    if bool(_BOTH_SIDES.search(a)) != bool(_BOTH_SIDES.search(b)):
        a, b = (_SIDE.sub("收支", x) for x in (a, b))
    return a in b or b in a


def one_side(name: str) -> str:
    """A name whose 收入支出 stands for either side: 收入支出总计 as 收入总计."""
    return _BOTH_SIDES.sub("收入", name)
