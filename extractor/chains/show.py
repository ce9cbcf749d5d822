"""A document as a model sees it: numbered blocks, tables as rows of cells, nothing that moves a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extractor.documents import Block, BlockKind, Document, Span, Table

ROWS_SHOWN = 26
CELL_SHOWN = 28


def tokens(text: str) -> int:
    """A cautious estimate: a token for three UTF-8 bytes, so one for a Chinese character."""
    return (len(text.encode("utf-8", "replace")) + 2) // 3


def printed(document: Document, span: Span) -> str:
    """The words of a span as printed, without noise, padding and line breaks."""
    return "".join(document.text[o] for o in document.view(span).offsets)


def show_block(document: Document, block: Block, rows: int = ROWS_SHOWN) -> str:
    """One block as a line ([b12] words), a heading marked with #, a table as its rows."""
    if block.kind is BlockKind.TABLE:
        return show_table(document, document.tables[block.table], block.id, rows)
    mark = "# " if block.kind is BlockKind.HEADING else ""
    return f"[{block.id}] {mark}{printed(document, block.span)}"


def show_table(document: Document, table: Table, block: str, rows: int = ROWS_SHOWN) -> str:
    """A table with its id, unit and filled rows; of a long one the first rows and how many follow."""
    unit = f"，单位：{table.unit.symbol}" if table.unit.symbol else ""
    lines = [f"[{block}] 表 {table.id}{unit}"]
    filled = [r for r in table.rows if any(c.words for c in r)]
    for row in filled[:rows]:
        lines.append(f"r{row[0].row + 1}| " + " | ".join(_short(printed(document, c.span)) if c.words else "" for c in row))
    if len(filled) > rows:
        lines.append(f"（以下还有 {len(filled) - rows} 行，略）")
    return "\n".join(lines)


def _short(words: str) -> str:
    return words if len(words) <= CELL_SHOWN else words[:CELL_SHOWN] + "…"


def show(document: Document, blocks: Iterable[Block], rows: Callable[[Block], int] = lambda _: ROWS_SHOWN) -> str:
    """The blocks in order; a gap where blocks are left out is marked."""
    lines: list[str] = []
    order = {b.id: n for n, b in enumerate(document.blocks)}
    last = -1
    for block in blocks:
        if last >= 0 and order[block.id] > last + 1:
            lines.append("……")
        lines.append(show_block(document, block, rows(block)))
        last = order[block.id]
    return "\n".join(lines)


def outline(document: Document, words: int = 24) -> str:
    """The headings with their section numbers and the first words below each: for finding where something stands."""
    lines: list[str] = []
    for n, section in enumerate(document.sections):
        first = next((b for b in document.blocks if b.section == n and b.kind is not BlockKind.HEADING), None)
        below = document.words(first.span)[:words] if first is not None else ""
        lines.append(f"[s{n}] {'  ' * (section.level - 1)}{section.number}{section.title}　{below}")
    return "\n".join(lines)
