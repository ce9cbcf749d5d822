"""Faults of a schema's files, each with its place: syntax, JSON Schema, $ref, and the x- vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from extractor.content import content_folder
from extractor.schema.files import SchemaFile, circles, read_files, repeated
from extractor.schema.finding import Finding, Level, error, warning
from extractor.schema.model import JsonObject
from extractor.schema.nodes import escaped, nodes


def lint(path: Path | str) -> list[Finding]:
    """Every fault of the schema file `path` and of the files its $refs lead to; [] for a good one.

    Never raises for what a file holds or for a missing file. Files come in the order in which they are first referred to,
    errors before warnings in each.
    """
    from extractor.schema.vocabulary import word_findings

    found: list[Finding] = []
    files = read_files(Path(path), found)
    vocabulary = _vocabulary()
    for file in files.values():
        try:
            found += [*repeated(file.document, "", file.name), *_structure(file, vocabulary), *word_findings(file, vocabulary)]
        except RecursionError:
            found.append(error(file.name, "", "嵌套过深", "it is nested too deeply"))
        if file.top:
            found += _root(file)
    found += circles(files)
    found += _relations(list(files.values()))
    if not any(f.level is Level.ERROR for f in found):
        found += _readable(files.values())
    order = {file.name: n for n, file in enumerate(files.values())}
    return sorted(dict.fromkeys(found), key=lambda f: (order.get(f.file, len(order)), f.level is Level.WARNING))


def _readable(files: Iterable[SchemaFile]) -> Iterator[Finding]:
    """A schema can be whole and yet give the patterns engine nothing to look for, which a run would only tell by finding nothing."""
    read = list(files)
    if not any(node.content.get(word) for file in read for node in nodes(file.document) for word in ("x-labels", "x-reader")):
        yield warning(
            read[0].name,
            "",
            "没有一个字段写有 x-labels：规则引擎什么也读不到。请用 x-labels 写上报告中的叫法，或者配置模型",
            "no field has x-labels: the patterns engine can read nothing. Give the names that reports use as x-labels, or use a model",
        )


def _relations(files: list[SchemaFile]) -> Iterator[Finding]:
    """What is wrong with x-relations: their properties may stand in any file, and an id stands once in all of them."""
    from extractor.schema.relations import Spot, relation_faults, same_id

    roots = [Spot(cast(JsonObject, f.document), f.path, f.root) for f in files if f.top and isinstance(cast(object, f.document), Mapping)]
    seen: set[str] = set()
    for file in files if roots else ():
        for node in nodes(file.document):
            said = node.content.get("x-relations")
            for n, item in enumerate(cast(list[object], said) if isinstance(said, list) else []):
                where = f"{node.pointer}/x-relations/{n}"
                for fault in relation_faults(item, Spot(node.content, file.path, file.root), roots[0]):
                    yield Finding(file.name, where, Level.ERROR, fault)
                name = str(cast(JsonObject, item).get("id", "")) if isinstance(item, Mapping) else ""
                if name and name in seen:
                    yield Finding(file.name, f"{where}/id", Level.ERROR, same_id(name))
                seen.add(name)


def _vocabulary() -> JsonObject:
    return cast(JsonObject, json.loads((content_folder("schemas") / "vocabulary.schema.json").read_text(encoding="utf-8")))


def _structure(file: SchemaFile, vocabulary: JsonObject) -> Iterator[Finding]:
    """What the vocabulary's own JSON Schema says; unknown x- words are left to word_findings, which knows the nearest word."""
    import jsonschema_rs

    from extractor.schema.wording import said_of

    validator = jsonschema_rs.Draft202012Validator(dict(vocabulary), validate_formats=True)
    try:
        faults = list(validator.iter_errors(file.document))
    except ValueError as e:
        yield error(file.name, "", f"不是可用的 JSON：{e}", f"JSON that can't be used: {e}")
        return
    for fault in faults:
        if fault.kind.name != "propertyNames":
            yield Finding(file.name, "".join(f"/{escaped(p)}" for p in fault.instance_path), Level.ERROR, said_of(fault))


def _root(file: SchemaFile) -> Iterator[Finding]:
    # What is no object has been said to be no schema.
    document = cast(JsonObject | list[object] | None, file.document)
    if isinstance(document, Mapping) and not any(document.get(word) for word in ("properties", "$ref")):
        yield error(file.name, "", "模式的顶层没有 properties", "the schema has no properties at its top level")
