"""department_report is exactly the contract in tests/cases/fields.tsv, and the gold files are instances of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.schema import ListField, Schema, find_schema, lint, load_schema, validate_instance

REPO = Path(__file__).resolve().parents[2]
GOLD = sorted((REPO / "eval" / "gold").glob("*.json"))


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(find_schema("department_report", REPO))


def rows_of(level: Schema | ListField, base: str = "") -> Iterator[tuple[str, str, str]]:
    for field in level.fields:
        yield f"{base}{field.pointer}", "|".join(field.enum) or field.type, field.unit.symbol
    for inner in level.lists:
        pointer = f"{base}{inner.pointer}"
        yield pointer, f"[{inner.scalar.type}]" if inner.scalar else "[object]", ""
        yield from rows_of(inner, f"{pointer}/*")


def test_the_schema_has_the_fields_of_the_contract_and_no_other(schema: Schema) -> None:
    with (REPO / "tests" / "cases" / "fields.tsv").open(encoding="utf-8", newline="") as lines:
        contract = [(r["pointer"], r["type"], r["unit"]) for r in csv.DictReader(lines, delimiter="\t")]
    assert len({pointer for pointer, _, _ in contract}) == len(contract)
    assert sorted(rows_of(schema)) == sorted(contract)


def objects(node: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield pointer, node
        for name, child in node.items():
            yield from objects(child, f"{pointer}/{name}")


def test_every_object_is_closed_and_complete(schema: Schema) -> None:
    for pointer, node in objects(schema.document):
        assert node["required"] == list(node["properties"]), pointer
        assert node["additionalProperties"] is False, pointer


def test_nothing_stated_is_an_instance(schema: Schema) -> None:
    assert validate_instance(schema, schema.empty()) == []


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_gold_is_an_instance(schema: Schema, path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    assert gold["schema"] == schema.name
    assert [(p.pointer, p.message.en) for p in validate_instance(schema, gold["data"])] == []


def test_there_is_gold() -> None:
    assert GOLD


@pytest.mark.parametrize("name", ["department_report", "contract", "plain"])
def test_our_schemas_have_no_error(name: str) -> None:
    assert [(f.file, f.pointer, f.message.en) for f in lint(find_schema(name, REPO)) if f.level == "error"] == []
