"""The signals of every value of an extraction, read from its records, its document and what the document's words call its figures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractor.confidence.heads import Called, Callings
from extractor.confidence.rows import Apart, Spot, Spots, apart, unusual
from extractor.confidence.signals import Signal
from extractor.documents import BlockKind, Document, Span
from extractor.patterns import Answers
from extractor.pointers import starred, value_at
from extractor.quantities import Dimension, fold
from extractor.result import FieldRecord
from extractor.schema import Field, ListField, Measure, Schema

UNLIKELY = 0.5
"""Below this probability of a figure's least likely token, or of words on the average, the model was not sure."""
_NEAR = 60  # characters before words in which their label stands
_ROW = re.compile(r"^(?P<row>.*/\d+)(?:/[^/]*)?$")
_CALLED = {Called.OWN: (Signal.HEADED,), Called.OTHER: (Signal.HEADED_OTHERWISE,), Called.NONE: (Signal.UNHEADED,)}
_OTHER = re.compile(r"[^一-鿿]")
_LETTER = re.compile(r"[一-鿿A-Za-z0-9]")
_YEARS = range(2000, 2041)


@dataclass(frozen=True)
class Observed:
    """What signals are read from. `engines`: how many read the document; `invalid`: pointers that don't fit the schema."""

    document: Document
    schema: Schema
    data: Any
    records: Mapping[str, FieldRecord]
    answers: Answers
    engines: int = 1
    invalid: Collection[str] = ()


def signals_of(seen: Observed) -> dict[str, frozenset[Signal]]:
    """By pointer the signals of every value that has a place in the document."""
    fields = seen.schema.every_scalar()
    filled = {p: r for p, r in seen.records.items() if r.start >= 0 and value_at(seen.data, p) is not None}
    where = Spots(seen.document)
    spots = {p: where.at(Span(r.start, r.end)) for p, r in filled.items()}
    listed = _rows(filled)
    owners: dict[tuple[int, int], list[str]] = defaultdict(list)
    for p, r in filled.items():
        owners[r.start, r.end].append(p)
    merged = {p for pointers in owners.values() if len(pointers) > 1 for p in pointers if "*" in starred(p)}
    astray = apart(listed, filled, where, spots, merged)
    lists: Mapping[str, ListField] = dict(seen.schema.every_list())
    doubled = {*_doubled(seen, lists, listed), *_said_twice(seen, filled)}
    callings = Callings(seen.document, where)
    ends = set(unusual(_cut(seen, filled, where)))
    doubly = set(unusual({p: p in merged for p in filled if "*" in starred(p)}))
    found: dict[str, frozenset[Signal]] = {}
    for pointer, record in filled.items():
        field = fields.get(starred(pointer))
        signals = set(_of_record(record, seen.engines))
        signals.update(_of_value(value_at(seen.data, pointer), field, seen.data, pointer))
        signals.update(_of_place(pointer, spots[pointer], astray))
        figure = field is not None and field.numeric and len(owners[record.start, record.end]) > 1
        if (figure or pointer in doubly) and Signal.STATED_NONE not in signals:
            signals.add(Signal.SHARED)
        for pointers, signal in ((doubled, Signal.DUPLICATE_KEY), (seen.invalid, Signal.INVALID), (ends, Signal.CUT)):
            if pointer in pointers:
                signals.add(signal)
        signals.update(_of_words(seen, pointer, record, field))
        listed_in = lists.get(starred(pointer).rpartition("/*/")[0])
        if field is not None and field.numeric and listed_in is not None:
            called = callings.of(Span(record.start, record.end), field, listed_in)
            signals.update(_CALLED.get(called, ()))
        found[pointer] = frozenset(signals)
    return found


def _rows(filled: Mapping[str, FieldRecord]) -> dict[str, Sequence[str]]:
    """The cells of each row of a list of objects, rows in order."""
    rows: dict[str, list[str]] = defaultdict(list)
    for pointer in filled:
        m = _ROW.match(pointer)
        if m and m["row"] != pointer:
            rows[m["row"]].append(pointer)
    return dict(rows)


def _of_record(record: FieldRecord, engines: int) -> Iterator[Signal]:
    said = record.signals
    grounding = {"fuzzy": Signal.FUZZY, "derived": Signal.DERIVED, "stated_none": Signal.STATED_NONE}.get(str(said.get("grounding")))
    if grounding is not None:
        yield grounding
    if float(said.get("similarity", 1)) < 0.9:
        yield Signal.PARAPHRASED
    if "recognised" in said:
        yield Signal.RECOGNISED
        if float(said["recognised"]) < 0.9:
            yield Signal.UNSURE_PRINT
    if float(said.get("token_probability", 1)) < UNLIKELY:
        yield Signal.UNLIKELY_TOKENS
    if "repeated" in said:
        yield Signal.STEADY if said["repeated"]["same"] == said["repeated"]["asked"] else Signal.UNSTEADY
    if len(record.proposers) > 1:
        yield Signal.AGREED
    elif engines > 1 and "differs" not in said:
        yield Signal.ALONE
    for name, signal in (
        ("differs", Signal.DIFFERS),
        ("asked_again", Signal.ASKED_AGAIN),
        ("contradicted", Signal.CONTRADICTED),
        ("commanding", Signal.COMMANDING),
        ("note", Signal.NOTED),
    ):
        if said.get(name):
            yield signal
    if "also_at" in said:
        yield Signal.STATED_AGAIN
    yield from _of_relations(said.get("relations", ()))


def _of_relations(relations: Sequence[Mapping[str, Any]]) -> Iterator[Signal]:
    holding = sum(r["verdict"] == "holds" for r in relations)
    if holding:
        yield Signal.HOLDS
    if holding > 2:
        yield Signal.HOLDS_MORE
    if any(r["verdict"] in ("tail", "violated") and not r.get("elsewhere") for r in relations):
        yield Signal.BROKEN
    if any("proposed" in r for r in relations):
        yield Signal.CULPRIT


def _of_place(pointer: str, spot: Spot | None, astray: Apart) -> Iterator[Signal]:
    if spot is not None and spot.table >= 0:
        yield Signal.TABLE_CELL
    elif "*" in starred(pointer):
        yield Signal.LIST_CELL
    for pointers, signal in (
        (astray.row, Signal.ROW_APART),
        (astray.column, Signal.COLUMN_APART),
        (astray.order, Signal.OUT_OF_ORDER),
    ):
        if pointer in pointers:
            yield signal


def _of_value(value: Any, field: Field | None, data: Any, pointer: str) -> Iterator[Signal]:
    if field is None:
        return
    if not field.numeric:
        yield Signal.CHOICE if field.enum or isinstance(value, bool) else Signal.WORDS
    elif not _plausible(Decimal(str(value)), field, data, pointer):
        yield Signal.IMPLAUSIBLE


def _plausible(value: Decimal, field: Field, data: Any, pointer: str) -> bool:
    """Whether a figure can be what its field is, by the field's measure and unit alone."""
    if field.name.endswith("year") and field.type == "integer":
        return int(value) in _YEARS
    if field.measure in (Measure.SHARE, Measure.RATE) and field.unit.dimension is Dimension.RATIO:
        return 0 <= value <= (100 if field.measure is Measure.SHARE else 300)
    if field.measure is Measure.GROWTH:
        return -100 <= value <= 2000
    if field.measure is Measure.SCORE or field.name == "score":
        weight = value_at(data, pointer.rpartition("/")[0] + "/weight")
        return 0 <= value <= (Decimal(str(weight)) if isinstance(weight, (int, float, Decimal)) and weight else 120)
    if field.unit.dimension in (Dimension.PEOPLE, Dimension.COUNT):
        return value >= 0 and value == value.to_integral_value()
    return value >= 0 or field.measure is not Measure.AMOUNT


def _doubled(seen: Observed, lists: Mapping[str, ListField], rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Cells of rows whose key another row of the list has as well."""
    keys: Counter[tuple[str, tuple[str, ...]]] = Counter()
    of_row: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in rows:
        head = row.rsplit("/", 1)[0]
        listed = lists.get(starred(head))
        if listed is not None and listed.key:
            key = tuple(fold(str(value_at(seen.data, f"{row}/{name}"))) for name in listed.key)
            if any(k != "None" for k in key):
                of_row[row] = head, key
                keys[head, key] += 1
    for row, key in of_row.items():
        if keys[key] > 1:
            yield from rows[row]


def _said_twice(seen: Observed, filled: Mapping[str, FieldRecord]) -> Iterator[str]:
    """Entries of a list of words that stand in it twice."""
    scalars = {p for p in seen.schema.every_scalar() if p.endswith("/*")}
    entries = {p: (p.rpartition("/")[0], fold(str(value_at(seen.data, p)))) for p in filled if starred(p) in scalars}
    counts = Counter(entries.values())
    yield from (p for p, entry in entries.items() if counts[entry] > 1)


def _cut(seen: Observed, filled: Mapping[str, FieldRecord], where: Spots) -> dict[str, bool]:
    """Of words whether they were cut out of a cell, or end in a sentence, where none of their fellows is cut so."""
    rest: dict[str, str] = {}
    for p, r in filled.items():
        if not isinstance(value_at(seen.data, p), str):
            continue
        cell = where.cell(Span(r.start, r.end))
        if cell is None:
            following = seen.document.text[r.end : r.end + 1]
            rest[p] = following if _LETTER.match(following) else ""
        else:
            # Brackets, units and numbers around a name are no part of it.
            own, whole = (_OTHER.sub("", seen.document.words(s)) for s in (Span(r.start, r.end), cell.span))
            rest[p] = whole.replace(own, "", 1)
    alike = Counter((starred(p), words) for p, words in rest.items())
    return {p: bool(words) and alike[starred(p), words] == 1 for p, words in rest.items()}


def _of_words(seen: Observed, pointer: str, record: FieldRecord, field: Field | None) -> Iterator[Signal]:
    """What the report's words say of a value: figures by the labels that name them, words by the label before them."""
    if field is None:
        return
    if not field.numeric:
        if field.labels and "*" not in starred(pointer) and not _labelled(seen.document, record, field):
            yield Signal.UNLABELLED_WORDS
        if record.printed and seen.document.text.count(record.printed) > 2:
            yield Signal.REPEATED_WORDS
        return
    if "*" in starred(pointer) or not field.labels:
        return
    named = seen.answers.by_place.get(Span(record.start, record.end))
    own = seen.answers.by_field.get(pointer, ())
    value = Decimal(str(value_at(seen.data, pointer)))
    if named is None:
        # What has a reader of its own (a score, a count of bodies) is not found by its labels alone.
        if not field.reader:
            yield Signal.UNNAMED
    elif pointer in named:
        yield Signal.NAMED
        if any(a.first and a.figure == (record.start, record.end) for a in own):
            yield Signal.NAMED_BEST
    else:
        yield Signal.NAMED_OTHERWISE
    elsewhere = [(Decimal(str(a.value)), a.equal or a.first) for a in own if a.figure != (record.start, record.end)]
    if any(other == value for other, _ in elsewhere):
        yield Signal.STATED_AGAIN
    if not field.reader and any(other != value and equal for other, equal in elsewhere):
        yield Signal.RIVAL


def _labelled(document: Document, record: FieldRecord, field: Field) -> bool:
    """Whether one of the field's labels stands before words, in the same paragraph or row."""
    block = document.block_at(record.start)
    if block is None:
        return False
    start = block.span.start if block.kind is BlockKind.TABLE else max(block.span.start, record.start - _NEAR)
    before = document.words(Span(max(start, record.start - 4 * _NEAR), record.end))
    return any(label.text in before for label in field.labels if label.text)
