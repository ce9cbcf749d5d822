"""The kept-out names are kept out: none of them is a label of the schema, nor one with a trivial word more or less."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from extractor.pointers import starred
from extractor.quantities import fold
from extractor.schema import find_schema, load_schema
from extractor.testing.writer import NAMES, write_report

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "department_report"
TRIVIAL = (
    "支出|经费|费用|费|合计|总额|总计|总数|总值|金额|数额|数|额|的|本年|本年度|年度|当年|全年|资金|情况|为|类|部门|人员|人数|绩效|名称"
)


def labels_in(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in cast(list[Any], node):
            yield from labels_in(child)
    elif isinstance(node, dict):
        for key, child in cast(dict[str, Any], node).items():
            if key in ("x-labels", "x-names"):
                yield from (label if isinstance(label, str) else label["label"] for label in child)
            else:
                yield from labels_in(child)


def bare(words: str) -> str:
    """A label without marks and without what it may trivially begin or end with."""
    words = re.sub(r"[\s“”\"'()（）、，,:：/…的]", "", fold(words))
    while (shorter := re.sub(rf"^(?:{TRIVIAL})|(?:{TRIVIAL})$", "", words)) != words and shorter:
        words = shorter
    return words


LABELS = {label for file in sorted(SCHEMAS.glob("*.json")) for label in labels_in(json.loads(file.read_text(encoding="utf-8")))}
KEPT_OUT = [(key, name) for key, names in NAMES.items() for name in names.kept_out]


def test_there_are_labels_and_kept_out_names() -> None:
    assert len(LABELS) > 500
    assert len(KEPT_OUT) > 60


@pytest.mark.parametrize(("key", "name"), KEPT_OUT)
def test_a_kept_out_name_is_no_label(key: str, name: str) -> None:
    assert name not in LABELS
    assert bare(name) not in {bare(label) for label in LABELS}


@pytest.mark.parametrize(("key", "name"), KEPT_OUT)
def test_no_longer_label_stands_inside_a_kept_out_name(key: str, name: str) -> None:
    inside = [label for label in LABELS if len(bare(label)) > 3 and fold(label) in fold(name)]
    assert inside == []


@pytest.mark.parametrize("key", [k for k, names in NAMES.items() if names.kept_out])
def test_known_and_kept_out_names_differ(key: str) -> None:
    assert not set(NAMES[key].known) & set(NAMES[key].kept_out)


def test_no_kept_out_value_stands_behind_a_label_of_its_field() -> None:
    """Whatever the template: the words before a kept-out figure don't end in one of its field's own labels."""
    schema = load_schema(find_schema("department_report"))
    fields = {pointer: [fold(label.text) for label in field.labels] for pointer, field in schema.every_field()}
    seen, behind = 0, list[tuple[str, str]]()
    for seed in range(60):
        written = write_report(seed)
        for pointer, phrasing in written.gold["phrasing"].items():
            if phrasing != "kept_out" or not (labels := fields.get(starred(pointer))):
                continue
            for quote in written.gold["evidence"][pointer]:
                if "\t" in quote or "|" in quote:
                    continue
                words = re.split(r"\s*[\d０-９]", fold(quote), maxsplit=1)[0].rstrip("为 ")
                seen += 1
                behind += [(pointer, quote) for label in labels if len(label) > 2 and words.endswith(label)]
    assert seen > 200
    assert behind == []
