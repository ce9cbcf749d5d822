"""A candidate: a value that an engine proposes for a field, with the characters it was read from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from extractor.documents import Span

Scalar = Decimal | int | str | bool | None


class Grounding(StrEnum):
    """How a value's words were found in the text."""

    EXACT = "exact"  # the figure or words stand there as such
    FOLDED = "folded"  # after width folding and without white space
    FUZZY = "fuzzy"  # words alone, by similarity; never figures
    STATED_NONE = "stated_none"  # 无, 未发生, 持平: words that state a zero or an empty list
    DERIVED = "derived"  # an enum or a date, read from words that stand there in another form


@dataclass(frozen=True, slots=True)
class Repeated:
    """A model was asked the same several times: `asked` replies came, the first one included, and `same` of them gave the value."""

    asked: int
    same: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """`pointer`: the field (list rows numbered by the engine's own order). `figure`: the print itself, `quote`: it with its label.

    `proposer`: patterns or chains. `rank`: lower is better within one engine. `printed`: the figure or words as they
    stand in the text. `others`: further places that state the same value; `rivals`: places that state another one for the
    same thing. `note`: why a person should look at it, "" where nothing speaks for that.

    `sureness`: how likely the model held what it wrote, 0 to 1, by its tokens' log-probabilities: of a figure, code or date
    the least likely token among its digits, of words the mean; None where no model wrote the value (a table's cell that code
    read) or its endpoint did not tell. `repeated`: how often it was given; None where nobody asked twice.
    """

    pointer: str
    value: Scalar
    figure: Span
    quote: Span
    printed: str
    proposer: str
    grounding: Grounding = Grounding.EXACT
    rank: float = 0.0
    similarity: float = 1.0
    label: str = ""
    others: tuple[Span, ...] = ()
    rivals: tuple[Candidate, ...] = ()
    note: str = ""
    sureness: float | None = None
    repeated: Repeated | None = None

    def at(self, pointer: str) -> Candidate:
        """The same candidate for another field."""
        return replace(self, pointer=pointer)
