"""Reply schemas derived from the user's schema, and what a valid reply says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

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
    """What a reading reply says; entries of another shape or of fields not asked for are left out."""
    known = {dotted(f.pointer): f.pointer for f in fields}
    listed = {dotted(x.pointer): x for x in lists}
    reply = cast(dict[str, Any], data) if isinstance(data, dict) else {}
    values = [
        Said(known[e["field"]], e["value"].strip(), _text(e, "quote"), _text(e, "block"))
        for e in _entries(reply, "values")
        if e.get("field") in known and isinstance(e.get("value"), str) and e["value"].strip()
    ]
    rows: list[SaidRow] = []
    for e in _entries(reply, "rows"):
        if e.get("list") in listed:
            cells = {str(c.get("property")): _text(c, "value") for c in _entries(e, "cells") if _text(c, "value")}
            rows.append(SaidRow(listed[e["list"]].pointer, cells, _text(e, "quote"), _text(e, "block")))
    for e in _entries(reply, "items"):
        if e.get("list") in listed and _text(e, "quote"):
            rows.append(SaidRow(listed[e["list"]].pointer, {}, _text(e, "quote"), _text(e, "block")))
    none = [listed[n].pointer for n in cast(list[Any], reply.get("none") or []) if isinstance(n, str) and n in listed]
    return values, rows, none


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
    """What a table reply says; parts of unknown tables or lists are left out."""
    listed = {dotted(x.pointer): x for x in lists}
    known = set(tables)
    reply = cast(dict[str, Any], data) if isinstance(data, dict) else {}
    found: list[MappedTable] = []
    for e in _entries(reply, "tables"):
        if e.get("table") not in known or e.get("list") not in listed:
            continue
        field = listed[e["list"]]
        names = set(column_names(field))
        columns = {
            c["property"]: int(c["column"])
            for c in _entries(e, "columns")
            if c.get("property") in names and isinstance(c.get("column"), int)
        }
        constants = {
            c["property"]: (int(c["row"]), int(c["column"]))
            for c in _entries(e, "constants")
            if c.get("property") in names and isinstance(c.get("row"), int) and isinstance(c.get("column"), int)
        }
        merged = tuple(n for n in cast(list[Any], e.get("merged") or []) if n in names)
        skip = tuple(n for n in cast(list[Any], e.get("skip") or []) if isinstance(n, str))
        found.append(
            MappedTable(
                e["table"], field.pointer, _int(e, "head_row"), _int(e, "first_row"), _int(e, "last_row"), columns, merged, constants, skip
            )
        )
    return found


def _int(entry: Mapping[str, Any], name: str) -> int:
    value = entry.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
