"""The figures of a Document, to compare what two formats of one report say."""

from __future__ import annotations

from collections import Counter

from extractor.documents import Document
from extractor.quantities import find_quantities


def figures(document: Document) -> Counter[tuple[str, str]]:
    """How often each figure with its unit stands in the document's blocks, its tables cell by cell."""
    found: Counter[tuple[str, str]] = Counter()
    for block in document.blocks:
        if block.table < 0:
            words = [document.words(block.span)]
        else:
            words = [cell.words for row in document.tables[block.table].rows for cell in row]
        found.update((str(q.value), q.unit.symbol) for said in words for q in find_quantities(said))
    return found
