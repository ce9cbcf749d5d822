"""Who is wrong: for each violated relation the figures whose change makes everything hold, the likeliest first."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext
from itertools import takewhile

from extractor.checker.arithmetic import bounds, fits
from extractor.checker.model import Culprit, Evidence, Kind, Reading, Relation, Term, Verdict
from extractor.documents import Span
from extractor.quantities import Dimension

_MOST = 5  # culprits told of one relation
_LONGEST, _TELLING = 12, 3
_SHARED = 60  # relations of one figure beyond which their wishes are not tried each
_PLENTY = 60  # operands beyond which each is not tried alone
_PRECISION = 40
_BACKED, _NEGATIVE, _USUAL, _FINER = 0.5, 12.0, 1.5, 0.5
_TURNED = 10.0  # that a figure of several digits mends with just its sign changed is hardly an accident
_RATIOS = (Kind.SHARE, Kind.RATE, Kind.GROWTH)


class Diagnosis:
    """The relations of a document joined through the figures they share."""

    def __init__(self, relations: Sequence[Relation], printed: Iterable[Term], reading: Reading) -> None:
        self.reading = reading
        self.of: dict[Span, list[Relation]] = defaultdict(list)
        for relation in relations:
            for term in {t.span: t for t in relation.terms if not t.counted}.values():
                self.of[term.span].append(relation)
        self.values: dict[tuple[Decimal, Dimension], set[Span]] = defaultdict(set)
        self.usual: Counter[tuple[str, Decimal]] = Counter()
        for term in {t.span: t for t in printed}.values():
            self.values[_key(term.value, term)].add(term.span)
            self.usual[term.block, abs(term.value)] += 1

    def culprits(self, relation: Relation) -> tuple[Culprit, ...]:
        """The figures that may be wrong in a relation that doesn't hold, best first."""
        found: list[Culprit] = []
        slack = self._slack(relation)
        for n, term in enumerate(relation.terms[:_PLENTY]):
            if term.counted:
                continue
            must = _solved(relation, n) if slack is not None else None
            values = [v for v in self._proposals(relation, n, term) if must is None or slack is None or abs(v - must) <= slack]
            tried = (self._tried(relation, term, value) for value in values)
            best = max((c for c in tried if c is not None), key=lambda c: c.score, default=None)
            if best is not None:
                found.append(best)
        found.sort(key=lambda c: -c.score)
        return tuple(found[:_MOST])

    def _slack(self, relation: Relation) -> Decimal | None:
        """How far at most a figure of a plain sum may be from what it must be; None for other relations."""
        terms, unit = relation.terms, relation.claim.unit
        if relation.kind not in (Kind.SUM, Kind.DIFFERENCE) or len({t.span for t in terms}) < len(terms):
            return None
        if any(t.unit.symbol != unit.symbol or t.weight is not None for t in terms):
            return None
        spans = (bounds(t, unit, self.reading) for t in terms)
        return sum((b.high - b.low for b in spans), Decimal(0)) / 2

    def _proposals(self, relation: Relation, n: int, term: Term) -> Iterator[Decimal]:
        """Values that would make the relation hold, and those that its other violated relations ask for."""
        seen: set[Decimal] = set()
        others = self.of[term.span]
        for other in (relation, *(others if len(others) <= _SHARED else ())):
            if not other.verdict.is_fault:
                continue
            at = n if other is relation else next(i for i, t in enumerate(other.terms) if t.span == term.span)
            value = wanted(other, at)
            if value is not None and value not in seen and value != term.value:
                seen.add(value)
                yield value
        if relation.kind in _RATIOS:
            yield from (v for v in (*self._slips(relation, n, term), *_scaled(term)) if v not in seen)

    def _slips(self, relation: Relation, n: int, term: Term) -> list[Decimal]:
        """The slips of the pen in a term that a ratio holds with, in the order of `_edits`.

        A ratio rises or falls with each of its figures, so that what holds lies around what it must be: only that is tried.
        """
        edits = list(_edits(term))
        with localcontext() as context:
            context.prec = _PRECISION
            try:
                must = _solved(relation, n)
            except (InvalidOperation, DivisionByZero, ZeroDivisionError):
                must = None
        if must is None or sum(t.span == term.span for t in relation.terms) > 1:
            return edits
        sizes = sorted(set(edits))
        middle = bisect_left(sizes, must)
        below = takewhile(lambda v: self._holds(relation, term, v), reversed(sizes[:middle]))
        above = takewhile(lambda v: self._holds(relation, term, v), sizes[middle:])
        held = {*below, *above}
        return [v for v in edits if v in held]

    def _tried(self, wrong: Relation, term: Term, value: Decimal) -> Culprit | None:
        """A change judged by what it mends, what it breaks and how it may have come about; None where it mends not even `wrong`."""
        if not self._holds(wrong, term, value):
            return None
        mended: set[frozenset[Span]] = set()
        broken = 0.0
        for relation in self.of[term.span]:
            after = relation is wrong or self._holds(relation, term, value)
            if relation.verdict.is_fault and after:
                mended.add(frozenset(o.span for o in relation.operands))
            elif relation.verdict is Verdict.HOLDS and not after:
                broken += _BACKED if relation.kind is Kind.EQUAL else 1.0
        evidence = tuple(self._evidence(term, value))
        if term.span == wrong.claim.span and wrong.kind is Kind.GROWTH and _over_now(wrong):
            evidence = (*evidence, Evidence.WRONG_BASE)
        score = 10 * len(mended) - 7 * broken + sum(_WORTH[e] for e in evidence)
        score -= _FINER * max(0, _places(value) - max(term.decimals, 2 if term.unit.symbol == "万元" else 0))
        if self.usual[term.block, abs(value)] > self.usual[term.block, abs(term.value)]:
            score += _USUAL
        if Evidence.SIGN in evidence and _turns(wrong, term):
            score += _TURNED
        elif value < 0 <= term.value and term.unit.dimension is not Dimension.RATIO:
            score -= _NEGATIVE
        return Culprit(term, value, evidence, score, len(mended), round(broken))

    def _holds(self, relation: Relation, term: Term, value: Decimal) -> bool:
        if relation.reason is not None:
            return False
        span, claim = term.span, relation.claim
        operands = [_changed(o, value) if o.span == span else o for o in relation.operands]
        if claim.span == span:
            claim = _changed(claim, value)
        elif relation.kind is Kind.EQUAL and relation.verdict is Verdict.HOLDS:
            operands = [o for o in operands if o.span == span]  # the others are as they were
        return fits(relation.kind, claim, operands, self.reading)

    def _evidence(self, term: Term, value: Decimal) -> Iterator[Evidence]:
        places = self.values.get(_key(value, term), set())
        elsewhere = len(places) > (term.span in places)
        if elsewhere and len(_digits(value, _places(value)).strip("0")) >= _TELLING:
            yield Evidence.STANDS_ELSEWHERE
        old, new = _digits(term.value, term.decimals), _digits(value, max(term.decimals, _places(value)))
        if term.value == -value:
            yield Evidence.SIGN
        elif value and term.value and _is_power(term.value / value):
            yield Evidence.DECIMAL_POINT
        elif len(old) == len(new) and sum(a != b for a, b in zip(old, new, strict=True)) == 1:
            yield Evidence.ONE_DIGIT
        elif sorted(old) == sorted(new) and _swapped(old, new):
            yield Evidence.SWAPPED_DIGITS
        elif abs(len(old) - len(new)) == 1 and _dropped(*sorted((old, new), key=len)):
            yield Evidence.DROPPED_DIGIT
        if term.value == 0 and value:
            yield Evidence.ZERO_PARENT


def _over_now(growth: Relation) -> bool:
    """Whether a printed growth rate is the change over this year's figure, not over last year's."""
    now, other = growth.operands[0], growth.operands[1]
    scale = other.unit.scale / now.unit.scale
    change = other.value * scale if other.sign < 0 else now.value - other.value * scale
    half = Decimal(5).scaleb(-growth.claim.decimals - 1)
    return bool(now.value) and abs(abs(change / now.value * 100) - abs(growth.claim.value)) <= half


def _turns(relation: Relation, term: Term) -> bool:
    """Whether a term tells a change, so that 增加 may stand for 减少."""
    if len(term.printed.replace(".", "").replace(",", "").strip("0")) < _TELLING:
        return False
    if term.value < 0 or (term.span == relation.claim.span and relation.kind in (Kind.GROWTH, Kind.DIFFERENCE)):
        return True
    if relation.kind is Kind.GROWTH:
        return any(o.span == term.span and o.sign < 0 for o in relation.operands)
    return relation.kind is Kind.SUM and any(t.value < 0 for t in relation.terms if t.span != term.span)


_WORTH = {
    Evidence.STANDS_ELSEWHERE: 3.0,
    Evidence.ONE_DIGIT: 4.0,
    Evidence.SWAPPED_DIGITS: 4.0,
    Evidence.DROPPED_DIGIT: 3.0,
    Evidence.DECIMAL_POINT: 3.5,
    Evidence.SIGN: 2.0,
    Evidence.WRONG_BASE: 6.0,
    Evidence.ZERO_PARENT: 1.0,
}


def wanted(relation: Relation, n: int) -> Decimal | None:
    """What term `n` (0: the claim) must be for the relation to hold, printed as finely as its neighbours; None: nothing helps."""
    term = relation.terms[n]
    with localcontext() as context:
        context.prec = _PRECISION
        try:
            value = _solved(relation, n)
        except (InvalidOperation, DivisionByZero, ZeroDivisionError):
            return None
    if value is None:
        return None
    decimals = term.decimals if relation.kind in _RATIOS else max(t.decimals for t in relation.terms if t.unit.symbol == term.unit.symbol)
    if term.unit.symbol == "万元":
        decimals = max(decimals, 2)
    try:
        rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    except InvalidOperation:
        return None
    return rounded.normalize() if rounded != rounded.to_integral() else rounded.quantize(Decimal(1))


def _solved(relation: Relation, n: int) -> Decimal | None:
    term = relation.terms[n]
    if n == 0:
        return relation.expected
    if relation.kind is Kind.EQUAL:
        same = relation.claim.unit.dimension is term.unit.dimension
        return relation.claim.value * relation.claim.unit.scale / term.unit.scale if same else relation.claim.value
    if relation.kind in (Kind.SUM, Kind.DIFFERENCE, Kind.WEIGHTED):
        if relation.gap is None:
            return None
        factor = term.sign * (term.weight if term.weight is not None else Decimal(1))
        scale = relation.claim.unit.scale / term.unit.scale if relation.claim.unit.dimension is term.unit.dimension else Decimal(1)
        return term.value + relation.gap * scale / factor
    if relation.kind in (Kind.SHARE, Kind.RATE):
        return _of_ratio(relation, n)
    if relation.kind is Kind.GROWTH:
        return _of_growth(relation, n)
    return None


def _of_ratio(relation: Relation, n: int) -> Decimal:
    part, whole = relation.operands[0], relation.operands[1]
    share = relation.claim.value / 100
    if n == 1:
        return share * whole.value * whole.unit.scale / part.unit.scale
    return part.value * part.unit.scale / whole.unit.scale / share


def _of_growth(relation: Relation, n: int) -> Decimal:
    now, other = relation.operands[0], relation.operands[1]
    rate = relation.claim.value / 100
    if other.sign < 0:  # the change: now = before × (1 + rate), change = before × rate
        return other.value * (1 + rate) / rate if n == 1 else now.value * rate / (1 + rate)
    return other.value * (1 + rate) if n == 1 else now.value / (1 + rate)


def _edits(term: Term) -> Iterator[Decimal]:
    """All values that one other digit or two neighbours swapped would print."""
    digits = _digits(term.value, term.decimals)
    sign = -1 if term.value < 0 else 1
    if len(digits) > _LONGEST:
        return
    for n, old in enumerate(digits):
        for new in "0123456789":
            if new != old:
                yield sign * Decimal(f"{digits[:n]}{new}{digits[n + 1 :]}").scaleb(-term.decimals)
    for n in range(len(digits) - 1):
        if digits[n] != digits[n + 1]:
            yield sign * Decimal(f"{digits[:n]}{digits[n + 1]}{digits[n]}{digits[n + 2 :]}").scaleb(-term.decimals)


def _scaled(term: Term) -> Iterator[Decimal]:
    """What another unit, or the point in another place, would print."""
    powers = (1, -1, 2, -2, *((4, -4) if term.unit.dimension is Dimension.MONEY else ()))
    yield from (term.value.scaleb(n) for n in powers if term.value)


def _key(value: Decimal, term: Term) -> tuple[Decimal, Dimension]:
    return abs(value * term.unit.scale).normalize(), term.unit.dimension


def _changed(t: Term, value: Decimal) -> Term:
    decimals = max(t.decimals, _places(value))
    # Not dataclasses.replace, which costs several times as much: this is where a diagnosis spends its time.
    return Term(t.label, t.printed, value, t.unit, decimals, t.span, t.sign, t.weight, t.reach, t.page, t.section, t.block, t.counted)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _digits(value: Decimal, decimals: int) -> str:
    return f"{abs(value):.{decimals}f}".replace(".", "")


def _swapped(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 2


def _dropped(short: str, long: str) -> bool:
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _is_power(ratio: Decimal) -> bool:
    return ratio != 1 and abs(ratio).normalize().as_tuple().digits == (1,)
