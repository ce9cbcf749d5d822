"""What the report's own words call its figures: a witness for values, whoever read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractor.documents import Span
from extractor.patterns.context import Context
from extractor.patterns.lexicon import spelled
from extractor.patterns.match import Index
from extractor.patterns.scalars import value_of


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure that a field's labels name, in the field's unit.

    `first`: no other place answers the field better; `equal`: it is named by its own words and as well as the first, but for
    the order of the text.
    """

    pointer: str
    value: Decimal | int
    figure: Span
    first: bool
    equal: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a document, by field and by the place of the figure; those of lists' rows are not among them."""

    by_field: Mapping[str, tuple[Answer, ...]]
    by_place: Mapping[Span, frozenset[str]]


def answers(context: Context) -> Answers:
    """Every figure that the labels of a scalar field name."""
    index = Index(context.schema, context.document, context.department, context.fiscal_year)
    found: dict[str, list[tuple[tuple[int, ...], Decimal | int, Span, bool]]] = defaultdict(list)
    for match in index.matches(context.own_facts):
        own = spelled(match.label.text) in spelled(match.fact.label)
        found[match.field.pointer].append((match.rank, value_of(match.fact, match.field), match.fact.figure, own))
    by_field: dict[str, tuple[Answer, ...]] = {}
    places: dict[Span, set[str]] = defaultdict(set)
    for pointer, matches in found.items():
        matches.sort(key=lambda m: m[0])
        best = matches[0][0][:-1]
        by_field[pointer] = tuple(
            Answer(pointer, value, span, n == 0, own and rank[:-1] == best) for n, (rank, value, span, own) in enumerate(matches)
        )
        for _, _, span, _ in matches:
            places[span].add(pointer)
    return Answers(by_field, {span: frozenset(pointers) for span, pointers in places.items()})
