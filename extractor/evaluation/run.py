"""Results made for an evaluation: every sample's report through an engine, into a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import DocumentError, OperatorError
from extractor.evaluation.dataset import Sample
from extractor.pipeline import Engine, extract_async
from extractor.schema import Schema

if TYPE_CHECKING:
    from extractor.llm import Endpoint


async def run(
    samples: Sequence[Sample],
    schema: Schema,
    folder: Path,
    engine: Engine | str,
    endpoint: Endpoint | None,
    tell: Callable[[str, str], None],
) -> None:
    """Write NAME.extraction.json for each sample; a report that can't be read or asked about has none.

    `tell`: each sample's name, with "" or why it has no result.
    """
    stopped: OperatorError | None = None
    at_once = asyncio.Semaphore(4 if endpoint is not None else 1)

    async def one(sample: Sample) -> None:
        nonlocal stopped
        async with at_once:
            if sample.report is None:
                tell(sample.name, "no report")
                return
            try:
                made = await extract_async(sample.report, schema, engine=engine, endpoint=endpoint, stopped=stopped)
            except (DocumentError, OperatorError) as e:
                tell(sample.name, e.into("en"))
                if isinstance(e, OperatorError):
                    stopped = stopped or e
                return
            made.write(folder, sample.name)
            tell(sample.name, "")

    await asyncio.gather(*(one(s) for s in samples))
