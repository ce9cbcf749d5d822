"""Each kind of fault once: what the schema holds, where the finding points, its level and a word of its message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import SchemaError
from extractor.patterns.engine import FIELD_READERS, LIST_READERS
from extractor.schema import Measure, Stage, lint, load_schema

Write = Callable[[dict[str, Any]], Path]
REPO = Path(__file__).resolve().parents[2]
NUMBER = {"type": ["number", "null"]}
STRING = {"type": ["string", "null"]}
ROWS = {"type": "array", "items": {"type": "object", "properties": {"name": STRING}}}


def of(field: dict[str, Any] | bool, **top: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": field}, **top}


def labelled(*labels: Any) -> dict[str, Any]:
    return of({**NUMBER, "x-labels": list(labels)})


UNREADABLE = "no field has x-labels"


def found(path: Path) -> list[tuple[str, str, str, str]]:
    """The findings but for the warning that without x-labels nothing can be read, which few of the schemas here have."""
    return [(f.file, f.pointer, f.level.value, f.message.en) for f in lint(path) if not f.message.en.startswith(UNREADABLE)]


FAULTS = [
    # what, document, pointer, level, part of the message
    ("no schema", [1], "", "error", "wrong type"),
    ("no properties", {"type": "object"}, "", "error", "no properties"),
    ("invalid type", of({"type": "nubmer"}), "/properties/a/type", "error", "is number meant"),
    ("invalid keyword value", of({**NUMBER, "minimum": "3"}), "/properties/a/minimum", "error", "wrong type"),
    ("invalid pattern", of({**STRING, "pattern": "("}), "/properties/a/pattern", "error", "regex"),
    ("field that is no schema", of(5), "/properties/a", "error", "wrong type"),  # type: ignore[arg-type]
    ("unknown keyword", of({**STRING, "desciption": "x"}), "/properties/a/desciption", "warning", "description meant"),
    ("unknown x- word", of({**NUMBER, "x-unti": "元"}), "/properties/a/x-unti", "error", "x-unit meant"),
    ("unknown x- word in $defs", of(NUMBER, **{"$defs": {"b": {"x-lables": []}}}), "/$defs/b/x-lables", "error", "x-labels meant"),
    ("x-stage", of({**NUMBER, "x-stage": "finl"}), "/properties/a/x-stage", "error", "final meant"),
    ("x-measure", of({**NUMBER, "x-measure": "percent"}), "/properties/a/x-measure", "error", "growth"),
    ("x-compare", of({**STRING, "x-compare": "fuzzy"}), "/properties/a/x-compare", "error", "narrative"),
    ("x-reader", of({**STRING, "x-reader": "pionts"}), "/properties/a/x-reader", "error", "points meant"),
    ("reader of lists on a value", of({**STRING, "x-reader": "points"}), "/properties/a/x-reader", "error", "department"),
    ("reader of values on a list", of({**ROWS, "x-reader": "grade"}), "/properties/a/x-reader", "error", "projects"),
    ("x-labels not a list", of({**NUMBER, "x-labels": "收入"}), "/properties/a/x-labels", "error", "array is expected"),
    ("label without name", of({**NUMBER, "x-labels": [{"within": ["收入"]}]}), "/properties/a/x-labels/0", "error", "label is missing"),
    ("unknown word in a label", labelled({"label": "收入", "witin": ["支"]}), "/properties/a/x-labels/0", "error", "witin"),
    ("label's stage", labelled({"label": "收入", "stage": "end"}), "/properties/a/x-labels/0/stage", "error", "final"),
    ("label twice", labelled("收入(合计)", "支出", "收入 （合计）"), "/properties/a/x-labels/2", "warning", "repeats number 1"),
    ("label that another covers", labelled("收入", {"label": "收入", "whole": True}), "/properties/a/x-labels/1", "warning", "repeats"),
    ("x-key", of({**ROWS, "x-key": ["nam"]}), "/properties/a/x-key/0", "error", "name meant"),
    ("x-required", of({**ROWS, "x-required": ["name", "sum"]}), "/properties/a/x-required/1", "error", '"sum" is unknown'),
    ("x-unit", of({**NUMBER, "x-unit": "万圆"}), "/properties/a/x-unit", "warning", "unknown unit"),
    ("unit of words", of({**STRING, "x-unit": "元"}), "/properties/a/x-unit", "warning", "no unit"),
    ("share in money", of({**NUMBER, "x-unit": "万元", "x-measure": "share"}), "/properties/a/x-measure", "warning", "should be %"),
    ("x-values", of({"enum": ["甲", None], "x-values": {"乙": ["二"]}}), "/properties/a/x-values/乙", "error", "Known: 甲"),
    ("word on the wrong thing", of({**NUMBER, "x-key": ["a"]}), "/properties/a/x-key", "warning", "no effect on a single value"),
    ("root's word below", of({**NUMBER, "x-skip": ["目录"]}), "/properties/a/x-skip", "warning", "no effect"),
    ("relation's kind", of(NUMBER, **{"x-relations": [{"id": "r", "kind": "total"}]}), "/x-relations/0/kind", "error", "sum"),
    ("never null", of({"type": "number"}), "/properties/a", "warning", "null is not allowed"),
    ("several forms", of({"anyOf": [{"type": "number"}, {"type": "string"}]}), "/properties/a/anyOf", "warning", "read as a string"),
    ("$ref to nothing", of({"$ref": "#/$defs/b"}), "/properties/a/$ref", "error", "leads nowhere"),
    ("$ref to an anchor", of({"$ref": "#b"}), "/properties/a/$ref", "error", "leads nowhere"),
    ("$ref to no file", of({"$ref": "b.json"}), "/properties/a/$ref", "error", "cannot open"),
    ("$ref out of the folder", of({"$ref": "../b.json"}), "/properties/a/$ref", "error", "out of the schema's folder"),
    ("$ref to the net", of({"$ref": "https://example.org/b.json"}), "/properties/a/$ref", "error", "out of the schema's folder"),
    ("$ref to itself", of({"$ref": "#/properties/a"}), "/properties/a/$ref", "error", "in a circle"),
    ("$ref to what holds it", of(of({"$ref": "#"})), "/properties/a/properties/a/$ref", "error", "circle"),
]


@pytest.mark.parametrize(("document", "pointer", "level", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_one_fault_one_finding(write: Write, document: Any, pointer: str, level: str, words: str) -> None:
    findings = found(write({"s.schema.json": document}))
    assert [(f[0], f[1], f[2]) for f in findings] == [("s.schema.json", pointer, level)], findings
    assert words in findings[0][3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "object",\n "properties": {,}}', "line 2, column 17"),
        ("", "line 1, column 1"),
        ('{"type": "object"', "line 1, column 18"),
    ],
)
def test_syntax_says_line_and_column(write: Write, text: str, words: str) -> None:
    (finding,) = found(write({"s.schema.json": text}))
    assert finding[:3] == ("s.schema.json", "", "error")
    assert words in finding[3]


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ('{\n  "title": “甲”\n}', 2, 12, "中文引号 “"), ('{“title”: 1}', 1, 2, "中文引号 “"), ('{"title”: 1}', 1, 8, "中文引号 ”"),
        ('{"title": "甲”,\n "type": 1}', 1, 13, "中文引号 ”"), ('{"title”: 1, "type": 2}', 1, 8, "中文引号 ”"),
        ('{"a": 1,\n}', 1, 8, "多余的逗号，}"), ('{"a": [1, 2, ]}', 1, 12, "多余的逗号，]"), ('{"a": 1，"b": 2}', 1, 8, "中文标点 ，"),
        ('{"a"：1}', 1, 5, "中文标点 ："), ("{'a': 1}", 1, 2, "单引号"), ('{"a": 1 // x\n}', 1, 9, "注释"),
        ('{"a": 1\n "b": 2}', 2, 2, "缺少英文逗号"),
        ('{"a": {"b": 1}', 1, 15, "在这里中断"), ('{"a": 1} }', 1, 10, "多余的内容"), ('{"a": "b}', 1, 7, "没有结束的英文双引号"),
        ('{"a": nul}', 1, 7, "应有一个值"),
        ('{"a": "说“好”", "b" 1}', 1, 19, "缺少英文冒号"), ('{"a": "说“好”" "b": 1}', 1, 14, "缺少英文逗号"),
    ],
)  # fmt: skip
def test_syntax_is_explained_in_chinese(write: Write, text: str, line: int, column: int, hint: str) -> None:
    path = write({"s.schema.json": text})
    (finding,) = lint(path)
    with pytest.raises(SchemaError) as raised:
        load_schema(path)
    for said in (finding.message, raised.value.said):
        assert f"第 {line} 行第 {column} 列" in said.zh and f"line {line}, column {column}" in said.en
        assert hint in said.zh


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (of(NUMBER), True),
        (of({**NUMBER, "x-unit": "万元", "x-labels": []}), True),
        (labelled("收入"), False),
        (of({**STRING, "x-reader": "title"}), False),
        (of({"$ref": "#/$defs/b"}, **{"$defs": {"b": {**NUMBER, "x-labels": ["收入"]}}}), False),
        (of({**NUMBER, "x-lables": ["收入"]}), False),
    ],
)
def test_a_schema_that_patterns_can_not_read_is_warned_of(write: Write, document: Any, told: bool) -> None:
    findings = [f for f in lint(write({"s.schema.json": document})) if f.message.en.startswith(UNREADABLE)]
    assert [(f.pointer, f.level.value, "模型" in f.message.zh) for f in findings] == ([("", "warning", True)] if told else [])


def test_syntax_of_a_part_is_said_once_and_of_that_part(write: Write) -> None:
    path = write({"s.schema.json": of({"$ref": "parts/b.json"}), "parts/b.json": '{"type": }'})
    assert [(f[0], f[1], "line 1, column 10" in f[3]) for f in found(path)] == [("parts/b.json", "", True)]


def test_faults_of_parts_are_found_once(write: Write) -> None:
    part = {**NUMBER, "x-stage": "end"}
    path = write({"s.schema.json": {"type": "object", "properties": {"a": {"$ref": "b.json"}, "c": {"$ref": "b.json"}}}, "b.json": part})
    assert [f[:2] for f in found(path)] == [("b.json", "/x-stage")]


def test_a_circle_through_two_files(write: Write) -> None:
    path = write(
        {
            "s.schema.json": of({"$ref": "b.json"}),
            "b.json": of({"$ref": "c.json#/$defs/x"}),
            "c.json": {"$defs": {"x": {"$ref": "b.json"}}},
        }
    )
    assert [(f[0], f[1]) for f in found(path)] == [("c.json", "/$defs/x/$ref")]


def test_a_name_written_twice(write: Write) -> None:
    path = write({"s.schema.json": '{"type": "object", "properties": {"a": {"title": "甲"}, "a": {"title": "乙"}}}'})
    assert [f[1:3] for f in found(path)] == [("/properties/a", "error")]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe{}",
        b"\xe6",
        b"null",
        b'"x"',
        b"3",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"properties": ' * 600 + b"1" + b"}" * 600,
        b'{"properties": [1], "$ref": 3}',
        b'{"properties": {"a": {"type": [[]], "enum": 3, "items": [], "anyOf": 4}}}',
        b'{"properties": {"a": {"x-labels": [[], {"label": 3}, {"label": "", "within": [3]}, {"label": "", "stage": []}]}}}',
        b'{"properties": {"a": {"x-unit": 3, "x-values": [], "x-measure": [], "x-stage": {}}}}',
        b'{"properties": {"a": {"type": "array", "x-key": 3, "x-required": [[]], "x-reader": []}}}',
        b'{"properties": {"a": {"$ref": "\\u0000"}, "b": {"$ref": "' + b"n" * 5000 + b'"}, "c": {"$ref": "#/properties/c/x"}}}',
        b'{"properties": {"a": {"minimum": 1e999, "maximum": NaN}}}',
    ],
)
def test_no_file_makes_it_raise(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.schema.json"
    path.write_bytes(content)
    assert [f for f in lint(path) if f.level == "error"]


@pytest.mark.parametrize("name", ["nothing.schema.json", "folder"])
def test_no_file_is_a_finding(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (finding,) = lint(tmp_path / name)
    assert "can't be opened" in finding.message.en
    assert "无法打开" in finding.message.zh


GOOD = [
    of({**NUMBER, "x-unit": "万份", "x-labels": ["收入", {"label": "收入", "stage": "initial"}]}),
    of({**NUMBER, "x-unit": "", "x-labels": [{"label": "", "whole": True}]}),
    of({"anyOf": [{"type": "number"}, {"type": "null"}]}),
    of({"$ref": "#/$defs/b", "x-labels": ["收入"]}, **{"$defs": {"b": {**NUMBER, "x-unit": "元"}}}),
    of({"$ref": "#/$defs/%E9%87%91%E9%A2%9D"}, **{"$defs": {"金额": NUMBER}}),
    of({**ROWS, "x-key": ["name"], "x-reader": "subordinates", "x-refuse": ["合计"], "x-ordered": True}),
    {"type": "object", "properties": {"x-unit": STRING, "titel": STRING, "a/b~c": {"$ref": "#/properties/x-unit"}}},
    {"type": "object", "properties": {"a": STRING, "b": {"$ref": "#/properties/a"}, "c": {"$ref": "#/properties/b"}}},
]


@pytest.mark.parametrize("document", GOOD, ids=range(len(GOOD)))
def test_nothing_is_said_of_a_good_schema(write: Write, document: dict[str, Any]) -> None:
    assert found(write({"s.schema.json": document})) == []


def test_the_vocabulary_knows_the_readers_and_words_of_the_code() -> None:
    vocabulary = json.loads((REPO / "schemas" / "vocabulary.schema.json").read_text(encoding="utf-8"))
    readers = {name: set(vocabulary["$defs"][f"{name}Reader"]["enum"]) for name in ("field", "list")}
    assert readers["field"] == set(FIELD_READERS)
    # The engine tries table rows before this one's sentences, so it stands outside its table of readers.
    assert readers["list"] == {*LIST_READERS, "subordinates"}
    assert vocabulary["properties"]["x-measure"]["enum"] == list(Measure)
    assert set(vocabulary["$defs"]["stage"]["enum"]) == set(Stage)
    assert vocabulary["propertyNames"]["then"]["enum"] == sorted(vocabulary["properties"])
    assert all(word["description"] for word in vocabulary["properties"].values())
