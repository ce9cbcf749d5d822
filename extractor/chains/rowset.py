"""Rows of one list from several places: a row that the text and a table both state is one row, the text's figures first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rapidfuzz.fuzz import ratio

from extractor.documents import Document
from extractor.grounding import Candidate, Scalar
from extractor.quantities import fold
from extractor.schema import ListField

_SAME_CELL = 2
_NUMBERED = re.compile(r"\d+|[一二三四五六七八九十]+")
_ALIKE = 85  # of 100: 会议系统设备更新经费 and 会议系设备更新经费


class RowSet:
    """The rows of a list as candidates by row and by the rest of the pointer."""

    def __init__(self, document: Document, field: ListField) -> None:
        self.document = document
        self.field = field
        self.rows: dict[int, dict[str, Candidate]] = {}

    def add(self, candidate: Candidate) -> None:
        """Put a candidate into the row that its pointer names; the first one for a place stays."""
        number, _, rest = candidate.pointer[len(self.field.pointer) + 1 :].partition("/")
        self.rows.setdefault(int(number), {}).setdefault(rest, candidate)

    def merge(self, other: RowSet) -> None:
        """Take over another place's rows: each fills a row of its own here, or becomes a new one.

        Where both print a figure for the same cell and the figures differ, the first stays and names the other as its rival.
        """
        free = list(self.rows)
        taken: dict[tuple[Scalar, ...], list[dict[str, Candidate]]] = {}
        known = {_values(self.rows[n]) for n in free}
        for cells in other.rows.values():
            values = _values(cells)
            if values in known or any(self._again(cells, kept) for kept in taken.get(values, ())):
                continue
            taken.setdefault(values, []).append(cells)
            home = self._home(cells, free)
            if home is None:
                self.rows[max(self.rows, default=-1) + 1] = dict(cells)
                continue
            free.remove(home)
            row, official = self.rows[home], _joined_to_code(cells, self.field)
            for rest, candidate in cells.items():
                if rest in official or rest not in row:
                    row[rest] = candidate
                elif _figure(candidate) and row[rest].value != candidate.value:
                    row[rest] = replace(row[rest], rivals=(*row[rest].rivals, candidate))

    def _home(self, cells: dict[str, Candidate], free: list[int]) -> int | None:
        """The row that states the same thing; one without a contradicting figure before the others."""
        alike = [n for n in free if self._same(self.rows[n], cells)]
        return min(alike, key=lambda n: _conflicts(self.rows[n], cells), default=None)

    def _again(self, cells: dict[str, Candidate], kept: dict[str, Candidate]) -> bool:
        """A merged cell's row read twice, a group's label, a row printed again after a page break; two equal purchases are two rows."""
        here, there = min(c.figure.start for c in cells.values()), max(c.figure.end for c in kept.values())
        figures = [(n, c) for n, c in cells.items() if _figure(c)]
        shared = any(kept[n].figure == c.figure for n, c in figures if n in kept)
        name = next((cells[k].figure.end for k in self.field.key if k in cells), -1)
        labels = all(0 <= c.figure.start - name <= _SAME_CELL for _, c in figures)  # 部门决策（35分）
        return shared or labels or self.document.page_at(here) != self.document.page_at(there)

    def candidates(self) -> Iterator[Candidate]:
        """All candidates, rows numbered from 0 without gaps."""
        for number, row in enumerate(self.rows.values()):
            for rest, candidate in row.items():
                yield candidate.at(f"{self.field.pointer}/{number}" + (f"/{rest}" if rest else ""))

    def _same(self, one: dict[str, Candidate], other: dict[str, Candidate]) -> bool:
        """Equal keys; or, where the key is a name printed in two forms, one name within the other and an equal figure."""
        if not self.field.key:
            return _words(one.get("")) == _words(other.get("")) != ""
        keys = [(_words(one.get(k)), _words(other.get(k))) for k in self.field.key]
        if all(a == b for a, b in keys) and any(a for a, _ in keys):
            return True
        if any(a and b and not _one_name(a, b) for a, b in keys) or not any(a and b for a, b in keys):
            return False
        figures = [n for n, c in other.items() if _figure(c) and c.value not in (0, 100)]
        return any(n in one and one[n].value == other[n].value for n in figures)


def _one_name(one: str, other: str) -> bool:
    """Two prints of one name; 一期 and 二期, 2022 and 2023 are two things whatever else is alike."""
    if Counter(_NUMBERED.findall(one)) != Counter(_NUMBERED.findall(other)) and not (one in other or other in one):
        return False
    return one in other or other in one or ratio(one, other) >= _ALIKE


def _joined_to_code(cells: dict[str, Candidate], field: ListField) -> set[str]:
    """The name printed joined to its code in one cell (code-name): the official form, and the code itself."""
    for name in field.key:
        for rest, code in cells.items():
            if rest != name and name in cells and isinstance(code.value, str) and 0 <= cells[name].figure.start - code.figure.end <= 2:
                return {name, rest}
    return set()


def _values(cells: dict[str, Candidate]) -> tuple[Scalar, ...]:
    return tuple(v for name in sorted(cells) for v in (name, cells[name].value))


def _figure(candidate: Candidate) -> bool:
    return isinstance(candidate.value, (int, Decimal)) and not isinstance(candidate.value, bool)


def _conflicts(row: dict[str, Candidate], cells: dict[str, Candidate]) -> int:
    return sum(n in row and _figure(c) and row[n].value != c.value for n, c in cells.items())


def _words(candidate: Candidate | None) -> str:
    return "".join(fold(str(candidate.value)).split()) if candidate is not None else ""
