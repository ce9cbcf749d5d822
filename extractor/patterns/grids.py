"""Tables seen as grids: stretches of equal rows with their heads, and cells filled down merged columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.documents import Cell, Table
from extractor.documents.heads import joined_heads
from extractor.quantities import parse_figure

_DIGITS = frozenset("0123456789０１２３４５６７８９零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾半")
_HEADISH = re.compile(r"[一-鿿]")
_ORDINAL_ROW = re.compile(r"^(?:栏次|行次|\d{1,2}|[一二三四五六七八九十]+|甲|乙)$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of one table that share heads: `heads` by column (joined over several head rows), `rows` the data rows.

    `first_head` is the index of the first head row in the table; -1 where the stretch has none.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    first_head: int


def is_figure(cell: Cell) -> bool:
    """Whether the cell holds a figure and nothing else."""
    return bool(cell.words) and _figure_words(cell.words)


@lru_cache(maxsize=16384)
def _figure_words(words: str) -> bool:
    return any(c in _DIGITS for c in words) and parse_figure(words) is not None


def is_head_row(row: Sequence[Cell]) -> bool:
    """Whether a row only names columns: two or more different words and no figure."""
    words = [c.words for c in row if c.words]
    return len(set(words)) >= 2 and not any(is_figure(c) for c in row) and all(_HEADISH.search(w) and len(w) <= 40 for w in words)


def is_ordinal_row(row: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns (栏次 1 2 3 …) and holds no data."""
    words = [c.words for c in row if c.words]
    return (
        len(words) >= 3
        and all(_ORDINAL_ROW.match(w) for w in words)
        and (
            words[0] in ("栏次", "行次") or words[-3:] == [str(int(words[-1]) - 2), str(int(words[-1]) - 1), words[-1]]
            if words[-1].isdigit()
            else False
        )
    )


def stretches(table: Table, is_head: Sequence[bool] | None = None) -> list[Stretch]:
    """Cut a table where its heads change; a row of another width goes with the stretch above it."""
    marks = list(is_head) if is_head is not None else [is_head_row(r) for r in table.rows]
    found: list[Stretch] = []
    heads: list[tuple[Cell, ...]] = []
    first = -1
    rows: list[tuple[Cell, ...]] = []
    for n, row in enumerate(table.rows):
        if is_ordinal_row(row):
            continue
        if marks[n]:
            if rows:
                found.append(Stretch(_joined(heads, rows), tuple(rows), first))
                heads, rows, first = [], [], -1
            if first < 0:
                first = n
            heads.append(row)
        else:
            rows.append(row)
    if rows or heads:
        found.append(Stretch(_joined(heads, rows), tuple(rows), first))
    return found


def _joined(heads: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Column heads of several head rows: a merged upper head reaches over the empty cells to its right."""
    width = max((len(h) for h in heads), default=0)
    if (
        len(heads) == 2
        and rows
        and all(c.words for c in heads[1])
        and width < max(len(r) for r in rows) == len(heads[0]) - 1 + len(heads[1])
    ):
        # 上年│本年│增减情况 over 增减额│增减幅: the lower head has only the cells below the last upper one.
        return (*(c.words for c in heads[0][:-1]), *(f"{heads[0][-1].words}/{c.words}" for c in heads[1]))
    return joined_heads([[c.words for c in head] for head in heads])


def filled_down(rows: Sequence[Sequence[Cell]], column: int) -> list[Cell | None]:
    """The cell that governs each row in a merged column: its own, or the last one above that is not empty.

    A cell that a page break cut (its bracket is still open) is governed by its first half.
    """
    governed: list[Cell | None] = []
    last: Cell | None = None
    for row in rows:
        here = row[column] if column < len(row) else None
        cut = last is not None and last.words.count("(") > last.words.count(")")
        if here is not None and here.words and not (cut and last is not None):
            last = here
        elif here is not None and here.words and cut and last is not None:
            last = Cell(last.row, last.column, last.span, last.words + ")" * (last.words.count("(") - last.words.count(")")))
        governed.append(last)
    return governed
