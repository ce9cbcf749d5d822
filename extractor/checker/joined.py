"""Relations that a schema declares beside those that the document states: what is said twice is told once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal

from extractor.checker.model import Kind, Relation, Term
from extractor.quantities import Dimension

_ALIKE = {Kind.DIFFERENCE: Kind.SUM, Kind.EQUAL: Kind.SUM, Kind.SHARE: Kind.RATE}


def joined(found: Sequence[Relation], declared: Iterable[Relation]) -> list[Relation]:
    """Both in document order. A declared relation is left out where one of `found` states it of the same figures, in whatever
    place they are printed, or where its claim is told to be at fault already."""
    places, sizes = {_places(r) for r in found}, {_sizes(r) for r in found}
    faulty = {r.claim.span for r in found if r.verdict.is_fault}
    made = list(found)
    for relation in declared:
        fault = relation.verdict.is_fault
        # Equal figures elsewhere say the same where it holds; a failure is another one unless it is of this very print.
        if _places(relation) in places or (relation.claim.span in faulty if fault else _sizes(relation) in sizes):
            continue
        places.add(_places(relation))
        sizes.add(_sizes(relation))
        faulty |= {relation.claim.span} if fault else set()
        made.append(relation)
    return sorted(made, key=lambda r: (r.claim.span.start, r.kind))


def _places(relation: Relation) -> Hashable:
    return _kind(relation), relation.claim.span, frozenset(o.span for o in relation.operands)


def _sizes(relation: Relation) -> Hashable:
    """How it reckons, and with figures of which size."""
    return _kind(relation), _size(relation.claim), frozenset(_size(o) for o in relation.operands if o.value)


def _kind(relation: Relation) -> Kind:
    return _ALIKE.get(relation.kind, relation.kind)


def _size(term: Term) -> Decimal:
    """The size in base units; a rate without its sign % is one of per cent."""
    return abs(term.value * (1 if term.unit.dimension is Dimension.RATIO else term.unit.scale)).normalize()
