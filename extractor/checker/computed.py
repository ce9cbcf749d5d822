"""Expressions that are no plain sum or quotient of two figures: reckoned with the intervals of all their figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from extractor.checker.arithmetic import Bounds, bounds, decimals_read
from extractor.checker.model import Reading, Reason, Relation, Term, Verdict
from extractor.checker.values import Gaps, Values, linear
from extractor.quantities import Dimension, Reach
from extractor.schema.expression import Expression, Gathered, Joined, Number, Op, Path, paths

_TAIL_UNITS = 2
_ROUNDED = (Dimension.MONEY, Dimension.RATIO, Dimension.POINTS)


@dataclass(frozen=True, slots=True)
class _Result:
    """What an expression gives in base units (a percentage is its hundredth): plain reckoning, and what rounding allows."""

    value: Decimal
    may: Bounds
    terms: tuple[Term, ...]


def computed(
    relation: Relation, right: Expression, values: Values, holder: str, reading: Reading, at_most: bool = False
) -> Relation | None:
    """`relation`, whose claim equals `right` (or is no more than it), with its operands and verdict; None where a figure is missing."""
    gaps = Gaps()
    with localcontext() as context:
        context.prec = 40
        try:
            found = _reckoned(right, values, holder, reading, gaps)
        except ZeroDivisionError:
            return replace(relation, operands=_named(right, values, holder), reason=Reason.NO_BASE)
        if found is None:
            return None
        if any(t.reach is not Reach.EXACT for t in (relation.claim, *found.terms)):
            return replace(relation, operands=found.terms, reason=Reason.APPROXIMATE)
        return _settled(replace(relation, operands=found.terms), found, reading, at_most)


def _named(right: Expression, values: Values, holder: str) -> tuple[Term, ...]:
    return tuple(t for p in paths(right) for t in values.terms(p, holder, Gaps()))


def _settled(relation: Relation, found: _Result, reading: Reading, at_most: bool) -> Relation:
    claim = relation.claim
    scale = _scale(claim)
    mine, expected = bounds(claim, claim.unit, reading), found.value / scale
    if mine.low == mine.high and claim.decimals:  # an average is cut to its last digit, in whatever unit
        half = Decimal(5).scaleb(-claim.decimals - 1)
        mine = Bounds(claim.value - half, claim.value + half, open_high=True)
    may = found.may.times(1 / scale)
    gap = claim.value - expected
    good = mine.low <= may.high if at_most else mine.meets(may)
    rounded = claim.unit.dimension in _ROUNDED or claim.decimals > 0
    near = abs(gap) <= _TAIL_UNITS * Decimal(1).scaleb(-decimals_read(claim, reading))
    verdict = Verdict.HOLDS if good else Verdict.TAIL if rounded and near and not at_most else Verdict.VIOLATED
    return replace(relation, verdict=verdict, expected=expected, gap=gap)


def _scale(term: Term) -> Decimal:
    """How many base units the term's unit is; of a percentage a hundredth."""
    return term.unit.scale / 100 if term.unit.dimension is Dimension.RATIO else term.unit.scale


def _reckoned(expression: Expression, values: Values, holder: str, reading: Reading, gaps: Gaps) -> _Result | None:
    match expression:
        case Number(value):
            return _Result(value, Bounds(value, value), ())
        case Path() | Gathered():
            terms = linear(expression, values, holder, gaps, None)
            if not terms and not (isinstance(expression, Path) and expression.may):
                return None
            return _added(terms or [], reading)
        case Joined(op, left, right):
            one, other = (_reckoned(side, values, holder, reading, gaps) for side in (left, right))
            return _joined(op, one, other) if one is not None and other is not None else None


def _added(terms: list[Term], reading: Reading) -> _Result:
    value, may = Decimal(0), Bounds(Decimal(0), Decimal(0))
    for term in terms:
        factor = _scale(term) * term.sign * (term.weight if term.weight is not None else 1)
        value += term.value * factor
        may = may.plus(bounds(term, term.unit, reading).times(factor))
    return _Result(value, may, tuple(terms))


def _joined(op: Op, one: _Result, other: _Result) -> _Result:
    terms = tuple(dict.fromkeys((*one.terms, *other.terms)))
    match op:
        case Op.ADD:
            return _Result(one.value + other.value, one.may.plus(other.may), terms)
        case Op.SUBTRACT:
            return _Result(one.value - other.value, one.may.minus(other.may), terms)
        case Op.MULTIPLY:
            return _Result(one.value * other.value, _product(one.may, other.may), terms)
        case Op.DIVIDE:
            if other.may.low <= 0 <= other.may.high or not other.value:
                raise ZeroDivisionError
            # 1/x turns the ends round.
            turned = Bounds(1 / other.may.high, 1 / other.may.low, other.may.open_high, other.may.open_low)
            return _Result(one.value / other.value, _product(one.may, turned), terms)


def _product(one: Bounds, other: Bounds) -> Bounds:
    corners = [(a * b, x or y) for a, x in one.ends() for b, y in other.ends()]
    low, high = min(c[0] for c in corners), max(c[0] for c in corners)
    return Bounds(low, high, all(x for v, x in corners if v == low), all(x for v, x in corners if v == high))
