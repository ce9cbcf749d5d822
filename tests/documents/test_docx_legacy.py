"""Files that other programs open for us: what is asked of them, how long they may take, and what happens without them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from documents_samples import sample
from figures_of import figures
from made_docx import made_docx
from office_program import needs_antiword, needs_office, saved_as
from word_files import p, tbl, tc, word_file, zipped

from extractor.documents import read
from extractor.documents.read import read_bytes
from extractor.documents.readers.antiword import table_of
from extractor.documents.readers.office import SETTING, convert, find_office
from extractor.errors import DocumentError, OperatorError

on_posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in programs are shell scripts")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A place for a program that stands in for LibreOffice."""
    file = tmp_path / "soffice"
    file.touch(mode=0o755)
    return file


@pytest.fixture
def no_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "off")
    monkeypatch.setenv("PATH", str(tmp_path))


@on_posix
def test_a_conversion_that_hangs_is_ended_with_its_children(program: Path, tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    program.write_text(f'#!/bin/sh\n(sleep 3; touch "{mark}") &\nsleep 60\n')
    began = time.monotonic()
    with pytest.raises(DocumentError, match="stopped"):
        convert(str(program), b"x", ".doc", "MS Word 97", "慢.doc", seconds=0.5)
    assert time.monotonic() - began < 3
    time.sleep(3)
    assert not mark.exists()


@on_posix
def test_a_conversion_without_result_is_the_documents_fault(program: Path) -> None:
    program.write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(DocumentError, match="damaged"):
        convert(str(program), b"x", ".doc", "MS Word 97", "坏.doc")


@on_posix
def test_nothing_of_the_name_reaches_the_program(program: Path, tmp_path: Path) -> None:
    program.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/asked"\n')
    with pytest.raises(DocumentError):
        convert(str(program), b"x", ".doc", "MS Word 97", "--headless; rm -rf $(x) ../../a.doc")
    asked = (tmp_path / "asked").read_text()
    assert "rm -rf" not in asked
    assert "--infilter=MS Word 97" in asked


@on_posix
def test_a_program_that_can_not_start_is_the_operators_matter(program: Path) -> None:
    program.write_bytes(b"\x00\x01no program")
    with pytest.raises(OperatorError, match="cannot start"):
        convert(str(program), b"x", ".doc", "MS Word 97", "a.doc")


def test_a_setting_that_leads_nowhere_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(Path(sys.prefix) / "no" / "such"))
    with pytest.raises(OperatorError, match="does not exist"):
        find_office()


@pytest.mark.usefixtures("no_programs")
def test_without_programs_the_commands_are_told() -> None:
    with pytest.raises(OperatorError) as caught:
        read_bytes(b"{\\rtf1 abc}", "报告.rtf")
    for said in (caught.value.into("zh"), caught.value.into("en")):
        assert "apt-get install libreoffice-writer-nogui" in said
        assert "winget" in said
        assert "brew" in said
        assert ".docx" in said


@needs_office
def test_a_doc_without_tables_needs_no_program(request: pytest.FixtureRequest) -> None:
    data = saved_as(word_file(p("一、概况") + p("本年收入1,803.82万元。")), ".docx", "doc")
    request.getfixturevalue("no_programs")
    document = read_bytes(data, "报告.wps")
    assert "一、概况\n本年收入1,803.82万元。" in document.text
    assert document.warnings


@needs_office
def test_a_doc_with_tables_and_no_program_is_refused(request: pytest.FixtureRequest) -> None:
    data = saved_as(word_file(tbl(tc("甲") + tc("1"))), ".docx", "doc")
    request.getfixturevalue("no_programs")
    with pytest.raises(OperatorError):
        read_bytes(data, "报告.doc")


@needs_office
@needs_antiword
def test_antiword_reads_tables_and_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    body = p("单位：万元") + tbl(tc("项目") + tc("金额") + tc("占比"), tc("收入") + tc("1,803.82") + tc("54.12%")) + p("以上。")
    data = saved_as(word_file(body), ".docx", "doc")
    monkeypatch.setenv(SETTING, "off")
    document = read_bytes(data, "报告.doc")
    assert [[c.words for c in row] for row in document.tables[0].rows] == [["项目", "金额", "占比"], ["收入", "1,803.82", "54.12%"]]
    assert any("merged cells" in w.en for w in document.warnings)


@needs_office
@needs_antiword
def test_a_text_that_antiword_cuts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved_as(made_docx(read(sample("hebei"))), ".docx", "doc")
    monkeypatch.setenv(SETTING, "off")
    with pytest.raises(OperatorError, match="leave out"):
        read_bytes(data, "报告.doc")


def test_a_drawn_row_broken_at_its_width_is_one_row() -> None:
    drawn = ["|项目  |金额  |", "|长长长|1.5   |", "|名    |      |", "|收入        |"]
    assert [(c.row, c.column, c.words, c.colspan) for c in table_of(drawn)] == [
        (0, 0, "项目", 1), (0, 1, "金额", 1), (1, 0, "长长长名", 1), (1, 1, "1.5", 1), (2, 0, "收入", 2),
    ]  # fmt: skip


@needs_office
def test_merges_of_a_doc_are_exact() -> None:
    down, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    grid = '<w:tblPr><w:tblW w:w="6000" w:type="dxa"/></w:tblPr><w:tblGrid>' + '<w:gridCol w:w="2000"/>' * 3 + "</w:tblGrid>"
    body = tbl(tc("甲", down) + tc("乙", wide), tc("", on) + tc("1") + tc("2"))
    data = saved_as(word_file(body.replace("<w:tbl>", f"<w:tbl>{grid}") + p("完")), ".docx", "doc")
    row = read_bytes(data, "a.doc").tables[0].rows[0]
    assert [(c.words, c.rowspan, c.colspan) for c in row] == [("甲", 2, 1), ("乙", 1, 2), ("", 1, 1)]


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_LINKING = (
    f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" xmlns:draw="{_ODF}:drawing:1.0" '
    f'xmlns:svg="{_ODF}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>'
    '<text:p>共12.5<draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="5cm">'
    '<draw:image xlink:href="{link}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
    '<text:section text:name="s"><text:section-source xlink:href="{link}"/><text:p>x</text:p></text:section>'
    "</office:text></office:body></office:document-content>"
)
_MANIFEST = (
    f'<m:manifest xmlns:m="{_ODF}:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)


class _Counter(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_error(404)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    running = HTTPServer(("127.0.0.1", 0), _Counter)
    Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()


@needs_office
def test_what_a_document_links_to_is_not_fetched(server: HTTPServer) -> None:
    data = zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": _LINKING.format(link=f"http://127.0.0.1:{server.server_port}/a.png"),
            "META-INF/manifest.xml": _MANIFEST,
        }
    )
    assert "共12.5" in read_bytes(data, "链接.odt").text
    assert _Counter.asked == 0


@needs_office
def test_figures_of_a_doc_are_those_of_the_docx() -> None:
    made = made_docx(read(sample("yunnan")))
    assert figures(read_bytes(saved_as(made, ".docx", "doc"), "a.doc")) == figures(read_bytes(made, "a.docx"))
