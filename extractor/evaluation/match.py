"""One document's prediction against its gold, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, cast

from extractor.evaluation.align import RowView, aligned, best
from extractor.evaluation.outcome import Cell, Outcome
from extractor.evaluation.same import alike, normal, outcome_of
from extractor.schema import ListField, Schema
from extractor.schema.nodes import escaped


class Matcher:
    """Compares instances of one schema. What the schema doesn't know is compared too, without keys and as it stands."""

    def __init__(self, schema: Schema) -> None:
        self.lists = dict(schema.every_list())
        self.narrative = {p for p, listed in self.lists.items() if listed.scalar is not None and listed.scalar.compare == "narrative"}
        self.texts = {f.pointer for f in schema.fields if f.compare == "narrative"} | {f"{p}/*" for p in self.narrative}

    def cells(self, gold: Any, predicted: Any) -> list[Cell]:
        """All cells that either fills, in the order of the gold."""
        return list(self._node(gold, predicted, "", "", ""))

    def _node(self, gold: Any, said: Any, pointer: str, at: str, field: str) -> Iterator[Cell]:
        if gold is not None and said is not None and _form(gold) is not _form(said):
            # An object where a figure belongs: neither side's cells leave the count.
            yield from (Cell(pointer + p, field + f, Outcome.MISSED, v) for p, f, v in _leaves(gold, "", ""))
            yield from (Cell(at + p, field + f, Outcome.INVENTED, None, v, at + p) for p, f, v in _leaves(said, "", ""))
        elif isinstance(gold, dict) or isinstance(said, dict):
            yield from self._object(_mapping(gold), _mapping(said), pointer, at, field)
        elif isinstance(gold, list) or isinstance(said, list):
            yield from self._list(_items(gold), _items(said), pointer, at, field)
        else:
            outcome = outcome_of(gold, said, narrative=field in self.texts)
            if outcome is not None:
                yield _cell(outcome, gold, said, pointer, at, field)

    def _object(self, gold: Mapping[str, Any], said: Mapping[str, Any], pointer: str, at: str, field: str) -> Iterator[Cell]:
        for name in dict.fromkeys((*gold, *said)):
            part = f"/{escaped(name)}"
            yield from self._node(gold.get(name), said.get(name), pointer + part, at + part, field + part)

    def _list(self, gold: list[Any], said: list[Any], pointer: str, at: str, field: str) -> Iterator[Cell]:
        """Rows in pairs, then those without one. Empty rows count on neither side."""
        pairs = dict(self._pairs(gold, said, field))
        for g, row in enumerate(gold):
            s = pairs.get(g)
            yield from self._node(
                row, said[s] if s is not None else None, f"{pointer}/{g}", f"{at}/{s}" if s is not None else "", f"{field}/*"
            )
        taken = set(pairs.values())
        for s, row in enumerate(said):
            if s not in taken:
                yield from self._node(None, row, f"{at}/{s}", f"{at}/{s}", f"{field}/*")

    def _pairs(self, gold: list[Any], said: list[Any], field: str) -> list[tuple[int, int]]:
        listed = self.lists.get(field)
        ordered = listed is not None and listed.ordered
        if field in self.narrative:
            return best([[int(alike(g, s)) * (2 if normal(g) == normal(s) else 1) for s in said] for g in gold])
        here, there = ([_view(r, listed) for r in rows] for rows in (gold, said))
        return aligned(here, there, ordered=ordered)


def missed(gold: Any) -> list[Cell]:
    """All cells of a document that has no result."""
    found = [(p, f, v) for p, f, v in _leaves(gold, "", "")]
    return [Cell(p, f, Outcome.FAILED_DOCUMENT, v) for p, f, v in found]


def _cell(outcome: Outcome, gold: Any, said: Any, pointer: str, at: str, field: str) -> Cell:
    here = at if outcome.predicted else ""
    return Cell(here if outcome is Outcome.INVENTED else pointer, field, outcome, gold, said, here)


def _view(row: Any, listed: ListField | None) -> RowView:
    cells: Counter[Hashable] = Counter((f, normal(v)) for _, f, v in _leaves(row, "", ""))
    if listed is None or not listed.key or not isinstance(row, dict):
        return RowView(None, cells)
    values = tuple(normal(cast(dict[str, Any], row).get(name)) for name in listed.key)
    return RowView(values if any(v is not None for v in values) else None, cells)


def _leaves(node: Any, pointer: str, field: str) -> Iterator[tuple[str, str, Any]]:
    """Every stated scalar: its pointer, its field, its value."""
    if isinstance(node, dict):
        for name, inner in cast(dict[str, Any], node).items():
            part = f"/{escaped(name)}"
            yield from _leaves(inner, pointer + part, field + part)
    elif isinstance(node, list):
        for n, inner in enumerate(cast(list[Any], node)):
            yield from _leaves(inner, f"{pointer}/{n}", f"{field}/*")
    elif normal(node) is not None:
        yield pointer, field, node


def _form(node: Any) -> type:
    return dict if isinstance(node, dict) else list if isinstance(node, list) else object


def _mapping(node: Any) -> Mapping[str, Any]:
    return cast(dict[str, Any], node) if isinstance(node, dict) else {}


def _items(node: Any) -> list[Any]:
    return cast(list[Any], node) if isinstance(node, list) else []
