"""Column heads of tables whose heads stand in several rows."""

from __future__ import annotations

from collections.abc import Sequence


def joined_heads(heads: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The words of each column, upper head first, parted by /: a merged upper head reaches over the empty cells to its right."""
    width = max((len(h) for h in heads), default=0)
    names = [""] * width
    for depth, head in enumerate(heads):
        over = ""
        for column in range(width):
            words = head[column] if column < len(head) else ""
            if words:
                over = words
            elif depth < len(heads) - 1 and column < len(head):
                words = over
            if words and words not in names[column].split("/"):
                names[column] = f"{names[column]}/{words}" if names[column] else words
    return tuple(names)
