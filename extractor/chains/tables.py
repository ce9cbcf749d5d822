"""A table mapped by a model, its cells read by code: a thousand rows cost what ten do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractor.chains.cleaning import clean
from extractor.chains.replies import MappedTable
from extractor.chains.show import CELL_SHOWN, printed
from extractor.documents import Block, BlockKind, Cell, Document, Span, Table
from extractor.grounding import Candidate, FigureIndex, units_agree
from extractor.quantities import Dimension, plain
from extractor.schema import Field, ListField

PROPOSER = "chains"
# Heads of columns that hold no money, whatever a model says.
_NO_MONEY = re.compile(r"年份|^年度$|序号|编号|代码|编码|分值|得分|评分|权重|[%％]|率$|数量|人数|次数")
_ROWS_OF_STRETCH = 3
_MOST_ROWS = 18
_SHORT = 12  # a table of so few rows is shown whole


@dataclass(frozen=True, slots=True)
class Form:
    """Tables of one form: the first stands for all (a report with twenty project forms shows one)."""

    shown: Block
    alike: tuple[Block, ...]


def forms(document: Document, blocks: Iterable[Block]) -> list[Form]:
    """The tables grouped by their label cells; tables too small to hold a list are left out."""
    groups: dict[tuple[str, ...], list[Block]] = {}
    for block in blocks:
        if block.kind is not BlockKind.TABLE:
            continue
        table = document.tables[block.table]
        if len(table.rows) < 2 or table.width < 2:
            continue
        groups.setdefault(_signature(table), []).append(block)
    return [Form(g[0], tuple(g)) for g in groups.values()]


def _signature(table: Table) -> tuple[str, ...]:
    """Head-like rows: three or more cells of words, no digits; the same in every filled-in copy of a form."""
    heads: list[str] = []
    for row in table.rows:
        words = [c.words for c in row if c.words]
        if len(words) >= 3 and all(len(w) <= 20 and not re.search(r"\d", w) for w in words) and len(set(words)) == len(words):
            joined = "|".join(words)
            if _is_head(joined) and joined not in heads:
                heads.append(joined)
    return tuple(heads) or (table.id,)


def _is_head(joined: str) -> bool:
    return bool(re.search(r"指标|预算|决算|金额|名称|数量|分值|得分|科目|合计|项目|单位|序号|选项", joined))


def show_form(document: Document, form: Form) -> str:
    """The representative table: the first rows of each stretch of equal width, cells cut short, columns counted from 1."""
    table = document.tables[form.shown.table]
    unit = f"，单位：{table.unit.symbol}" if table.unit.symbol else ""
    alike = f"，另有同式表 {len(form.alike) - 1} 张" if len(form.alike) > 1 else ""
    caption = "／".join(w for w in table.caption.split("\n") if w)[-90:]
    title = f"[{table.id}] 题：{caption}{unit}，共 {len(table.rows)} 行{alike}"
    seen = _shown_rows(table)
    lines = {row[0].row: _row_line(document, row) for row in table.rows if row and row[0].row in seen}
    return "\n".join([title, *_with_gaps(lines)])


def _shown_rows(table: Table) -> set[int]:
    """The rows that a model sees, counted from 0: the first ones of each stretch of equal width, and the last three."""
    seen: set[int] = set()
    width, run = -1, 0
    filled = [row for row in table.rows if any(c.words for c in row)]
    for row in filled:
        words = [c.words for c in row if c.words]
        head = _is_head("|".join(c.words for c in row)) and len(words) >= 3 and not any(re.search(r"\d", w) for w in words)
        run = 0 if len(row) != width or head else run + 1
        width = len(row)
        if (run <= _ROWS_OF_STRETCH and len(seen) < _MOST_ROWS) or len(table.rows) <= _SHORT:
            seen.add(row[0].row)
    return seen | {row[0].row for row in filled[-3:]}


def _with_gaps(lines: dict[int, str]) -> Iterator[str]:
    last = -1
    for n in sorted(lines):
        if n > last + 1:
            yield "……" if n == last + 2 else f"……（r{last + 2}—r{n}，形式同上）"
        yield lines[n]
        last = n


def _row_line(document: Document, row: tuple[Cell, ...]) -> str:
    return f"r{row[0].row + 1}| " + " | ".join(
        f"{c.column + 1}:{_short(printed(document, c.span))}" if c.words else f"{c.column + 1}:" for c in row
    )


def _is_cut(cell: Cell) -> bool:
    return cell.words.count("(") > cell.words.count(")")


def _short(words: str) -> str:
    return words if len(words) <= CELL_SHOWN - 8 else words[: CELL_SHOWN - 8] + "…"


def rows_of(
    document: Document, index: FigureIndex, form: Form, part: MappedTable, field: ListField, number: int
) -> Iterator[list[Candidate]]:
    """The rows that a mapped part gives, over all tables of the form; candidates numbered from `number`."""
    shown = document.tables[form.shown.table]
    for block in form.alike:
        table = document.tables[block.table]
        shift = _shift(shown, table, part)
        if shift is None:
            continue
        reader = _TableReader(document, index, table, part, field, shift, shown)
        for candidates in reader.rows(number):
            yield candidates
            number += 1


def _shift(shown: Table, table: Table, part: MappedTable) -> int | None:
    """How many rows further down this table has the representative's head row; None where it has none."""
    if shown is table:
        return 0
    at = (part.head_row or part.first_row) - 1
    # Without a head the rows above the first one are what the copies of a form have in common.
    for known in [at] if part.head_row else range(at, -1, -1):
        wanted = [c.words for c in shown.rows[known]] if 0 <= known < len(shown.rows) else []
        found = next((n for n, row in enumerate(table.rows) if any(wanted) and [c.words for c in row] == wanted), None)
        if found is not None:
            return found - known
    return None


@dataclass
class _TableReader:
    document: Document
    index: FigureIndex
    table: Table
    part: MappedTable
    field: ListField
    shift: int
    shown: Table

    def rows(self, number: int) -> Iterator[list[Candidate]]:
        above: dict[str, Cell] = {}
        outer, inner = "", -1
        first = max(self.part.first_row - 1 + self.shift, 0)
        last = self._last(first)
        at = self.part.head_row - 1 + self.shift
        head = self.table.rows[at] if self.part.head_row and 0 <= at < len(self.table.rows) else ()
        words = [c.words for c in head]
        for printed_row in self.table.rows[first:last]:
            row = self._level(printed_row, head)
            if not any(c.words for c in row) or [c.words for c in row] == words or self._skipped(row):
                continue
            cells = self._cells(row, above)
            nested = {n for n in cells if "." in n}
            if nested:
                key = next((cells[n].words for n in cells if "." not in n), outer)
                inner = inner + 1 if key == outer else 0
                number += int(outer not in (key, ""))
                outer = key
            made = self._candidates(row, cells, number, inner, fresh=not nested or inner == 0)
            if made and not nested:
                yield made
                number += 1
            elif made:
                yield made

    def _level(self, row: tuple[Cell, ...], head: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The row under its head: 其中： printed as a cell of its own moves every cell behind it one to the right."""
        while len(row) > len(head) > 0 and re.fullmatch(r"其中:?|#", row[0].words):
            row = tuple(replace(c, column=c.column - 1) for c in row[1:])
        return row

    def _last(self, first: int) -> int:
        if self.part.last_row >= self.part.first_row and self.shift == 0 and self.table.rows[self.part.last_row - 1 : self.part.last_row]:
            stated = self.part.last_row
            # The model sees the first rows of a long table and its last three: what follows unseen in the same form belongs to it.
            seen = stated == self.part.first_row or {stated - 1, stated} <= _shown_rows(self.table)
            return stated if seen or stated < len(self.table.rows) - 6 else len(self.table.rows)
        if self.part.last_row == self.part.first_row:
            return first + 1
        return len(self.table.rows)

    def _skipped(self, row: tuple[Cell, ...]) -> bool:
        filled = [c.words for c in row if c.words][:3]
        named = any(filled[0] == s or (len(s) >= 2 and filled[0].startswith(s)) for s in self.part.skip)
        return named or any(re.match(r"^(?:合计|总计|小计|总分)$", w) for w in filled)

    def _cells(self, row: tuple[Cell, ...], above: dict[str, Cell]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for name, column in self.part.columns.items():
            cell = row[column - 1] if 1 <= column <= len(row) else None
            if cell is not None and cell.words and not (name in self.part.merged and name in above and _is_cut(above[name])):
                cells[name] = cell
                above[name] = cell
            elif cell is not None and cell.words:
                # The second half of a merged cell that a page break cut: its first half names it.
                cells[name] = above[name]
                above[name] = replace(above[name], words=above[name].words + ")")
            elif name in self.part.merged and name in above:
                cells[name] = above[name]
        for name, place in self.part.constants.items():
            constant = self._constant(*place)
            if constant is not None:
                cells[name] = constant
        return cells

    def _constant(self, row: int, column: int) -> Cell | None:
        """The cell of a value that holds for the whole part; in a further table of the form its row is found by its label."""
        if not 1 <= row <= len(self.shown.rows):
            return None
        label = next((c.words for c in self.shown.rows[row - 1] if c.words), "")
        near = [row - 1, row - 1 + self.shift, *range(len(self.table.rows))]
        for at in near:
            if 0 <= at < len(self.table.rows) and next((c.words for c in self.table.rows[at] if c.words), "") == label:
                cells = self.table.rows[at]
                return cells[column - 1] if 1 <= column <= len(cells) and cells[column - 1].words else None
        return None

    def _candidates(self, row: tuple[Cell, ...], cells: dict[str, Cell], number: int, inner: int, *, fresh: bool) -> list[Candidate]:
        own = {n for n, c in cells.items() if c in row}
        wanted = [n for n in (self.field.required or self.field.key[:1]) if n in self.part.columns]
        if not own or any(n not in cells for n in wanted) or own <= set(self.part.merged):
            return []
        filled = [c for c in row if c.words]
        quote = Span(filled[0].span.start, filled[-1].span.end)
        made: list[Candidate] = []
        for name, cell in cells.items():
            head, _, rest = name.partition(".")
            item = self._item(head, rest)
            if item is None or (not rest and not fresh):
                continue
            pointer = f"{self.field.pointer}/{number}/{head}" + (f"/{inner}/{rest}" if rest else "")
            candidate = self._read(pointer, cell, item, quote)
            if candidate is not None:
                made.append(candidate)
            elif item.numeric and any(cells[k] is cell for k in wanted):
                return []  # the figure was to stand in the name's own cell: （35分） is missing, so this names no such thing
        return made

    def _item(self, head: str, rest: str) -> Field | None:
        if not rest:
            return self.field.field(head)
        inner = next((x for x in self.field.lists if x.name == head), None)
        return inner.field(rest) if inner is not None else None

    def _read(self, pointer: str, cell: Cell, item: Field, quote: Span) -> Candidate | None:
        if item.numeric:
            figures = self.index.within(cell.span)
            if len(figures) != 1:
                return None
            quantity = figures[0].read_as(item.unit)
            if not units_agree(quantity.unit, item.unit) or _contradicts(figures[0].column, item):
                return None
            try:
                value = plain(quantity.into(item.unit) if item.unit.symbol else quantity.value)
            except ValueError:
                return None
            if item.type == "integer" and value != value.to_integral_value():
                return None
            whole = int(value) if item.type == "integer" else value
            span = figures[0].number
            return Candidate(pointer, whole, span, quote, self.document.text[span.start : span.end], PROPOSER)
        span = clean(self.document, cell.span, item.clean)
        words = printed(self.document, span)
        if item.enum:
            words = next((v for v in item.enum if words in (v, *(item.values or {}).get(v, ()))), "")
        return Candidate(pointer, words, span, quote, self.document.text[span.start : span.end], PROPOSER) if words else None


def _contradicts(head: str, item: Field) -> bool:
    """Whether a column's head says that its figures are something else than the field."""
    return item.unit.dimension is Dimension.MONEY and _NO_MONEY.search(head) is not None
