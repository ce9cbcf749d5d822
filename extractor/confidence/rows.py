"""Cells of lists among each other: whether each stands with its row and in its column."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.documents import BlockKind, Document, Span
from extractor.pointers import starred
from extractor.result import FieldRecord


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: its block, and in a table its row and column (-1 elsewhere)."""

    block: str
    table: int = -1
    row: int = -1
    column: int = -1


class Spots:
    """Places of a document, by offset."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._cells: dict[int, tuple[list[int], list[tuple[int, int]]]] = {}

    def at(self, span: Span) -> Spot | None:
        """The spot of a span; None between blocks."""
        block = self.document.block_at(span.start)
        if block is None:
            return None
        if block.kind is not BlockKind.TABLE:
            return Spot(block.id)
        starts, places = self._of(block.table)
        n = bisect_right(starts, span.start) - 1
        return Spot(block.id, block.table, *places[n]) if n >= 0 else Spot(block.id, block.table)

    def _of(self, table: int) -> tuple[list[int], list[tuple[int, int]]]:
        known = self._cells.get(table)
        if known is None:
            cells = sorted((c.span.start, c.row, c.column) for row in self.document.tables[table].rows for c in row if c.words)
            known = self._cells[table] = ([c[0] for c in cells], [(c[1], c[2]) for c in cells])
        return known


@dataclass(slots=True)
class Apart:
    """Pointers of cells that don't stand where their fellows do."""

    row: set[str]
    column: set[str]
    order: set[str]


def apart(listed: Mapping[str, Sequence[str]], records: Mapping[str, FieldRecord], spots: Mapping[str, Spot | None]) -> Apart:
    """Which cells stand apart.

    `listed`: by the pointer of a row its cells' pointers, rows of one list in order. `spots`: where cells stand; those
    without a spot are not judged.
    """
    found = Apart(set(), set(), set())
    columns: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for cells in listed.values():
        for pointer in cells:
            spot = spots.get(pointer)
            if spot is not None and spot.column >= 0:
                columns[starred(pointer), spot.table][spot.column] += 1
    homes: dict[str, tuple[str, int]] = {}
    for row, cells in listed.items():
        places = Counter((s.block, s.row) for p in cells if (s := spots.get(p)) is not None)
        if not places:
            continue
        homes[row] = home = places.most_common(1)[0][0]
        for pointer in cells:
            spot = spots.get(pointer)
            if spot is None:
                continue
            elsewhere = places[home] * 2 > len(cells) > 2 and spot.block != home[0]
            if elsewhere if spot.table < 0 else spot.row != home[1] and places[home] > 1 and _taken(row, spot, homes):
                found.row.add(pointer)
            usual = columns.get((starred(pointer), spot.table))
            if usual is not None and sum(usual.values()) > 2 and usual[spot.column] * 3 < sum(usual.values()):
                found.column.add(pointer)
    _disordered(listed, records, homes, spots, found)
    return found


def _taken(row: str, spot: Spot, homes: Mapping[str, tuple[str, int]]) -> bool:
    """Whether the table row of a cell is another row's home; a merged cell stands in a row of its own list's block."""
    return any(other != row and home == (spot.block, spot.row) for other, home in homes.items())


def _disordered(
    listed: Mapping[str, Sequence[str]],
    records: Mapping[str, FieldRecord],
    homes: Mapping[str, tuple[str, int]],
    spots: Mapping[str, Spot | None],
    found: Apart,
) -> None:
    """Sentences: cells of one block belong to the row whose first cell stands last before them."""
    by_block: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row, cells in listed.items():
        home = homes.get(row)
        starts = [records[p].start for p in cells if p in spots]
        if home is not None and home[1] < 0 and starts:
            by_block[row.rsplit("/", 1)[0], home[0]].append((_first(starts), row))
    for firsts in by_block.values():
        firsts.sort()
        starts = [s for s, _ in firsts]
        for _, row in firsts:
            for pointer in listed[row]:
                at = bisect_right(starts, records[pointer].start) - 1
                if pointer in spots and pointer not in found.row and at >= 0 and firsts[at][1] != row:
                    found.order.add(pointer)


def _first(starts: Iterable[int]) -> int:
    ordered = sorted(starts)
    # One cell far before the others is the one that stands apart, and not where the row begins.
    return ordered[1] if len(ordered) > 2 and ordered[1] - ordered[0] > 4 * (ordered[-1] - ordered[1] + 8) else ordered[0]
