"""Wrong values put in on purpose: each stands where it says it stands, none keeps its value, the same seed gives the same ones."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.documents import read
from extractor.evaluation.slips import Slip, slipped
from extractor.patterns import proposed, understand
from extractor.schema import find_schema, load_schema

SAMPLES = sorted(f for f in (Path(__file__).resolve().parents[2] / "eval" / "samples").iterdir() if f.name != "README.md")
SCHEMA = load_schema(find_schema("department_report"))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda f: f.stem)
def test_slips_stand_in_the_document_and_change_the_value(file: Path) -> None:
    document = read(file)
    candidates = proposed(*understand(document, SCHEMA))
    changed, told = slipped(document, SCHEMA, candidates, 0.3, 5)
    assert len(changed) == len(candidates)
    assert 0.15 * len(candidates) < len(told) < 0.4 * len(candidates)
    by_place = {id(c) for c in candidates}
    assert sum(id(c) not in by_place for c in changed) == len(told)
    for was, now in zip(candidates, changed, strict=True):
        if was is now:
            continue
        assert now.pointer == was.pointer and now.value != was.value
        assert "".join(document.text[now.figure.start : now.figure.end].split()) == "".join(now.printed.split())
        if isinstance(was.value, (int, Decimal)) and not isinstance(was.value, bool):
            assert abs(Decimal(str(now.value))) != abs(Decimal(was.value))
    again, _ = slipped(document, SCHEMA, candidates, 0.3, 5)
    assert again == changed
    other, _ = slipped(document, SCHEMA, candidates, 0.3, 6)
    assert other != changed


def test_every_kind_of_slip_happens() -> None:
    kinds: Counter[Slip] = Counter()
    for file in SAMPLES:
        document = read(file)
        kinds.update(t.slip for t in slipped(document, SCHEMA, proposed(*understand(document, SCHEMA)), 0.5, 1)[1])
    assert set(kinds) == set(Slip)
    assert min(kinds.values()) > 10


def test_no_share_changes_nothing() -> None:
    document = read(SAMPLES[0])
    candidates = proposed(*understand(document, SCHEMA))
    assert slipped(document, SCHEMA, candidates, 0.0, 1) == (candidates, [])
