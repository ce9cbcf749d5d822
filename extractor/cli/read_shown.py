"""What was read of a document, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractor.cli.voice import cell, language, said, show_table, tell, visible
from extractor.documents import BlockKind, Document, Table

if TYPE_CHECKING:
    from rich.table import Table as RichTable

_COVERED = "〃"
"""Stands in a place that a merged cell reaches over."""


def summary(document: Document) -> str:
    """Format, pages and counts in a line."""
    paragraphs = sum(b.kind is BlockKind.PARAGRAPH for b in document.blocks)
    figures, pages = _figures(document), len(document.pages)
    heads, tables, characters = len(document.sections), len(document.tables), f"{len(document.text):,}"
    form = f"{document.format} {document.encoding}" if document.format in ("text", "csv") else document.format
    zh, en = (f"{pages} 页 · ", f"{pages} pages · ") if pages else ("", "")
    return said(
        f"{form} · {zh}标题 {heads} · 段落 {paragraphs} · 表格 {tables} · 数字 {figures} · {characters} 字",
        f"{form} · {en}{heads} headings · {paragraphs} paragraphs · {tables} tables · {figures} figures · {characters} characters",
    )


def _figures(document: Document) -> int:
    from extractor.grounding import FigureIndex

    return sum(1 for _ in FigureIndex(document).all())


def outline(document: Document) -> Iterator[str]:
    """A heading a line, indented by its depth."""
    for number, section in enumerate(document.sections):
        depth = sum(1 for _ in document.path(number))
        page = document.page_at(section.heading.start)
        where = said(f"  第 {page} 页", f"  page {page}") if page else ""
        yield f"{'  ' * depth}{visible(section.number + section.title)}{where}"


def head(table: Table) -> str:
    """A table's name, place, size, unit and caption."""
    rows, page = len(table.rows), table.page
    parts = [
        table.id,
        *([said(f"第 {page} 页", f"page {page}")] if page else []),
        said(f"{rows} 行 {table.width} 列", f"{rows} rows, {table.width} columns"),
        *([said(f"单位 {table.unit.symbol}", f"unit {table.unit.symbol}")] if table.unit.symbol else []),
        *([visible(" / ".join(table.caption.split("\n")))] if table.caption else []),
    ]
    return " · ".join(parts)


def words_of(table: Table) -> list[list[str]]:
    """The words of each place; those that a merged cell covers have its mark."""
    grid = [[""] * table.width for _ in table.rows]
    for row in table.rows:
        for c in row:
            for r in range(c.row, min(c.row + c.rowspan, len(grid))):
                for k in range(c.column, min(c.column + c.colspan, table.width)):
                    if (r, k) != (c.row, c.column):
                        grid[r][k] = _COVERED
    for row in table.rows:
        for c in row:
            if c.words and c.column < table.width:
                grid[c.row][c.column] = visible(c.words)
    return grid


def warnings(document: Document) -> Iterator[str]:
    """A line for each."""
    return (f"! {visible(w.into(language()))}" for w in document.warnings)


def lines(document: Document) -> Iterator[str]:
    """All of it as plain lines, tables with their cells parted by |."""
    yield visible(document.name)
    yield summary(document)
    yield from warnings(document)
    yield from outline(document)
    for table in document.tables:
        yield ""
        yield head(table)
        yield from (" | ".join(row) for row in words_of(table))


def show(document: Document) -> None:
    """All of it on the terminal."""
    tell(visible(document.name))
    tell(summary(document))
    for line in (*warnings(document), *outline(document)):
        tell(line)
    for table in document.tables:
        tell()
        show_table(_drawn(table))
    tell()


def _drawn(table: Table) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable

    made = RichTable(title=cell(head(table), "bold"), title_justify="left", box=box.SQUARE, show_header=False, show_lines=True)
    for _ in range(table.width):
        made.add_column(overflow="fold")
    for row in words_of(table):
        made.add_row(*(cell(words, "dim" if words == _COVERED else "") for words in row))
    return made
