"""Quotes and figures find their place in the text: figures by value with number boundaries, words by folded or fuzzy match."""

from extractor.grounding.candidate import Candidate, Grounding, Scalar

__all__ = ["Candidate", "Grounding", "Scalar"]
