"""Verdicts: half-open intervals of printed figures, in Decimal; holds, tail, violated or not checked with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import cache
from typing import NamedTuple

from extractor.checker.model import Kind, Reading, Reason, Relation, Term, Verdict
from extractor.quantities import PLAIN, Dimension, Reach, Unit, UnitMismatch

_TAIL_UNITS = 2
_ROUNDED = (Dimension.MONEY, Dimension.RATIO, Dimension.POINTS)
_PRECISION = 40


_ONE = Decimal(1)


class Bounds(NamedTuple):
    """Values between `low` and `high`; a bound that is open is itself excluded."""

    low: Decimal
    high: Decimal
    open_low: bool = False
    open_high: bool = False

    def meets(self, other: Bounds) -> bool:
        """Whether a value lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low < high:
            return True
        if low > high:
            return False
        open_at_low = (self.low == low and self.open_low) or (other.low == low and other.open_low)
        open_at_high = (self.high == high and self.open_high) or (other.high == high and other.open_high)
        return not (open_at_low or open_at_high)

    def times(self, factor: Decimal) -> Bounds:
        """All values multiplied with `factor`."""
        if factor is _ONE:
            return self
        if not factor:
            return Bounds(Decimal(0), Decimal(0))
        if factor < 0:
            return Bounds(self.high * factor, self.low * factor, self.open_high, self.open_low)
        return Bounds(self.low * factor, self.high * factor, self.open_low, self.open_high)

    def plus(self, other: Bounds) -> Bounds:
        """All sums of one value of each."""
        return Bounds(self.low + other.low, self.high + other.high, self.open_low or other.open_low, self.open_high or other.open_high)

    def minus(self, other: Bounds) -> Bounds:
        """All differences of one value of each."""
        return self.plus(other.times(Decimal(-1)))

    def ends(self) -> tuple[tuple[Decimal, bool], tuple[Decimal, bool]]:
        """Both ends, each with whether it is open."""
        return (self.low, self.open_low), (self.high, self.open_high)


def decimals_read(term: Term, reading: Reading) -> int:
    """The decimals that a print is read to: 元 to the 分, 万元 not coarser than the document prints it."""
    if term.unit.symbol == "元" or (term.unit.symbol == "万元" and reading.of(term)):
        return max(term.decimals, 2)
    return term.decimals


def bounds(term: Term, unit: Unit, reading: Reading) -> Bounds:
    """What a term's print may stand for, in `unit`."""
    value = term.value
    if _rounded(term):
        half = _half(decimals_read(term, reading))
        found = Bounds(value - half, value + half, value < 0, value >= 0)
    else:
        found = Bounds(value, value)
    return found.times(_factor(term, unit))


@cache
def _half(decimals: int) -> Decimal:
    """Half a unit of the last of so many decimals."""
    return Decimal(5).scaleb(-decimals - 1)


@cache
def _unit_at(decimals: int) -> Decimal:
    """One unit of the last of so many decimals."""
    return _ONE.scaleb(-decimals)


def _rounded(term: Term) -> bool:
    """Whether a print is cut to its last digit: money, rates, 万户; a figure without unit that prints 分."""
    if term.unit.dimension in _ROUNDED or (term.unit is PLAIN and term.decimals >= 2):
        return True
    return term.unit.scale > 1 and term.decimals > 0


def _factor(term: Term, unit: Unit) -> Decimal:
    if term.unit is unit or term.unit is PLAIN or unit is PLAIN or term.unit.symbol == unit.symbol:
        return _ONE
    dimensions = {term.unit.dimension, unit.dimension}
    if len(dimensions) == 2 and dimensions != {Dimension.PEOPLE, Dimension.COUNT} and Dimension.PLAIN not in dimensions:
        raise UnitMismatch(f"{term.unit.symbol} → {unit.symbol}")
    return term.unit.scale / unit.scale


def _value(term: Term, unit: Unit) -> Decimal:
    return term.value * _factor(term, unit)


class Outcome(NamedTuple):
    """How a relation comes out: `expected` is what the operands give, in the claim's unit; `gap` claim − expected."""

    verdict: Verdict
    expected: Decimal | None = None
    gap: Decimal | None = None
    reason: Reason | None = None


def outcome(kind: Kind, claim: Term, operands: Sequence[Term], reading: Reading) -> Outcome:
    """How a claim comes out against its operands; not checked, with the reason, where it can't be told."""
    if kind is not Kind.BAND and not _exact(claim, operands):
        return Outcome(Verdict.NOT_CHECKED, reason=Reason.APPROXIMATE)
    with localcontext() as context:
        context.prec = _PRECISION
        try:
            computed = _COMPUTED.get(kind)
            if computed is None:
                return _COMPARED[kind](claim, operands, reading)
            made = computed(claim, operands, reading)
            if isinstance(made, Reason):
                return Outcome(Verdict.NOT_CHECKED, reason=made)
            alike = () if kind in (Kind.SHARE, Kind.RATE, Kind.GROWTH) else operands
            return _settled(claim, alike, *made, reading)
        except UnitMismatch:
            return Outcome(Verdict.NOT_CHECKED, reason=Reason.OTHER_BASE)


def fits(kind: Kind, claim: Term, operands: Sequence[Term], reading: Reading) -> bool:
    """Whether a claim holds with its operands: the outcome's verdict, without what tells a tail from a fault."""
    computed = _COMPUTED.get(kind)
    if computed is None:
        return outcome(kind, claim, operands, reading).verdict is Verdict.HOLDS
    if not _exact(claim, operands):
        return False
    with localcontext() as context:
        context.prec = _PRECISION
        try:
            made = computed(claim, operands, reading)
            return not isinstance(made, Reason) and bounds(claim, claim.unit, reading).meets(made[1])
        except UnitMismatch:
            return False


def _exact(claim: Term, operands: Sequence[Term]) -> bool:
    """Whether all figures are said to be exact."""
    return claim.reach is Reach.EXACT and all(o.reach is Reach.EXACT for o in operands)


def judge(relation: Relation, reading: Reading) -> Relation:
    """The relation with its verdict, what the operands give, and the gap."""
    if relation.reason is not None:
        return relation
    verdict, expected, gap, reason = outcome(relation.kind, relation.claim, relation.operands, reading)
    if reason is not None:
        return replace(relation, reason=reason)
    return replace(relation, verdict=verdict, expected=expected, gap=gap)


def holds(relation: Relation, reading: Reading) -> bool:
    """Whether the relation holds as printed."""
    return relation.reason is None and fits(relation.kind, relation.claim, relation.operands, reading)


def slipped(relation: Relation) -> bool:
    """Whether a judged sum fails by what one mistyped digit or two swapped ones make: no accident of figures read together by mistake."""
    if relation.kind not in (Kind.SUM, Kind.DIFFERENCE) or relation.gap is None or not relation.gap:
        return False
    if not is_slip(relation.gap):
        return False
    with localcontext() as context:
        context.prec = _PRECISION
        return any(_mistyped(t, relation) for t in relation.terms)


def _mistyped(term: Term, relation: Relation) -> bool:
    """Whether one digit, or two swapped, turn this term's print into what would close the gap."""
    gap = relation.gap or Decimal(0)
    if term is relation.claim:
        right = term.value - gap
    else:
        factor = term.sign * (term.weight if term.weight is not None else Decimal(1)) * _factor(term, relation.claim.unit)
        right = term.value + gap / factor
    decimals = max(term.decimals, 2 if term.unit.symbol == "万元" else 0)
    said, wanted = (f"{abs(v):.{decimals}f}" for v in (term.value, right))
    return abs(right) == Decimal(wanted) and one_slip(said, wanted)


def one_slip(said: str, wanted: str) -> bool:
    """Whether two prints of one length differ by one digit, or by two that are swapped."""
    if len(said) != len(wanted):
        return False
    apart = [n for n in range(len(said)) if said[n] != wanted[n]]
    return len(apart) == 1 or (len(apart) == 2 and said[apart[0]] == wanted[apart[1]] and said[apart[1]] == wanted[apart[0]])


def slip_of_print(relation: Relation) -> bool:
    """Whether a judged claim's print and what it should be, rounded alike, are apart by one digit or two swapped ones."""
    claim = relation.claim
    return relation.expected is not None and is_slip(claim.value - round(relation.expected, claim.decimals))


def is_slip(gap: Decimal) -> bool:
    """Whether two figures that differ by `gap` may be one with a digit mistyped or two swapped."""
    digits = "".join(map(str, gap.normalize().as_tuple().digits)).strip("0")
    return len(digits) == 1 or (len(digits) == 2 and int(digits) % 9 == 0)


def _settled(claim: Term, operands: Sequence[Term], expected: Decimal, may: Bounds, reading: Reading) -> Outcome:
    """Compare the claim with what the operands may give. `operands`: those whose last digits count beside the claim's."""
    gap = claim.value - expected
    verdict = Verdict.HOLDS
    if not bounds(claim, claim.unit, reading).meets(may):
        last = max(_last_digit(t, claim.unit, reading) for t in (claim, *_alike(claim, operands)))
        near = abs(gap) <= _TAIL_UNITS * last
        exact = last >= 1 and claim.unit.dimension not in _ROUNDED
        verdict = Verdict.TAIL if near and not exact else Verdict.VIOLATED
    return Outcome(verdict, expected, gap)


def _last_digit(term: Term, unit: Unit, reading: Reading) -> Decimal:
    """What one unit of a print's last digit is, in `unit`."""
    return _unit_at(decimals_read(term, reading)) * _factor(term, unit)


def _alike(claim: Term, operands: Sequence[Term]) -> Sequence[Term]:
    """Operands of the claim's own kind."""
    kind = claim.unit.dimension
    return [o for o in operands if o.unit.dimension is kind and not o.counted and o.value and o.weight is None]


def _sum(claim: Term, operands: Sequence[Term], reading: Reading) -> tuple[Decimal, Bounds]:
    # Plain variables, not Bounds: sums are most of what a check computes.
    unit = claim.unit
    expected = slack = Decimal(0)
    open_low = open_high = False
    for operand in operands:
        if operand.weight is not None:
            return _weighted(claim, operands, reading)
        factor, value = _factor(operand, unit), operand.value
        if factor is not _ONE:
            value *= factor
        expected += value if operand.sign > 0 else -value
        if _rounded(operand):
            half = _half(decimals_read(operand, reading))
            slack += half if factor is _ONE else half * factor
            # A print may stand for its lower half unit, not for its upper one, seen from 0.
            if (operand.value >= 0) == (operand.sign > 0):
                open_high = True
            else:
                open_low = True
    return expected, Bounds(expected - slack, expected + slack, open_low, open_high)


def _weighted(claim: Term, operands: Sequence[Term], reading: Reading) -> tuple[Decimal, Bounds]:
    unit = claim.unit
    total, expected = Bounds(Decimal(0), Decimal(0)), Decimal(0)
    for operand in operands:
        factor = operand.sign * (operand.weight if operand.weight is not None else _ONE)
        total = total.plus(bounds(operand, unit, reading).times(factor))
        expected += _value(operand, unit) * factor
    return expected, total


def sum_of(operands: Sequence[Term], unit: Unit) -> Decimal:
    """The sum of figures in a unit, as printed. Raises UnitMismatch."""
    with localcontext() as context:
        context.prec = _PRECISION
        return sum((_value(o, unit) for o in operands), Decimal(0))


def _equal(claim: Term, operands: Sequence[Term], reading: Reading) -> Outcome:
    worst: Outcome | None = None
    for other in operands:
        may = bounds(other, claim.unit, reading)
        here = _settled(claim, (other,), _value(other, claim.unit), may, reading)
        if worst is None or _ORDER[here.verdict] > _ORDER[worst.verdict]:
            worst = here
        if here.verdict is Verdict.VIOLATED:
            break
    assert worst is not None
    return worst


_ORDER = {Verdict.NOT_CHECKED: 0, Verdict.HOLDS: 1, Verdict.TAIL: 2, Verdict.VIOLATED: 3}


def _corners(one: Bounds, other: Bounds, of: Callable[[Decimal, Decimal], Decimal]) -> Bounds:
    """What a function, monotonic in each argument, may give: its corners; a corner is open where either end is."""
    found = [(of(a, b), open_a or open_b) for a, open_a in one.ends() for b, open_b in other.ends()]
    low, high = min(f[0] for f in found), max(f[0] for f in found)
    return Bounds(low, high, _open(found, low), _open(found, high))


def _open(corners: Iterable[tuple[Decimal, bool]], at: Decimal) -> bool:
    return all(is_open for value, is_open in corners if value == at)


def _ratio(claim: Term, operands: Sequence[Term], reading: Reading) -> tuple[Decimal, Bounds] | Reason:
    part, whole = operands[0], operands[1]
    # People per post and the like: the two need only be of one kind where they are money.
    unit = part.unit if part.unit.dimension is whole.unit.dimension else whole.unit
    base = bounds(whole, unit, reading)
    if base.low <= 0:
        return Reason.NO_BASE
    scale = 100 / claim.unit.scale if claim.unit.dimension is not Dimension.PLAIN else Decimal(100)
    expected = scale * _value(part, unit) / _value(whole, unit)
    return expected, _corners(bounds(part, unit, reading), base, lambda a, b: scale * a / b)


def _growth(claim: Term, operands: Sequence[Term], reading: Reading) -> tuple[Decimal, Bounds] | Reason:
    """Operands: now and before, or now and the change (sign −1: what is before is now − change)."""
    now, other = operands[0], operands[1]
    a, b = bounds(now, now.unit, reading), bounds(other, now.unit, reading)
    before = a.minus(b) if other.sign < 0 else b
    value, other_value = now.value, _value(other, now.unit)
    base = value - other_value if other.sign < 0 else other_value
    if base <= 0 or before.low <= 0:
        return Reason.NO_BASE
    expected = 100 * (value - base) / base
    return expected, _corners(a, b, _by_change if other.sign < 0 else _by_before)


def _by_change(now: Decimal, change: Decimal) -> Decimal:
    return 100 * change / (now - change)


def _by_before(now: Decimal, before: Decimal) -> Decimal:
    return 100 * (now - before) / before


def _part(claim: Term, operands: Sequence[Term], reading: Reading) -> Outcome:
    whole = operands[0]
    expected = _value(whole, claim.unit)
    mine, theirs = bounds(claim, claim.unit, reading), bounds(whole, claim.unit, reading)
    return Outcome(Verdict.HOLDS if mine.low <= theirs.high else Verdict.VIOLATED, expected, claim.value - expected)


def _count(claim: Term, operands: Sequence[Term], _: Reading) -> Outcome:
    expected = sum((o.value for o in operands), Decimal(0))
    return Outcome(Verdict.HOLDS if expected == claim.value else Verdict.VIOLATED, expected, claim.value - expected)


def _band(claim: Term, operands: Sequence[Term], _: Reading) -> Outcome:
    """The claim is the score; operands are the grade's bounds: sign +1 a lower one (inclusive), −1 an upper one (inclusive)."""
    inside = all(claim.value >= o.value if o.sign > 0 else claim.value <= o.value for o in operands)
    return Outcome(Verdict.HOLDS if inside else Verdict.VIOLATED)


_Computing = Callable[[Term, Sequence[Term], Reading], tuple[Decimal, Bounds] | Reason]
_COMPUTED: dict[Kind, _Computing] = {
    Kind.SUM: _sum,
    Kind.DIFFERENCE: _sum,
    Kind.WEIGHTED: _sum,
    Kind.SHARE: _ratio,
    Kind.RATE: _ratio,
    Kind.GROWTH: _growth,
}
"""Kinds whose operands give what the claim must be, as printed and as it may be."""

_COMPARED: dict[Kind, Callable[[Term, Sequence[Term], Reading], Outcome]] = {
    Kind.EQUAL: _equal,
    Kind.PART: _part,
    Kind.COUNT: _count,
    Kind.BAND: _band,
}
