"""Tables of Word files: each cell at its place with its reach, no figure lost, none doubled."""

from __future__ import annotations

import pytest
from word_files import p, t, tbl, tc, word_file

from extractor.documents.read import read_bytes
from extractor.documents.readers.docx import read_docx
from extractor.documents.source import Grid, Source
from extractor.errors import DocumentError

DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(n: int) -> str:
    return f'<w:gridSpan w:val="{n}"/>'


def cells(source: Source, grid: Grid) -> list[list[str]]:
    """The grid's rows: a cell's words, with its reach where it is merged; "" for empty and covered places."""
    return [
        [source.text[s.start : s.end] + (f"[{s.rowspan}x{s.colspan}]" if s.rowspan * s.colspan > 1 else "") for s in row]
        for row in grid.rows
    ]


DELETED_ROW = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{tc("旧")}{tc("9")}</w:tr>'
LATE_ROW = f'<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>{tc("中")}</w:tr>'

CASES = {
    "plain": (tbl(tc("项目") + tc("金额"), tc("收入") + tc("1,803.82")), [["项目", "金额"], ["收入", "1,803.82"]]),
    "merged across": (tbl(tc("收入", span(2)) + tc("支出"), tc("1") + tc("2") + tc("3")), [["收入[1x2]", "", "支出"], ["1", "2", "3"]]),
    "merged down": (
        tbl(tc("产出", DOWN) + tc("1"), tc("", ON) + tc("2"), tc("", ON) + tc("3")),
        [["产出[3x1]", "1"], ["", "2"], ["", "3"]],
    ),
    "merged both ways": (
        tbl(tc("甲", span(2) + DOWN) + tc("1"), tc("", span(2) + ON) + tc("2"), tc("a") + tc("b") + tc("c")),
        [["甲[2x2]", "", "1"], ["", "", "2"], ["a", "b", "c"]],
    ),
    "two merges below each other": (
        tbl(tc("甲", DOWN) + tc("1"), tc("", ON) + tc("2"), tc("乙", DOWN) + tc("3"), tc("", ON) + tc("4")),
        [["甲[2x1]", "1"], ["", "2"], ["乙[2x1]", "3"], ["", "4"]],
    ),
    "a continuation with nothing to go on with": (tbl(tc("甲", ON) + tc("1")), [["甲", "1"]]),
    "the older merge across": (
        tbl(tc("甲", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("1"), tc("a") + tc("b") + tc("c")),
        [["甲[1x2]", "", "1"], ["a", "b", "c"]],
    ),
    "a column where no cell begins": (
        tbl(tc("甲", span(3)) + tc("1", span(2)), tc("乙", span(3)) + tc("2", span(2))),
        [["甲", "1"], ["乙", "2"]],
    ),
    "rows that begin late and end early": (tbl(tc("a") + tc("b") + tc("c"), LATE_ROW), [["a", "b", "c"], ["", "中", ""]]),
    "a deleted row": (tbl(tc("甲") + tc("1"), DELETED_ROW, tc("乙") + tc("2")), [["甲", "1"], ["乙", "2"]]),
    "a deleted cell": (tbl(tc("甲") + tc("旧", '<w:cellDel w:id="1"/>') + tc("1"), tc("乙") + tc("2")), [["甲", "1"], ["乙", "2"]]),
    "rows and cells in content controls": (
        "<w:tbl><w:sdt><w:sdtContent><w:tr>"
        + f"<w:sdt><w:sdtContent>{tc('甲')}</w:sdtContent></w:sdt>{tc('1')}</w:tr></w:sdtContent></w:sdt></w:tbl>",
        [["甲", "1"]],
    ),
    "paragraphs and tabs in a cell": (
        tbl(tc(p("一、甲") + p("") + p("二、乙")) + tc(p(t("3") + "<w:r><w:tab/></w:r>" + t("4")))),
        [["一、甲\n二、乙", "3 4"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_table_is_a_grid(case: str) -> None:
    body, expected = CASES[case]
    source = read_docx(word_file(body), "试.docx")
    assert [cells(source, grid) for grid in source.grids] == [expected]


def test_a_table_in_a_cell_stands_behind_the_outer_one_once() -> None:
    inner = tbl(tc("内甲") + tc("11"), tc("内乙") + tc("22"))
    source = read_docx(word_file(tbl(tc("外") + tc(p("说明") + inner + p("")))), "试.docx")
    assert [cells(source, grid) for grid in source.grids] == [[["外", "说明"]], [["内甲", "11"], ["内乙", "22"]]]
    assert source.text.count("22") == 1


def test_a_table_in_a_frame_of_one_cell_is_a_table() -> None:
    source = read_docx(word_file(tbl(tc(p("标题") + tbl(tc("甲") + tc("1")) + p("")))), "试.docx")
    assert source.text.startswith("标题\n甲\t1\n")


def test_words_under_a_merge_are_named_in_a_warning() -> None:
    source = read_docx(word_file(tbl(tc("甲", DOWN) + tc("1"), tc("遮住的99", ON) + tc("2"))), "试.docx")
    assert "99" not in source.text
    assert any("merged cells" in w.en for w in source.warnings)


def test_a_text_box_in_a_cell_is_read_there() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p('框7')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    source = read_docx(word_file(tbl(tc(p(t("甲") + box)) + tc("1"))), "试.docx")
    assert [cells(source, g) for g in source.grids] == [[["甲\n框7", "1"]]]


def test_merges_reach_the_document() -> None:
    document = read_bytes(word_file(p("单位：万元") + tbl(tc("甲", span(2)), tc("1") + tc("2"))), "试.docx")
    assert [(c.words, c.rowspan, c.colspan) for c in document.tables[0].rows[0]] == [("甲", 1, 2), ("", 1, 1)]
    assert document.tables[0].unit.symbol == "万元"


def test_ten_thousand_rows_are_read() -> None:
    rows = "".join(f"<w:tr>{tc(f'项目{n}')}{tc(f'{n}.5')}</w:tr>" for n in range(10_000))
    document = read_bytes(word_file(f"<w:tbl>{rows}</w:tbl>"), "大表.docx")
    assert len(document.tables[0].rows) == 10_000
    assert document.tables[0].rows[9_999][1].words == "9999.5"


def test_an_absurd_reach_costs_nothing() -> None:
    source = read_docx(word_file(tbl(tc("甲", span(999_999_999)) + tc("1"), tc("乙") + tc("2"))), "试.docx")
    assert len(source.grids[0].rows[0]) <= 4


def test_a_grid_beyond_all_bounds_is_refused() -> None:
    stairs = "".join(f'<w:tr><w:trPr><w:gridBefore w:val="{n}"/></w:trPr>{tc("1")}</w:tr>' for n in range(2_000))
    with pytest.raises(DocumentError):
        read_docx(word_file(f"<w:tbl>{stairs}</w:tbl>"), "试.docx")
