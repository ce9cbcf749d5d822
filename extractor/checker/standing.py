"""Where a document's relations stand: for each figure, which relations it takes part in and how they came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from extractor.checker.model import Relation, Term
from extractor.documents import Span


class Standing:
    """The relations of a document by the places of their figures."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._by_place: dict[Span, list[tuple[Relation, Term]]] = {}
        for relation in relations:
            for term in relation.terms:
                if not term.counted:
                    self._by_place.setdefault(term.span, []).append((relation, term))

    def at(self, figure: Span) -> list[Mapping[str, Any]]:
        """One entry for each relation of the figure whose digits stand there: `id`, `role` (claim or operand), `verdict`.

        `proposed`, `unit`: where the figure is the likeliest culprit of a relation that doesn't hold, what it should be.
        `elsewhere`: another figure of the relation is.
        """
        return list(self._entries(figure))

    def _entries(self, figure: Span) -> Iterator[Mapping[str, Any]]:
        for relation, term in self._by_place.get(figure, ()):
            entry: dict[str, Any] = {
                "id": relation.id,
                "role": "claim" if term is relation.claim else "operand",
                "verdict": str(relation.verdict),
            }
            first = next(iter(relation.culprits), None)
            if first is not None and first.term.span == figure:
                entry |= {"proposed": first.as_json()["proposed"], "unit": first.term.unit.symbol}
            elif first is not None:
                entry["elsewhere"] = True
            yield entry
