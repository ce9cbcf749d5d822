"""schemas/extraction.schema.json describes what is really written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest

import extractor
from extractor.testing.standin import StandIn

ROOT = Path(__file__).resolve().parent.parent
FILE: dict[str, Any] = json.loads((ROOT / "schemas" / "extraction.schema.json").read_text(encoding="utf-8"))
SAMPLES = sorted(f for f in (ROOT / "eval" / "samples").iterdir() if f.suffix in (".txt", ".md") and f.stem != "README")
VALIDATOR = jsonschema_rs.Draft202012Validator(FILE)


def faults(result: extractor.Extraction, folder: Path) -> list[str]:
    written: object = json.loads(result.write(folder).read_text(encoding="utf-8"))
    return [f"{list(e.instance_path)}: {e.message}" for e in VALIDATOR.iter_errors(written)]


def test_it_is_a_schema_that_describes_every_property() -> None:
    jsonschema_rs.meta.validate(FILE)

    def nodes(node: object, at: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if isinstance(node, dict):
            said = cast(dict[str, Any], node)
            for word in ("properties", "$defs"):
                for name, child in said.get(word, {}).items():
                    yield f"{at}/{name}", child
                    yield from nodes(child, f"{at}/{name}")
            for word in ("items", "additionalProperties"):
                if isinstance(said.get(word), dict):
                    yield f"{at}/{word}", said[word]
                    yield from nodes(said[word], f"{at}/{word}")

    found = list(nodes(FILE, ""))
    assert len(found) > 60
    assert [at for at, node in found if not node.get("description") and "$ref" not in node] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda f: f.stem)
def test_results_of_the_samples_fit(sample: Path, tmp_path: Path) -> None:
    schema = extractor.load_schema(extractor.find_schema("department_report"))
    result = extractor.extract(sample, schema, engine="patterns")
    assert result.fields and faults(result, tmp_path) == []


def test_results_of_a_model_fit(tmp_path: Path) -> None:
    text = "# 采购合同\n\n合同名称：供水管网改造合同\n\n甲方：沙洺县水利局\n\n合同金额：1,803.82 元，保证金 90 元。付款条款：无。\n"
    values = [
        {"field": "name", "value": "供水管网改造合同", "quote": "合同名称：供水管网改造合同", "block": "b2"},
        {"field": "amount", "value": "90 元", "quote": "保证金 90 元", "block": "b4"},
        {"field": "buyer", "value": "沙洺县水务局", "quote": "甲方：沙洺县水务局", "block": "b3"},
        {"field": "number", "value": "HT-2024-001", "quote": "合同编号 HT-2024-001", "block": "b1"},
    ]
    schema = extractor.load_schema(extractor.find_schema("contract"))
    with StandIn([{"contains": "合同金额", "reply": {"values": values, "rows": [], "none": ["payments"]}}]) as stand_in:
        settings = extractor.load_settings({"model": "stand-in", "base_url": stand_in.base_url, "price_input": 2, "price_output": 8})
        for engine in ("chains", "both"):
            endpoint = extractor.Endpoint(settings, None)
            result = extractor.extract(extractor.read_text(text, f"{engine}.txt"), schema, engine=engine, endpoint=endpoint)
            assert faults(result, tmp_path) == []
            assert {r.status for r in result.fields.values()} >= {"accepted", "not_grounded", "stated_none"}
    with StandIn(faults=["server_error"] * 9) as stand_in:
        settings = extractor.load_settings({"model": "stand-in", "base_url": stand_in.base_url, "max_attempts": 1})
        result = extractor.extract(
            extractor.read_text(text, "failed.txt"), schema, engine="chains", endpoint=extractor.Endpoint(settings, None)
        )
    assert result.run["failures"] and faults(result, tmp_path) == []


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("document", {}),
        ("fields", {"accounts": {}}),
        ("run", {"engine": "magic"}),
        ("extra", 1),
        ("format", {"name": "x", "version": "1.0"}),
    ],
)
def test_a_wrong_result_does_not_fit(at: str, value: object, tmp_path: Path) -> None:
    result = extractor.extract(
        extractor.read_text("合同名称：供水管网改造合同"), extractor.load_schema(extractor.find_schema("contract")), engine="patterns"
    )
    written = json.loads(result.write(tmp_path).read_text(encoding="utf-8"))
    assert VALIDATOR.is_valid(written)
    assert not VALIDATOR.is_valid({**written, at: value})
