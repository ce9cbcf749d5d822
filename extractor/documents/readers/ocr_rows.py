"""Recognised lines of a page as rows of stretches, and rows whose stretches stand below each other as columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractor.documents.readers.ocr_model import Glyph, Line

_GAP = 0.8  # of a line's height: wider than the space after a full stop or a stretched line
_WIDE_GAP = 1.8  # heights: no gap within a sentence is as wide
_NEAR = 2.6  # heights from one row of a table to the next


class Row(NamedTuple):
    """What stands on one level of a page: stretches parted by wide gaps, from left to right."""

    stretches: tuple[Line, ...]

    @property
    def top(self) -> float:
        return min(s.top for s in self.stretches)

    @property
    def bottom(self) -> float:
        return max(s.bottom for s in self.stretches)

    @property
    def x0(self) -> float:
        return self.stretches[0].x0

    @property
    def x1(self) -> float:
        return self.stretches[-1].x1

    @property
    def height(self) -> float:
        return float(median(s.height for s in self.stretches))

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        return tuple(g for s in self.stretches for g in s.glyphs)

    @property
    def text(self) -> str:
        return "".join(s.text for s in self.stretches)


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The rows of a page, from the top down."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: (item.top + item.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        level = next((lv for lv in levels[-3:] if _level_with(lv, line, middle)), None)
        if level is None:
            levels.append([line])
        else:
            level.append(line)
    return [_row(sorted(level, key=lambda item: item.x0)) for level in levels]


def rejoined_prose(rows: Sequence[Row]) -> list[Row]:
    """Rows of which long lines of text with a narrow gap or two (beside a figure, in a stretched line) are one stretch again."""
    widest = max((r.x1 - r.x0 for r in rows), default=0.0)
    prose = [_is_prose(r, widest) for r in rows]
    parted = [len(r.stretches) > 1 and not p for r, p in zip(rows, prose, strict=True)]
    # Between the rows of a table it is one of them, however full.
    tabular = [any(parted[max(0, n - 1) : n + 2]) for n in range(len(rows))]
    return [_whole(r) if p and not t else r for r, p, t in zip(rows, prose, tabular, strict=True)]


def _is_prose(row: Row, widest: float) -> bool:
    gaps = [b.x0 - a.x1 for a, b in pairwise(row.stretches)]
    long = row.x1 - row.x0 > 0.6 * widest and sum(gaps) < 0.1 * (row.x1 - row.x0)
    return 0 < len(gaps) <= 2 and long and max(gaps) < _WIDE_GAP * row.height


def _whole(row: Row) -> Row:
    glyphs: list[Glyph] = []
    for stretch in row.stretches:
        if glyphs and spaced(glyphs[-1].text, stretch.text):
            glyphs.append(Glyph(" ", glyphs[-1].x1, stretch.x0, 1.0))
        glyphs += stretch.glyphs
    return Row((Line(tuple(glyphs), row.top, row.bottom),))


def _level_with(level: Sequence[Line], line: Line, middle: float) -> bool:
    """Whether a line stands beside those of a level, not above or below one of them."""
    beside = any(o.top < middle < o.bottom or line.top < (o.top + o.bottom) / 2 < line.bottom for o in level)
    covered = any(min(o.x1, line.x1) - max(o.x0, line.x0) > 0.5 * min(o.x1 - o.x0, line.x1 - line.x0) for o in level)
    return beside and not covered


def _row(lines: Sequence[Line]) -> Row:
    parts: list[list[Glyph]] = []
    height = float(median(line.height for line in lines))
    for line in lines:
        for n, glyph in enumerate(line.glyphs):
            last = parts[-1][-1] if parts else None
            if last is None or glyph.x0 - last.x1 > _GAP * height:
                parts.append([glyph])
            else:
                if not n and spaced(last.text, glyph.text):
                    parts[-1].append(Glyph(" ", last.x1, glyph.x0, 1.0))
                parts[-1].append(glyph)
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    stripped = [p for p in (_without_space(p) for p in parts) if p]
    # 目　录, 公　开　表: one word, set wide.
    if 1 < len(stripped) < 8 and all(len(p) == 1 and ord(p[0].text) > 0x2E80 for p in stripped):
        stripped = [[g for p in stripped for g in p]]
    return Row(tuple(Line(tuple(p), top, bottom) for p in stripped))


def _without_space(glyphs: Sequence[Glyph]) -> list[Glyph]:
    solid = [n for n, g in enumerate(glyphs) if not g.text.isspace()]
    return list(glyphs[solid[0] : solid[-1] + 1]) if solid else []


def spaced(before: str, after: str) -> bool:
    """Whether a space stands between two words where a line or a box ends: between letters and figures, never in Chinese."""
    return bool(before) and bool(after) and before[-1].isascii() and after[0].isascii() and (before[-1].isalnum() or before[-1] in ".,%)")


class Columns(NamedTuple):
    """Rows that stand below each other as a table without rules: for each row the stretches of each column."""

    rows: list[list[list[Line]]]
    top: float


def tabulated(rows: Sequence[Row], start: int) -> tuple[int, Columns] | None:
    """The table without rules that begins at row `start`, and the row after it; None where none does."""
    if len(rows[start].stretches) < 2:
        return None
    end = start + 1
    while end < len(rows) and rows[end].top - rows[end - 1].bottom < _NEAR * rows[end].height:
        if len(rows[end].stretches) < 2 and not _within(rows, start, end):
            break
        end += 1
    while len(rows[end - 1].stretches) < 2:
        end -= 1
    taken = rows[start:end]
    most = max(len(r.stretches) for r in taken)
    full = [r for r in taken if len(r.stretches) == most]
    edges = [(min(r.stretches[n].x0 for r in full), max(r.stretches[n].x1 for r in full)) for n in range(most)]
    if any(right > following + 1 for (_, right), (following, _) in pairwise(edges)):
        # Rows that only happen to have gaps: each keeps its own.
        return start + 1, Columns([[[s] for s in rows[start].stretches]], rows[start].top)
    return end, Columns([_placed(r, edges) for r in taken], taken[0].top)


def _within(rows: Sequence[Row], start: int, at: int) -> bool:
    """Whether a row of one stretch belongs to a table: rows of several go on right after it, and it is no wider than its column."""
    if at + 1 >= len(rows) or len(rows[at + 1].stretches) < 2 or len(rows[start].stretches) < 3:
        return False
    only, first = rows[at].stretches[0], rows[at + 1].stretches
    return rows[at + 1].top - rows[at].bottom < _NEAR * rows[at].height and only.x1 < first[1].x0


def _placed(row: Row, edges: Sequence[tuple[float, float]]) -> list[list[Line]]:
    cells: list[list[Line]] = [[] for _ in edges]
    for stretch in row.stretches:
        shared = [min(stretch.x1, right) - max(stretch.x0, left) for left, right in edges]
        cells[max(range(len(edges)), key=lambda n: (shared[n], -n))].append(stretch)
    return cells
