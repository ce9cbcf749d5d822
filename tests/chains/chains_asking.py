"""One extraction of a short report against a stand-in endpoint whose replies the test writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extractor.documents import read_text
from extractor.llm import Endpoint, load_settings
from extractor.pipeline import extract
from extractor.result import Extraction
from extractor.schema import Schema, schema_of
from extractor.testing.standin import StandIn

HEAD = "甲局2023年度部门整体支出绩效自评报告\n\n一、总则\n\n"


def number(unit: str, **more: Any) -> dict[str, Any]:
    """A figure of a schema without labels."""
    return {"type": ["number", "null"], "title": "数", "x-unit": unit, **more}


def scalars() -> Schema:
    """Single fields without labels."""
    return schema_of(
        {
            "type": "object",
            "properties": {
                "change": number("万元", **{"x-measure": "change"}),
                "income": number("万元"),
                "posts": {"type": ["integer", "null"], "x-unit": "人", "title": "编制"},
                "kind": {"enum": ["自评", "评价", None], "title": "类型"},
                "open": {"type": ["boolean", "null"], "title": "是否公开"},
            },
        }
    )


def projects(*, key: bool = True) -> Schema:
    """A title and a list of projects."""
    properties: dict[str, Any] = {
        "name": {"type": ["string", "null"], "title": "名称"},
        "budget": number("万元"),
        "executed": number("万元"),
        "grade": {"enum": ["优", "良", None], "title": "等级"},
        "cars": number("辆"),
        "people": number("人次"),
    }
    listed: dict[str, Any] = {"type": "array", "title": "项目", "items": {"type": "object", "required": ["name"], "properties": properties}}
    if key:
        listed["x-key"] = ["name"]
    return schema_of({"type": "object", "properties": {"t": {"type": ["string", "null"], "title": "标题"}, "projects": listed}})


def said(*values: tuple[str, str, str]) -> dict[str, Any]:
    """A reading reply of (field, value, quote)."""
    return {"values": [{"field": f, "value": v, "quote": q, "block": ""} for f, v, q in values]}


def row(quote: str, **cells: str) -> dict[str, Any]:
    """A row of a reading reply."""
    return {"list": "projects", "cells": [{"property": k, "value": v} for k, v in cells.items()], "quote": quote, "block": ""}


def mapped(columns: Sequence[tuple[str, int]], **more: Any) -> dict[str, Any]:
    """A table reply that maps the first table onto the projects."""
    part: dict[str, Any] = {"table": "t1", "list": "projects", "head_row": 1, "first_row": 2, "last_row": 0}
    part |= {"merged": [], "constants": [], "skip": [], "columns": [{"property": a, "column": b} for a, b in columns], **more}
    return {"tables": [part]}


def read_single(body: str, *values: tuple[str, str, str]) -> Extraction:
    """A short report read with a reply of single fields; repaired with nothing."""
    return _run(body, scalars(), [{"contains": ["先前写的是"], "reply": {"values": []}}, {"reply": said(*values)}])


def read_rows(
    body: str,
    table: str,
    reply: Mapping[str, Any] | None,
    rows: Iterable[Mapping[str, Any]] = (),
    *,
    key: bool = True,
    engine: str = "chains",
) -> Extraction:
    """A short report with one table read with a table reply and a reply of rows."""
    script: list[Mapping[str, Any]] = [
        {"contains": ["逐行列出了它们"], "reply": reply or {"tables": []}},
        {"reply": {"values": [], "rows": list(rows), "none": []}},
    ]
    return _run(body + ("单位：万元\n\n" + table if table else ""), projects(key=key), script, engine)


def _run(body: str, schema: Schema, script: list[Mapping[str, Any]], engine: str = "chains") -> Extraction:
    with StandIn(script=script) as s:
        settings = {"model": "m", "base_url": s.base_url, "first_wait_seconds": 0.01, "max_attempts": 2, "structured_mode": "json_schema"}
        return extract(read_text(HEAD + body + "\n"), schema, engine=engine, endpoint=Endpoint(load_settings(settings), None))
