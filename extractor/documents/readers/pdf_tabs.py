"""Tables without rules: the wide gaps of a line are tabs, and where the columns stand tells how many."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.documents.readers.pdf_cell_lines import set_empty_cells
from extractor.documents.readers.pdf_joints import chunk_width
from extractor.documents.readers.pdf_lines import GOES_ON, NOT_PRINTED, Line, split_at

_STOPS = (35.45, 36.0, 42.0, 28.35, 21.0)
"""Points between the tab stops that word processors set where a document sets none: 1.25 cm, half an inch, 420 and 567 twips."""
_INDENT = 30.0  # points: a nearer stop may be the indent of a paragraph's first line
_EXACT = 0.25  # points: a cell that begins at a tab stop begins there, not near it
_HAIR = 0.03  # ems: no gap smaller than that is seen


@dataclass(frozen=True, slots=True)
class Stops:
    """Tab stops at one distance from the left margin on."""

    left: float
    step: float

    def on(self, x: float) -> bool:
        """Whether a tab stop is here."""
        return abs((x - self.left + self.step / 2) % self.step - self.step / 2) <= _EXACT and x > self.left + self.step / 2

    def between(self, start: float, end: float) -> int:
        """How many stops lie behind `start`, up to and with `end`."""
        return int((end - self.left + _EXACT) // self.step) - int((start - self.left + 0.01) // self.step)


def set_tabs(lines: Sequence[Line], left: float, right: float) -> list[Line]:
    """Counts the tabs of each line, in place; the lines, those that go on with a row as parts of it.

    `left`, `right`: the margins, in points.
    """
    for line in lines:
        if len(line.runs) > 2 and all(len(run.text) == 1 for run in line.runs):
            line.tabs = [0] * len(line.runs)  # 目　录: letters set apart are one word
        else:
            line.tabs = [int(n > 0) for n in range(len(line.runs))]
    stops = _stops(lines, left)
    if stops is not None:
        for line in lines:
            _count(line, stops)
        lines = _unwrapped(lines, stops, right)
        set_empty_cells(lines)
    else:
        for block in _blocks(lines):
            _align(block)
    _lone_cells(lines)
    return list(lines)


def _near(above: Line, line: Line) -> bool:
    return above.page == line.page and line.top - above.bottom < 2.5 * line.size


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if block and not (line.celled and _near(block[-1], line)):
            yield block
            block = []
        if line.celled:
            block.append(line)
    yield block


def _lone_cells(lines: Sequence[Line]) -> None:
    """A line between two rows, that ends before their second cells begin, is a row with one cell."""
    for n in range(1, len(lines) - 1):
        above, line = lines[n - 1], lines[n]
        if line.celled or len(above.runs) < 2 or not _near(above, line):
            continue
        below = next((b for b in lines[n + 1 : n + 4] if b.celled), None)
        if below is None or not _near(line, lines[n + 1]) or not _same_table(above, below):
            continue
        level = abs(line.x0 - above.x0) < 2 * line.size or abs(line.x0 - below.x0) < 2 * line.size
        if level and line.x1 < max(above.x1, below.x1) - line.size and line.text.rstrip()[-1:] not in "。；：，":
            line.tail = 1


def _same_table(above: Line, below: Line) -> bool:
    """Whether two rows have about as many cells, three and more, or a column in common."""
    counts = [above.cells, below.cells]
    if min(counts) >= 3 and abs(counts[0] - counts[1]) <= 1:
        return True
    return any(abs(a.x0 - b.x0) <= 2 or abs(a.x1 - b.x1) <= 2 for a in above.runs[1:] for b in below.runs[1:])


def _unwrapped(lines: Sequence[Line], stops: Stops, right: float) -> list[Line]:
    """Rows that the right margin parted, put together."""
    kept: list[Line] = []
    for block in _together(lines):
        most = max(line.cells for line in block)
        rows: list[Line] = []
        for line in block:
            above = rows[-1] if rows else None
            # Two rows of the usual length are two rows, however full the first one is.
            if above is not None and above.inner and (line.cells == 1 or above.cells + line.cells - 1 <= most):
                joint = _wrapped(above, line, stops, right)
                if joint is not None:
                    above.runs = [*above.runs, *line.runs]
                    above.tabs = [*above.tabs, joint, *line.tabs[1:]]
                    above.foot = line.baseline
                    continue
            rows.append(line)
        kept.extend(rows)
    return kept


def _together(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines in groups that stand close to each other."""
    block: list[Line] = []
    for line in lines:
        if block and not _near(block[-1], line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _wrapped(above: Line, line: Line, stops: Stops, right: float) -> int | None:
    """How a line goes on with the row above it: with a further cell, with the words of its last one; None where it does not."""
    stop = above.x1 + stops.step - (above.x1 - stops.left) % stops.step
    if line.tab(0):
        return 1 if line.tab(0) == 1 and stop + chunk_width(line) > right else None
    if line.x0 - stops.left > 0.5 * line.size or right - above.x1 > chunk_width(line) + 0.35 * line.size:
        return None
    # A figure behind a figure is that of the next cell: words may be cut at the margin, figures go whole to the next line.
    return 1 if above.runs[-1].text[-1:].isdigit() and line.runs[0].text[:1].isdigit() else GOES_ON


def _stops(lines: Sequence[Line], left: float) -> Stops | None:
    inner = [run.x0 for line in lines if line.celled for run in line.runs[1:]]
    first = [line.start for line in lines if line.start > left + 2.5 * line.size]
    for step in _STOPS:
        stops = Stops(left, step)
        starts = [*inner, *first] if step > _INDENT else inner
        if len(starts) >= 3 and sum(map(stops.on, starts)) >= 0.8 * len(starts):
            return stops
    return None


def _count(line: Line, stops: Stops) -> None:
    """The tabs of a line by the stops that it passes; gaps too narrow to be seen count where the next word begins at a stop."""
    cuts: list[tuple[int, int]] = []
    for r, run in enumerate(line.runs):
        for i in range(1, len(run.glyphs)):
            last, g = run.glyphs[i - 1], run.glyphs[i]
            if last.order == NOT_PRINTED:
                last = run.glyphs[i - 2]
            gap = g.x0 - last.x1
            if g.text.isspace() or gap < _HAIR * g.size or not stops.on(g.x0):
                continue
            # Between Chinese and Latin letters a quarter or fifth of an em is left free: that is no tab.
            mixed = (ord(last.text) < 0x2E80) != (ord(g.text) < 0x2E80)
            spaced = any(abs(gap - share * size) < 0.13 for share in (0.2, 0.25) for size in (g.size, last.size))
            if spaced and mixed and not line.celled:
                continue
            cuts.append((r, i))
    if cuts:
        line.runs = split_at(line, cuts)
    tabs: list[int] = []
    for n, run in enumerate(line.runs):
        if n:
            # Words that begin elsewhere are set apart by spaces, of which pdfium keeps one.
            tabs.append(max(1, stops.between(line.runs[n - 1].x1, run.x0)) if stops.on(run.x0) else 0)
        else:
            tabs.append(_leading(line, stops))
    line.tabs = tabs


def _leading(line: Line, stops: Stops) -> int:
    """The tabs that a line begins with. pdfium leaves out ideographic spaces in a font of their own: two may be missing."""
    if stops.step <= _INDENT:
        return 0
    start = next((x for n in range(3) if stops.on(x := line.start - n * line.size)), None)
    return 0 if start is None else stops.between(stops.left, start)


def _align(block: list[Line]) -> None:
    """Rows below each other: the fullest ones tell the columns, the others leave empty those that they do not reach."""
    if len(block) == 1:
        block[0].tabs = [0] * len(block[0].runs)  # words set apart on a form's line, no table
    if len(block) < 2:
        return
    most = max(len(line.runs) for line in block)
    full = [line for line in block if len(line.runs) == most]
    columns = [(min(line.runs[n].x0 for line in full), max(line.runs[n].x1 for line in full)) for n in range(most)]
    if any(a[1] > b[0] for a, b in itertools.pairwise(columns)):
        return
    for line in block:
        at = [_column(run.x0, run.x1, columns) for run in line.runs]
        if Counter(at).most_common(1)[0][1] > 1 or at != sorted(at):
            continue
        line.tabs = [at[0], *(b - a for a, b in itertools.pairwise(at))]


def _column(x0: float, x1: float, columns: Sequence[tuple[float, float]]) -> int:
    def distance(n: int) -> tuple[float, float]:
        a, b = columns[n]
        return -max(0.0, min(x1, b) - max(x0, a)), abs((a + b) / 2 - (x0 + x1) / 2)

    return min(range(len(columns)), key=distance)
