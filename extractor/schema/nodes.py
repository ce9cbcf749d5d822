"""The places of a JSON Schema document that hold schemas, by JSON Pointer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from extractor.schema.model import JsonObject

_SINGLE = (
    "items",
    "contains",
    "additionalProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
    "contentSchema",
)
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
KEYWORDS = frozenset(
    {
        *_SINGLE,
        *_NAMED,
        *_LISTED,
        "$schema",
        "$id",
        "$ref",
        "$anchor",
        "$dynamicRef",
        "$dynamicAnchor",
        "$vocabulary",
        "$comment",
        "title",
        "description",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "examples",
        "type",
        "enum",
        "const",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minContains",
        "maxContains",
        "minProperties",
        "maxProperties",
        "required",
        "dependentRequired",
        "contentEncoding",
        "contentMediaType",
    }
)


@dataclass(frozen=True, slots=True)
class Node:
    """One schema inside a document: its JSON Pointer ("" is the document) and whether it stands for a value (not in $defs, not …)."""

    pointer: str
    content: JsonObject
    value: bool


def nodes(document: Any, pointer: str = "", value: bool = True) -> Iterator[Node]:
    """Every object schema of `document`, outermost first; what is no schema is passed over."""
    if not isinstance(document, Mapping):
        return
    node = cast(JsonObject, document)
    yield Node(pointer, node, value)
    for word in _SINGLE:
        yield from nodes(node.get(word), f"{pointer}/{word}", value and word == "items")
    for word in _NAMED:
        children = node.get(word)
        if isinstance(children, Mapping):
            for name, child in cast(JsonObject, children).items():
                yield from nodes(child, f"{pointer}/{word}/{escaped(name)}", value and word == "properties")
    for word in _LISTED:
        children = node.get(word)
        if isinstance(children, list):
            for n, child in enumerate(cast(list[Any], children)):
                yield from nodes(child, f"{pointer}/{word}/{n}", False)


def escaped(name: object) -> str:
    """A name or index as a part of a JSON Pointer."""
    return str(name).replace("~", "~0").replace("/", "~1")
