"""The engine that needs no model: the schema's labels, the genre's sentences and table heads."""

from extractor.patterns.answers import Answer, Answers, answers
from extractor.patterns.columns import fits_head, table_heads
from extractor.patterns.engine import propose, proposed, understand
from extractor.patterns.sentences import facts_of_sentences

__all__ = ["Answer", "Answers", "answers", "facts_of_sentences", "fits_head", "propose", "proposed", "table_heads", "understand"]
