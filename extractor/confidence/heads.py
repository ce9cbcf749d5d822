"""What a list's figure is called where it stands: by the head of its column, or by the words between the figure before it and it."""

from __future__ import annotations

from enum import StrEnum

from extractor.confidence.rows import Spots
from extractor.documents import Document, Span
from extractor.patterns import fits_head, table_heads
from extractor.quantities import find_quantities
from extractor.schema import Field, ListField

_NEAR = 40  # characters before a figure


class Called(StrEnum):
    """Whether a figure is called by its property's labels."""

    OWN = "own"
    OTHER = "other"
    NONE = "none"
    ALONE = "alone"  # by no label, and the list has no other property of its kind that it could be


class Callings:
    """The names of a document's list figures."""

    def __init__(self, document: Document, where: Spots) -> None:
        self.document = document
        self.where = where
        self._heads: dict[int, tuple[tuple[str, ...], ...]] = {}

    def of(self, figure: Span, field: Field, listed: ListField) -> Called:
        """How a figure is called; ALONE for a property that has no labels, for nothing can be said of it."""
        if not field.labels:
            return Called.ALONE
        called = self._called(figure, field, listed)
        kin = any(f is not field and f.numeric and f.unit.dimension is field.unit.dimension for f in listed.fields)
        return Called.ALONE if called is Called.NONE and not kin else called

    def _called(self, figure: Span, field: Field, listed: ListField) -> Called:
        cell = self.where.cell(figure)
        if cell is None:
            return self._in_words(figure, field, listed)
        block = self.document.block_at(figure.start)
        heads = self._of_table(block.table) if block is not None else ()
        head = heads[cell.row][cell.column] if cell.row < len(heads) and cell.column < len(heads[cell.row]) else ""
        own = fits_head(head, field)
        others = max((fits_head(head, f) for f in listed.fields if f is not field), default=0)
        return Called.OWN if own and own >= others else Called.OTHER if others else Called.NONE

    def _in_words(self, figure: Span, field: Field, listed: ListField) -> Called:
        block = self.document.block_at(figure.start)
        start = max(block.span.start if block is not None else 0, figure.start - _NEAR)
        before = self.document.words(Span(start, figure.start))
        last = max((q.end for q in find_quantities(before)), default=0)
        words = before[last:]
        own = _longest(words, field)
        others = max((_longest(words, f) for f in listed.fields if f is not field and f.numeric), default=0)
        return Called.OWN if own and own >= others else Called.OTHER if others else Called.NONE

    def _of_table(self, table: int) -> tuple[tuple[str, ...], ...]:
        known = self._heads.get(table)
        if known is None:
            known = self._heads[table] = table_heads(self.document.tables[table])
        return known


def _longest(words: str, field: Field) -> int:
    return max((len(label.text) for label in field.labels if label.text and label.text in words), default=0)
