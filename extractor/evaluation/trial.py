"""Labelled reports tried for calibration: values that an engine reads, some made wrong on purpose, each right or wrong by the gold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from extractor.documents import Document
from extractor.errors import ExtractorError, OperatorError
from extractor.evaluation.calibrate import Judged, judged_values
from extractor.evaluation.dataset import Sample
from extractor.evaluation.match import Matcher
from extractor.evaluation.score import Scored, result_file, score
from extractor.evaluation.slips import slipped
from extractor.patterns import proposed, understand
from extractor.pipeline import assemble
from extractor.schema import Schema
from extractor.words import Text


def tried(samples: Iterable[Sample], schema: Schema, share: float, seed: int) -> list[Judged]:
    """The values that the patterns engine reads in each sample's report, about `share` (0 to 1) of them made wrong.

    Raises OperatorError for a sample without a report, ExtractorError for a report that can't be read.
    """
    matcher = Matcher(schema)
    found: list[Judged] = []
    for number, sample in enumerate(samples):
        document = _document(sample)
        candidates = proposed(*understand(document, schema))
        changed, told = slipped(document, schema, candidates, share, seed + number) if share else (candidates, [])
        made = assemble(document, schema, changed).as_json()
        cells = tuple(matcher.cells(sample.data, made["data"]))
        found += judged_values(Scored(sample.name, sample.report_type, cells), made["fields"], frozenset(t.pointer for t in told))
    return found


def of_results(samples: Sequence[Sample], results: Path, schema: Schema) -> tuple[list[Judged], set[str]]:
    """The values of result files that exist, and the engines that made them.

    A file of an earlier version tells no signals and gives no values.
    """
    found: list[Judged] = []
    engines: set[str] = set()
    for scored in score(samples, results, schema):
        file = result_file(results, scored.name)
        if not scored.failed and file is not None:
            found += judged_values(scored, json.loads(file.read_text(encoding="utf-8")).get("fields", {}))
            engines.add(str((scored.run or {}).get("engine", "")))
    return found, engines


def _document(sample: Sample) -> Document:
    try:
        document = sample.document
    except ExtractorError as e:
        e.document = sample.name
        raise
    if document is None:
        raise OperatorError(
            Text("找不到标注对应的报告", "the report of this gold file is not there"),
            Text("用 --reports 指定报告所在的文件夹", "Name the folder of the reports with --reports"),
            sample.name,
            "calibrate",
        )
    return document
