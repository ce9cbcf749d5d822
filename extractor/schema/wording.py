"""What a JSON Schema validator finds, said to a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from extractor.words import Text

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_TYPES = {"string": "文字", "number": "数字", "integer": "整数", "boolean": "true/false", "array": "列表", "object": "对象", "null": "null"}
_BOUNDS = {
    "minimum": ("应不小于", "must be at least"),
    "maximum": ("应不大于", "must be at most"),
    "exclusiveMinimum": ("应大于", "must be more than"),
    "exclusiveMaximum": ("应小于", "must be less than"),
    "multipleOf": ("应是其整数倍：", "must be a multiple of"),
    "minLength": ("字数应不少于", "must have no fewer characters than"),
    "maxLength": ("字数应不多于", "must have no more characters than"),
    "minItems": ("项数应不少于", "must have no fewer items than"),
    "maxItems": ("项数应不多于", "must have no more items than"),
    "pattern": ("应符合格式", "must match"),
    "const": ("应等于", "must be"),
}


def said_of(error: ValidationError) -> Text:
    """One sentence about a validation error, without its place."""
    found = error.kind.as_dict()
    kind, shown = error.kind.name, brief(error.instance)
    if kind == "type":
        types = sorted((str(t) for t in found["types"]), key=lambda t: t == "null")
        return Text(
            f"{shown} 的类型不对，应为 {' 或 '.join(_TYPES.get(t, t) for t in types)}",
            f"{shown} is of the wrong type: {' or '.join(types)} is expected",
        )
    if kind == "required":
        return Text(f"缺少 {found['property']}", f"{found['property']} is missing")
    if kind in ("additionalProperties", "unevaluatedProperties"):
        names = ", ".join(str(n) for n in found["unexpected"])
        return Text(f"多出的属性：{names}", f"not expected here: {names}")
    options = _options(error)
    if options:
        return not_among(error.instance, options)
    if kind == "format":
        return Text(f"{shown} 不是有效的 {found['format']}", f"{shown} is no valid {found['format']}")
    if kind == "uniqueItems":
        return Text("有重复的项", "an item stands twice")
    if kind in _BOUNDS:
        zh, en = _BOUNDS[kind]
        limit = brief(next(iter(found.values())))
        return Text(f"{shown} {zh} {limit}", f"{shown} {en} {limit}")
    return Text(f"{shown} 不符合 {kind} 的要求", f"{shown} does not meet {kind}")


def not_among(value: Any, options: Iterable[str]) -> Text:
    """That a value is none of `options`, with the nearest of them."""
    options = list(options)
    near = get_close_matches(value, options, 1, 0.6) if isinstance(value, str) else []
    listed = ", ".join(options[:24]) + (" …" if len(options) > 24 else "")
    shown = brief(value)
    if near:
        return Text(f"{shown} 不可用；是否想写 {near[0]}？可用：{listed}", f"{shown} is unknown; is {near[0]} meant? Known: {listed}")
    return Text(f"{shown} 不可用；可用：{listed}", f"{shown} is unknown. Known: {listed}")


def brief(value: Any) -> str:
    """A value as JSON, cut to one short line."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def _options(error: ValidationError) -> list[str]:
    found = error.kind.as_dict()
    if error.kind.name == "enum":
        return [o if isinstance(o, str) else brief(o) for o in found["options"]]
    if error.kind.name in ("anyOf", "oneOf"):
        # A choice among closed sets (a reader of a field, a reader of a list) is one closed set to a person.
        inner = [e for branch in found.get("context", ()) for e in branch if e.instance_path == error.instance_path]
        return [o for e in inner if e.kind.name == "enum" for o in _options(e)]
    return []
