"""The bodies of OpenAI's protocol: completions, chunks of a stream, errors, token counts."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

_PIECE = re.compile(r"[\x00-\x7f]{1,4}|[^\x00-\x7f]")
_PIECES_A_CHUNK = 4
_LOGPROB, _UNSURE = -0.05, -1.5


def pieces(text: str) -> list[str]:
    """`text` in tokens of a made-up vocabulary: four ASCII characters, or one other."""
    return _PIECE.findall(text)


def count_tokens(text: str) -> int:
    """About the number of `pieces`, without making them."""
    ascii_count = len(text.encode("ascii", "ignore"))
    return len(text) - ascii_count + (ascii_count + 3) // 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says to one question. `tool`: the tool it calls with `text` as arguments; "" for content."""

    model: str
    text: str
    tool: str
    finish_reason: str
    prompt_tokens: int
    cached_tokens: int
    top_logprobs: int | None
    """None: no logprobs were asked for."""
    unsure: tuple[str, ...] = ()
    """Words whose tokens are unlikely."""
    halves: bool = False
    """Tokens may end within a character."""

    @property
    def usage(self) -> dict[str, Any]:
        """Token counts as the protocol has them."""
        completion = count_tokens(self.text)
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": completion,
            "total_tokens": self.prompt_tokens + completion,
            "prompt_tokens_details": {"cached_tokens": self.cached_tokens},
        }


def completion(answer: Answer) -> dict[str, Any]:
    """The whole answer as one body."""
    message: dict[str, Any] = {"role": "assistant", "content": None if answer.tool else answer.text, "refusal": None}
    if answer.tool:
        message["tool_calls"] = [_tool_call(answer.tool, answer.text)]
    choice: dict[str, Any] = {"index": 0, "message": message, "finish_reason": answer.finish_reason, "logprobs": None}
    if answer.top_logprobs is not None:
        choice["logprobs"] = {"content": _logprobs(answer, pieces(answer.text))}
    return {**_envelope(answer, "chat.completion"), "choices": [choice], "usage": answer.usage}


def chunks(answer: Answer, *, with_usage: bool) -> Iterator[dict[str, Any]]:
    """The answer as the chunks of a stream, the usage last where it was asked for."""
    envelope = _envelope(answer, "chat.completion.chunk")
    first: dict[str, Any] = {"role": "assistant", "content": None if answer.tool else ""}
    if answer.tool:
        first["tool_calls"] = [{"index": 0, **_tool_call(answer.tool, "")}]
    yield {**envelope, "choices": [_delta(first)]}
    said = pieces(answer.text)
    told = _logprobs(replace(answer, halves=False), said)
    for start in range(0, len(said), _PIECES_A_CHUNK):
        part = said[start : start + _PIECES_A_CHUNK]
        text = "".join(part)
        delta: dict[str, Any] = {"tool_calls": [{"index": 0, "function": {"arguments": text}}]} if answer.tool else {"content": text}
        choice = _delta(delta)
        if answer.top_logprobs is not None:
            choice["logprobs"] = {"content": told[start : start + _PIECES_A_CHUNK]}
        yield {**envelope, "choices": [choice]}
    yield {**envelope, "choices": [{**_delta({}), "finish_reason": answer.finish_reason}]}
    if with_usage:
        yield {**envelope, "choices": [], "usage": answer.usage}


def event(chunk: dict[str, Any] | None) -> bytes:
    """A chunk as a server-sent event; None is the end of the stream."""
    data = "[DONE]" if chunk is None else json.dumps(chunk, ensure_ascii=False)
    return f"data: {data}\n\n".encode()


def error(message: str, kind: str, code: str | None = None) -> dict[str, Any]:
    """An error body."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def model_list(names: tuple[str, ...]) -> dict[str, Any]:
    """The body of GET /v1/models."""
    return {"object": "list", "data": [{"id": name, "object": "model", "created": 0, "owned_by": "stand-in"} for name in names]}


def _envelope(answer: Answer, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex[:24]}", "object": kind, "created": int(time.time()), "model": answer.model}


def _delta(delta: dict[str, Any]) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": None}


def _tool_call(name: str, arguments: str) -> dict[str, Any]:
    return {"id": "call_0", "type": "function", "function": {"name": name, "arguments": arguments}}


def _logprobs(answer: Answer, said: list[str]) -> list[dict[str, Any]]:
    """An entry for each token: bytes where they end within a character, whose text is then the mark for what is no character."""
    low = {n for words in answer.unsure if words for m in re.finditer(re.escape(words), answer.text) for n in range(*m.span())}
    told: list[dict[str, Any]] = []
    at = 0
    for piece in said:
        logprob = _UNSURE if low.intersection(range(at, at + len(piece))) else _LOGPROB
        at += len(piece)
        written = piece.encode("utf-8", "replace")
        cut = len(written) // 2 if answer.halves and not piece.isascii() else 0
        told += [_logprob(part, logprob, answer.top_logprobs or 0) for part in (written[:cut], written[cut:]) if part]
    return told


def _logprob(written: bytes, logprob: float, top: int) -> dict[str, Any]:
    own = {"token": written.decode("utf-8", "replace"), "logprob": logprob, "bytes": list(written)}
    others = [{"token": f"?{rank}", "logprob": logprob - rank - 2, "bytes": [63, 48 + rank % 10]} for rank in range(top - 1)]
    return {**own, "top_logprobs": [own, *others] if top else []}
