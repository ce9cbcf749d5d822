"""The emptiest instance of a JSON Schema: what the stand-in answers where no script says otherwise."""

from __future__ import annotations

from typing import Any, cast

# Recursive schemas end here: deeper optional properties are left out.
_DEEPEST = 12


def fill(schema: object, root: dict[str, Any] | None = None, depth: int = 0) -> object:
    """A value of the right types that says nothing: null where allowed, else "", 0, false, [] and objects of these.

    Honours $ref into `root`, const, enum, minLength, minItems, minimum and maximum; a `pattern` it can't.
    """
    if not isinstance(schema, dict):
        return None
    node = _resolved(cast(dict[str, Any], schema), root)
    root = root if root is not None else cast(dict[str, Any], schema)
    if "const" in node:
        return node["const"]
    if "enum" in node:
        choices = cast(list[object], node["enum"])
        return None if None in choices else choices[0]
    for word in ("anyOf", "oneOf"):
        if word in node:
            values = [fill(branch, root, depth + 1) for branch in cast(list[object], node[word])]
            return None if None in values else values[0]
    return _of_type(_type_of(node), node, root, depth)


def _resolved(schema: dict[str, Any], root: dict[str, Any] | None) -> dict[str, Any]:
    node, steps = schema, 0
    while isinstance(node.get("$ref"), str) and steps < _DEEPEST:
        found: object = root if root is not None else schema
        for part in cast(str, node["$ref"]).lstrip("#").strip("/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if key:
                found = cast(dict[str, object], found).get(key, {}) if isinstance(found, dict) else {}
        node, steps = cast(dict[str, Any], found if isinstance(found, dict) else {}), steps + 1
    for part in cast(list[object], node.get("allOf", [])):
        if isinstance(part, dict):
            more = _resolved(cast(dict[str, Any], part), root)
            properties = {**node.get("properties", {}), **more.get("properties", {})}
            node = {**more, **node, **({"properties": properties} if properties else {})}
    return node


def _type_of(node: dict[str, Any]) -> str:
    said: object = node.get("type")
    if isinstance(said, list):
        names = cast(list[str], said)
        return "null" if "null" in names or not names else names[0]
    if isinstance(said, str):
        return said
    return "object" if "properties" in node else "array" if "items" in node else "null"


def _of_type(name: str, node: dict[str, Any], root: dict[str, Any], depth: int) -> object:
    match name:
        case "object":
            properties = cast(dict[str, object], node.get("properties", {}))
            required = cast(list[str], node.get("required", []))
            wanted = properties if depth < _DEEPEST else {key: properties[key] for key in required if key in properties}
            return {key: fill(part, root, depth + 1) for key, part in wanted.items()}
        case "array":
            count = int(node.get("minItems", 0))
            return [fill(node.get("items", {}), root, depth + 1) for _ in range(count)]
        case "string":
            return "空" * int(node.get("minLength", 0))
        case "integer" | "number":
            return _number(node)
        case "boolean":
            return False
        case _:
            return None


def _number(node: dict[str, Any]) -> int | float:
    low = max(node.get("minimum", 0), node["exclusiveMinimum"] + 1 if "exclusiveMinimum" in node else 0)
    return min(low, node.get("maximum", low), node["exclusiveMaximum"] - 1 if "exclusiveMaximum" in node else low)
