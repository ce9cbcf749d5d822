"""Passages that state a figure: as short as still tells which figure it is, and no passage that stands twice."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.testing.writer.pen import Mark

_ENDS = "，。；：、\n\t|（"
_WIDEST = 400


@dataclass(frozen=True, slots=True)
class Quotes:
    """Cuts passages out of a text."""

    text: str

    def around(self, mark: Mark) -> str:
        """The clause or row around a print, widened to the left until it stands only once."""
        row = mark.table
        start = self._row(mark.start) if row else self._clause(mark.start, isinstance(mark.value, str))
        end = self._row_end(mark.end) if row else self._unit_end(mark.end)
        while self.text.count(quote := self.text[start:end].strip()) > 1 and end - start < _WIDEST and start:
            start = self._row(start - 1) if row else self._clause(start - 1)
        return quote

    def _clause(self, at: int, alone: bool = False) -> int:
        """Where the clause that reaches to `at` begins; unless words may stand `alone`, a label stands in it, too."""
        start = at
        while start and not (self.text[start - 1] in _ENDS and (alone or start < at)):
            start -= 1
        return start

    def _row(self, at: int) -> int:
        """Where the line begins; a cell of its own goes back to the cell before it."""
        return self.text.rfind("\n", 0, at) + 1

    def _row_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _unit_end(self, at: int) -> int:
        """After the counter that follows a bare number: 名, 个, 分."""
        end = at
        while end < len(self.text) and end < at + 3 and self.text[end] not in _ENDS and not self.text[end].isascii():
            end += 1
        return end
