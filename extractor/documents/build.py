"""Text into a Document: lines become tables, headings and paragraphs, each with its span."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from extractor.documents.lines import Noise, find_noise, number_of
from extractor.documents.model import Block, BlockKind, Document, Span, Table
from extractor.documents.outline import Found, Head, head_of, is_note, looks_like_contents, nest, settle_levels, without_page
from extractor.documents.source import Grid, Slot, Source
from extractor.documents.tables import Lines, make_table, same_row, take_table
from extractor.documents.view import make_view

_FIRST_FIGURE = re.compile(r"[\d,.]+[%％]?")
_STOPS = "。：:！!?？."
_ENDS = '。；;:：!！?？.”"》)）】'
_MARKS = re.compile(r"^\s*(?:\[bookmark: [^\]]*\])*\s*(#{1,6})\s")
_BOLD = re.compile(r"^\s*\*\*[^*\n]{2,40}\*\*\s*$")
_SPACED = re.compile(r"[(（]?\d{1,2}[)）、.．] ")
_FORM_LINE = re.compile(r"^[一-鿿“”()/]{2,12}:")  # 部门名称：… stands on its own
_RUNNING = re.compile(r"[，,。；;]")
_DATE_LINE = re.compile(r"[二〇零一三四五六七八九十\d]{4}年(?:[一二三四五六七八九十\d]{1,2}月(?:[一二三四五六七八九十\d]{1,3}日)?)?")
_TITLE_TAIL = re.compile(r"(?:情况|说明|报告|表|概况|职责|职能|设置|构成|分析|问题|措施|建议|解释|目标|结论|管理|工作)$")
_CONTENTS = re.compile(r"^(?:目录|目次|contents)$", re.IGNORECASE)
_TITLE_LINE = re.compile(r"^[^,，。；;：:]*(?:绩效|决算|预算|经费)[^,，。；;：:、]{0,14}(?:报告|说明|公开|总结)$")
_CONTENTS_AFTER_TITLE = re.compile(r"(?:报告|说明|公开|决算|预算)目录$")
_LONGEST_CONTENTS = 300  # lines
_BULLETS = "-*• "


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: BlockKind
    span: Span
    head: Head | None = None
    rows: list[list[Slot]] | None = None


class _Builder:
    """Walks the lines once; the state is the paragraph that waits for its end."""

    def __init__(self, source: Source) -> None:
        self.text = text = source.text
        self.grids = {grid.rows[0][0].start: grid for grid in source.grids}
        self.headings = source.headings
        self.noise = Noise(find_noise(text))
        self.lines = Lines(text)
        self.pieces: list[_Piece] = []
        self.in_contents = False
        self.contents_end = 0  # the line where a list of contents that has no page numbers ends

    def words(self, n: int) -> str:
        line = self.lines.spans[n]
        return make_view(self.text, (line.start, line.end), self.noise.within(line.start, line.end)).text

    def _cut(self, n: int, words: str) -> bool:
        """Whether a numbered line is a sentence that the margin cut, not a title: full, no title's last word, and the next line goes on."""
        return (
            n + 1 < len(self.lines)
            and self._full(self.lines.raw(n))
            and words[-1] not in _STOPS
            and not _TITLE_TAIL.search(words)
            and not self.lines.blank(n + 1)
            and number_of(self.words(n + 1)) is None
        )

    def _full(self, line: str, following: str = "") -> bool:
        """Whether a line reaches the margin of a text wrapped at one width, but for a figure that was not parted."""
        figure = _FIRST_FIGURE.match(following)
        reached = sum(2 if ord(c) > 255 else 1 for c in line.rstrip()) + (len(figure[0]) if figure else 0)
        return 20 <= self._margin <= 60 and reached >= 2 * self._margin - 12

    @cached_property
    def _margin(self) -> int:
        printed = (self.lines.raw(n).rstrip() for n in range(len(self.lines)) if not self.lines.blank(n))
        widths = sorted(sum(2 if ord(c) > 255 else 1 for c in line) // 2 for line in printed)
        margin = widths[(len(widths) - 1) * 19 // 20] if widths else 0
        return margin if len(widths) >= 4 and margin - widths[len(widths) * 3 // 4] <= 6 else 0

    def run(self) -> list[_Piece]:
        at = 0
        blanks = 0
        while at < len(self.lines):
            grid = self.grids.get(self.lines.spans[at].start)
            if grid is not None:
                at = self._grid(at, grid)
                blanks = 0
                continue
            if self.lines.blank(at):
                blanks += 1
                at += 1
                continue
            taken = None if self._listed(at) else take_table(self.lines, at)
            if taken is not None:
                end, rows = taken
                span = self._printed(at, end - 1) if self.lines.piped(at) else Span(rows[0][0].start, self.lines.spans[end - 1].end)
                at = end
                self.pieces.append(_Piece(BlockKind.TABLE, span, rows=rows))
            else:
                self._line(at, blanks)
                at += 1
            blanks = 0
        return self.pieces

    def _grid(self, at: int, grid: Grid) -> int:
        """Takes a table that the file itself tells; the line after it. A grid without words is a frame or a line drawn as a table."""
        rows = [list(row) for row in grid.rows]
        end = rows[-1][-1].end
        if self.text[rows[0][0].start : end].strip():
            self.pieces.append(_Piece(BlockKind.TABLE, Span(rows[0][0].start, end), rows=rows))
        while at < len(self.lines) and self.lines.spans[at].start <= end:
            at += 1
        return at

    def _printed(self, first: int, last: int) -> Span:
        """The span of lines `first` to `last` without the space around them."""
        start, end = self.lines.spans[first].start, self.lines.spans[last].end
        whole = self.text[start:end]
        return Span(start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip()))

    def _listed(self, n: int) -> bool:
        """Whether line `n` is an entry of the list of contents: a tab before its page number makes no table."""
        if n < self.contents_end:
            return True
        if not (self.in_contents and self.lines.inner_tab(n)):
            return False
        bare = self.words(n).lstrip(_BULLETS)
        return number_of(bare) is not None and looks_like_contents(bare)

    def _end_of_contents(self, n: int) -> int:
        """The line where the text after the list of contents begins: there its entries come a second time."""
        seen: dict[str, int] = {}
        for m in range(n + 1, min(len(self.lines), n + _LONGEST_CONTENTS)):
            words = without_page(self.words(m).lstrip(_BULLETS))
            if not words:
                continue
            if words in seen:
                return m
            if len(words) > 60 or "。" in words:
                break
            seen[words] = m
        return n + 1

    def _line(self, n: int, blanks: int) -> None:
        words = self.words(n)
        if not words:
            return
        raw, span = self.lines.raw(n), self._printed(n, n)
        if _CONTENTS.match(words) or (len(words) < 60 and _CONTENTS_AFTER_TITLE.search(words)):
            self.in_contents, self.contents_end = True, self._end_of_contents(n)
            self.pieces.append(_Piece(BlockKind.CONTENTS if _CONTENTS.match(words) else BlockKind.PARAGRAPH, span))
            return
        bare = words.lstrip(_BULLETS)
        dotted = number_of(bare) is not None and re.search(r"[.…]{3,}", bare)
        if n < self.contents_end or (looks_like_contents(bare) and (self.in_contents or dotted)):
            self.pieces.append(_Piece(BlockKind.CONTENTS, span))
            return
        self.in_contents = self.in_contents and len(words) < 40 and number_of(bare) is not None
        marks = _MARKS.match(raw)
        styled = self.headings.get(self.lines.spans[n].start, 0)
        head = head_of(words, styled or (len(marks[1]) if marks else 1 if _BOLD.match(raw) and number_of(words) else 0))
        if head is not None and not head.run_in and self._cut(n, words):
            head = None
        if head is not None and not head.run_in:
            self.pieces.append(_Piece(BlockKind.HEADING, span, head))
        elif head is None and self._joins(words, raw, blanks):
            last = self.pieces[-1]
            self.pieces[-1] = replace(last, span=Span(last.span.start, span.end))
        else:
            self.pieces.append(_Piece(BlockKind.PARAGRAPH, span, head))

    def _joins(self, words: str, raw: str, blanks: int) -> bool:
        """Whether this line goes on with the paragraph before it, cut by a page or line end."""
        if not self.pieces or self.pieces[-1].kind is not BlockKind.PARAGRAPH or blanks > 3:
            return False
        last = self.pieces[-1].span
        # Only the last line decides; a long paragraph is not read again for each line that joins it.
        before = self.text[max(last.start, last.end - 400) : last.end].rstrip().rstrip("*").rstrip()
        last_line = before.rsplit("\n", 1)[-1]
        full = self._full(last_line, words)
        ends = _STOPS if full else _ENDS  # a closing bracket at the margin ends nothing
        if not before or before[-1] in ends or len("".join(last_line.split())) < 18 or number_of(words) is not None or is_note(words):
            return False
        if not blanks and len("".join(last_line.split())) < 30 and not full:
            return False  # lines that stand directly below each other are one sentence only where they are full
        if blanks and before == last_line and _TITLE_LINE.search(before):
            return False  # a title on a line of its own, however long
        # Below running text, "使用情况为：…" goes on with the sentence; below a title it is a line of a form.
        if _DATE_LINE.fullmatch(words) or (_FORM_LINE.match(words) and not full and not _RUNNING.search(last_line)):
            return False
        return not raw.startswith(("\u3000\u3000", "    ", "- ")) and not _BOLD.match(raw)


def build(name: str, sha256: str, source: Source, form: str = "text") -> Document:
    """The Document of what a reader read, with blocks, outline and tables. `form`: the format's name."""
    text = source.text
    builder = _Builder(source)
    pieces = _joined_tables(builder.run(), text, builder.noise)
    found = [
        Found(p.head, _heading_span(text, p, builder.noise), p.span.start, bool(_SPACED.match(text, p.span.start)))
        for p in pieces
        if p.head is not None
    ]
    sections = nest(settle_levels(found), len(text))
    blocks: list[Block] = []
    tables: list[Table] = []
    section, above = -1, list[str]()
    for n, piece in enumerate(pieces, 1):
        if piece.head is not None:
            section += 1
        table = -1
        if piece.rows is not None:
            table = len(tables)
            tables.append(make_table(text, table + 1, piece.rows, builder.noise, "\n".join(above)))
            above = []
        else:
            words = make_view(text, piece.span, builder.noise.within(*piece.span)).text
            above = [*above, words][-4:] if len(words) < 60 else []
        blocks.append(Block(f"b{n}", piece.kind, piece.span, section, table, _page(source.pages, piece.span.start)))
        if table >= 0:
            tables[table] = replace(tables[table], page=blocks[-1].page)
    return Document(
        name,
        sha256,
        text,
        tuple(blocks),
        sections,
        tuple(tables),
        builder.noise.spans,
        source.pages,
        source.warnings,
        source.encoding,
        form,
        source.places,
    )


def _page(pages: tuple[Span, ...], offset: int) -> int:
    """The 1-based page of an offset, 0 where there are no pages."""
    return bisect_right(pages, offset, key=lambda p: p.start)


def _heading_span(text: str, piece: _Piece, noise: Noise) -> Span:
    view = make_view(text, piece.span, noise.within(*piece.span))
    end = piece.head.title_end if piece.head is not None else len(view.text)
    return Span(*view.source(0, max(1, min(end, len(view.text)))))


def _joined_tables(pieces: list[_Piece], text: str, noise: Noise) -> list[_Piece]:
    """Tables that a page break parted, nothing but space and page numbers between, are one; the repeated head is dropped."""
    joined: list[_Piece] = []
    width = 0  # of the table that is open at the end of `joined`
    for piece in pieces:
        last = joined[-1] if joined else None
        goes_on = piece.rows is not None and last is not None and _only_space(text, last.span.end, piece.span.start, noise)
        if goes_on and piece.rows is not None and last is not None and last.rows is not None:
            same = same_row(text, last.rows[0], piece.rows[0])
            if same or abs(len(piece.rows[0]) - width) <= 1:
                last.rows.extend(piece.rows[1:] if same else piece.rows)
                joined[-1] = replace(last, span=Span(last.span.start, piece.span.end))
                width = max(width, *(len(r) for r in piece.rows))
                continue
        width = max((len(r) for r in piece.rows), default=0) if piece.rows is not None else 0
        joined.append(piece)
    return joined


def _only_space(text: str, start: int, end: int, noise: Noise) -> bool:
    gap = text[start:end]
    return not gap.strip() or (len(gap) < 100 and not make_view(text, (start, end), noise.within(start, end)).text)
