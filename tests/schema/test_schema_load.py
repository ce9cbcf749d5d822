"""Schema files become fields: plain ones, $refs, forms of labels, what nothing stated looks like."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import SchemaError
from extractor.schema import Label, Measure, Stage, empty_of, find_schema, load_schema, schema_of

Write = Callable[[dict[str, Any]], Path]
REPO = Path(__file__).resolve().parents[2]


def test_a_schema_without_any_x_word() -> None:
    schema = load_schema(find_schema("plain_example", REPO))
    assert (schema.name, schema.version) == ("plain", "0")
    assert [(f.pointer, f.type, f.labels) for f in schema.fields] == [
        ("/合同名称", "string", ()),
        ("/甲方", "string", ()),
        ("/乙方", "string", ()),
        ("/合同金额", "number", ()),
        ("/签订日期", "string", ()),
    ]
    assert schema.empty() == {"合同名称": None, "甲方": None, "乙方": None, "合同金额": None, "签订日期": None}


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ({"type": "number"}, "number"),
        ({"type": ["null", "integer"]}, "integer"),
        ({}, "string"),
        ({"enum": ["甲", None]}, "string"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number"),
        ({"oneOf": [{"type": "null"}, {"type": "integer", "x-unit": "人"}], "title": "人数"}, "integer"),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, "string"),
    ],
)
def test_the_type_a_field_is_read_as(node: dict[str, Any], kind: str) -> None:
    (field,) = schema_of({"properties": {"a": node}}).fields
    assert (field.pointer, field.type) == ("/a", kind)


def test_optional_objects_and_lists_are_gone_into() -> None:
    inner = {"type": "object", "properties": {"b": {"type": "number"}}}
    optional = {"anyOf": [inner, {"type": "null"}]}
    schema = schema_of({"properties": {"a": optional, "rows": {"type": "array", "items": optional}}})
    assert [f.pointer for f in schema.fields] == ["/a/b"]
    assert [(one.pointer, [f.pointer for f in one.fields]) for one in schema.lists] == [("/rows", ["/b"])]
    assert schema.empty() == {"a": {"b": None}, "rows": []}


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("收入 总计", Label("收入总计")),
        ("因公出国（境）费", Label("因公出国(境)费")),
        ({"label": "支出", "whole": True}, Label("支出", whole=True)),
        ({"label": "收入", "within": ["收 支"], "outside": ["（上年）"]}, Label("收入", ("收支",), ("(上年)",))),
        ({"label": "总计", "stage": "initial"}, Label("总计", stage=Stage.INITIAL)),
        ({"label": ""}, Label("")),
    ],
)
def test_forms_of_labels(said: Any, label: Label) -> None:
    (field,) = schema_of({"properties": {"a": {"type": "number", "x-labels": [said]}}}).fields
    assert field.labels == (label,)


def test_x_within_holds_for_labels_without_their_own_and_is_inherited() -> None:
    labels = ["接待费", {"label": "招待费", "within": ["公务"]}]
    group = {"type": "object", "x-within": ["三公"], "x-labels": labels, "properties": {"actual": {"type": "number"}}}
    (field,) = schema_of({"properties": {"a": group}}).fields
    assert field.labels == (Label("接待费", ("三公",)), Label("招待费", ("公务",)))


def test_groups_hand_labels_and_sections_down_until_a_field_has_its_own() -> None:
    own = {"type": "number", "x-labels": ["批次"], "x-sections": ["接待"]}
    group = {"type": "object", "x-labels": ["接待费"], "x-sections": ["三公"], "properties": {"actual": {"type": "number"}, "batches": own}}
    actual, batches = schema_of({"properties": {"a": group}}).fields
    assert (actual.labels, actual.sections) == ((Label("接待费"),), ("三公",))
    assert (batches.labels, batches.sections) == ((Label("批次"),), ("接待",))


def test_refs_are_followed_inside_the_folder(write: Write) -> None:
    path = write(
        {
            "s.schema.json": {
                "properties": {"a": {"$ref": "parts/b.json#/$defs/x~1y"}, "b": {"$ref": "#/$defs/money", "title": "乙"}},
                "$defs": {"money": {"type": "number"}},
            },
            "parts/b.json": {"$defs": {"x/y": {"type": "integer", "x-unit": "人", "x-measure": "share"}}},
        }
    )
    a, b = load_schema(path).fields
    assert (a.type, a.unit.symbol, a.measure) == ("integer", "人", Measure.SHARE)
    assert (b.type, b.title) == ("number", "乙")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"s.json": "{"}, "not valid JSON"),
        ({"s.json": "[]"}, "no JSON object"),
        ({"s.json": {"type": "object"}}, "no properties"),
        ({"s.json": {"properties": {"a": {"$ref": "#/$defs/b"}}}}, "leads nowhere"),
        ({"s.json": {"properties": {"a": {"$ref": "#b"}}}}, "leads nowhere"),
        ({"s.json": {"properties": {"a": {"$ref": "b.json"}}}}, "cannot open"),
        ({"s.json": {"properties": {"a": {"$ref": "b.json"}}}, "b.json": "{"}, "not valid JSON"),
        ({"in/s.json": {"properties": {"a": {"$ref": "../b.json"}}}, "b.json": {}}, "out of the schema's folder"),
        ({"s.json": {"properties": {"a": {"$ref": "https://example.org/s.json"}}}}, "out of the schema's folder"),
        ({"s.json": {"properties": {"a": {"$ref": "b.json"}}}, "b.json": {"properties": {"b": {"$ref": "s.json"}}}}, "in a circle"),
        ({"s.json": {"properties": {"a": {"x-stage": "end"}}}}, '"end" is unknown'),
        ({"s.json": {"properties": {"a": {"x-measure": "percent"}}}}, '"percent" is unknown'),
    ],
)
def test_what_can_not_be_loaded(write: Write, files: dict[str, Any], words: str) -> None:
    with pytest.raises(SchemaError) as raised:
        load_schema(write(files))
    assert words in raised.value.said.en
    assert raised.value.remedy.zh


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"s.json": {"properties": {"a": {"type": "nubmer"}}}}, "s.json#/properties/a/type"),
        ({"s.json": {"properties": {"a": {"minimum": "3"}}}}, "s.json#/properties/a/minimum"),
        ({"s.json": {"properties": {"a": {"$ref": "b.json"}}}, "b.json": {"pattern": "("}}, "b.json#/pattern"),
        ({"s.json": {"properties": {"a": {"x-labels": [3]}}}}, "s.json#/properties/a/x-labels/0"),
        ({"s.json": {"properties": {"a": {"x-labels": [{"within": ["甲"]}]}}}}, "s.json#/properties/a/x-labels/0"),
        ({"s.json": {"properties": {"a": {"x-stage": "end"}}}}, "s.json#/properties/a/x-stage"),
        ({"s.json": "[" * 100_000}, "s.json"),
    ],
)
def test_what_can_not_be_loaded_has_a_place(write: Write, files: dict[str, Any], where: str) -> None:
    with pytest.raises(SchemaError) as raised:
        load_schema(write(files))
    assert raised.value.document == where and raised.value.said.zh


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ({"x-unit": "%"}, Measure.RATE), ({"x-unit": "％"}, Measure.RATE), ({"x-unit": "分"}, Measure.SCORE),
        ({"x-unit": "万元"}, Measure.AMOUNT),
        ({}, Measure.AMOUNT), ({"x-unit": "个百分点"}, Measure.AMOUNT), ({"x-unit": "%", "x-measure": "share"}, Measure.SHARE),
        ({"x-unit": "%", "x-measure": "amount"}, Measure.AMOUNT), ({"x-unit": "分", "x-measure": "rate"}, Measure.RATE),
    ],
)  # fmt: skip
def test_a_unit_implies_the_measure_where_none_is_named(words: dict[str, str], measure: Measure) -> None:
    (field,) = schema_of({"properties": {"a": {"type": "number", **words}}}).fields
    assert field.measure is measure


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="cannot open"):
        load_schema(tmp_path / "s.json")


@pytest.mark.parametrize(
    ("node", "empty"),
    [
        ({"type": ["number", "null"]}, None),
        ({"type": "array", "items": {}}, []),
        ({"items": {}}, []),
        ({"type": ["array", "null"]}, []),
        ({"properties": {"a": {"properties": {"b": {"type": "string"}}}, "c": {"type": "array"}}}, {"a": {"b": None}, "c": []}),
        ({"anyOf": [{"type": "null"}, {"type": "array"}]}, []),
    ],
)
def test_nothing_stated(node: dict[str, Any], empty: Any) -> None:
    assert empty_of(node) == empty


def test_importing_loads_no_validator() -> None:
    code = "import sys, extractor.schema; print(sorted({'jsonschema', 'jsonschema_rs', 'pydantic', 'langchain_core'} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
