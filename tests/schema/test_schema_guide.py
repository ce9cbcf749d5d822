"""docs/schema.md and its Chinese version: every example is a schema without a fault, and every word of the vocabulary has one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extractor.schema import lint, schema_of

REPO = Path(__file__).resolve().parents[2]
NAMES = ("schema.md", "schema.zh-CN.md")
GUIDES = {name: (REPO / "docs" / name).read_text(encoding="utf-8") for name in NAMES}
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", GUIDES["schema.md"], re.MULTILINE | re.DOTALL)
MATCHED = re.findall(r"^\| ([^|`]+) \| (`[^|]+) \| (found|not found)?[^|]*\|$", GUIDES["schema.md"], re.MULTILINE)
VOCABULARY = json.loads((REPO / "schemas" / "vocabulary.schema.json").read_text(encoding="utf-8"))


def test_examples_have_no_fault(tmp_path: Path) -> None:
    assert EXAMPLES
    for n, text in enumerate(EXAMPLES):
        example = json.loads(text)
        path = tmp_path / f"{n}.schema.json"
        whole = example if "$schema" in example else {"type": "object", "properties": {"field": example}}
        path.write_text(json.dumps(whole), encoding="utf-8")
        said = [(f.pointer, f.message.en) for f in lint(path)]
        assert all("x-labels" not in text and "no field has x-labels" in message for _, message in said), text


def test_every_word_has_an_example() -> None:
    assert sorted(set(re.findall(r'"(x-[a-z-]+)"', "".join(EXAMPLES)))) == sorted(VOCABULARY["properties"])


@pytest.mark.parametrize(("name", "begin"), list(zip(NAMES, ("Of one value:", "用于单个值："), strict=True)))
def test_every_reader_is_named(name: str, begin: str) -> None:
    named = set(re.findall(r"`([a-z_]+)`", GUIDES[name].partition(begin)[2].partition("###")[0]))
    assert named == {*VOCABULARY["$defs"]["fieldReader"]["enum"], *VOCABULARY["$defs"]["listReader"]["enum"]}


def test_the_chinese_guide_says_the_same() -> None:
    english, chinese = (GUIDES[name] for name in NAMES)
    for shape in (r"^```json\n.*?^```$", r"`x-[a-z-]+`", r"^#+ ", r"^\| .*?`[^|]+`"):
        in_english, in_chinese = (re.findall(shape, text, re.MULTILINE | re.DOTALL) for text in (english, chinese))
        if shape.startswith("^```"):
            assert in_chinese == in_english
        assert set(in_english) <= set(in_chinese) if shape.startswith("`") else len(in_english) == len(in_chinese)
    assert all(f"]({other})" in GUIDES[name] for name, other in zip(NAMES, reversed(NAMES), strict=True))


def test_names_match_as_the_guide_tells() -> None:
    """The table of what a label matches, read off by the engine itself."""
    import extractor

    told = 0
    for printed, label, outcome in MATCHED:
        for sentence in printed.split(", "):
            field = {"type": "number", "x-unit": "%" if "%" in sentence else "份", "x-labels": [label.strip("`")]}
            report = extractor.read_text(f"# 某县水利局2023年度自评报告\n\n一、概况\n\n{sentence}。")
            result = extractor.extract(report, schema_of({"properties": {"a": field}}), engine="patterns")
            assert (result.value("/a") is not None) == (outcome == "found"), (sentence, label)
            told += 1
    assert told == 7
