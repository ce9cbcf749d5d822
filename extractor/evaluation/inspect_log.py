"""A log in the form of inspect_ai's evaluation logs (JSON, version 2), so that its viewer and data frames read it.

A document is a sample: its target the gold values, its output the predicted ones, by JSON Pointer; its scores `value`,
`grounding` and `relations` as far as they were judged. inspect_ai itself isn't needed to write it.
Source: the EvalLog model of https://github.com/UKGovernmentBEIS/inspect_ai (src/inspect_ai/log/_log.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

VERSION = 2

_Json = dict[str, Any]


def inspect_log(log: Mapping[str, Any], created: str) -> _Json:
    """The JSON of an inspect_ai log. `created`: when it is written, ISO 8601 with its offset; our log doesn't say when it was made."""
    documents: list[Mapping[str, Any]] = list(log["documents"])
    model = _model(documents)
    digest = hashlib.sha256(json.dumps(log, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
    schema = log["schema"]
    return {
        "version": VERSION,
        "status": "success",
        "eval": {
            "eval_id": digest[:22],
            "run_id": digest[22:44],
            "task_id": digest[42:64],
            "created": created,
            "task": str(schema.get("name") or "extraction"),
            "task_version": str(schema.get("version") or "0"),
            "dataset": {
                "name": str(log.get("title") or "gold"),
                "samples": len(documents),
                "sample_ids": [str(d["name"]) for d in documents],
                "shuffled": False,
            },
            "model": model,
            "config": {"epochs": 1},
            "packages": {},
            "metadata": {"format": dict(log["format"]), "schema": dict(schema)},
        },
        "plan": {"name": "extraction", "steps": [], "config": {}},
        "results": _results(log),
        "stats": {"started_at": created, "completed_at": created, "model_usage": _usage(model, [log["metrics"]])},
        "samples": [_sample(d, model) for d in documents],
    }


def _model(documents: Iterable[Mapping[str, Any]]) -> str:
    named = dict.fromkeys(str(d.get("model") or f"extractor/{d['engine']}") for d in documents if d.get("engine"))
    return ", ".join(named) or "extractor/unknown"


def _results(log: Mapping[str, Any]) -> _Json:
    m = log["metrics"]
    scores = [
        _score(
            "value",
            m["documents"],
            {"mean": "value_f1_macro", "f1_micro": "value_f1_micro", "precision": "value_precision", "recall": "value_recall"},
            m,
        )
    ]
    if m.get("grounding_f1_macro") is not None:
        names = {"mean": "grounding_f1_macro", "f1_micro": "grounding_f1_micro"}
        scores.append(_score("grounding", m["grounding_documents"], {**names, **_same(m, "grounding_precision", "grounding_recall")}, m))
    if m.get("relation_recall") is not None:
        told = ("relation_recall", "relation_verdict_accuracy", "fault_recall", "fault_precision", "diagnosis_at_1")
        scores.append(_score("relations", m["relation_documents"], _same(m, *told, "diagnosis_mean_reciprocal_rank"), m))
    if m.get("calibration_error") is not None or m.get("review_share") is not None:
        told = ("calibration_error", "brier_score", "review_share", "accepted_error")
        scores.append(_score("confidence", m["documents"], _same(m, *told), m))
    return {"total_samples": m["documents"], "completed_samples": m["documents"] - m["failed_documents"], "scores": scores}


def _same(m: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {n: n for n in names if m.get(n) is not None}


def _score(name: str, samples: int, metrics: Mapping[str, str], m: Mapping[str, Any]) -> _Json:
    told: dict[str, _Json] = {shown: {"name": shown, "value": m[ours], "params": {}} for shown, ours in metrics.items()}
    for shown, ours in metrics.items():
        if (interval := m.get(f"{ours}_interval")) is not None:
            told[shown]["metadata"] = {"interval_95": interval}
    return {
        "name": name,
        "scorer": name,
        "scored_samples": samples,
        "unscored_samples": m["documents"] - samples,
        "params": {},
        "metrics": told,
    }


def _sample(document: Mapping[str, Any], model: str) -> _Json:
    cells: list[Mapping[str, Any]] = list(document["cells"])
    gold = {c["pointer"]: c["gold"] for c in cells if c["outcome"] != "invented"}
    said = {c["at"]: c["predicted"] for c in cells if c["at"]}
    answer = json.dumps(said, ensure_ascii=False)
    spent = document.get("spent")
    made: _Json = {
        "id": str(document["name"]),
        "epoch": 1,
        "input": str(document["name"]),
        "target": json.dumps(gold, ensure_ascii=False),
        "messages": [],
        "output": {
            "model": model,
            "choices": [{"message": {"role": "assistant", "content": answer, "source": "generate"}, "stop_reason": "stop"}],
            "completion": answer,
        },
        "scores": _scores(document, answer),
        "metadata": {"report_type": document["report_type"], "failed": document["failed"], "outcomes": _outcomes(cells)},
        "model_usage": _usage(model, [spent] if spent else []),
    }
    if spent:
        made["total_time"] = spent["seconds"]
    return made


def _scores(document: Mapping[str, Any], answer: str) -> _Json:
    made: _Json = {
        "value": {"value": document["f1"], "answer": answer, "explanation": document["failed"] or None, "metadata": _counts(document)}
    }
    if document.get("grounding"):
        made["grounding"] = {"value": document["grounding"]["f1"], "metadata": _counts(document["grounding"])}
    if document.get("relations"):
        stated = [r for r in document["relations"]["gold"] if r["stated"]]
        right = [r for r in stated if r["verdict"] in r["said"]]
        found = sum(bool(r["said"]) for r in stated)
        alarms = len(document["relations"]["false_alarms"])
        counts = {"stated": len(stated), "found": found, "verdicts_right": len(right), "false_alarms": alarms}
        made["relations"] = {"value": found / len(stated) if stated else 1.0, "metadata": counts}
    return made


def _counts(tally: Mapping[str, Any]) -> _Json:
    return {name: tally[name] for name in ("precision", "recall", "hits", "gold", "predicted")}


def _outcomes(cells: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """By pointer what is not right."""
    return {str(c["pointer"]): str(c["outcome"]) for c in cells if c["outcome"] != "correct"}


def _usage(model: str, spent: Iterable[Mapping[str, Any]]) -> _Json:
    for s in spent:
        if s.get("prompt_tokens") or s.get("completion_tokens"):
            tokens = {"input_tokens": s["prompt_tokens"], "output_tokens": s["completion_tokens"]}
            return {model: {**tokens, "total_tokens": sum(tokens.values()), "input_tokens_cache_read": s.get("cached_prompt_tokens") or 0}}
    return {}
