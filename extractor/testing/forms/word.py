"""The report as a real Word file: portrait text, landscape sections for wide tables, merged cells, heads repeated on each page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from extractor.testing.forms import department as d
from extractor.testing.forms.grids import FormTable, tables
from extractor.testing.forms.text import Line, about, explained

TITLE = f"{d.NAME}{d.YEAR}年度部门决算公开"
_A4 = (210, 297)
_MARGIN = 20
_ROW = 6.5
_HEAD_ROW = '<w:tblHeader xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
_CODED = {
    "公开02表": (1.0, 1.0, 1.0, 4.5),
    "公开03表": (1.0, 1.0, 1.0, 4.5),
    "公开05表": (1.0, 1.0, 1.0, 5.0),
    "公开08表": (1.0, 1.0, 1.0, 4.5),
}
_SIDES = {
    "公开01表": (4.5, 0.9, 1.7, 4.5, 0.9, 1.7),
    "公开04表": (3.6, 0.8, 1.5, 4.2, 0.8, 1.5, 1.8, 1.8, 1.8),
    "公开06表": (1.2, 3.4, 1.4) * 3,
    "公开09表": (1.4, 5.0, 1.6, 1.6, 1.6),
}
"""How wide columns are against each other; 2 where not said."""


def made_forms_docx(forms: Sequence[FormTable] | None = None) -> bytes:
    """The Word file of the department's report. `forms`: its tables, the nine of `tables()` unless others are given."""
    from docx import Document as new_word_file
    from docx.shared import Mm, Pt

    file: Any = new_word_file()
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "SimSun", Pt(10.5)
    section = file.sections[0]
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(_MARGIN))
    _turned(section, wide=False)
    _heading(file, TITLE, 0)
    for line in about():
        _line(file, line)
    _heading(file, f"第二部分 {d.YEAR}年度部门决算表", 1)
    for form in tables() if forms is None else forms:
        _turned(file.add_section(), form.wide)
        _form(file, form)
    _turned(file.add_section(), wide=False)
    for line in explained():
        _line(file, line)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _turned(section: Any, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = (_A4[1], _A4[0]) if wide else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)


def _heading(file: Any, words: str, level: int) -> None:
    file.add_heading(words, level)


def _line(file: Any, line: Line) -> None:
    if line.level:
        _heading(file, line.words, line.level)
        return
    from docx.shared import Pt

    paragraph = file.add_paragraph(line.words)
    paragraph.paragraph_format.first_line_indent = Pt(21)


def _form(file: Any, form: FormTable) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    title = file.add_paragraph(form.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.runs[0].font.size = Pt(16)
    for words in (form.mark, "金额单位：万元"):
        file.add_paragraph(words).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_paragraph(f"部门：{d.NAME}")
    _grid(file, form)
    for note in form.notes:
        file.add_paragraph(note)


def _grid(file: Any, form: FormTable) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Mm

    made = file.add_table(rows=form.height, cols=form.width)
    made.style, made.autofit = "Table Grid", False
    room = (_A4[1] if form.wide else _A4[0]) - 2 * _MARGIN
    parts = (*_SIDES.get(form.mark, _CODED.get(form.mark, ())), *([2.0] * form.width))[: form.width]
    widths = [Mm(room * part / sum(parts)) for part in parts]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    rows = [list(row.cells) for row in made.rows]
    for row in rows:
        for cell, width in zip(row, widths, strict=True):
            cell.width = width
    for spot in form.cells:
        cell = rows[spot.row][spot.column]
        if spot.rowspan > 1 or spot.colspan > 1:
            cell = cell.merge(rows[spot.row + spot.rowspan - 1][spot.column + spot.colspan - 1])
        _written(cell, str(spot.words), spot.row)
    for n, row in enumerate(made.rows):
        row.height = Mm(_ROW)
        if n < form.heads:
            row._tr.get_or_add_trPr().append(parse_xml(_HEAD_ROW))


def _written(cell: Any, words: str, row: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.font.size = Pt(9)
    amount = words.replace(".", "").isdigit() and "." in words
    if amount or row < 2:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if amount else WD_ALIGN_PARAGRAPH.CENTER
