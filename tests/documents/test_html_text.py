"""The words of a page: paragraphs, lines, lists, spaces and signs, in any encoding that its head or its bytes tell."""

from __future__ import annotations

import codecs

import pytest

from extractor.documents import BlockKind
from extractor.documents.read import read_bytes
from extractor.errors import DocumentError


def text_of(body: str, head: str = "<meta charset=utf-8>") -> str:
    return read_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "页面.html").text.rstrip("\n")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<p>甲\n  乙</p>", "甲 乙"),
        ("<p>　　甲　乙</p>", "　　甲　乙"),
        ("<div>甲<br>乙<br/><br/>丙</div>", "甲\n乙\n\n丙"),
        ("<p>甲</p><p><br></p><p>&nbsp;</p><p>乙</p>", "甲\n\n\n乙"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
        ("<p>1,803&#46;82&nbsp;&#x4E07;元&lt;x&gt;&amp;</p>", "1,803.82 万元<x>&"),
        ("<p>1,2<b>34</b>.<span>5</span>6万元</p>", "1,234.56万元"),
        ("<p>12\u00ad34\u200b56</p>", "123456"),
        ("<p>面积12.5km<sup>2</sup>，1,234<sup>1</sup>万元，H<sub>2</sub>O，注<sup>[1]</sup></p>", "面积12.5km²，1,234¹万元，H₂O，注[1]"),
        ("<pre>甲\t1.5\n  乙\t2.5\n</pre>", "甲\t1.5\n  乙\t2.5"),
        ("<p>甲\t1.5\t2.5</p>", "甲\t1.5\t2.5"),
        ("<p>\n\t\t甲\n\t\t乙</p>", "甲 乙"),
        ("<p>\t甲</p>", "甲"),
        ("<ol><li>甲<li><p>乙</p></ol>", "1. 甲\n2. 乙"),
        ("<ol start=3 type=A><li>甲</li><li value=7>乙</li><li>丙</li></ol>", "C. 甲\nG. 乙\nH. 丙"),
        ("<ol type=i reversed><li>甲</li><li>乙</li></ol>", "ii. 甲\ni. 乙"),
        ("<ol style='list-style-type:simp-chinese-informal'><li>甲</li><li>乙</li></ol>", "一、甲\n二、乙"),
        ("<ol style='list-style:none'><li>甲</li></ol>", "甲"),
        ("<ol><li>（一）甲</li><li>（二）乙</li></ol>", "（一）甲\n（二）乙"),
        ("<ol start=10><li>甲<ol type=a><li>子</li></ol></li><li>乙</li></ol>", "10. 甲\na. 子\n11. 乙"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"),
        ("<dl><dt>名称</dt><dd>水利局</dd></dl>", "名称\n水利局"),
        ("<p>甲<span style='display:none'>9万元</span>乙<del>8</del></p>", "甲乙"),
        ("<p>甲<!-- 9 -->乙<script>9</script><style>9</style>丙</p>", "甲乙丙"),
        ("<p>填报人数：<input value='12'>人<input type=hidden value=9></p>", "填报人数：12人"),
        ("<span style='display:block'>甲</span>乙", "甲\n乙"),
        ("<p>甲<p>乙<div>丙", "甲\n乙\n丙"),
        ("<p>收入12万元。</p></body></html><p>支出13万元。</p>", "收入12万元。\n支出13万元。"),
    ],
)
def test_words(body: str, text: str) -> None:
    assert text_of(body) == text


def test_word_export() -> None:
    body = (
        "<div class=WordSection1><p class=MsoNormal style='margin-left:0cm;mso-list:l0 level1 lfo1'><![if !supportLists]><span>"
        "<span style='mso-list:Ignore'>一、<span style='font:7.0pt'>&nbsp;</span></span></span><![endif]>部门概况<o:p></o:p></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><!--[if gte mso 9]><xml><w:WordDocument>99</w:WordDocument></xml><![endif]-->"
        "<p class=MsoNormal>编制<span style='mso-tab-count:1'>&nbsp;&nbsp;</span>12<span style='mso-tab-count:1'> </span>名"
        "<span style='mso-hide:all'>77</span></p></div>"
    )
    head = "<meta charset=utf-8><meta name=ProgId content=Word.Document><meta name=Generator content='Microsoft Word 15'>"
    assert text_of(body, head) == "一、 部门概况\n\n编制\t12\t名"


def test_headings() -> None:
    page = "<h1>水利局年度部门决算</h1><h2>部门概况</h2><p>职能。</p><h3>一、机构</h3><p>下设。</p>"
    document = read_bytes(page.encode(), "a.html")
    assert [(s.level, s.title) for s in document.sections] == [(1, "水利局年度部门决算"), (3, "部门概况"), (2, "机构")]
    assert [b.kind for b in document.blocks].count(BlockKind.HEADING) == 3


_SENTENCES = "<p>沅泽县水利局２０２３年度部门决算情况说明：全年收入总计1,803.82万元，比上年增加。</p>" * 3


@pytest.mark.parametrize(
    ("encoding", "head", "bom"),
    [
        ("gb18030", "<meta charset=gb2312>", b""),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=GBK">', b""),
        ("gb18030", "", b""),
        ("gb18030", "<meta charset=utf-8>", b""),  # a wrong head
        ("gb18030", "<meta charset=iso-8859-1>", b""),
        ("utf-8", "<meta charset=gb2312>", b""),
        ("utf-8", "", b""),
        ("utf-8", "<meta charset=gb2312>", codecs.BOM_UTF8),
        ("utf-16-le", "", codecs.BOM_UTF16_LE),
        ("utf-16-be", "", codecs.BOM_UTF16_BE),
        ("utf-16-le", "", b""),
    ],
)
def test_encodings(encoding: str, head: str, bom: bytes) -> None:
    data = bom + f"<html><head>{head}</head><body>{_SENTENCES}</body></html>".encode(encoding)
    text = read_bytes(data, "a.html").text
    assert text.count("全年收入总计1,803.82万元") == 3
    assert text.startswith("沅泽县水利局２０２３年度")


def test_big5() -> None:
    sentence = "水利局二零二三年度部門決算情況說明：全年收入總計1,803.82萬元，與上年相比有所增加。"
    data = f"<html><body>{f'<p>{sentence}</p>' * 5}</body></html>".encode("big5")
    assert read_bytes(data, "a.html").text.startswith(sentence)


def test_a_character_that_cannot_be_read_is_told() -> None:
    data = f"<html><meta charset=utf-8><body>{_SENTENCES * 30}</body></html>".encode().replace("沅".encode(), b"\xe6\xb2", 1)
    document = read_bytes(data, "a.html")
    assert document.text.count("1,803.82万元") == 90
    assert any("1 个字符无法识别" in w.zh for w in document.warnings)


def test_a_page_without_end_is_told() -> None:
    document = read_bytes(b"<html><head><meta charset=utf-8></head><body><p>abc 12.5</p><table><tr><td>1", "a.html")
    assert any("不完整" in w.zh for w in document.warnings)


@pytest.mark.parametrize("depth", [300, 3_000, 60_000])
@pytest.mark.parametrize("tag", ["div", "span", "font", "li", "blockquote"])
def test_deep_nesting_loses_nothing(tag: str, depth: int) -> None:
    page = "<html><body><p>甲1万元</p>" + f"<{tag}>" * depth + "乙2万元" + f"</{tag}>" * depth + "<p>丙3万元</p></body></html>"
    text = read_bytes(page.encode(), "a.html").text
    assert all(figure in text for figure in ("甲1万元", "乙2万元", "丙3万元"))


def test_nesting_that_cannot_be_read_is_refused() -> None:
    page = "<html><body>" + "<table><tr><td>" * 5_000 + "12万元"
    with pytest.raises(DocumentError, match="nested"):
        read_bytes(page.encode(), "a.html")


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xef\xbb\xbf", b"<html>" + bytes(range(32)) * 200, b"<html></html>"])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read_bytes(data, "页.html")
    assert caught.value.document == "页.html"
