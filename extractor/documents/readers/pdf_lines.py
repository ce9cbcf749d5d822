"""Characters become lines: by height, not by the file's order, so that figures in another font or on another baseline keep their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.documents.readers.pdf_characters import Glyph
from extractor.documents.source import Piece

NOT_PRINTED = -1
"""The order of a space that stands for empty paper between two words."""
GOES_ON = -1
"""In the place of a count of tabs: the run goes on with the one before, which the margin cut."""
WIDE = 0.9
"""Ems of empty space within a line from which on it parts two cells."""

_RUN = re.compile(
    r"[0-9０-９.,．，%％‰+\-−]*[0-9０-９][0-9０-９.,．，%％‰]*|[A-Za-z]+|\s+|[^0-9０-９A-Za-z\s、，。；：（）()《》“”]+|.", re.DOTALL
)

Boxes = Callable[[float, float, float, float], tuple[float, float, float, float]]


class Run(NamedTuple):
    """Characters of a line with no wide space between: their text and glyphs (one for each character)."""

    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1


@dataclass(slots=True)
class Line:
    """A printed line: its page (1-based) and its runs from left to right.

    `tabs[i]`: how many tabs stand before run i, `tail`: behind the last. `start`: where the line begins, space counted. `foot`: the
    baseline of its last part where the margin cut it. `above`: for a cell on a line of its own that begins a row, how many empty cells
    end the row above and begin its own.
    """

    page: int
    runs: list[Run]
    baseline: float
    size: float
    boxes: Boxes
    tabs: list[int] = field(default_factory=list[int])
    tail: int = 0
    start: float = 0.0
    foot: float = 0.0
    above: tuple[int, int] | None = None

    @property
    def x0(self) -> float:
        return self.runs[0].x0

    @property
    def x1(self) -> float:
        return self.runs[-1].x1

    @property
    def top(self) -> float:
        return self.baseline - 0.88 * self.size

    @property
    def bottom(self) -> float:
        return self.foot + 0.12 * self.size

    @property
    def text(self) -> str:
        """The line's characters, cells parted by tabs, words set apart by a space."""
        return "".join(part for n, run in enumerate(self.runs) for part in (self._before(n), run.text)) + "\t" * self.tail

    @property
    def celled(self) -> bool:
        """Whether the line is a row: cells with tabs before or between them."""
        return self.tail > 0 or any(n > 0 for n in self.tabs)

    @property
    def inner(self) -> bool:
        """Whether the line is a row of several cells."""
        return any(n > 0 for n in self.tabs[1:])

    @property
    def cells(self) -> int:
        """How many cells the line has."""
        return 1 + sum(max(0, n) for n in self.tabs) + self.tail

    def tab(self, n: int) -> int:
        """The number of tabs before run `n`."""
        return self.tabs[n] if n < len(self.tabs) else 0

    def _before(self, n: int) -> str:
        return "\t" * self.tab(n) or (" " if n and self.tab(n) != GOES_ON else "")

    def pieces(self) -> list[Piece]:
        """The line as words and figures with their boxes."""
        found: list[Piece] = []
        for n, run in enumerate(self.runs):
            if self._before(n):
                found.append(Piece(self._before(n)))
            found.extend(pieces_of(run, self.page, self.boxes))
        return [*found, Piece("\t" * self.tail)] if self.tail else found


def pieces_of(run: Run, page: int, boxes: Boxes) -> list[Piece]:
    """A run parted into words and figures, each with its box."""
    found: list[Piece] = []
    for m in _RUN.finditer(run.text):
        glyphs = run.glyphs[m.start() : m.end()]
        x0, x1 = min(g.x0 for g in glyphs), max(g.x1 for g in glyphs)
        if m.end() < len(run.glyphs):  # a font put in another's place may have wider characters
            x1 = max(x0, min(x1, run.glyphs[m.end()].x0))
        box = boxes(x0, min(g.top for g in glyphs), x1, max(g.bottom for g in glyphs))
        found.append(Piece(m[0], round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2), page))
    return found


def lines_of(glyphs: Iterable[Glyph], page: int, boxes: Boxes) -> list[Line]:
    """The lines of characters that stand upright, from the top down, each with its runs from left to right."""
    lines: list[Line] = []
    for band in _bands(list(glyphs)):
        runs = _runs(sorted(band, key=lambda g: (g.x0, g.order)))
        if not runs:
            continue
        solid = [g for run in runs for g in run.glyphs if not g.text.isspace()]
        sizes = Counter(g.size for g in solid)
        size = sizes.most_common(1)[0][0]
        baseline = Counter(round(g.baseline, 1) for g in solid if g.size == size).most_common(1)[0][0]
        start = min(g.x0 for g in band)
        lines.append(Line(page, runs, baseline, size, boxes, [0] * len(runs), 0, start, baseline))
    return sorted(lines, key=lambda line: (line.baseline, line.x0))


def _bands(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Characters whose heights overlap by half belong to one line; those of the fuller baseline come first."""
    rails: list[list[Glyph]] = []
    for g in sorted(glyphs, key=lambda g: g.baseline):
        if rails and abs(g.baseline - rails[-1][0].baseline) <= 0.6:
            rails[-1].append(g)
        else:
            rails.append([g])
    rails.sort(key=lambda rail: (-sum(not g.text.isspace() for g in rail), rail[0].baseline))
    bands: list[list[Glyph]] = []
    spans: list[tuple[float, float]] = []
    for rail in rails:
        best, share = -1, 0.5
        tallest = max(rail, key=lambda g: g.size)
        for n, (top, bottom) in enumerate(spans):
            overlap = _overlap(tallest, top, bottom)
            if overlap > share and not _collide(bands[n], rail):
                best, share = n, overlap
        if best >= 0:
            bands[best].extend(rail)
            continue
        sizes = Counter(g.size for g in rail)
        size = sizes.most_common(1)[0][0]
        bands.append(list(rail))
        spans.append((rail[0].baseline - 0.88 * size, rail[0].baseline + 0.12 * size))
    return bands


def _overlap(g: Glyph, top: float, bottom: float) -> float:
    """How much of the lower of the two heights they share."""
    shared = min(g.bottom, bottom) - max(g.top, top)
    return shared / max(0.1, min(g.size, bottom - top))


def _collide(band: list[Glyph], rail: list[Glyph]) -> bool:
    """Whether the two are printed over each other: two lines, not one."""
    taken = sorted((g.x0, g.x1) for g in band if not g.text.isspace())
    starts = [t[0] for t in taken]
    solid = [g for g in rail if not g.text.isspace()]
    hits = 0
    for g in solid:
        middle = (g.x0 + g.x1) / 2
        at = bisect_right(starts, middle) - 1
        hits += at >= 0 and middle < taken[at][1] - 0.05 * g.size
    return hits > 0.3 * len(solid)


def _runs(glyphs: list[Glyph]) -> list[Run]:
    """The characters of a line from left to right, parted at wide empty space; a space printed between words stays."""
    runs: list[Run] = []
    text: list[str] = []
    held: list[Glyph] = []
    spaces: list[Glyph] = []
    last: Glyph | None = None
    for g in glyphs:
        if g.text.isspace():
            spaces.append(g)
            continue
        if last is None:
            # Space before the first character: ideographic spaces indent a paragraph; they stay as printed.
            spaces = [s for s in spaces if s.text == "\u3000"]
        between = [s for s in spaces if last is None or (s.x1 + s.x0) / 2 > last.x0]
        empty = 0.0 if last is None else g.x0 - last.x1 - sum(max(0.0, s.x1 - s.x0) for s in between)
        size = g.size if last is None else max(g.size, last.size)
        if last is not None and empty > WIDE * size:
            runs.append(Run("".join(text), tuple(held)))
            text, held = [], []
        else:
            for s in between:
                text.append(s.text if s.text == "\u3000" else " ")
                held.append(s)
            if last is not None and not between and _parted(last, g):
                text.append(" ")
                held.append(Glyph(" ", last.x1, g.x0, g.baseline, g.size, NOT_PRINTED))
        text.append(g.text)
        held.append(g)
        last, spaces = g, []
    if held:
        runs.append(Run("".join(text), tuple(held)))
    return runs


def _parted(last: Glyph, g: Glyph) -> bool:
    """Whether two characters without a printed space are two words: Latin ones apart, or a raised mark of a note after a figure."""
    if not (last.text.isascii() and g.text.isascii() and last.text.isalnum() and g.text.isalnum()):
        return False
    if g.x0 - last.x1 > 0.2 * max(g.size, last.size):
        return True
    return g.text.isdigit() and last.text.isdigit() and g.size <= 0.75 * last.size and last.baseline - g.baseline >= 0.2 * last.size


def split_at(line: Line, cuts: Sequence[tuple[int, int]]) -> list[Run]:
    """The runs of a line with further partings before the characters (run, index) named."""
    found: list[Run] = []
    for n, run in enumerate(line.runs):
        start = 0
        for index in sorted(i for r, i in cuts if r == n):
            found.append(_trimmed(Run(run.text[start:index], run.glyphs[start:index])))
            start = index
        found.append(_trimmed(Run(run.text[start:], run.glyphs[start:])))
    return [run for run in found if run.glyphs]


def _trimmed(run: Run) -> Run:
    end = len(run.text.rstrip())
    start = len(run.text) - len(run.text.lstrip(" "))
    return Run(run.text[start:end], run.glyphs[start:end])
