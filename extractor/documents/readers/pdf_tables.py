"""Ruled tables: rules that meet become a grid; where a rule is missing, a cell reaches over several places."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.documents.readers.pdf_characters import Glyph
from extractor.documents.readers.pdf_rules import NEAR, Rule, Rules

MAX_COLUMNS = 120
MAX_ROWS = 3_000
"""A grid beyond these is a chart or a map."""

_COVERS = 0.6  # of a cell's side that a rule must run along to close it
_SMALLEST = 4.0  # points of a row or column; a nearer pair of rules is a thick or double one


@dataclass(slots=True)
class TableCell:
    """A cell: its first place in the grid, how far it reaches, its box on the page, the characters that stand in it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    x0: float
    top: float
    x1: float
    bottom: float
    glyphs: list[Glyph] = field(default_factory=list[Glyph])


@dataclass(slots=True)
class RuledTable:
    """A table's grid on a page: the places of its upright and level rules, and its cells in reading order."""

    xs: list[float]
    ys: list[float]
    cells: list[TableCell]

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def __post_init__(self) -> None:
        self._at: dict[tuple[int, int], TableCell] = {}
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.rowspan):
                for c in range(cell.column, cell.column + cell.colspan):
                    self._at[r, c] = cell

    _at: dict[tuple[int, int], TableCell] = field(init=False, repr=False, compare=False, default_factory=dict[tuple[int, int], TableCell])

    def cell_at(self, x: float, y: float) -> TableCell | None:
        """The cell that a point of the page lies in."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return self._at.get((row, column))


def find_tables(rules: Rules) -> list[RuledTable]:
    """The tables of a page, from the top down; a frame of one cell may be the part of one that a page break cut off."""
    tables: list[RuledTable] = []
    for met in _connected(rules.level, rules.upright):
        level, upright = _with_borders(*met)
        xs, ys = _places(upright), _places(level)
        if not (2 <= len(xs) <= MAX_COLUMNS + 1 and 2 <= len(ys) <= MAX_ROWS + 1):
            continue
        tables.append(RuledTable(xs, ys, _cells(xs, ys, level, upright)))
    return sorted(tables, key=lambda t: (t.ys[0], t.xs[0]))


def _connected(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules in groups that meet each other."""
    count = len(level)
    parent = list(range(count + len(upright)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    order = sorted(range(count), key=lambda n: level[n].at)
    heights = [level[n].at for n in order]
    for v, rule in enumerate(upright):
        first = bisect_right(heights, rule.start - NEAR)
        for h in order[first : bisect_right(heights, rule.end + NEAR)]:
            if level[h].start - NEAR <= rule.at <= level[h].end + NEAR:
                parent[root(count + v)] = root(h)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n in range(len(parent)):
        held = groups.setdefault(root(n), ([], []))
        held[n >= count].append(level[n] if n < count else upright[n - count])
    return [g for g in groups.values() if g[0] and g[1] and len(g[0]) + len(g[1]) >= 3]


def _with_borders(level: list[Rule], upright: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """With the outer borders that a table without them leaves to the eye: where its other rules end."""
    left, right = min(r.start for r in level), max(r.end for r in level)
    top, bottom = min(r.start for r in upright), max(r.end for r in upright)
    x0, x1 = min(r.at for r in upright), max(r.at for r in upright)
    y0, y1 = min(r.at for r in level), max(r.at for r in level)
    far = 2 * _SMALLEST
    upright = [
        *upright,
        *(Rule(at, min(top, y0), max(bottom, y1)) for at, missing in ((left, x0 - left > far), (right, right - x1 > far)) if missing),
    ]
    level = [
        *level,
        *(Rule(at, min(left, x0), max(right, x1)) for at, missing in ((top, y0 - top > far), (bottom, bottom - y1 > far)) if missing),
    ]
    return level, upright


def _places(rules: list[Rule]) -> list[float]:
    """The places of parallel rules, near ones counted once."""
    groups: list[list[float]] = []
    for at in sorted(r.at for r in rules):
        if (groups and at - groups[-1][-1] <= NEAR and at - groups[-1][0] <= 2 * NEAR) or (groups and at - groups[-1][-1] < _SMALLEST):
            groups[-1].append(at)
        else:
            groups.append([at])
    return [(g[0] + g[-1]) / 2 for g in groups]


def _cells(xs: list[float], ys: list[float], level: list[Rule], upright: list[Rule]) -> list[TableCell]:
    rows, columns = len(ys) - 1, len(xs) - 1
    below = _closed(ys, xs, level)  # below[n][c]: a rule runs along ys[n] over column c
    beside = _closed(xs, ys, upright)  # beside[n][r]: a rule runs along xs[n] over row r
    taken = [[False] * columns for _ in range(rows)]
    cells: list[TableCell] = []
    for r in range(rows):
        for c in range(columns):
            if taken[r][c]:
                continue
            wide = 1
            while c + wide < columns and not beside[c + wide][r] and not taken[r][c + wide]:
                wide += 1
            high = 1
            while r + high < rows and _goes_down(r + high, c, wide, below, beside, taken):
                high += 1
            for i in range(r, r + high):
                for j in range(c, c + wide):
                    taken[i][j] = True
            if _open(r, c, high, wide, below, beside):
                continue  # beside the end of a shorter row
            cells.append(TableCell(r, c, high, wide, xs[c], ys[r], xs[c + wide], ys[r + high]))
    return cells


def _open(row: int, column: int, high: int, wide: int, below: list[list[bool]], beside: list[list[bool]]) -> bool:
    """Whether a place at the table's right or lower edge has no rule there."""
    right = column + wide == len(beside) - 1 and not any(beside[-1][row : row + high])
    return right or (row + high == len(below) - 1 and not any(below[-1][column : column + wide]))


def _goes_down(row: int, column: int, wide: int, below: list[list[bool]], beside: list[list[bool]], taken: list[list[bool]]) -> bool:
    """Whether the cell above reaches into this row: no rule between, none within."""
    reach = range(column, column + wide)
    return (
        not any(below[row][c] or taken[row][c] for c in reach)
        and not any(beside[c][row] for c in reach if c > column)
        and (column + wide >= len(beside) - 1 or beside[column + wide][row])
    )


def _closed(lines: list[float], across: list[float], rules: list[Rule]) -> list[list[bool]]:
    """For each line of the grid and each stretch across it: whether rules run along most of the stretch."""
    covered = [[0.0] * (len(across) - 1) for _ in lines]
    for rule in rules:
        n = min(
            range(max(0, bisect_right(lines, rule.at) - 1), min(len(lines), bisect_right(lines, rule.at) + 1)),
            key=lambda i: abs(lines[i] - rule.at),
        )
        if abs(lines[n] - rule.at) > 2 * NEAR:
            continue
        first = max(0, bisect_right(across, rule.start) - 1)
        for c in range(first, len(across) - 1):
            if across[c] >= rule.end:
                break
            covered[n][c] += max(0.0, min(rule.end, across[c + 1]) - max(rule.start, across[c]))
    return [[length >= _COVERS * (across[c + 1] - across[c]) for c, length in enumerate(row)] for row in covered]
