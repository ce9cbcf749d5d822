"""What stands between two printed lines of one paragraph or cell: nothing, a space or a line break."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.documents.readers.pdf_lines import Line
from extractor.documents.source import Piece
from extractor.quantities import fold

_TAIL = re.compile(r"[\d.,]+$")
_HEAD = re.compile(r"[\d.,]+[%‰]?")
_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%‰]?")
# What a line may not part: an opening mark and what follows, a Latin word or figure, closing marks behind a character.
_CHUNK = re.compile(r"[（(“‘《〈【「]*(?:[A-Za-z0-9.,%:/+\-]+|.)?[，。、；：！？）)”’》〉】」%％]*", re.DOTALL)


def joint(before: str, after: str, *, cut: bool) -> str:
    """What to write between two lines. `cut`: not one character more found room on the first, so that a figure may go on.

    A figure is put together only where the whole is a well-formed one; else the line break parts them as printed.
    """
    one, other = fold(before[-40:]), fold(after[:40])
    tail, head = _TAIL.search(one), _HEAD.match(other)
    if tail and head:
        if not _FIGURE.fullmatch(tail[0] + head[0]):
            return "\n"
        return "" if cut or not _FIGURE.fullmatch(tail[0]) or head[0][0] in ".," else "\n"
    if one and other and one[-1].isascii() and other[0].isascii() and one[-1].isalnum() and other[0].isalnum():
        return " "
    return ""


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


def joined(lines: Iterable[Line], margin: float, *, tabs: bool = True) -> list[Piece]:
    """Lines as the pieces of one text; `margin`: where the print ends on the right. Without `tabs` wide gaps are one space."""
    found: list[Piece] = []
    last: Line | None = None
    for line in lines:
        if last is not None:
            between = joint(last.runs[-1].text, line.runs[0].text, cut=is_cut(last, line, margin))
            if between:
                found.append(Piece(between))
        pieces = line.pieces()
        found.extend(pieces if tabs else [Piece(" ") if p.text.startswith("\t") else p for p in pieces])
        last = line
    return found
