"""Schemas by name: the user's own first, then ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.content import content_folder
from extractor.errors import SchemaError
from extractor.schema.load import load_schema
from extractor.schema.model import ListField, Schema
from extractor.words import Text

_SUFFIX = ".schema.json"


@dataclass(frozen=True, slots=True)
class SchemaInfo:
    """A schema that can be named. `name` is what find_schema takes, `fields` the number of values and of lists' columns.

    `fault` says why it can't be loaded; `title` is "" and `fields` 0 then.
    """

    name: str
    title: str
    path: Path
    fields: int
    fault: SchemaError | None = None


def find_schema(name_or_path: str | Path, folder: Path | None = None) -> Path:
    """The root file of a schema.

    A path to a file is that file; to a folder, its one NAME.schema.json. A name is looked for in `folder` (the current one when
    None), in its schemas/ folder, then among ours: NAME.schema.json there or in a folder of any name, or a folder NAME with one
    such file. Raises SchemaError where there is none, with the nearest name.
    """
    from difflib import get_close_matches

    path, name = Path(name_or_path), str(name_or_path)
    here = folder if folder is not None else Path.cwd()
    for candidate in (path, here / path):
        if candidate.is_file():
            return candidate
    for file in _roots(here):
        if name in (_name(file), file.name):
            return file
    for candidate in [here / path, *(place / path for place in _places(here))]:
        inside = sorted(candidate.glob(f"*{_SUFFIX}")) if candidate.is_dir() else []
        if len(inside) == 1:
            return inside[0]
        if len(inside) > 1:
            listed = ", ".join(file.name for file in inside)
            raise SchemaError(
                Text(f"这个文件夹中有 {len(inside)} 个模式：{listed}", f"no such schema: the folder holds {len(inside)} of them: {listed}"),
                Text("请指定其中一个文件", "Name one of the files"),
                name,
                "schema",
            )
    names = list(dict.fromkeys(_name(file) for file in _roots(here)))
    near = get_close_matches(path.name.removesuffix(".json").removesuffix(".schema"), names, 1)
    zh, en = (f"是否想写 {near[0]}？", f"Is {near[0]} meant? ") if near else ("", "")
    raise SchemaError(
        Text("找不到这个模式", "there is no such schema"),
        Text(f"{zh}用 extractor schema list 查看可用的模式", f"{en}See extractor schema list"),
        name,
        "schema",
    )


def schemas_in(folder: Path) -> list[Path]:
    """The schema files in a folder and in the folders directly inside it, by path; those of our own formats left out."""
    # Beside the schemas' folders stand the schemas of our formats (vocabulary, result, findings): none to extract with.
    files = [*folder.glob(f"*{_SUFFIX}"), *folder.glob(f"*/*{_SUFFIX}")] if folder.is_dir() else []
    return [file for file in sorted(files) if _name(file) not in ("vocabulary", "extraction", "check")]


def list_schemas(folder: Path | None = None) -> list[SchemaInfo]:
    """The schemas that can be named from `folder` (the current one when None); of two with one name the one that find_schema gives."""
    found: dict[str, SchemaInfo] = {}
    for file in _roots(folder if folder is not None else Path.cwd()):
        if _name(file) not in found:
            found[_name(file)] = _info(file)
    return list(found.values())


def _places(here: Path) -> list[Path]:
    return [here, here / "schemas", content_folder("schemas")]


def _roots(here: Path) -> Iterator[Path]:
    for place in _places(here):
        yield from schemas_in(place)


def _name(file: Path) -> str:
    return file.name.removesuffix(_SUFFIX)


def _info(file: Path) -> SchemaInfo:
    try:
        schema = load_schema(file)
    except SchemaError as e:
        return SchemaInfo(_name(file), "", file, 0, e)
    return SchemaInfo(_name(file), str(schema.document.get("title", "")), file, _count(schema))


def _count(level: Schema | ListField) -> int:
    scalar = 1 if isinstance(level, ListField) and level.scalar is not None else 0
    return scalar + len(level.fields) + sum(_count(inner) for inner in level.lists)
