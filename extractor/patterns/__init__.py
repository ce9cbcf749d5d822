"""The engine that needs no model: the schema's labels, the genre's sentences and table heads."""

from extractor.patterns.answers import Answer, Answers, answers
from extractor.patterns.engine import propose, proposed, understand
from extractor.patterns.sentences import facts_of_sentences

__all__ = ["Answer", "Answers", "answers", "facts_of_sentences", "propose", "proposed", "understand"]
