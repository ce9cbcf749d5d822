"""Candidates of all engines become one value a field, with what speaks for and against it.

Rules, in this order: engines that agree; the grounded before the ungrounded (ungrounded candidates never get here);
a model's statement before a label's where they differ, shown both; a list's rows met by their key.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from extractor.documents import BlockKind, Document
from extractor.grounding import Candidate, Grounding, Scalar
from extractor.pointers import set_at, value_at
from extractor.quantities import PLAIN, Dimension, Unit, fold, plain
from extractor.result import FieldRecord, Status
from extractor.schema import ListField, Schema

# A paragraph that speaks to a reader of instructions instead of reporting: what it prints is shown to a person.
_COMMANDS = re.compile(
    r"(?:忽略|无视|忘记|不要理会)[^。;]{0,12}(?:指令|指示|提示|规则|要求|内容)|系统提示词?"
    r"|(?i:ignore|disregard)[^.。]{0,30}(?i:instruction|prompt|above)|(?i:systemprompt)"
)
# What hides a word from a search and not from a reader: spaces, zero-width characters, emphasis.
_HIDING = dict.fromkeys([*map(ord, " \t\r\n\u3000\u00a0*_#`~\u00ad\u200b\u200c\u200d\u2060\ufeff")])
# A model reads meaning, labels read words: where both are grounded and differ, the first of these is kept and the field is for review.
PREFERENCE = ("chains", "patterns")


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that a model proposed and that stands nowhere in the document."""

    pointer: str
    printed: str
    reason: str


def reconcile(
    document: Document,
    schema: Schema,
    candidates: Iterable[Candidate],
    refused: Iterable[Refused] = (),
    failed: frozenset[str] = frozenset(),
    none_stated: frozenset[str] = frozenset(),
) -> tuple[Any, dict[str, FieldRecord]]:
    """The instance of the schema and the record of each field.

    `failed`: pointers that could not be asked; `none_stated`: lists that the report says are empty.
    """
    by_engine: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_engine[candidate.proposer].append(candidate)
    data = schema.empty()
    commanding = _commanding(document)
    records: dict[str, FieldRecord] = {}
    scalars = _scalars(schema, by_engine)
    no_value = {r.pointer: r for r in refused}
    for field in schema.fields:
        offers = scalars.get(field.pointer, [])
        if offers:
            chosen = _chosen(offers)
            set_at(data, field.pointer, chosen.value)
            records[field.pointer] = _record(document, chosen, offers, commanding, field.unit)
        else:
            records[field.pointer] = _absent(field.pointer, no_value.get(field.pointer), failed, none_stated)
    for field in schema.lists:
        _merge_list(document, field, by_engine, data, records, commanding)
        if not any(p.startswith(field.pointer + "/") for p in records):
            records[field.pointer] = _absent(field.pointer, no_value.get(field.pointer), failed, none_stated)
    return data, records


def _scalars(schema: Schema, by_engine: Mapping[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    lists = tuple(f.pointer + "/" for f in schema.lists)
    found: dict[str, list[Candidate]] = defaultdict(list)
    for engine in sorted(by_engine, key=_preference):
        for candidate in sorted(by_engine[engine], key=lambda c: c.rank):
            if not candidate.pointer.startswith(lists):
                found[candidate.pointer].append(candidate)
    return found


def _preference(engine: str) -> int:
    return PREFERENCE.index(engine) if engine in PREFERENCE else len(PREFERENCE)


def _chosen(offers: list[Candidate]) -> Candidate:
    """The value most engines agree on; else the preferred engine's, the better grounded first."""
    values = [same_key(c.value) for c in offers]
    for candidate, value in zip(offers, values, strict=True):
        if len({c.proposer for c, v in zip(offers, values, strict=True) if v == value}) > 1:
            return candidate
    return min(offers, key=lambda c: (c.grounding is Grounding.FUZZY, _preference(c.proposer), c.rank))


def same_key(value: Scalar) -> str:
    """What two values have in common that are the same: figures without regard to trailing zeros, words to width and spaces."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return str(plain(Decimal(value)))
    return re.sub(r"\s+", "", fold(str(value)))


def _record(document: Document, chosen: Candidate, offers: list[Candidate], commanding: frozenset[str], unit: Unit) -> FieldRecord:
    key = same_key(chosen.value)
    agreeing = [c for c in offers if same_key(c.value) == key]
    differing = [c for c in (*offers, *(r for c in offers for r in c.rivals)) if same_key(c.value) != key]
    signals: dict[str, Any] = {"grounding": str(chosen.grounding)}
    if chosen.similarity < 1:
        signals["similarity"] = round(chosen.similarity, 3)
    if chosen.label:
        signals["label"] = chosen.label
    if chosen.others:
        signals["also_at"] = [list(span) for span in chosen.others]
    note = chosen.note or ("unit_not_printed" if unit.dimension is Dimension.MONEY and not _names_money(document, chosen) else "")
    if note:
        signals["note"] = note
    if differing:
        signals["differs"] = [
            {"proposer": c.proposer, "value": _shown(c.value), "printed": c.printed, "start": c.figure.start, "end": c.figure.end}
            for c in differing
        ]
    sureness = next((c.sureness for c in agreeing if c.sureness is not None), None)
    if sureness is not None:
        signals["token_probability"] = round(sureness, 3)
    repeated = next((c.repeated for c in agreeing if c.repeated is not None), None)
    if repeated is not None:
        signals["repeated"] = {"asked": repeated.asked, "same": repeated.same}
    certainty = document.certainty(chosen.figure)
    if certainty is not None:
        signals["recognised"] = round(certainty, 3)
    block = document.block_at(chosen.figure.start) if commanding else None
    if block is not None and block.id in commanding:
        signals["commanding"] = True
    doubtful = bool(differing or note or certainty is not None or "commanding" in signals)
    doubtful = doubtful or chosen.grounding is Grounding.FUZZY or chosen.similarity < 0.9
    # Another engine's word outweighs a model that wavers; its own does not.
    alone = len({c.proposer for c in agreeing}) == 1
    doubtful = doubtful or (alone and repeated is not None and repeated.same < repeated.asked)
    figure, quote = chosen.figure, chosen.quote
    return FieldRecord(
        Status.REVIEW if doubtful else Status.ACCEPTED,
        document.text[figure.start : figure.end],
        document.text[quote.start : quote.end],
        figure.start,
        figure.end,
        document.page_at(figure.start),
        tuple(dict.fromkeys(c.proposer for c in agreeing)),
        signals,
        tuple(document.places(figure)),
    )


def _names_money(document: Document, chosen: Candidate) -> bool:
    """Whether 元 stands anywhere beside a figure: in its table, that table's caption or unit line, its paragraph; a zero needs none."""
    block = document.block_at(chosen.figure.start)
    if not chosen.value or block is None:
        return True
    if block.kind is not BlockKind.TABLE:
        return "元" in document.text[block.span.start : block.span.end]
    table = document.tables[block.table]
    return table.unit.dimension is Dimension.MONEY or "元" in table.caption or "元" in document.text[block.span.start : block.span.end]


def _unit(field: ListField, name: str) -> Unit:
    """The unit of a list's cell: budget, or people/0/amount in an inner list."""
    head, _, rest = name.partition("/")
    inner = next((x for x in field.lists if x.name == head), None) if rest else None
    item = inner.field(rest.partition("/")[2]) if inner is not None else field.field(head)
    return item.unit if item is not None else PLAIN


def _commanding(document: Document) -> frozenset[str]:
    """The blocks that speak to a reader of instructions; most documents hold no such words at all."""

    def commands(text: str) -> bool:
        return _COMMANDS.search(unicodedata.normalize("NFKC", text).translate(_HIDING)) is not None

    if not commands(document.text):
        return frozenset()
    return frozenset(b.id for b in document.blocks if commands(document.text[b.span.start : b.span.end]))


def _shown(value: Scalar) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _absent(pointer: str, refused: Refused | None, failed: frozenset[str], none_stated: frozenset[str]) -> FieldRecord:
    if refused is not None:
        return FieldRecord(Status.NOT_GROUNDED, signals={"refused": refused.printed, "reason": refused.reason})
    if pointer in none_stated:
        return FieldRecord(Status.STATED_NONE)
    return FieldRecord(Status.CALL_FAILED if pointer in failed else Status.NOT_STATED)


# -- lists ----------------------------------------------------------------------------------------------------------


@dataclass
class _Row:
    """A list's row of one engine: its candidates by the rest of the pointer, in document order."""

    engine: str
    number: int
    cells: dict[str, Candidate]

    @property
    def order(self) -> int:
        return min(c.figure.start for c in self.cells.values())


def _merge_list(
    document: Document,
    field: ListField,
    by_engine: Mapping[str, list[Candidate]],
    data: Any,
    records: dict[str, FieldRecord],
    commanding: frozenset[str],
) -> None:
    engines = sorted(by_engine, key=_preference)
    rows = {engine: _rows(field, engine, by_engine[engine]) for engine in engines}
    used = [e for e in engines if rows[e]]
    if not used:
        return
    base, rest = used[0], used[1:]
    merged: list[list[_Row]] = [[r] for r in rows[base]]
    for engine in rest:
        _align(field, merged, rows[engine])
    if len({g[0].engine for g in merged}) > 1 and not field.ordered:
        merged.sort(key=lambda g: g[0].order)
    for number, group in enumerate(merged):
        cells: dict[str, list[Candidate]] = defaultdict(list)
        for row in group:
            for name, candidate in row.cells.items():
                cells[name].append(candidate)
        for name, offers in cells.items():
            pointer = f"{field.pointer}/{number}" + (f"/{name}" if name else "")
            chosen = _chosen(offers)
            set_at(data, pointer, chosen.value)
            records[pointer] = _record(document, chosen, offers, commanding, _unit(field, name))
    _complete_rows(field, data)


def _rows(field: ListField, engine: str, candidates: list[Candidate]) -> list[_Row]:
    rows: dict[int, _Row] = {}
    prefix = field.pointer + "/"
    for candidate in candidates:
        if candidate.pointer.startswith(prefix):
            number, _, name = candidate.pointer[len(prefix) :].partition("/")
            rows.setdefault(int(number), _Row(engine, int(number), {})).cells.setdefault(name, candidate)
    return [rows[n] for n in sorted(rows)]


def _align(field: ListField, merged: list[list[_Row]], rows: list[_Row]) -> None:
    """Put each row to the group it is the same as: equal keys first, then the most equal cells.

    Rows that only the second engine has are kept where at least half of its rows met one (both read the same list) or the
    first engine has hardly any, and where they stand at places that the first engine did not read.
    """
    free = set(range(len(merged)))
    left: list[_Row] = []
    read = [c.figure for group in merged for c in group[0].cells.values()]
    few = len(merged) * 4 < len(rows)
    for row in rows:
        key = _key(field, row)
        at = next((n for n in sorted(free) if any(key) and _key(field, merged[n][0]) == key), None)
        if at is None:
            left.append(row)
        else:
            merged[at].append(row)
            free.discard(at)
    alone: list[_Row] = []
    for row in left:
        best = max((n for n in free if _may_meet(field, merged[n][0], row)), key=lambda n: _equal(merged[n][0], row), default=None)
        if best is not None and 2 * _equal(merged[best][0], row) > len(row.cells):
            merged[best].append(row)
            free.discard(best)
        else:
            alone.append(row)
    if few or 2 * (len(rows) - len(alone)) >= len(rows):
        merged += [[row] for row in alone if not any(c.figure.touches(place) for c in row.cells.values() for place in read)]


def _key(field: ListField, row: _Row) -> tuple[str, ...]:
    names = field.key or ("",)
    return tuple(same_key(row.cells[n].value) if n in row.cells else "" for n in names)


def _may_meet(field: ListField, one: _Row, other: _Row) -> bool:
    """Whether rows can be one: their keys don't contradict, or they were read from the same characters."""
    if not any(a and b and a != b for a, b in zip(_key(field, one), _key(field, other), strict=True)):
        return True
    return any(a.figure.touches(b.figure) for a in one.cells.values() for b in other.cells.values())


def _equal(one: _Row, other: _Row) -> int:
    return sum(same_key(one.cells[n].value) == same_key(c.value) for n, c in other.cells.items() if n in one.cells)


def _complete_rows(field: ListField, data: Any) -> None:
    """Every row has every property, in the schema's order: null and [] where nothing is stated."""
    for row in cast(list[Any], value_at(data, field.pointer)):
        if isinstance(row, dict):
            _complete(field, cast(dict[str, Any], row))


def _complete(field: ListField, row: dict[str, Any]) -> None:
    for item in field.fields:
        if value_at(row, item.pointer) is None:
            set_at(row, item.pointer, None)
    for inner in field.lists:
        if value_at(row, inner.pointer) is None:
            set_at(row, inner.pointer, [])
        for child in cast(list[Any], value_at(row, inner.pointer)):
            if isinstance(child, dict):
                _complete(inner, cast(dict[str, Any], child))
    order = list(dict.fromkeys(x.pointer.split("/")[1] for x in (*field.fields, *field.lists)))
    for name in sorted(row, key=lambda n: order.index(n) if n in order else len(order)):
        row[name] = row.pop(name)
