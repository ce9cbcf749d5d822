"""A stand-in for a model endpoint: OpenAI's protocol over real HTTP, scripted or empty answers, faults on demand.

It knows no language. It shows whether protocol, retries, limits and error handling work, and at what speed.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self, cast

from extractor.errors import OperatorError
from extractor.testing import protocol
from extractor.testing.dialect import DIALECTS, Asked, Dialect, Support, asked, refusal
from extractor.testing.faults import Fault, FaultKind, changed, injected_order, obeyed
from extractor.testing.filler import fill
from extractor.testing.script import Entry, last_user_text, message_text, prompt_text, read_script
from extractor.testing.server import Server
from extractor.words import Text

Body = dict[str, Any]

CHAT = "好的，请问需要我做什么？"
"""What it says where it was asked for no structure and no script fits."""

_PREFIX_CHARACTERS = 512


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do with one question: an HTTP status with a body, an answer, or a fault of the connection."""

    status: int
    body: Body
    answer: protocol.Answer | None
    fault: Fault
    latency: float


class StandIn:
    """The endpoint, served by threads of this process while it is used as a context manager.

    `script`: see `extractor.testing.script.read_script`. `faults`: one for each request in order, any iterable
    (`itertools.cycle` for ever), then none; a request's header `X-Stand-In-Fault` and the script's `fault` go before it.
    `dialect`: a Dialect or a name in DIALECTS. `api_key`: required from clients. `latency`: seconds before each answer.
    `keep`: the number of bodies kept in `requests`.
    """

    def __init__(
        self,
        script: Path | Iterable[Mapping[str, Any]] | None = None,
        faults: Iterable[Fault | FaultKind | str | None] = (),
        *,
        dialect: Dialect | str = "openai",
        api_key: str | None = None,
        models: tuple[str, ...] = ("stand-in",),
        latency: float = 0.0,
        host: str = "127.0.0.1",
        port: int = 0,
        keep: int = 100_000,
    ) -> None:
        self.requests: list[Body] = []
        """Bodies of the questions, in order of arrival; refused ones too."""
        self.unscripted: list[Body] = []
        """Those that no entry of the script answered."""
        self.asked = 0
        """How many questions came."""
        self.busiest = 0
        """The most questions that were under way at the same time."""
        self.models = models
        self._script = read_script(script)
        self._faults: Iterator[Fault | FaultKind | str | None] = iter(faults)
        self._dialect = _dialect(dialect)
        self._api_key = api_key
        self._latency = latency
        self._keep = keep
        self._lock = threading.Lock()
        self._under_way = 0
        self._prefixes: set[bytes] = set()
        self._server = Server((host, port), self)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening; requests that hang are let go."""
        self._server.close()

    @property
    def base_url(self) -> str:
        """The address for EXTRACTOR_BASE_URL, with /v1."""
        host, port = self._server.address
        return f"http://{host}:{port}/v1"

    def allows(self, authorization: str | None) -> bool:
        """Whether a request with that Authorization header may pass."""
        return self._api_key is None or authorization == f"Bearer {self._api_key}"

    def begin(self, body: Body) -> None:
        """Record a question that arrived."""
        with self._lock:
            self.asked += 1
            self._under_way += 1
            self.busiest = max(self.busiest, self._under_way)
            if len(self.requests) < self._keep:
                self.requests.append(body)

    def end(self) -> None:
        """A question is done with."""
        with self._lock:
            self._under_way -= 1

    def outcome(self, body: Body, header: str | None) -> Outcome:
        """What the question in `body` gets; `header` is the fault it asks for itself."""
        entry = self._script.find(body)
        with self._lock:
            planned = next(self._faults, None)
            if (entry is None or not entry.replies) and len(self.unscripted) < self._keep:
                self.unscripted.append(body)
        fault = Fault.of(header or (entry.fault if entry is not None else None) or planned)
        latency = entry.latency if entry is not None and entry.latency is not None else self._latency
        status, error = _refused(fault) or self._misfit(body) or (200, None)
        answer = self._answer(body, entry, fault) if error is None else None
        return Outcome(status, error or {}, answer, fault, latency)

    def _misfit(self, body: Body) -> tuple[int, Body] | None:
        message = refusal(body, self._dialect, prompt_text(body))
        return None if message is None else (400, protocol.error(message, "invalid_request_error"))

    def _answer(self, body: Body, entry: Entry | None, fault: Fault) -> protocol.Answer:
        wanted = asked(body, self._dialect)
        schema = wanted.schema if wanted.schema is not None else _schema_told(last_user_text(body))
        said = self._script.next_reply(entry) if entry is not None and entry.replies else None
        text = _text(said, wanted, schema)
        if fault.kind is FaultKind.OBEY and (order := injected_order(prompt_text(body))) is not None:
            text = obeyed(order, fill(schema) if schema is not None else None)
        text = changed(text, fault.kind)
        finish = "length" if fault.kind is FaultKind.CUT else "tool_calls" if wanted.tool else "stop"
        limit: object = body.get("max_completion_tokens") or body.get("max_tokens")
        if isinstance(limit, int) and protocol.count_tokens(text) > limit:
            text, finish = "".join(protocol.pieces(text)[:limit]), "length"
        top: object = body.get("top_logprobs")
        told = body.get("logprobs") and self._dialect.logprobs is Support.HONOURED
        return protocol.Answer(
            model=str(body.get("model", "")),
            text=text,
            tool=wanted.tool,
            finish_reason=finish,
            prompt_tokens=sum(protocol.count_tokens(message_text(message)) for message in body["messages"]),
            cached_tokens=self._cached_tokens(prompt_text(body)),
            top_logprobs=(top if isinstance(top, int) else 0) if told else None,
            unsure=entry.unsure if entry is not None else (),
            halves=self._dialect.halves,
        )

    def _cached_tokens(self, prompt: str) -> int:
        # As endpoints do it: whole blocks from the beginning that an earlier question began with too.
        chain, known, fresh = sha256(), 0, False
        with self._lock:
            for end in range(_PREFIX_CHARACTERS, len(prompt) + 1, _PREFIX_CHARACTERS):
                chain.update(prompt[end - _PREFIX_CHARACTERS : end].encode("utf-8", "replace"))
                digest = chain.digest()
                fresh = fresh or digest not in self._prefixes
                known = known if fresh else end
                self._prefixes.add(digest)
        return protocol.count_tokens(prompt[:known])


def _dialect(said: Dialect | str) -> Dialect:
    if isinstance(said, Dialect):
        return said
    if said not in DIALECTS:
        known = ", ".join(DIALECTS)
        raise OperatorError(
            Text(f"不认识的接口类型：{said}", f"unknown dialect: {said}"), Text(f"可用：{known}", f"known: {known}"), stage="stand-in"
        )
    return DIALECTS[said]


def _refused(fault: Fault) -> tuple[int, Body] | None:
    match fault.kind:
        case FaultKind.RATE_LIMIT:
            return 429, protocol.error("Rate limit reached", "rate_limit_error", "rate_limit_exceeded")
        case FaultKind.SERVER_ERROR:
            return 500, protocol.error("The server had an error", "server_error")
        case FaultKind.NOT_FOUND:
            return 404, protocol.error("The model does not exist", "invalid_request_error", "model_not_found")
        case FaultKind.FORBIDDEN:
            return 403, protocol.error("The key has no access to this model", "permission_error")
        case FaultKind.TOO_LONG:
            message = "This model's maximum context length is 8192 tokens"
            return 400, protocol.error(message, "invalid_request_error", "context_length_exceeded")
        case _:
            return None


def _text(said: object, wanted: Asked, schema: dict[str, Any] | None) -> str:
    if isinstance(said, str):
        return said
    if said is not None:
        # Nobody told the model about JSON: it chats.
        return CHAT if wanted.ignored and schema is None else json.dumps(said, ensure_ascii=False)
    return CHAT if schema is None else json.dumps(fill(schema), ensure_ascii=False)


def _schema_told(text: str) -> dict[str, Any] | None:
    """A JSON Schema that stands in the question itself, on a line of its own; the last one."""
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            try:
                value: object = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict) and {"type", "properties", "$ref"} & set(cast(dict[str, object], value)):
                return cast(dict[str, Any], value)
    return None


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    script: Path | None = None,
    *,
    faults: Iterable[str] = (),
    dialect: str = "openai",
    api_key: str | None = None,
    models: tuple[str, ...] = ("stand-in",),
    latency: float = 0.0,
    ready: Callable[[str], None] = print,
    stop: threading.Event | None = None,
) -> None:
    """Serve until interrupted (or `stop` is set); `ready` is told the address. Bodies are not kept.

    Raises OperatorError for a wrong script, fault or dialect, or where the port can't be had.
    """
    planned = [Fault.of(fault) for fault in faults]
    try:
        stand_in = StandIn(script, planned, dialect=dialect, api_key=api_key, models=models, latency=latency, host=host, port=port, keep=0)
    except OSError as error:
        raise OperatorError(
            Text(f"无法监听 {host}:{port}：{error}", f"can't listen on {host}:{port}: {error}"),
            Text("请换一个端口", "use another port"),
            stage="stand-in",
        ) from error
    with stand_in:
        ready(stand_in.base_url)
        try:
            (stop or threading.Event()).wait()
        except KeyboardInterrupt:
            return
