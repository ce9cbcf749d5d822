"""PDFs: what stands on the page becomes text, tables and places, whatever the file's order and make."""

from __future__ import annotations

import pytest
from made_pdf import Sheet, made_pdf

from extractor.documents import Document, Span
from extractor.documents.read import read_bytes

_LEFT, _SIZE = 90.0, 12.0
_WIDE = 34  # characters of a line


def read(*sheets: Sheet, **how: str | None) -> Document:
    return read_bytes(made_pdf(list(sheets), **how), "甲.pdf")  # pyright: ignore[reportArgumentType]


def prose(sheet: Sheet, top: float, *paragraphs: str, size: float = _SIZE) -> float:
    """Paragraphs with an indent of two characters, wrapped at `_WIDE`; where the next line would stand."""
    for paragraph in paragraphs:
        x, room = _LEFT + 2 * size, _WIDE - 2.0
        while paragraph:
            used, n = 0.0, 0
            while n < len(paragraph) and used + (0.5 if paragraph[n].isascii() else 1) <= room:
                used += 0.5 if paragraph[n].isascii() else 1
                n += 1
            sheet.text(x, top, paragraph[:n], size)
            paragraph, x, room, top = paragraph[n:], _LEFT, float(_WIDE), top + 1.6 * size
    return top


def words(document: Document) -> list[str]:
    return [document.words(b.span) for b in document.blocks if b.table < 0]


def grid(document: Document, n: int = 0) -> list[list[str]]:
    return [[c.words for c in row] for row in document.tables[n].rows]


def filler(n: int) -> str:
    return f"本单位第{n}项工作按照年度计划组织实施，各项任务均已完成，资金使用符合规定，未发现违规问题，群众反映良好。"


def test_lines_become_paragraphs_by_indent_and_margin() -> None:
    sheet = Sheet()
    prose(sheet, 100, filler(1), filler(2) + filler(3), "短句。", filler(4))
    assert words(read(sheet)) == [w.replace("，", ",") for w in (filler(1), filler(2) + filler(3), "短句。", filler(4))]


def test_a_figure_cut_at_the_line_end_is_whole_again() -> None:
    sheet = (
        Sheet()
        .text(_LEFT, 100, "全年一般公共预算财政拨款支出决算数经审核认定共计为人民币1,23", 12)
        .text(_LEFT, 120, "4.56万元，比上年增长3.2%。", 12)
    )
    for n in range(4):
        sheet.text(_LEFT, 160 + 20 * n, "全年一般公共预算财政拨款支出决算数经审核认定共计为人民币二千", 12)
    document = read(sheet)
    assert "1,234.56万元" in document.text
    start = document.text.index("1,23")
    places = document.places(Span(start, start + 8))
    assert [(round(p.x0), round(p.bottom)) for p in places] == [(_LEFT + 28 * 12, 101), (_LEFT, 121)]


def test_figures_on_another_baseline_and_in_another_size_keep_their_place() -> None:
    sheet = Sheet()
    for n, figure in enumerate(("1803.82", "27.50", "6.05")):
        y = 100 + 24 * n
        sheet.text(_LEFT, y, "本年支出", 14).text(_LEFT + 56 + 5.3 * len(figure), y, "万元，完成预算。", 14)
    for n, figure in enumerate(("1803.82", "27.50", "6.05")):  # all the figures after all the words
        sheet.text(_LEFT + 57, 97.5 + 24 * n, figure, 10, font="F2")
    assert words(read(sheet)) == ["本年支出1803.82万元,完成预算。", "本年支出27.50万元,完成预算。", "本年支出6.05万元,完成预算。"]


def test_the_files_order_is_not_the_order_of_reading() -> None:
    sheet = Sheet().text(_LEFT, 300, "第三段。").text(_LEFT, 100, "第一段。").text(_LEFT, 200, "第二段。")
    assert words(read(sheet)) == ["第一段。", "第二段。", "第三段。"]


def test_headings_and_centred_titles_stand_alone() -> None:
    sheet = Sheet().text(220, 80, "部门决算报告", 22)
    sheet.text(_LEFT + 24, 120, "一、部门概况")
    prose(sheet, 140, filler(1))
    assert words(read(sheet))[:2] == ["部门决算报告", "一、部门概况"]


def test_a_sentence_goes_on_over_a_page_break() -> None:
    sentence = filler(1) + filler(2)
    first, second = Sheet(), Sheet()
    first.text(_LEFT + 24, 760, sentence[:32]).text(_LEFT, 780, sentence[32:66]).text(290, 815, "— 1 —", 9)
    second.text(_LEFT, 80, sentence[66:]).text(290, 815, "— 2 —", 9)
    document = read(first, second)
    assert words(document) == [sentence.replace("，", ",")]
    assert document.page_at(document.text.rindex(sentence[-6:])) == 2
    assert [p.page for p in document.places(document.blocks[0].span)][-1] == 2


def test_running_titles_and_page_numbers_are_left_out_and_figures_are_not() -> None:
    sheets: list[Sheet] = []
    for n in range(1, 5):
        sheet = Sheet().text(200, 40, "某某局年度部门决算", 9).text(280, 812, f"第 {n} 页 共 4 页", 9)
        prose(sheet, 100, filler(n))
        sheet.text(_LEFT, 790, f"{n * 37}.5", 12)  # a figure at the foot of each page
        sheets.append(sheet)
    text = read(*sheets).text
    assert "某某局年度部门决算" not in text and "共 4 页" not in text
    assert all(f"{n * 37}.5" in text for n in range(1, 5))


def test_bare_page_numbers_count_with_the_pages() -> None:
    sheets = [Sheet().text(290, 815, str(n + 6), 9) for n in range(3)]
    for n, sheet in enumerate(sheets):
        prose(sheet, 100, filler(n))
    assert not any(w.isdigit() for w in words(read(*sheets)))


def test_contents_lines_stay_lines() -> None:
    sheet = Sheet().text(270, 80, "目录", 16)
    for n, title in enumerate(("一、部门概况", "二、收支情况", "三、绩效评价")):
        sheet.text(_LEFT, 110 + 20 * n, title + "." * (60 - 2 * len(title)) + str(n + 1))
    assert len(words(read(sheet))) == 4


def test_a_turned_page_and_turned_text() -> None:
    turned = Sheet(595, 842, 90).text(300, 700, "向右转的页面共1,234.50万元。", turn="0 1 -1 0")
    aslant = Sheet(595, 842).text(300, 700, "横排的表格占12.5%。", turn="0 1 -1 0")
    document = read(turned, aslant)
    assert words(document) == ["向右转的页面共1,234.50万元。", "横排的表格占12.5%。"]
    figure = document.text.index("1,234.50")
    (place,) = document.places(Span(figure, figure + 8))
    assert (place.x1 - place.x0, place.bottom - place.top) == pytest.approx((48, 12), abs=1)
    figure = document.text.index("12.5%")
    (place,) = document.places(Span(figure, figure + 5))
    assert (place.x1 - place.x0, place.bottom - place.top) == pytest.approx((12, 30), abs=1)


def test_overprinted_characters_count_once_and_doubled_digits_twice() -> None:
    sheet = Sheet()
    for shift in (0, 0.3, 0.6):
        sheet.text(_LEFT + shift, 100, "合计1122.33万元。")
    document = read(sheet)
    assert words(document) == ["合计1122.33万元。"]
    assert document.warnings == ()


def test_watermarks_are_left_out() -> None:
    sheet = Sheet().text(150, 500, "内部资料2023", 48, gray=0.85, turn="0.7 0.7 -0.7 0.7").text(100, 300, "公开88", 60, gray=0.9)
    prose(sheet, 100, filler(1))
    assert words(read(sheet)) == [filler(1).replace("，", ",")]


def test_a_recognised_layer_is_taken_and_told() -> None:
    sheet = Sheet().text(_LEFT, 100, "扫描件的识别文字共12.50万元。", mode=3)
    document = read(sheet)
    assert words(document) == ["扫描件的识别文字共12.50万元。"]
    assert any("识别" in w.zh for w in document.warnings)


def test_a_mark_of_a_note_is_no_digit_of_the_figure() -> None:
    document = read(Sheet().text(_LEFT, 100, "支出100.5").text(_LEFT + 12 * 4.5, 95, "1", 7).text(_LEFT + 12 * 4.5 + 4, 100, "万元。"))
    assert "100.51" not in document.text and "100.5" in document.text


def test_words_and_figures_have_their_own_boxes() -> None:
    document = read(Sheet().text(_LEFT, 100, "本年收入100.00万元，支出98.20万元。"))
    at = document.text.index("98.20")
    (place,) = document.places(Span(at, at + 5))
    assert (place.x0, place.x1, place.top) == pytest.approx((_LEFT + 12 * 12, _LEFT + 12 * 14.5, 89.44), abs=1)
