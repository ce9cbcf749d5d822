"""Reply schemas derived from the user's schema, and what a valid reply says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from extractor.llm.parsing import printed_number
from extractor.schema import Field, ListField


@dataclass(frozen=True, slots=True)
class Said:
    """One value as a model gave it: as printed, with the quote and the block it stands in."""

    pointer: str
    value: str
    quote: str
    block: str


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One row of a list; `cells` by property as printed (empty for a list of strings: the quote is the value)."""

    pointer: str
    cells: Mapping[str, str]
    quote: str
    block: str


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


def read_reply(data: Any, fields: Iterable[Field], lists: Iterable[ListField]) -> tuple[list[Said], list[SaidRow], list[str]]:
    """What a reading reply says; entries of another shape or of fields not asked for are left out.

    Raises ValueError where the reply as a whole has another shape: nothing it says could be told from silence.
    """
    known = {dotted(f.pointer): f.pointer for f in fields}
    listed = {dotted(x.pointer): x for x in lists}
    reply = _reply(data, ("values", "rows", "items", "none"), ("values", "rows", "items"))
    values = [
        Said(known[_text(e, "field")], _value(e), _text(e, "quote"), _text(e, "block"))
        for e in _entries(reply, "values")
        if _text(e, "field") in known and _value(e)
    ]
    rows: list[SaidRow] = []
    for e in _entries(reply, "rows"):
        if _text(e, "list") in listed:
            cells = {_text(c, "property"): _value(c) for c in _entries(e, "cells") if _value(c)}
            rows.append(SaidRow(listed[_text(e, "list")].pointer, cells, _text(e, "quote"), _text(e, "block")))
    for e in _entries(reply, "items"):
        if _text(e, "list") in listed and _text(e, "quote"):
            rows.append(SaidRow(listed[_text(e, "list")].pointer, {}, _text(e, "quote"), _text(e, "block")))
    none = [listed[n].pointer for n in _strings(reply, "none") if n in listed]
    return values, rows, none


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
    found = reply.get(name)
    for entry in cast(list[Any], found) if isinstance(found, list) else []:
        if isinstance(entry, dict):
            yield cast(dict[str, Any], entry)


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
