"""How the tests of this room ask: a question, settings with tiny waits, and one call."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from extractor.llm.endpoint import Endpoint
from extractor.llm.reply import Reply
from extractor.llm.request import Message, Request
from extractor.llm.settings import EndpointSettings, load_settings
from extractor.testing.standin import StandIn

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"total": {"type": "number"}, "unit": {"type": "string"}, "quote": {"type": "string"}},
    "required": ["total", "unit", "quote"],
    "additionalProperties": False,
}
ANSWER = {"total": 1803.82, "unit": "万元", "quote": "2024年收入总计1803.82万元"}
SCRIPT = [{"contains": "收入总计", "reply": ANSWER}]


DOCUMENT = "部门决算\n2024年收入总计1803.82万元。\n\n收入总计是多少？"


def question(text: str = DOCUMENT, *, document: str = "决算.docx", schema: Any = SCHEMA) -> Request:
    return Request("locate", "v1", (Message("system", "你是预算分析师。"), Message("user", text)), schema, "figures", document)


def settings_for(stand_in: StandIn, **more: object) -> EndpointSettings:
    quick = {"first_wait_seconds": 0.005, "max_wait_seconds": 2.0, "timeout_seconds": 5.0, "max_attempts": 3}
    return load_settings({"model": "stand-in", "base_url": stand_in.base_url, **quick, **more})


async def ask_with(stand_in: StandIn, request: Request | None = None, cache: Path | None = None, **more: object) -> Reply:
    async with Endpoint(settings_for(stand_in, **more), cache) as endpoint:
        return await endpoint.ask(request or question())


def ask(stand_in: StandIn, request: Request | None = None, cache: Path | None = None, **more: object) -> Reply:
    return asyncio.run(ask_with(stand_in, request, cache, **more))
