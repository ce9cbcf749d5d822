"""What comes back from the endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from extractor.errors import ModelError
from extractor.llm.modes import StructuredMode
from extractor.llm.tokens import Tokens
from extractor.llm.usage import Usage
from extractor.words import Text


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that could be read.

    `data` is its JSON (None where the request had no schema); it parses, but whether it satisfies the schema is for the
    chain to check. `text` is what the model wrote (of a tool call: its arguments), unchanged.
    `repaired`: the JSON was broken and json-repair mended it.
    `tokens`: with their log-probabilities; None where nobody asked for these or the endpoint told none.
    `attempts` counts HTTP requests behind this answer (0 from the cache), `usage` what they cost, failed ones included.
    """

    data: dict[str, Any] | list[Any] | None
    text: str
    mode: StructuredMode
    usage: Usage
    from_cache: bool
    repaired: bool
    attempts: int
    finish_reason: str
    model: str
    tokens: Tokens | None = None


@dataclass
class CutReply(ModelError):
    """The answer (or the question, then `text` is "") is longer than the model allows: ask for less at a time.

    `text` is what arrived before the cut. It is never completed by guessing.
    """

    text: str = ""
    usage: Usage = field(default_factory=Usage)


def cut(text: str, document: str, attempts: int, usage: Usage) -> CutReply:
    """The error for an answer of which only `text` arrived."""
    return CutReply(
        Text("模型的回复超过了长度上限，被截断", "the model's reply is longer than allowed and was cut"),
        Text("请分成更小的部分提问，或调高 EXTRACTOR_MAX_OUTPUT_TOKENS", "ask for less at a time or raise EXTRACTOR_MAX_OUTPUT_TOKENS"),
        document=document,
        stage="endpoint",
        attempt=attempts,
        text=text,
        usage=usage,
    )


def unusable(reason: Text, document: str, attempts: int) -> ModelError:
    """The error for an answer that can't be read."""
    remedy = Text("请重试该文档，或换用更强的模型", "try the document again or use a stronger model")
    return ModelError(reason, remedy, document=document, stage="endpoint", attempt=attempts)


def refused(why: str, document: str, attempts: int) -> ModelError:
    """The error for a model that would not answer; `why` in the endpoint's words."""
    return ModelError(
        Text(f"模型拒绝回答（{why}）", f"the model refuses to answer ({why})"),
        Text("请换用其他模型处理该文档", "use another model for this document"),
        document=document,
        stage="endpoint",
        attempt=attempts,
    )
