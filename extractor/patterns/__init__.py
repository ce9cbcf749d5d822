"""The engine that needs no model: the schema's labels, the genre's sentences and table heads."""

from extractor.patterns.engine import propose
from extractor.patterns.sentences import facts_of_sentences

__all__ = ["facts_of_sentences", "propose"]
