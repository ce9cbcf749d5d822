"""The four ways to ask an endpoint for JSON, from the strictest to the one every endpoint understands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from extractor.llm.request import Message, Request


class StructuredMode(StrEnum):
    """How the reply schema reaches the model, and who holds the model to it."""

    JSON_SCHEMA = "json_schema"
    """`response_format` json_schema: the endpoint enforces the schema (OpenAI, vLLM, newer Ollama and Qwen)."""
    TOOL_CALL = "tool_call"
    """The schema is the parameters of one tool that must be called (DeepSeek)."""
    JSON_OBJECT = "json_object"
    """`response_format` json_object: the endpoint enforces JSON, the prompt names the schema."""
    PLAIN = "plain"
    """The prompt alone asks for JSON; fences and thinking are stripped, broken JSON is repaired and said to be."""


LADDER: tuple[StructuredMode, ...] = (
    StructuredMode.JSON_SCHEMA,
    StructuredMode.TOOL_CALL,
    StructuredMode.JSON_OBJECT,
    StructuredMode.PLAIN,
)

# Modes whose prompt says nothing of the schema: an endpoint that passes over them leaves the model without it.
UNTOLD = (StructuredMode.JSON_SCHEMA, StructuredMode.TOOL_CALL)

# Endpoints that know json_schema and tools take objects only at the root: other replies travel in this property.
ENVELOPE = "reply"

_NAME_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Shaped:
    """A request as one mode sends it: the messages and what goes into the body beside them."""

    messages: tuple[Message, ...]
    body: dict[str, object]


def shape(request: Request, mode: StructuredMode) -> Shaped:
    """Put `request` the way `mode` asks; a request without schema is sent as it is."""
    if request.reply_schema is None:
        return Shaped(request.messages, {})
    schema = sent_schema(request.reply_schema)
    name = _NAME_UNFIT.sub("_", request.reply_name)[:64] or "reply"
    match mode:
        case StructuredMode.JSON_SCHEMA:
            wanted = {"name": name, "schema": schema, "strict": is_strict(schema)}
            return Shaped(request.messages, {"response_format": {"type": "json_schema", "json_schema": wanted}})
        case StructuredMode.TOOL_CALL:
            function = {"name": name, "description": "提交结果。Submit the result.", "parameters": schema}
            return Shaped(
                request.messages,
                {
                    "tools": [{"type": "function", "function": function}],
                    "tool_choice": {"type": "function", "function": {"name": name}},
                },
            )
        case StructuredMode.JSON_OBJECT:
            return Shaped(_with_schema(request.messages, schema), {"response_format": {"type": "json_object"}})
        case StructuredMode.PLAIN:
            return Shaped(_with_schema(request.messages, schema), {})


def _with_schema(messages: tuple[Message, ...], schema: dict[str, Any]) -> tuple[Message, ...]:
    # After everything else, so that the document stays a prefix which endpoints keep cached. Qwen refuses json_object
    # unless the messages have the word JSON.
    told = "\n\n只输出一个 JSON 值，不要解释，不要代码围栏。它必须符合以下 JSON Schema：\n" + json.dumps(
        schema, ensure_ascii=False, separators=(",", ":")
    )
    for index in range(len(messages) - 1, -1, -1):
        if messages[index].role == "user":
            message = Message("user", messages[index].content + told)
            return (*messages[:index], message, *messages[index + 1 :])
    return (*messages, Message("user", told.lstrip()))


def sent_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as it is sent: itself where its root is an object, else an object with the reply in `ENVELOPE`."""
    if not is_enveloped(schema):
        return schema
    inner = {key: value for key, value in schema.items() if key not in ("$defs", "definitions", "$schema", "$id")}
    outer: dict[str, Any] = {
        "type": "object",
        "properties": {ENVELOPE: inner},
        "required": [ENVELOPE],
        "additionalProperties": False,
    }
    # References are written from the root, so definitions stay there.
    outer.update({key: schema[key] for key in ("$defs", "definitions") if key in schema})
    return outer


def is_enveloped(schema: dict[str, Any]) -> bool:
    """Whether the root is something else than an object, so that the reply travels in an envelope."""
    root = schema
    seen = 0
    while isinstance(root.get("$ref"), str) and seen < 8:
        target = _at(schema, cast(str, root["$ref"]))
        if target is None:
            return False
        root, seen = target, seen + 1
    return root.get("type", "object" if "properties" in root else None) != "object"


def _at(schema: dict[str, Any], reference: str) -> dict[str, Any] | None:
    if not reference.startswith("#/"):
        return None
    found: object = schema
    for part in reference[2:].split("/"):
        if not isinstance(found, dict):
            return None
        found = cast(dict[str, object], found).get(part.replace("~1", "/").replace("~0", "~"))
    return cast(dict[str, Any], found) if isinstance(found, dict) else None


def is_strict(schema: object) -> bool:
    """Whether OpenAI's `strict` would take it: every object closed and every property required, at all depths."""
    if isinstance(schema, list):
        return all(is_strict(part) for part in cast(list[object], schema))
    if not isinstance(schema, dict):
        return True
    node = cast(dict[str, object], schema)
    properties = node.get("properties")
    if isinstance(properties, dict):
        required = node.get("required")
        names = set(cast(dict[str, object], properties))
        if node.get("additionalProperties") is not False or not isinstance(required, list):
            return False
        if set(cast(list[str], required)) != names:
            return False
        # Names of properties are no keywords: only the schemas under them are looked into.
        if not all(is_strict(part) for part in cast(dict[str, object], properties).values()):
            return False
    elif node.get("type") == "object":
        return False
    return all(is_strict(part) for key, part in node.items() if key not in ("properties", "required", "enum", "const", "default"))
