"""Strings of a schema of one's own: they begin behind their label and end where the next one begins."""

from __future__ import annotations

import pytest

from extractor.documents import read_text
from extractor.patterns import propose
from extractor.schema import schema_of


def read(text: str) -> dict[str, object]:
    def string(label: str) -> dict[str, object]:
        return {"type": ["string", "null"], "title": label, "x-labels": [label]}

    properties = {"who": string("填表人"), "tel": string("联系电话"), "unit": string("项目单位")}
    schema = schema_of({"type": "object", "properties": properties})
    return {c.pointer.strip("/"): c.value for c in propose(read_text(f"甲局报告\n\n一、总则\n\n{text}\n"), schema)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("填表人：王玲联系电话：13900000000单位负责人签字：", {"who": "王玲"}),
        ("填表人：王玲　　联系电话：13900000000", {"who": "王玲", "tel": "13900000000"}),
        ("填表人：王 玲  单位负责人（签字）：李 四", {"who": "王玲"}),
        ("项目单位：甲县水利局。主管部门：甲县财政局", {"unit": "甲县水利局"}),
        ("填表人\t王玲\t联系电话\t13900000000", {"who": "王玲", "tel": "13900000000"}),
        ("填表人：　　　联系电话：", {}),
    ],
)
def test_values_end_at_the_next_label(text: str, expected: dict[str, str]) -> None:
    assert read(text) == expected
