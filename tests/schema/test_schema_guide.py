"""docs/schema.md: every example is a schema without a fault, and every word of the vocabulary has one."""

from __future__ import annotations

import json
import re
from pathlib import Path

from extractor.schema import lint

REPO = Path(__file__).resolve().parents[2]
GUIDE = (REPO / "docs" / "schema.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
VOCABULARY = json.loads((REPO / "schemas" / "vocabulary.schema.json").read_text(encoding="utf-8"))


def test_examples_have_no_fault(tmp_path: Path) -> None:
    assert EXAMPLES
    for n, text in enumerate(EXAMPLES):
        example = json.loads(text)
        path = tmp_path / f"{n}.schema.json"
        whole = example if "$schema" in example else {"type": "object", "properties": {"field": example}}
        path.write_text(json.dumps(whole), encoding="utf-8")
        assert [(f.pointer, f.message.en) for f in lint(path)] == [], text


def test_every_word_has_an_example() -> None:
    assert sorted(set(re.findall(r'"(x-[a-z-]+)"', "".join(EXAMPLES)))) == sorted(VOCABULARY["properties"])


def test_every_reader_is_named() -> None:
    named = set(re.findall(r"`([a-z_]+)`", GUIDE.partition("Of one value:")[2].partition("###")[0]))
    assert named == {*VOCABULARY["$defs"]["fieldReader"]["enum"], *VOCABULARY["$defs"]["listReader"]["enum"]}
