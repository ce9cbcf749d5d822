"""Tables in the dialects that conversions leave: a row a line, a cell a line, Markdown pipes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from documents_samples import GOLDEN, SAMPLES

from extractor.documents import read, read_text


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_tables_of_a_sample(path: Path) -> None:
    golden: dict[str, list[dict[str, Any]]] = json.loads((GOLDEN / f"{path.stem}.json").read_text(encoding="utf-8"))
    tables = read(path).tables
    assert [(len(t.rows), t.width, t.unit.symbol) for t in tables] == [(g["rows"], g["width"], g["unit"]) for g in golden["tables"]]
    for table, said in zip(tables, golden["tables"], strict=True):
        cells: list[tuple[int, int, str]] = [(r, c, words) for r, c, words in said["cells"]]
        assert [(r, c, table.rows[r][c].words) for r, c, _ in cells] == cells


def grid(text: str) -> list[list[list[str]]]:
    return [[[cell.words for cell in row] for row in table.rows] for table in read_text(text).tables]


HEAD, ROW_1, ROW_2 = ["项目", "数量", "价值"], ["房屋", "2", "864.2"], ["车辆", "6", "98.64"]
CASES: dict[str, tuple[str, list[list[list[str]]]]] = {
    "rows": ("项目\t数量\t价值\n房屋\t2\t864.2\n车辆\t6\t98.64", [[HEAD, ROW_1, ROW_2]]),
    "rows, empty first cells": ("甲\t乙\t丙\n\t2\t3\n\t4\t5", [[["甲", "乙", "丙"], ["", "2", "3"], ["", "4", "5"]]]),
    "rows, empty last cells": ("甲\t乙\t丙\n1\t\t\n2\t3\t", [[["甲", "乙", "丙"], ["1", "", ""], ["2", "3", ""]]]),
    "rows, head again after a page break": (
        "项目\t数量\t价值\n房屋\t2\t864.2\n\n\n项目\t数量\t价值\n车辆\t6\t98.64",
        [[HEAD, ROW_1, ROW_2]],
    ),
    "rows, a page number and the head again": (
        "项目\t数量\t价值\n房屋\t2\t864.2\n\n— 3 —\n\n项目\t数量\t价值\n车辆\t6\t98.64",
        [[HEAD, ROW_1, ROW_2]],
    ),
    "rows, far page break": ("项目\t数量\t价值\n房屋\t2\t864.2\n\n\n\n\n\n\n车辆\t6\t98.64", [[HEAD, ROW_1, ROW_2]]),
    "rows, the same row twice without a break stays": (
        "项目\t数量\t价值\n甲\t1\t2\n甲\t1\t2",
        [[HEAD, ["甲", "1", "2"], ["甲", "1", "2"]]],
    ),
    "cells": ("\t项目\n\t数量\n\t价值\n\n\t房屋\n\t2\n\t864.2\n\n\t车辆\n\t6\n\t98.64\n", [[HEAD, ROW_1, ROW_2]]),
    "cells, a cell of two paragraphs": (
        "\t甲\n\t乙的第一段\n乙的第二段\n\t丙\n\n\t1\n\t2\n\t3\n",
        [[["甲", "乙的第一段乙的第二段", "丙"], ["1", "2", "3"]]],
    ),
    "cells, empty first cells": (
        "\t一级\n\t二级\n\t三级\n\n\t\n\t质量\n\t合格率\n\n\t\n\t时效\n\t及时率\n",
        [[["一级", "二级", "三级"], ["", "质量", "合格率"], ["", "时效", "及时率"]]],
    ),
    "pipes": ("| 项目 | 数量 | 价值 |\n|---|:-:|--:|\n| 房屋 | 2 | 864.2 |\n| 车辆 | 6 | 98.64 |", [[HEAD, ROW_1, ROW_2]]),
    "pipes, empty cells": ("|甲|乙|\n|-|-|\n||2|\n| | |", [[["甲", "乙"], ["", "2"], ["", ""]]]),
    "pipes, dashes that are no rule": ("|甲|乙|\n|---|---|\n|1|2|\n| - | - |", [[["甲", "乙"], ["1", "2"], ["-", "-"]]]),
    "pipes, only a rule": ("|---|---|\n正文。", []),
    "marks inside a cell": ("|**甲**|乙<br>丙|\n|1|2|", [[["甲", "乙丙"], ["1", "2"]]]),
    "a lone tab in a paragraph": ("联系人：某人\t电话见后\n正文在这里。", []),
    "a lone leading tab": ("\t本部门负责全县水利工作。\n正文在这里。", []),
    "two tables with words between": (
        "甲\t乙\t丙\n1\t2\t3\n\n以下为另一表：\n\n丁\t戊\n4\t5",
        [[["甲", "乙", "丙"], ["1", "2", "3"]], [["丁", "戊"], ["4", "5"]]],
    ),
    "tables of other widths are two": (
        "甲\t乙\t丙\t丁\n1\t2\t3\t4\n\n\n\n\n\n\n戊\t己\n5\t6",
        [[["甲", "乙", "丙", "丁"], ["1", "2", "3", "4"]], [["戊", "己"], ["5", "6"]]],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_grid(name: str) -> None:
    text, expected = CASES[name]
    assert grid(text) == expected


PROSE = "正文在这里，说明这一年的全部工作情况以及绩效管理的情况和全部资产情况，本段正文结束于此处，以下为表格内容以及所附表格的单位说明。"


def test_cells_are_where_they_stand() -> None:
    text = "表一\n|  甲 | 乙  |\n|---|---|\n| １２ |  |\n后文。"
    document = read_text(text)
    (table,) = document.tables
    assert [[text[c.span.start : c.span.end] for c in row] for row in table.rows] == [["甲", "乙"], ["１２", ""]]
    block = next(b for b in document.blocks if b.table == 0)
    assert text[block.span.start : block.span.end] == "|  甲 | 乙  |\n|---|---|\n| １２ |  |"


@pytest.mark.parametrize(
    ("above", "unit", "caption"),
    [
        ("收入支出决算表\n单位：万元", "万元", "收入支出决算表\n单位:万元"),
        ("收入支出决算表\n单位：元", "元", "收入支出决算表\n单位:元"),
        ("收入支出决算表\n金额单位：人民币 元", "元", "收入支出决算表\n金额单位:人民币元"),
        ("收入支出决算表\n单位:亿元", "亿元", "收入支出决算表\n单位:亿元"),
        ("编制单位：某局    单位：元", "元", "编制单位:某局单位:元"),
        ("填报单位：元江县水利局", "", "填报单位:元江县水利局"),
        ("主管单位：元氏县水利局\n单位：万元", "万元", "主管单位:元氏县水利局\n单位:万元"),
        ("表一 单位：元\n\n表二\n单位：万元", "万元", "表一单位:元\n表二\n单位:万元"),
        ("收入支出决算表", "", "收入支出决算表"),
        (PROSE + "表格金额的单位均为元。", "", ""),
    ],
)
def test_unit_line_and_caption(above: str, unit: str, caption: str) -> None:
    (table,) = read_text(f"{PROSE}\n{above}\n\n项目\t金额\t备注\n合计\t5\t\n").tables
    assert (table.unit.symbol, table.caption) == (unit, caption)


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("项目\t金额（单位：万元）\t备注", "万元"),
        ("编制单位：某局\t\t单位：元", "元"),
        ("项目\t计量单位\t元谋县", ""),
        ("度量单位\t元\t值", ""),
    ],
)
def test_unit_inside_the_head(head: str, unit: str) -> None:
    (table,) = read_text(f"{head}\n合计\t5\t6\n").tables
    assert table.unit.symbol == unit
