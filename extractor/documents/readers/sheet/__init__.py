"""Spreadsheets: figures come out as the sheet shows them."""

from extractor.documents.readers.sheet.delimited import read_csv
from extractor.documents.readers.sheet.xls import read_xls
from extractor.documents.readers.sheet.xlsx import read_xlsx

__all__ = ["read_csv", "read_xls", "read_xlsx"]
