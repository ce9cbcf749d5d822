"""Grids of merged cells without the rows and columns in which nothing begins."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.documents.source import GridCell


def compact(cells: Sequence[GridCell], height: int, width: int, *, rows: bool = True) -> Sequence[GridCell]:
    """The grid without the columns, and with `rows` without the rows, in which no cell begins: nothing is printed there."""
    used_rows = {c.row for c in cells} if rows else set(range(height))
    used_columns = {c.column for c in cells}
    if len(used_rows) == height and len(used_columns) == width:
        return cells
    row_at, column_at = _ranks(used_rows, height), _ranks(used_columns, width)
    return [
        GridCell(
            row_at[c.row],
            column_at[c.column],
            c.words,
            max(1, row_at[min(height, c.row + c.rowspan)] - row_at[c.row]),
            max(1, column_at[min(width, c.column + c.colspan)] - column_at[c.column]),
        )
        for c in cells
    ]


def _ranks(used: set[int], length: int) -> list[int]:
    ranks = [0]
    for n in range(length):
        ranks.append(ranks[-1] + (n in used))
    return ranks
