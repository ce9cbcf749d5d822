"""What becomes of a value that a model replied: it is tied to characters of the document, or refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from extractor.documents import Span
from extractor.grounding.candidate import Grounding
from extractor.quantities import Quantity


class Ungrounded(StrEnum):
    """Why a value can't be tied to the text."""

    NOT_A_FIGURE = "not_a_figure"  # what was given as printed holds no figure, several, or a malformed one (18,03.82)
    NO_SUCH_FIGURE = "no_such_figure"  # no figure of that value and dimension stands anywhere in the document
    QUOTE_NOT_FOUND = "quote_not_found"  # the quote stands nowhere, and the named block has no such figure after such words
    FIGURE_NOT_IN_QUOTE = "figure_not_in_quote"  # the quote stands there, with other figures
    OTHER_UNIT = "other_unit"  # the digits stand there with a unit that contradicts the printed one or the field's
    OTHER_SIGN = "other_sign"  # the digits stand there with another sign, and no direction word explains it
    AMBIGUOUS_BLOCK = "ambiguous_block"  # the figure stands several times and nothing tells which is meant
    NO_SUCH_WORDS = "no_such_words"  # neither exactly nor (where allowed) similarly


@dataclass(frozen=True, slots=True)
class Grounded:
    """A value tied to the document; all spans are offsets into `Document.text`.

    `figure`: the digits (a figure's number without sign and unit), the words that state none, or the words looked for.
    `quote`: the statement they stand in. `similarity`: 1.0 where the quote (or the words) stand there as given, lower where
    it was paraphrased. `others`: further places of the same statement, without `figure`. `block`: the id of the block.
    `quantity`: the document's own reading of the figure, with offsets into `Document.text`; its unit is the one that
    governs it there, PLAIN where nothing tells. The value to keep is `quantity.into(field unit)` (its own `value`
    for a field without unit), never what the model printed. None for words and for a stated none, which is 0.
    """

    figure: Span
    quote: Span
    grounding: Grounding
    similarity: float
    others: tuple[Span, ...]
    block: str
    quantity: Quantity | None


@dataclass(frozen=True, slots=True)
class NotGrounded:
    """A refused value: `reason`, and in `detail` what was looked for or stands there instead."""

    reason: Ungrounded
    detail: str
