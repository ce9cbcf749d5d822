"""Workbooks: figures as shown, titles above their tables, what is hidden told, damage refused."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from damage import SEEDS, damaged, survives
from made_sheets import BUDGET, budget_book, saved, with_shared_strings

from extractor.documents.read import read_bytes
from extractor.errors import DocumentError

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    OFFICE is None and os.environ.get("EXTRACTOR_OFFICE") != "required", reason="LibreOffice is not installed"
)


@pytest.fixture(scope="session")
def as_xls(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """Turns an .xlsx into an .xls."""
    folder = tmp_path_factory.mktemp("office")

    def convert(data: bytes) -> bytes:
        (folder / "book.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "xls:MS Excel 97", "--outdir", str(folder), str(folder / "book.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (folder / "book.xls").read_bytes()

    return convert


def edited(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """An archive with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            new.writestr(entry.filename, change(body.decode()).encode() if entry.filename == part else body)
    return out.getvalue()


def test_a_book_as_it_is_shown() -> None:
    document = read_bytes(saved(budget_book()), "决算.xlsx")
    assert document.text == BUDGET
    assert [(t.unit.symbol, len(t.rows), t.width) for t in document.tables] == [("万元", 6, 4), ("", 2, 2)]
    assert document.tables[0].rows[4][0].rowspan == 2
    assert "收入支出决算总表" in document.tables[0].caption
    assert [s.title for s in document.sections] == ["收支总表", "人员"]
    assert any("草稿" in w.zh for w in document.warnings)


@needs_office
def test_an_old_book_is_the_same(as_xls: Callable[[bytes], bytes]) -> None:
    document = read_bytes(as_xls(saved(budget_book())), "决算.xls")
    assert document.text == BUDGET
    assert document.format == "xls"
    assert any("草稿" in w.zh for w in document.warnings)


@needs_office
def test_saved_results_of_formulas(as_xls: Callable[[bytes], bytes]) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["甲", 1.5, 2], ["合计", "=B1+C1", '="共"&C1&"项"'], ["比", "=B1/0", "=B1>1"]):
        sheet.append(row)
    sheet["B2"].number_format = "0.00%"
    assert read_bytes(as_xls(saved(book)), "a.xls").text == "甲\t1.5\t2\n合计\t350.00%\t共2项\n比\t#DIV/0!\tTRUE\n\n"


def test_formulas_without_result_are_told() -> None:
    book = budget_book()
    book["人员"]["E7"] = "=D5+D6"
    document = read_bytes(saved(book), "a.xlsx")
    assert document.text == BUDGET
    assert any("E7" in w.zh and "人员" in w.zh for w in document.warnings)


def test_hidden_rows_are_kept_and_told() -> None:
    book = budget_book()
    book["收支总表"].row_dimensions[5].hidden = True
    book["收支总表"].column_dimensions["C"].hidden = True
    document = read_bytes(saved(book), "a.xlsx")
    assert document.text == BUDGET
    assert any("隐藏的行（1）或列（1）" in w.zh for w in document.warnings)


def test_only_hidden_sheets() -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("数据")
    hidden["A1"], hidden.sheet_state = 5, "hidden"
    with pytest.raises(DocumentError, match="hidden"):
        read_bytes(saved(book), "a.xlsx")


def test_cells_far_away_cost_nothing() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["XFD1048576"] = "甲", 5
    merge = '</sheetData><mergeCells><mergeCell ref="A1:XFC1048575"/></mergeCells>'
    data = edited(saved(book), "xl/worksheets/sheet1.xml", lambda x: x.replace("</sheetData>", merge))
    assert read_bytes(data, "a.xlsx").text.split() == ["甲", "5"]


def test_shared_and_rich_words() -> None:
    data = with_shared_strings(saved(budget_book()))
    assert read_bytes(data, "a.xlsx").text == BUDGET
    rich = "<r><t>&#25910;</t></r><r><t>&#20837;</t></r><rPh><t>x</t></rPh>"
    changed = edited(data, "xl/sharedStrings.xml", lambda x: x.replace("<t>&#25910;&#20837;</t>", rich))
    assert changed != data
    assert read_bytes(changed, "a.xlsx").text == BUDGET


def test_words_that_are_missing_are_not_left_out_silently() -> None:
    data = with_shared_strings(saved(budget_book()))
    with pytest.raises(DocumentError):
        read_bytes(edited(data, "xl/sharedStrings.xml", lambda x: x.replace("<si>", "<xx>").replace("</si>", "</xx>")), "a.xlsx")


def test_cells_without_places() -> None:
    bare = edited(saved(budget_book()), "xl/worksheets/sheet1.xml", lambda x: re.sub(r'<c r="[A-Z]+\d+"', "<c", x))
    assert "收入\t1,234,567.89\t1,000.00\t91.49%" in read_bytes(bare, "a.xlsx").text


@pytest.mark.parametrize(
    ("part", "before", "kept"),
    [
        ("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]>', 1.0),
        ("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b "ccccccccc">]>', 1.0),
        ("xl/worksheets/sheet1.xml", "", 0.5),
        ("xl/workbook.xml", "", 0.0),
        ("xl/sharedStrings.xml", "", 0.3),
    ],
)
def test_broken_parts_are_refused(part: str, before: str, kept: float) -> None:
    with pytest.raises(DocumentError) as caught:
        read_bytes(edited(with_shared_strings(saved(budget_book())), part, lambda x: before + x[: int(len(x) * kept)]), "坏.xlsx")
    assert caught.value.document == "坏.xlsx"


def test_a_bomb_is_refused() -> None:
    out = io.BytesIO(saved(budget_book()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for n in range(9):
            archive.writestr(f"xl/media/{n}.bin", bytes(50_000_000))
    with pytest.raises(DocumentError, match="zip bomb"):
        read_bytes(out.getvalue(), "a.xlsx")


def test_a_book_under_a_password() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000) + "EncryptedPackage".encode("utf-16-le") + bytes(1_000)
    with pytest.raises(DocumentError):
        read_bytes(data, "a.xlsx")


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_books(seed: int) -> None:
    survives(damaged(with_shared_strings(saved(budget_book())), seed), "坏.xlsx")


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_sheets(seed: int) -> None:
    """The archive is whole, the sheet in it is not."""
    sheet = "xl/worksheets/sheet1.xml"
    survives(edited(saved(budget_book()), sheet, lambda x: damaged(x.encode(), seed).decode("utf-8", "replace")), "坏.xlsx")


@needs_office
def test_damaged_old_books(as_xls: Callable[[bytes], bytes]) -> None:
    data = as_xls(saved(budget_book()))
    for seed in SEEDS:
        survives(damaged(data, seed), "坏.xls")


CSV = '项目,预算数,决算数\n收入,"1,234.50",12\n"支出\n小计",3,-4.5\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text(encoding: str, delimiter: str) -> None:
    text = "沅泽县水利局收支情况表\n单位：万元\n" + re.sub(r",(?!\d{3}\.)", delimiter, CSV)
    document = read_bytes(text.encode(encoding), "表.csv")
    (table,) = document.tables
    assert [[c.words for c in row] for row in table.rows] == [
        ["项目", "预算数", "决算数"],
        ["收入", "1,234.50", "12"],
        ["支出小计", "3", "-4.5"],
    ]
    assert table.unit.symbol == "万元"


def test_delimited_text_that_says_how() -> None:
    assert read_bytes("sep=;\n甲;1,5\n乙;2,5\n".encode(), "a.csv").text == "甲\t1,5\n乙\t2,5\n\n"
    assert read_bytes("甲\t1,234\n乙\t2,345\n".encode(), "a.tsv").text == "甲\t1,234\n乙\t2,345\n\n"


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_delimited_text(seed: int) -> None:
    survives(damaged(CSV.encode("gb18030" if seed % 2 else "utf-8") * 20, seed), "坏.csv")


def test_markdown_stays_with_the_text_reader() -> None:
    document = read_bytes("# 决算\n\n|项目|金额|\n|---|---|\n|收入|12.5|\n".encode(), "a.md")
    assert document.format == "text"
    assert [[c.words for c in row] for row in document.tables[0].rows] == [["项目", "金额"], ["收入", "12.5"]]
