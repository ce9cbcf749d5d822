"""Word files as packages: other dialects, missing parts, what is drawn, and what can't be read and is named."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from word_files import p, t, tbl, tc, word_file, zipped

from extractor.documents.read import read_bytes
from extractor.documents.readers.docx import read_docx
from extractor.errors import DocumentError

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = (
    ("wordprocessingml/2006/main", "wordprocessingml/main"),
    ("officeDocument/2006/relationships", "officeDocument/relationships"),
    ("drawingml/2006/chart", "drawingml/chart"),
)
BODY = p("一、概况") + tbl(tc("收入") + tc("1,803.82"))


def rewritten(data: bytes, change: dict[str, bytes | None], add: dict[str, bytes] | None = None) -> bytes:
    """The archive with some parts changed, or left out where None."""
    with ZipFile(io.BytesIO(data)) as archive:
        files = {n: change.get(n, archive.read(n)) for n in archive.namelist()}
    return zipped({**{n: c for n, c in files.items() if c is not None}, **(add or {})})


def part(data: bytes, name: str) -> bytes:
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_strict_open_xml_is_read() -> None:
    data = word_file(BODY)
    for name in ("word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        xml = part(data, name).decode()
        for transitional, strict in _STRICT:
            xml = xml.replace(_TRANSITIONAL + transitional, "http://purl.oclc.org/ooxml/" + strict)
        data = rewritten(data, {name: xml.encode()})
    assert b"purl.oclc.org" in part(data, "word/document.xml")
    assert read_bytes(data, "严格.docx").text == "一、概况\n收入\t1,803.82\n"


@pytest.mark.parametrize("name", ["模板.dotx", "带宏.docm", "没有扩展名", "错的.txt"])
def test_the_content_decides_not_the_name(name: str) -> None:
    data = rewritten(word_file(BODY), {}, {"word/vbaProject.bin": b"\xcc\x61macro"})
    assert read_bytes(data, name).format == "docx"


@pytest.mark.parametrize("missing", ["_rels/.rels", "word/_rels/document.xml.rels"])
def test_relationships_may_be_missing(missing: str) -> None:
    assert "1,803.82" in read_docx(rewritten(word_file(BODY), {missing: None}), "试.docx").text


def test_relationships_may_be_broken_or_lead_nowhere() -> None:
    for rels in (b"<Relationships", b"no xml", word_file("").replace(b"x", b"y")):
        assert "1,803.82" in read_docx(rewritten(word_file(BODY), {"word/_rels/document.xml.rels": rels}), "试.docx").text
    body = BODY + p('<w:r><w:drawing><c:chart r:id="rIdNone"/></w:drawing></w:r>')
    source = read_docx(word_file(body), "试.docx")
    assert any("chart" in w.en for w in source.warnings)


def test_a_damaged_side_part_costs_a_warning_not_the_text() -> None:
    data = rewritten(word_file(BODY, {"numbering": ""}), {"word/numbering.xml": b"<w:numbering"})
    source = read_docx(data, "试.docx")
    assert "1,803.82" in source.text
    assert any("numbering.xml" in w.zh for w in source.warnings)


def test_the_main_part_may_have_another_name() -> None:
    assert read_bytes(word_file(BODY, main="word/document2.xml"), "试.docx").text.startswith("一、概况")


def test_parts_with_backslashes_and_capitals() -> None:
    data = word_file(BODY)
    renamed = zipped({n.replace("/", "\\").replace("word", "Word"): part(data, n) for n in ("_rels/.rels", "word/document.xml")})
    assert "1,803.82" in read_bytes(renamed, "试.docx").text


def test_utf_16_xml() -> None:
    xml = part(word_file(BODY), "word/document.xml").decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert "1,803.82" in read_docx(rewritten(word_file(BODY), {"word/document.xml": xml.encode("utf-16")}), "试.docx").text


SERIES = (
    "<c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>{}</c:v></c:pt></c:strCache></c:strRef></c:tx>"
    "<c:cat><c:strRef><c:strCache><c:pt idx='0'><c:v>2022年</c:v></c:pt><c:pt idx='1'><c:v>2023年</c:v></c:pt>"
    "</c:strCache></c:strRef></c:cat>"
    "<c:val><c:numRef><c:numCache><c:formatCode>{}</c:formatCode><c:pt idx='0'><c:v>{}</c:v></c:pt><c:pt idx='1'><c:v>{}</c:v></c:pt>"
    "</c:numCache></c:numRef></c:val></c:ser>"
)


def test_a_chart_gives_the_table_behind_it() -> None:
    chart = (
        "<c:chartSpace NS><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>收支对比</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        "<c:plotArea><c:barChart>"
        + SERIES.format("收入", "General", "1803.8200000000002", "1900")
        + SERIES.format("占比", "0.00%", "0.54125", "1")
        + SERIES.format("人数", "#,##0", "12", "13.0")
        + "</c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    body = p("见图") + p('<w:r><w:drawing><wp:inline><c:chart r:id="r_chart"/></wp:inline></w:drawing></w:r>')
    assert read_docx(word_file(body, {"chart": chart}), "试.docx").text == (
        "见图\n\n收支对比\n\t收入\t占比\t人数\n2022年\t1803.82\t54.13%\t12\n2023年\t1900\t100.00%\t13\n"
    )


def test_a_diagram_gives_its_words() -> None:
    points = "".join(f"<dgm:pt><dgm:t><a:p><a:r><a:t>{w}</a:t></a:r></a:p></dgm:t></dgm:pt>" for w in ("办公室", "财务股"))
    body = p('<w:r><w:drawing><wp:inline><dgm:relIds r:dm="r_diagramData"/></wp:inline></w:drawing></w:r>')
    data = word_file(body, {"diagramData": f"<dgm:dataModel NS><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>"})
    assert read_docx(data, "试.docx").text == "\n办公室\n财务股\n"


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        ('<w:altChunk r:id="r1"/>', "altChunk"),
        (p('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'), "Excel.Sheet.12"),
        (
            p('<w:r><w:drawing><wp:inline><wp:extent cx="5400000" cy="5400000"/><a:blip r:embed="r1"/></wp:inline></w:drawing></w:r>'),
            "图片",
        ),
    ],
)
def test_what_is_not_read_is_named(inner: str, named: str) -> None:
    source = read_docx(word_file(p("正文") + inner), "试.docx")
    assert any(named in w.zh for w in source.warnings)


REFUSED = {
    "no words": (word_file(p("") + p(" ")), "no words"),
    "no body": (zipped({"word/document.xml": "<x/>"}), "damaged"),
    "no main part": (zipped({"word/other.xml": "<x/>", "_rels/.rels": "<x/>"}), "main part"),
    "entities": (
        rewritten(
            word_file(BODY), {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 99 + b'"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'}
        ),
        "entities",
    ),
    "an outside entity": (
        rewritten(word_file(BODY), {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}),
        "entities",
    ),
    "deep nesting": (word_file("<w:sdt><w:sdtContent>" * 400 + p("甲") + "</w:sdtContent></w:sdt>" * 400), "damaged"),
    "too many tags": (word_file("<w:p/>" * 8_100_000), "unpacks to too much"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_read_says_why(case: str) -> None:
    data, why = REFUSED[case]
    with pytest.raises(DocumentError) as caught:
        read_docx(data, "坏.docx")
    assert why in caught.value.into("en")
    assert caught.value.into("zh").startswith("坏.docx：")


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = rewritten(word_file(BODY), {}, {"word/media/a.bin": bytes(200_000_000), "word/media/b.bin": bytes(210_000_000)})
    assert len(bomb) < 2_000_000
    with pytest.raises(DocumentError, match="bomb"):
        read_docx(bomb, "炸弹.docx")


def test_hostile_names_in_the_archive_are_only_names() -> None:
    data = rewritten(word_file(BODY), {}, {"../../outside.txt": b"x", "/etc/outside": b"x", "C:\\outside": b"x"})
    assert "1,803.82" in read_docx(data, "../../试.docx").text


def test_two_entries_of_one_name_are_no_trap() -> None:
    out = io.BytesIO(word_file(p(t("先 1"))))
    with pytest.warns(UserWarning), ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", part(word_file(p(t("后 2"))), "word/document.xml"))
    assert read_docx(out.getvalue(), "试.docx").text in ("先 1\n", "后 2\n")
