"""The sample reports as Word files: the same blocks, tables and figures, and the same values extracted."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents_samples import SAMPLES, sample
from figures_of import figures
from made_docx import made_docx
from office_program import needs_office, saved_as

from extractor.documents import read
from extractor.documents.read import read_bytes
from extractor.pipeline import extract
from extractor.schema import find_schema, load_schema

SCHEMA = load_schema(find_schema("department_report"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_a_report_made_a_word_file_says_the_same(path: Path) -> None:
    text = read(path)
    word = read_bytes(made_docx(text), f"{path.stem}.docx")
    assert figures(word) == figures(text)
    assert [len(t.rows) for t in word.tables] == [len(t.rows) for t in text.tables]
    assert word.warnings == ()
    assert extract(word, SCHEMA, engine="patterns").data == extract(text, SCHEMA, engine="patterns").data


@pytest.mark.parametrize("wanted", ["doc", "rtf", "odt"])
@needs_office
def test_a_report_in_another_format_says_the_same(wanted: str) -> None:
    text = read(sample("hebei"))
    other = read_bytes(saved_as(made_docx(text), ".docx", wanted), f"报告.{wanted}")
    assert other.format == wanted
    assert figures(other) == figures(text)
    assert [len(t.rows) for t in other.tables] == [len(t.rows) for t in text.tables]
