"""A sheet as it is shown: the words of its cells, and how they become paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.documents.limits import MAX_TEXT, check_size
from extractor.documents.readers.spans import compact
from extractor.documents.source import GridCell, Source, SourceWriter
from extractor.errors import DocumentError
from extractor.words import Text

MAX_CELLS = 2_000_000
"""Cells with words of one file."""
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
# 编制单位：某局, 单位：万元, 2023年度: lines of a form's head, several of which may stand on one row.
_HEAD_LINE = re.compile(
    r".{0,12}(?:单位|部门|名称|日期|时间|年度|编号|公开\d*表|附表\d*)\s*(?:[（(].{0,8}[)）])?\s*[:：].{0,40}|\d{4}\s*年度?|[（(]?单位[:：].{1,6}"
)
_NOTE = re.compile(r"\s*(?:注|备注|说明|填表|填报|制表|审核|联系|备案)")
_TOLD = 5


class Merge(NamedTuple):
    """Merged cells: rows and columns 0-based, ends exclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet: its cells with words by row and column (0-based), its merges, and what of it a person doesn't see."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict[int, dict[int, str]])
    merges: list[Merge] = field(default_factory=list[Merge])
    hidden_rows: int = 0
    hidden_columns: int = 0
    uncounted: list[str] = field(default_factory=list[str])  # places of formulas whose result the file doesn't hold

    def put(self, row: int, column: int, words: str) -> None:
        """Words in a cell; blank ones leave it empty."""
        if words.strip():
            self.cells.setdefault(row, {})[column] = words


def source_of(sheets: Sequence[Sheet], hidden: Sequence[str], name: str, encoding: str = "utf-8", warnings: Sequence[Text] = ()) -> Source:
    """The Source of a workbook's visible sheets. `hidden`: the names of those left out. Raises DocumentError where nothing is in them."""
    full = [sheet for sheet in sheets if sheet.cells]
    writer = SourceWriter()
    for warning in (*warnings, *_warnings(full, hidden)):
        writer.warn(warning)
    for sheet in full:
        if len(full) > 1 or not _UNNAMED.fullmatch(sheet.name.strip()):
            writer.paragraph(" ".join(sheet.name.split()), 1)
        _write(sheet, writer)
    source = writer.source(encoding)
    check_size(len(source.text), name, MAX_TEXT)
    if not full:
        said = Text("所有可见工作表都是空的", "all visible sheets are empty")
        raise DocumentError(said, Text("请检查内容是否在隐藏的工作表里", "Check whether hidden sheets hold the content"), name, "read")
    return source


def too_many(name: str) -> DocumentError:
    """The error of a file with more cells than can be read."""
    return DocumentError(
        Text(f"单元格过多（上限 {MAX_CELLS:,} 个）", f"too many cells (limit {MAX_CELLS:,})"),
        Text("请拆分后再试", "Split it and try again"),
        name,
        "read",
    )


def column_name(column: int) -> str:
    """A, B … Z, AA …: a column as formulas call it."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _warnings(sheets: Sequence[Sheet], hidden: Sequence[str]) -> Iterator[Text]:
    if hidden:
        names = "、".join(hidden[:_TOLD])
        yield Text(f"隐藏的工作表未读取：{names}（共 {len(hidden)} 个）", f"{len(hidden)} hidden sheets were not read: {names}")
    for sheet in sheets:
        if sheet.hidden_rows or sheet.hidden_columns:
            yield Text(
                f"工作表“{sheet.name}”有隐藏的行（{sheet.hidden_rows}）或列（{sheet.hidden_columns}），已一并读取",
                f"sheet {sheet.name!r} has hidden rows ({sheet.hidden_rows}) or columns ({sheet.hidden_columns}); they were read too",
            )
        if sheet.uncounted:
            places = "、".join(sheet.uncounted[:_TOLD])
            yield Text(
                f"工作表“{sheet.name}”有 {len(sheet.uncounted)} 个公式没有保存计算结果，按空白处理：{places}。请用表格软件打开并保存后再试",
                f"sheet {sheet.name!r} has {len(sheet.uncounted)} formulas without a saved result, left empty: {places}; "
                "open and save it in a spreadsheet program",
            )


def _write(sheet: Sheet, writer: SourceWriter) -> None:
    spans = _spans(sheet)
    for rows in _regions(sheet, spans):
        head = 0
        while head < len(rows) and _is_line(sheet, rows[head], spans):
            head += 1
        foot = len(rows)
        while foot > head and _is_note(sheet, rows[foot - 1]):
            foot -= 1
        for row in rows[:head]:
            _line(sheet, row, writer)
        if foot > head:
            _table(sheet, rows[head:foot], spans, writer)
        for row in rows[foot:]:
            _line(sheet, row, writer)
        writer.gap()


def _spans(sheet: Sheet) -> dict[tuple[int, int], Merge]:
    """The merges with words in their first cell, cut at the last used row and column; what they cover is emptied."""
    last_row = max(sheet.cells) + 1
    last_column = max(max(row) for row in sheet.cells.values()) + 1
    spans: dict[tuple[int, int], Merge] = {}
    taken: set[tuple[int, int]] = set()
    for merge in sheet.merges:
        cut = Merge(merge.top, merge.left, min(merge.bottom, last_row), min(merge.right, last_column))
        if sheet.cells.get(cut.top, {}).get(cut.left) is None or (cut.bottom - cut.top) * (cut.right - cut.left) > MAX_CELLS:
            continue
        covered = {(r, c) for r in range(cut.top, cut.bottom) for c in range(cut.left, cut.right)}
        if covered & taken:
            continue  # overlapping merges are damage; the first stands
        taken |= covered
        spans[cut.top, cut.left] = cut
        for r, c in covered - {(cut.top, cut.left)}:
            sheet.cells.get(r, {}).pop(c, None)
    return spans


def _regions(sheet: Sheet, spans: dict[tuple[int, int], Merge]) -> Iterator[list[int]]:
    """The rows of each part of a sheet; rows without words part them unless a merged cell reaches over."""
    region: list[int] = []
    reach = -1
    for row in sorted(r for r, cells in sheet.cells.items() if cells):
        if region and row > region[-1] + 1 and row >= reach:
            yield region
            region = []
        elif region:
            region.extend(range(region[-1] + 1, row))
        region.append(row)
        reach = max([reach, *(spans[row, c].bottom for c in sheet.cells[row] if (row, c) in spans)])
    if region:
        yield region


def _is_line(sheet: Sheet, row: int, spans: dict[tuple[int, int], Merge]) -> bool:
    """Whether a row above a table is its title, its unit, or a line of the form's head."""
    cells = sheet.cells.get(row, {})
    if len(cells) == 1:
        column = next(iter(cells))
        return (row, column) not in spans or spans[row, column].bottom == row + 1
    return bool(cells) and all(_HEAD_LINE.fullmatch(words.strip()) for words in cells.values())


def _is_note(sheet: Sheet, row: int) -> bool:
    cells = sheet.cells.get(row, {})
    return not cells or (bool(_NOTE.match(next(iter(cells.values())))) and len(cells) == 1)


def _line(sheet: Sheet, row: int, writer: SourceWriter) -> None:
    cells = sheet.cells.get(row, {})
    if cells:
        writer.paragraph("　　".join(cells[c].strip().replace("\t", " ") for c in sorted(cells)))


def _table(sheet: Sheet, rows: Sequence[int], spans: dict[tuple[int, int], Merge], writer: SourceWriter) -> None:
    top, height = rows[0], rows[-1] + 1 - rows[0]
    cells: list[GridCell] = []
    for row in rows:
        for column, words in sorted(sheet.cells.get(row, {}).items()):
            span = spans.get((row, column), Merge(row, column, row + 1, column + 1))
            bottom = min(span.bottom, top + height)
            cells.append(GridCell(row - top, column, words.strip(), bottom - row, span.right - column))
    width = max(c.column + c.colspan for c in cells)
    writer.table(compact(cells, height, width, rows=False))
