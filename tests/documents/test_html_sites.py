"""A site's page gives its article, all of it, and nothing of the site."""

from __future__ import annotations

from collections import Counter

import pytest
from site_pages import BODY, PAGES, SITE_FIGURES, TITLE

from extractor.documents import BlockKind, Document
from extractor.documents.read import read_bytes
from extractor.errors import DocumentError
from extractor.quantities import find_quantities


def figures(document: Document) -> Counter[str]:
    """What each figure of the blocks is worth, with its unit."""
    words = [document.words(b.span) for b in document.blocks if b.kind is not BlockKind.TABLE]
    words += [cell.words for table in document.tables for row in table.rows for cell in row]
    return Counter(f"{q.value}{q.unit.symbol}" for w in words for q in find_quantities(w))


ALONE = read_bytes(f"<meta charset=utf-8><p>{TITLE}</p>{BODY}".encode(), "正文.html")


@pytest.mark.parametrize("kind", PAGES)
def test_the_article_and_nothing_else(kind: str) -> None:
    document = read_bytes(PAGES[kind].encode(), "公开.html")
    assert "".join(document.text.split()).startswith(TITLE), document.text[:200]
    assert document.text.count(TITLE) == 1
    assert figures(document) == figures(ALONE), document.text
    assert not any(figure in document.text for figure in SITE_FIGURES)
    assert "备" not in document.text.split("反映部门支出情况")[1]
    (table,) = document.tables
    assert [[(c.words, c.rowspan, c.colspan) for c in row] for row in table.rows][:2] == [
        [("项目", 2, 1), ("金额", 1, 2), ("", 1, 1)],
        [("", 1, 1), ("预算数", 1, 1), ("决算数", 1, 1)],
    ]
    assert table.unit.symbol == "万元"


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-8", "gb18030"])
def test_any_encoding(kind: str, encoding: str) -> None:
    page = PAGES[kind].replace("charset='utf-8'", f"charset='{encoding}'")
    data = page.encode({"gb2312": "gb18030"}.get(encoding, encoding), "xmlcharrefreplace")
    assert read_bytes(data, "公开.html").text == read_bytes(PAGES[kind].encode(), "公开.html").text


def test_a_paragraph_of_figures_beside_the_article_is_kept() -> None:
    page = PAGES["trs"].replace("<div>下一篇：没有了</div>", "<div class='extra'>另：年末固定资产总额456.78万元。</div>")
    assert "456.78万元" in read_bytes(page.encode(), "a.html").text


def test_hidden_parts_that_are_the_page_are_kept() -> None:
    page = f"<html><body><p>点击展开</p><div id='full' style='display:none'>{BODY}</div></body></html>"
    document = read_bytes(page.encode(), "a.html")
    assert "1,803.82万元" in document.text
    assert any("隐藏" in w.zh for w in document.warnings)


def test_attachments_are_told() -> None:
    page = PAGES["trs"].replace("</div><div>上一篇", "<p>附件：<a href='/f/P0.xls'>决算公开表.xls</a></p></div><div>上一篇")
    assert any("P0.xls" in w.zh for w in read_bytes(page.encode(), "a.html").warnings)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<iframe src='/files/report.pdf'></iframe>", "/files/report.pdf"),
        ("<p>附件下载：</p><a href='/f/%E5%86%B3%E7%AE%97.docx?id=1'>决算</a>", "决算.docx"),
        ("<div id='app'></div><script src='app.js'></script>", "脚本"),
        ("<div class='content'><img src='1.jpg'><img src='2.jpg'></div>", "图片"),
        ("<div> &nbsp; </div>", "没有文字"),
    ],
)
def test_a_page_without_text_says_what_to_do(body: str, said: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_bytes(f"<html><head><title>决算公开</title></head><body>{body}</body></html>".encode(), "公开.html")
    assert said in caught.value.into("zh")
    assert caught.value.document == "公开.html"


def test_words_behind_a_table_come_once() -> None:
    page = "<div>甲1万元<table border=1><tr><td>乙<td>2<tr><td>丙<td>3</table>丁4万元<b>戊</b></div>"
    assert read_bytes(f"<meta charset=utf-8>{page}".encode(), "a.html").text == "甲1万元\n乙\t2\n丙\t3\n丁4万元戊\n"


def test_frames() -> None:
    with pytest.raises(DocumentError, match=r"main\.htm"):
        read_bytes(b"<html><head></head><frameset cols='20%,*'><frame src='menu.htm'><frame src='main.htm'></frameset></html>", "a.htm")
