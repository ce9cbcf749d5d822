"""What of a question goes into the body beside its messages, and the key of its answer, which is over the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.llm.modes import Shaped
from extractor.llm.request import Request

if TYPE_CHECKING:
    from extractor.llm.settings import EndpointSettings

LOGPROBS = ("logprobs", "top_logprobs")
"""Fields of the body that ask for log-probabilities."""


def body_of(request: Request, shaped: Shaped, settings: EndpointSettings, *, logprobs: bool) -> dict[str, object]:
    """The body's fields beside model and messages. `logprobs`: whether the endpoint may be asked for them."""
    temperature, extra = _sampling(request, settings)
    body: dict[str, object] = {settings.limit_name: settings.max_output_tokens}
    if temperature is not None:
        body["temperature"] = temperature
    if settings.logprobs and request.logprobs:
        body["logprobs"] = True
    body = {**body, **extra, **shaped.body}
    return body if logprobs else {name: value for name, value in body.items() if name not in LOGPROBS}


def key_of(request: Request, settings: EndpointSettings) -> str:
    """The name under which the answer is kept; a repetition has one of its own, for it is sent otherwise."""
    temperature, extra = _sampling(request, settings)
    return request.key(settings.model, temperature, max_output_tokens=settings.max_output_tokens, extra=extra)


def _sampling(request: Request, settings: EndpointSettings) -> tuple[float | None, dict[str, object]]:
    """The temperature and the operator's own fields; a repetition's are its own, whatever these say."""
    if not request.repetition:
        return settings.temperature, settings.extra_body
    seed = settings.extra_body.get("seed")
    own: dict[str, object] = {"seed": (seed if isinstance(seed, int) else 0) + request.repetition}
    if settings.temperature is None:
        return None, {**settings.extra_body, **own}
    if "temperature" in settings.extra_body:
        own["temperature"] = settings.repeat_temperature
    return settings.repeat_temperature, {**settings.extra_body, **own}
