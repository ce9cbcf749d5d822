"""What kinds of endpoints understand of structured output, as users meet them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast


class Support(StrEnum):
    """How an endpoint takes one way of asking for JSON."""

    HONOURED = "honoured"
    REFUSED = "refused"
    """400."""
    IGNORED = "ignored"
    """As if it had not been asked."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of endpoint; `needs_word`: json_object is refused unless the messages have the word JSON (Qwen does so).

    `halves`: its tokens end within characters, as those of byte vocabularies do; seen where log-probabilities are told.
    """

    json_schema: Support = Support.HONOURED
    tools: Support = Support.HONOURED
    json_object: Support = Support.HONOURED
    needs_word: bool = False
    logprobs: Support = Support.HONOURED
    halves: bool = False


_REFUSED, _IGNORED = Support.REFUSED, Support.IGNORED

DIALECTS: dict[str, Dialect] = {
    "openai": Dialect(),
    "deepseek": Dialect(json_schema=_REFUSED, needs_word=True),
    "qwen": Dialect(json_schema=_REFUSED, tools=_REFUSED, needs_word=True),
    "vllm": Dialect(tools=_REFUSED),
    "ollama": Dialect(json_schema=_IGNORED, tools=_REFUSED),
    "plain": Dialect(_REFUSED, _REFUSED, _REFUSED),
    "deaf": Dialect(_IGNORED, _IGNORED, _IGNORED),
}

_SCHEMA_REFUSAL = "This response_format type is unavailable now"
_TOOL_REFUSAL = "This model does not support tools"
_OBJECT_REFUSAL = "response_format is not supported by this server"
_LOGPROB_REFUSAL = "logprobs is not supported by this model"
_WORD_REFUSAL = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body asks for: the schema it names and the tool it forces ("" where none)."""

    schema: dict[str, Any] | None
    tool: str
    ignored: bool
    """A structure was asked for and this endpoint passes over it."""


def refusal(body: dict[str, Any], dialect: Dialect, prompt: str) -> str | None:
    """The endpoint's message where it refuses the body's format with 400."""
    if body.get("logprobs") and dialect.logprobs is Support.REFUSED:
        return _LOGPROB_REFUSAL
    kind = _format(body)
    if kind == "json_schema" and dialect.json_schema is Support.REFUSED:
        return _SCHEMA_REFUSAL
    if kind == "json_object" and dialect.json_object is Support.REFUSED:
        return _OBJECT_REFUSAL
    if kind == "json_object" and dialect.needs_word and "json" not in prompt.lower():
        return _WORD_REFUSAL
    return _TOOL_REFUSAL if body.get("tools") and dialect.tools is Support.REFUSED else None


def asked(body: dict[str, Any], dialect: Dialect) -> Asked:
    """What the body asks for as far as the dialect listens."""
    if body.get("tools"):
        if dialect.tools is not Support.HONOURED:
            return Asked(None, "", ignored=True)
        function = cast(dict[str, Any], body["tools"][0].get("function", {}))
        return Asked(function.get("parameters", {}), str(function.get("name", "tool")), ignored=False)
    kind = _format(body)
    if kind == "json_schema":
        if dialect.json_schema is not Support.HONOURED:
            return Asked(None, "", ignored=True)
        return Asked(body["response_format"].get("json_schema", {}).get("schema", {}), "", ignored=False)
    return Asked(None, "", ignored=False)


def _format(body: dict[str, Any]) -> str:
    said: object = body.get("response_format")
    return str(cast(dict[str, object], said).get("type", "")) if isinstance(said, dict) else ""
