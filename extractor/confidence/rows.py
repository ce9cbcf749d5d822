"""Cells of lists among each other: whether each stands with its row and in its column."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.documents import BlockKind, Cell, Document, Span
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
        self._cells: dict[int, tuple[list[int], list[Cell]]] = {}

    def at(self, span: Span) -> Spot | None:
        """The spot of a span; None between blocks."""
        block = self.document.block_at(span.start)
        if block is None:
            return None
        cell = self.cell(span)
        return Spot(block.id, block.table, cell.row, cell.column) if cell is not None else Spot(block.id, block.table)

    def cell(self, span: Span) -> Cell | None:
        """The table cell that a span begins in; None outside tables."""
        block = self.document.block_at(span.start)
        if block is None or block.kind is not BlockKind.TABLE:
            return None
        starts, cells = self._of(block.table)
        n = bisect_right(starts, span.start) - 1
        return cells[n] if n >= 0 else None

    def governs(self, spot: Spot, row: int) -> bool:
        """Whether a cell is the one that speaks for a row: its own, or the last filled one above in the same column."""
        if spot.row > row:
            return False
        rows = self.document.tables[spot.table].rows
        between = (rows[n] for n in range(spot.row + 1, row + 1))
        return not any(spot.column < len(cells) and cells[spot.column].words for cells in between)

    def _of(self, table: int) -> tuple[list[int], list[Cell]]:
        known = self._cells.get(table)
        if known is None:
            cells = sorted((c for row in self.document.tables[table].rows for c in row if c.words), key=lambda c: c.span.start)
            known = self._cells[table] = ([c.span.start for c in cells], cells)
        return known


@dataclass(slots=True)
class Apart:
    """Pointers of cells that don't stand where their fellows do."""

    row: set[str]
    column: set[str]
    order: set[str]


def apart(
    listed: Mapping[str, Sequence[str]],
    records: Mapping[str, FieldRecord],
    where: Spots,
    spots: Mapping[str, Spot | None],
    shared: Collection[str],
) -> Apart:
    """Which cells stand apart.

    `listed`: by the pointer of a row its cells' pointers, rows of one list in order. `spots`: where values stand. `shared`:
    cells whose characters several rows have (a merged cell, a name said once for all of them): they tell nothing of where a row stands.
    """
    found = Apart(set(), set(), set())
    columns: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for pointer, spot in spots.items():
        if spot is not None and spot.column >= 0:
            columns[starred(pointer), spot.table][spot.column] += 1
    homes: dict[str, tuple[str, int]] = {}
    elsewhere: dict[str, bool] = {}
    strays: dict[str, bool] = {}
    for row, cells in listed.items():
        own = [spot for p in cells if p not in shared and (spot := spots[p]) is not None]
        places = Counter((s.block, s.row) for s in own)
        if not places:
            continue
        homes[row] = home = places.most_common(1)[0][0]
        for pointer in cells:
            spot = spots[pointer]
            if spot is None:
                continue
            # Of two cells in two rows, none is known to be the one that strayed.
            known = places[home] > 1 or pointer in shared or len(cells) == 1
            elsewhere[pointer] = known and spot.block != home[0]
            strays[pointer] = known and (elsewhere[pointer] or (spot.table >= 0 and not where.governs(spot, home[1])))
            usual = columns.get((starred(pointer), spot.table))
            if usual is not None and sum(usual.values()) > 2 and usual[spot.column] * 3 <= sum(usual.values()):
                found.column.add(pointer)
    found.row.update(unusual(elsewhere))
    found.row.update(unusual(strays))
    own = {p: s for p, s in spots.items() if p not in shared}
    _disordered(listed, records, homes, own, found)
    return found


def unusual(flagged: Mapping[str, bool]) -> Iterator[str]:
    """The flagged values of properties that mostly are not: what all rows of a list have in common is its form and no fault."""
    peers: dict[str, list[bool]] = defaultdict(list)
    for pointer, so in flagged.items():
        peers[starred(pointer)].append(so)
    for pointer, so in flagged.items():
        group = peers[starred(pointer)]
        if so and (len(group) < 3 or sum(group) <= max(1, 0.3 * len(group))):
            yield pointer


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
