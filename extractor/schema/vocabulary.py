"""The x- words of a schema file held against each other and against the fields they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, cast

from extractor.errors import SchemaError
from extractor.quantities import Dimension, unit_named
from extractor.quantities.units import CLASSIFIERS
from extractor.schema.files import SchemaFile
from extractor.schema.finding import Finding, Level, warning
from extractor.schema.load import follow, kind_of, label_of, tight
from extractor.schema.model import JsonObject, Label, real_branches, without_null
from extractor.schema.nodes import KEYWORDS, Node, escaped, nodes
from extractor.schema.wording import not_among
from extractor.words import Text

_ROOT, _OBJECT, _LIST, _SCALAR = "root", "object", "list", "scalar"
_WHERE = {
    "x-name": {_ROOT},
    "x-version": {_ROOT},
    "x-skip": {_ROOT},
    "x-unit": {_SCALAR},
    "x-measure": {_SCALAR},
    "x-stage": {_SCALAR},
    "x-values": {_SCALAR},
    "x-compare": {_SCALAR, _LIST},
    "x-clean": {_SCALAR},
    "x-key": {_LIST},
    "x-required": {_LIST},
    "x-names": {_LIST},
    "x-refuse": {_LIST},
    "x-ordered": {_LIST},
    "x-tables-only": {_LIST},
    "x-reader": {_SCALAR, _LIST},
    "x-relations": {_ROOT, _OBJECT, _LIST},
}
_KINDS = {
    _ROOT: Text("模式顶层", "the schema's top"),
    _OBJECT: Text("对象", "an object"),
    _LIST: Text("列表", "a list"),
    _SCALAR: Text("单个值", "a single value"),
}
_RATIOS = ("share", "rate", "growth")


def word_findings(file: SchemaFile, vocabulary: JsonObject) -> Iterator[Finding]:
    """The findings about the words of one file; `vocabulary` is the content of vocabulary.schema.json."""
    words, name = cast(JsonObject, vocabulary["properties"]), file.name
    for node in nodes(file.document):
        yield from _unknown(node, name, words)
        said = _full(node.content, file)
        full = without_null(said)
        kind = _kind(full, file.top and node.pointer == "")
        if kind:
            yield from _misplaced(node, name, kind)
        if kind == _SCALAR:
            yield from _scalar(node, full, name)
            if node.value and node.pointer and not node.pointer.endswith("/items") and _never_null(said):
                yield warning(
                    name,
                    node.pointer,
                    "不允许 null：报告没有写明时无法填写",
                    "null is not allowed: nothing can stand here where a report does not state it",
                )
        if kind in (_SCALAR, _LIST):
            yield from _reader(node, kind, name, vocabulary)
        if kind == _LIST:
            yield from _list(node, full, file)
        yield from _labels(node, name)
        yield from _branches(node, name)


def _full(node: JsonObject, file: SchemaFile) -> JsonObject:
    """The node with its $ref followed, as far as it leads somewhere (circles have their own finding)."""
    path = file.path
    for _ in range(16):
        ref = node.get("$ref")
        if not isinstance(ref, str):
            break
        try:
            target, path = follow(ref, path, file.root)
        except (SchemaError, RecursionError):
            break
        if not isinstance(target, Mapping):
            break
        node = {**cast(JsonObject, target), **{k: v for k, v in node.items() if k != "$ref"}}
    return node


def _kind(node: JsonObject, top: bool) -> str:
    if top:
        return _ROOT
    if not any(w in node for w in ("type", "properties", "items", "enum", "const")):
        return ""  # a part of another schema, for which its whole speaks
    return {"object": _OBJECT, "array": _LIST}.get(kind_of(node), _SCALAR)


def _unknown(node: Node, file: str, words: JsonObject) -> Iterator[Finding]:
    for word in node.content:
        where = f"{node.pointer}/{escaped(word)}"
        if word.startswith("x-"):
            if word not in words:
                yield Finding(file, where, Level.ERROR, not_among(word, words))
        elif word not in KEYWORDS:
            near = get_close_matches(word, [*KEYWORDS, *words], 1, 0.75)
            zh, en = (f"；是否想写 {near[0]}？", f"; is {near[0]} meant?") if near else ("", "")
            yield warning(
                file, where, f"{word} 不是 JSON Schema 的词，不起作用{zh}", f"{word} is no word of JSON Schema and has no effect{en}"
            )


def _misplaced(node: Node, file: str, kind: str) -> Iterator[Finding]:
    for word in node.content:
        fitting = _WHERE.get(word)
        if fitting and kind not in fitting:
            yield warning(
                file, f"{node.pointer}/{word}", f"{word} 在{_KINDS[kind].zh}上不起作用", f"{word} has no effect on {_KINDS[kind].en}"
            )


def _scalar(node: Node, full: JsonObject, file: str) -> Iterator[Finding]:
    content, numeric = node.content, kind_of(full) in ("number", "integer")
    symbol, measure = full.get("x-unit"), full.get("x-measure")
    unit = unit_named(symbol) if isinstance(symbol, str) else None
    if unit is not None and "x-unit" in content:
        if unit.dimension is Dimension.COUNT and unit.scale == 1 and unit.symbol not in CLASSIFIERS:
            yield warning(
                file,
                f"{node.pointer}/x-unit",
                f"不认识的单位 {symbol}：将当作量词，不能与其他单位换算",
                f"unknown unit {symbol}: it is taken for a counting word and never converted",
            )
        elif not numeric:
            yield warning(file, f"{node.pointer}/x-unit", "不是数字的字段没有单位", "a field that is no number has no unit")
    if measure in _RATIOS and "x-measure" in content and (unit is None or unit.dimension is not Dimension.RATIO):
        yield warning(
            file, f"{node.pointer}/x-measure", f"{measure} 是百分比，x-unit 应为 %", f"{measure} is a percentage: x-unit should be %"
        )
    values, options = content.get("x-values"), full.get("enum")
    if isinstance(values, Mapping):
        known = [str(o) for o in cast(list[Any], options) if o is not None] if isinstance(options, list) else []
        for value in cast(JsonObject, values):
            if value not in known:
                yield Finding(file, f"{node.pointer}/x-values/{escaped(value)}", Level.ERROR, not_among(value, known))


def _never_null(said: JsonObject) -> bool:
    types, options = said.get("type"), said.get("enum")
    if isinstance(options, list):
        return None not in options
    return types in ("string", "number", "integer", "boolean") or (isinstance(types, list) and "null" not in types)


def _reader(node: Node, kind: str, file: str, vocabulary: JsonObject) -> Iterator[Finding]:
    reader = node.content.get("x-reader")
    known = {k: cast(list[str], vocabulary["$defs"][f"{word}Reader"]["enum"]) for k, word in ((_SCALAR, "field"), (_LIST, "list"))}
    other = _LIST if kind == _SCALAR else _SCALAR
    if reader in known[other] and reader not in known[kind]:
        yield Finding(file, f"{node.pointer}/x-reader", Level.ERROR, not_among(reader, known[kind]))


def _list(node: Node, full: JsonObject, file: SchemaFile) -> Iterator[Finding]:
    items = full.get("items")
    properties = without_null(_full(cast(JsonObject, items), file)).get("properties") if isinstance(items, Mapping) else None
    names = [str(n) for n in cast(JsonObject, properties)] if isinstance(properties, Mapping) else []
    for word in ("x-key", "x-required"):
        said = node.content.get(word)
        for n, name in enumerate(cast(list[Any], said) if isinstance(said, list) else []):
            if name not in names:
                yield Finding(file.name, f"{node.pointer}/{word}/{n}", Level.ERROR, not_among(name, names))


def _labels(node: Node, file: str) -> Iterator[Finding]:
    said = node.content.get("x-labels")
    seen: dict[object, int] = {}
    plain: dict[str, int] = {}
    for n, item in enumerate(cast(list[Any], said) if isinstance(said, list) else []):
        label = _label(item)
        if label is None:
            continue
        bare = not (label.within or label.outside or label.whole or label.stage)
        first = seen.get(label, plain.get(label.text) if label.stage is None else None)
        if first is not None:
            yield warning(
                file,
                f"{node.pointer}/x-labels/{n}",
                f"标签“{label.text}”与第 {first + 1} 个重复",
                f"label {label.text!r} repeats number {first + 1}",
            )
        seen.setdefault(label, n)
        if bare:
            plain.setdefault(label.text, n)


def _label(item: Any) -> Label | None:
    """The Label of an item of x-labels; None where its form is wrong, which the vocabulary's own schema has said already."""
    if isinstance(item, str):
        return label_of(tight(item))
    if not isinstance(item, Mapping) or not isinstance(cast(JsonObject, item).get("label"), str):
        return None
    item = cast(JsonObject, item)
    if not all(isinstance(item.get(w, []), list) for w in ("within", "outside")):
        return None
    try:
        return label_of(item)
    except (SchemaError, TypeError, AttributeError):
        return None


def _branches(node: Node, file: str) -> Iterator[Finding]:
    for word in ("anyOf", "oneOf"):
        branches = node.content.get(word)
        if node.value and "type" not in node.content and "properties" not in node.content and len(real_branches(branches)) > 1:
            yield warning(
                file,
                f"{node.pointer}/{word}",
                f"{word} 有多种形式：该字段按文字读取",
                f"{word} has several forms: the field is read as a string",
            )
