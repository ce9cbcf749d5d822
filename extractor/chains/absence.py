"""Whether a report says that a list is empty: a model's word for it is shown to a person unless the text has such words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.documents import Block, BlockKind, Document
from extractor.grounding.asked import stated_none
from extractor.quantities import fold
from extractor.schema import ListField

_SENTENCE = re.compile(r"[^。；;！!]+")
_NOTHING = re.compile(r"[未没]有?发现|[未不]涉及")
_NEAR = 24  # characters between the list's name and the words: 存在的主要问题和不足：本年度经自查未发现…
_SHORT = 40  # a paragraph below a heading that says no more than that there is none


def states_absence(document: Document, listed: ListField, blocks: Iterable[Block]) -> bool:
    """Whether a sentence, a row of a table or a short paragraph below a heading names the list and says there is none."""
    names = {fold(w) for w in (listed.title, *listed.names, *(part for label in listed.labels for part in label.text.split("…")))}
    wanted = [re.escape(w) for w in sorted(names, key=len, reverse=True) if len(w) >= 2]
    if not wanted:
        return False
    named = re.compile("|".join(wanted))
    below = False
    for block in blocks:
        lines = list(_lines(document, block))
        if below and block.kind is not BlockKind.HEADING and len(lines) == 1 and len(lines[0]) <= _SHORT and _none(lines[0]):
            return True
        below = block.kind is BlockKind.HEADING and any(named.search(line) for line in lines)
        for line in lines:
            if any(
                _none(line[max(m.start() - _NEAR, 0) : m.start()]) or _none(line[m.end() : m.end() + _NEAR]) for m in named.finditer(line)
            ):
                return True
    return False


def _lines(document: Document, block: Block) -> Iterable[str]:
    if block.kind is BlockKind.TABLE:
        return [fold(" ".join(c.words for c in row if c.words)) for row in document.tables[block.table].rows]
    return [m[0] for m in _SENTENCE.finditer(fold(document.words(block.span))) if m[0].strip()]


def _none(words: str) -> bool:
    return stated_none(words) is not None or _NOTHING.search(words) is not None
