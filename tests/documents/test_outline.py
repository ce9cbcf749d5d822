"""Headings and how they nest: the samples as goldens, and the faults of conversions case by case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from documents_samples import GOLDEN, SAMPLES

from extractor.documents import BlockKind, Document, read, read_text


def _heads(document: Document) -> list[list[object]]:
    return [[s.level, s.number, s.title] for s in document.sections if s.number]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_outline_of_a_sample(path: Path) -> None:
    golden = json.loads((GOLDEN / f"{path.stem}.json").read_text(encoding="utf-8"))
    assert _heads(read(path)) == golden["headings"]


def test_every_golden_has_its_sample() -> None:
    assert {p.stem for p in GOLDEN.glob("*.json")} == {p.stem for p in SAMPLES}


CASES: dict[str, tuple[str, list[list[object]]]] = {
    "levels": (
        "第一部分 概况\n一、职责\n（一）职能\n1.起草\n（1）通知\n①格式\n二、机构",
        [
            [1, "第一部分", "概况"],
            [2, "一、", "职责"],
            [3, "(一)", "职能"],
            [4, "1.", "起草"],
            [5, "(1)", "通知"],
            [6, "①", "格式"],
            [2, "二、", "机构"],
        ],
    ),
    "1、 between 一 and 三 is 一's": (
        "第二部分 说明\n1、总体情况\n二、收入情况\n三、支出情况",
        [[1, "第二部分", "说明"], [2, "1、", "总体情况"], [2, "二、", "收入情况"], [2, "三、", "支出情况"]],
    ),
    "2、 between 一 and 三": (
        "一、概况\n（一）职责\n（二）机构\n2、收入情况\n三、支出情况",
        [[2, "一、", "概况"], [3, "(一)", "职责"], [3, "(二)", "机构"], [2, "2、", "收入情况"], [2, "三、", "支出情况"]],
    ),
    "9、 and 10、 after 八": (
        "八、基金情况\n9、国有资本情况\n10、其他情况\n（一）经费",
        [[2, "八、", "基金情况"], [2, "9、", "国有资本情况"], [2, "10、", "其他情况"], [3, "(一)", "经费"]],
    ),
    "（2）  with a space between （一） and （三）": (
        "一、概况\n（一）职责\n（2） 机构\n（三）人员",
        [[2, "一、", "概况"], [3, "(一)", "职责"], [3, "(2)", "机构"], [3, "(三)", "人员"]],
    ),
    "a converted list of its own before （四）": (
        "1、 概况\n（1） 职责\n（2） 机构\n1.主要职能\n2.人员\n（3） 任务\n（四）目标\n二、收支",
        [
            [2, "1、", "概况"],
            [3, "(1)", "职责"],
            [3, "(2)", "机构"],
            [4, "1.", "主要职能"],
            [4, "2.", "人员"],
            [3, "(3)", "任务"],
            [3, "(四)", "目标"],
            [2, "二、", "收支"],
        ],
    ),
    "a list inside 一 stays inside": (
        "一、概况\n1、职责\n2、机构\n3、人员\n二、收支",
        [[2, "一、", "概况"], [4, "1、", "职责"], [4, "2、", "机构"], [4, "3、", "人员"], [2, "二、", "收支"]],
    ),
    "a list of two inside 三": (
        "三、绩效\n（一）目标\n1、产出\n2、效益\n四、结论",
        [[2, "三、", "绩效"], [3, "(一)", "目标"], [4, "1、", "产出"], [4, "2、", "效益"], [2, "四、", "结论"]],
    ),
    "a year behind the number": (
        "一、职责\n二、2024年度工作完成情况\n三.2023年度收支",
        [[2, "一、", "职责"], [2, "二、", "2024年度工作完成情况"], [2, "三.", "2023年度收支"]],
    ),
    "run-in title": ("（一）存在问题。无。\n（二）改进措施：加强管理，提高效率。", [[3, "(一)", "存在问题"], [3, "(二)", "改进措施"]]),
    "decimal numbers": ("一、概况\n1.1 职责\n1.1.1 起草", [[2, "一、", "概况"], [3, "1.1", "职责"], [4, "1.1.1", "起草"]]),
    "marks of conversions": (
        "[bookmark: _Toc1]第一部分 概况\n**一、职责**\n### 二、机构",
        [[1, "第一部分", "概况"], [2, "一、", "职责"], [2, "二、", "机构"]],
    ),
    "annexes": ("附件1\n一、概况\n附件1-2\n附件：说明", [[1, "附件1", ""], [2, "一、", "概况"], [1, "附件1-2", ""], [1, "附件:", "说明"]]),
    "sentences with numbers are none": ("1.起草文件43件，办结率100%。\n（2）办公费67.7万元\n一式两份\n2022年工作", []),
}


@pytest.mark.parametrize("name", CASES)
def test_headings(name: str) -> None:
    text, expected = CASES[name]
    assert _heads(read_text(text)) == expected


CONTENTS = {
    "page numbers": "目 录\n\n一、职责 1\n（一）职能 1\n二、机构 12\n\n一、职责\n正文在这里。\n二、机构\n正文。",
    "leader dots, no title": "一、职责........1\n二、机构……………2\n\n一、职责\n正文。\n二、机构\n正文。",
    "tabs": "目录\n一、职责\t4\n二、机构\t6\n\n一、职责\n正文在这里。\n二、机构\n正文。",
    "tabs, not all repeated": "目录\n一、职责\t4\n三、其他\t6\n\n一、职责\n正文在这里。\n二、机构\n正文。",
    "nothing behind the words": "目录\n\n一、职责\n二、机构\n\n一、职责\n正文在这里。\n二、机构\n正文。",
    "bullets, title in one line": (
        "某县某局2023年度部门整体支出绩效自评报告 目 录\n\n- 一、职责 1\n - 二、机构 2\n\n一、职责\n正文在这里。\n二、机构\n正文。"
    ),
    "bold": "**目录**\n\n**一、职责 1**\n**二、机构 2**\n\n**一、职责**\n\n正文在这里。\n\n**二、机构**\n\n正文。",
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_list_of_contents_is_no_section(name: str) -> None:
    document = read_text(CONTENTS[name])
    assert [s.title for s in document.sections] == ["职责", "机构"]
    assert not document.tables
    assert sum(b.kind is BlockKind.CONTENTS for b in document.blocks) >= 2
    assert document.words(document.sections[0].span).startswith("一、职责正文")


def test_the_word_contents_alone_swallows_nothing() -> None:
    document = read_text("目录\n\n一、职责\n本部门负责全县工作。\n二、机构\n设11个股室。")
    assert [s.title for s in document.sections] == ["职责", "机构"]


LONG = "预算执行过程中上级专项资金陆续下达，全年调整预算数与年初相比有所增加，本年收入合计"
JOINED = {
    "a page break": (LONG + "\n\n\n345.67万元。", 1),
    "a page number": (LONG + "\n\n— 12 —\n\n345.67万元。", 1),
    "第 n 页": (LONG + "\n第 3 页 共 9 页\n345.67万元。", 1),
    "a full stop parts": (LONG + "。\n另有结余5万元。", 2),
    "a number parts": (LONG + "\n2、另有结余5万元，全部结转下年使用。", 2),
    "an indent parts": (LONG + "\n\u3000\u3000另有结余5万元。", 2),
    "a short line parts": ("某县水利局\n2023年度报告说明", 2),
    "a note parts": (LONG + "\n注：无", 2),
    "after running text a label goes on": (LONG + "345.67万元。具体\n\n使用情况为：人员经费5万元。", 1),
}


@pytest.mark.parametrize("name", JOINED)
def test_paragraphs_over_page_breaks(name: str) -> None:
    text, blocks = JOINED[name]
    document = read_text(text)
    assert len(document.blocks) == blocks
    if blocks == 1 and "345.67万元。" in text:
        assert "本年收入合计345.67万元。" in document.words(document.blocks[0].span)


def test_marks_move_no_offsets() -> None:
    text = "[bookmark: _Toc1]**一、职责**\n\n编制**98**人。"
    document = read_text(text)
    section = document.sections[0]
    assert text[section.heading.start : section.heading.end] == "一、职责"
    view = document.view(document.blocks[1].span)
    assert view.text == "编制98人。"
    start, end = view.source(view.text.index("98"), view.text.index("98") + 2)
    assert text[start:end] == "98"
