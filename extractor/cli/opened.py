"""A result read back from its file, with the titles of its schema and the lines of its report where they can be had."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from extractor.cli.voice import said
from extractor.errors import OperatorError, SchemaError
from extractor.pointers import parts_of, value_at
from extractor.result import FORMAT, VERSION
from extractor.schema.model import without_null
from extractor.schema.nodes import escaped
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.schema import ListField, Schema
    from extractor.schema.model import JsonObject

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """A result file's content; `schema` None where it can't be found, `lines` the offsets at which the report's lines begin."""

    content: Mapping[str, Any]
    schema: Schema | None
    lines: tuple[int, ...]
    text: str

    @property
    def fields(self) -> Mapping[str, Record]:
        """The fields' records by pointer."""
        return cast(Mapping[str, Record], self.content["fields"])

    def value(self, pointer: str) -> Any:
        """The value at a pointer, None where there is none."""
        return value_at(self.content["data"], pointer)

    def line(self, record: Record) -> int:
        """The 1-based line of the report, 0 where there is no value or no report at hand."""
        return bisect_right(self.lines, int(record["start"])) if self.lines and int(record["start"]) >= 0 else 0

    def rows(self, pointer: str) -> list[Any]:
        """The rows of the list at a pointer, [] where none is."""
        value = self.value(pointer)
        return cast(list[Any], value) if isinstance(value, list) else []

    def is_row(self, pointer: str) -> bool:
        """Whether a row of objects stands at a pointer."""
        above, _, last = pointer.rpartition("/")
        return bool(above) and last.isdecimal() and isinstance(self.value(above), list) and isinstance(self.value(pointer), dict)

    def module(self, name: str) -> str:
        """A module's title, its name where the schema has none; that of the schema for the name ""."""
        if not name:
            title = str(self.schema.document.get("title", "")) if self.schema is not None else ""
            return title or str(self.content["schema"].get("name", ""))
        module: JsonObject = self.schema.document.get("properties", {}).get(name, {}) if self.schema is not None else {}
        return str(module.get("title") or name)

    def titles_unit(self, pointer: str) -> tuple[list[str], str]:
        """Titles down to a pointer, its own last (the module's left out, a row's number with its list), and unit of a scalar.

        Names stand for the titles that the schema doesn't tell.
        """
        node: JsonObject = self.schema.document if self.schema is not None else {}
        titles: list[str] = []
        parts = parts_of(pointer)
        # The instance tells an index of a list from a property that is called by a number.
        here: Any = self.content["data"]
        for part in parts:
            if isinstance(here, list):
                node = without_null(node.get("items") or {})
                number = said(f"第 {int(part) + 1} 项", f"no. {int(part) + 1}")
                titles[-1:] = [f"{titles[-1]} {number}"]
            else:
                node = without_null(node.get("properties", {}).get(part) or {})
                titles.append(str(node.get("title") or part))
            here = value_at(here, "/" + escaped(part))
        module = len(parts) > 1 and not isinstance(self.value("/" + escaped(parts[0])), list)
        return titles[1:] if module else titles, str(node.get("x-unit", "")) if not isinstance(here, list) else ""

    def listed(self, pointer: str) -> ListField | None:
        """The list at a pointer or around it."""
        lists = self.schema.lists if self.schema is not None else ()
        return next((x for x in lists if pointer == x.pointer or pointer.startswith(x.pointer + "/")), None)


def open_result(file: Path, schema: str | None, document: Path | None) -> Opened:
    """Read a result. Raises OperatorError where the file is none, or `document` is not the report it was made from."""
    content = _content(file)
    text = _text(content, document) if document is not None else ""
    starts = (0, *(n + 1 for n, c in enumerate(text) if c == "\n")) if text else ()
    return Opened(content, _schema(content, schema), starts, text)


def _content(file: Path) -> Mapping[str, Any]:
    again = Text("请指定 extractor extract 写出的 .extraction.json 文件", "Name an .extraction.json file written by extractor extract")
    try:
        read: object = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as e:
        raise OperatorError(Text(f"无法打开（{e.strerror}）", f"cannot be opened ({e.strerror})"), again, file.name, "show") from e
    except (ValueError, RecursionError) as e:
        raise OperatorError(Text("不是有效的 JSON", "is not valid JSON"), again, file.name, "show") from e
    content: dict[str, Any] = cast(dict[str, Any], read) if isinstance(read, dict) else {}
    form: object = content.get("format")
    name, version = (str(cast(dict[str, Any], form).get(k, "")) for k in ("name", "version")) if isinstance(form, dict) else ("", "")
    if name != FORMAT or not all(k in content for k in ("document", "schema", "data", "fields", "problems", "run")):
        raise OperatorError(Text("不是抽取结果", "is no extraction result"), again, file.name, "show")
    if version.partition(".")[0] != VERSION.partition(".")[0]:
        raise OperatorError(
            Text(f"结果格式的版本是 {version}，本程序只认识 {VERSION}", f"its format is {version}, this program knows {VERSION}"),
            Text("请使用相应版本的程序", "Use the program of that version"),
            file.name,
            "show",
        )
    return content


def _schema(content: Mapping[str, Any], named: str | None) -> Schema | None:
    from extractor.schema import find_schema, load_schema

    try:
        return load_schema(find_schema(named or str(content["schema"].get("name", ""))))
    except SchemaError:
        # Titles are a comfort; a result is readable without.
        if named is not None:
            raise
        return None


def _text(content: Mapping[str, Any], document: Path) -> str:
    import hashlib

    from extractor.documents import read

    text = read(document).text
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != content["document"].get("text_sha256"):
        raise OperatorError(
            Text("不是这个结果的原文件（内容不同）", "is not the report of this result (its text differs)"),
            Text("请指定抽取时使用的文件", "Name the file that was extracted"),
            document.name,
            "show",
        )
    return text
