"""Automatic numbers: printed by Word, absent from the text of the file."""

from __future__ import annotations

import pytest
from word_files import lines, p, tbl, tc

from extractor.documents.readers.ordinals import ordinal


def level(n: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of a list; `more` its further properties."""
    return f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels: str, numbers: str = "", more: str = "") -> str:
    """One definition used by list 1; `numbers` are further lists."""
    return f'<w:abstractNum w:abstractNumId="0">{more}{"".join(levels)}</w:abstractNum>{number(1)}{numbers}'


def number(n: int, inner: str = "", abstract: int = 0) -> str:
    """A list that names a definition."""
    return f'<w:num w:numId="{n}"><w:abstractNumId w:val="{abstract}"/>{inner}</w:num>'


def item(words: str, at: int = 0, of: int = 1) -> str:
    """A paragraph of a list."""
    return p(words, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{of}"/></w:numPr>')


@pytest.mark.parametrize(
    ("form", "n", "printed"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("chineseCounting", 1, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 11, "十一"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1001, "一千零一"),
        ("japaneseCounting", 23, "二十三"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 2, "丑"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("decimalEnclosedCircle", 1, "①"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 2, "⒉"),
        ("decimalFullWidth", 10, "１０"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 3, "c"),
        ("upperRoman", 9, "IX"),
        ("lowerRoman", 14, "xiv"),
        ("none", 4, ""),
        ("somethingNew", 4, "4"),
    ],
)
def test_number_formats(form: str, n: int, printed: str) -> None:
    assert ordinal(n, form) == printed


GENRE = (
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircle", "%4"),
)

LISTS = {
    "levels of the genre": (
        numbering(*GENRE),
        item("概况") + item("职责", 1) + item("机构", 1) + item("办公室", 2) + item("收入", 3) + item("决算") + item("总体", 1),
        ["一、概况", "（一）职责", "（二）机构", "1.办公室", "①收入", "二、决算", "（一）总体"],
    ),
    "a figure behind the number stays apart": (
        numbering(*GENRE),
        item("3个项目", 2) + item("2022年收入", 2) + item("2个", 3) + item("5万元"),
        ["1. 3个项目", "2. 2022年收入", "① 2个", "一、5万元"],
    ),
    "start and decimals": (
        numbering(level(0, "decimal", "%1", start=3), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")),
        item("甲") + item("乙", 1) + item("丙", 2) + item("丁", 2) + item("戊") + item("己", 2),
        ["3 甲", "3.1 乙", "3.1.1 丙", "3.1.2 丁", "4 戊", "4.1.1 己"],
    ),
    "legal numbering": (
        numbering(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")),
        item("总则") + item("甲", 1),
        ["第一章 总则", "1.1 甲"],
    ),
    "a level that never restarts": (
        numbering(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2、", '<w:lvlRestart w:val="0"/>')),
        item("甲") + item("乙", 1) + item("丙") + item("丁", 1),
        ["一、甲", "1、乙", "二、丙", "2、丁"],
    ),
    "a list that starts anew": (
        numbering(*GENRE, numbers=number(2, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')),
        item("甲") + item("乙") + item("丙", of=2) + item("丁", of=2),
        ["一、甲", "二、乙", "一、丙", "二、丁"],
    ),
    "two lists that count together": (
        numbering(*GENRE, numbers=number(2)),
        item("甲") + item("乙", of=2) + item("丙"),
        ["一、甲", "二、乙", "三、丙"],
    ),
    "a level of the list's own": (
        numbering(*GENRE, numbers=number(2, f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1．")}</w:lvlOverride>')),
        item("甲", of=2),
        ["I．甲"],
    ),
    "bullets": (
        numbering(level(0, "bullet", "\uf06c", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'), level(1, "bullet", "-")),
        item("甲") + item("5万元", 1),
        ["● 甲", "• 5万元"],
    ),
    "a hidden number": (numbering(level(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>")), item("甲"), ["甲"]),
    "no list": (numbering(*GENRE), item("甲", of=0) + item("乙", of=9), ["甲", "乙"]),
    "empty items count, print nothing": (numbering(*GENRE), item("甲") + item("") + item("乙"), ["一、甲", "", "三、乙"]),
    "row numbers": (
        numbering(level(0, "decimal", "%1")),
        tbl(tc(item("")) + tc("甲"), tc(item("")) + tc("乙")),
        ["1\t甲", "2\t乙"],
    ),
    "deleted items don't count": (
        numbering(*GENRE),
        item("甲")
        + '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        + '<w:del w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>'
        + item("乙"),
        ["一、甲", "二、乙"],
    ),
    "a format of the user's own": (
        numbering(
            '<w:lvl w:ilvl="0"><w:start w:val="2"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
            'w:format="001"/></mc:Choice><mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent>'
            '<w:lvlText w:val="%1"/></w:lvl>'
        ),
        item("甲"),
        ["02 甲"],
    ),
}


@pytest.mark.parametrize("case", LISTS)
def test_lists_are_numbered_as_printed(case: str) -> None:
    definition, body, expected = LISTS[case]
    assert lines(body, {"numbering": definition}) == expected


STYLES = (
    '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:basedOn w:val="h1"/></w:style>'
    '<w:style w:type="numbering" w:styleId="L"><w:name w:val="列表"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
)


def styled(words: str, style: str, more: str = "") -> str:
    return p(words, f'<w:pStyle w:val="{style}"/>{more}')


def test_numbers_come_from_styles_and_the_levels_tied_to_them() -> None:
    tied = numbering(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h1"/>'), level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="h2"/>')
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("概况", "h1") + styled("职责", "h2") + styled("附表", "h1", off) + styled("决算", "h1")
    assert lines(body, {"styles": STYLES, "numbering": tied}) == ["一、概况", "（一）职责", "附表", "二、决算"]


def test_a_definition_may_stand_behind_a_numbering_style() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="5"><w:styleLink w:val="L"/>{level(0, "decimal", "(%1)")}</w:abstractNum>'
        f"{number(1)}{number(7, abstract=5)}"
    )
    assert lines(item("甲") + item("乙", of=7), {"styles": STYLES, "numbering": linked}) == ["(1)甲", "(2)乙"]
