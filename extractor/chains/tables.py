"""A table mapped by a model, its cells read by code: a thousand rows cost what ten do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.chains.replies import MappedTable
from extractor.chains.show import CELL_SHOWN, printed
from extractor.documents import Block, BlockKind, Cell, Document, Span, Table
from extractor.grounding import Candidate, FigureIndex
from extractor.quantities import plain
from extractor.schema import Field, ListField

PROPOSER = "chains"
_ROWS_OF_STRETCH = 3
_MOST_ROWS = 18


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
    lines: dict[int, str] = {}
    width, run, count = -1, 0, 0
    for row in table.rows:
        if not any(c.words for c in row):
            continue
        head = (
            _is_head("|".join(c.words for c in row))
            and len([c for c in row if c.words]) >= 3
            and not any(re.search(r"\d", c.words) for c in row)
        )
        run = 0 if len(row) != width or head else run + 1
        width = len(row)
        if run <= _ROWS_OF_STRETCH and count < _MOST_ROWS:
            lines[row[0].row] = _row_line(document, row)
            count += 1
    for row in [r for r in table.rows if any(c.words for c in r)][-3:]:
        lines[row[0].row] = _row_line(document, row)
    return "\n".join([title, *(lines[n] for n in sorted(lines))])


def _row_line(document: Document, row: tuple[Cell, ...]) -> str:
    return f"r{row[0].row + 1}| " + " | ".join(
        f"{c.column + 1}:{_short(printed(document, c.span))}" if c.words else f"{c.column + 1}:" for c in row
    )


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
        reader = _TableReader(document, index, table, part, field, shift)
        for candidates in reader.rows(number):
            yield candidates
            number += 1


def _shift(shown: Table, table: Table, part: MappedTable) -> int | None:
    """How many rows further down this table has the representative's head row; None where it has none."""
    if shown is table:
        return 0
    at = (part.head_row or part.first_row) - 1
    if not 0 <= at < len(shown.rows):
        return None
    wanted = [c.words for c in shown.rows[at]]
    for n, row in enumerate(table.rows):
        if [c.words for c in row] == wanted:
            return n - at
    return None


@dataclass
class _TableReader:
    document: Document
    index: FigureIndex
    table: Table
    part: MappedTable
    field: ListField
    shift: int

    def rows(self, number: int) -> Iterator[list[Candidate]]:
        above: dict[str, Cell] = {}
        outer, inner = "", -1
        first = max(self.part.first_row - 1 + self.shift, 0)
        last = self._last(first)
        head = [c.words for c in self.table.rows[self.part.head_row - 1 + self.shift]] if self.part.head_row else []
        for row in self.table.rows[first:last]:
            if not any(c.words for c in row) or [c.words for c in row] == head or self._skipped(row):
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

    def _last(self, first: int) -> int:
        if self.part.last_row >= self.part.first_row and self.shift == 0 and self.table.rows[self.part.last_row - 1 : self.part.last_row]:
            stated = self.part.last_row
            # The model sees the first rows of a long table only: what follows in the same form belongs to it.
            return stated if stated < len(self.table.rows) - 6 or stated == self.part.first_row else len(self.table.rows)
        if self.part.last_row == self.part.first_row:
            return first + 1
        return len(self.table.rows)

    def _skipped(self, row: tuple[Cell, ...]) -> bool:
        words = next((c.words for c in row if c.words), "")
        return any(words == s or (len(s) >= 2 and words.startswith(s)) for s in self.part.skip) or bool(
            re.match(r"^(?:合计|总计|小计|总分)$", words)
        )

    def _cells(self, row: tuple[Cell, ...], above: dict[str, Cell]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for name, column in self.part.columns.items():
            cell = row[column - 1] if 1 <= column <= len(row) else None
            if cell is not None and cell.words:
                cells[name] = cell
                above[name] = cell
            elif name in self.part.merged and name in above:
                cells[name] = above[name]
        for name, (r, c) in self.part.constants.items():
            at = r - 1 + (self.shift if r >= self.part.head_row > 0 else 0)
            if 0 <= at < len(self.table.rows) and 1 <= c <= len(self.table.rows[at]) and self.table.rows[at][c - 1].words:
                cells[name] = self.table.rows[at][c - 1]
        return cells

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
            try:
                value = plain(quantity.into(item.unit) if item.unit.symbol else quantity.value)
            except ValueError:
                return None
            whole = int(value) if item.type == "integer" and value == value.to_integral_value() else value
            span = figures[0].number
            return Candidate(pointer, whole, span, quote, self.document.text[span.start : span.end], PROPOSER)
        span = clean(self.document, cell.span, item.clean)
        words = printed(self.document, span)
        return Candidate(pointer, words, span, quote, self.document.text[span.start : span.end], PROPOSER) if words else None


_CODE = re.compile(r"^[A-Z]\d{0,3}[.、:]?")
_POINTS = re.compile(r"\((?:\d+(?:\.\d+)?分|\d+(?:\.\d+)?%?|说明:.*|权重.*)\)?")


def clean(document: Document, span: Span, kind: str) -> Span:
    """The part of a cell that is the name (x-clean): a level without code and points,
    a project without code and 项目, a row without its number."""
    view = document.view(span)
    start, end = 0, len(view.text)
    if kind == "level":
        m = _CODE.match(view.text)
        start = m.end() if m and len(view.text) > m.end() else 0
        aside = _POINTS.search(view.text, start)
        end = aside.start() if aside and aside.start() > start else end
    elif kind == "project":
        m = re.match(r"(?:[A-Za-z0-9]{6,}|\d+)[-—:]", view.text)
        start = m.end() if m else 0
        tail = re.search(r"(?<=..)(?:项目经费|项目资金|项目)$", view.text[start:])
        end = start + tail.start() if tail else end
    elif kind == "code":
        m = re.match(r"(?P<code>[A-Za-z0-9]{6,})[-—:]", view.text)
        end = m.end("code") if m else end
    elif kind == "unit":
        m = re.search(r"\((?P<unit>[^()]+)\)$", view.text)
        start, end = m.span("unit") if m else (0, 0 if re.search(r"[一-鿿]{5}", view.text) else end)
    elif kind == "row":
        while True:
            m = re.match(
                r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、](?!\d)|其中[:,]?)", view.text[start:]
            )
            if m is None:
                break
            start += m.end()
        unit = re.search(r"\([^()]*\)$", view.text[start:])
        end = start + unit.start() if unit and unit.start() else end
    return Span(*view.source(start, end)) if end > start else Span(span.start, span.start)
