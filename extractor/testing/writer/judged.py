"""What the printed figures owe each other, judged: the equations a report states, with their places and verdicts.

Independent of the checker on purpose: what is held against it must not be computed by it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.checker import Kind, Verdict
from extractor.testing.writer.facts import Facts, Operand, Owed, Reach
from extractor.testing.writer.pen import Mark

HALF = Decimal("0.5")
_SUMS = (Kind.SUM, Kind.DIFFERENCE, Kind.WEIGHTED, Kind.EQUAL)


@dataclass(frozen=True, slots=True)
class Stated:
    """An equation as printed. `stated`: whether the report itself says it, or its figures merely imply it."""

    owed: Owed
    claim: Mark
    operands: tuple[Mark, ...]
    stated: bool

    def with_value(self, key: str, ordinal: int, value: Decimal) -> Stated:
        """The same, had one print another value."""

        def changed(mark: Mark) -> Mark:
            return replace(mark, value=value) if (mark.key, mark.ordinal) == (key, ordinal) else mark

        return replace(self, claim=changed(self.claim), operands=tuple(changed(m) for m in self.operands))

    def judged(self) -> tuple[Verdict, str]:
        """The verdict, and what the operands give."""
        if self.owed.kind is Kind.BAND:
            return self._band()
        claim, numbers = Decimal(self.claim.value) if self.owed.kind is not Kind.COUNT else self.claim.value, self.operands
        if self.owed.kind is Kind.COUNT:
            return (Verdict.HOLDS if claim == len(numbers) else Verdict.VIOLATED), str(len(numbers))
        claim = Decimal(claim)
        if self.owed.kind is Kind.PART:
            whole = Decimal(numbers[0].value)
            return (Verdict.HOLDS if claim <= whole else Verdict.VIOLATED), f"{whole:f}"
        low, middle, high = self._range()
        half = self.claim.step / 2
        if low is None or middle is None or high is None:
            return Verdict.NOT_CHECKED, ""
        shown = f"{middle.normalize():f}" if self.owed.kind in _SUMS else f"{middle:.4f}"
        if claim - half <= high and low <= claim + half:
            return Verdict.HOLDS, shown
        near = bool(self.claim.step) and abs(claim - middle) <= 2 * self.claim.step
        return (Verdict.TAIL if near else Verdict.VIOLATED), shown

    def _range(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """The least, the plain and the greatest value that the printed operands give; None over a zero base."""
        values = [Decimal(m.value) for m in self.operands]
        if self.owed.kind in _SUMS:
            factors = [o.sign * (Decimal(1) if o.weight is None else o.weight) for o in self._terms()]
            middle = sum((f * v for f, v in zip(factors, values, strict=True)), Decimal(0))
            slack = sum((abs(f) * m.step / 2 for f, m in zip(factors, self.operands, strict=True)), Decimal(0))
            return middle - slack, middle, middle + slack
        first, second = ([v - m.step * HALF, v + m.step * HALF] for v, m in zip(values, self.operands, strict=True))
        made = [r for a, b in itertools.product(first, second) if (r := self._ratio(a, b)) is not None]
        middle = self._ratio(values[0], values[1])
        return (min(made), middle, max(made)) if made and middle is not None else (None, None, None)

    def _terms(self) -> Sequence[Operand]:
        wanted = {m.key for m in self.operands}
        return [o for o in self.owed.operands if o.key in wanted]

    def _ratio(self, part: Decimal, whole: Decimal) -> Decimal | None:
        base = whole - part if self.owed.kind is Kind.GROWTH else whole
        return part / base * 100 if base else None

    def _band(self) -> tuple[Verdict, str]:
        score, lower, upper = (Decimal(m.value) for m in self.operands)
        inside = lower <= score < upper or (score == upper == 100)
        return (Verdict.HOLDS if inside else Verdict.VIOLATED), str(self.claim.value) if inside else f"{score}"


def stated_by(facts: Facts, marks: Sequence[Mark]) -> list[Stated]:
    """Every equation whose figures were printed, and those of one fact printed in several places."""
    prints: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        prints[mark.key].append(mark)
    found: list[Stated] = []
    for owed in facts.owed:
        terms = [o for o in owed.operands if prints.get(o.key) or not _absent_zero(facts, o.key)]
        if owed.claim not in prints or not terms or any(o.key not in prints for o in terms):
            continue
        if all(not Decimal(m.value) for o in terms for m in prints[o.key] if isinstance(m.value, Decimal)) and owed.kind is not Kind.COUNT:
            continue  # zeros prove nothing
        found += _placed(owed, prints, terms)
    return [*found, *_repeated(facts, prints)]


def _absent_zero(facts: Facts, key: str) -> bool:
    value = facts.values.get(key)
    return isinstance(value, Decimal) and not value


def _placed(owed: Owed, prints: dict[str, list[Mark]], terms: Sequence[Operand]) -> list[Stated]:
    made: list[Stated] = []
    for claim in prints[owed.claim]:
        operands = tuple(_nearest(claim, prints[o.key]) for o in terms)
        if owed.reach is Reach.REPORT or all(_within(owed.reach, claim, m) for m in operands):
            said = owed.kind is not Kind.EQUAL and (owed.reach is not Reach.REPORT or claim is prints[owed.claim][0])
            made.append(Stated(owed, claim, operands, said and not (owed.indirect and claim.table)))
            if owed.reach is Reach.REPORT:
                break
    if not made:
        claim = prints[owed.claim][0]
        made.append(Stated(owed, claim, tuple(prints[o.key][0] for o in terms), False))
    return made


def _within(reach: Reach, claim: Mark, mark: Mark) -> bool:
    return claim.paragraph == mark.paragraph if reach is Reach.PARAGRAPH else claim.section == mark.section


def _nearest(claim: Mark, marks: Sequence[Mark]) -> Mark:
    return min(marks, key=lambda m: (m.paragraph != claim.paragraph, m.section != claim.section, abs(m.start - claim.start)))


def _repeated(facts: Facts, prints: dict[str, list[Mark]]) -> list[Stated]:
    made: list[Stated] = []
    for key, marks in prints.items():
        first = marks[0]
        if isinstance(first.value, str) or not Decimal(first.value):
            continue
        for again in marks[1:]:
            if again.start != first.start:
                made.append(Stated(Owed(Kind.EQUAL, key, (Operand(key),), Reach.REPORT), again, (first,), True))
    return made
