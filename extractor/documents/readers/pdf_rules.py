"""The ruled lines of a PDF page: strokes and thin bars, dashes joined, double lines one, as runs along the two directions."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extractor.documents.readers.pdf_characters import Frame

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_OBJECTS = 60_000
"""Drawn objects of a page that are looked at."""
MAX_SEGMENTS = 40_000
"""Strokes of a page that are looked at: a chart or map beyond that has no table's rules to find."""

THICK = 3.0  # points: a bar up to this is a rule, a wider one shades a cell
NEAR = 3.0  # points: parallel rules this near are one (a double line), ends this near meet
_DASH = 4.5  # points: the largest gap within a dashed line
_DEPTH = 6  # forms within forms
_SHORTEST = 4.0  # points of a rule, its dashes joined


class Rule(NamedTuple):
    """A line along one direction: `at` across it, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All ruled lines of a page in its upright frame, in points from the upper left corner."""

    level: list[Rule]
    upright: list[Rule]


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def on(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, o: _Matrix) -> _Matrix:
        """This one first, then `o`."""
        return _Matrix(
            self.a * o.a + self.b * o.c,
            self.a * o.b + self.b * o.d,
            self.c * o.a + self.d * o.c,
            self.c * o.b + self.d * o.d,
            self.e * o.a + self.f * o.c + o.e,
            self.e * o.b + self.f * o.d + o.f,
        )


_Point = tuple[float, float]


def read_rules(page: PdfPage, frame: Frame) -> Rules:
    """The rules of a page."""
    level: list[Rule] = []
    upright: list[Rule] = []
    for n, (a, b) in enumerate(_strokes(page)):
        if n >= MAX_SEGMENTS:
            break
        (ax, ay), (bx, by) = frame.to(*a), frame.to(*b)
        if not all(map(math.isfinite, (ax, ay, bx, by))):
            continue
        if abs(ay - by) <= 0.7 and abs(ax - bx) > abs(ay - by):
            level.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
        elif abs(ax - bx) <= 0.7:
            upright.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))
    return Rules(_joined(level), _joined(upright))


def _joined(rules: list[Rule]) -> list[Rule]:
    """Rules on one line with their dashes and overlaps joined."""
    found: list[Rule] = []
    for group in _on_one_line(rules):
        group.sort(key=lambda r: r.start)
        at, start, end = group[0]
        for rule in group[1:]:
            if rule.start <= end + _DASH:
                end = max(end, rule.end)
            else:
                found.append(Rule(at, start, end))
                at, start, end = rule
        found.append(Rule(at, start, end))
    return [r for r in found if r.end - r.start >= _SHORTEST]


def _on_one_line(rules: list[Rule]) -> Iterator[list[Rule]]:
    group: list[Rule] = []
    for rule in sorted(rules):
        if group and rule.at - group[0].at > 0.8:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _strokes(page: PdfPage) -> Iterator[tuple[_Point, _Point]]:
    import pypdfium2.raw as pdfium

    handle = page.raw
    things = ((pdfium.FPDFPage_GetObject(handle, n), _Matrix(), 0) for n in range(pdfium.FPDFPage_CountObjects(handle)))
    left = MAX_OBJECTS
    stack = list(things)[::-1]
    while stack and left > 0:
        left -= 1
        thing, outer, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield from _path(thing, _matrix(thing).after(outer))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            inner = _matrix(thing).after(outer)
            count = min(pdfium.FPDFFormObj_CountObjects(thing), left)
            stack.extend((pdfium.FPDFFormObj_GetObject(thing, n), inner, depth + 1) for n in reversed(range(max(0, count))))


def _matrix(thing: object) -> _Matrix:
    import pypdfium2.raw as pdfium

    m = pdfium.FS_MATRIX()
    return _Matrix(m.a, m.b, m.c, m.d, m.e, m.f) if pdfium.FPDFPageObj_GetMatrix(thing, m) else _Matrix()


def _path(path: object, matrix: _Matrix) -> Iterator[tuple[_Point, _Point]]:
    """The straight strokes of a path, and the middle lines of the thin bars that it fills."""
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke) or not (fill.value or stroke.value):
        return
    for points, closed in _outlines(path, matrix):
        if stroke.value:
            yield from itertools.pairwise(points)
            if closed:
                yield points[-1], points[0]
        if fill.value:
            bar = _bar(points)
            if bar is not None:
                yield bar


def _outlines(path: object, matrix: _Matrix) -> Iterator[tuple[list[_Point], bool]]:
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[_Point] = []
    closed = False
    for n in range(min(pdfium.FPDFPath_CountSegments(path), MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, n)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, closed
            points, closed = [], False
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(matrix.on(x.value, y.value))
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
    if points:
        yield points, closed


def _bar(points: list[_Point]) -> tuple[_Point, _Point] | None:
    """The middle line of a filled outline where that is a thin bar."""
    x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
    y0, y1 = min(p[1] for p in points), max(p[1] for p in points)
    if y1 - y0 <= THICK and x1 - x0 > y1 - y0:
        return (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)
    if x1 - x0 <= THICK:
        return ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)
    return None
