"""Wrong values put in on purpose, as an engine's slips would be: each stands in the document, and at the place that it names."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from extractor.documents import BlockKind, Document, Span
from extractor.grounding import Candidate, Figure, FigureIndex, Grounding
from extractor.pointers import starred
from extractor.quantities import PLAIN, UnitMismatch, convert, plain
from extractor.schema import Field, Schema


class Slip(StrEnum):
    """How an engine takes a wrong figure or wrong words."""

    NEIGHBOUR = "neighbour"  # the figure of the same kind before or behind it
    COLUMN = "column"  # of the same row, in another column
    ROW = "row"  # of the same column, in another row
    ELSEWHERE = "elsewhere"  # any figure of the same kind
    OTHER_WORDS = "other_words"  # the words of another row
    CLIPPED_WORDS = "clipped_words"  # a part of the words


@dataclass(frozen=True, slots=True)
class Slipped:
    """One value that was changed: where, how, and what it was."""

    pointer: str
    slip: Slip
    was: Candidate


def slipped(
    document: Document, schema: Schema, candidates: Sequence[Candidate], share: float, seed: int
) -> tuple[list[Candidate], list[Slipped]]:
    """The candidates with about `share` (0 to 1) of them taken from a wrong place of the document, and which those are.

    Every changed candidate has another value than before. The same seed changes the same ones.
    """
    chance = random.Random(seed)  # noqa: S311 (choosing test cases)
    fields = schema.every_scalar()
    index = FigureIndex(document)
    figures = list(index.all())
    words: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if isinstance(candidate.value, str):
            words[starred(candidate.pointer)].append(candidate)
    made: list[Candidate] = []
    told: list[Slipped] = []
    for candidate in candidates:
        field = fields.get(starred(candidate.pointer))
        wrong = None
        if field is not None and chance.random() < share:
            offers = list(_figures(document, figures, candidate, field) if field.numeric else _words(candidate, words, field))
            kinds = sorted({slip for slip, _ in offers})
            if kinds:
                kind = chance.choice(kinds)
                wrong = chance.choice([c for slip, c in offers if slip is kind])
                told.append(Slipped(candidate.pointer, kind, candidate))
        made.append(wrong or candidate)
    return made, told


def _figures(document: Document, figures: Sequence[Figure], taken: Candidate, field: Field) -> Iterable[tuple[Slip, Candidate]]:
    """Figures of the same kind that the candidate could have been read from by mistake."""
    here = document.block_at(taken.figure.start)
    fitting: list[tuple[Figure, Candidate]] = []
    for figure in figures:
        wrong = _read(document, figure, taken, field)
        if wrong is not None:
            fitting.append((figure, wrong))
    if here is None or not fitting:
        return
    same = [(f, c) for f, c in fitting if document.blocks[f.block] is here]
    if here.kind is BlockKind.TABLE:
        line = _line(document, taken.figure)
        yield from ((Slip.COLUMN, c) for f, c in same if _line(document, f.number) == line)
        head = next((f.column for f in figures if f.number.touches(taken.figure)), "")
        yield from ((Slip.ROW, c) for f, c in same if f.column == head and head and _line(document, f.number) != line)
    else:
        before = [c for f, c in same if f.number.end <= taken.figure.start]
        behind = [c for f, c in same if f.number.start >= taken.figure.end]
        yield from ((Slip.NEIGHBOUR, c) for c in (*before[-1:], *behind[:1]))
    yield from ((Slip.ELSEWHERE, c) for _, c in fitting)


def _line(document: Document, span: Span) -> tuple[int, int]:
    text = document.text
    return text.rfind("\n", 0, span.start), text.find("\n", span.end)


def _read(document: Document, figure: Figure, taken: Candidate, field: Field) -> Candidate | None:
    """The candidate that a figure would give for the field; None where it is of another kind, or has the same value."""
    quantity = figure.read_as(field.unit)
    if (quantity.unit.dimension is not field.unit.dimension and PLAIN not in (quantity.unit, field.unit)) or figure.number.touches(
        taken.figure
    ):
        return None
    if field.unit is not PLAIN and quantity.unit is PLAIN and document.blocks[figure.block].kind is not BlockKind.TABLE:
        return None
    try:
        value = plain(quantity.value if PLAIN in (quantity.unit, field.unit) else convert(quantity.value, quantity.unit, field.unit))
    except UnitMismatch:
        return None
    if field.type == "integer" and value != value.to_integral_value():
        return None
    if not isinstance(taken.value, (int, Decimal)) or abs(Decimal(taken.value)) == abs(value):
        return None
    printed = document.text[figure.number.start : figure.number.end]
    number = int(value) if field.type == "integer" else value
    return replace(taken, value=number, figure=figure.number, quote=figure.number, printed=printed, grounding=Grounding.EXACT, others=())


def _words(taken: Candidate, words: dict[str, list[Candidate]], field: Field) -> Iterable[tuple[Slip, Candidate]]:
    """Words of other rows, and a part of its own; a choice of the schema is no words of the report."""
    if field.enum or not isinstance(taken.value, str) or taken.grounding is not Grounding.EXACT:
        return
    for other in words[starred(taken.pointer)]:
        if other.value != taken.value:
            yield Slip.OTHER_WORDS, replace(other, pointer=taken.pointer)
    if len(taken.printed) > 5 and taken.printed == taken.value and len(taken.printed) == taken.figure.end - taken.figure.start:
        cut = len(taken.printed) // 2
        span = Span(taken.figure.start, taken.figure.start + cut)
        yield Slip.CLIPPED_WORDS, replace(taken, value=taken.printed[:cut], printed=taken.printed[:cut], figure=span, quote=span)
