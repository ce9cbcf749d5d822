"""Relations that a schema declares (x-relations), checked on extracted values with the figures' places in the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractor.checker.arithmetic import judge
from extractor.checker.computed import computed
from extractor.checker.model import Kind, Reading, Reason, Relation, Source, Term, Verdict
from extractor.checker.values import Gaps, Values, linear
from extractor.documents import Document
from extractor.result import FieldRecord
from extractor.schema import Schema
from extractor.schema.expression import Expression, Joined, Op, Path
from extractor.schema.relations import Declaration, DeclaredKind, declarations

_QUOTIENTS = (DeclaredKind.SHARE, DeclaredKind.RATE)


def declared(
    schema: Schema,
    data: Any,
    records: Mapping[str, FieldRecord],
    document: Document,
    *,
    reading: Reading | None = None,
    unchecked: bool = False,
) -> Iterator[Relation]:
    """The schema's relations on the values of `data`, judged, in schema order; those on a list once for each row.

    `records`: what stands behind the values, by JSON Pointer; it gives each term its place and its printed decimals. `reading`:
    how the document prints money; without it the records tell. A relation whose claim is not stated gives nothing; one that an
    operand is missing of is not checked (reason operand_missing, `sure` false) and given only with `unchecked`.
    """
    values = Values(schema, data, records, document)
    reading = reading or values.reading()
    for choices in declarations(schema.document):
        for relation in _chosen(choices, values, reading):
            if unchecked or relation.sure:
                yield relation


def _chosen(choices: Sequence[Declaration], values: Values, reading: Reading) -> list[Relation]:
    """A relation in each of its objects, as the choice that most of them agree with reads it.

    Where a choice is offered and none agrees with half of them, what is meant may be something that the schema has no property for.
    """
    best: list[Relation] = []
    most = -1
    for made in choices:
        found = [
            replace(relation, id=f"{made.id}/{number}" if "*" in made.holder else made.id)
            for number, holder in enumerate(values.holders(made.holder))
            if (relation := _checked(made, values, holder, reading)) is not None
        ]
        held = sum(r.verdict is Verdict.HOLDS for r in found)
        if held > most:
            best, most = found, held
    faults = sum(r.verdict.is_fault for r in best)
    if len(choices) > 1 and most < max(1, faults):
        return [_unsettled(r, Reason.OTHER_BASE) if r.verdict.is_fault else r for r in best]
    return best


def _checked(made: Declaration, values: Values, holder: str, reading: Reading) -> Relation | None:
    """One relation of one object; None where its claim or all of its operands are not stated."""
    claim = next(iter(values.terms(made.claim, holder, Gaps())), None)
    if claim is None:
        return None
    gaps = Gaps()
    relation = _relation(made, claim, values, holder, gaps, reading)
    if relation is None or not relation.operands or any(o.span == claim.span and o.span.start >= 0 for o in relation.operands):
        return None  # one print is no two figures
    if gaps.missing:
        return _unsettled(relation, Reason.OPERAND_MISSING)
    judged = relation if relation.verdict is not Verdict.NOT_CHECKED else judge(relation, reading)
    if judged.verdict.is_fault and gaps.passed:
        return _unsettled(judged, Reason.OPERAND_MISSING)  # what is not stated may be what is lacking
    if judged.verdict.is_fault and made.open and judged.gap is not None and judged.gap > 0:
        return _unsettled(judged, Reason.OPEN_LIST)
    return judged


def _unsettled(relation: Relation, reason: Reason) -> Relation:
    return replace(relation, verdict=Verdict.NOT_CHECKED, reason=reason, expected=None, gap=None, sure=False)


def _relation(made: Declaration, claim: Term, values: Values, holder: str, gaps: Gaps, reading: Reading) -> Relation | None:
    match made.kind:
        case DeclaredKind.BAND:
            return _of(Kind.BAND, claim, _bounds(made, values, holder, gaps))
        case DeclaredKind.COUNT if made.of:
            return _of(Kind.COUNT, claim, [t for e in made.of for t in _counted(e, values, holder, gaps)])
        case DeclaredKind.WEIGHTED if made.of:
            terms = linear(Joined(Op.MULTIPLY, made.of[0], made.of[1]), values, holder, gaps, claim.unit)
            return _of(Kind.WEIGHTED, claim, terms or [])
        case DeclaredKind.GROWTH if made.of:
            return _quotient(made, Kind.GROWTH, claim, made.of, values, holder, gaps, reading)
        case DeclaredKind.SHARE | DeclaredKind.RATE:
            return _quotient(made, Kind(made.kind), claim, made.of or _sides(made.right), values, holder, gaps, reading)
        case _:
            return _linear(made, claim, values, holder, gaps, reading)


def _of(kind: Kind, claim: Term, operands: Sequence[Term]) -> Relation:
    return Relation("", kind, Source.DECLARED, claim, tuple(operands))


def _sides(right: Expression | None) -> tuple[Expression, ...]:
    """The two sides of a division; the whole expression where it is none."""
    if isinstance(right, Joined) and right.op is Op.DIVIDE:
        return (right.left, right.right)
    return (right,) if right is not None else ()


def _quotient(
    made: Declaration,
    kind: Kind,
    claim: Term,
    sides: Sequence[Expression],
    values: Values,
    holder: str,
    gaps: Gaps,
    reading: Reading,
) -> Relation | None:
    """A share, rate or growth: of two figures as they are, of sums by reckoning them first."""
    terms = [linear(s, values, holder, gaps, None) for s in sides]
    if len(terms) == 2 and all(t is not None and len(t) == 1 and t[0].weight is None and t[0].sign > 0 for t in terms):
        now, other = (t[0] for t in terms if t)
        change = kind is Kind.GROWTH and isinstance(sides[1], Path) and values.is_change(sides[1], holder)
        return _of(kind, claim, (now, replace(other, sign=-1) if change else other))
    if gaps.missing or not all(t is None or t for t in terms):
        return _of(kind, claim, [t for some in terms for t in some or []])
    if made.right is not None:
        return computed(_of(kind, claim, ()), made.right, values, holder, reading)
    now, base = sides[0], sides[1]
    part = Joined(Op.SUBTRACT, now, base) if kind is Kind.GROWTH else now
    return computed(_of(kind, claim, ()), Joined(Op.DIVIDE, part, base), values, holder, reading)


def _linear(made: Declaration, claim: Term, values: Values, holder: str, gaps: Gaps, reading: Reading) -> Relation | None:
    """claim = a ± b …, or no more than it."""
    right = made.right
    if right is None:
        if made.kind is DeclaredKind.EQUAL:
            each = [linear(e, values, holder, gaps, claim.unit) for e in made.of]
            if all(t is not None and len(t) == 1 and t[0].weight is None for t in each):
                return _of(Kind.EQUAL, claim, [t for some in each for t in some or []])
        right = made.of[0]
        op = Op.SUBTRACT if made.kind is DeclaredKind.DIFFERENCE else Op.ADD
        for entry in made.of[1:]:
            right = Joined(op, right, entry)
    terms = linear(right, values, holder, gaps, claim.unit)
    at_most = made.at_most or made.kind is DeclaredKind.PART
    if terms is None or (at_most and (len(terms) != 1 or terms[0].weight is not None or terms[0].sign < 0)):
        return computed(_of(_kind(made, terms), claim, terms or ()), right, values, holder, reading, at_most) if not gaps.missing else None
    return _of(Kind.PART if at_most else _kind(made, terms), claim, terms)


def _kind(made: Declaration, terms: Sequence[Term] | None) -> Kind:
    """How the checker calls it: a balance is an equality of two figures or of sums."""
    if made.kind in (DeclaredKind.BALANCE, DeclaredKind.EQUAL):
        return Kind.EQUAL if terms is not None and len(terms) == 1 and terms[0].weight is None and terms[0].sign > 0 else Kind.SUM
    return Kind(made.kind)


def _counted(expression: Expression, values: Values, holder: str, gaps: Gaps) -> list[Term]:
    """The rows of a list, each a thing; a figure is a count already."""
    rows = values.rows(expression, holder) if isinstance(expression, Path) else None
    return rows if rows is not None else linear(expression, values, holder, gaps, None) or []


def _bounds(made: Declaration, values: Values, holder: str, gaps: Gaps) -> list[Term]:
    """A band's lower and upper bound: two figures, or those of the list's row of that name (its name, the rows' names, both bounds)."""
    if len(made.of) == 4:
        name, names = (e for e in made.of[:2] if isinstance(e, Path))
        lows, highs = (values.cells(e, holder) for e in made.of[2:] if isinstance(e, Path))
        wanted = next((str(v) for _, v in values.found(name, holder) if v is not None), None)
        at = [n for n, (_, v) in enumerate(values.found(names, holder)) if wanted is not None and v == wanted]
        found = [(lows[n], highs[n]) for n in at[:1]]
    else:
        lows, highs = ([next(iter(linear(e, values, holder, gaps, None) or []), None)] for e in made.of)
        found = [(lows[0], highs[0])]
    return [replace(t, sign=sign) for pair in found for t, sign in zip(pair, (1, -1), strict=True) if t is not None]
