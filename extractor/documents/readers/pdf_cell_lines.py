"""Tables typed a cell a line, each behind a tab: an empty cell leaves nothing on the page but the height of its line.

Empty lines part the rows. Where more stand between two rows than one, the others are empty cells: they end the row above where they
fill it up to the length of the row before, and begin the row below otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractor.documents.readers.pdf_lines import Line

_MOST = 40  # empty lines between two cells; more are the end of a page


def set_empty_cells(lines: Sequence[Line]) -> None:
    """Tells each line that begins with a tab, in place, how many empty cells stand before it (`Line.above`)."""
    heights = _heights(lines)
    if heights is None:
        return
    pitch, empty = heights
    top, foot = min(line.baseline for line in lines), max(line.foot for line in lines)
    width = 0  # cells of the row before
    cells = 0  # of this row so far
    for above, line in pairwise(lines):
        if not _cell(line):
            width = cells = 0
            continue
        if not _cell(above):
            width, cells = 0, 1
            continue
        if above.page == line.page:
            blank = max(0, round((line.baseline - above.foot - pitch) / empty))
        else:  # the empty lines that end the page and those that begin the next
            blank = max(0, round((line.baseline - top) / empty)) + max(0, int((foot - above.foot) / empty + 0.2))
        if not 0 < blank <= _MOST:
            cells += 1
            continue
        ending, leading = _shared(blank - 1, cells, width)
        line.above = (ending, leading)
        width, cells = cells + ending, leading + 1


def _cell(line: Line) -> bool:
    return line.tab(0) > 0 and not line.inner


def _shared(extra: int, cells: int, width: int) -> tuple[int, int]:
    """Of so many empty cells those that end a row of `cells` cells, and those that begin the next."""
    missing = width - cells
    if missing <= 0 or extra < missing:
        return 0, extra
    return missing, extra - missing


def _heights(lines: Sequence[Line]) -> tuple[float, float] | None:
    """The distance of lines that stand directly below each other, and the height of an empty line; None where no line is empty."""
    below = [(b.baseline - a.foot, b.size) for a, b in pairwise(lines) if a.page == b.page and b.baseline > a.foot]
    steps = [step for step, _ in below]
    words = [step for step, size in below if step < 2 * size]
    if len(words) < 5:
        return None
    pitch = median(words)
    empty = [step - pitch for step in steps if 1.5 * pitch < step < 2.2 * pitch]
    return (pitch, median(empty)) if empty else None
