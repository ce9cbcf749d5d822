"""Whether data is an instance of a schema."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from extractor.errors import SchemaError
from extractor.schema.model import Schema
from extractor.schema.nodes import escaped
from extractor.words import Text

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

_COMPILED: dict[str, Draft202012Validator] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where data is no instance: a JSON Pointer into the data ("" is the whole; a missing property is said of its object)."""

    pointer: str
    message: Text


def validate_instance(schema: Schema, data: Any) -> list[Problem]:
    """Every Problem of `data`, in the data's order; [] for an instance.

    Decimal is a number and compared exactly, never through float. What JSON has no form for (NaN, bytes, a tuple) is a Problem too.
    Raises SchemaError where the schema itself is no JSON Schema.
    """
    from extractor.schema.wording import said_of

    foreign = list(_foreign(data, ""))
    if foreign:
        return foreign
    return [Problem("".join(f"/{escaped(p)}" for p in e.instance_path), said_of(e)) for e in compiled(schema).iter_errors(data)]


def compiled(schema: Schema) -> Draft202012Validator:
    """The validator of a schema, kept. Raises SchemaError where the schema itself is no JSON Schema."""
    import jsonschema_rs

    known = _COMPILED.get(schema.sha256)
    if known is None:
        try:
            known = jsonschema_rs.Draft202012Validator(dict(schema.document))
        except ValueError as e:
            raise SchemaError(
                Text("不是有效的 JSON Schema", "it is no valid JSON Schema"),
                Text("用 extractor schema lint 查看详情", "See extractor schema lint for details"),
                schema.name,
                "schema",
            ) from e
        _COMPILED[schema.sha256] = known
    return known


def _foreign(value: Any, pointer: str) -> Iterator[Problem]:
    if isinstance(value, Mapping):
        for name, child in cast(Mapping[Any, Any], value).items():
            if not isinstance(name, str):
                yield Problem(pointer, Text(f"属性名 {name!r} 不是文字", f"the name {name!r} is no string"))
            yield from _foreign(child, f"{pointer}/{escaped(name)}")
    elif isinstance(value, list):
        for n, child in enumerate(cast(list[Any], value)):
            yield from _foreign(child, f"{pointer}/{n}")
    elif isinstance(value, Decimal | float) and not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
        yield Problem(pointer, Text(f"{value} 不是有限的数", f"{value} is no finite number"))
    elif not isinstance(value, str | int | float | Decimal | None):
        kind = type(value).__name__
        yield Problem(pointer, Text(f"{kind} 不是 JSON 的值", f"{kind} is no JSON value"))
