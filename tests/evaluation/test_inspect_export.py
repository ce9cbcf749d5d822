"""The inspect_ai form of a log: the shape that its reader asks for, written down here, and the log's own numbers in it."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cli_running import run

ROOT = Path(__file__).resolve().parents[2]

_TEXT, _NUMBER, _COUNT = {"type": "string"}, {"type": "number"}, {"type": "integer", "minimum": 0}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**required, **optional}, "required": list(required), "additionalProperties": False}


_METRIC = _object({"name": _TEXT, "value": _NUMBER, "params": {"type": "object"}}, metadata={"type": "object"})
_SCORE = _object({"value": _NUMBER, "metadata": {"type": "object"}}, answer=_TEXT, explanation={"type": ["string", "null"]})
_USAGE = {
    "type": "object",
    "additionalProperties": _object(
        {"input_tokens": _COUNT, "output_tokens": _COUNT, "total_tokens": _COUNT, "input_tokens_cache_read": _COUNT}
    ),
}
_MESSAGE = _object({"role": {"const": "assistant"}, "content": _TEXT, "source": {"const": "generate"}})
_EVAL = _object(
    {
        **dict.fromkeys(("eval_id", "run_id", "task_id", "task", "task_version", "model"), _TEXT),
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$"},
        "dataset": _object(
            {"name": _TEXT, "samples": _COUNT, "sample_ids": {"type": "array", "items": _TEXT}, "shuffled": {"type": "boolean"}}
        ),
        "config": _object({"epochs": {"const": 1}}),
        "packages": {"type": "object"},
        "metadata": {"type": "object"},
    }
)
_RESULT = _object(
    {
        "name": _TEXT,
        "scorer": _TEXT,
        "scored_samples": _COUNT,
        "unscored_samples": _COUNT,
        "params": {"type": "object"},
        "metrics": {"type": "object", "minProperties": 1, "additionalProperties": _METRIC},
    }
)
_OUTPUT = _object(
    {
        "model": _TEXT,
        "choices": {"type": "array", "minItems": 1, "items": _object({"message": _MESSAGE, "stop_reason": {"const": "stop"}})},
        "completion": _TEXT,
    }
)
_SAMPLE = _object(
    {
        "id": _TEXT,
        "epoch": {"const": 1},
        "input": _TEXT,
        "target": _TEXT,
        "messages": {"type": "array"},
        "output": _OUTPUT,
        "scores": {"type": "object", "required": ["value"], "additionalProperties": _SCORE},
        "metadata": {"type": "object"},
        "model_usage": _USAGE,
    },
    total_time=_NUMBER,
)
SHAPE = _object(
    {
        "version": {"const": 2},
        "status": {"const": "success"},
        "eval": _EVAL,
        "plan": _object({"name": _TEXT, "steps": {"type": "array"}, "config": {"type": "object"}}),
        "results": _object({"total_samples": _COUNT, "completed_samples": _COUNT, "scores": {"type": "array", "items": _RESULT}}),
        "stats": _object({"started_at": _TEXT, "completed_at": _TEXT, "model_usage": _USAGE}),
        "samples": {"type": "array", "items": _SAMPLE},
    }
)
"""Of the EvalLog of inspect_ai 0.3.285 what a log of ours holds, and nothing beside it."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """A log of replayed chains, with misses and tokens, one document without a result; and its export."""
    folder = tmp_path_factory.mktemp("inspect")
    gold, reports, replies = (
        ("--" + n, ROOT / "eval" / f) for n, f in (("gold", "gold"), ("reports", "samples"), ("recordings", "recordings"))
    )
    ran = run("eval", "run", *gold, *reports, *replies, "--engine", "chains", "--out", folder / "out", cwd=folder)
    assert ran.code == 0, ran.said
    (folder / "out" / "yunnan_education_2023.extraction.json").unlink()
    run("eval", "score", folder / "out", *gold, *reports, "--log", folder / "log.json", cwd=folder)
    ran = run("eval", "export", folder / "log.json", "--format", "inspect", "--out", folder / "inspect.json", cwd=folder)
    assert (ran.code, ran.err) == (0, "")
    return tuple(json.loads((folder / f).read_text(encoding="utf-8")) for f in ("log.json", "inspect.json"))  # type: ignore[return-value]


def test_the_shape_is_the_one_that_is_read(written: tuple[dict[str, Any], dict[str, Any]]) -> None:
    jsonschema.validate(written[1], SHAPE)


def test_the_numbers_are_the_logs(written: tuple[dict[str, Any], dict[str, Any]]) -> None:
    log, made = written
    m = log["metrics"]
    results = {r["name"]: {n: x["value"] for n, x in r["metrics"].items()} for r in made["results"]["scores"]}
    assert results["value"] == {
        "mean": m["value_f1_macro"],
        "f1_micro": m["value_f1_micro"],
        "precision": m["value_precision"],
        "recall": m["value_recall"],
    }
    assert results["grounding"]["mean"] == m["grounding_f1_macro"]
    assert results["relations"]["relation_recall"] == m["relation_recall"] < 1
    assert (made["results"]["total_samples"], made["results"]["completed_samples"]) == (6, 5)
    for name in ("value", "grounding"):
        assert statistics.mean(s["scores"][name]["value"] for s in made["samples"]) == pytest.approx(results[name]["mean"])
    (usage,) = made["stats"]["model_usage"].values()
    assert (usage["input_tokens"], usage["output_tokens"]) == (m["prompt_tokens"], m["completion_tokens"])
    assert usage["input_tokens"] > 0


def test_each_sample_has_what_was_to_be_found_and_what_was_said(written: tuple[dict[str, Any], dict[str, Any]]) -> None:
    log, made = written
    for document, sample in zip(log["documents"], made["samples"], strict=True):
        target, said = json.loads(sample["target"]), json.loads(sample["output"]["completion"])
        assert (sample["id"], len(target), len(said)) == (document["name"], document["gold"], document["predicted"])
        assert len(sample["metadata"]["outcomes"]) == sum(c["outcome"] != "correct" for c in document["cells"])
    failed = made["samples"][-1]
    assert (failed["scores"]["value"]["value"], failed["metadata"]["failed"]) == (0.0, "no result")


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    ran = run("eval", "export", "x.json", "--out", "y.json", cwd=tmp_path)
    assert ran.code == 2
    assert not (tmp_path / "y.json").exists()
