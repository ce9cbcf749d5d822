"""Blocks, cells and views are exact pieces of the text: in order, without overlap, nothing printed left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents_samples import EMPTY, SAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.documents import BlockKind, Document, Span, read, read_text
from extractor.quantities import fold


def check(document: Document) -> None:
    """All that holds for every document, whatever its text."""
    text, end = document.text, 0
    for n, block in enumerate(document.blocks, 1):
        assert block.id == f"b{n}"
        assert end <= block.span.start < block.span.end <= len(text)
        assert (block.kind is BlockKind.TABLE) == (block.table >= 0)
        assert -1 <= block.section < len(document.sections)
        assert document.block_at(block.span.start) is block
        end = block.span.end
    covered = bytearray(len(text))
    for span in [*(b.span for b in document.blocks), *document.noise]:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    lost = [text[i] for i in range(len(text)) if not covered[i] and not text[i].isspace() and text[i] not in EMPTY]
    assert not lost
    _check_sections(document)
    _check_tables(document)
    for block in document.blocks:
        _check_view(document, block.span)


def _check_sections(document: Document) -> None:
    start = 0
    for n, section in enumerate(document.sections):
        assert start <= section.span.start <= section.heading.start < section.heading.end <= section.span.end <= len(document.text)
        assert -1 <= section.parent < n
        assert 1 <= section.level <= 8
        if section.parent >= 0:
            parent = document.sections[section.parent]
            assert parent.level < section.level
            assert parent.span.covers(section.span)
        start = section.span.start
    for block in document.blocks:
        if block.section >= 0:
            assert document.sections[block.section].span.covers(block.span)


def _check_tables(document: Document) -> None:
    blocks = {b.table: b for b in document.blocks if b.table >= 0}
    assert sorted(blocks) == list(range(len(document.tables)))
    for n, table in enumerate(document.tables):
        assert table.id == f"t{n + 1}"
        assert blocks[n].span.covers(table.span)
        end = table.span.start
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row):
                assert (cell.row, cell.column) == (r, c)
                assert end <= cell.span.start <= cell.span.end <= table.span.end
                assert cell.words == document.words(cell.span)
                assert bool(cell.words) == (cell.span.start < cell.span.end)
                end = cell.span.end


def _check_view(document: Document, span: Span) -> None:
    view = document.view(span)
    assert len(view.offsets) == len(view.text)
    assert list(view.offsets) == sorted(set(view.offsets))
    assert all(span.start <= at < span.end for at in view.offsets)
    assert all(
        c == fold(document.text[at]) or (c == " " and (document.text[at].isspace() or document.text[at] == "\x07"))
        for c, at in zip(view.text, view.offsets, strict=True)
    )
    if view.text:
        assert span.covers(Span(*view.source(0, len(view.text))))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_samples(path: Path) -> None:
    document = read(path)
    check(document)
    assert document.text == path.read_text(encoding="utf-8")


LINES = (
    "一、部门概况",
    "二、收支情况。本年收入 1,803.82 万元，增长5%。",
    "（一）机构设置",
    "（二）",
    "1.基本支出",
    "1、 办公室",
    "（1） 其他",
    "①执行标准",
    "第一部分 部门概况",
    "附件1",
    "附件：",
    "目录",
    "目 录",
    "一、部门概况 1",
    "（一）机构设置....... 3",
    "一、部门概况\t4",
    "",
    "",
    " ",
    "\u3000",
    "\ufeff",
    "\x0c",
    "\t",
    "\t\t",
    "\t\t\t",
    "项目\t金额\t备注",
    "a\tb",
    "\t甲",
    "\t1.5",
    "\t甲\t乙",
    "续行的文字",
    "|甲|乙|",
    "|---|---|",
    "| |",
    "|||",
    "| a | b |  ",
    "|",
    "||",
    "单位：万元",
    "单位：元",
    "填报单位：元江县",
    "**一、粗体**",
    "## 二、标题",
    "# 标题",
    "[bookmark: _Toc1]三、书签",
    "— 7 —",
    "第 7 页 共 9 页",
    "- 3 -",
    "本年收入合计",
    "345.67万元。",
    "2022年4月11日",
    "\\*",
    "__下划线__",
    "____年__月",
    "1.2.3 小节",
    "1.1 小节",
    "十、",
    "9、国有资本",
    "10、其他",
    "这是一个没有结束的段落，它的文字在页末被切断，下一页继续",
    "<br>",
    'HYPERLINK "x"',
    "PAGEREF _Toc1 \\h",
    "A.经常",
    "a) x",
    "（12）死亡抚恤（项）",
    "注：无",
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=12)), max_size=30).map("\n".join))
def test_any_text(text: str) -> None:
    check(read_text(text))


@given(st.text(max_size=80), st.data())
def test_a_view_maps_any_part_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    _check_view(read_text(text), Span(start, end))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本 年 收 入 合 计", "本年收入合计"),
        ("收入 1,803.82 万元", "收入1,803.82万元"),
        ("2 140 万元", "2 140万元"),
        ("第一部分\u3000部门\n概况", "第一部分部门概况"),
        ("**粗体**文字\\*", "粗体文字*"),
        ("[bookmark: _Toc1]一、部门职责", "一、部门职责"),
        ("## 二、机构设置", "二、机构设置"),
        ("前\u200b后\ufeff", "前后"),
        ("支出合计\n\n— 12 —\n\n345.67万元", "支出合计345.67万元"),
        ("A B", "A B"),
        ("１２．５％", "12.5%"),
    ],
)
def test_words(text: str, words: str) -> None:
    document = read_text(text)
    assert document.words(Span(0, len(text))) == words
    assert document.text == text
