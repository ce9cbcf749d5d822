"""What there is to find: gold files with the reports that they label."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from extractor.documents import Document, Span, read
from extractor.errors import OperatorError
from extractor.evaluation.same import plain_words
from extractor.words import Text

PHRASINGS = ("known", "kept_out")
"""How a report may word a value: as reports did that the program was built on, or in words kept out of them."""

_AROUND = 30  # characters shown before and behind a passage


@dataclass(frozen=True)
class Sample:
    """One labelled report. `evidence`: by JSON Pointer the passages that state the value; `report` None where its file is not at hand.

    `phrasing`: by JSON Pointer of a value, a row or a module how the report words it (known, kept_out); empty in most.
    """

    name: str
    file: Path
    data: Mapping[str, Any]
    evidence: Mapping[str, Sequence[str]]
    relations: Sequence[Mapping[str, Any]]
    schema: str
    report: Path | None = None
    phrasing: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def report_type(self) -> str:
        """What kind of report it is, as its gold says; "" where it doesn't."""
        return str(cast(dict[str, Any], self.data.get("report") or {}).get("report_type") or "")

    @cached_property
    def document(self) -> Document | None:
        """The report as read. Raises DocumentError where its file can't be read."""
        return read(self.report) if self.report is not None else None

    def places(self, pointer: str) -> list[Span]:
        """Where the report states the value at a pointer: every place of its own passages."""
        return self._found(pointer)

    def row_places(self, pointer: str) -> list[Span]:
        """Where the row (or object) around a pointer is stated, for a value without passages of its own."""
        return self._found(self._row(pointer))

    def names_place(self, pointer: str, value: Any) -> bool:
        """Whether the gold says where a value stands: by passages of its own, or by its row's where its words are among those.

        A level cell merged over several rows, or a choice that the report's own words don't print, stands in no row.
        """
        if self.document is None:
            return False
        if self.places(pointer):
            return True
        row = self._row(pointer)
        if not self._found(row):
            return False
        return not isinstance(value, str) or any(plain_words(value) in plain_words(q) for q in self.evidence[row])

    def phrasing_of(self, pointer: str) -> str:
        """How the report words a value: what the gold says of it, else of the row or module around it; "" where it doesn't."""
        while pointer and pointer not in self.phrasing:
            pointer = pointer.rpartition("/")[0]
        return self.phrasing.get(pointer, "")

    def passage(self, pointer: str) -> str:
        """The report's words that state a value, with those around them; "" where the gold names none or there is no report."""
        places = self.places(pointer) or self.row_places(pointer)
        if not places or self.document is None:
            return ""
        start, end = places[0]
        return self.document.text[max(0, start - _AROUND) : end + _AROUND]

    def _row(self, pointer: str) -> str:
        while pointer and pointer not in self.evidence:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def _found(self, pointer: str) -> list[Span]:
        if self.document is None:
            return []
        return [span for quote in self.evidence.get(pointer, ()) for span in _all(self.document.text, quote)]


def dataset(gold: Path, reports: Path | None = None) -> list[Sample]:
    """The samples of a folder of gold files (or of one), in the order of their names. `reports`: where their reports are.

    Raises OperatorError for a file that is no gold, and where there is none.
    """
    files = sorted(gold.glob("*.json")) if gold.is_dir() else [gold]
    if not files or not files[0].is_file():
        raise OperatorError(
            Text(f"{gold} 中没有标注文件", f"{gold} holds no gold files"),
            Text("--gold 应指向标注文件（*.json）所在的文件夹", "--gold names the folder of the gold files (*.json)"),
            stage="dataset",
        )
    return [_sample(f, reports) for f in files]


def _sample(file: Path, reports: Path | None) -> Sample:
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
        data, evidence = content["data"], content.get("evidence", {})
        report = reports / Path(str(content.get("report", ""))).name if reports is not None and content.get("report") else None
        return Sample(
            file.stem,
            file,
            data,
            {p: [q] if isinstance(q, str) else list(q) for p, q in evidence.items()},
            content.get("relations", []),
            str(content.get("schema", "")),
            report if report is not None and report.is_file() else None,
            {str(p): str(k) for p, k in content.get("phrasing", {}).items()},
        )
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, AttributeError, KeyError, TypeError) as e:
        raise OperatorError(
            Text(f"{file.name} 不是标注文件（{e}）", f"{file.name} is no gold file ({e})"),
            Text("标注文件的写法见 eval/README.md", "eval/README.md tells how gold files are written"),
            stage="dataset",
        ) from e


def _all(text: str, quote: str) -> list[Span]:
    found: list[Span] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found
