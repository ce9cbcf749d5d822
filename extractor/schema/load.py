"""JSON Schema files into Schema: $ref resolved inside the schema's folder, the x- words read, nothing fetched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from extractor.errors import SchemaError
from extractor.quantities import fold, unit_named
from extractor.schema.model import Field, JsonObject, Label, ListField, Measure, Schema, Stage
from extractor.words import Text

_LINT = Text("用 extractor schema lint 查看详情", "See extractor schema lint for details")
_SCALARS = ("string", "number", "integer", "boolean")


def load_schema(path: Path | str) -> Schema:
    """The Schema of a file (or of a folder that holds NAME/NAME.schema.json's root file).

    Raises SchemaError for a missing file, JSON syntax, a $ref that leads nowhere or out of the folder.
    """
    path = Path(path)
    document = cast(JsonObject, _resolved(_json(path), path, path.parent, ()))
    return schema_of(document, path.name.removesuffix(".json").removesuffix(".schema"))


def schema_of(document: JsonObject, name: str = "schema") -> Schema:
    """The Schema of a resolved JSON Schema document; plain schemas without any x- word work too."""
    if not document.get("properties"):
        raise SchemaError(Text("模式的顶层没有 properties", "the schema has no properties at its top level"), _LINT, name, "schema")
    fields: list[Field] = []
    lists: list[ListField] = []
    _walk(document, "", (), (), fields, lists)
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
    return Schema(str(document.get("x-name", name)), str(document.get("x-version", "0")), hashlib.sha256(canonical).hexdigest(), document,
                  tuple(fields), tuple(lists))


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as e:
        raise SchemaError(Text(f"无法打开模式文件（{e.strerror}）", f"cannot open the schema ({e.strerror})"),
                          Text("用 extractor schema list 查看可用的模式", "See extractor schema list"), path.name, "schema") from e
    except ValueError as e:
        raise SchemaError(Text(f"不是有效的 JSON：{e}", f"not valid JSON: {e}"), Text("请修正所示位置", "Mend the place shown"), path.name, "schema") from e


def _resolved(node: Any, path: Path, root: Path, trail: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_resolved(n, path, root, trail) for n in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    mapping = cast(dict[str, Any], node)
    ref = mapping.get("$ref")
    if isinstance(ref, str):
        target, where = _follow(ref, path, root)
        mark = f"{where}#{ref.partition('#')[2]}"
        if mark in trail:
            raise SchemaError(Text(f"$ref 循环引用：{ref}", f"$ref goes in a circle: {ref}"), _LINT, path.name, "schema")
        base = _resolved(target, where, root, (*trail, mark))
        rest = {k: _resolved(v, path, root, trail) for k, v in mapping.items() if k != "$ref"}
        return {**base, **rest} if isinstance(base, dict) else base
    return {k: _resolved(v, path, root, trail) for k, v in mapping.items() if k != "$defs"}


def _follow(ref: str, path: Path, root: Path) -> tuple[Any, Path]:
    file, _, fragment = ref.partition("#")
    where = path
    if file:
        where = (path.parent / file).resolve()
        if "://" in file or root.resolve() not in where.parents:
            raise SchemaError(Text(f"$ref 指向模式文件夹之外：{ref}", f"$ref leads out of the schema's folder: {ref}"), _LINT, path.name, "schema")
    node: Any = _json(where)
    for part in fragment.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or part not in node:
            raise SchemaError(Text(f"$ref 找不到目标：{ref}", f"$ref leads nowhere: {ref}"), _LINT, path.name, "schema")
        node = cast(dict[str, Any], node)[part]
    return node, where


def _walk(node: JsonObject, pointer: str, labels: tuple[Label, ...], sections: tuple[str, ...], fields: list[Field], lists: list[ListField]) -> None:
    for name, child in node.get("properties", {}).items():
        where = f"{pointer}/{_escaped(name)}"
        if not isinstance(child, Mapping):
            continue
        child = cast(JsonObject, child)
        own = _labels(child) or labels
        hints = tuple(fold(s) for s in child.get("x-sections", ())) or sections
        kind = _kind(child)
        if kind == "object":
            _walk(child, where, own, hints, fields, lists)
        elif kind == "array":
            lists.append(_list(child, where, hints))
        else:
            fields.append(_field(child, where, kind, own, hints))


def _kind(node: JsonObject) -> str:
    types = node.get("type")
    kinds = cast(list[str], types) if isinstance(types, list) else [types]
    if "properties" in node or "object" in kinds:
        return "object"
    if "items" in node or "array" in kinds:
        return "array"
    return next((k for k in kinds if k in _SCALARS), "string")


def _list(node: JsonObject, pointer: str, sections: tuple[str, ...]) -> ListField:
    item = cast(JsonObject, node.get("items") or {})
    fields: list[Field] = []
    lists: list[ListField] = []
    scalar = None
    if _kind(item) == "object":
        _walk(item, "", (), (), fields, lists)
    else:
        scalar = _field(item, "", _kind(item), (), ())
    return ListField(
        pointer, str(node.get("title", "")), str(node.get("description", "")), tuple(fields), tuple(lists), scalar,
        tuple(node.get("x-key", ())), _labels(node), sections, str(node.get("x-reader", "")),
        tuple(node.get("x-required", ())), tuple(fold(n) for n in node.get("x-names", ())),
        tuple(fold(n) for n in node.get("x-refuse", ())), bool(node.get("x-ordered", False)))


def _field(node: JsonObject, pointer: str, kind: str, labels: tuple[Label, ...], sections: tuple[str, ...]) -> Field:
    values = node.get("x-values")
    return Field(
        pointer, kind, str(node.get("title", "")), str(node.get("description", "")), unit_named(str(node.get("x-unit", ""))),
        labels, Measure(node.get("x-measure", "amount")), Stage(node.get("x-stage", "any")), sections, str(node.get("x-reader", "")),
        tuple(str(v) for v in node.get("enum", ()) if v is not None), str(node.get("x-compare", "")),
        {k: tuple(fold(x) for x in v) for k, v in values.items()} if values else None)


def _labels(node: JsonObject) -> tuple[Label, ...]:
    return tuple(_label(said) for said in node.get("x-labels", ()))


def _label(said: str | JsonObject) -> Label:
    if isinstance(said, str):
        return Label(_tight(said))
    stage = said.get("stage")
    return Label(_tight(str(said["label"])), tuple(_tight(w) for w in said.get("within", ())), tuple(_tight(w) for w in said.get("outside", ())),
                 bool(said.get("whole", False)), Stage(stage) if stage else None)


def _tight(words: str) -> str:
    return "".join(fold(words).split())


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
