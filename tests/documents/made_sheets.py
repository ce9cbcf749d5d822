"""Workbooks made for the tests."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

import openpyxl


def budget_book() -> Any:
    """A department's book: a sheet with title, unit line, formats and merges, a hidden one, and one that begins at C5."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "收支总表"
    sheet["A1"] = "沅泽县水利局2023年度收入支出决算总表"
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["D2"] = "编制单位：沅泽县水利局", "金额单位：万元"
    for row in (["项目", "预算数", "决算数", "完成率"], ["收入", 1234567.891, 1000, 0.9149], ["支出", -5.5, 12, 1]):
        sheet.append(row)
    sheet.append(["日期", datetime.date(2023, 5, 1), True, "0012"])
    for place in ("B4", "C4", "B5", "C5"):
        sheet[place].number_format = "#,##0.00"
    sheet["D4"].number_format, sheet["D5"].number_format, sheet["B6"].number_format = "0.00%", "0%", 'yyyy"年"m"月"d"日"'
    sheet["A7"], sheet["B7"], sheet["B8"] = "合计", 7, 0.125
    sheet.merge_cells("A7:A8")
    sheet["A9"] = "注：本表反映收支情况。"
    sheet.merge_cells("A9:D9")
    sheet["F30"].number_format = "0.00"
    hidden = book.create_sheet("草稿")
    hidden["A1"], hidden.sheet_state = 8888, "hidden"
    other = book.create_sheet("人员")
    other["C5"], other["D5"], other["C6"], other["D6"] = "编制", 12, "在职", 11.0
    return book


BUDGET = """收支总表
沅泽县水利局2023年度收入支出决算总表
编制单位：沅泽县水利局　　金额单位：万元
项目	预算数	决算数	完成率
收入	1,234,567.89	1,000.00	91.49%
支出	-5.50	12.00	100%
日期	2023年5月1日	TRUE	0012
合计	7\t\t
	0.125\t\t
注：本表反映收支情况。

人员
编制	12
在职	11

"""
"""The text of budget_book()."""


def saved(book: Any) -> bytes:
    """The file of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_shared_strings(data: bytes) -> bytes:
    """A workbook with its words in one part that the sheets share, as Excel and WPS write them."""
    words: list[str] = []
    out = io.BytesIO()

    def moved(inline: re.Match[str]) -> str:
        words.append(inline[1])
        return f't="s"><v>{len(words) - 1}</v>'

    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name).decode()
            new.writestr(name, re.sub(r't="inlineStr"><is>(.*?)</is>', moved, body) if "worksheets/" in name else body)
        items = "".join(f"<si>{w}</si>" for w in words)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>')
    return out.getvalue()
