"""What a model's own certainty says of a value: the signals, their order without gold, and their words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractor.confidence import DEFAULT, DOUBTS, LOW, Observed, Signal, signals_of
from extractor.confidence.observe import UNLIKELY
from extractor.documents import read_text
from extractor.patterns import answers, facts_of_sentences, understand
from extractor.result import FieldRecord, Status
from extractor.schema import schema_of

CASES: list[tuple[dict[str, Any], set[Signal]]] = [
    ({}, set()),
    ({"token_probability": 1.0}, set()),
    ({"token_probability": UNLIKELY}, set()),
    ({"token_probability": UNLIKELY - 0.001}, {Signal.UNLIKELY_TOKENS}),
    ({"token_probability": 0.0}, {Signal.UNLIKELY_TOKENS}),
    ({"repeated": {"asked": 3, "same": 3}}, {Signal.STEADY}),
    ({"repeated": {"asked": 3, "same": 2}}, {Signal.UNSTEADY}),
    ({"repeated": {"asked": 2, "same": 0}, "token_probability": 0.1}, {Signal.UNSTEADY, Signal.UNLIKELY_TOKENS}),
]


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_signals(said: dict[str, Any], expected: set[Signal]) -> None:
    document = read_text("收入12万元。\n")
    schema = schema_of({"type": "object", "properties": {"income": {"type": "number", "x-unit": "万元"}}})
    record = FieldRecord(Status.ACCEPTED, "12", "收入12万元", 2, 4, proposers=("chains",), signals=said)
    witness = answers(understand(document, schema, tuple(facts_of_sentences(document)))[0])
    found = signals_of(Observed(document, schema, {"income": Decimal(12)}, {"/income": record}, witness))["/income"]
    assert found & {Signal.UNLIKELY_TOKENS, Signal.STEADY, Signal.UNSTEADY} == expected


def test_the_default_order() -> None:
    def of(*signals: Signal) -> float:
        return DEFAULT.confidence(signals)

    assert of(Signal.STEADY) > of() > of(Signal.UNLIKELY_TOKENS) > of(Signal.UNSTEADY) > of(Signal.UNSTEADY, Signal.UNLIKELY_TOKENS)
    assert of(Signal.UNLIKELY_TOKENS) < LOW < of(Signal.UNSTEADY, Signal.AGREED)
    assert of(Signal.DIFFERS) < of(Signal.UNSTEADY)


def test_doubts_have_words_and_what_speaks_for_a_value_has_none() -> None:
    for signal in (Signal.UNLIKELY_TOKENS, Signal.UNSTEADY):
        assert DOUBTS[signal].zh and DOUBTS[signal].en
    assert Signal.STEADY not in DOUBTS
