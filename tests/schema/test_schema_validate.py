"""Data against a schema: where it is no instance, and that figures are never rounded on the way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractor.errors import SchemaError
from extractor.schema import Schema, schema_of, validate_instance

DOCUMENT = {
    "type": "object",
    "properties": {
        "amount": {"type": ["number", "null"], "multipleOf": 0.01, "maximum": 10000000},
        "count": {"type": ["integer", "null"]},
        "kind": {"enum": ["类", "款", None]},
        "a/b~c": {"type": ["string", "null"], "pattern": "^[0-9]+$", "minLength": 2},
        "rows": {
            "type": "array",
            "maxItems": 2,
            "uniqueItems": True,
            "items": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
        },
    },
    "required": ["amount"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return schema_of(DOCUMENT)


@pytest.mark.parametrize(
    "data",
    [
        {"amount": None},
        {"amount": Decimal("1323.56")},
        {"amount": Decimal("0.10")},
        {"amount": Decimal("1E+3"), "count": Decimal("3")},
        {"amount": Decimal("9999999.99"), "count": 3},
        {"amount": -0.5, "count": 0, "kind": "类", "a/b~c": "201", "rows": [{"name": "甲"}]},
    ],
)
def test_instances(schema: Schema, data: Any) -> None:
    assert validate_instance(schema, data) == []


@pytest.mark.parametrize(
    ("data", "pointer", "en", "zh"),
    [
        ([], "", "object is expected", "应为 对象"),
        ({}, "", "amount is missing", "缺少 amount"),
        ({"amount": 1, "sum": 2}, "", "not expected here: sum", "多出的属性：sum"),
        ({"amount": "1"}, "/amount", "number or null is expected", "数字"),
        ({"amount": True}, "/amount", "number or null is expected", "数字"),
        ({"amount": Decimal("1323.565")}, "/amount", "must be a multiple of 0.01", "整数倍"),
        # As floats these would be 1323.56 and 10000000.
        ({"amount": Decimal("1323.5600000000000000001")}, "/amount", "must be a multiple of 0.01", "整数倍"),
        ({"amount": Decimal("-1323.5600000000000000001")}, "/amount", "must be a multiple of 0.01", "整数倍"),
        ({"amount": Decimal("10000000.01")}, "/amount", "must be at most 10000000", "应不大于 10000000"),
        ({"amount": 1, "count": Decimal("3.5")}, "/count", "integer or null", "整数"),
        ({"amount": 1, "kind": "項"}, "/kind", "Known: 类, 款, null", "可用：类, 款, null"),
        ({"amount": 1, "a/b~c": "2x"}, "/a~1b~0c", "must match", "应符合格式"),
        ({"amount": 1, "a/b~c": "2"}, "/a~1b~0c", "no fewer characters than 2", "字数应不少于 2"),
        ({"amount": 1, "rows": [{"name": "甲"}, {}]}, "/rows/1", "name is missing", "缺少 name"),
        ({"amount": 1, "rows": [{"name": "甲"}, {"name": "甲"}]}, "/rows", "stands twice", "重复"),
        ({"amount": 1, "rows": [{"name": n} for n in "甲乙丙"]}, "/rows", "no more items than 2", "不多于 2"),
        ({"amount": Decimal("NaN")}, "/amount", "no finite number", "不是有限的数"),
        ({"amount": float("inf")}, "/amount", "no finite number", "不是有限的数"),
        ({"amount": 1, "a/b~c": b"12"}, "/a~1b~0c", "bytes is no JSON value", "bytes"),
        ({"amount": 1, "rows": ()}, "/rows", "tuple is no JSON value", "tuple"),
        ({"amount": 1, 2: 3}, "", "the name 2 is no string", "属性名 2"),
    ],
)
def test_one_problem(schema: Schema, data: Any, pointer: str, en: str, zh: str) -> None:
    (problem,) = validate_instance(schema, data)
    assert problem.pointer == pointer
    assert en in problem.message.en
    assert zh in problem.message.zh


def test_every_problem_is_found(schema: Schema) -> None:
    assert {p.pointer for p in validate_instance(schema, {"amount": "1", "count": 1.5, "kind": "x"})} == {"/amount", "/count", "/kind"}


def test_schemas_of_one_name_are_kept_apart() -> None:
    first, second = schema_of({"properties": {"a": {"type": "number"}}}), schema_of({"properties": {"a": {"type": "string"}}})
    assert (validate_instance(first, {"a": 1}), len(validate_instance(second, {"a": 1}))) == ([], 1)


def test_a_schema_that_is_none_is_the_operators_to_mend() -> None:
    with pytest.raises(SchemaError, match="no valid JSON Schema"):
        validate_instance(schema_of({"properties": {"a": {"type": "nubmer"}}}), {})
