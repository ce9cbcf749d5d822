"""Tables without rules: the wide gaps of a line are tabs, and where the columns stand tells how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.documents.readers.pdf_lines import Line, split_at

_STOPS = (35.45, 36.0, 42.0, 28.35, 21.0)
"""Points between the tab stops that word processors set where a document sets none: 1.25 cm, half an inch, 420 and 567 twips."""
_EXACT = 0.25  # points: a cell that begins at a tab stop begins there, not near it
_HAIR = 0.08  # ems: no gap smaller than that is seen


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


def set_tabs(lines: Sequence[Line], left: float) -> Stops | None:
    """Counts the tabs of each line, in place; the stops where the document has them at one distance."""
    for line in lines:
        if len(line.runs) > 2 and all(len(run.text) == 1 for run in line.runs):
            line.tabs = [0] * len(line.runs)  # 目　录: letters set apart are one word
        else:
            line.tabs = [int(n > 0) for n in range(len(line.runs))]
    stops = _stops(lines, left)
    if stops is not None:
        for line in lines:
            _count(line, stops)
        return stops
    block: list[Line] = []
    for line in [*lines, None]:
        if line is not None and line.celled and (not block or (line.page == block[-1].page and line.top - block[-1].bottom < 2.5 * line.size)):
            block.append(line)
            continue
        _align(block)
        block = [line] if line is not None and line.celled else []
    return None


def _stops(lines: Sequence[Line], left: float) -> Stops | None:
    starts = [run.x0 for line in lines if line.celled for run in line.runs[1:]]
    for step in _STOPS:
        stops = Stops(left, step)
        if len(starts) >= 3 and sum(map(stops.on, starts)) >= 0.8 * len(starts):
            return stops
    return None


def _count(line: Line, stops: Stops) -> None:
    """The tabs of a line by the stops that it passes; gaps too narrow to be seen count where the next word begins at a stop."""
    cuts: list[tuple[int, int]] = []
    for r, run in enumerate(line.runs):
        for i in range(1, len(run.glyphs)):
            last, g = run.glyphs[i - 1], run.glyphs[i]
            if last.text.isspace():
                last = run.glyphs[i - 2] if i > 1 else last
            gap = g.x0 - last.x1
            if g.text.isspace() or gap < _HAIR * g.size or not stops.on(g.x0):
                continue
            # Between Chinese and Latin letters a quarter or fifth of an em is left free: that is no tab.
            mixed = (ord(last.text) < 0x2E80) != (ord(g.text) < 0x2E80)
            spaced = any(abs(gap - share * size) < 0.13 for share in (0.2, 0.25) for size in (g.size, last.size))
            if (spaced and mixed and not line.celled) or run.glyphs[i - 1].text.isspace():
                continue
            cuts.append((r, i))
    if cuts:
        line.runs = split_at(line, cuts)
    tabs: list[int] = []
    for n, run in enumerate(line.runs):
        if n:
            tabs.append(max(1, stops.between(line.runs[n - 1].x1, run.x0)) if stops.on(run.x0) or n else 0)
        else:
            tabs.append(stops.between(stops.left, run.x0) if stops.on(run.x0) and stops.step > 30 else 0)
    line.tabs = tabs


def _align(block: list[Line]) -> None:
    """Rows below each other: the fullest ones tell the columns, the others leave empty those that they do not reach."""
    if len(block) < 2:
        return
    most = max(len(line.runs) for line in block)
    full = [line for line in block if len(line.runs) == most]
    columns = [(min(line.runs[n].x0 for line in full), max(line.runs[n].x1 for line in full)) for n in range(most)]
    if any(a[1] > b[0] for a, b in zip(columns, columns[1:], strict=False)):
        return
    for line in block:
        at = [_column(run.x0, run.x1, columns) for run in line.runs]
        if Counter(at).most_common(1)[0][1] > 1 or at != sorted(at):
            continue
        line.tabs = [at[0], *(b - a for a, b in zip(at, at[1:], strict=False))]


def _column(x0: float, x1: float, columns: Sequence[tuple[float, float]]) -> int:
    def distance(n: int) -> tuple[float, float]:
        a, b = columns[n]
        return -max(0.0, min(x1, b) - max(x0, a)), abs((a + b) / 2 - (x0 + x1) / 2)

    return min(range(len(columns)), key=distance)
