"""The files of a schema, read for lint: each with what is wrong with it as JSON, and where its $refs lead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from extractor.errors import SchemaError
from extractor.schema.finding import Finding, Level, error
from extractor.schema.load import follow
from extractor.schema.nodes import Node, escaped, nodes
from extractor.schema.syntax import syntax_fault

_Place = tuple[Path, str]


@dataclass(frozen=True)
class SchemaFile:
    """One file: `root` is the folder no $ref leaves, `name` the path from there, `top` whether it is the schema's root file.

    `refs` are the $refs that lead somewhere, by the pointer of the node that has them.
    """

    path: Path
    root: Path
    name: str
    document: Any
    top: bool
    refs: dict[str, str] = field(default_factory=dict[str, str])


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its names stood twice: json keeps the last and says nothing."""

    repeated: tuple[str, ...] = ()


def read_files(path: Path, found: list[Finding]) -> dict[Path, SchemaFile]:
    """The root file and all that its $refs lead to, by resolved path, in the order of reference; what can't be read goes to `found`."""
    files: dict[Path, SchemaFile] = {}
    waiting = [path]
    folder = path.parent.resolve()
    seen = {path.resolve()}
    while waiting:
        here = waiting.pop(0)
        name = path.name if here is path else here.relative_to(folder).as_posix()
        document = _parsed(here, name)
        if isinstance(document, Finding):
            found.append(document)
            continue
        file = files[here.resolve()] = SchemaFile(here, path.parent, name, document, here is path)
        for node in _nodes(document):
            ref = node.content.get("$ref")
            if not isinstance(ref, str):
                continue
            target = _target(ref, here)
            fault = _leads(file, ref)
            if folder in target.parents and target not in seen and _is_there(target):
                seen.add(target)
                waiting.append(target)
            if fault is None:
                file.refs[node.pointer] = ref
            # A file that is there but is no JSON has its own finding, with line and column.
            elif not (target in seen and isinstance(_parsed(target, name), Finding)):
                found.append(Finding(name, f"{node.pointer}/$ref", Level.ERROR, fault.said))
    return files


def repeated(value: Any, pointer: str, file: str) -> Iterator[Finding]:
    """The names that stand twice in one JSON object, anywhere in `value`."""
    if isinstance(value, _Object):
        for name in value.repeated:
            yield error(
                file,
                f"{pointer}/{escaped(name)}",
                f"{name} 在同一对象里写了两次，只有最后一个有效",
                f"{name} stands twice in one object; only the last one counts",
            )
        for name, child in value.items():
            yield from repeated(child, f"{pointer}/{escaped(name)}", file)
    elif isinstance(value, list):
        for n, child in enumerate(cast(list[Any], value)):
            yield from repeated(child, f"{pointer}/{n}", file)


def circles(files: dict[Path, SchemaFile]) -> list[Finding]:
    """The $refs that close a circle; $defs count only where something refers to them, as in loading."""
    found: list[Finding] = []
    done: set[_Place] = set()

    def visit(place: _Place, trail: tuple[_Place, ...]) -> None:
        file = files.get(place[0])
        refs = file.refs if file is not None else {}
        for pointer, ref in refs.items():
            inside = pointer == place[1] or pointer.startswith(f"{place[1]}/")
            if file is None or not inside or "/$defs/" in pointer[len(place[1]) :]:
                continue
            target = (_target(ref, file.path), ref.partition("#")[2])
            if target in trail:
                found.append(error(file.name, f"{pointer}/$ref", f"$ref 循环引用：{ref}", f"$ref goes in a circle: {ref}"))
            elif target not in done:
                visit(target, (*trail, target))
        done.add(place)

    for path in list(files)[:1]:
        visit((path, ""), ((path, ""),))
    return found


def _target(ref: str, path: Path) -> Path:
    file = ref.partition("#")[0]
    return (path.parent / file).resolve() if file and "://" not in file and "\0" not in file else path.resolve()


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the file system
        return False


def _nodes(document: Any) -> list[Node]:
    try:
        return list(nodes(document))
    except RecursionError:  # lint says so, of this file
        return []


def _leads(file: SchemaFile, ref: str) -> SchemaError | None:
    try:
        follow(ref, file.path, file.root)
    except SchemaError as e:
        return e
    return None


def _parsed(path: Path, name: str) -> Any:
    """The file's JSON value, or the Finding that says why there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object)
    except OSError as e:
        return error(name, "", f"无法打开文件（{e.strerror}）", f"the file can't be opened ({e.strerror})")
    except UnicodeDecodeError as e:
        return error(name, "", f"文件不是 UTF-8 编码（第 {e.start + 1} 个字节）", f"the file is not UTF-8 (byte {e.start + 1})")
    except json.JSONDecodeError as e:
        return Finding(name, "", Level.ERROR, syntax_fault(e.doc, e))
    except (ValueError, RecursionError) as e:
        return error(name, "", f"不是可用的 JSON：{e}", f"JSON that can't be used: {e}")


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        made.repeated = tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
    return made
