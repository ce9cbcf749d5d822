"""The readable form of a stretch of text, each of its characters mapped to its source."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.quantities import fold

_NOTHING = "\u200b\ufeff"  # zero width: no gap between two figures
_WORDLIKE = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class View:
    """`text` is folded and without noise and padding; `offsets[i]` is the source offset of `text[i]`."""

    text: str
    offsets: array[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source span of `text[start:end]` (not empty)."""
        return self.offsets[start], self.offsets[end - 1] + 1


def make_view(text: str, span: tuple[int, int], noise: Sequence[tuple[int, int]] = ()) -> View:
    """The view of `text[span]`. White space goes, except one space where it parts two ASCII words or figures ("2 140")."""
    start, end = span
    folded = fold(text[start:end])
    kept: list[str] = []
    offsets = array("l")
    noises = iter(noise)
    skip = next(noises, None)
    space = -1
    for place, character in enumerate(folded):
        at = start + place
        while skip is not None and at >= skip[1]:
            skip = next(noises, None)
        if skip is not None and skip[0] <= at:
            continue
        if character in _NOTHING:
            continue
        if character.isspace() or character == "\x07":
            if kept:
                space = at
            continue
        if space >= 0 and kept and (_WORDLIKE.match(kept[-1]) or (kept[-1] in ".," and character.isdigit())) and _WORDLIKE.match(character):
            kept.append(" ")
            offsets.append(space)
        space = -1
        kept.append(character)
        offsets.append(at)
    return View("".join(kept), offsets)
