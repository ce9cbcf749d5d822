"""What a chain asks of the endpoint, and the hash that says when two questions are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]

# Part of every key: raised when the way a request is put to the endpoint changes what it answers.
KEY_VERSION = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question.

    `chain` and `prompt_version` say whose it is, `document` which file it is about: labels for logs and errors.
    `reply_schema` is the JSON Schema of the answer (None: free text), `reply_name` its name for the endpoint.
    `logprobs`: the tokens' log-probabilities are of use, where the settings ask for them. `repetition`: 0 for the question
    itself, n for its n-th repetition, asked at another temperature and with another seed.
    """

    chain: str
    prompt_version: str
    messages: tuple[Message, ...]
    reply_schema: dict[str, Any] | None
    reply_name: str
    document: str
    logprobs: bool = False
    repetition: int = 0

    def key(
        self,
        model: str,
        temperature: float | None,
        *,
        max_output_tokens: int | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> str:
        """sha256 (hex) over everything that changes the answer, and over no label: log-probabilities change none.

        The prompt's text is in the messages, so its version need not be; the address is not part of it, which is why
        the cache keeps a folder for each endpoint.
        """
        essence = {
            "version": KEY_VERSION,
            "model": model,
            "temperature": temperature,
            "max_output_tokens": max_output_tokens,
            "extra": dict(extra or {}),
            "messages": [[message.role, message.content] for message in self.messages],
            "schema": self.reply_schema,
        }
        return hashlib.sha256(canonical(essence).encode("ascii")).hexdigest()


def canonical(value: object) -> str:
    """JSON in one spelling: keys sorted, ASCII only (a lone surrogate can't be encoded otherwise).

    Sorted keys make two schemas equal that differ in property order alone; none of ours do.
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)


def schema_hash(schema: dict[str, Any] | None) -> str:
    """A short name for a reply schema, to remember how an endpoint took it."""
    return hashlib.sha256(canonical(schema).encode("ascii")).hexdigest()[:16]
