"""The document's text with nothing in it that a copy may lose, and the places where a quote stands in it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.documents import BlockKind, Document, Span
from extractor.quantities import fold

# White space, table rules, Markdown emphasis and quotation marks: a model that copies a table row or a name may drop or change them.
_DROPPED = frozenset(" \t\r\n\f\v\x07|*`\"'“”‘’「」\u200b\ufeff\u2028\u2029")
_EDGES = ",。;:、.!?…·-—#"
_KEPT_LOOSE = ".%‰"
_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence of a quote: its source span, the index of the block it begins in, and how far that is from the block
    named (0: in it, 1: a neighbour, 2: the same section, 3: elsewhere, 4: the contents list)."""

    span: Span
    block: int
    tier: int


def key_of(words: str) -> str:
    """`words` as they are looked for in a compact text: folded, without what a copy may lose."""
    return "".join(c for c in fold(words) if c not in _DROPPED)


def loose_key_of(words: str) -> str:
    """`words` without any punctuation but the decimal point and the percent sign."""
    return "".join(c for c in fold(words) if c.isalnum() or c in _KEPT_LOOSE)


@dataclass(frozen=True, slots=True)
class CompactText:
    """A compact text; `offsets[i]` is the source offset of its i-th character."""

    text: str
    offsets: array[int]

    def source(self, start: int, end: int) -> Span:
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


class Compact:
    """The compact text of a document, made from the views of its blocks, so that words cut by a page break are whole."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._numbers = {b.id: n for n, b in enumerate(document.blocks)}
        self._starts = [b.span.start for b in document.blocks]

    @cached_property
    def strict(self) -> CompactText:
        """Without space, table rules, emphasis and quotation marks."""
        kept: list[str] = []
        offsets = array("l")
        for block in self.document.blocks:
            view = self.document.view(block.span)
            for character, offset in zip(view.text, view.offsets, strict=True):
                if character not in _DROPPED:
                    kept.append(character)
                    offsets.append(offset)
        return CompactText("".join(kept), offsets)

    @cached_property
    def loose(self) -> CompactText:
        """Without punctuation, too."""
        kept = [(c, o) for c, o in zip(self.strict.text, self.strict.offsets, strict=True) if c.isalnum() or c in _KEPT_LOOSE]
        return CompactText("".join(c for c, _ in kept), array("l", (o for _, o in kept)))

    def number(self, block: str) -> int:
        """The index of the block of that id; -1 where the document has none."""
        return self._numbers.get(block.strip().strip("[]"), -1)

    def block_of(self, offset: int) -> int:
        """The index of the block that holds or precedes the source offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def before(self, offset: int, length: int) -> str:
        """Up to `length` compact characters before a source offset, none from other blocks."""
        at = bisect_left(self.strict.offsets, offset)
        first = bisect_left(self.strict.offsets, self._starts[self.block_of(offset)])
        return self.strict.text[max(first, at - length) : at]

    def stretch(self, span: Span) -> tuple[int, int]:
        """Where a source span begins and ends in the compact text."""
        return bisect_left(self.strict.offsets, span.start), bisect_left(self.strict.offsets, span.end)

    def places(self, quote: str, block: str = "", near: Span | None = None) -> list[Place]:
        """Where the quote stands, best first: in the block named, around it, in its section, anywhere."""
        return self._ranked(self._occurrences(self.strict, key_of(quote).strip(_EDGES)), block, near)

    def loose_places(self, quote: str, block: str = "", near: Span | None = None) -> list[Place]:
        """Where the quote stands but for punctuation; none for a quote of less than four characters."""
        key = loose_key_of(quote).strip(".")
        return self._ranked(self._occurrences(self.loose, key), block, near) if len(key) >= 4 else []

    def words_places(self, words: str, block: str) -> list[Place]:
        """Where words stand, their own punctuation counted."""
        return self._ranked(self._occurrences(self.strict, key_of(words)), block, None)

    def tier(self, number: int, named: int) -> int:
        """How far a block is from the one named; -1: none is named."""
        blocks = self.document.blocks
        if blocks[number].kind is BlockKind.CONTENTS:
            return 4
        if named < 0:
            return 3
        if number == named:
            return 0
        if abs(number - named) <= _NEIGHBOURS:
            return 1
        return 2 if blocks[number].section == blocks[named].section else 3

    @staticmethod
    def _occurrences(text: CompactText, key: str) -> Iterator[Span]:
        at = text.text.find(key) if key else -1
        while at >= 0:
            yield text.source(at, at + len(key))
            at = text.text.find(key, at + 1)

    def _ranked(self, spans: Iterator[Span], block: str, near: Span | None) -> list[Place]:
        named = self.number(block)
        found: list[Place] = []
        for span in spans:
            first, last = self.block_of(span.start), self.block_of(span.end - 1)
            tier = min(self.tier(first, named), self.tier(last, named))
            found.append(Place(span, first, tier))
        return sorted(found, key=lambda p: (p.tier, _gap(p.span, near), p.span.start))


def _gap(span: Span, near: Span | None) -> int:
    if near is None:
        return 0
    return max(near.start - span.end, span.start - near.end, 0)
