"""Reply schemas derived from the user's schema, and what a valid reply says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from extractor.llm.parsing import printed_number
from extractor.llm.tokens import Certainty, Path
from extractor.schema import Field, ListField


@dataclass(frozen=True, slots=True)
class Said:
    """One value as a model gave it: as printed, with the quote and the block it stands in; `sureness` as in a Candidate."""

    pointer: str
    value: str
    quote: str
    block: str
    sureness: float | None = None


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One row of a list; `cells` by property as printed (empty for a list of strings: the quote is the value).

    `sureness` by property, "" for the quote of a list of strings; nothing where the endpoint did not tell.
    """

    pointer: str
    cells: Mapping[str, str]
    quote: str
    block: str
    sureness: Mapping[str, float | None] = field(default_factory=dict[str, float | None])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading reply says; `none`: pointers of lists that it calls empty."""

    values: tuple[Said, ...] = ()
    rows: tuple[SaidRow, ...] = ()
    none: tuple[str, ...] = ()

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.values + other.values, self.rows + other.rows, self.none + other.none)


@dataclass(frozen=True, slots=True)
class MappedTable:
    """How one part of a table gives a list's rows; rows and columns are 1-based as shown, 0 where not said."""

    table: str
    pointer: str
    head_row: int
    first_row: int
    last_row: int
    columns: Mapping[str, int]
    merged: tuple[str, ...]
    constants: Mapping[str, tuple[int, int]]
    skip: tuple[str, ...]


def dotted(pointer: str) -> str:
    """A pointer as the prompts write it: /accounts/basic_expenditure is accounts.basic_expenditure."""
    return pointer.strip("/").replace("/", ".")


def _object(properties: dict[str, Any], required: Iterable[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


_FEW = 40
_STRING: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "integer"}


def read_schema(fields: Iterable[Field], lists: Iterable[ListField]) -> dict[str, Any]:
    """The reply of a reading question: values of the fields asked, rows of the lists asked."""
    properties: dict[str, Any] = {}
    names = [dotted(f.pointer) for f in fields]
    lists = list(lists)
    if names:
        # The names stand in the prompt; repeating a hundred of them in the schema would cost as much as a page of the report.
        field: dict[str, Any] = {"enum": names} if len(names) <= _FEW else _STRING
        properties["values"] = {"type": "array", "items": _object({"field": field, "value": _STRING, "quote": _STRING, "block": _STRING})}
    of_objects = [x for x in lists if x.fields]
    of_scalars = [x for x in lists if not x.fields]
    if of_objects:
        cell = _object({"property": {"enum": sorted({f.name for x in of_objects for f in x.fields})}, "value": _STRING})
        properties["rows"] = {
            "type": "array",
            "items": _object(
                {
                    "list": {"enum": [dotted(x.pointer) for x in of_objects]},
                    "cells": {"type": "array", "items": cell},
                    "quote": _STRING,
                    "block": _STRING,
                }
            ),
        }
    if of_scalars:
        properties["items"] = {
            "type": "array",
            "items": _object({"list": {"enum": [dotted(x.pointer) for x in of_scalars]}, "quote": _STRING, "block": _STRING}),
        }
    if lists:
        properties["none"] = {"type": "array", "items": {"enum": [dotted(x.pointer) for x in lists]}}
    return _object(properties)


def read_reply(data: Any, fields: Iterable[Field], lists: Iterable[ListField], sure: Certainty | None = None) -> Reading:
    """What a reading reply says; entries of another shape or of fields not asked for are left out.

    `sure`: how sure the model was of the reply's values. Raises ValueError where the reply as a whole has another shape:
    nothing it says could be told from silence.
    """
    known = {dotted(f.pointer): f for f in fields}
    listed = {dotted(x.pointer): x for x in lists}
    reply = _reply(data, ("values", "rows", "items", "none"), ("values", "rows", "items"))
    values: list[Said] = []
    for n, e in _numbered(reply, "values"):
        if (asked := known.get(_text(e, "field"))) is not None and (value := _value(e)):
            sureness = _sureness(sure, ("values", n, "value"), value, asked)
            values.append(Said(asked.pointer, value, _text(e, "quote"), _text(e, "block"), sureness))
    rows = [_row(e, x, sure, n) for n, e in _numbered(reply, "rows") if (x := listed.get(_text(e, "list"))) is not None]
    for n, e in _numbered(reply, "items"):
        if (x := listed.get(_text(e, "list"))) is not None and (quote := _text(e, "quote")):
            rows.append(SaidRow(x.pointer, {}, quote, _text(e, "block"), {"": _sureness(sure, ("items", n, "quote"), quote, None)}))
    none = tuple(listed[n].pointer for n in _strings(reply, "none") if n in listed)
    return Reading(tuple(values), tuple(rows), none)


def _row(entry: Mapping[str, Any], asked: ListField, sure: Certainty | None, number: int) -> SaidRow:
    cells: dict[str, str] = {}
    sureness: dict[str, float | None] = {}
    for n, cell in _numbered(entry, "cells"):
        if value := _value(cell):
            name = _text(cell, "property")
            cells[name] = value
            sureness[name] = _sureness(sure, ("rows", number, "cells", n, "value"), value, asked.field(name))
    return SaidRow(asked.pointer, cells, _text(entry, "quote"), _text(entry, "block"), sureness)


def _sureness(sure: Certainty | None, path: Path, value: str, asked: Field | None) -> float | None:
    """One wrong digit makes another figure, code or date; words are sure as a whole."""
    if sure is None:
        return None
    digits = (asked is not None and asked.numeric) or not any(c.isalpha() for c in value)
    least = sure.of_digits(path) if digits else None
    return sure.of_words(path) if least is None else least


def sections_schema(modules: Iterable[str]) -> dict[str, Any]:
    """The reply of a locating question: sections by module."""
    place = _object({"module": {"enum": list(modules)}, "sections": {"type": "array", "items": _STRING}})
    return _object({"places": {"type": "array", "items": place}})


def sections_reply(data: Any, modules: Iterable[str]) -> dict[str, frozenset[int]]:
    """Section numbers by module, as a locating reply names them (s12). Raises ValueError as `read_reply` does."""
    known = set(modules)
    return {
        _text(e, "module"): frozenset(int(s[1:]) for s in _strings(e, "sections") if re.fullmatch(r"s[0-9]{1,6}", s))
        for e in _entries(_reply(data, ("places",), ("places",)), "places")
        if _text(e, "module") in known
    }


def _reply(data: Any, names: Iterable[str], lists: Iterable[str]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError("no object")
    reply = cast(dict[str, Any], data)
    if reply and not any(n in reply for n in names):
        raise ValueError(f"none of {', '.join(names)}")
    if wrong := [n for n in lists if not isinstance(reply.get(n) or [], list)]:
        raise ValueError(f"{', '.join(wrong)} is no list")
    return reply


def _strings(entry: Mapping[str, Any], name: str) -> list[str]:
    found = entry.get(name)
    return [s.strip() for s in cast(list[Any], found) if isinstance(s, str)] if isinstance(found, list) else []


def _value(entry: Mapping[str, Any]) -> str:
    """A value as printed: models that no schema holds write a figure as a JSON number, a yes as true."""
    value = entry.get("value")
    if isinstance(value, bool):
        return str(value).lower()
    return printed_number(value) or _text(entry, "value")


def _entries(reply: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    return (entry for _, entry in _numbered(reply, name))


def _numbered(reply: Mapping[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a list with their positions in it."""
    found = reply.get(name)
    for n, entry in enumerate(cast(list[Any], found) if isinstance(found, list) else []):
        if isinstance(entry, dict):
            yield n, cast(dict[str, Any], entry)


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) else ""


def map_schema(lists: Iterable[ListField], tables: Iterable[str]) -> dict[str, Any]:
    """The reply of a table question: parts of tables that hold a list's rows."""
    asked = list(lists)
    properties = sorted({name for x in asked for name in column_names(x)})
    place = _object({"property": {"enum": properties}, "row": _NUMBER, "column": _NUMBER})
    return _object(
        {
            "tables": {
                "type": "array",
                "items": _object(
                    {
                        "table": {"enum": list(tables)},
                        "list": {"enum": [dotted(x.pointer) for x in asked]},
                        "head_row": _NUMBER,
                        "first_row": _NUMBER,
                        "last_row": _NUMBER,
                        "columns": {"type": "array", "items": _object({"property": {"enum": properties}, "column": _NUMBER})},
                        "merged": {"type": "array", "items": {"enum": properties}},
                        "constants": {"type": "array", "items": place},
                        "skip": {"type": "array", "items": _STRING},
                    }
                ),
            }
        }
    )


def column_names(field: ListField) -> list[str]:
    """The properties of a list's item that a column may give; those of an inner list are written inner.name."""
    return [f.name for f in field.fields] + [f"{x.name}.{f.name}" for x in field.lists for f in x.fields]


def map_reply(data: Any, lists: Iterable[ListField], tables: Iterable[str]) -> list[MappedTable]:
    """What a table reply says; parts of unknown tables or lists are left out. Raises ValueError as `read_reply` does."""
    listed = {dotted(x.pointer): x for x in lists}
    known = set(tables)
    found: list[MappedTable] = []
    for e in _entries(_reply(data, ("tables",), ("tables",)), "tables"):
        table = _text(e, "table")
        if table not in known or _text(e, "list") not in listed:
            continue
        field = listed[_text(e, "list")]
        names = set(column_names(field))
        columns = {
            _text(c, "property"): _int(c, "column") for c in _entries(e, "columns") if _text(c, "property") in names and _int(c, "column")
        }
        constants = {
            _text(c, "property"): (_int(c, "row"), _int(c, "column"))
            for c in _entries(e, "constants")
            if _text(c, "property") in names and _int(c, "row") and _int(c, "column")
        }
        merged = tuple(n for n in _strings(e, "merged") if n in names)
        rows = (_int(e, "head_row"), _int(e, "first_row"), _int(e, "last_row"))
        found.append(MappedTable(table, field.pointer, *rows, columns, merged, constants, tuple(_strings(e, "skip"))))
    return found


def _int(entry: Mapping[str, Any], name: str) -> int:
    value = entry.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
