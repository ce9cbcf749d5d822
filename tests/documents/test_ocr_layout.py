"""Recognised lines into paragraphs and tables: by their places alone, no recogniser needed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.documents.build import build
from extractor.documents.model import BlockKind, Document
from extractor.documents.readers.ocr_model import Glyph, Line, Matrix, PageRead, Region
from extractor.documents.readers.ocr_writing import write
from extractor.documents.source import SourceWriter

SIZE = 12.0  # points; a Chinese letter is as wide as high, a figure half of that
LEFT, TOP = 90.0, 80.0


def wide(letter: str) -> float:
    return SIZE if ord(letter) > 255 else SIZE / 2


def line(text: str, x: float = LEFT, y: float = TOP, certainty: float = 0.99) -> Line:
    """Characters one after the other; a space is a gap, not a character."""
    glyphs: list[Glyph] = []
    for letter in text:
        if letter != " ":
            glyphs.append(Glyph(letter, x, x + wide(letter), certainty))
        x += wide(letter)
    return Line(tuple(glyphs), y, y + SIZE)


def text_page(*rows: str, y: float = TOP, pitch: float = 20.0) -> list[Line]:
    return [line(r.lstrip("　"), LEFT + SIZE * (len(r) - len(r.lstrip("　"))), y + n * pitch) for n, r in enumerate(rows)]


def read(*pages: Sequence[Line] | PageRead, first: int = 1) -> Document:
    writer = SourceWriter()
    made = [p if isinstance(p, PageRead) else PageRead(595, 842, p, [], Matrix()) for p in pages]
    write(list(enumerate(made, first)), writer)
    return build("a.png", "", writer.source(""), "image")


def texts(document: Document) -> list[str]:
    return [document.text[b.span.start : b.span.end] for b in document.blocks]


FULL = "本年支出合计二千三百万元其中基本支出九百万元项目支出一千四百万元人"  # 33 letters


def test_lines_of_an_indented_paragraph_are_joined() -> None:
    lines = text_page("　　" + FULL[:31], FULL, "员经费八百万元。", "　　第二段。", "　　三公经费支出十万元。")
    assert texts(read(lines)) == [f"{FULL[:31]}{FULL}员经费八百万元。", "第二段。", "三公经费支出十万元。"]


def test_a_full_line_that_ends_a_sentence_goes_on_where_the_next_is_not_indented() -> None:
    lines = text_page("　　" + FULL[:30] + "。", "又一句话。", "　　第二段。")
    assert texts(read(lines)) == [FULL[:30] + "。又一句话。", "第二段。"]


def test_a_figure_that_had_no_room_leaves_its_line_shorter() -> None:
    lines = text_page("　　" + FULL[:27], "1,803,820.55元。", "　　第二段。")
    assert texts(read(lines))[0] == FULL[:27] + "1,803,820.55元。"


def test_short_lines_stay_apart() -> None:
    lines = text_page("　　" + FULL[:31], FULL[:4] + "。", "某某县财政局", "二〇二三年三月")
    assert texts(read(lines))[1:] == ["某某县财政局", "二〇二三年三月"]


def test_paragraphs_parted_by_space_alone() -> None:
    lines = [*text_page(FULL, FULL[:20] + "。", pitch=20), *text_page(FULL, FULL[:9], y=TOP + 52)]
    assert len(texts(read(lines))) == 2


@pytest.mark.parametrize("number", ["3", "— 3 —", "-3-", "第 3 页", "第3页 共9页", "3/9"])
@pytest.mark.parametrize("top", [30.0, 800.0])
def test_page_numbers_are_left_out(number: str, top: float) -> None:
    body = text_page("　　" + FULL[:31], FULL, "终。")
    assert texts(read([*body, line(number.replace(" ", ""), 290, top)])) == [f"{FULL[:31]}{FULL}终。"]


def test_a_figure_at_the_foot_that_is_no_page_number_stays() -> None:
    body = text_page("　　" + FULL[:31], FULL, "终。")
    assert "1,803.82" in read([*body, line("1,803.82", 290, 800)]).text
    near = [*body, line("35", 290, 782), line("某某县", 90, 768)]
    assert "35" in read(near).text


def test_running_heads_are_left_out_and_titles_stay() -> None:
    pages = [[line("某某局2023年决算公开", 200, 40), *text_page(f"　　第{n}段话。" + FULL[:20], y=100)] for n in range(4)]
    assert "决算公开" not in read(*pages).text
    assert "决算公开" in read(*pages[:2]).text


def test_a_paragraph_goes_on_over_the_page() -> None:
    first = text_page("　　第一段。", FULL, "　　" + FULL[:31], FULL)
    second = text_page("万元的支出。", "　　第二段。", FULL)
    document = read(first, second)
    assert any(t.endswith(FULL + "万元的支出。") for t in texts(document))
    assert len(document.pages) == 2
    at = document.text.index("万元的支出")
    assert document.page_at(at) == 2
    assert document.page_at(at - 1) == 1
    assert [p.page for p in document.places(document.blocks[-1].span)] == [2] * len(document.places(document.blocks[-1].span))


def test_pages_before_these_are_counted() -> None:
    document = read(text_page("　　" + FULL[:20]), first=3)
    assert len(document.pages) == 3
    assert document.blocks[0].page == 3


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("收入1,803.82万元，占91.49%。", ["1,803.82", "91.49%"]),
        ("收入１，８０３．８２万元", ["１，８０３．８２"]),
        ("46批次、312人次", ["46", "312"]),
        ("为0.00。", ["0.00"]),
        ("3,916。", ["3,916"]),
    ],
)
def test_each_figure_has_its_own_box(text: str, figures: list[str]) -> None:
    document = read([line(text)])
    found = [document.text[p.span.start : p.span.end] for p in document.placed]
    assert [f for f in found if any(c.isdigit() for c in f)] == figures
    assert "".join(found) == text
    x = LEFT
    for place in document.placed:
        words = document.text[place.span.start : place.span.end]
        assert place.x0 == pytest.approx(x)
        x += sum(map(wide, words))
        assert place.x1 == pytest.approx(x)


def test_a_figures_certainty_is_that_of_its_least_certain_digit() -> None:
    glyphs = list(line("收入12.5万元").glyphs)
    glyphs[3] = glyphs[3]._replace(certainty=0.4)
    document = read([Line(tuple(glyphs), TOP, TOP + SIZE)])
    at = document.text.index("12.5")
    assert [p.certainty for p in document.places(document.blocks[0].span)] == [0.99, 0.4, 0.99]
    assert document.places(document.blocks[0].span)[1].span.start == at


def test_boxes_are_those_of_the_page_in_the_file() -> None:
    # The page lay on its head.
    page = PageRead(595, 842, [line("收入100元")], [], Matrix(-1, 0, 595, 0, -1, 842))
    place = read(page).placed[0]
    assert (place.x0, place.top, place.x1, place.bottom) == (595 - LEFT - 24, 842 - TOP - 12, 595 - LEFT, 842 - TOP)


def test_figures_side_by_side_are_never_one() -> None:
    # One box of the detector over two cells without a rule between them.
    apart = line("12.34" + " " * 3 + "56.78")
    document = read([apart])
    assert "12.34\t56.78" in document.text


def test_a_narrow_gap_in_a_long_line_is_no_column() -> None:
    gap = "　　" + FULL[:14] + "632.51" + " " * 3 + "万元其中基本支出九百万"
    lines = text_page(gap, FULL[:32], "终。", "　　下一段。")
    document = read(lines)
    assert texts(document)[0] == gap.strip("　").replace(" ", "") + FULL[:32] + "终。"
    figures = read(text_page("　　" + FULL[:14] + "12.34" + " " * 3 + "56.78" + FULL[:10], FULL[:32]))
    assert "12.34 56.78" in figures.text or "12.34\t56.78" in figures.text


def test_a_table_without_rules_keeps_its_columns() -> None:
    rows = [("项目", "预算数", "决算数"), ("基本支出", "", "98.33"), ("项目支出", "24.06", "30.24"), ("合计", "24.06", "128.57")]
    at = (90.0, 250.0, 400.0)
    lines = [line(w, at[c], TOP + 20 * r) for r, row in enumerate(rows) for c, w in enumerate(row) if w]
    document = read(lines)
    assert [[c.words for c in row] for row in document.tables[0].rows] == [list(r) for r in rows]


def test_a_word_set_wide_is_no_table() -> None:
    document = read([line("目" + " " * 4 + "录", 250), *text_page("一、部门概况", y=TOP + 30)])
    assert document.tables == ()
    assert document.blocks[0].kind is BlockKind.CONTENTS


def cell(row: int, column: int, *, down: int = 1, across: int = 1, top: float = TOP, width: float = 60.0) -> Region:
    x = LEFT + column * width
    return Region(row, column, down, across, x, top + row * 30, x + across * width, top + (row + down) * 30)


def test_merged_cells_and_words_by_their_middle() -> None:
    cells = [cell(0, 0, down=2), cell(0, 1, across=2), cell(1, 1), cell(1, 2)]
    lines = [line("项目", 92, 95), line("预算数", 165, 85), line("年初", 152, 115), line("7", 230, 115)]
    document = read(PageRead(595, 842, lines, [cells], Matrix()))
    assert [[(c.words, c.rowspan, c.colspan) for c in row] for row in document.tables[0].rows] == [
        [("项目", 2, 1), ("预算数", 1, 2), ("", 1, 1)],
        [("", 1, 1), ("年初", 1, 1), ("7", 1, 1)],
    ]


@pytest.mark.parametrize(
    ("upper", "lower", "words"),
    [
        ("≤3041.90", "36万元", "≤3041.9036万元"),  # wider than its cell: broken
        ("1,803,8", "20.55", "1,803,820.55"),
        ("3041.9", "36.5万元", "3041.9 36.5万元"),  # no one figure
        ("12", "34", "12 34"),  # not full: two figures
        ("共计", "34", "共计34"),
        ("共计120", "34", "共计120 34"),  # would have been broken before the figure
    ],
)
def test_lines_of_a_cell(upper: str, lower: str, words: str) -> None:
    region = cell(0, 0, down=2, width=4 + sum(map(wide, "≤3041.90")))
    other = Region(0, 1, 2, 1, region.x1, region.top, region.x1 + 50, region.bottom)
    width = sum(map(wide, upper))
    # Full lines are set to the right edge, as far as that is what the case is about.
    left = region.x1 - 4 - width if upper not in ("12",) else region.x0 + 2
    lines = [line(upper, left, TOP + 5), line(lower, region.x0 + 2, TOP + 20)]
    document = read(PageRead(595, 842, lines, [[region, other]], Matrix()))
    assert document.tables[0].rows[0][0].words == words


def table_page(rows: Sequence[Sequence[str]], top: float) -> PageRead:
    cells = [cell(r, c, top=top, width=49) for r, row in enumerate(rows) for c in range(len(row))]
    lines = [line(w, LEFT + 49 * c + 1, top + 30 * r + 8) for r, row in enumerate(rows) for c, w in enumerate(row) if w]
    return PageRead(595, 842, lines, [cells], Matrix())


def test_a_table_over_a_page_break_is_one() -> None:
    document = read(table_page([("项目", "预算"), ("基本", "12.5")], 700), table_page([("其他", "13.5"), ("合计", "26")], TOP))
    assert [[c.words for c in row] for row in document.tables[0].rows] == [
        ["项目", "预算"],
        ["基本", "12.5"],
        ["其他", "13.5"],
        ["合计", "26"],
    ]
    assert len(document.tables) == 1


def test_a_row_that_a_page_break_parts_is_one() -> None:
    document = read(table_page([("项目", "预算"), ("农村居民", "12.5")], 700), table_page([("人均收入", ""), ("合计", "26")], TOP))
    assert [[c.words for c in row] for row in document.tables[0].rows] == [["项目", "预算"], ["农村居民人均收入", "12.5"], ["合计", "26"]]


def test_a_row_below_a_page_break_that_is_its_own_stays() -> None:
    document = read(table_page([("项目", "预算"), ("基本", "12.5")], 700), table_page([("其他", ""), ("合计", "26")], TOP))
    assert [[c.words for c in row] for row in document.tables[0].rows][1:] == [["基本", "12.5"], ["其他", ""], ["合计", "26"]]


def test_an_empty_page_is_a_page() -> None:
    document = read(text_page(FULL + "。"), [], text_page(FULL))
    assert len(document.pages) == 3
    assert [b.page for b in document.blocks] == [1, 3]
