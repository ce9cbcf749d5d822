"""One HTTP request through langchain's ChatOpenAI, with nothing of the raw answer lost."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from extractor.llm.request import Message
from extractor.llm.retry import CallFailed, Failure, of_connection, of_protocol, of_status, of_timeout
from extractor.llm.tokens import Tokens, read_tokens

if TYPE_CHECKING:
    import httpx2
    from langchain_core.messages import AIMessage
    from langchain_openai import ChatOpenAI
    from openai import APIStatusError

    from extractor.llm.settings import EndpointSettings

# All names langsmith looks at: a switch left on elsewhere must not send documents to a third party.
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


def no_tracing() -> None:
    """Switch langsmith's tracing off for this process, whatever the environment said."""
    for name in _TRACING:
        os.environ[name] = "false"


@cache
def _synchronous_client() -> httpx2.Client:
    # Nothing is sent through it; langchain would make one for each endpoint and read the system's certificates again.
    from openai import DefaultHttpxClient

    return DefaultHttpxClient()


@dataclass(frozen=True, slots=True)
class RawReply:
    """What the endpoint answered, before anything is read out of it.

    Counts of tokens are 0 and `counted` False where it told none; `tokens` None where it told no log-probabilities.
    """

    text: str
    finish_reason: str
    refusal: str
    model: str
    counted: bool
    prompt_tokens: int
    completion_tokens: int
    cached_prompt_tokens: int
    tokens: Tokens | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks for that endpoints may refuse."""

    format: bool = False
    logprobs: bool = False


class Client:
    """The connection to one endpoint; belongs to the event loop it is first used in."""

    def __init__(self, settings: EndpointSettings) -> None:
        no_tracing()
        from langchain_openai import ChatOpenAI
        from openai import DefaultAsyncHttpxClient, Timeout
        from pydantic import SecretStr

        self._settings = settings
        timeout = Timeout(settings.timeout_seconds, connect=settings.connect_timeout_seconds)
        # langchain's own client is shared by all in the process and tied to one event loop; this one can be closed.
        self._http = DefaultAsyncHttpxClient(timeout=timeout)
        self._model: ChatOpenAI = ChatOpenAI(
            model=settings.model or "unnamed",
            base_url=settings.url,
            # Without a key the client would take another program's from the environment.
            api_key=settings.api_key or SecretStr("none"),
            timeout=timeout,
            max_retries=0,
            http_async_client=self._http,
            http_client=_synchronous_client(),
            # Else read from OPENAI_PROXY, which langchain won't have together with a client; HTTPS_PROXY works.
            openai_proxy="",
            use_responses_api=False,
        )

    async def send(self, messages: tuple[Message, ...], body: Mapping[str, object]) -> RawReply:
        """Ask once. Raises CallFailed."""
        import openai

        asked = _Asked("response_format" in body or "tools" in body, "logprobs" in body)
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                # Everything goes through extra_body: the client neither parses, renames nor drops what it holds.
                answer = await self._model.ainvoke([(m.role, m.content) for m in messages], extra_body=dict(body))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # What langchain raises when a 200 is no chat completion: HTML, null choices, an error object.
            raise CallFailed(self._of_answer(error, asked)) from None
        except (openai.APIError, TimeoutError) as error:
            raise CallFailed(self._of_exception(error, asked)) from None
        return _raw(answer)

    async def models(self) -> tuple[str, ...]:
        """Names of the models the endpoint lists, sorted. Raises CallFailed."""
        import openai

        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                client = self._model.root_async_client
                page: object = await client.models.list()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CallFailed(self._of_answer(error, _Asked())) from None
        except (openai.APIError, TimeoutError) as error:
            raise CallFailed(self._of_exception(error, _Asked())) from None
        listed: object = getattr(page, "data", None)
        if not isinstance(listed, list):
            raise CallFailed(of_protocol("GET /models", self._settings))
        return tuple(sorted(str(getattr(model, "id", "")) for model in cast(list[object], listed)))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _of_exception(self, error: Exception, asked: _Asked) -> Failure:
        import openai

        settings = self._settings
        if isinstance(error, TimeoutError | openai.APITimeoutError):
            return of_timeout(settings)
        if isinstance(error, openai.APIStatusError):
            headers = error.response.headers
            return of_status(error.status_code, _message_of(error), headers, settings, structured=asked.format, logprobs=asked.logprobs)
        if isinstance(error, openai.APIConnectionError):
            cause = error.__cause__ or error
            # langchain wraps the client's error, which wraps the transport's: the innermost one says why.
            while cause.__cause__ is not None:
                cause = cause.__cause__
            return of_connection(f"{type(cause).__name__}: {cause}".rstrip(": "), settings)
        return of_protocol(str(error), settings)

    def _of_answer(self, error: Exception, asked: _Asked) -> Failure:
        said: object = error.args[0] if error.args else ""
        if isinstance(said, dict):
            inner = cast(dict[str, object], said)
            code, message = inner.get("code"), str(inner.get("message", inner))
            # Some gateways answer 200 and put the real status into the body.
            if isinstance(code, int | str) and str(code).isdigit() and 400 <= int(code) < 600:
                return of_status(int(code), message, {}, self._settings, structured=asked.format, logprobs=asked.logprobs)
            return of_protocol(message, self._settings)
        return of_protocol(str(said), self._settings)


def _message_of(error: APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict):
        fields = cast(dict[str, object], body)
        inner = fields.get("error", fields)
        if isinstance(inner, dict):
            fields = cast(dict[str, object], inner)
        message, code = fields.get("message") or fields.get("detail"), fields.get("code")
        if message:
            return f"{message} ({code})" if isinstance(code, str) and code else str(message)
    return body if isinstance(body, str) and body else error.message


def _raw(answer: AIMessage) -> RawReply:
    metadata = cast(dict[str, Any], answer.response_metadata)  # pyright: ignore[reportUnknownMemberType]
    told: object = metadata.get("token_usage")
    usage = cast(dict[str, Any], told) if isinstance(told, dict) else {}
    details = cast(dict[str, Any], usage.get("prompt_tokens_details") or {})
    # DeepSeek names its cached tokens otherwise.
    cached = details.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or 0
    return RawReply(
        text=_text_of(answer),
        finish_reason=str(metadata.get("finish_reason") or ""),
        refusal=str(cast(dict[str, Any], answer.additional_kwargs).get("refusal") or ""),  # pyright: ignore[reportUnknownMemberType]
        model=str(metadata.get("model_name") or ""),
        counted="prompt_tokens" in usage,
        prompt_tokens=int(usage.get("prompt_tokens") or 0),
        completion_tokens=int(usage.get("completion_tokens") or 0),
        cached_prompt_tokens=int(cached),
        tokens=read_tokens(metadata.get("logprobs")),
    )


def _text_of(answer: AIMessage) -> str:
    """The arguments of the tool that was called, else the content."""
    if answer.tool_calls:
        return json.dumps(answer.tool_calls[0]["args"], ensure_ascii=False)
    if answer.invalid_tool_calls:
        return answer.invalid_tool_calls[0]["args"] or ""
    content = cast(object, answer.content)  # pyright: ignore[reportUnknownMemberType]
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
