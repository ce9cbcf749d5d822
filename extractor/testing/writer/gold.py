"""The gold file of a written report: what was printed where, turned into data, evidence, relations and phrasing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, cast

from extractor.content import content_folder
from extractor.pointers import set_at
from extractor.testing.writer.facts import Facts
from extractor.testing.writer.judged import Stated
from extractor.testing.writer.pen import Mark
from extractor.testing.writer.quotes import Quotes

_LISTS = (
    *("functional_expenditures", "economic_expenditures", "projects", "project_indicators", "indicators", "assets/items"),
    *("organisation/internal_units", "organisation/subordinate_units", "survey/questions", "narrative/problems", "narrative/measures"),
    *("evaluation/parts", "evaluation/weights", "evaluation/bands"),
)
"""The schema's lists: their rows are numbered anew in the order in which the report prints them."""


def gold_of(
    name: str, text: str, facts: Facts, marks: Sequence[Mark], stated: Sequence[Stated], notes: Mapping[int, str]
) -> dict[str, Any]:
    """The gold object. `notes`: by number of the equation, what was planted there."""
    shown = [m for m in marks if not m.key.startswith("~")]
    numbers = _numbers(shown)
    quotes = Quotes(text)
    by_key: dict[str, list[Mark]] = defaultdict(list)
    for mark in shown:
        by_key[mark.key].append(mark)
    data = _empty()
    evidence: dict[str, list[str]] = {}
    phrasing: dict[str, str] = {}
    for key, prints in by_key.items():
        pointer = _pointer(key, numbers)
        gold = next((m for m in prints if not m.table), prints[0])  # running text goes before a table
        set_at(data, pointer, _plain(gold.value))
        same = [m for m in prints if m.value == gold.value]
        evidence[pointer] = list(dict.fromkeys(quotes.around(m) for m in [gold, *same]))
        phrasing[pointer] = "kept_out" if all(m.kept_out for m in same) else "known"
    for key, value in facts.implied.items():
        row, _, _ = key.rpartition("/")
        if (lead := _lead(row, by_key)) is not None:
            pointer = _pointer(key, numbers)
            set_at(data, pointer, value)
            phrasing[pointer] = "known"
            evidence[pointer] = evidence[_pointer(lead if key.endswith("/level") else _said(value, by_key), numbers)]
    return {
        "report": f"{name}.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "schema": "department_report",
        "data": _completed(data, _root()),
        "evidence": {p: q for p, q in evidence.items() if q},
        "phrasing": phrasing,
        "relations": [_relation(n, s, facts, quotes, notes.get(n, "")) for n, s in enumerate(stated)],
    }


def _lead(row: str, prints: Mapping[str, Sequence[Mark]]) -> str | None:
    """What makes a row a row: the print of its name; the amount of an account must be printed as well."""
    for name in ("name", "level3"):
        if f"{row}/{name}" in prints:
            needs_amount = row.startswith(("functional", "economic"))
            return f"{row}/{name}" if not needs_amount or f"{row}/amount" in prints else None
    return None


def _said(words: str, prints: Mapping[str, Sequence[Mark]]) -> str:
    """The name that is printed with these words: what a row lies under."""
    return next(key for key, marks in prints.items() if key.endswith("/name") and marks[0].value == words)


def _numbers(marks: Sequence[Mark]) -> dict[str, dict[str, int]]:
    """For each list: the number of each of its rows in the order of print."""
    found: dict[str, dict[str, int]] = {name: {} for name in _LISTS}
    for mark in sorted(marks, key=lambda m: m.start):
        for name in _LISTS:
            if mark.key.startswith(name + "/"):
                row = mark.key[len(name) + 1 :].partition("/")[0]
                found[name].setdefault(row, len(found[name]))
    return found


def _pointer(key: str, numbers: Mapping[str, Mapping[str, int]]) -> str:
    for name, rows in numbers.items():
        if key.startswith(name + "/"):
            row, slash, rest = key[len(name) + 1 :].partition("/")
            return f"/{name}/{rows[row]}{slash}{rest}"
    return "/" + key


def _plain(value: Decimal | str) -> int | float | str:
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


@cache
def _root() -> dict[str, Any]:
    """The schema as one JSON object. Read once: it is the same for every report."""
    from extractor.schema import find_schema, load_schema

    return dict(load_schema(find_schema("department_report", content_folder("schemas"))).document)


def _empty() -> dict[str, Any]:
    from extractor.schema import empty_of

    return empty_of(_root())


def _completed(data: Any, node: dict[str, Any]) -> Any:
    """The data with null for every property that a row doesn't state."""
    from extractor.schema import empty_of

    if isinstance(data, list) and "items" in node:
        return [_completed(row, node["items"]) for row in cast(list[Any], data)]
    if isinstance(data, dict) and "properties" in node:
        given = cast(dict[str, Any], data)
        return {k: _completed(given[k], child) if k in given else empty_of(child) for k, child in node["properties"].items()}
    return cast(Any, data)


def _relation(number: int, stated: Stated, facts: Facts, quotes: Quotes, note: str) -> dict[str, Any]:
    verdict, computed = stated.judged()
    operands = [_term(m, facts, quotes) for m in stated.operands]
    by_key = {o.key: o for o in stated.owed.operands}
    for mark, term in zip(stated.operands, operands, strict=True):
        operand = by_key[mark.key]
        if operand.sign < 0:
            term["sign"] = -1
        if operand.weight is not None:
            term["weight"] = float(operand.weight)
    return {
        "id": f"W-{number + 1:03d}",
        "kind": str(stated.owed.kind),
        "stated": stated.stated,
        "where": "",
        "claim": _term(stated.claim, facts, quotes),
        "operands": operands,
        "verdict": str(verdict),
        "computed": computed,
        "note": note,
    }


def _term(mark: Mark, facts: Facts, quotes: Quotes) -> dict[str, Any]:
    term: dict[str, Any] = {"label": _label(mark.key, facts), "quote": quotes.around(mark)}
    if not isinstance(mark.value, str):
        term["value"] = _plain(mark.value)
    return term


def _label(key: str, facts: Facts) -> str:
    """What a person calls the figure: its row's name, else the schema's name of it."""
    row, _, last = key.rpartition("/")
    name = facts.values.get(f"{row}/name") or facts.values.get(f"{row}/level3") or facts.values.get(f"{row}/level1")
    return f"{name} {last}" if name else key.removeprefix("~/")
