"""Rows of one list from several places: a row that the text and a table both state is one row, the text's figures first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rapidfuzz.fuzz import ratio

from extractor.grounding import Candidate
from extractor.quantities import fold
from extractor.schema import ListField

_ALIKE = 85  # of 100: 会议系统设备更新经费 and 会议系设备更新经费


class RowSet:
    """The rows of a list as candidates by row and by the rest of the pointer."""

    def __init__(self, field: ListField) -> None:
        self.field = field
        self.rows: dict[int, dict[str, Candidate]] = {}

    def add(self, candidate: Candidate) -> None:
        """Put a candidate into the row that its pointer names; the first one for a place stays."""
        number, _, rest = candidate.pointer[len(self.field.pointer) + 1 :].partition("/")
        self.rows.setdefault(int(number), {}).setdefault(rest, candidate)

    def merge(self, other: RowSet) -> None:
        """Take over another place's rows: each fills its own row here, or becomes a new one."""
        before = list(self.rows)
        for cells in other.rows.values():
            if any(_identical(row, cells) for row in self.rows.values()):
                continue  # a merged cell printed again after a page break
            home = next((n for n in before if self._same(self.rows[n], cells)), None)
            if home is None:
                self.rows[max(self.rows, default=-1) + 1] = dict(cells)
            else:
                official = _joined_to_code(cells, self.field)
                for rest, candidate in cells.items():
                    if rest in official:
                        self.rows[home][rest] = candidate
                    else:
                        self.rows[home].setdefault(rest, candidate)

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
        if any(a and b and not (a in b or b in a or ratio(a, b) >= _ALIKE) for a, b in keys) or not any(a and b for a, b in keys):
            return False
        figures = [n for n, c in other.items() if isinstance(c.value, (int, Decimal)) and c.value not in (0, 100)]
        return any(n in one and one[n].value == other[n].value for n in figures)


def _joined_to_code(cells: dict[str, Candidate], field: ListField) -> set[str]:
    """The name printed joined to its code in one cell (code-name): the official form, and the code itself."""
    for name in field.key:
        for rest, code in cells.items():
            if rest != name and name in cells and isinstance(code.value, str) and 0 <= cells[name].figure.start - code.figure.end <= 2:
                return {name, rest}
    return set()


def _identical(one: dict[str, Candidate], other: dict[str, Candidate]) -> bool:
    return one.keys() == other.keys() and all(one[n].value == c.value for n, c in other.items())


def _words(candidate: Candidate | None) -> str:
    return "".join(fold(str(candidate.value)).split()) if candidate is not None else ""
