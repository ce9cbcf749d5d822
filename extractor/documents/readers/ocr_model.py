"""What recognition gives of a page: lines of characters with their places, and the cells of its ruled tables.

Points from the upper left corner of the page after it was turned upright and straight; `PageRead.printed` leads back to the
page as it lies in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character, from `x0` to `x1`; `certainty` 0 to 1."""

    text: str
    x0: float
    x1: float
    certainty: float


class Line(NamedTuple):
    """Characters that stand beside each other, from left to right."""

    glyphs: tuple[Glyph, ...]
    top: float
    bottom: float

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)


class Region(NamedTuple):
    """A cell of a ruled table: its place in the grid, how far it reaches, its box."""

    row: int
    column: int
    rowspan: int
    colspan: int
    x0: float
    top: float
    x1: float
    bottom: float


class Matrix(NamedTuple):
    """x' = a·x + b·y + c, y' = d·x + e·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def box(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """The upright box around a box."""
        corners = [(x, y) for x in (x0, x1) for y in (top, bottom)]
        across = [self.a * x + self.b * y + self.c for x, y in corners]
        down = [self.d * x + self.e * y + self.f for x, y in corners]
        return min(across), min(down), max(across), max(down)


class PageRead(NamedTuple):
    """A page. `tables`: the cells of each; `printed`: from upright points to those of the page in the file; `unread`: places
    where something stands that could not be read."""

    width: float
    height: float
    lines: Sequence[Line]
    tables: Sequence[Sequence[Region]]
    printed: Matrix
    unread: int = 0
