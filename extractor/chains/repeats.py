"""The same questions asked several times: how often a reply gave the value that the first one gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.chains.answers import Reader
from extractor.chains.questions import Question
from extractor.chains.replies import Reading
from extractor.grounding import Candidate, Repeated
from extractor.reconcile import same_key
from extractor.schema import ListField, Schema

_ROW = re.compile(r"/(?P<number>\d+)(?:/(?P<rest>.*))?")
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered, and each reply to it: the first one first."""

    question: Question
    replies: tuple[Reading, ...]

    @property
    def pointers(self) -> frozenset[str]:
        """The single fields and lists that it asks for."""
        return frozenset(x.pointer for x in (*self.question.fields, *self.question.lists))


def counted(reader: Reader, schema: Schema, candidates: Sequence[Candidate], asked: Sequence[Asked]) -> list[Candidate]:
    """The candidates, each with how many replies to its question gave its value.

    A value counts where code grounds it; that of a row also where another reply has it in a row of the same key. Cells of
    tables and values nobody asked for more than once stay as they are.
    """
    told = [[_told(reader, schema, reply) for reply in a.replies] for a in asked]
    made: list[Candidate] = []
    for candidate, keys in _keyed(schema.lists, candidates):
        listed = _list_of(schema.lists, candidate)
        pointer = listed.pointer if listed is not None else candidate.pointer
        sets = [values for a, values in zip(asked, told, strict=True) if pointer in a.pointers]
        # Of a question in parts a round counts as far as all parts were answered in it.
        rounds = [set[_Key]().union(*parts) for parts in zip(*sets, strict=False)]
        same = sum(not keys.isdisjoint(values) for values in rounds)
        from_table = listed is not None and (not rounds or keys.isdisjoint(rounds[0]))
        made.append(candidate if len(rounds) < 2 or from_table else replace(candidate, repeated=Repeated(len(rounds), same)))
    return made


def _told(reader: Reader, schema: Schema, reply: Reading) -> frozenset[_Key]:
    fields = {f.pointer: f for f in schema.fields}
    read = [*(reader.value(fields[s.pointer], s) for s in reply.values), *reader.rows(schema.lists, reply.rows)]
    kept = [c for c in read if isinstance(c, Candidate)]
    return frozenset(key for _, keys in _keyed(schema.lists, kept) for key in keys)


def _keyed(lists: Sequence[ListField], candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, frozenset[_Key]]]:
    """Each candidate with what must be equal in two replies; of a cell its row's key or its place, for rows are numbered anew."""
    names: dict[tuple[str, str], dict[str, str]] = {}
    cells: list[tuple[Candidate, ListField | None, str, str]] = []
    for candidate in candidates:
        listed = _list_of(lists, candidate)
        number, rest = _place(listed, candidate)
        if listed is not None and rest in listed.key:
            names.setdefault((listed.pointer, number), {})[rest] = same_key(candidate.value)
        cells.append((candidate, listed, number, rest))
    for candidate, listed, number, rest in cells:
        value = same_key(candidate.value)
        if listed is None:
            yield candidate, frozenset({(candidate.pointer, value)})
            continue
        of_row = names.get((listed.pointer, number), {})
        key = tuple(of_row.get(name, "") for name in listed.key)
        here = (listed.pointer, rest, value, "at", str(candidate.figure.start))
        named = {(listed.pointer, rest, value, *key)} if any(key) or not listed.fields else set[_Key]()
        yield candidate, frozenset({here, *named})


def _list_of(lists: Iterable[ListField], candidate: Candidate) -> ListField | None:
    return next((x for x in lists if candidate.pointer.startswith(x.pointer + "/")), None)


def _place(listed: ListField | None, candidate: Candidate) -> tuple[str, str]:
    found = _ROW.fullmatch(candidate.pointer[len(listed.pointer) :]) if listed is not None else None
    return (found["number"], found["rest"] or "") if found else ("", "")
