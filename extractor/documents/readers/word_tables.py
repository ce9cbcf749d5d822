"""The grid of a Word table: rows and cells, wherever wrapped, and the merges that Word keeps as spans and continuations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.documents.readers.word_names import ALTERNATE, CELL, PASSAGES, ROW, VAL, W, chosen, number_at

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

MAX_SLOTS = 3_000_000
"""Places of one grid."""
_MAX_SPAN = 1_000_000_000
_GRID_SPAN, _V_MERGE, _H_MERGE, _CELL_MERGE = f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge", f"{W}cellMerge"


@dataclass(slots=True)
class Spot:
    """A cell in its grid. `covered`: continuations of the merge, whose words Word does not print."""

    element: Element
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The cells of a table in reading order and those that a merge covers."""

    spots: list[Spot]
    covered: list[Element]
    width: int
    height: int


def within(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those wrapped in content controls."""
    for child in parent:
        tag = child.tag
        if tag == wanted:
            yield child
        elif tag in PASSAGES:
            yield from within(child, wanted)
        elif tag == ALTERNATE:
            branch = chosen(child)
            if branch is not None:
                yield from within(branch, wanted)


def layout(table: Element) -> Layout:
    """Where each cell of a table stands, after accepting what tracking deleted. Columns that no cell begins at are left out."""
    spots: list[Spot] = []
    covered: list[Element] = []
    above: dict[int, Spot] = {}  # cells of the row before, by where they begin: what a continuation goes on with
    row = 0
    for element in within(table, ROW):
        properties = element.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        column = max(0, number_at(properties.find(f"{W}gridBefore")) or 0) if properties is not None else 0
        here: dict[int, Spot] = {}
        last: Spot | None = None
        for cell in within(element, CELL):
            own = cell.find(f"{W}tcPr")
            if own is not None and own.find(f"{W}cellDel") is not None:
                continue
            span, goes_on, widens = _merge(own)
            over = above.get(column)
            if widens and last is not None:
                covered.append(cell)
                if last.row == row:
                    last.colspan += span
                column += span
                continue
            if goes_on and over is not None and over.colspan == span:
                over.rowspan += 1
                covered.append(cell)
                last = over
            else:
                last = Spot(cell, row, column, 1, span)
                spots.append(last)
            here[column] = last
            column = min(column + span, _MAX_SPAN)
        above = here
        row += 1
    return Layout(spots, covered, _settle(spots), row)


def _merge(own: Element | None) -> tuple[int, bool, bool]:
    """How many columns a cell takes, whether it goes on with the cell above, and whether with the cell to its left."""
    if own is None:
        return 1, False, False
    span, goes_on, widens = 1, False, False
    for said in own:
        tag = said.tag
        if tag == _GRID_SPAN:
            span = max(1, number_at(said) or 1)
        elif tag == _V_MERGE:
            goes_on = said.get(VAL, "continue") == "continue"
        elif tag == _H_MERGE:
            widens = said.get(VAL, "continue") == "continue"
        elif tag == _CELL_MERGE:  # a merge that tracking recorded
            goes_on = said.get(f"{W}vMerge") == "cont"
    return span, goes_on, widens


def _settle(spots: list[Spot]) -> int:
    """Renumbers the columns so that one begins in each; the number of columns."""
    starts = sorted({s.column for s in spots})
    for spot in spots:
        end = spot.column + spot.colspan
        spot.column = bisect_left(starts, spot.column)
        spot.colspan = max(1, bisect_left(starts, end) - spot.column)
    return len(starts)
