"""What a failed request means and whether asking again can help; one layer, with the endpoint's own wish for a pause honoured."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from extractor.errors import EndpointError, ExtractorError, ModelError
from extractor.llm.reply import CutReply
from extractor.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenacity import AsyncRetrying, RetryCallState

    from extractor.llm.settings import EndpointSettings

_SHOWN_CHARACTERS = 300


class Fate(StrEnum):
    """What to do after a failure."""

    RETRY = "retry"
    """The same request may succeed later."""
    LOWER = "lower"
    """The endpoint refuses this structured mode: ask in a lower one."""
    WITHOUT = "without"
    """The endpoint refuses to tell log-probabilities: ask without them."""
    STOP = "stop"
    """The request will never succeed."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that failed: what follows from it, and the error that a caller sees if nothing does."""

    fate: Fate
    kind: type[ExtractorError]
    said: Text
    remedy: Text
    pause: float | None = None
    """Seconds the endpoint asked to wait; None: it said nothing."""

    def error(self, document: str, attempt: int) -> ExtractorError:
        """The error for `document` after `attempt` requests."""
        return self.kind(self.said, self.remedy, document=document, stage="endpoint", attempt=attempt)


class CallFailed(Exception):
    """One HTTP request failed. Never leaves this room."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.said.en)
        self.failure = failure


_FORMAT_WORDS = re.compile(
    r"response_format|response format|json_schema|json_object|json mode|structured output|tool|function|guided|grammar|schema", re.I
)
# Routers answer 404 and grammar compilers 500 for a format they can't serve; these statuses need surer words.
_SURE_FORMAT_WORDS = re.compile(r"response_format|json_schema|json_object|tool_choice|tool use|support tools|guided|grammar", re.I)
_CONTEXT_WORDS = re.compile(
    r"context_length_exceeded|context length|context window|maximum context|prompt is too long|input length|too many tokens"
    r"|input tokens exceed|exceeds? the .{0,20}context|输入.{0,6}超出|上下文长度",
    re.I,
)
_INSPECTION_WORDS = re.compile(
    r"data_inspection_failed|content_filter|content_policy|inappropriate content|content exists risk|敏感|违规", re.I
)
# Refused as a parameter nobody knows (400, 422), one the model may not be asked for (403), or one its server can't compute.
_LOGPROB_WORDS = re.compile(r"log[ _-]?prob", re.I)
_LOGPROB_STATUSES = (400, 403, 422, 500, 501)
_QUOTA_WORDS = re.compile(r"insufficient_quota|insufficient balance|exceeded your current quota|arrear|欠费|余额不足", re.I)


def of_status(
    status: int, message: str, headers: Mapping[str, str], settings: EndpointSettings, *, structured: bool, logprobs: bool = False
) -> Failure:
    """The failure an HTTP status means. `message` is the endpoint's own; `structured`: a format was asked for, `logprobs`: these were."""
    shown = scrub(message, settings)
    words = f"HTTP {status}: {shown}" if shown else f"HTTP {status}"
    if status == 402 or (status in (403, 429) and _QUOTA_WORDS.search(message)):
        return _stop(
            Text(f"接口额度用完（{words}）", f"the endpoint's quota is used up ({words})"),
            Text("请在服务商处充值或更换密钥", "top up at the provider or use another key"),
        )
    if logprobs and status in _LOGPROB_STATUSES and _LOGPROB_WORDS.search(message):
        return _refused(words, Fate.WITHOUT)
    if structured and status in (404, 500, 501) and _SURE_FORMAT_WORDS.search(message):
        return _refused(words, Fate.LOWER)
    if status in (408, 409, 425, 429) or status >= 500:
        pause = pause_of(headers)
        if pause is not None:
            words += f"; Retry-After {pause:g} s"
        return Failure(
            Fate.RETRY,
            ModelError,
            Text(f"接口暂时不可用（{words}）", f"the endpoint is busy or broken ({words})"),
            Text(
                "请稍后再试；经常出现时调低 EXTRACTOR_CONCURRENCY 或 EXTRACTOR_REQUESTS_PER_MINUTE",
                "try again later; if it happens often, lower EXTRACTOR_CONCURRENCY or EXTRACTOR_REQUESTS_PER_MINUTE",
            ),
            pause=pause,
        )
    match status:
        case 401:
            return _stop(
                Text(f"接口拒绝了密钥（{words}）", f"the endpoint refuses the key ({words})"),
                Text("请设置正确的 EXTRACTOR_API_KEY", "set EXTRACTOR_API_KEY to a valid key"),
            )
        case 403:
            return _stop(
                Text(f"密钥没有权限（{words}）", f"the key lacks permission ({words})"),
                Text("请在服务商处为该密钥开通此模型", "let the provider open this model to the key"),
            )
        case 404 | 405:
            return _stop(
                Text(f"{settings.shown_url} 没有此地址或模型（{words}）", f"no such address or model at {settings.shown_url} ({words})"),
                Text(
                    "请检查 EXTRACTOR_BASE_URL（通常以 /v1 结尾）和 EXTRACTOR_MODEL",
                    "check EXTRACTOR_BASE_URL (it usually ends in /v1) and EXTRACTOR_MODEL",
                ),
            )
        case _:
            return _of_refusal(status, message, words, structured=structured)


def _of_refusal(status: int, message: str, words: str, *, structured: bool) -> Failure:
    if status == 413 or _CONTEXT_WORDS.search(message):
        return Failure(
            Fate.STOP,
            CutReply,
            Text(f"请求超过了模型的上下文长度（{words}）", f"the request is longer than the model's context ({words})"),
            Text("请调低 EXTRACTOR_CONTEXT_TOKENS，让文档分得更小", "lower EXTRACTOR_CONTEXT_TOKENS: documents are split smaller then"),
        )
    if _INSPECTION_WORDS.search(message):
        return Failure(
            Fate.STOP,
            ModelError,
            Text(f"服务商的内容审查拒绝了请求（{words}）", f"the provider's content inspection refused the request ({words})"),
            Text("请换用其他模型或接口处理该文档", "use another model or endpoint for this document"),
        )
    lower = structured and _FORMAT_WORDS.search(message) is not None
    return _refused(words, Fate.LOWER if lower else Fate.STOP)


def _refused(words: str, fate: Fate) -> Failure:
    return Failure(
        fate,
        EndpointError,
        Text(f"接口拒绝了请求（{words}）", f"the endpoint refuses the request ({words})"),
        Text("请按接口的说明调整 EXTRACTOR_* 设置", "change the EXTRACTOR_* settings as the endpoint says"),
    )


def of_timeout(settings: EndpointSettings) -> Failure:
    """No answer within the time allowed."""
    seconds = f"{settings.timeout_seconds:g}"
    return Failure(
        Fate.RETRY,
        ModelError,
        Text(f"接口在 {seconds} 秒内没有答复", f"the endpoint did not answer within {seconds} s"),
        Text("请稍后再试，或调高 EXTRACTOR_TIMEOUT_SECONDS", "try again later or raise EXTRACTOR_TIMEOUT_SECONDS"),
    )


def of_connection(reason: str, settings: EndpointSettings) -> Failure:
    """No connection, or it broke before the answer was whole."""
    shown = scrub(reason, settings)
    return Failure(
        Fate.RETRY,
        EndpointError,
        Text(f"连不上接口 {settings.shown_url} 或连接中断（{shown}）", f"no connection to {settings.shown_url}, or it broke ({shown})"),
        Text("请检查 EXTRACTOR_BASE_URL、网络、代理和服务状态", "check EXTRACTOR_BASE_URL, network, proxy and whether the server runs"),
    )


def of_protocol(reason: str, settings: EndpointSettings) -> Failure:
    """An answer that is no chat completion."""
    shown = scrub(reason, settings)
    return _stop(
        Text(f"{settings.shown_url} 的答复不合 OpenAI 协议（{shown}）", f"{settings.shown_url} breaks the OpenAI protocol ({shown})"),
        Text("请检查 EXTRACTOR_BASE_URL（通常以 /v1 结尾）", "check EXTRACTOR_BASE_URL (it usually ends in /v1)"),
    )


def _stop(said: Text, remedy: Text) -> Failure:
    return Failure(Fate.STOP, EndpointError, said, remedy)


def scrub(message: str, settings: EndpointSettings) -> str:
    """A message of the endpoint, short and on one line, without the key it may have quoted."""
    for secret in settings.secrets:
        message = message.replace(secret, "***")
    line = " ".join(message.split())
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


def pause_of(headers: Mapping[str, str]) -> float | None:
    """Seconds that `retry-after-ms` or `Retry-After` (seconds or a date) ask for; None: nothing readable."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    said = headers.get("retry-after")
    if said is None:
        return None
    seconds = _number(said)
    if seconds is not None:
        return seconds
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)


def _number(said: str | None) -> float | None:
    try:
        value = float(said) if said is not None else None
    except ValueError:
        return None
    return value if value is not None and 0 <= value < float("inf") else None


def retrying(settings: EndpointSettings) -> AsyncRetrying:
    """tenacity's loop: again on failures with `Fate.RETRY`, up to `max_attempts`, the last one raised as it is."""
    from tenacity import AsyncRetrying, retry_if_exception, wait_exponential_jitter

    backoff = wait_exponential_jitter(
        multiplier=settings.first_wait_seconds, max=settings.max_wait_seconds, jitter=settings.first_wait_seconds
    )

    def wait(state: RetryCallState) -> float:
        pause = _failure(state).pause
        if pause is None:
            return backoff(state)
        # Later than asked, never sooner, and not all at the same moment.
        return pause + random.uniform(0, settings.first_wait_seconds)  # noqa: S311 - jitter is no secret

    def stop(state: RetryCallState) -> bool:
        pause = _failure(state).pause
        return state.attempt_number >= settings.max_attempts or (pause is not None and pause > settings.max_wait_seconds)

    return AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, CallFailed) and error.failure.fate is Fate.RETRY),
        wait=wait,
        stop=stop,
        reraise=True,
    )


def _failure(state: RetryCallState) -> Failure:
    outcome = state.outcome
    error = outcome.exception() if outcome is not None else None
    return cast(CallFailed, error).failure
