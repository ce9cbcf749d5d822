"""Cells as they stand in print: heads in several rows, and which cells are neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.documents.model import Cell


def joined_heads(heads: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The words of each column, upper head first, parted by /: a merged upper head reaches over the empty cells to its right."""
    width = max((len(h) for h in heads), default=0)
    names = [""] * width
    for depth, head in enumerate(heads):
        over = ""
        for column in range(width):
            words = head[column] if column < len(head) else ""
            if words:
                over = words
            elif depth < len(heads) - 1 and column < len(head):
                words = over
            if words and words not in names[column].split("/"):
                names[column] = f"{names[column]}/{words}" if names[column] else words
    return tuple(names)


def side_by_side(row: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Neighbours of a row from left to right: what a merged cell covers is no neighbour of it."""
    last: Cell | None = None
    for cell in row:
        if last is not None and cell.column < last.column + last.colspan:
            continue
        if last is not None:
            yield last, cell
        last = cell
