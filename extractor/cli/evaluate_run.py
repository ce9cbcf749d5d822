"""Results made for an evaluation: with patterns, with a configured model, or with recorded replies instead of one."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import OperatorError
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.evaluation import Sample, Scored
    from extractor.llm import Endpoint
    from extractor.schema import Schema


class StaleRecordings(OperatorError):
    """Recorded replies and today's questions don't fit each other."""


def extracted(samples: Sequence[Sample], schema: Schema, out: Path, engine: str, recordings: Path | None) -> None:
    """Write every sample's result into `out`. `recordings`: a folder of NAME.jsonl whose replies stand for the model's.

    Raises StaleRecordings where a question has no recorded reply, or a reply no question: after all results are written.
    """
    from extractor.cli.extract import endpoint_of

    out.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        (out / f"{sample.name}.extraction.json").unlink(missing_ok=True)  # an old result is none of this run's
    if recordings is not None and engine != "patterns":
        with _replayed(recordings, [s.name for s in samples]) as endpoint:
            _run(samples, schema, out, engine, endpoint)
    else:
        _run(samples, schema, out, engine, None if engine == "patterns" else endpoint_of({}))


def log(samples: Sequence[Sample], results: Path, schema: Schema, title: str) -> dict[str, Any]:
    """The log of a folder of results."""
    from extractor.evaluation import log_of, score

    documents: list[Scored] = score(samples, results, schema)
    return log_of(documents, {"name": schema.name, "version": schema.version, "sha256": schema.sha256}, title)


def _run(samples: Sequence[Sample], schema: Schema, out: Path, engine: str, endpoint: Endpoint | None) -> None:
    import asyncio

    from extractor.cli.voice import tell, visible
    from extractor.evaluation.run import run
    from extractor.pipeline import plan

    chosen = plan(engine, endpoint)

    def say(name: str, why: str) -> None:
        if why:
            tell(f"✗ {visible(name)}: {visible(why)}", error=True)

    async def whole() -> None:
        try:
            await run(samples, schema, out, chosen.name, endpoint if chosen.chains else None, say)
        finally:
            if endpoint is not None:
                await endpoint.aclose()

    asyncio.run(whole())


@contextmanager
def _replayed(folder: Path, names: Sequence[str]) -> Generator[Endpoint]:
    """An endpoint that gives the recorded replies, and at the end the complaint about those that no longer fit."""
    from extractor.llm import Endpoint, EndpointSettings, StructuredMode
    from extractor.testing.standin import StandIn

    entries = [entry for name in names for entry in _entries(folder / f"{name}.jsonl")]
    with StandIn(script=entries) as stand_in:
        # Of the defaults alone: what a person's environment says about his own model must not change the questions.
        made: dict[str, Any] = {
            "model": "recorded",
            "base_url": stand_in.base_url,
            "structured_mode": StructuredMode.JSON_SCHEMA,
            "max_attempts": 1,
        }
        yield Endpoint(EndpointSettings.model_construct(set(made), **made), None)
        stale = len(stand_in.unscripted)
        unused = max(0, len(entries) - (stand_in.asked - stale))
    if stale or unused:
        raise StaleRecordings(
            Text(
                f"{folder.name} 中的录制应答与现在的提示词不符：{stale} 个问题没有应答，{unused} 条应答没有用到",
                f"replies recorded in {folder.name} don't fit today's prompts: {stale} questions have none, {unused} replies are unused",
            ),
            Text("请重新录制（见 eval/recordings/README.md）", "give the replies anew (eval/recordings/README.md)"),
            stage="evaluation",
        )


def _entries(file: Path) -> list[dict[str, Any]]:
    import json

    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as e:
        raise OperatorError(
            Text(f"读不到录制的应答 {file.name}（{e}）", f"no recorded replies in {file.name} ({e})"),
            Text(
                "--recordings 应指向每份报告各有一个 NAME.jsonl 的文件夹", "--recordings names a folder with a NAME.jsonl for each report"
            ),
            stage="evaluation",
        ) from e
