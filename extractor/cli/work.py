"""Several documents through the pipeline at once: one that fails leaves the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from extractor.cli import existing
from extractor.cli.inputs import Order, printable
from extractor.errors import BudgetError, ComponentError, EndpointError, ExtractorError, InternalError, OperatorError
from extractor.pipeline import Plan, Trust, extract_async
from extractor.result import Status
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.llm import Endpoint
    from extractor.result import Extraction
    from extractor.schema import Schema

_FILLED = (Status.ACCEPTED, Status.REVIEW)


class State(StrEnum):
    """How one document ended."""

    DONE = "done"
    KEPT = "kept"  # --resume: the result of an earlier run was made the same way
    INCOMPLETE = "incomplete"  # written, but some questions to the model failed
    FAILED = "failed"
    NOT_STARTED = "not_started"  # what stopped another document would have stopped this one


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all documents of a run."""

    schema: Schema
    plan: Plan
    endpoint: Endpoint | None
    out: Path
    concurrency: int = 4
    resume: bool = False
    force: bool = False
    trust: Trust | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document's end. Counts are None where there is no result; `violated`: relations
    of its figures that do not hold. `money` None: unknown, else a decimal number in `currency`.

    `error` says why there is no result, or what ended the asking halfway; `notes` what is wrong with one that was written.
    """

    order: Order
    state: State
    written: Path | None = None
    error: ExtractorError | None = None
    filled: int | None = None
    review: int | None = None
    violated: int | None = None
    requests: int = 0
    tokens: int = 0
    money: str | None = "0"
    currency: str = ""
    seconds: float | None = None
    notes: tuple[Text, ...] = ()


async def work(job: Job, orders: Sequence[Order], told: Callable[[Outcome], None]) -> list[Outcome]:
    """Extract all of `orders`, at most `job.concurrency` at the same time; `told` hears of each as it ends.

    After an error of settings, endpoint, limit or disk no further document is started: it would end the same way. Where the
    model had answered before, its part alone is over: the rest get what patterns find, marked incomplete, for --resume.
    """
    slots = asyncio.Semaphore(job.concurrency)
    stop: list[OperatorError] = []

    async def one(order: Order) -> Outcome:
        async with slots:
            outcome = await _outcome(job, order) if not stop else Outcome(order, State.NOT_STARTED, error=_of_document(stop[0], order))
        begun = outcome.state is not State.NOT_STARTED
        if begun and isinstance(outcome.error, OperatorError) and not isinstance(outcome.error, existing.Taken | ComponentError):
            stop.append(outcome.error)
        if not _without_result(outcome):
            told(outcome)
        return outcome

    async def rest(outcome: Outcome) -> Outcome:
        if not _without_result(outcome):
            return outcome
        async with slots:
            if _worth_reading(job, outcome):
                outcome = await _outcome(job, outcome.order, cast(OperatorError, outcome.error))
        told(outcome)
        return outcome

    try:
        outcomes = await asyncio.gather(*(one(order) for order in orders))
        return list(await asyncio.gather(*(rest(outcome) for outcome in outcomes)))
    finally:
        if job.endpoint is not None:
            await job.endpoint.aclose()


def _of_document(error: OperatorError, order: Order) -> OperatorError:
    return replace(error, document=order.file)


def _without_result(outcome: Outcome) -> bool:
    """Whether the endpoint's refusal or a limit is why the document has no result."""
    return outcome.written is None and isinstance(outcome.error, BudgetError | EndpointError)


def _worth_reading(job: Job, outcome: Outcome) -> bool:
    """Whether patterns alone still help: the model had answered others, and no result with its answers would be replaced."""
    if job.endpoint is None or not job.plan.patterns or not job.endpoint.answered:
        return False
    return not existing.target(job, outcome.order).exists()


async def _outcome(job: Job, order: Order, stopped: OperatorError | None = None) -> Outcome:
    try:
        if job.resume and (kept := await asyncio.to_thread(existing.same_run, job, order)) is not None:
            return _of(order, State.KEPT, kept, existing.target(job, order))
        await asyncio.to_thread(existing.check_free, job, order)
        extraction = await _extraction(job, order, stopped)
        written = await asyncio.to_thread(_write, job, order, extraction)
    except ExtractorError as error:
        return Outcome(order, State.FAILED, error=error)
    except Exception as error:  # a fault of ours in one document must not cost the others
        return Outcome(order, State.FAILED, error=_fault(order, error))
    state = State.INCOMPLETE if extraction.run.get("failures") else State.DONE
    return _of(order, state, extraction.as_json(), written, extraction.stopped)


async def _extraction(job: Job, order: Order, stopped: OperatorError | None) -> Extraction:
    document = await asyncio.to_thread(order.document)
    if (name := printable(document.name)) != document.name:
        document = replace(document, name=name)
    return await extract_async(document, job.schema, engine=job.plan.name, endpoint=job.endpoint, stopped=stopped, trust=job.trust)


def _write(job: Job, order: Order, extraction: Extraction) -> Path:
    try:
        return extraction.write(job.out, order.name)
    except OSError as e:
        raise OperatorError(
            Text(f"无法写入 {job.out}（{e.strerror}）", f"cannot write to {job.out} ({e.strerror})"),
            Text("请检查磁盘空间与权限", "Check disk space and permissions"),
            order.file,
            "write",
        ) from e


def _fault(order: Order, error: Exception) -> InternalError:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where is not None else ""
    what = f"{type(error).__name__} {place} {error}"
    return InternalError(
        Text(f"程序内部错误（{what}）", f"a fault of the program ({what})"),
        Text("请反馈该信息", "Please report this line"),
        order.file,
        "pipeline",
    )


def _of(order: Order, state: State, result: Mapping[str, Any], written: Path, stopped: OperatorError | None = None) -> Outcome:
    fields = [cast(dict[str, Any], f) for f in result["fields"].values()]
    run, problems = result["run"], result["problems"]
    told = stopped.said.zh if stopped is not None else None
    failures = [f for f in run["failures"] if f.partition(": ")[2] != told]
    notes = [Text(f"模型的一部分问题没有得到答复：{f}", f"a question to the model failed: {f}") for f in failures]
    notes += [Text(w["zh"], w["en"]) for w in result["document"]["warnings"]]
    if problems:
        first = f"{problems[0]['pointer']} {problems[0]['message']}"
        notes.append(Text(f"{len(problems)} 处不符合模式：{first}", f"{len(problems)} places do not fit the schema: {first}"))
    filled = sum(f["status"] in _FILLED and f["start"] >= 0 for f in fields)
    review = sum(f["status"] == Status.REVIEW for f in fields)
    violated = sum(r["verdict"] == "violated" for r in result["relations"])
    tokens = run["prompt_tokens"] + run["completion_tokens"]
    return Outcome(
        order,
        state,
        written,
        stopped,
        filled,
        review,
        violated,
        run["requests"],
        tokens,
        run["money"],
        str(run.get("currency", "")),
        run["seconds"],
        tuple(notes),
    )
