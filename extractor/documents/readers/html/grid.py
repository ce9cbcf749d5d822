"""Tables of a page: their rows and cells, the grid that spans make of them, and which tables only lay out the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.documents.readers.html.flow import LISTS, Cells, Flow, tidy
from extractor.documents.readers.html.tree import words_of
from extractor.documents.readers.markup import Element
from extractor.documents.readers.spans import compact
from extractor.documents.source import GridCell

_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_PARAGRAPHS = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", *LISTS))
_MOST_COLUMNS, _MOST_ROWS = 1_000, 65_534  # what browsers grant a span
_MOST_PLACES, _SPARSE = 200_000, 20  # places of a grid in all, and for each cell
_MOST_EFFORT = 5_000_000  # covered columns looked at
_LONG = 200  # characters: more than a remark in a cell
_SHELLS = frozenset(("p", "font", "span", "b", "strong", "div", "i", "u", "em"))
_SPECIAL = re.compile(r"white-space|tab-count", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WHOLE = re.compile(r"\s*\+?(\d{1,9})", re.ASCII)


@dataclass(slots=True)
class Table:
    """The parts of a table element: its rows of cells by group (heads first, feet last), its captions, and what strays between."""

    groups: list[list[list[Element]]] = field(default_factory=list[list[list[Element]]])
    captions: list[Element] = field(default_factory=list[Element])
    strays: list[Element | str] = field(default_factory=list["Element | str"])

    def cells(self) -> Iterator[Element]:
        """All cells."""
        return (cell for group in self.groups for row in group for cell in row)


def write_table(element: Element, flow: Flow) -> bool:
    """Writes a data table to the flow's sink; False for a table that only lays out the page."""
    table = parts_of(element)
    if lays_out(element, table):
        return False
    for stray in (*table.captions, *table.strays):
        # Browsers show what stands between the rows above the table.
        if isinstance(stray, str):
            flow.text(stray)
            flow.flush()
        else:
            inner = Flow(flow.sink, write_table, flow.keep)
            inner.walk(stray)
            flow.pictures += inner.pictures
    placed, height, width = place(table)
    if placed:
        flow.sink.table(compact([GridCell(p.row, p.column, cell_words(p.cell, flow), p.rowspan, p.colspan) for p in placed], height, width))
    return True


def cell_words(cell: Element, flow: Flow) -> str:
    """What stands in a cell, a paragraph a line."""
    node = cell
    while len(node) == 1 and (not node.text or node.text.isspace()):  # td > p > font: nothing but one run of words
        child = next(iter(node))
        if child.tag not in _SHELLS or (child.tail and not child.tail.isspace()) or _SPECIAL.search(child.get("style") or ""):
            break
        node = child
    if len(node) or _SPECIAL.search(cell.get("style") or ""):
        return _walked(cell, flow)
    text = node.text
    if not text:
        return ""
    return text.strip() if text.isascii() and text.isprintable() and "  " not in text else tidy(_SPACE.sub(" ", text)).strip()


def _walked(cell: Element, flow: Flow) -> str:
    lines = Cells()
    inner = Flow(lines, _nested)
    inner.walk(cell)
    flow.pictures += inner.pictures
    return "\n".join(lines.lines).strip()


def _nested(element: Element, flow: Flow) -> bool:
    """A table inside a cell: its words only."""
    if isinstance(flow.sink, Cells):
        return write_table(element, flow)
    return False


def parts_of(element: Element) -> Table:
    """The rows of a table element, wherever unclosed and misplaced tags have left them."""
    table = Table()
    feet: list[list[list[Element]]] = []
    heads: list[list[list[Element]]] = []
    loose: list[list[Element]] = []
    for child in element:
        if child.tag == "tr":
            loose.append(_row(child, table))
            _stray(child.tail, table)
            continue
        if loose:
            table.groups.append(loose)
            loose = []
        if child.tag in _GROUPS:
            group = [_row(row, table) for row in child if row.tag == "tr"]
            (heads if child.tag == "thead" else feet if child.tag == "tfoot" else table.groups).append(group)
            table.strays.extend(other for other in child if other.tag != "tr" and words_of(other))
            for row in child:
                _stray(row.tail, table)
        elif child.tag == "caption":
            table.captions.append(child)
        elif child.tag == "form":
            inner = parts_of(child)
            table.groups.extend(inner.groups)
            table.strays.extend(inner.strays)
        elif child.tag not in ("colgroup", "col") and words_of(child):
            table.strays.append(child)
        _stray(child.tail, table)
    if loose:
        table.groups.append(loose)
    table.groups = [g for g in (*heads, *table.groups, *feet) if g]
    return table


def _row(row: Element, table: Table) -> list[Element]:
    cells: list[Element] = []
    _stray(row.text, table)
    for child in row:
        if child.tag in ("td", "th"):
            cells.append(child)
        elif child.tag == "form":
            cells.extend(c for c in child if c.tag in ("td", "th"))
        elif words_of(child):
            table.strays.append(child)
        _stray(child.tail, table)
    return cells


def _stray(text: str | None, table: Table) -> None:
    if text and not text.isspace():
        table.strays.append(text)


class Placed(NamedTuple):
    """A cell with its place in the grid."""

    row: int
    column: int
    rowspan: int
    colspan: int
    cell: Element


def place(table: Table) -> tuple[list[Placed], int, int]:
    """The cells of a table in their grid as browsers place them, with the grid's height and width; cells that would overlap are cut."""
    placed: list[Placed] = []
    began: set[int] = set()
    top = width = 0
    for group in table.groups:
        reach: dict[int, int] = {}  # column: the first row of the group that is free there again
        for r, row in enumerate(group):
            column = 0
            for cell in row:
                while reach.get(column, 0) > r:
                    column += 1
                colspan = max(1, _span(cell.get("colspan"), 1, _MOST_COLUMNS))
                free = 1
                while free < colspan and reach.get(column + free, 0) <= r:
                    free += 1
                rowspan = min(_span(cell.get("rowspan"), 1, _MOST_ROWS) or len(group), len(group) - r)
                if rowspan > 1:
                    reach.update(dict.fromkeys(range(column, column + free), r + rowspan))
                placed.append(Placed(top + r, column, rowspan, free, cell))
                began.add(column)
                column += free
            width = max(width, column)
            rows = top + r + 1
            if len(reach) * rows > _MOST_EFFORT or len(began) * rows > max(_MOST_PLACES, _SPARSE * len(placed)):
                return _unspanned(table)
        top += len(group)
    return placed, top, width


def _unspanned(table: Table) -> tuple[list[Placed], int, int]:
    """The cells without their spans: where these leave next to nothing but covered places they are nonsense, the rows are still right."""
    rows = [row for group in table.groups for row in group]
    placed = [Placed(r, column, 1, 1, cell) for r, row in enumerate(rows) for column, cell in enumerate(row)]
    return placed, len(rows), max(len(row) for row in rows)


def _span(printed: str | None, default: int, most: int) -> int:
    if printed is None:
        return default
    m = _WHOLE.match(printed)
    return min(int(m[1]), most) if m else default


def lays_out(element: Element, table: Table) -> bool:
    """Whether a table only arranges parts of the page: few cells, and in them paragraphs or most of its words in further tables."""
    if element.get("role") in ("presentation", "none"):
        return True
    full = [cell for cell in table.cells() if len(cell) or (cell.text and not cell.text.isspace())]
    if len(full) <= 1:
        return True
    inner = sum(len(words_of(t)) for cell in full for t in _outermost(cell)) if element.find(".//table") is not None else 0
    if inner and 2 * inner > len(words_of(element)):
        return True
    if len(full) > 12 and not inner:
        return False
    sizes = [len(words_of(cell)) for cell in full]
    biggest = max(range(len(full)), key=sizes.__getitem__)
    blocks = sum(1 for e in full[biggest].iter() if e.tag in _PARAGRAPHS)
    long = sizes[biggest] > _LONG or bool(inner)
    most = 10 * sizes[biggest] > 7 * sum(sizes)
    one_column = all(len(row) <= 1 for group in table.groups for row in group)
    return most and blocks >= (2 if one_column else 4) and long


def _outermost(cell: Element) -> list[Element]:
    """The tables directly inside a cell."""
    return [t for t in cell.iter("table") if next(a for a in t.iterancestors() if a is cell or a.tag == "table") is cell]
