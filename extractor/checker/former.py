"""Last year's figures printed elsewhere: change = now − then, and the growth rate from the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.checker.families import Totals
from extractor.checker.model import Kind, Relation, Source, Term
from extractor.quantities import WAN_YUAN, Dimension

_LEAST = -99
_TELLING = 4  # digits that make a match no accident


def former(
    growths: Sequence[Relation], alone: Sequence[Relation], changes: Sequence[tuple[Term, Term]], totals: Totals
) -> Iterator[Relation]:
    """`growths`: rates with their now and change; `alone`: rates with their now only;
    `changes`: changes with their now. What is before is looked for anywhere."""
    for relation in growths:
        now, change = relation.operands
        if change.sign < 0:
            for then in _then(now, change, totals):
                yield Relation("", Kind.GROWTH, Source.PLACES, relation.claim, (now, then), sure=False)
    for relation in alone:
        now = relation.operands[0]
        if now.unit.dimension is Dimension.MONEY and relation.claim.value > _LEAST:
            size = now.value * now.unit.scale / WAN_YUAN.scale / (1 + relation.claim.value / 100)
            able = [t for t in totals.near(size, size / 2000, now.span.start) if len(t.printed.replace(".", "")) >= _TELLING]
            for then in able[:2]:
                yield replace(relation, source=Source.PLACES, operands=(now, then), sure=False)
    for change, now in changes:
        for then in _then(now, change, totals):
            yield Relation("", Kind.DIFFERENCE, Source.PLACES, replace(change, sign=1), (now, replace(then, sign=-1)), sure=False)


def _then(now: Term, change: Term, totals: Totals) -> list[Term]:
    if now.unit.dimension is not Dimension.MONEY or change.unit.dimension is not Dimension.MONEY:
        return []
    size = (now.value * now.unit.scale - change.value * change.unit.scale) / WAN_YUAN.scale
    if len(str(abs(size).normalize()).replace(".", "").strip("0")) < _TELLING - 1 or size <= 0:
        return []
    return [t for t in totals.near(size, Decimal(0), now.span.start) if t.span not in (now.span, change.span)][:3]
