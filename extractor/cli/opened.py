"""A result read back from its file, with the titles of its schema and the lines of its report where they can be had."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from extractor.errors import OperatorError, SchemaError
from extractor.result import FORMAT, VERSION, Extraction
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
        return Extraction({}, {}, self.content["data"], {}).value(pointer)

    def line(self, record: Record) -> int:
        """The 1-based line of the report, 0 where there is no value or no report at hand."""
        return bisect_right(self.lines, int(record["start"])) if self.lines and int(record["start"]) >= 0 else 0

    def module(self, name: str) -> str:
        """A module's title, its name where the schema has none."""
        said: JsonObject = self.schema.document.get("properties", {}).get(name, {}) if self.schema is not None else {}
        return str(said.get("title") or name)

    def title_unit(self, pointer: str) -> tuple[str, str]:
        """Title (with those of the objects around it, but for the module's) and unit of a scalar field, as far as the schema tells."""
        for field in self.schema.fields if self.schema is not None else ():
            if field.pointer == pointer:
                return " · ".join([*self._around(pointer), field.title or field.name]), field.unit.symbol
        return pointer.rsplit("/", 1)[-1], ""

    def _around(self, pointer: str) -> Iterator[str]:
        node: Mapping[str, Any] = self.schema.document if self.schema is not None else {}
        for depth, part in enumerate(pointer.split("/")[1:-1]):
            node = node.get("properties", {}).get(part, {})
            if depth:
                yield str(node.get("title") or part)

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
        said: object = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as e:
        raise OperatorError(Text(f"无法打开（{e.strerror}）", f"cannot be opened ({e.strerror})"), again, file.name, "show") from e
    except (ValueError, RecursionError) as e:
        raise OperatorError(Text("不是有效的 JSON", "is not valid JSON"), again, file.name, "show") from e
    content: dict[str, Any] = cast(dict[str, Any], said) if isinstance(said, dict) else {}
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
