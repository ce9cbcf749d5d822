"""A document as a model sees it: numbered blocks, tables as rows of cells, nothing that moves a figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from extractor.documents import Block, BlockKind, Cell, Document, Span, Table

ROWS_SHOWN = 26
CELL_SHOWN = 28
# Where a long paragraph may be cut: behind a sentence, else behind a clause, else anywhere but inside a number or a word.
_CUTS = (
    re.compile(r"(?<=[。；;！!？?])(?![”’」』）)])|(?<=[。；;！!？?][”’」』）)])"),
    re.compile(r"(?<=[，,、：:])(?!\d)"),
    re.compile(r"(?<![\dA-Za-z.,．，])|(?![\dA-Za-z.,．，])"),
)


def tokens(text: str) -> int:
    """A cautious estimate: a token for three UTF-8 bytes, so one for a Chinese character."""
    return (len(text.encode("utf-8", "replace")) + 2) // 3


def printed(document: Document, span: Span) -> str:
    """The words of a span as printed, without noise, padding and line breaks."""
    return "".join(document.text[o] for o in document.view(span).offsets)


def show_block(document: Document, block: Block, rows: int = ROWS_SHOWN) -> str:
    """One block as a line ([b12] words), a heading marked with #, a table as its rows; of a piece (`pieces`) its part."""
    if block.kind is BlockKind.TABLE:
        table = document.tables[block.table]
        if _is_piece(document, block):
            table = replace(table, rows=tuple(r for r in table.rows if any(block.span.covers(c.span) for c in r if c.words)))
        return show_table(document, table, block.id, rows)
    mark = "# " if block.kind is BlockKind.HEADING else ""
    return f"[{block.id}] {mark}{printed(document, block.span)}"


def show_table(document: Document, table: Table, block: str, rows: int = ROWS_SHOWN) -> str:
    """A table with its id, unit and filled rows; of a long one the first rows and how many follow."""
    unit = f"，单位：{table.unit.symbol}" if table.unit.symbol else ""
    lines = [f"[{block}] 表 {table.id}{unit}"]
    filled = [r for r in table.rows if any(c.words for c in r)]
    lines += [_row_line(document, row) for row in filled[:rows]]
    if len(filled) > rows:
        lines.append(f"（以下还有 {len(filled) - rows} 行，略）")
    return "\n".join(lines)


def _row_line(document: Document, row: tuple[Cell, ...]) -> str:
    return f"r{row[0].row + 1}| " + " | ".join(_short(printed(document, c.span)) if c.words else "" for c in row)


def _short(words: str) -> str:
    return words if len(words) <= CELL_SHOWN else words[:CELL_SHOWN] + "…"


def show(document: Document, blocks: Iterable[Block], rows: Callable[[Block], int] = lambda _: ROWS_SHOWN) -> str:
    """The blocks in order; a gap where blocks, or pieces of one, are left out is marked."""
    lines: list[str] = []
    order: dict[str, int] = {}
    last: Block | None = None
    for block in blocks:
        if last is not None:
            order = order or {b.id: n for n, b in enumerate(document.blocks)}  # one block alone needs no order
            if _gap(document, last, block, order):
                lines.append("……")
        lines.append(show_block(document, block, rows(block)))
        last = block
    return "\n".join(lines)


def _gap(document: Document, last: Block, block: Block, order: dict[str, int]) -> bool:
    if last.id == block.id:
        return last.span.end < block.span.start
    if order[block.id] > order[last.id] + 1:
        return True
    return last.span.end < document.by_id[last.id].span.end or block.span.start > document.by_id[block.id].span.start


def _is_piece(document: Document, block: Block) -> bool:
    return block.span != document.by_id[block.id].span


def pieces(document: Document, block: Block, size: int, rows: int = ROWS_SHOWN) -> list[Block]:
    """A block as pieces of at most `size` tokens under its own id: a paragraph cut at sentence ends, a table between its first `rows` rows.

    A piece is larger only where a single row of a table, or a number or word without end, is.
    """
    if block.kind is BlockKind.TABLE:
        filled = [r for r in document.tables[block.table].rows if any(c.words for c in r)]
        starts = [next(c.span.start for c in r if c.words) for r in filled]
        costs = [tokens(_row_line(document, r)) for r in filled[:rows]]
        end = starts[rows] if len(filled) > rows else block.span.end
    else:
        parts = list(_parts(printed(document, block.span), size, _CUTS))
        offsets = document.view(block.span).offsets
        starts = [offsets[at] for at, _ in parts]
        costs = [tokens(words) for _, words in parts]
        end = block.span.end
    heads = [n for n in _heads(costs, size) if n]
    edges = [block.span.start, *(starts[n] for n in heads), end]
    return [replace(block, span=Span(a, b)) for a, b in pairwise(edges)]


def _heads(costs: list[int], size: int) -> Iterator[int]:
    """The numbers of the parts that begin a piece when parts are put together up to `size`."""
    spent = size
    for n, cost in enumerate(costs):
        spent += cost
        if spent > size:
            yield n
            spent = cost


def _parts(words: str, size: int, cuts: tuple[re.Pattern[str], ...], at: int = 0) -> Iterator[tuple[int, str]]:
    """The words cut at the first kind of place, what is still too long at the next kind; each with its offset."""
    edges = [0, *(m.start() for m in cuts[0].finditer(words) if 0 < m.start() < len(words)), len(words)]
    for a, b in pairwise(edges):
        if len(cuts) > 1 and tokens(words[a:b]) > size:
            yield from _parts(words[a:b], size, cuts[1:], at + a)
        else:
            yield at + a, words[a:b]


def outline(document: Document, words: int = 24) -> str:
    """The headings with their section numbers and the first words below each: for finding where something stands."""
    lines: list[str] = []
    first: dict[int, Block] = {}
    for block in document.blocks:
        if block.kind is not BlockKind.HEADING:
            first.setdefault(block.section, block)
    for n, section in enumerate(document.sections):
        below = document.words(first[n].span)[:words] if n in first else ""
        lines.append(f"[s{n}] {'  ' * (section.level - 1)}{section.number}{section.title}　{below}")
    return "\n".join(lines)
