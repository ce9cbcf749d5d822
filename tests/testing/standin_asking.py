"""How the tests of this room ask: the official client, made once because each one reads the system's certificates."""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx2
import openai

from extractor.testing.standin import StandIn


@cache
def _client() -> openai.OpenAI:
    # A proxy of the machine has no business between a test and 127.0.0.1.
    http = httpx2.Client(trust_env=False)
    return openai.OpenAI(base_url="http://127.0.0.1", api_key="none", max_retries=0, timeout=5, http_client=http)


def client_of(stand_in: StandIn, key: str = "none") -> openai.OpenAI:
    return _client().with_options(base_url=stand_in.base_url, api_key=key)


def say(stand_in: StandIn, text: str = "你好", **more: Any) -> Any:
    """The completion, or the list of a stream's chunks."""
    create: Any = client_of(stand_in).chat.completions.create
    said = create(model="stand-in", messages=[{"role": "user", "content": text}], **more)
    return list(said) if more.get("stream") else said
