"""The engine that needs no model: the schema's labels, the genre's sentences and table heads."""

from extractor.patterns.engine import propose

__all__ = ["propose"]
