"""JSON Schema files into Schema: $ref resolved inside the schema's folder, the x- words read, nothing fetched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from extractor.errors import SchemaError
from extractor.quantities import Dimension, Unit, fold, unit_named
from extractor.schema.model import Field, JsonObject, Label, ListField, Measure, Schema, Stage, without_null
from extractor.schema.nodes import escaped
from extractor.schema.syntax import syntax_fault
from extractor.words import Text

LINT = Text("用 extractor schema lint 查看详情", "See extractor schema lint for details")
_Word = TypeVar("_Word", Measure, Stage)
_SCALARS = ("string", "number", "integer", "boolean")
_IMPLIED = {Dimension.RATIO: Measure.RATE, Dimension.SCORE: Measure.SCORE}
"""What a figure of such a unit tells where x-measure says nothing: a percentage or a score is never an amount."""


def load_schema(path: Path | str) -> Schema:
    """The Schema of a file; its $refs are followed inside the file's folder.

    Raises SchemaError for a missing file, JSON syntax, a $ref that leads nowhere or out of the folder, what is no JSON Schema, an
    unknown x-measure or x-stage; its `document` is the file, with #POINTER where the fault has a place in it.
    """
    from extractor.schema.validate import compiled

    path = Path(path)
    try:
        document = _resolved(read_json(path), path, path.parent, ())
    except RecursionError as e:
        raise SchemaError(Text("嵌套过深", "it is nested too deeply"), LINT, path.name, "schema") from e
    if not isinstance(document, dict):
        raise SchemaError(Text("模式不是 JSON 对象", "the schema is no JSON object"), LINT, path.name, "schema")
    try:
        schema = schema_of(cast(JsonObject, document), path.name.removesuffix(".json").removesuffix(".schema"))
        compiled(schema)
    except (SchemaError, TypeError, KeyError, AttributeError, RecursionError) as e:
        # A word of a wrong form stops the reading anywhere; where it stands lint knows.
        raise _placed(path, e) from e
    return schema


def _placed(path: Path, fault: Exception) -> SchemaError:
    """The fault with its file and place, as far as lint finds them."""
    from extractor.schema.finding import Level
    from extractor.schema.lint import lint

    first = next((f for f in lint(path) if f.level is Level.ERROR), None)
    if first is not None:
        return SchemaError(first.message, LINT, f"{first.file}#{first.pointer}" if first.pointer else first.file, "schema")
    said = fault.said if isinstance(fault, SchemaError) else Text(f"模式不可用（{fault}）", f"the schema can't be used ({fault})")
    return SchemaError(said, LINT, path.name, "schema")


def schema_of(document: JsonObject, name: str = "schema") -> Schema:
    """The Schema of a resolved JSON Schema document; plain schemas without any x- word work too."""
    if not document.get("properties"):
        raise SchemaError(Text("模式的顶层没有 properties", "the schema has no properties at its top level"), LINT, name, "schema")
    from extractor.schema.relations import check_relations

    fields, lists = _walk(document, "")
    check_relations(document)
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
    return Schema(
        str(document.get("x-name", name)),
        str(document.get("x-version", "0")),
        hashlib.sha256(canonical).hexdigest(),
        document,
        fields,
        lists,
    )


def read_json(path: Path) -> Any:
    """The JSON value of a schema file, a byte-order mark allowed. Raises SchemaError for a missing file and for JSON syntax."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as e:
        raise SchemaError(
            Text(f"无法打开模式文件（{e.strerror}）", f"cannot open the schema ({e.strerror})"),
            Text("用 extractor schema list 查看可用的模式", "See extractor schema list"),
            path.name,
            "schema",
        ) from e
    except json.JSONDecodeError as e:
        raise SchemaError(syntax_fault(e.doc, e), Text("请修正所示位置", "Mend the place shown"), path.name, "schema") from e
    except (ValueError, RecursionError) as e:
        raise SchemaError(Text(f"不是可用的 JSON：{e}", f"JSON that can't be used: {e}"), LINT, path.name, "schema") from e


def _resolved(node: Any, path: Path, root: Path, trail: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_resolved(n, path, root, trail) for n in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    mapping = cast(dict[str, Any], node)
    ref = mapping.get("$ref")
    if isinstance(ref, str):
        target, where = follow(ref, path, root)
        mark = f"{where}#{ref.partition('#')[2]}"
        if mark in trail:
            raise SchemaError(Text(f"$ref 循环引用：{ref}", f"$ref goes in a circle: {ref}"), LINT, path.name, "schema")
        base = _resolved(target, where, root, (*trail, mark))
        rest = {k: _resolved(v, path, root, trail) for k, v in mapping.items() if k != "$ref"}
        return {**cast(dict[str, Any], base), **rest} if isinstance(base, dict) else base
    return {k: _resolved(v, path, root, trail) for k, v in mapping.items() if k != "$defs"}


def follow(ref: str, path: Path, root: Path) -> tuple[Any, Path]:
    """What a $ref in the file `path` points at, not resolved further, and the file it stands in.

    Raises SchemaError where it leads nowhere or out of the folder `root`; anchors ($ref: #name) lead nowhere.
    """
    from urllib.parse import unquote

    file, _, fragment = ref.partition("#")
    fragment = unquote(fragment)
    where = path
    if file:
        where = (path.parent / file.replace("\0", "")).resolve()
        if "://" in file or "\0" in file or root.resolve() not in where.parents:
            raise SchemaError(
                Text(f"$ref 指向模式文件夹之外：{ref}", f"$ref leads out of the schema's folder: {ref}"), LINT, path.name, "schema"
            )
    node: Any = read_json(where)
    head, *parts = fragment.split("/")
    for part in (p.replace("~1", "/").replace("~0", "~") for p in parts):
        if not isinstance(node, dict) or part not in node:
            head = ref
            break
        node = cast(dict[str, Any], node)[part]
    if head:
        raise SchemaError(Text(f"$ref 找不到目标：{ref}", f"$ref leads nowhere: {ref}"), LINT, path.name, "schema")
    return cast(Any, node), where


def _walk(
    node: JsonObject,
    pointer: str,
    labels: tuple[Label, ...] = (),
    sections: tuple[str, ...] = (),
) -> tuple[tuple[Field, ...], tuple[ListField, ...]]:
    fields: list[Field] = []
    lists: list[ListField] = []
    for name, said in node.get("properties", {}).items():
        where = f"{pointer}/{escaped(name)}"
        if not isinstance(said, Mapping):
            continue
        child = without_null(cast(JsonObject, said))
        own = _labels(child) or labels
        hints = tuple(fold(s) for s in child.get("x-sections", ())) or sections
        kind = kind_of(child)
        if kind == "object":
            inside = _walk(child, where, own, hints)
            fields += inside[0]
            lists += inside[1]
        elif kind == "array":
            lists.append(_list(child, where, hints))
        else:
            fields.append(_field(child, where, kind, own, hints))
    return tuple(fields), tuple(lists)


def kind_of(node: JsonObject) -> str:
    """object, array, or the scalar type a node is read as; string where it says none."""
    types = node.get("type")
    kinds = cast(list[str], types) if isinstance(types, list) else [types]
    if "properties" in node or "object" in kinds:
        return "object"
    if "items" in node or "array" in kinds:
        return "array"
    return next((k for k in kinds if k in _SCALARS), "string")


def _list(node: JsonObject, pointer: str, sections: tuple[str, ...]) -> ListField:
    item = without_null(cast(JsonObject, node.get("items") or {}))
    fields: tuple[Field, ...] = ()
    lists: tuple[ListField, ...] = ()
    scalar = None
    if kind_of(item) == "object":
        fields, lists = _walk(item, "")
    else:
        scalar = _field(item, "", kind_of(item), (), ())
    return ListField(
        pointer,
        str(node.get("title", "")),
        str(node.get("description", "")),
        fields,
        lists,
        scalar,
        tuple(node.get("x-key", ())),
        _labels(node),
        sections,
        str(node.get("x-reader", "")),
        tuple(node.get("x-required", ())),
        tuple(fold(n) for n in node.get("x-names", ())),
        tuple(fold(n) for n in node.get("x-refuse", ())),
        bool(node.get("x-ordered", False)),
        bool(node.get("x-tables-only", False)),
    )


def _field(node: JsonObject, pointer: str, kind: str, labels: tuple[Label, ...], sections: tuple[str, ...]) -> Field:
    values = node.get("x-values")
    unit = unit_named(str(node.get("x-unit", "")))
    return Field(
        pointer,
        kind,
        str(node.get("title", "")),
        str(node.get("description", "")),
        unit,
        labels,
        _measure(node, unit),
        _member(Stage, node.get("x-stage", "any"), "x-stage"),
        sections,
        str(node.get("x-reader", "")),
        tuple(str(v) for v in node.get("enum", ()) if v is not None),
        str(node.get("x-compare", "")),
        str(node.get("x-clean", "")),
        {k: tuple(fold(x) for x in v) for k, v in values.items()} if values else None,
    )


def _measure(node: JsonObject, unit: Unit) -> Measure:
    said = node.get("x-measure")
    return _IMPLIED.get(unit.dimension, Measure.AMOUNT) if said is None else _member(Measure, said, "x-measure")


def _labels(node: JsonObject) -> tuple[Label, ...]:
    within = tuple(tight(w) for w in node.get("x-within", ()))
    return tuple(label_of(said, within) for said in node.get("x-labels", ()))


def label_of(said: str | JsonObject, within: tuple[str, ...] = ()) -> Label:
    """The label of an item of x-labels; `within` holds where it has none of its own."""
    if isinstance(said, str):
        return Label(tight(said), within)
    stage = said.get("stage")
    return Label(
        tight(str(said["label"])),
        tuple(tight(w) for w in said.get("within", ())) or within,
        tuple(tight(w) for w in said.get("outside", ())),
        bool(said.get("whole", False)),
        _member(Stage, stage, "stage") if stage else None,
    )


def tight(words: str) -> str:
    """Words in half width and without spaces, as labels are compared."""
    return "".join(fold(words).split())


def _member(known: type[_Word], said: Any, word: str) -> _Word:
    try:
        return known(said)
    except ValueError as e:
        options = ", ".join(known)
        raise SchemaError(
            Text(f"{word} 不能是 {said}（可用：{options}）", f"{word} can't be {said} (known: {options})"), LINT, stage="schema"
        ) from e
