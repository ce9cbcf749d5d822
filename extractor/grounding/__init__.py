"""Quotes and figures find their place in the text: figures by value with number boundaries, words by folded or fuzzy match."""

from extractor.grounding.candidate import Candidate, Grounding, Repeated, Scalar
from extractor.grounding.figures import ground_figure
from extractor.grounding.index import Figure, FigureIndex
from extractor.grounding.outcome import Grounded, NotGrounded, Ungrounded
from extractor.grounding.units import units_agree
from extractor.grounding.words import ground_words

__all__ = [
    "Candidate",
    "Figure",
    "FigureIndex",
    "Grounded",
    "Grounding",
    "NotGrounded",
    "Repeated",
    "Scalar",
    "Ungrounded",
    "ground_figure",
    "ground_words",
    "units_agree",
]
