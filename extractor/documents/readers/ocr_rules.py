"""Ruled tables of a scanned page: cells are what long strokes enclose. Runs in the recogniser's process.

All lengths are pixels of a straight page at RESOLUTION dots per inch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.documents.readers.deskew import Picture
from extractor.documents.readers.ocr_model import Region

RESOLUTION = 200
"""Dots per inch of the pages that are recognised."""
_STROKE = 60  # longer than a stroke of any letter of a table
_SHORT = 34  # an upright between two rules of a single row
_GAP = 9  # that a scan tears into a rule
_JOINT = 7  # how near a rule's end comes to the rule that it ends at
_CELL = 14  # the least width and height of a cell
_SAME = 10  # edges this near are one
_LEAST_TABLE = (150, 40)


class Rules(NamedTuple):
    """The tables of a page, each as its cells, and where their strokes are (255) on a black page."""

    tables: list[list[Region]]
    strokes: Picture


def find_rules(page: Picture) -> Rules:
    """The ruled tables of a grey page, from top to bottom."""
    ink = _picture(cv2.adaptiveThreshold(page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15))
    # Opened first: the lines of a cell stand so close that closing would join their letters to strokes.
    level = _closed(_opened(ink, _STROKE, 1), _GAP, 1)
    upright = _closed(_opened(ink, 1, _STROKE), 1, _GAP) | _between(_opened(ink, 1, _SHORT), level)
    strokes = _dilated(level | upright, 3)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    tables: list[list[Region]] = []
    kept = np.zeros_like(page)
    for n in range(1, count):
        x, y, width, height = (int(v) for v in stats[n, :4])
        if width < _LEAST_TABLE[0] or height < _LEAST_TABLE[1]:
            continue
        own = np.where(labels[y : y + height, x : x + width] == n, 255, 0).astype(np.uint8)
        cells = _cells(_framed(own), x, y)
        if len(cells) > 1:
            tables.append(_grid(cells))
            kept[y : y + height, x : x + width] |= own
    return Rules(sorted(tables, key=lambda t: min(c.top for c in t)), kept)


def erased(page: Picture, strokes: Picture) -> Picture:
    """The page without the strokes of its tables: they would be read as 1, | or 一, and join what stands beside them."""
    clean = page.copy()
    clean[_dilated(strokes, 3) > 0] = 255
    return clean


def _picture(made: object) -> Picture:
    return np.asarray(made, dtype=np.uint8)


def _opened(ink: Picture, width: int, height: int) -> Picture:
    return _picture(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)))


def _closed(ink: Picture, width: int, height: int) -> Picture:
    return _picture(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((height, width), np.uint8)))


def _dilated(ink: Picture, size: int) -> Picture:
    return _picture(cv2.dilate(ink, np.ones((size, size), np.uint8)))


def _between(short: Picture, level: Picture) -> Picture:
    """Those of the short uprights that begin and end at a level rule: a row's own, where no letter stands."""
    near = _dilated(level, 2 * _JOINT + 1)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(short, connectivity=8)
    kept = np.zeros_like(short)
    for n in range(1, count):
        x, y, width, height = (int(v) for v in stats[n, :4])
        middle = min(x + width // 2, short.shape[1] - 1)
        if width <= _JOINT and near[y, middle] and near[y + height - 1, middle]:
            kept[labels == n] = 255
            # The ends that opening leaves short of the rules are drawn through to them.
            cv2.line(kept, (middle, max(0, y - _JOINT)), (middle, y + height + _JOINT), (255,), max(1, width))
    return kept


def _framed(strokes: Picture) -> Picture:
    """The strokes of one table, closed at the sides where most of its rules end there (tables are often open at both sides)."""
    width = strokes.shape[1]
    framed = strokes.copy()
    rows = np.flatnonzero((strokes > 0).sum(axis=1) > width * 0.5)
    if len(rows):
        for side, column in ((strokes[:, : _SAME + 1], 0), (strokes[:, -_SAME - 1 :], width - 1)):
            if (side[rows].max(axis=1) > 0).mean() > 0.6:
                framed[int(rows[0]) : int(rows[-1]) + 1, column] = 255
    return framed


def _cells(strokes: Picture, left: int, top: int) -> list[tuple[int, int, int, int]]:
    """The boxes (x0, top, x1, bottom) of what the strokes enclose."""
    open_ = cv2.copyMakeBorder(cv2.bitwise_not(strokes), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(255,))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(open_, connectivity=4)
    outside = int(labels[0, 0])
    cells: list[tuple[int, int, int, int]] = []
    for n in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[n, :5])
        if n != outside and width >= _CELL and height >= _CELL and area > 0.7 * width * height:
            cells.append((left + x - 1, top + y - 1, left + x - 1 + width, top + y - 1 + height))
    return cells


def _grid(cells: Sequence[tuple[int, int, int, int]]) -> list[Region]:
    columns = _edges(v for c in cells for v in (c[0], c[2]))
    rows = _edges(v for c in cells for v in (c[1], c[3]))
    regions: list[Region] = []
    taken: set[tuple[int, int]] = set()
    for x0, top, x1, bottom in sorted(cells, key=lambda c: (c[1], c[0])):
        row, column = _nearest(rows, top), _nearest(columns, x0)
        rowspan, colspan = _nearest(rows, bottom) - row, _nearest(columns, x1) - column
        places = {(r, c) for r in range(row, row + rowspan) for c in range(column, column + colspan)}
        if places and not places & taken:
            taken |= places
            regions.append(Region(row, column, rowspan, colspan, x0, top, x1, bottom))
    return regions


def _edges(values: Iterable[int]) -> list[float]:
    """Where the rules lie: the edges of cells on both sides of a rule are one."""
    groups: list[list[int]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _SAME:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(g) / len(g) for g in groups]


def _nearest(edges: Sequence[float], value: float) -> int:
    return int(np.argmin(np.abs(np.asarray(edges) - value)))


def ink_in(page: Picture, x0: int, top: int, x1: int, bottom: int) -> bool:
    """Whether something dark stands in a box."""
    part: NDArray[np.uint8] = page[max(0, top) : max(0, bottom), max(0, x0) : max(0, x1)]
    return bool(part.size) and int(part.min()) < 140
