"""One document's way: read, propose, ground, reconcile, check, validate."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor import __version__
from extractor.checker import Reading, Relation, Source, Standing, Stated, Verdict, check, declared, to_ask_again, told_apart
from extractor.confidence import DEFAULT, USUAL, Calibration, Observed, Policy, judged, signals_of, usual_calibration
from extractor.documents import Document, Span, read
from extractor.errors import OperatorError
from extractor.grounding import Candidate
from extractor.patterns import Answers, answers, facts_of_sentences, proposed, understand
from extractor.reconcile import Refused, reconcile
from extractor.result import Extraction, FieldRecord, Status, plain_numbers
from extractor.schema import Schema, validate_instance
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.chains import Findings
    from extractor.llm import Endpoint


class Engine(StrEnum):
    """Who reads: labels and tables alone, a model alone, or both; auto is both where a model is configured."""

    AUTO = "auto"
    PATTERNS = "patterns"
    CHAINS = "chains"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Plan:
    """The engines of a run after `auto` is decided."""

    patterns: bool
    chains: bool

    @property
    def name(self) -> str:
        """The engine's name as it is written into the result."""
        return "both" if self.patterns and self.chains else "chains" if self.chains else "patterns"


def plan(engine: Engine | str, endpoint: Endpoint | None) -> Plan:
    """Decide the engines; OperatorError where a model is asked for and none is configured."""
    engine = Engine(engine)
    if engine in (Engine.CHAINS, Engine.BOTH) and endpoint is None:
        raise OperatorError(
            Text(f"引擎 {engine} 需要模型，但没有配置", f"engine {engine} needs a model and none is configured"),
            Text(
                "设置 EXTRACTOR_MODEL 与 EXTRACTOR_BASE_URL（或 EXTRACTOR_API_KEY），或改用 --engine patterns",
                "Set EXTRACTOR_MODEL and EXTRACTOR_BASE_URL (or EXTRACTOR_API_KEY), or use --engine patterns",
            ),
            stage="settings",
        )
    chains = endpoint is not None and engine is not Engine.PATTERNS
    return Plan(engine is not Engine.CHAINS, chains)


@dataclass(frozen=True, slots=True)
class Trust:
    """What turns signals into confidence, and from which confidence on values are accepted."""

    calibration: Calibration = DEFAULT
    policy: Policy = USUAL

    @classmethod
    def usual(cls, schema: Schema, chosen: Plan) -> Trust:
        """What stands beside our schema of that name for the engine."""
        return cls(usual_calibration(schema.name, chosen.name))

    def as_json(self, schema: str, engine: str) -> dict[str, Any]:
        """The JSON object of run.confidence."""
        return {"calibrated": self.calibration.fits(schema, engine), "data": dict(self.calibration.fitted_on), **self.policy.as_json()}


async def extract_async(
    source: Document | Path | str,
    schema: Schema,
    *,
    engine: Engine | str = Engine.AUTO,
    endpoint: Endpoint | None = None,
    stopped: OperatorError | None = None,
    trust: Trust | None = None,
) -> Extraction:
    """The Extraction of one document. `source` is a Document or a file's path.

    Raises DocumentError for a file that can't be read, OperatorError (with its subclasses) for settings, schema or
    endpoint; a model's unusable reply is no error here: its fields are marked call_failed and the rest stands.
    The same holds for an OperatorError of the endpoint after some of its answers came: the result's `stopped` names it.
    `stopped`: such an error of an earlier document of the run; the model is not asked, and the result says so.
    `trust`: what turns signals into confidence; without it what stands beside the schema, or the default order.
    """
    began = time.perf_counter()
    document = source if isinstance(source, Document) else await asyncio.to_thread(read, source)
    chosen = plan(engine, endpoint)
    candidates: list[Candidate] = []
    # In threads: other documents wait for a model on this loop meanwhile.
    facts = await asyncio.to_thread(lambda: tuple(facts_of_sentences(document)))
    context, known = await asyncio.to_thread(understand, document, schema, facts)
    if chosen.patterns:
        candidates += await asyncio.to_thread(proposed, context, known)
    findings: Findings | None = None
    if chosen.chains and endpoint is not None:
        from extractor.chains import ask_model

        findings = await ask_model(document, schema, endpoint, stopped)
        if findings.stopped is not None and stopped is None and not findings.answered:
            # Nothing was paid for: one clear error is worth more than a result that may replace a better one.
            raise findings.stopped
        candidates += findings.candidates
    weighed = await asyncio.to_thread(_weighed, document, schema, facts, candidates, findings)
    if findings is not None and endpoint is not None and findings.stopped is None:
        weighed = await _asked_again(document, schema, facts, candidates, findings, endpoint, weighed)
    witness = await asyncio.to_thread(answers, context)
    run = _run(chosen, findings, endpoint, time.perf_counter() - began)
    return await asyncio.to_thread(_assembled, document, schema, weighed, witness, run, trust or Trust.usual(schema, chosen), findings)


def assemble(document: Document, schema: Schema, candidates: Sequence[Candidate], trust: Trust | None = None) -> Extraction:
    """The Extraction of candidates that somebody else proposed: reconciled, checked, with confidence. No model is asked."""
    began = time.perf_counter()
    facts = tuple(facts_of_sentences(document))
    weighed = _weighed(document, schema, facts, candidates, None)
    witness = answers(understand(document, schema, facts)[0])
    alone = Plan(True, False)
    run = _run(alone, None, None, time.perf_counter() - began)
    return _assembled(document, schema, weighed, witness, run, trust or Trust.usual(schema, alone), None)


def extract(
    source: Document | Path | str, schema: Schema, *, engine: Engine | str = Engine.AUTO, endpoint: Endpoint | None = None
) -> Extraction:
    """`extract_async` for code that does not await, in a notebook too, where a loop is running already."""

    async def whole() -> Extraction:
        try:
            return await extract_async(source, schema, engine=engine, endpoint=endpoint)
        finally:
            # Its connections belong to this call's loop, which ends here.
            if endpoint is not None:
                await endpoint.aclose()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(whole())
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(contextvars.copy_context().run, asyncio.run, whole()).result()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What was proposed, made one, and what its figures owe each other."""

    data: Any
    records: dict[str, FieldRecord]
    relations: tuple[Relation, ...]
    held: frozenset[str]  # ids of the schema's relations that hold, told or not
    broken: frozenset[str]  # ids of those that are told and don't

    def contradicts_less(self, other: _Weighed) -> bool:
        """Whether something that fails in `other` holds here, and nothing else changed for the worse: what is merely gone mends nothing."""
        mended = other.broken - self.broken
        return bool(mended) and mended <= self.held and self.broken <= other.broken and other.held <= self.held


def _weighed(
    document: Document, schema: Schema, facts: Sequence[Stated], candidates: Sequence[Candidate], findings: Findings | None
) -> _Weighed:
    refused: tuple[Refused, ...] = findings.refused if findings is not None else ()
    data, records = reconcile(
        document,
        schema,
        candidates,
        refused,
        findings.failed if findings is not None else frozenset(),
        findings.none_stated if findings is not None else frozenset(),
    )
    for pointer in sorted(findings.doubted_none) if findings is not None else ():
        if records[pointer].status is Status.NOT_STATED:
            records[pointer] = FieldRecord(Status.REVIEW, proposers=("chains",), signals={"note": "said_to_be_none"})
    own: list[Relation] = []

    def of_schema(reading: Reading) -> list[Relation]:
        own.extend(declared(schema, data, records, document, reading=reading))
        return own

    relations = tuple(told_apart(check(document, facts, of_schema).relations, records))
    held = frozenset(r.id for r in own if r.verdict is Verdict.HOLDS)
    broken = frozenset(r.id for r in relations if r.source is Source.DECLARED and r.verdict.is_fault)
    _contradict(records, relations)
    return _Weighed(data, records, relations, held, broken)


def _contradict(records: dict[str, FieldRecord], relations: Sequence[Relation]) -> None:
    """A value whose print is likeliest another field's is looked at by a person, whoever read it."""
    for pointer in to_ask_again(relations, records):
        record = records[pointer]
        records[pointer] = replace(record, status=Status.REVIEW, signals={**record.signals, "contradicted": True})


async def _asked_again(
    document: Document,
    schema: Schema,
    facts: Sequence[Stated],
    candidates: Sequence[Candidate],
    findings: Findings,
    endpoint: Endpoint,
    weighed: _Weighed,
) -> _Weighed:
    """Single fields that took another field's figure are asked for once more; the answers stay where they contradict less."""
    from extractor.chains import ask_again

    single = {f.pointer for f in schema.fields}
    wrong = [p for p in to_ask_again(weighed.relations, weighed.records) if p in single]
    if not wrong:
        return weighed
    doubts = [Refused(p, weighed.records[p].printed, "contradicted") for p in wrong]
    at = {p: block.id for p in wrong if (block := document.block_at(weighed.records[p].start)) is not None}
    again = await ask_again(document, schema, endpoint, doubts, at)
    findings.spend(again)
    new = [c for c in again.candidates if c.figure.start != weighed.records[c.pointer].start]
    if not new:
        return weighed
    kept, known = weighed, list(candidates)
    for answer in new:  # each on its own: one that mends must not carry one that doesn't
        former = [c for c in known if c.pointer == answer.pointer and c.proposer == answer.proposer]
        rest = [c for c in known if c not in former]
        tried = await asyncio.to_thread(_weighed, document, schema, facts, [*rest, replace(answer, rivals=tuple(former))], findings)
        if tried.contradicts_less(kept):
            kept, known = tried, [*rest, replace(answer, rivals=tuple(former))]
            record = kept.records[answer.pointer]
            kept.records[answer.pointer] = replace(record, status=Status.REVIEW, signals={**record.signals, "asked_again": True})
    return kept


def _assembled(
    document: Document,
    schema: Schema,
    weighed: _Weighed,
    witness: Answers,
    run: dict[str, Any],
    trust: Trust,
    findings: Findings | None,
) -> Extraction:
    data, records = weighed.data, weighed.records
    _tell_standing(records, Standing(weighed.relations))
    problems = tuple({"pointer": p.pointer, "message": p.message.en} for p in validate_instance(schema, data))
    engines = 2 if run["engine"] == Engine.BOTH else 1
    invalid = frozenset(p["pointer"] for p in problems)
    signals = signals_of(Observed(document, schema, data, records, witness, engines, invalid))
    records = judged(records, signals, trust.calibration, trust.policy)
    run["confidence"] = trust.as_json(schema.name, run["engine"])
    return Extraction(
        {
            "name": document.name,
            "sha256": document.sha256,
            "text_sha256": _text_hash(document),
            "characters": len(document.text),
            "format": document.format,
            "encoding": document.encoding,
            "warnings": [{"zh": w.zh, "en": w.en} for w in document.warnings],
        },
        {"name": schema.name, "version": schema.version, "sha256": schema.sha256},
        data,
        records,
        tuple(r.as_json() for r in weighed.relations),
        run,
        problems,
        findings.stopped if findings is not None else None,
    )


def _tell_standing(records: dict[str, FieldRecord], standing: Standing) -> None:
    """Each figure's signals say which relations it stands in and how they came out; its value stays as printed."""
    for pointer, record in records.items():
        relations = standing.at(Span(record.start, record.end)) if record.start >= 0 else []
        if relations:
            records[pointer] = replace(record, signals={**record.signals, "relations": plain_numbers(relations)})


def _text_hash(document: Document) -> str:
    import hashlib

    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def _run(chosen: Plan, findings: Findings | None, endpoint: Endpoint | None, seconds: float) -> dict[str, Any]:
    run: dict[str, Any] = {
        "engine": chosen.name,
        "program": __version__,
        "model": None,
        "prompts": {},
        "chains": {},
        "failures": [],
        "refused_rows": [],
        "requests": 0,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "money": None,
    }
    if findings is not None and endpoint is not None:
        spent = findings.spent
        run |= {
            "model": endpoint.settings.model,
            "prompts": dict(findings.prompts),
            "chains": {name: usage.as_json() for name, usage in findings.by_chain.items()},
            "failures": list(findings.failures),
            "refused_rows": [{"pointer": r.pointer, "printed": r.printed, "reason": r.reason} for r in findings.refused_rows],
            **spent.as_json(),
        }
    else:
        run["money"] = "0"
    run["seconds"] = round(seconds, 3)
    return run
