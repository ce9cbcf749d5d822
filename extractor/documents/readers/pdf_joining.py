"""Tables that page breaks part become one: the repeated head dropped, a row that the break cut put together again."""

from __future__ import annotations

import re

from extractor.documents.readers.pdf_joints import chunk_width
from extractor.documents.readers.pdf_pages import PlacedCell, PlacedTable

_AMOUNT = re.compile(r"-?\d{1,3}(?:,?\d{3})*\.\d\d")
_SAME = 3.0  # points between the edges of columns that are the same
_SHORT = 6  # characters of a name
_LONG = 3  # lines of a cell: no head or name has so many
_PADDING = 6.0  # points between a cell's border and its words, at most


def join_tables(upper: PlacedTable, lower: PlacedTable) -> bool:
    """Puts `lower`, which follows `upper` over a page break with nothing between, to its end; False where it is another table."""
    xs = _common(upper.xs, lower.xs)
    if xs is None:
        return False
    _set_columns(upper, xs)
    _set_columns(lower, xs)
    _drop_empty_end(upper)
    _drop_rows(lower, _repeated(upper, lower))
    while lower.rows and _empty(lower, 0):
        _drop_rows(lower, 1)
    if not lower.rows:
        upper.last_page, upper.bottom = lower.last_page, lower.bottom
        return True
    cut = _cut_row(upper, lower)
    shift = upper.rows - (1 if cut else 0)
    above = {(r, c.column): c for c in upper.cells for r in range(c.row, c.row + c.rowspan)}
    for cell in lower.cells:
        held = above.get((upper.rows - 1, cell.column)) if cell.row == 0 else None
        if held is not None and held.colspan == cell.colspan and (cut or _reaches_on(held, cell)):
            held.lines = held.lines + cell.lines
            held.rowspan += cell.rowspan - (1 if cut else 0)
        elif cut and cell.row == 0:
            if cell.rowspan > 1:  # an empty place beside the cut row reaches on
                cell.row, cell.rowspan = upper.rows, cell.rowspan - 1
                upper.cells.append(cell)
        else:
            cell.row += shift
            upper.cells.append(cell)
    upper.rows += lower.rows - (1 if cut else 0)
    upper.last_page, upper.bottom = lower.last_page, lower.bottom
    return True


def may_join(upper: PlacedTable, lower: PlacedTable) -> bool:
    """Whether two parts have the columns of one table."""
    return _common(upper.xs, lower.xs) is not None


def _common(one: list[float], other: list[float]) -> list[float] | None:
    """The edges of the columns of both: one has all edges of the other, or between the same outer edges they share half of the inner."""
    more, fewer = (one, other) if len(one) >= len(other) else (other, one)
    if abs(one[0] - other[0]) > _SAME:
        return None
    own = [x for x in fewer if min(abs(x - y) for y in more) > _SAME]
    if not own:
        return more
    if abs(one[-1] - other[-1]) > _SAME or 2 * len(own) > len(fewer) - 2:
        return None
    return sorted([*more, *own])


def _set_columns(table: PlacedTable, xs: list[float]) -> None:
    """Tells the table's cells by the edges `xs`, which are at least its own."""
    if len(xs) != len(table.xs):
        own = [min(range(len(xs)), key=lambda i, x=x: abs(xs[i] - x)) for x in table.xs]
        for cell in table.cells:
            first, last = own[cell.column], own[cell.column + cell.colspan]
            cell.column, cell.colspan = first, last - first
    table.xs = xs


def _empty(table: PlacedTable, row: int) -> bool:
    """Whether a row by the break holds nothing: it is the end or the beginning of a row that the break cut."""
    cells = [c for c in table.cells if c.row == row]
    return not any(c.lines or c.rowspan > 1 for c in cells) and not any(c.row < row < c.row + c.rowspan for c in table.cells)


def _drop_empty_end(table: PlacedTable) -> None:
    while table.rows > 1 and _empty(table, table.rows - 1):
        table.rows -= 1
        table.cells = [c for c in table.cells if c.row < table.rows]


def _rows(table: PlacedTable) -> list[list[PlacedCell]]:
    rows: list[list[PlacedCell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    return rows


def _key(row: list[PlacedCell]) -> list[tuple[int, int, int, str]]:
    return sorted((c.column, c.colspan, c.rowspan, c.words) for c in row)


def _repeated(upper: PlacedTable, lower: PlacedTable) -> int:
    """How many rows at the top of both are the same: the head, with the sums that stand in it."""
    count = 0
    reach = 0
    for r, (one, other) in enumerate(zip(_rows(upper), _rows(lower), strict=False)):
        if _key(one) != _key(other) or not (any(c.words for c in one) or r < reach):
            break
        reach = max([reach, *(c.row + c.rowspan for c in other)])
        count = r + 1 if reach <= r + 1 else count
    return count


def _drop_rows(table: PlacedTable, count: int) -> None:
    table.cells = [cell for cell in table.cells if cell.row >= count]
    for cell in table.cells:
        cell.row -= count
    table.rows -= count


def _reaches_on(held: PlacedCell, cell: PlacedCell) -> bool:
    """Whether a merged cell goes on below the break."""
    return not cell.lines and bool(held.lines) and (held.rowspan > 1 or cell.rowspan > 1)


def _cut_row(upper: PlacedTable, lower: PlacedTable) -> bool:
    """Whether the first row below the break is the rest of the last one above it: words that were not at their end, and no others."""
    last = {c.column: c for c in upper.cells if c.row + c.rowspan == upper.rows}
    first = [c for c in lower.cells if c.row == 0]
    filled = [c for c in first if c.lines]
    if not filled or any(c.column not in last or last[c.column].colspan != c.colspan or c.rowspan > 1 for c in filled):
        return False
    held = [c for c in last.values() if c.lines]
    foot = max((c.lines[-1].baseline for c in held), default=0.0)
    if {c.column for c in held} <= {c.column for c in filled}:
        # A row of its own fills the same places; only long words, all of them cut, go on in all.
        long = all(len(c.lines) >= _LONG and not c.words[-1:].isdigit() for c in held)
        if not long and not (len(held) == 1 and held[0].column == 0):
            return False
    if len(filled) > 3 and 3 * len(filled) > 2 * len(held) and not all(len(last[c.column].lines) > 1 for c in filled if c.column in last):
        return False
    pairs = [(last[c.column], c) for c in filled]
    if any(_AMOUNT.fullmatch(above.words.strip()) and _AMOUNT.fullmatch(c.words.strip()) for above, c in pairs):
        return False  # two amounts, each complete, are of two rows
    if not all(above.lines and _unfinished(above, c, foot, 0.8) for above, c in pairs):
        return False
    if len(filled) == 1 and len(pairs[0][0].lines) == 1 and len(pairs[0][0].words) <= _SHORT and len(held) > 1 and not _one_code(*pairs[0]):
        return False  # a name that by chance fills its column
    return any(_unfinished(above, c, foot, 0.15) for above, c in pairs)


def _one_code(above: PlacedCell, below: PlacedCell) -> bool:
    """Whether a code such as 510421T0001 was cut."""
    ends = above.words[-1:] + below.words[:1]
    return ends.isascii() and ends.isalnum() and not below.words.isdigit()


def _unfinished(above: PlacedCell, below: PlacedCell, foot: float, slack: float) -> bool:
    """Whether the words above filled their last line, and that was the last of the row (at `foot`): those below may go on with them.

    `slack`: ems of free space that are none.
    """
    line, following = above.lines[-1], below.lines[0]
    left = min(x.x0 for x in above.lines) - above.x0
    room = above.x1 - line.x1 - min(left, _PADDING)
    return (
        # Word processors keep two lines of a paragraph together, so that a cell may end a little above its row.
        foot - line.baseline < 3.2 * line.size
        and room < chunk_width(following) + slack * line.size
        and line.text.rstrip()[-1:] not in "。；"
        and abs(line.size - following.size) < 0.5
    )
