"""Errors on request: which figure of which equation is misprinted, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from random import Random

from extractor.checker import Kind as Relation
from extractor.checker import Verdict
from extractor.testing.writer.facts import Facts, Kind
from extractor.testing.writer.judged import Stated, stated_by
from extractor.testing.writer.pen import Mark


class Planted(StrEnum):
    """The kinds of errors."""

    TOTAL_DIGIT = "total-digit"
    SWAPPED_DIGITS = "swapped-digits"
    WRONG_UNIT = "wrong-unit"
    WRONG_PERCENTAGE = "wrong-percentage"
    WRONG_DIVISOR = "wrong-divisor"
    WRONG_DIRECTION = "wrong-direction"
    MISSING_ROW = "missing-row"
    SCORE_TOTAL = "score-total"
    LAST_YEARS_FIGURE = "last-years-figure"
    AGAINST_TABLE = "against-table"
    BENT_SHARE = "bent-share"


NAMES: Mapping[Planted, str] = {
    Planted.TOTAL_DIGIT: "合计错一位数字",
    Planted.SWAPPED_DIGITS: "相邻数字颠倒",
    Planted.WRONG_UNIT: "单位错（一万倍）",
    Planted.WRONG_PERCENTAGE: "比率写错",
    Planted.WRONG_DIVISOR: "增长率误以本年数为分母",
    Planted.WRONG_DIRECTION: "增减方向写反",
    Planted.MISSING_ROW: "合计漏加一项",
    Planted.SCORE_TOTAL: "总分加错",
    Planted.LAST_YEARS_FIGURE: "误用上年数",
    Planted.AGAINST_TABLE: "前后（文字与表格）不一致",
    Planted.BENT_SHARE: "占比末位凑整（尾差）",
}

Candidate = tuple[Mark, Decimal]
"""A print, and the value to misprint there."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One planted error: the prints that slip and the wrong value there."""

    kind: Planted
    slips: tuple[tuple[str, int], ...]
    value: Decimal
    right: Decimal

    @property
    def note(self) -> str:
        """What the gold says of it."""
        return f"植入：{NAMES[self.kind]}；印为 {self.value:f}，应为 {self.right:f}。"

    def touches(self, stated: Stated) -> bool:
        """Whether an equation has the misprinted figure."""
        return any((m.key, m.ordinal) in self.slips for m in (stated.claim, *stated.operands))


def plant(errors: Sequence[Planted], facts: Facts, marks: Sequence[Mark], random: Random) -> list[Placed] | None:
    """Where the errors go in a report that was written without; None where one of them could not show.

    Each goes into a figure of its own, and no equation has two of them.
    """
    stated = [s for s in stated_by(facts, marks) if s.stated and s.judged()[0] is Verdict.HOLDS]
    placed: list[Placed] = []
    for kind in errors:
        free = [s for s in stated if not any(p.touches(s) for p in placed)]
        taken = [s for s in stated if any(p.touches(s) for p in placed)]
        random.shuffle(free)
        tried = (p for s in free for p in _placed(kind, s, facts, marks, random))
        found = next((p for p in tried if not any(p.touches(s) for s in taken)), None)
        if found is None:
            return None
        placed.append(found)
    return placed


def _placed(kind: Planted, stated: Stated, facts: Facts, marks: Sequence[Mark], random: Random) -> Iterator[Placed]:
    """The ways in which an error of this kind shows in an equation."""
    wanted = Verdict.TAIL if kind is Planted.BENT_SHARE else Verdict.VIOLATED
    for mark, value in _MAKERS[kind](stated, facts, random):
        printed = value.quantize(mark.step) if mark.step else value
        # A rate that ends in 0 may lose that digit in print, and with it the precision by which it is judged.
        shorter = facts.kinds[mark.key] is Kind.PERCENT and not int(printed / mark.step) % 10
        if printed == mark.value or shorter or stated.with_value(mark.key, mark.ordinal, printed).judged()[0] is not wanted:
            continue
        same = tuple((m.key, m.ordinal) for m in marks if m.start == mark.start and m.value == mark.value)
        yield Placed(kind, same, printed, Decimal(mark.value))


def _is_money(mark: Mark, facts: Facts) -> bool:
    return facts.kinds[mark.key] is Kind.MONEY and bool(Decimal(mark.value))


def _digits(mark: Mark) -> tuple[list[int], Decimal]:
    """The digits of a print and the worth of the last of them."""
    unit = mark.step or Decimal(1)
    return [int(d) for d in str(int(abs(Decimal(mark.value)) / unit))], unit


def _value(digits: Sequence[int], unit: Decimal, sign: Decimal) -> Decimal:
    size = Decimal(int("".join(map(str, digits)))) * unit
    return size if sign >= 0 else -size


def _slips(mark: Mark, random: Random) -> Iterator[Candidate]:
    """One digit of a print replaced, not the last two."""
    digits, unit = _digits(mark)
    for place in random.sample(range(max(1, len(digits) - 2)), max(1, len(digits) - 2)):
        wrong = [*digits]
        wrong[place] = (wrong[place] + random.randint(1, 8)) % 10
        if wrong[0]:
            yield mark, _value(wrong, unit, Decimal(mark.value))


def _total_digit(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.SUM and len(stated.operands) > 1 and _is_money(stated.claim, facts):
        yield from _slips(stated.claim, random)


def _swapped(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is not Relation.SUM or len(stated.operands) < 2:
        return
    for mark in random.sample([stated.claim, *stated.operands], len(stated.operands) + 1):
        if _is_money(mark, facts):
            digits, unit = _digits(mark)
            for n in random.sample(range(len(digits) - 1), max(0, len(digits) - 1)):
                swapped = [*digits[:n], digits[n + 1], digits[n], *digits[n + 2 :]]
                if swapped[0] and swapped != digits:
                    yield mark, _value(swapped, unit, Decimal(mark.value))


def _unit(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind in (Relation.SUM, Relation.RATE, Relation.SHARE):
        for mark in random.sample(stated.operands, len(stated.operands)):
            if _is_money(mark, facts):
                yield mark, Decimal(mark.value) * 10000


def _percentage(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind in (Relation.SHARE, Relation.RATE):
        yield from _slips(stated.claim, random)


def _divisor(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.GROWTH:
        change, current = (Decimal(m.value) for m in stated.operands)
        step = Decimal(1).scaleb(-facts.decimals)
        yield stated.claim, (change / current * 100).quantize(step, ROUND_HALF_UP)


def _direction(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.GROWTH:
        yield stated.claim, -Decimal(stated.claim.value)


def _missing(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.SUM and len(stated.operands) > 2 and _is_money(stated.claim, facts):
        for mark in random.sample(stated.operands, len(stated.operands)):
            yield stated.claim, Decimal(stated.claim.value) - Decimal(mark.value)


def _score(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.SUM and facts.kinds[stated.claim.key] is Kind.SCORE and len(stated.operands) > 1:
        yield stated.claim, Decimal(stated.claim.value) - random.choice((2, 3))


def _last_year(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.GROWTH:
        change, current = stated.operands
        before = Decimal(current.value) - Decimal(change.value)
        if before > Decimal(change.value):  # else there is no base left from which the rate could be reckoned
            yield current, before


def _table(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.EQUAL and _is_money(stated.claim, facts):
        yield from _slips(stated.claim, random)


def _bent(stated: Stated, facts: Facts, random: Random) -> Iterator[Candidate]:
    if stated.owed.kind is Relation.SHARE:
        way = random.choice((1, -1))
        yield from ((stated.claim, Decimal(stated.claim.value) + way * n * stated.claim.step) for n in (1, 2))


_MAKERS: Mapping[Planted, Callable[[Stated, Facts, Random], Iterator[Candidate]]] = {
    Planted.TOTAL_DIGIT: _total_digit,
    Planted.SWAPPED_DIGITS: _swapped,
    Planted.WRONG_UNIT: _unit,
    Planted.WRONG_PERCENTAGE: _percentage,
    Planted.WRONG_DIVISOR: _divisor,
    Planted.WRONG_DIRECTION: _direction,
    Planted.MISSING_ROW: _missing,
    Planted.SCORE_TOTAL: _score,
    Planted.LAST_YEARS_FIGURE: _last_year,
    Planted.AGAINST_TABLE: _table,
    Planted.BENT_SHARE: _bent,
}
