"""Text into a Document: lines become tables, headings and paragraphs, each with its span."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from extractor.documents.lines import find_noise, number_of
from extractor.documents.model import Block, BlockKind, Document, Span, Table
from extractor.documents.outline import Found, Head, head_of, is_note, looks_like_contents, nest, settle_levels
from extractor.documents.tables import Lines, make_table, take_table
from extractor.documents.view import make_view

_ENDS = "。；;:：!！?？.”\"》)）】"
_MARKS = re.compile(r"^\s*(?:\[bookmark: [^\]]*\])*\s*(#{1,6})\s")
_BOLD = re.compile(r"^\s*\*\*[^*\n]{2,40}\*\*\s*$")
_SPACED = re.compile(r"[(（]?\d{1,2}[)）、.．] ")
_FORM_LINE = re.compile(r"^[一-鿿“”()/]{2,12}:")  # 部门名称：… stands on its own
_DATE_LINE = re.compile(r"[二〇零一三四五六七八九十\d]{4}年(?:[一二三四五六七八九十\d]{1,2}月(?:[一二三四五六七八九十\d]{1,3}日)?)?")
_CONTENTS = re.compile(r"^(?:目录|目次|contents)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: BlockKind
    span: Span
    head: Head | None = None
    rows: list[list[Span]] | None = None


class _Builder:
    """Walks the lines once; the state is the paragraph that waits for its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.noise = find_noise(text)
        self._noise_ends = [n.end for n in self.noise]
        self.lines = Lines(text)
        self.pieces: list[_Piece] = []
        self.in_contents = False

    def words(self, n: int) -> str:
        line = self.lines.spans[n]
        at = bisect_right(self._noise_ends, line.start)
        inside: list[Span] = []
        while at < len(self.noise) and self.noise[at].start < line.end:
            inside.append(self.noise[at])
            at += 1
        return make_view(self.text, (line.start, line.end), inside).text

    def run(self) -> list[_Piece]:
        at = 0
        blanks = 0
        while at < len(self.lines):
            if self.lines.blank(at):
                blanks += 1
                at += 1
                continue
            taken = take_table(self.lines, at)
            if taken is not None:
                at, rows = taken
                self.pieces.append(_Piece(BlockKind.TABLE, Span(rows[0][0].start, max(rows[-1][-1].end, rows[-1][0].start)), rows=rows))
            else:
                self._line(at, blanks)
                at += 1
            blanks = 0
        return self.pieces

    def _line(self, n: int, blanks: int) -> None:
        line, words = self.lines.spans[n], self.words(n)
        if not words:
            return
        raw = self.lines.raw(n)
        span = Span(line.start + len(raw) - len(raw.lstrip()), line.start + len(raw.rstrip()))
        if _CONTENTS.match(words):
            self.in_contents = True
            self.pieces.append(_Piece(BlockKind.CONTENTS, span))
            return
        bare = words.lstrip("-*• ")
        if looks_like_contents(bare) and (self.in_contents or (number_of(bare) is not None and re.search(r"[.…]{3,}", bare))):
            self.pieces.append(_Piece(BlockKind.CONTENTS, span))
            return
        self.in_contents = self.in_contents and len(words) < 40 and number_of(bare) is not None
        marks = _MARKS.match(raw)
        head = head_of(words, len(marks[1]) if marks else 1 if _BOLD.match(raw) and number_of(words) else 0)
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
        before = self.text[self.pieces[-1].span.start:self.pieces[-1].span.end].rstrip().rstrip("*").rstrip()
        last_line = before.rsplit("\n", 1)[-1]
        if not before or before[-1] in _ENDS or len("".join(last_line.split())) < 18 or number_of(words) is not None or is_note(words):
            return False
        if not blanks and len("".join(last_line.split())) < 30:
            return False  # lines that stand directly below each other are one sentence only where they are full
        if _FORM_LINE.match(words) or _DATE_LINE.fullmatch(words):
            return False
        return not raw.startswith(("\u3000\u3000", "    ", "- ")) and not _BOLD.match(raw)


def build(name: str, sha256: str, text: str, encoding: str = "utf-8") -> Document:
    """The Document of a text, with blocks, outline and tables."""
    builder = _Builder(text)
    pieces = _joined_tables(builder.run(), text)
    found = [Found(p.head, _heading_span(text, p, builder.noise), p.span.start, bool(_SPACED.match(text, p.span.start))) for p in pieces if p.head is not None]
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
            tables.append(make_table(text, table + 1, piece.rows, builder.noise, "\n".join(above[-4:])))
            above = []
        else:
            words = make_view(text, piece.span, [s for s in builder.noise if piece.span.touches(s)]).text
            above = [*above, words] if len(words) < 60 else []
        blocks.append(Block(f"b{n}", piece.kind, piece.span, section, table))
    return Document(name, sha256, text, tuple(blocks), sections, tuple(tables), builder.noise, encoding=encoding)


def _heading_span(text: str, piece: _Piece, noise: tuple[Span, ...]) -> Span:
    view = make_view(text, piece.span, [s for s in noise if piece.span.touches(s)])
    end = piece.head.title_end if piece.head is not None else len(view.text)
    return Span(*view.source(0, max(1, min(end, len(view.text)))))


def _joined_tables(pieces: list[_Piece], text: str) -> list[_Piece]:
    """Tables that a page break parted, nothing but space between, are one; the repeated head is dropped."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if piece.rows is not None and last is not None and last.rows is not None and not text[last.span.end:piece.span.start].strip():
            head, mine = [text[s.start:s.end] for s in piece.rows[0]], [text[s.start:s.end] for s in last.rows[0]]
            same = _tight(head) == _tight(mine)
            if same or abs(len(piece.rows[0]) - max(len(r) for r in last.rows)) <= 1:
                rows = last.rows + (piece.rows[1:] if same else piece.rows)
                joined[-1] = replace(last, rows=rows, span=Span(last.span.start, piece.span.end))
                continue
        joined.append(piece)
    return joined


def _tight(cells: list[str]) -> str:
    return "|".join("".join(c.split()) for c in cells)
