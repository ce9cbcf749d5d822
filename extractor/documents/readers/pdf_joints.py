"""What stands between two printed lines of one paragraph or cell: nothing, a space or a line break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.documents.readers.pdf_lines import Line
from extractor.documents.source import Piece
from extractor.quantities import fold

_TAIL = re.compile(r"\d[\d.,]*$")
_HEAD = re.compile(r"[\d.,]+[%‰]?")
_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%‰]?")
# What a line may not part: an opening mark and what follows, a Latin word or figure, closing marks behind a character.
_CHUNK = re.compile(r"[（(“‘《〈【「]*(?:[A-Za-z0-9.,%:/+\-]+|.)?[，。、；：！？）)”’》〉】」%％]*", re.DOTALL)


def joint(before: str, after: Sequence[str], *, cut: bool) -> str:
    """What to write between the words so far and the lines `after`. `cut`: not one character more found room on the line before.

    A figure is put together only where the whole is a well-formed one (over three lines where the second is figures only); else
    the line break parts them as printed.
    """
    one, other = _plain(before[-40:]), _plain(after[0][:40])
    tail, head = _TAIL.search(one), _HEAD.match(other)
    if tail and head:
        whole = bool(_FIGURE.fullmatch(tail[0] + head[0]))
        begun = not _FIGURE.fullmatch(tail[0])  # 17,8: no figure ends so
        if begun and not whole:
            whole = any(_FIGURE.fullmatch(tail[0] + rest) for rest in _figures_on(after))
        return "" if whole and (begun or cut or head[0][0] in ".,") else "\n"
    if one and other and one[-1].isascii() and other[0].isascii() and one[-1].isalnum() and other[0].isalnum():
        return " "
    return ""


def _plain(words: str) -> str:
    # A Chinese comma parts words, never the thousands of a figure.
    return fold(words.replace("，", "、"))


def _figures_on(lines: Sequence[str]) -> Iterator[str]:
    """What the first line's figure may be with the lines below, as long as they are figures only."""
    so_far = ""
    for line in lines[:4]:
        words = _plain(line.strip())
        head = _HEAD.match(words)
        if head is None:
            return
        so_far += head[0]
        yield so_far
        if head[0] != words:
            return


def chunk_width(line: Line) -> float:
    """The width in points of what a line begins with and can't be parted."""
    run = line.runs[0]
    m = _CHUNK.match(fold(run.text))
    end = min(m.end() if m else 1, len(run.glyphs)) or 1
    return min(run.glyphs[end - 1].x1 - run.glyphs[0].x0, 14 * line.size)


def is_cut(line: Line, following: Line, margin: float) -> bool:
    """Whether the next line's first character found no room before `margin`."""
    first = following.runs[0].glyphs[0]
    return margin - line.x1 < max(0.7 * line.size, 1.2 * (first.x1 - first.x0))


def joined(lines: Sequence[Line], margin: float, *, tabs: bool = True) -> list[Piece]:
    """Lines as the pieces of one text; `margin`: where the print ends on the right. Without `tabs` wide gaps are one space."""
    found: list[Piece] = []
    so_far = ""
    for n, line in enumerate(lines):
        if n:
            between = joint(so_far, [later.text for later in lines[n : n + 4]], cut=is_cut(lines[n - 1], line, margin))
            if between:
                found.append(Piece(between))
            so_far += between
        pieces = line.pieces()
        found.extend(pieces if tabs else [Piece(" ") if p.text.startswith("\t") else p for p in pieces])
        so_far = (so_far + line.text)[-80:]
    return found
