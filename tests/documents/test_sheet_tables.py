"""The tables of the samples typed into a workbook, their figures as numbers with formats, come out as printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from documents_samples import SAMPLES
from made_sheets import saved

from extractor.documents import Table, read
from extractor.documents.read import read_bytes

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d{0,11})(?:\.\d+)?%?")


def typed(sheet: Any, table: Table) -> None:
    """Writes a table as a person keeps it: figures as numbers, their looks in the format."""
    for row in table.rows:
        for cell in row:
            place = sheet.cell(cell.row + 1, cell.column + 1)
            if _NUMBER.fullmatch(cell.words):
                plain = cell.words.replace(",", "").rstrip("%")
                places = len(plain.partition(".")[2])
                code = ("#,##0" if "," in cell.words else "0") + ("." + "0" * places if places else "") + ("%" if "%" in cell.words else "")
                place.value = float(plain) / 100 if "%" in cell.words else float(plain)
                place.number_format = code
            elif cell.words:
                place.value = cell.words
                place.data_type = "s"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_figures_of_tables(path: Path) -> None:
    book = openpyxl.Workbook()
    tables = read(path).tables
    for n, table in enumerate(tables):
        sheet: Any = book.active if not n else book.create_sheet(f"表{n + 1}")
        typed(sheet, table)
    document = read_bytes(saved(book), "表.xlsx")
    lines = ["".join(line.split()) for line in document.text.split("\n")]
    for table in tables:
        for row in table.rows:
            assert "".join("".join(c.words.split()) for c in row) in lines
