"""Tables as grids of figures: rows with their labels and codes, columns with their heads, stretches of one head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.checker.model import Term
from extractor.checker.sides import sides
from extractor.checker.statements import LONGEST
from extractor.documents import Block, BlockKind, Cell, Document, Span, Table
from extractor.documents.heads import joined_heads
from extractor.quantities import PERCENT, PLAIN, Dimension, Unit, parse_figure, unit_named

CODE = re.compile(r"^\d{3}(?:\d{2}){0,2}$")
_UNIT = re.compile(r"\((?:金额)?(?:单位[:：]?)?(?P<unit>亿元|万元|千元|元|%|人|辆|分)\)")
_WORDS = re.compile(r"[一-鿿]")
_ASIDE = re.compile(r"\([A-Za-z][/÷*+-][A-Za-z](?:[*×]100%?)?\)")
_ORDINAL = re.compile(r"(?:^|/)(?:行次|栏次|序号|编号|题号|科目编码|科目代码|功能分类科目编码|项目代码|项目编码|代码|编码)$")
_LINE = re.compile(r"(?:^|/)(?:行次|栏次|序号|编号|题号)$")
_CODED = re.compile(r"科目|项目|分类|编|码|[类款项](?:$|/)|名称")
_RATE = re.compile(r"率|占比|比重|幅度|比例|%")
_POINTS = re.compile(r"(?:分值|得分|扣分|权重|系数)(?:\([^()]*\))?$")
_COUNT = re.compile(r"数量|面积|台数|份数|人数|编制|在职|人员")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^\([一二三四五六七八九十]+\)"),
    re.compile(r"^\d{1,2}[.、](?!\d)"),
    re.compile(r"^\(\d{1,2}\)|^[①-⑳]"),
)
_PREFIX = re.compile(r"^(?:其中[:,]?|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、](?!\d))+")
_LINES = frozenset(("栏次", "行次"))
_TOTAL_ROW = re.compile(r"^(?:合计|总计|小计|共计)$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data: its label as printed (folded), its figures by column, its words by column; `width`: its cells, empty ones too."""

    number: int
    label: str
    figures: dict[int, Term]
    words: dict[int, str]
    code: str = ""
    width: int = 0

    @property
    def name(self) -> str:
        """The label without its numbering and 其中."""
        return _PREFIX.sub("", self.label).strip(":")

    @property
    def within(self) -> bool:
        """Whether it opens the parts of the row above (其中)."""
        return self.label.startswith("其中")

    @property
    def level(self) -> int:
        """The depth its numbering says, 0 for none."""
        label = re.sub(r"^其中[:,]?", "", self.label)
        return next((n for n, form in enumerate(_LEVELS, 1) if form.match(label)), 0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows under one head; `heads` by column, upper and lower heads joined with /."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    def head(self, column: int) -> str:
        """The head of a column, "" beyond the last."""
        return self.heads[column] if column < len(self.heads) else ""

    def columns(self) -> list[int]:
        """Columns with a figure."""
        return sorted({c for r in self.rows for c in r.figures})


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as stretches."""

    block: Block
    table: Table
    stretches: tuple[Stretch, ...] = field(default=())


def grids_of(document: Document) -> Iterator[Grid]:
    """The grids of a document's tables."""
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            table = document.tables[block.table]
            yield Grid(block, table, tuple(_stretches(document, block, table)))


def _stretches(document: Document, block: Block, table: Table) -> Iterator[Stretch]:
    heads: list[Sequence[Cell]] = []
    rows: list[Sequence[Cell]] = []
    for row in table.rows:
        if _is_ordinal(row):
            continue
        if _is_head(row):
            if rows:
                yield from _made(document, block, table, heads, rows)
                heads, rows = [], []
            heads.append(row)
        else:
            rows.append(row)
    if rows:
        yield from _made(document, block, table, heads, rows)


def _figure_like(words: str) -> bool:
    return any(c.isdigit() for c in words) and parse_figure(words) is not None


def _is_head(row: Sequence[Cell]) -> bool:
    words = [c.words for c in row if c.words]
    # A sentence that a page break cut off its row is no head.
    if len(set(words)) < 2 or not all(_WORDS.search(w) and len(w) <= 40 and "。" not in w for w in words):
        return False
    return not words[0].startswith("其中") and not any(_figure_like(w) for w in words)


def _is_ordinal(row: Sequence[Cell]) -> bool:
    words = [c.words for c in row if c.words]
    numbers = [w for w in words if w.isdigit()]
    if len(words) >= 3 and (words[0] in _LINES or (numbers and words[-len(numbers) - 1 :][0] in _LINES)):
        return True  # 栏次│1│2, also with the heads 类│款│项 of the code's columns before it
    return len(numbers) >= 3 and len(numbers) >= len(words) - 1 and [int(n) for n in numbers] == list(range(1, len(numbers) + 1))


def _made(
    document: Document, block: Block, table: Table, heads: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]]
) -> Iterator[Stretch]:
    names = _joined(heads)
    rows = list(_whole(names, rows))
    coded: set[int] = set()
    for c in range(max((len(r) for r in rows), default=0)):
        if _is_code_column(names, rows, c) or (c - 1 in coded and _is_code_goes_on(names, rows, c)):
            coded.add(c)
    found = sides(names, rows)
    if not found:
        yield Stretch(names, tuple(_row(document, block, table, names, coded, n, r) for n, r in enumerate(rows)))
        return
    halves: list[list[Row]] = []
    for side in found:
        cells = [[c for c in r if c.column in side] for r in rows]
        made = [_row(document, block, table, names, coded, n, r) for n, r in enumerate(cells)]
        halves.append([r for r in made if r.label or r.figures])
    if sum(any(r.code for r in half) for half in halves) < 2:
        yield from (Stretch(names, tuple(half)) for half in halves)
    else:
        # One list of codes that goes on in the next columns; a name whose cell spans them has its figure in the last.
        spanned = {r.number: r for half in halves for r in half if r.label and not r.figures and not r.code}
        listed = [
            _moved(replace(r, label=spanned[r.number].label) if not r.label and r.number in spanned else r, found[0].start - side.start)
            for side, half in zip(found, halves, strict=True)
            for r in half
        ]
        yield Stretch(names, tuple(listed))


def _whole(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The rows; a 合计 that has no cell of its own for the number before the names stands one column further right."""
    numbered = bool(heads) and re.search(r"序号|编号", heads[0]) is not None and any(len(r) == len(heads) for r in rows)
    for row in rows:
        if numbered and len(row) == len(heads) - 1 and _TOTAL_ROW.match(row[0].words):
            yield [replace(row[0], words=""), *(replace(c, column=c.column + 1) for c in row)]
        else:
            yield row


def _moved(row: Row, by: int) -> Row:
    """A row whose columns stand elsewhere."""
    return replace(row, figures={c + by: t for c, t in row.figures.items()}, words={c + by: w for c, w in row.words.items()})


def _joined(heads: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """The heads of the columns without the letters of their formulas (A), (B/A)."""
    return joined_heads([[_ASIDE.sub("", c.words) for c in head] for head in heads])


def _is_code_column(heads: Sequence[str], rows: Sequence[Sequence[Cell]], column: int) -> bool:
    head = heads[column] if column < len(heads) else ""
    words = [r[column].words for r in rows if column < len(r) and r[column].words]
    digits = [w for w in words if w.isdigit()]
    if _ORDINAL.search(head) or re.search(r"编码|代码|序号|行次", head):
        return True
    return (
        column <= 1
        and len(digits) >= 2
        and all(CODE.match(w) for w in digits)
        and len(digits) * 2 >= len(words)
        and (not head or bool(_CODED.search(head)))
        and not re.search(r"数|额", head)
    )


def _is_code_goes_on(heads: Sequence[str], rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether a column beside codes prints the two digits of their next level: 类│款│项."""
    words = [r[column].words for r in rows if column < len(r) and r[column].words]
    head = heads[column] if column < len(heads) else ""
    return len(words) >= 2 and all(len(w) == 2 and w.isdigit() for w in words) and (not head or bool(_CODED.search(head)))


def _row(document: Document, block: Block, table: Table, heads: Sequence[str], coded: set[int], number: int, row: Sequence[Cell]) -> Row:
    figures: dict[int, Term] = {}
    words: dict[int, str] = {}
    label, code = "", ""
    for cell in row:
        if not cell.words:
            continue
        if cell.column in coded and cell.words.isdigit():
            code = _code(code, cell.words, heads[cell.column] if cell.column < len(heads) else "")
            continue
        head = heads[cell.column] if cell.column < len(heads) else ""
        term = _term(document, block, table, head, label, cell) if any(c.isdigit() for c in cell.words) else None
        if term is None:
            words[cell.column] = cell.words
            if not figures:
                label = cell.words
        else:
            figures[cell.column] = term
    return Row(number, label, figures, words, code if CODE.match(code) else "", row[-1].column + 1 if row else 0)


def _code(left: str, digits: str, head: str) -> str:
    """The code with the digits of one more column: 类│款│项 in three; an ordinal is none."""
    if _LINE.search(head):
        return left
    return left + digits if left and len(digits) == 2 else digits if digits.startswith(left) else left


def _term(document: Document, block: Block, table: Table, head: str, label: str, cell: Cell) -> Term | None:
    text = document.text[cell.span.start : cell.span.end]
    found = parse_figure(text, unit_of(head, label, table.unit))
    if found is None or len(found.value.as_tuple().digits) > LONGEST:
        return None
    span = Span(cell.span.start + found.number_start, cell.span.start + found.number_end)
    printed = "".join(document.text[span.start : span.end].split())
    named = _PREFIX.sub("", label)
    last = head.rsplit("/", 1)[-1]
    shown = f"{named} {last}".strip() if last and last != named else named
    return Term(
        shown,
        printed,
        found.value,
        found.unit,
        found.decimals,
        span,
        reach=found.reach,
        page=table.page,
        section=block.section,
        block=block.id,
    )


def unit_of(head: str, label: str, governing: Unit) -> Unit:
    """The unit of a cell: in brackets in its head or row, a rate by its head's words, else the table's."""
    for words in (head.rsplit("/", 1)[-1], label, head):
        m = _UNIT.search(words)
        if m:
            return unit_named(m["unit"])
    last = head.rsplit("/", 1)[-1]
    if _POINTS.search(last):
        return PLAIN
    if _RATE.search(last):
        return PERCENT
    if _COUNT.search(last):
        return PLAIN
    return governing or PLAIN


def money_like(term: Term) -> bool:
    """Whether a cell may be added to others of its column."""
    return term.unit.dimension not in (Dimension.RATIO, Dimension.POINTS)
