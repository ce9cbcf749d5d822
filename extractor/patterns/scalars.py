"""Scalar figures: for each field the best of the facts that answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from extractor.documents import Document, Span
from extractor.grounding import Candidate, Grounding
from extractor.patterns.facts import Fact
from extractor.patterns.match import Index, Match
from extractor.quantities import PLAIN, convert, plain
from extractor.schema import Field

PROPOSER = "patterns"


def figures(index: Index, facts: Iterable[Fact]) -> Iterator[Candidate]:
    """One candidate for each field that a fact answers; other places of the same value go with it."""
    by_field: dict[str, list[Match]] = defaultdict(list)
    for match in index.matches(facts):
        by_field[match.field.pointer].append(match)
    for matches in by_field.values():
        matches.sort(key=lambda m: m.rank)
        best = matches[0]
        value = value_of(best.fact, best.field)
        others = tuple(m.fact.figure for m in matches[1:] if value_of(m.fact, m.field) == value)
        yield candidate(index.document, best.field.pointer, best.fact, best.field, others)


def candidate(document: Document, pointer: str, fact: Fact, field: Field, others: tuple[Span, ...] = ()) -> Candidate:
    """The candidate that a fact gives for a field."""
    printed = document.text[fact.figure.start : fact.figure.end]
    return Candidate(
        pointer,
        value_of(fact, field),
        fact.figure,
        fact.quote,
        printed,
        PROPOSER,
        Grounding.STATED_NONE if fact.stated else Grounding.EXACT,
        others=others,
        label=fact.label or fact.subject,
    )


def value_of(fact: Fact, field: Field) -> Decimal | int:
    """The fact's value in the field's unit; whole numbers as int for integer fields."""
    value = fact.value if PLAIN in (fact.unit, field.unit) else convert(fact.value, fact.unit, field.unit)
    value = plain(value)
    return int(value) if field.type == "integer" and value == value.to_integral_value() else value
