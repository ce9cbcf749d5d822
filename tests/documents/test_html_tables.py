"""The grids of a page's tables: spans as browsers place them, right and wrong ones, and tables that only lay out."""

from __future__ import annotations

import pytest

from extractor.documents import Document
from extractor.documents.read import read_bytes


def read(body: str) -> Document:
    return read_bytes(f"<html><meta charset=utf-8><body>{body}</body></html>".encode(), "表.html")


def grid(body: str) -> list[list[str]]:
    """The words of each place, with the cell's rows x columns where it is merged."""
    (table,) = read(body).tables
    assert len({len(row) for row in table.rows}) == 1
    return [[c.words + (f" {c.rowspan}x{c.colspan}" if (c.rowspan, c.colspan) != (1, 1) else "") for c in row] for row in table.rows]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td>甲<td>1<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2", [["甲 2x1", "乙 1x2", ""], ["", "1", "2"]]),
        ("<tr><td rowspan=9>甲<td>1<tr><td>2", [["甲 2x1", "1"], ["", "2"]]),
        ("<tr><td rowspan=0>甲<td>1<tr><td>2<tr><td>3", [["甲 3x1", "1"], ["", "2"], ["", "3"]]),
        ("<tr><td colspan=0>甲<td>1<tr><td>a<td>2", [["甲", "1"], ["a", "2"]]),
        ("<tr><td colspan=-3 rowspan=x>甲<td>1<tr><td>a<td>2", [["甲", "1"], ["a", "2"]]),
        ("<tr><td colspan=99999999999>甲<tr><td>a<td>2", [["甲 1x2", ""], ["a", "2"]]),
        ("<tr><td colspan='2.0'>甲<td>z<tr><td>a<td>2<td>3", [["甲 1x2", "", "z"], ["a", "2", "3"]]),
        # A wide cell below the side of a tall one is cut where it would overlap.
        ("<tr><td>1<td rowspan=2>高<td>3<tr><td colspan=3>宽<td>末", [["1", "高 2x1", "3"], ["宽", "", "末"]]),
        ("<thead><tr><th>项<th>额<tfoot><tr><td>合计<td>3<tbody><tr><td>甲<td>3", [["项", "额"], ["甲", "3"], ["合计", "3"]]),
        ("<tbody><tr><td rowspan=5>甲<td>1</tbody><tbody><tr><td>乙<td>2</tbody>", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲<td>1</tr><tr></tr><tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<colgroup><col><col></colgroup><tr><td>甲<td><tr><td>乙<td>2", [["甲", ""], ["乙", "2"]]),
        (
            "<tr><td>甲<td><table><tr><td>子1<td>子2<tr><td>子3<td>4</table><td>一二三四五六七八",
            [["甲", "子1子2子3 4", "一二三四五六七八"]],
        ),
        ("<tr><td><p>甲</p><p>12</p><td><font><b>3</b>.5</font><br>万元", [["甲12", "3.5万元"]]),
        ("<form><tr><td>甲<td>1</tr></form><tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
    ],
)
def test_spans(rows: str, expected: list[list[str]]) -> None:
    assert grid(f"<table border=1>{rows}</table>") == expected


def test_a_huge_span_costs_nothing() -> None:
    row = "<tr><td colspan=1000 rowspan=65534>甲</td><td>1</td></tr>"
    document = read(f"<table>{row * 2_000}</table>")
    assert sum(c.words == "1" for t in document.tables for r in t.rows for c in r) == 2_000
    assert len(document.text) < 50_000


def test_what_strays_between_rows_is_kept_above() -> None:
    document = read("<table border=1><caption>支出表</caption>单位：万元<tr><td>甲<td>1</tr><p>另12.5人</p><tr><td>乙<td>2</tr></table>")
    (table,) = document.tables
    assert [[c.words for c in r] for r in table.rows] == [["甲", "1"], ["乙", "2"]]
    assert all(words in document.text for words in ("支出表", "单位：万元", "另12.5人"))
    assert table.unit.symbol == "万元"


def test_layout_tables_become_their_content() -> None:
    body = (
        "<table width=900><tr><td>左栏</td><td><p>一、概况</p><p>收入12万元。</p><table border=1><tr><td>项<td>额<tr><td>甲<td>1.5</table>"
        "<p>二、支出</p><p>支出13万元。</p></td></tr></table>"
    )
    document = read(body)
    assert [s.title for s in document.sections] == ["概况", "支出"]
    (table,) = document.tables
    assert [[c.words for c in r] for r in table.rows] == [["项", "额"], ["甲", "1.5"]]
    assert document.text.index("收入12万元") < table.span.start < document.text.index("支出13万元")


def test_a_form_with_a_long_cell_stays_a_table() -> None:
    rows = "".join(f"<tr><td>指标{n}</td><td>{n}.5</td><td>完成</td></tr>" for n in range(9))
    goal = "<p>目标一，完成12项。</p>" * 40
    document = read(f"<table border=1><tr><td>年度目标</td><td colspan=2>{goal}</td></tr>{rows}</table>")
    assert len(document.tables) == 1
    assert len(document.tables[0].rows) == 10


@pytest.mark.parametrize("cells", [1, 3])
def test_a_table_of_one_cell_is_its_content(cells: int) -> None:
    row = "<td>说明：本年支出12万元。</td>" + "<td> </td>" * (cells - 1)
    document = read(f"<table><tr>{row}</tr></table>")
    assert document.tables == ()
    assert "支出12万元" in document.text
