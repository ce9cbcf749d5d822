"""The endpoint: a Request goes in, a Reply comes out, whatever the server behind it can or can't do."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Self

from extractor.errors import EndpointError, ExtractorError
from extractor.llm.body import LOGPROBS, body_of, key_of
from extractor.llm.budget import Budget
from extractor.llm.cache import ReplyCache, Stored
from extractor.llm.client import Client, RawReply
from extractor.llm.memory import ModeMemory
from extractor.llm.modes import UNTOLD, Shaped, StructuredMode, shape
from extractor.llm.parsing import Parsed, Unusable, is_whole, parse
from extractor.llm.reply import Reply, cut, refused, unusable
from extractor.llm.request import Request, schema_hash
from extractor.llm.retry import CallFailed, Fate, retrying
from extractor.llm.usage import Usage
from extractor.words import Text

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter
    from langchain_core.runnables import RunnableLambda

    from extractor.llm.probe import Probe
    from extractor.llm.settings import EndpointSettings

_log = logging.getLogger(__name__)


@dataclass
class _Lane:
    """What belongs to one event loop."""

    loop: asyncio.AbstractEventLoop
    client: Client
    slots: asyncio.Semaphore
    pace: AsyncLimiter | None
    flights: dict[str, _Flight]
    negotiating: asyncio.Lock
    quiet_until: float = 0.0
    """Time of the loop before which the endpoint wants nothing from us."""


@dataclass
class _Tally:
    """What one question has cost so far, failed requests included."""

    usage: Usage
    attempts: int = 0


@dataclass
class _Flight:
    task: asyncio.Task[Reply]
    tally: _Tally
    waiting: int = 0


class Endpoint:
    """One model at one address. Safe for concurrent tasks; totals are in `spent`.

    `cache_dir` holds kept replies and what was learned about the endpoint; None: nothing is kept on disk.
    """

    def __init__(self, settings: EndpointSettings, cache_dir: Path | None) -> None:
        self.settings = settings
        self._cache_dir = cache_dir
        self._budget = Budget(settings)
        self._answered = False
        self._tells_logprobs = True
        """False once this endpoint has refused them."""
        self._lane_in_use: _Lane | None = None
        name = hashlib.sha256(f"{settings.url}\n{settings.model}".encode()).hexdigest()[:16]
        keep = cache_dir is not None and settings.cache_replies
        self._cache = ReplyCache(cache_dir / "replies" / name) if cache_dir is not None and keep else None
        self._memory = ModeMemory(cache_dir / "modes" / f"{name}.json" if cache_dir is not None else None, settings.structured_mode)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Give up requests on their way and close the connections; the endpoint opens new ones if it is asked again."""
        lane, self._lane_in_use = self._lane_in_use, None
        if lane is None or lane.loop is not asyncio.get_running_loop():
            return
        for flight in lane.flights.values():
            flight.task.cancel()
        await lane.client.aclose()

    @property
    def spent(self) -> Usage:
        """What all questions so far have cost."""
        return self._budget.spent

    @property
    def answered(self) -> bool:
        """Whether any question so far got an answer, usable or not: address and key are right then."""
        return self._answered

    async def ask(self, request: Request, cost: Callable[[Usage], None] | None = None) -> Reply:
        """The answer to `request`, from the cache where it was answered before; identical questions are asked once.

        `cost` hears what the question cost, also where it ends in an error: failed requests count, and some are charged.

        Raises EndpointError (settings, key, address), BudgetError (before anything is sent), CutReply (too long: split),
        ModelError (no usable answer, or the endpoint stayed busy), SchemaError.
        """
        key = key_of(request, self.settings)
        lane = self._lane()
        flight = lane.flights.get(key)
        joined = flight is not None
        if flight is None:
            tally = _Tally(Usage(currency=self.settings.currency))
            flight = _Flight(asyncio.create_task(self._answer(request, key, lane, tally)), tally)
            lane.flights[key] = flight
            flight.task.add_done_callback(lambda _: _land(lane, key, flight))
        flight.waiting += 1
        try:
            # Shielded: whoever asked the same must not lose the answer because one of them gave up.
            reply = await asyncio.shield(flight.task)
        except ExtractorError as error:
            if joined:
                raise dataclasses.replace(error, document=request.document) from None
            raise
        finally:
            flight.waiting -= 1
            if flight.waiting == 0 and not flight.task.done():
                # At once: whoever asks next must not join a task that is being cancelled.
                _land(lane, key, flight)
                flight.task.cancel()
            if cost is not None and not joined:
                cost(flight.tally.usage)
        if joined:
            self._budget.add(self._free())
            if cost is not None:
                cost(self._free())
            return dataclasses.replace(reply, usage=self._free(), from_cache=True, attempts=0)
        return reply

    async def models(self) -> tuple[str, ...]:
        """Names of the models the endpoint lists. Raises EndpointError or ModelError; one request, not counted in `spent`."""
        try:
            return await self._lane().client.models()
        except CallFailed as failed:
            raise failed.failure.error("", 1) from None

    async def probe(self) -> Probe:
        """What `doctor` reports: whether the endpoint answers, with which models, in which structured mode and how fast.

        Sends a few small requests, none of them from the cache nor repeated; the mode found is remembered.
        """
        from extractor.llm.probe import probe_endpoint

        once = self.settings.model_copy(update={"max_attempts": 1, "cache_replies": False})
        async with Endpoint(once, self._cache_dir) as scout:
            scout._memory.forget()
            found = await probe_endpoint(scout)
        if found.mode is not None:
            self._memory = scout._memory
        self._budget.add(scout.spent)
        return found

    def as_runnable(self, cost: Callable[[Usage], None] | None = None) -> RunnableLambda[Request, Reply]:
        """`ask` as a langchain runnable, to be composed with `|`; asynchronous only (`ainvoke`, `abatch`)."""
        from langchain_core.runnables import RunnableLambda

        async def ask(request: Request) -> Reply:
            return await self.ask(request, cost)

        return RunnableLambda(ask, name="endpoint")

    def _lane(self) -> _Lane:
        if not self.settings.configured:
            raise EndpointError(
                Text("没有配置模型接口", "no model endpoint is configured"),
                Text(
                    "请设置 EXTRACTOR_MODEL，以及 EXTRACTOR_BASE_URL 或 EXTRACTOR_API_KEY",
                    "set EXTRACTOR_MODEL, and EXTRACTOR_BASE_URL or EXTRACTOR_API_KEY",
                ),
                stage="endpoint",
            )
        loop = asyncio.get_running_loop()
        if self._lane_in_use is None or self._lane_in_use.loop is not loop:
            from aiolimiter import AsyncLimiter

            rate = self.settings.requests_per_minute
            self._lane_in_use = _Lane(
                loop=loop,
                client=Client(self.settings),
                slots=asyncio.Semaphore(self.settings.concurrency),
                # One at a time, evenly: a full bucket would let twice the rate through in the first minute.
                pace=AsyncLimiter(1, 60 / rate) if rate is not None else None,
                negotiating=asyncio.Lock(),
                flights={},
            )
        return self._lane_in_use

    async def _answer(self, request: Request, key: str, lane: _Lane, tally: _Tally) -> Reply:
        kept = self._cache.get(key) if self._cache is not None else None
        if kept is not None and (reply := self._reread(kept, request, tally)) is not None:
            return reply
        if request.reply_schema is not None and self._memory.proven is None:
            # One question finds the mode for all: else each of the first ones would be refused by itself.
            async with lane.negotiating:
                if self._memory.proven is None:
                    return await self._down_the_ladder(request, key, lane, tally)
        return await self._down_the_ladder(request, key, lane, tally)

    async def _down_the_ladder(self, request: Request, key: str, lane: _Lane, tally: _Tally) -> Reply:
        schema = schema_hash(request.reply_schema)
        ladder = self._memory.ladder(schema) if request.reply_schema is not None else (StructuredMode.PLAIN,)
        proven = self._memory.proven is not None
        if request.repetition and proven:
            # One odd reply at a high temperature is no reason to ask in a lower mode, nor to remember one.
            ladder = ladder[:1]
        last: ExtractorError | None = None
        for mode in ladder:
            try:
                raw = await self._persistently(shape(request, mode), request, lane, tally)
            except CallFailed as failed:
                last = failed.failure.error(request.document, tally.attempts)
                if failed.failure.fate is not Fate.LOWER:
                    raise last from None
                _log.info("mode %s refused: %s", mode, failed)
                continue
            if raw.refusal or raw.finish_reason == "content_filter":
                raise refused(raw.refusal or raw.finish_reason, request.document, tally.attempts)
            read = _read(raw.text, raw.finish_reason, request, mode)
            if isinstance(read, Unusable) and not read.cut:
                last = unusable(read.reason, request.document, tally.attempts)
                _log.info("mode %s gave no usable text: %s", mode, read.reason.en)
                continue
            if isinstance(read, Parsed) and not read.conforms and mode in UNTOLD and not proven:
                # The schema was taken and ignored: the model never saw it, lower modes show it.
                ignored = Text("回复不符合 schema", "the reply ignores the schema")
                last = unusable(ignored, request.document, tally.attempts)
                continue
            stored = Stored(raw.text, mode, raw.finish_reason, raw.model, raw.prompt_tokens, raw.completion_tokens, raw.tokens)
            self._keep(key, stored)
            if isinstance(read, Unusable):
                raise cut(raw.text, request.document, tally.attempts, tally.usage)
            if request.reply_schema is not None:
                self._remember(mode, schema)
            return self._reply(stored, read, tally)
        assert last is not None, "a ladder has at least one rung"
        raise last

    async def _persistently(self, shaped: Shaped, request: Request, lane: _Lane, tally: _Tally) -> RawReply:
        body = body_of(request, shaped, self.settings, logprobs=self._tells_logprobs)
        try:
            return await self._retried(shaped, body, request, lane, tally)
        except CallFailed as failed:
            if failed.failure.fate is not Fate.WITHOUT:
                raise
            if self._tells_logprobs:
                _log.warning("the endpoint tells no log-probabilities, the run goes on without them: %s", failed)
            self._tells_logprobs = False
        return await self._retried(shaped, {name: value for name, value in body.items() if name not in LOGPROBS}, request, lane, tally)

    async def _retried(self, shaped: Shaped, body: dict[str, object], request: Request, lane: _Lane, tally: _Tally) -> RawReply:
        async for attempt in retrying(self.settings):
            with attempt:
                return await self._once(shaped, body, request, lane, tally)
        raise AssertionError("tenacity re-raises the last failure")

    async def _once(self, shaped: Shaped, body: dict[str, object], request: Request, lane: _Lane, tally: _Tally) -> RawReply:
        characters = sum(len(message.content) for message in shaped.messages)
        async with lane.slots:
            if lane.pace is not None:
                await lane.pace.acquire()
            # One was told to wait: the others would be told the same, each at the price of an attempt.
            await asyncio.sleep(max(lane.quiet_until - lane.loop.time(), 0))
            ticket = self._budget.take(characters, request.document)
            tally.attempts += 1
            started = time.monotonic()
            raw: RawReply | None = None
            try:
                raw = await lane.client.send(shaped.messages, body)
                self._answered = True
                return raw
            except CallFailed as failed:
                _log.info("request %d for %s failed: %s", tally.attempts, request.chain, failed)
                asked_for = failed.failure.pause or 0.0
                if asked_for <= self.settings.max_wait_seconds:
                    lane.quiet_until = max(lane.quiet_until, lane.loop.time() + asked_for)
                raise
            finally:
                usage = self._cost(raw, time.monotonic() - started)
                tally.usage = tally.usage + usage
                self._budget.settle(ticket, usage)

    def _cost(self, raw: RawReply | None, seconds: float) -> Usage:
        settings = self.settings
        if raw is None:
            # Endpoints don't charge for requests that failed, as far as a price is known at all.
            return Usage(requests=1, money=settings.prices.money(0, 0, 0), currency=settings.currency, seconds=seconds)
        tokens = (raw.prompt_tokens, raw.completion_tokens, raw.cached_prompt_tokens)
        money = settings.prices.money(*tokens) if raw.counted else None
        return Usage(1, 0, *tokens, money=money, currency=settings.currency, seconds=seconds)

    def _free(self) -> Usage:
        return Usage(cached_replies=1, money=Decimal(0), currency=self.settings.currency)

    def _reread(self, kept: Stored, request: Request, tally: _Tally) -> Reply | None:
        read = _read(kept.text, kept.finish_reason, request, kept.mode)
        if isinstance(read, Unusable) and not read.cut:
            return None
        self._answered = True
        tally.usage = self._free()
        self._budget.add(tally.usage)
        if isinstance(read, Unusable):
            raise cut(kept.text, request.document, tally.attempts, tally.usage)
        return self._reply(kept, read, tally)

    def _reply(self, stored: Stored, read: Parsed | None, tally: _Tally) -> Reply:
        return Reply(
            data=read.data if read is not None else None,
            text=stored.text,
            mode=stored.mode,
            usage=tally.usage,
            from_cache=tally.attempts == 0,
            repaired=read.repaired if read is not None else False,
            attempts=tally.attempts,
            finish_reason=stored.finish_reason,
            model=stored.model,
            tokens=stored.tokens if self.settings.logprobs else None,
        )

    def _keep(self, key: str, stored: Stored) -> None:
        if self._cache is None:
            return
        with _disk_may_fail("reply"):
            self._cache.put(key, stored)

    def _remember(self, mode: StructuredMode, schema: str) -> None:
        with _disk_may_fail("structured mode"):
            self._memory.worked(mode, schema)


def _land(lane: _Lane, key: str, flight: _Flight) -> None:
    if lane.flights.get(key) is flight:
        del lane.flights[key]


def _read(text: str, finish_reason: str, request: Request, mode: StructuredMode) -> Parsed | Unusable | None:
    """The JSON of a reply; None where none was asked for."""
    cut = finish_reason == "length" and not (request.reply_schema is not None and is_whole(text))
    if cut:
        return Unusable(Text("回复被截断", "the reply was cut"), cut=True)
    return None if request.reply_schema is None else parse(text, request.reply_schema, mode)


@contextlib.contextmanager
def _disk_may_fail(what: str) -> Generator[None]:
    """A reply that was paid for is worth more than its copy on disk: a full disk is told, not raised."""
    try:
        yield
    except OSError as error:
        _log.warning("can't keep the %s on disk: %s", what, error)
