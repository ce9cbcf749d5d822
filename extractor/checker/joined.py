"""Relations that a schema declares beside those that the document states: what is said twice is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractor.checker.model import Kind, Relation, Term, Verdict
from extractor.documents import Span

_FAULTS = (Verdict.TAIL, Verdict.VIOLATED)
_ALIKE = {Kind.DIFFERENCE: Kind.SUM, Kind.EQUAL: Kind.SUM, Kind.SHARE: Kind.RATE}
_Key = tuple[Kind, Decimal, frozenset[Decimal]]


def joined(found: Sequence[Relation], declared: Iterable[Relation]) -> list[Relation]:
    """Both in document order. A declared relation is left out where one of `found` states it of the same figures, in whatever
    place they are printed, or where its claim is told to be at fault already."""
    known = {_key(r) for r in found}
    faulty: dict[Kind, set[Span]] = defaultdict(set)
    made = list(found)
    for relation in declared:
        kind = _ALIKE.get(relation.kind, relation.kind)
        if _key(relation) in known or (relation.verdict in _FAULTS and relation.claim.span in faulty[kind]):
            continue
        known.add(_key(relation))
        made.append(relation)
    return sorted(made, key=lambda r: (r.claim.span.start, r.kind))


def _key(relation: Relation) -> _Key:
    """What two statements of one relation have in common: how it reckons, and the sizes of its figures."""
    return _ALIKE.get(relation.kind, relation.kind), _size(relation.claim), frozenset(_size(o) for o in relation.operands if o.value)


def _size(term: Term) -> Decimal:
    return abs(term.value * term.unit.scale).normalize()
