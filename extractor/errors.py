"""Errors sorted by who must act: the operator, the document, the model, or us.

Each carries the document and stage it happened in, what happened and the remedy, both in two languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.words import Language, Text


@dataclass(eq=False)
class ExtractorError(Exception):
    """Base of every error a caller may see.

    `said` is what happened, `remedy` what to do about it, `document` the file's name ("" where none is concerned),
    `stage` the room it happened in (read, schema, endpoint, chain …), `attempt` the 1-based try (0: not tried).
    """

    said: Text
    remedy: Text
    document: str = ""
    stage: str = ""
    attempt: int = 0

    def into(self, language: Language) -> str:
        """One line for a person: document, what happened, remedy."""
        colon, stop = ("：", "。") if language == "zh" else (": ", ". ")
        where = f"{self.document}{colon}" if self.document else ""
        return f"{where}{self.said.into(language)}{stop}{self.remedy.into(language)}"

    def __str__(self) -> str:
        return self.into("en")


class OperatorError(ExtractorError):
    """Settings, options, schema or prompt files are wrong: the person who runs the program must act."""


class EndpointError(OperatorError):
    """The endpoint refuses or can't be reached: address, key, model name or quota (400, 401, 403, 404, no route)."""


class SchemaError(OperatorError):
    """A JSON Schema can't be used: syntax, $ref, or a word of the x- vocabulary."""


class BudgetError(OperatorError):
    """The limit on requests or money that the operator set is reached; what was done stays."""


class ComponentError(OperatorError):
    """A package or program that reads this kind of file is not installed, or can't be run: other kinds can still be read."""


class DocumentError(ExtractorError):
    """This file can't be read or is no document: it is set aside with the reason, the others go on."""


class ModelError(ExtractorError):
    """The model's reply can't be used after the bounded tries: asking again later may help."""


class InternalError(ExtractorError):
    """A bug of ours."""
