"""A whole 部门决算 of an invented department in the official form: its nine tables, what they owe each other, as a Word file.

`tables` gives the grids exactly as they must come out of a reader, `made_forms_docx` the file.
"""

from extractor.testing.forms.department import NAME
from extractor.testing.forms.grids import FormTable, tables
from extractor.testing.forms.text import Line, about, explained
from extractor.testing.forms.word import TITLE, made_forms_docx

__all__ = ["NAME", "TITLE", "FormTable", "Line", "about", "explained", "made_forms_docx", "tables"]
