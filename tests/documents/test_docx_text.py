"""Paragraphs of Word files: what Word prints of each, and nothing else."""

from __future__ import annotations

import pytest
from word_files import field, lines, p, t, tbl, tc, word_file

from extractor.documents.read import read_bytes
from extractor.documents.readers.docx import read_docx

BOX = f"<w:txbxContent>{p('框内支出12.5万元')}</w:txbxContent>"
SHAPE = f"<a:graphic><a:graphicData><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic>"
BOTH = (
    f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor>{SHAPE}</wp:anchor></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
DELETED = '<w:del w:id="1"><w:r><w:delText>旧99</w:delText></w:r></w:del>'
MARK_DELETED = '<w:rPr><w:del w:id="2"/></w:rPr>'

CASES = {
    "runs in one figure": (t("1,8") + t("03.82") + t("万元"), ["1,803.82万元"]),
    "inserted and deleted": (t("支出") + '<w:ins w:id="1"><w:r><w:t>100</w:t></w:r></w:ins>' + DELETED + t("万元"), ["支出100万元"]),
    "inserted, then deleted": (t("甲") + f'<w:ins w:id="1">{DELETED}</w:ins>' + t("乙"), ["甲乙"]),
    "moved": (f'<w:moveFrom w:id="1">{t("从前")}</w:moveFrom><w:moveTo w:id="2">{t("现在")}</w:moveTo>', ["现在"]),
    "hyperlink": (f'<w:hyperlink r:id="rIdX">{t("附件1")}</w:hyperlink>', ["附件1"]),
    "content control": (f"<w:sdt><w:sdtPr><w:alias w:val='金额'/></w:sdtPr><w:sdtContent>{t('8万元')}</w:sdtContent></w:sdt>", ["8万元"]),
    "field": (t("共") + field(' =SUM(ABOVE) \\# "0.00" ', "36.00") + t("元"), ["共36.00元"]),
    "field in a field": (field(f' IF </w:instrText></w:r>{field("PAGE", "7")}<w:r><w:instrText> ', "正文"), ["正文"]),
    "simple field": (f'<w:fldSimple w:instr=" DATE ">{t("2023年")}</w:fldSimple>', ["2023年"]),
    "field that never ends": ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + t("仍是5万元"), ["仍是5万元"]),
    "circled number": (field(" eq \\o\\ac(○,3) ", "") + t("项目"), ["③项目"]),
    "ticked box": (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + t("重点"),
        ["☑重点"],
    ),
    "line break and tab": (t("甲") + "<w:r><w:br/></w:r>" + t("乙") + "<w:r><w:tab/></w:r>" + t("丙"), ["甲", "乙\t丙"]),
    "page break kept by Word": ("<w:r><w:lastRenderedPageBreak/><w:t>收入</w:t></w:r>", ["收入"]),
    "hyphens": ("<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/><w:t>C\xad</w:t></w:r>", ["A-BC"]),
    "symbol": ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>', ["≥95%"]),
    "symbol in text": ('<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3 90%</w:t></w:r>', ["≤ 90%"]),
    "tick of Wingdings 2": ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>优</w:t></w:r>', ["☑优"]),
    "picture sign": ('<w:r><w:sym w:font="Wingdings" w:char="F035"/><w:t>9人</w:t></w:r>', ["9人"]),
    "hidden": (t("示") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐77</w:t></w:r>" + t("文"), ["示文"]),
    "hidden but switched off": ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t></w:r>', ["可见"]),
    "hidden on the web only": ("<w:r><w:rPr><w:webHidden/></w:rPr><w:t>3</w:t></w:r>", ["3"]),
    "ruby": (f"<w:r><w:ruby><w:rt>{t('hàn')}</w:rt><w:rubyBase>{t('汉')}</w:rubyBase></w:ruby></w:r>", ["汉"]),
    "formula": (
        "<m:oMath><m:r><m:t>执行率=</m:t></m:r><m:f><m:num><m:r><m:t>支出</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>预算+调整</m:t></m:r></m:den></m:f></m:oMath>",
        ["执行率=支出/（预算+调整）"],
    ),
    "text box once": (t("正文") + BOTH, ["正文", "框内支出12.5万元"]),
    "comment marks": ('<w:commentRangeStart w:id="0"/>' + t("支出") + '<w:r><w:commentReference w:id="0"/></w:r>', ["支出"]),
    "deleted instruction": ('<w:r><w:delInstrText>PAGE 9</w:delInstrText></w:r>' + t("页"), ["页"]),
    "wrapped source lines": ("<w:r><w:t>甲\n    乙</w:t></w:r>", ["甲 乙"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_paragraph_is_read_as_it_is_printed(case: str) -> None:
    inner, expected = CASES[case]
    assert lines(p(inner)) == expected


BODIES = {
    "a deleted paragraph mark joins": (p(t("支出1,2"), MARK_DELETED) + p("34.5万元"), ["支出1,234.5万元"]),
    "a deleted paragraph leaves nothing": (p("甲") + p(DELETED, MARK_DELETED) + p("乙"), ["甲", "乙"]),
    "a field over two paragraphs": (
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
          '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + t("一、概况"))
        + p(t("二、决算") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        ["一、概况", "二、决算"],
    ),
    "a block content control": (f"<w:sdt><w:sdtContent>{p('甲')}{tbl(tc('1') + tc('2'))}</w:sdtContent></w:sdt>", ["甲", "1\t2"]),
    "inserted and deleted blocks": (f'<w:ins w:id="1">{p("新")}</w:ins><w:moveFrom w:id="2">{p("旧")}</w:moveFrom>', ["新"]),
    "empty paragraphs are gaps": (p("甲") + p("") + p("乙"), ["甲", "", "乙"]),
    "an indented first line": (p("甲", '<w:ind w:firstLineChars="200"/>') + p("乙", '<w:ind w:firstLine="0"/>'), ["　　甲", "乙"]),
    "a frame of one cell is text": (tbl(tc(p("一、概况") + p("正文"))), ["一、概况", "正文"]),
    "a tab before text beside real tables": (p("<w:r><w:tab/></w:r>" + t("甲")) + tbl(tc("1") + tc("2")), ["　　甲", "1\t2"]),
    "tabs of a text typed with tabs": (p("<w:r><w:tab/></w:r>" + t("甲")) + p("<w:r><w:tab/></w:r>"), ["\t甲", "\t"]),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_a_body_is_read_in_its_order(case: str) -> None:
    body, expected = BODIES[case]
    assert lines(body) == expected


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="my2"><w:name w:val="我的标题"/><w:basedOn w:val="2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="my2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="out"><w:name w:val="正文大纲"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="hid"><w:name w:val="提示"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="hc"><w:name w:val="隐"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="ind"><w:name w:val="缩进"/><w:pPr><w:ind w:firstLine="480"/></w:pPr></w:style>'
)


@pytest.mark.parametrize(
    ("properties", "words", "level"),
    [
        ('<w:pStyle w:val="1"/>', "部门概况", 1),
        ('<w:pStyle w:val="my2"/>', "机构设置", 2),
        ('<w:pStyle w:val="out"/>', "人员", 3),
        ('<w:outlineLvl w:val="0"/>', "决算", 1),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', "正文", 0),
        ('<w:pStyle w:val="1"/>', "本年收入100万元。", 0),
        ('<w:pStyle w:val="unknown"/>', "甲", 0),
        ('<w:pStyle w:val="T1"/>', "目录行", 0),
    ],
)
def test_heading_styles_give_the_level(properties: str, words: str, level: int) -> None:
    source = read_docx(word_file(p(words, properties), {"styles": STYLES}), "试.docx")
    assert dict(source.headings) == ({0: level} if level else {})


def test_styles_hide_indent_and_lead() -> None:
    body = (
        p("提示文字5", '<w:pStyle w:val="hid"/>')
        + p(t("显") + '<w:r><w:rPr><w:rStyle w:val="hc"/></w:rPr><w:t>隐3</w:t></w:r>')
        + p("段落", '<w:pStyle w:val="ind"/>')
        + p(t("一、概况") + "<w:r><w:tab/></w:r>" + t("3"), '<w:pStyle w:val="T1"/>')
    )
    assert lines(body, {"styles": STYLES}) == ["", "显", "　　段落", "一、概况……3"]


def test_notes_stand_below_the_text_without_marks_in_it() -> None:
    note = '<w:footnote w:id="{}"{}>' + p("{}") + "</w:footnote>"
    notes = note.format(-1, ' w:type="separator"', "线") + note.format(2, "", "含结转3万元") + note.format(5, "", "未提到")
    end = f'<w:endnote w:id="1">{p("尾注")}</w:endnote>'
    body = p(t("支出12") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + t("万元") + '<w:r><w:endnoteReference w:id="1"/></w:r>') + p("完")
    assert lines(body, {"footnotes": notes, "endnotes": end}) == ["支出12万元", "完", "　　含结转3万元", "　　尾注"]


def test_headers_footers_and_comments_are_left_out() -> None:
    data = word_file(p("正文"), {"header": "<w:hdr NS><w:p><w:r><w:t>页眉1</w:t></w:r></w:p></w:hdr>"})
    assert read_docx(data, "试.docx").text == "正文\n"


def test_a_document_of_a_word_file_has_its_format_and_outline() -> None:
    document = read_bytes(word_file(p("第一部分 概况", '<w:pStyle w:val="1"/>') + p("一、职责") + p("管理。"), {"styles": STYLES}), "x.bin")
    assert document.format == "docx"
    assert [s.title for s in document.sections] == ["概况", "职责"]
