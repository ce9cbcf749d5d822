"""The workbook as a spreadsheet program reads it: numbers are numbers, text is text, sheets have legal names."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made import FILES, HOSTILE_NAME, hostile, report

from extractor.checker import Verdict
from extractor.export import Unread
from extractor.export.findings_xlsx import sheet_names, workbook
from extractor.grounding import FigureIndex


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Any) -> list[dict[str, Any]]:
    heads, *body = [[c.value for c in row] for row in sheet.iter_rows()]
    return [dict(zip(heads, row, strict=True)) for row in body]


def test_one_workbook_for_all_reports() -> None:
    reports = [report(f) for f in FILES]
    book = opened(workbook(reports, [Unread("坏.txt", "空文件")], "zh"))
    assert book.sheetnames == ["核对结果", "覆盖情况", *(f.stem for f in FILES)]
    findings = rows(book["核对结果"])
    assert list(findings[0]) == ["文件", "章节", "行", "结论", "关系", "算式", "印的", "算得", "差", "疑误", "建议值", "原文位置"]
    faults = [r for made in reports for v in (Verdict.VIOLATED, Verdict.TAIL) for r in made.checked.of(v)]
    assert len(findings) == len(faults)
    for row, relation in zip(findings, faults, strict=True):
        assert row["印的"] == pytest.approx(float(relation.claim.value)) and row["差"] == pytest.approx(float(relation.gap or 0), abs=1e-6)
        assert f"[{relation.claim.span.start}–{relation.claim.span.end}]" in row["原文位置"]
    (seen,) = [r for r in findings if r["算式"] == "100% = 7.5万元 ÷ 75万元"]
    assert (seen["文件"], seen["结论"], seen["印的"], seen["算得"], seen["差"], seen["建议值"]) == (
        "hebei_water_2022.txt",
        "不成立",
        100,
        10,
        90,
        75,
    )
    assert seen["疑误"].startswith("支出 7.5万元")
    for made in reports:
        assert [r["编号"] for r in rows(book[made.name])] == [r.id for r in made.checked.relations]


def test_coverage_counts_figures_once_and_keeps_what_was_not_read() -> None:
    made = report(FILES[0])
    first, last = rows(opened(workbook([made], [Unread("坏.txt", "空文件")], "zh"))["覆盖情况"])
    figures = list(FigureIndex(made.checked.document).all())
    held = {t.span for r in made.checked.relations if r.verdict is not Verdict.NOT_CHECKED for t in r.terms if not t.counted}
    expected = sum(any(f.number.touches(s) for s in held) for f in figures)
    assert (first["数字"], first["已核数字"]) == (len(figures), expected) and 0 < expected < len(figures)
    assert first["关系"] == sum(first[v] for v in ("不成立", "尾差", "成立", "未核")) == len(made.checked.relations)
    assert (last["文件"], last["数字"], last["未能核对的原因"]) == ("坏.txt", None, "空文件")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sheets_can_be_worked_with(language: str) -> None:
    book = opened(workbook([report(FILES[0])], [], "zh" if language == "zh" else "en"))
    for sheet in book:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
        assert all(sheet.column_dimensions[c.column_letter].width > 5 for c in sheet[1])
    assert book.sheetnames[0] == ("核对结果" if language == "zh" else "Findings")
    formats = {
        c.number_format for row in book.worksheets[0].iter_rows(min_row=2) for c in row if c.data_type == "n" and c.value is not None
    }
    assert '0.00"%"' in formats and '0.00"万元"' in formats


HOSTILE_STARTS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "#N/A", "＝1", "=HYPERLINK(1)", "_x003D_1", "\x00\ud800\ufffe"]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    data = workbook([hostile(tmp_path)], [Unread(s, s) for s in HOSTILE_STARTS], "zh")
    book = opened(data)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} == {"s", "n"}
    texts = [c for c in cells if str(c.value).startswith(("=", "+", "-", "@")) and c.data_type == "s"]
    assert len(texts) >= 12 and all(c.quotePrefix for c in texts)
    assert any(c.value == HOSTILE_NAME for c in texts)
    assert [r["文件"] for r in rows(book["覆盖情况"])][1:6] == ["=1+1", "+1", "-1", "@SUM(1)", "=1"]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = "".join(parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/"))
    assert "<f>" not in xml and not re.search(r"<f[ >]", xml) and "_x005F_x003D_1" in xml


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a[b]:c*d?e/f\\g"], ["a_b__c_d_e_f_g"]),
        (["'a'", "", "History"], ["a", "_", "History~2"]),
        (["报告", "报告", "核对结果"], ["报告", "报告~2", "核对结果~2"]),
        (["Report", "REPORT"], ["Report", "REPORT~2"]),
        (["长" * 40, "长" * 40 + "别"], ["长" * 31, "长" * 29 + "~2"]),
        (["😀" * 20], ["😀" * 15]),
    ],
)
def test_sheet_names(names: list[str], expected: list[str]) -> None:
    assert sheet_names(names, ["核对结果", "覆盖情况"]) == expected
    assert all(len(n.encode("utf-16-le")) <= 62 for n in expected)


def test_long_figures_keep_their_digits(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("本年支出合计1234567890123456.50元，其中：基本支出1234567890123400.20元，项目支出56.31元。\n", encoding="utf-8")
    (row,) = rows(opened(workbook([report(file)], [], "zh"))["a"])
    assert row["印的"] == "1234567890123456.50元" and row["算得"] == "1234567890123456.51元"
