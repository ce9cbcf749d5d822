"""`extractor read`: what was understood of a file, in the terminal, as JSON and as a page."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from cli_running import HEBEI, run
from zips import save, zipped

REPORT = (
    "一、部门概况\n（一）机构设置\n　　我局内设3个股室，在职人员控制率91.86%。\n二、收支情况\n收入支出表\n单位：万元\n"
    "项目\t预算\t决算\n基本支出\t1,124.06\t1,098.33\n项目支出\t0.00\t30.24\n"
)
HOSTILE = (
    "一、</script><script>hacked=1</script>\n本年支出<b>100.50</b>万元。\n项目\t<img src=x onerror=hacked=1>\t金额\n=1+1\t[红]\t2.50\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path / "报告.txt", REPORT.encode())
    return tmp_path


def test_the_terminal_shows_outline_tables_and_counts(folder: Path) -> None:
    ran = run("read", "报告.txt", cwd=folder)
    assert ran.code == 0, ran.said
    lines = ran.out.splitlines()
    assert lines[0] == "报告.txt"
    assert "text utf-8 · 标题 3 · " in lines[1]
    assert "表格 1" in lines[1]
    assert "  一、部门概况" in lines
    assert "    (一)机构设置" in lines
    assert any(line.startswith("t1 · 3 行 3 列 · 单位 万元") for line in lines)
    assert re.search(r"│ 基本支出 │ 1,124.06 │ 1,098.33 │", ran.out)


def test_it_speaks_english(folder: Path) -> None:
    for arguments in (("read", "报告.txt", "--lang", "en"), ("--lang", "en", "read", "报告.txt")):
        ran = run(*arguments, cwd=folder)
        assert "3 headings" in ran.out
        assert "unit 万元" in ran.out
    assert run("read", "报告.txt", "--lang", "fr", cwd=folder).code == 2


def test_json_has_it_all(folder: Path) -> None:
    ran = run("read", "报告.txt", "--format", "json", cwd=folder)
    shown = json.loads(ran.out)
    assert shown["format"] == {"name": "report-extractor/read", "version": "1.0"}
    assert shown["text"] == REPORT
    assert [s["title"] for s in shown["outline"]] == ["部门概况", "机构设置", "收支情况"]
    (table,) = shown["tables"]
    assert [[c["text"] for c in row] for row in table["rows"]][1] == ["基本支出", "1,124.06", "1,098.33"]
    start, end = table["rows"][1][1]["span"]
    assert REPORT[start:end] == "1,124.06"
    several = json.loads(run("read", "报告.txt", str(HEBEI), "--format", "json", cwd=folder).out)
    assert [d["document"]["name"] for d in several] == ["报告.txt", HEBEI.name]


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (("--format", "html"), "报告.read.html"),
        (("--format", "html", "--out", "x.html"), "x.html"),
        (("--format", "html", "--out", "folder"), "folder/报告.read.html"),
        (("--format", "json", "--out", "x.json"), "x.json"),
        (("--out", "x.txt"), "x.txt"),
        (("--out", "folder"), "folder/报告.read.txt"),
    ],
)
def test_files_are_written_and_not_overwritten_unasked(folder: Path, arguments: tuple[str, ...], made: str) -> None:
    assert run("read", "报告.txt", *arguments, cwd=folder).code == 0
    first = (folder / made).read_bytes()
    assert b"1,124.06" in first
    (folder / made).write_bytes(b"mine")
    again = run("read", "报告.txt", *arguments, cwd=folder)
    assert again.code == 2
    assert "已存在" in again.err
    assert (folder / made).read_bytes() == b"mine"
    assert run("read", "报告.txt", *arguments, "--force", cwd=folder).code == 0
    assert (folder / made).read_bytes() == first


def test_one_file_that_can_not_be_read_leaves_the_others(folder: Path) -> None:
    save(folder / "空.txt", b"")
    save(folder / "a.zip", zipped({"内.txt": REPORT, "b.zip": b"PK"}))
    ran = run("read", "报告.txt", "空.txt", "none.txt", "a.zip", cwd=folder)
    assert ran.code == 2
    assert "空.txt：文件是空的" in ran.err
    assert "none.txt: 没有这个文件" in ran.err
    assert "a.zip › b.zip: " in ran.err
    assert ran.out.count("一、部门概况") == 2


def test_the_page_has_text_tables_and_outline_and_nothing_of_it_runs(folder: Path) -> None:
    save(folder / "坏.txt", HOSTILE.encode())
    assert run("read", "坏.txt", "--format", "html", cwd=folder).code == 0
    page = (folder / "坏.read.html").read_text(encoding="utf-8")
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "&lt;img src=x" in page
    assert "Content-Security-Policy" in page
    assert re.search(r'<td><span class="f" data-f="\d+">2.50</span></td>', page)
    # No page, no picture, nothing to hop to.
    assert "<svg" not in page
    assert "tabindex" not in page


def test_merged_cells_are_seen(tmp_path: Path) -> None:
    """Through the library: a text has no merged cells."""
    from extractor.cli.read_shown import words_of
    from extractor.documents.build import build
    from extractor.documents.source import GridCell, SourceWriter

    writer = SourceWriter()
    writer.table([GridCell(0, 0, "项目", 2, 1), GridCell(0, 1, "预算数", 1, 2), GridCell(1, 1, "年初"), GridCell(1, 2, "3.5")])
    (table,) = build("a", "", writer.source()).tables
    assert words_of(table) == [["项目", "预算数", "〃"], ["〃", "年初", "3.5"]]


@pytest.mark.skipif(find_spec("pypdfium2") is None or find_spec("PIL") is None, reason="needs the extra pdf")
def test_pages_are_drawn_beside_the_text() -> None:
    import io

    from PIL import Image

    from extractor.documents.build import build
    from extractor.documents.model import Document, Place, Span
    from extractor.documents.page_images import PageImage, page_images
    from extractor.documents.source import Piece, SourceWriter
    from extractor.export.reading_html import reading_page

    file = io.BytesIO()
    Image.new("L", (1654, 2339), 255).save(file, "PNG", dpi=(200, 200))
    images = page_images(file.getvalue(), "a.png", 1)
    assert [(round(i.width), round(i.height)) for i in images] == [(595, 842)]
    assert isinstance(images[0], PageImage)
    assert page_images(b"text", "a.txt", 1) == []
    writer = SourceWriter()
    writer.page()
    writer.paragraph([Piece("支出"), Piece("12.5", 100.04, 80, 130, 92, 1, 0.5), Piece("万元", 130, 80, 150, 92, 1, 0.9)])
    document: Document = build("a.png", "", writer.source(), "image")
    assert document.placed[0] == Place(Span(2, 6), 1, 100.04, 80, 130, 92, 0.5)
    page = reading_page(document, images, "", "zh")
    assert '<rect class="f unsure" data-f="0" x="100.0" y="80.0" width="30.0" height="12.0"' in page
    assert 'viewBox="0 0 595.4 842.0"' in page
    assert 'data-f="0" tabindex="0" title="识别把握 0.50">12.5</span>' in page
