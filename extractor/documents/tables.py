"""Tables in the dialects that text conversions of Word leave.

Rows: a row a line with tabs (empty first cells continue a merged cell), or Markdown pipes.
Cells: a cell a line with a leading tab, a blank line between rows; a cell may go on over lines without tab.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.documents.lines import Noise
from extractor.documents.model import Cell, Span, Table
from extractor.documents.source import Slot
from extractor.documents.view import make_view
from extractor.quantities import PLAIN, Unit, fold, unit_named

# 填报单位：元江县 names a place, not a unit.
_UNIT_LINE = re.compile(r"(?<![报制写管施门])单位[:：]?(?:人民币)?(?P<unit>亿元|万元|千元|百元|元)(?![谋氏宝江阳坝])")
# The rule below a Markdown head; a lone dash in a cell of a later row says that there is no figure.
_PIPE_RULE = re.compile(r"\|(?:\s*(?:-{3,}|:-+:?|-+:)\s*\|)+")
_SHORT_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its span without the line end."""

    start: int
    end: int


class Lines:
    """All lines of a text with quick tests on each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[Line] = []
        start = 0
        for part in text.split("\n"):
            self.spans.append(Line(start, start + len(part)))
            start += len(part) + 1

    def __len__(self) -> int:
        return len(self.spans)

    def raw(self, n: int) -> str:
        """The line as printed."""
        line = self.spans[n]
        return self.text[line.start : line.end]

    def blank(self, n: int) -> bool:
        """Whether nothing but space stands on the line (a lone tab is an empty cell, not a blank line)."""
        raw = self.raw(n)
        return not raw.strip() and "\t" not in raw

    def piped(self, n: int) -> bool:
        """Whether the line is a row of a Markdown table."""
        raw = self.raw(n).strip()
        return len(raw) > 2 and raw[0] == "|" and raw[-1] == "|"

    def inner_tab(self, n: int) -> bool:
        """Whether the line holds several tab-parted cells: a row."""
        raw = self.raw(n)
        return "\t" in raw.strip(" \u3000").strip("\n")[1:].rstrip(" \u3000") and bool(raw.strip())

    def leading_tab(self, n: int) -> bool:
        """Whether the line is one cell of the cell-a-line dialect."""
        raw = self.raw(n)
        return raw.startswith("\t") and "\t" not in raw[1:]


def take_table(lines: Lines, at: int) -> tuple[int, list[list[Slot]]] | None:
    """If a table begins at line `at`: the line after it and its rows as cell spans; else None."""
    if lines.piped(at):
        return _pipes(lines, at)
    if lines.inner_tab(at):
        return _rows(lines, at)
    if lines.leading_tab(at) and at + 1 < len(lines):
        return _cells(lines, at)
    return None


def _pipes(lines: Lines, at: int) -> tuple[int, list[list[Slot]]] | None:
    rows: list[list[Slot]] = []
    while at < len(lines) and lines.piped(at):
        raw = lines.raw(at).strip()
        if not (_PIPE_RULE.fullmatch(raw) or (len(rows) == 1 and _SHORT_RULE.fullmatch(raw))):
            rows.append(_split(lines, at, "|")[1:-1])
        at += 1
    return (at, rows) if rows else None


def _split(lines: Lines, at: int, mark: str) -> list[Slot]:
    line = lines.spans[at]
    cells: list[Slot] = []
    start = line.start
    for part in lines.text[line.start : line.end].split(mark):
        cells.append(Slot(start, start + len(part)))
        start += len(part) + 1
    return cells


def _rows(lines: Lines, at: int) -> tuple[int, list[list[Slot]]] | None:
    rows: list[list[Slot]] = []
    width = 0
    last = at
    while at < len(lines):
        if lines.blank(at):
            at += 1
            if at - last > 4:
                break
            continue
        if not (lines.inner_tab(at) or (lines.leading_tab(at) and at == last + 1 and rows)):
            break
        cells = _split(lines, at, "\t")
        # After a page break the same table goes on with the same number of columns (trailing empty cells may be cut).
        if rows and at > last + 1 and abs(len(cells) - width) > 1:
            break
        if not (rows and at > last + 1 and same_row(lines.text, rows[0], cells)):  # the head printed again on the next page
            rows.append(cells)
        width = max(width, len(cells))
        at += 1
        last = at - 1
    if len(rows) == 1 and width < 3:
        return None  # a lone tab in a paragraph
    return last + 1, rows


def same_row(text: str, one: list[Slot], other: list[Slot]) -> bool:
    """Whether two rows print the same words in the same cells, and more than one of them."""
    tight = [["".join(text[s.start : s.end].split()) for s in row] for row in (one, other)]
    return tight[0] == tight[1] and sum(bool(words) for words in tight[0]) > 1


def _cells(lines: Lines, at: int) -> tuple[int, list[list[Slot]]] | None:
    rows: list[list[Slot]] = []
    fresh, last = True, at
    while at < len(lines):
        if lines.leading_tab(at) or (lines.inner_tab(at) and lines.raw(at).startswith("\t")):
            cells = _split(lines, at, "\t")[1:]
            if fresh:
                rows.append(cells)
            else:
                rows[-1].extend(cells)
            fresh, last = False, at
        elif lines.blank(at):
            fresh = True
        elif rows and not _doubly_parted(lines, last, at) and _goes_on(lines, at):
            rows[-1][-1] = Slot(rows[-1][-1].start, lines.spans[at].end)  # a further paragraph of the cell
            fresh, last = False, at
        else:
            break
        at += 1
    if len(rows) < 2 and sum(len(r) for r in rows) < 2:
        return None
    return last + 1, rows


def _doubly_parted(lines: Lines, last: int, at: int) -> bool:
    return at - last > 2


def _goes_on(lines: Lines, at: int) -> bool:
    """Whether a line without tab is inside a cell: a further cell follows soon, with no double blank line between."""
    blanks = 0
    for n in range(at + 1, min(len(lines), at + 9)):
        if lines.leading_tab(n):
            return True
        blanks = blanks + 1 if lines.blank(n) else 0
        if blanks >= 2:
            return False
    return False


def make_table(text: str, number: int, rows: list[list[Slot]], noise: Noise, caption: str) -> Table:
    """A Table of cell spans; the unit is that of the caption's unit line, or of one inside the first two rows."""
    made: list[tuple[Cell, ...]] = []
    for r, row in enumerate(rows):
        cells: list[Cell] = []
        for c, slot in enumerate(row):
            view = make_view(text, (slot.start, slot.end), noise.within(slot.start, slot.end))
            tight = Span(*view.source(0, len(view.text))) if view.text else Span(slot.start, slot.start)
            cells.append(Cell(r, c, tight, view.text, slot.rowspan, slot.colspan))
        made.append(tuple(cells))
    in_head = (unit_line(c.words) for row in made[:2] for c in row)
    unit = unit_line(caption) or next((u for u in in_head if u is not None), PLAIN)
    return Table(f"t{number}", Span(rows[0][0].start, rows[-1][-1].end), tuple(made), caption, unit)


def unit_line(words: str) -> Unit | None:
    """The unit that a line such as 单位：万元 declares, the last one where there are several; None where it declares none."""
    found = [m["unit"] for m in _UNIT_LINE.finditer(fold(words).replace(" ", ""))]
    return unit_named(found[-1]) if found else None
