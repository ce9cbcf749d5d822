"""Tables of PDFs: ruled in every make, unruled, cut by pages."""

from __future__ import annotations

import itertools

import pytest
from made_pdf import Sheet
from test_pdf import grid, prose, read, words

_XS = (90.0, 190.0, 290.0, 390.0)
_HEAD = ("项目", "预算数", "决算数")


def ruled(sheet: Sheet, make: str, xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    for along, across, upright in ((xs, ys, True), (ys, xs, False)):
        for at in along:
            ends = (across[0], across[-1])
            match make:
                case "strokes":
                    pieces = [(at, *ends, 0.0)]
                case "bars":
                    pieces = [(at, *ends, 0.7)]
                case "segments":  # each cell draws its own side
                    pieces = [(at, a, b, 0.0) for a, b in itertools.pairwise(across)]
                case "dashes":
                    pieces = [(at, a, min(a + 3, ends[1]), 0.0) for a in range(int(ends[0]), int(ends[1]), 5)]
                case "double":
                    pieces = [(at - 0.8, *ends, 0.0), (at + 0.8, *ends, 0.0)]
                case _:  # no outer borders
                    pieces = [(at, *ends, 0.0)] if at not in (along[0], along[-1]) else []
            for place, a, b, thick in pieces:
                if thick:
                    sheet.bar(*((place, a, place + thick, b) if upright else (a, place, b, place + thick)))
                else:
                    sheet.line(*((place, a, place, b) if upright else (a, place, b, place)))


@pytest.mark.parametrize("make", ["strokes", "bars", "segments", "dashes", "double", "open"])
def test_rules_of_every_make_give_the_grid(make: str) -> None:
    sheet = Sheet()
    rows = [_HEAD, ("基本支出", "100.00", "98.20"), ("项目支出", "50.00", "49.10"), ("合计", "150.00", "147.30")]
    ruled(sheet, make, _XS, (100, 120, 140, 160, 180))
    sheet.bar(90, 100, 390, 120, 0.9)
    for r, row in enumerate(rows):
        for x, cell in zip(_XS, row, strict=False):
            sheet.text(x + 4, 114 + 20 * r, cell, 10)
    document = read(sheet)
    assert grid(document) == [list(row) for row in rows]
    assert len(document.tables) == 1


def test_missing_rules_merge_cells() -> None:
    sheet = Sheet()
    for y in (100, 180):
        sheet.line(90, y, 390, y)
    for x in (90, 390):
        sheet.line(x, 100, x, 180)
    sheet.line(190, 100, 190, 180).line(190, 120, 390, 120).line(290, 120, 290, 180).line(90, 140, 390, 140).line(190, 160, 390, 160)
    for x, y, said in ((94, 124, "科目"), (250, 114, "支出"), (194, 134, "预算"), (294, 134, "决算"), (94, 164, "教育")):
        sheet.text(x, y, said, 10)
    for x, y, said in ((194, 154, "1.5"), (294, 154, "1.4"), (194, 174, "2.5"), (294, 174, "2.4")):
        sheet.text(x, y, said, 10)
    table = read(sheet).tables[0]
    assert [(c.words, c.rowspan, c.colspan) for row in table.rows for c in row if c.words] == [
        ("科目", 2, 1),
        ("支出", 1, 2),
        ("预算", 1, 1),
        ("决算", 1, 1),
        ("教育", 2, 1),
        *((w, 1, 1) for w in ("1.5", "1.4", "2.5", "2.4")),
    ]


def test_three_narrow_columns_of_codes_stay_three() -> None:
    sheet = Sheet().rows(
        (90, 112, 134, 156, 300, 400), 100, [("类", "款", "项", "科目名称", "决算数"), ("201", "03", "01", "行政运行", "1,803.82")]
    )
    assert grid(read(sheet)) == [["类", "款", "项", "科目名称", "决算数"], ["201", "03", "01", "行政运行", "1,803.82"]]


def test_lines_of_a_cell_are_one_text() -> None:
    sheet = Sheet().rows(
        (90, 146, 190, 290),
        100,
        [
            ("一般公共预\n算财政拨款", "决算数", "备注"),
            ("基本支出", "1,234,\n567.89", "12.50\n13.50"),
            ("项目支出", "17,87\n6,99\n7.46", "见附件"),
        ],
    )
    assert grid(read(sheet)) == [
        ["一般公共预算财政拨款", "决算数", "备注"],
        ["基本支出", "1,234,567.89", "12.50 13.50"],
        ["项目支出", "17,876,997.46", "见附件"],
    ]


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_goes_on_over_the_page_break(repeated: bool) -> None:
    head = [("科目", "预算数", "决算数"), ("合计", "150.00", "147.30")]
    first = Sheet().rows(_XS, 700, [*head, ("教育支出", "60.00", "58.00")]).text(290, 815, "- 1 -", 9)
    rest = [("卫生支出", "90.00", "89.30"), ("其他支出", "0.00", "0.00")]
    second = Sheet().rows(_XS, 72, [*head, *rest] if repeated else rest).text(290, 815, "- 2 -", 9)
    document = read(first, second)
    assert len(document.tables) == 1
    assert grid(document) == [list(row) for row in (*head, ("教育支出", "60.00", "58.00"), *rest)]


def test_a_row_cut_by_the_page_break_is_one_row() -> None:
    xs = (90.0, 150.0, 290.0, 390.0)
    first = Sheet().rows(
        xs,
        700,
        [
            ("指标", "说明", "得分"),
            ("产出", "全年完成培训任务并且按照规定\n报送材料，参加培训人员的满意\n度达到九成以上，超过年初预期", "9.50"),
        ],
    )
    second = Sheet().rows(xs, 72, [("", "目标", ""), ("效益", "较好", "8.00")])
    assert grid(read(first, second)) == [
        ["指标", "说明", "得分"],
        ["产出", "全年完成培训任务并且按照规定报送材料,参加培训人员的满意度达到九成以上,超过年初预期目标", "9.50"],
        ["效益", "较好", "8.00"],
    ]


def test_a_further_row_below_the_break_is_no_rest_of_the_last() -> None:
    first = Sheet().rows(_XS, 700, [_HEAD, ("其中：办公费支出数额", "10.00", "9.00")])
    second = Sheet().rows(_XS, 72, [("其中：培训费支出数额", "", "7.00")])
    assert grid(read(first, second))[1:] == [["其中:办公费支出数额", "10.00", "9.00"], ["其中:培训费支出数额", "", "7.00"]]


def test_an_unruled_table_by_its_columns() -> None:
    sheet = Sheet()
    rows = [("科目", "预算数", "决算数"), ("教育支出", "60.00", "58.00"), ("卫生支出", "", "89.30"), ("合计", "150.00", "147.30")]
    for r, row in enumerate(rows):
        for end, cell in zip((90.0, 300.0, 420.0), row, strict=True):
            if cell:
                sheet.text(end if end == 90 else end - 5 * len(cell.encode("gbk")), 100 + 18 * r, cell, 10)
    assert grid(read(sheet)) == [list(row) for row in rows]


def test_a_frame_about_words_and_a_line_below_them_are_no_table() -> None:
    sheet = Sheet().grid((80, 500), (60, 780)).line(160, 204, 300, 204)
    prose(sheet, 100, "年度绩效目标已全部完成。")
    sheet.text(100, 200, "部门名称：").text(170, 200, "某某局")
    assert read(sheet).tables == ()
    assert words(read(sheet)) == ["年度绩效目标已全部完成。", "部门名称:某某局"]


def test_a_landscape_table() -> None:
    sheet = Sheet(842, 595).rows((60, 260, 460, 660, 780), 80, [("科目", "年初预算", "调整预算", "决算"), ("教育", "1.00", "2.00", "3.00")])
    assert grid(read(sheet))[1] == ["教育", "1.00", "2.00", "3.00"]


def test_empty_cells_typed_a_cell_a_line_are_counted_by_the_height_they_take() -> None:
    """As word processors print a text of tabs: stops at 1.25 cm; the fourth row begins with an empty cell, the third ends with two."""
    sheet = Sheet()
    y = 100.0
    for row in (
        ("科目", "预算", "决算"),
        ("教育", "60.00", "58.00"),
        ("出国", "", ""),
        ("", "90.00", "89.30"),
        ("合计", "150.00", "147.30"),
    ):
        for cell in row:
            if cell:
                sheet.text(90 + 35.45, y, cell, 10)
            y += 14.5 if cell else 11.6
        y += 11.6
    for n in range(8):
        sheet.text(90, 600 + 14.5 * n, f"各单位应当按照规定的格式第{n}次填报并且加盖单位公章后报送财政局有关的科室，同时抄送审计局", 10)
    assert grid(read(sheet)) == [
        ["科目", "预算", "决算"],
        ["教育", "60.00", "58.00"],
        ["出国", "", ""],
        ["", "90.00", "89.30"],
        ["合计", "150.00", "147.30"],
    ]
