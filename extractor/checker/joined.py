"""Relations that a schema declares beside those that the document states: what is said twice is told once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal

from extractor.checker.model import Kind, Relation, Term, Verdict
from extractor.quantities import Dimension

_FAULTS = (Verdict.TAIL, Verdict.VIOLATED)
_ALIKE = {Kind.DIFFERENCE: Kind.SUM, Kind.EQUAL: Kind.SUM, Kind.SHARE: Kind.RATE}
_Claim = tuple[Kind, Decimal]


def joined(found: Sequence[Relation], declared: Iterable[Relation]) -> list[Relation]:
    """Both in document order. A declared relation is left out where one of `found` states it of the same figures, in whatever
    place they are printed, or where its claim is told to be at fault already."""
    known = {key for r in found for key in _keys(r)}
    faulty = {_claim(r) for r in found if r.verdict in _FAULTS}
    made = list(found)
    for relation in declared:
        fault = relation.verdict in _FAULTS
        if known.intersection(_keys(relation)) or (fault and _claim(relation) in faulty):
            continue
        known.update(_keys(relation))
        faulty |= {_claim(relation)} if fault else set()
        made.append(relation)
    return sorted(made, key=lambda r: (r.claim.span.start, r.kind))


def _claim(relation: Relation) -> _Claim:
    return _ALIKE.get(relation.kind, relation.kind), _size(relation.claim)


def _keys(relation: Relation) -> tuple[Hashable, Hashable]:
    """What two statements of one relation have in common: the places of their figures, or how they reckon with figures of which size."""
    kind = _ALIKE.get(relation.kind, relation.kind)
    places = (kind, relation.claim.span, frozenset(o.span for o in relation.operands))
    return places, (_claim(relation), frozenset(_size(o) for o in relation.operands if o.value))


def _size(term: Term) -> Decimal:
    """The size in base units; a rate without its sign % is one of per cent."""
    return abs(term.value * (1 if term.unit.dimension is Dimension.RATIO else term.unit.scale)).normalize()
