"""What is right and wrong with an endpoint, each finding with what to do about it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractor.errors import ExtractorError
from extractor.llm.modes import StructuredMode
from extractor.llm.request import Message, Request
from extractor.llm.tokens import certainty
from extractor.llm.usage import Usage
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.llm.endpoint import Endpoint
    from extractor.llm.reply import Reply
    from extractor.llm.settings import EndpointSettings

_NOTHING_TO_DO = Text("", "")
_SHOWN_MODELS = 8

# Small, but as shaped as a real question: closed object, all required, so that `strict` is asked for too.
_QUESTION = Request(
    chain="probe",
    prompt_version="1",
    messages=(Message("user", "“部门预算收入 12 万元”中的数字是多少？填入 figure；单位填入 unit。"),),
    reply_schema={
        "type": "object",
        "properties": {"figure": {"type": "number"}, "unit": {"type": "string"}},
        "required": ["figure", "unit"],
        "additionalProperties": False,
    },
    reply_name="probe",
    document="",
    logprobs=True,
)


class Level(StrEnum):
    """How bad a finding is."""

    GOOD = "good"
    WARNING = "warning"
    """Works, but not as well or as visibly as it could."""
    FAILED = "failed"
    """Nothing can be extracted until this is put right."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` is empty where there is nothing to do."""

    name: str
    level: Level
    said: Text
    remedy: Text = _NOTHING_TO_DO


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found. `latency` is the seconds of the last answered question, None where none was answered."""

    reachable: bool
    models: tuple[str, ...]
    mode: StructuredMode | None
    latency: float | None
    findings: tuple[Finding, ...]
    usage: Usage

    @property
    def usable(self) -> bool:
        """Whether extraction with this endpoint can work."""
        return all(finding.level is not Level.FAILED for finding in self.findings)


async def probe_endpoint(endpoint: Endpoint) -> Probe:
    """Look at the settings, list the models, ask one small structured question."""
    settings = endpoint.settings
    findings: list[Finding] = []
    if not settings.configured:
        said = Text("没有配置模型接口，只能用规则引擎", "no model endpoint is configured; the pattern engine works without")
        remedy = Text(
            "请设置 EXTRACTOR_MODEL，以及 EXTRACTOR_BASE_URL 或 EXTRACTOR_API_KEY",
            "set EXTRACTOR_MODEL, and EXTRACTOR_BASE_URL or EXTRACTOR_API_KEY",
        )
        return Probe(False, (), None, None, (Finding("settings", Level.FAILED, said, remedy),), endpoint.spent)
    findings.append(Finding("settings", Level.GOOD, Text(*(f"{settings.model} @ {settings.shown_url}",) * 2)))
    findings.extend(_of_settings(settings))
    models = await _models(endpoint, findings)
    mode, latency = await _question(endpoint, findings)
    reachable = mode is not None or any(finding.name == "models" and finding.level is Level.GOOD for finding in findings)
    return Probe(reachable, models, mode, latency, tuple(findings), endpoint.spent)


def _of_settings(settings: EndpointSettings) -> list[Finding]:
    findings: list[Finding] = []
    address = urlsplit(settings.url)
    if settings.api_key is not None and address.scheme == "http" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        findings.append(
            Finding(
                "transport",
                Level.WARNING,
                Text("密钥将以明文 HTTP 发送", "the key travels over plain HTTP"),
                Text("请使用 https:// 地址", "use an https:// address"),
            )
        )
    if settings.prices.money(0, 0, 0) is None:
        findings.append(
            Finding(
                "prices",
                Level.WARNING,
                Text("未设置价格，费用将显示为未知", "no prices are set: costs will be shown as unknown"),
                Text("请设置 EXTRACTOR_PRICE_INPUT 与 EXTRACTOR_PRICE_OUTPUT", "set EXTRACTOR_PRICE_INPUT and EXTRACTOR_PRICE_OUTPUT"),
            )
        )
    return findings


async def _models(endpoint: Endpoint, findings: list[Finding]) -> tuple[str, ...]:
    try:
        models = await endpoint.models()
    except ExtractorError as error:
        # Some gateways have no list; the question that follows decides.
        findings.append(Finding("models", Level.WARNING, error.said, error.remedy))
        return ()
    shown = ", ".join(models[:_SHOWN_MODELS]) + (" …" if len(models) > _SHOWN_MODELS else "")
    said = Text(f"接口有 {len(models)} 个模型：{shown}", f"the endpoint lists {len(models)} models: {shown}")
    findings.append(Finding("models", Level.GOOD, said))
    model = endpoint.settings.model
    if models and model not in models:
        findings.append(
            Finding(
                "model",
                Level.WARNING,
                Text(f"列表中没有 {model}", f"{model} is not among them"),
                Text("请检查 EXTRACTOR_MODEL", "check EXTRACTOR_MODEL"),
            )
        )
    return models


async def _question(endpoint: Endpoint, findings: list[Finding]) -> tuple[StructuredMode | None, float | None]:
    started = time.monotonic()
    try:
        reply = await endpoint.ask(_QUESTION)
    except ExtractorError as error:
        findings.append(Finding("question", Level.FAILED, error.said, error.remedy))
        return None, None
    latency = (time.monotonic() - started) / reply.attempts
    seconds = f"{latency:.2f}"
    findings.append(Finding("question", Level.GOOD, Text(f"{seconds} 秒内得到答复", f"answered within {seconds} s")))
    if reply.mode is StructuredMode.PLAIN:
        said = Text("接口不支持任何结构化输出，只能在提示词中要求 JSON", "no structured output: JSON can only be asked for in the prompt")
        remedy = Text("可用但更易出错；最好换用支持 json_schema 的服务", "usable but frailer; prefer a server that knows json_schema")
        findings.append(Finding("mode", Level.WARNING, said, remedy))
    else:
        findings.append(Finding("mode", Level.GOOD, Text(f"结构化输出方式：{reply.mode}", f"structured output by {reply.mode}")))
    if endpoint.settings.logprobs:
        findings.append(_of_tokens(reply))
    return reply.mode, latency


def _of_tokens(reply: Reply) -> Finding:
    if certainty(reply.tokens, reply.data) is not None:
        return Finding("logprobs", Level.GOOD, Text("接口给出词元的对数概率", "the endpoint tells the log-probabilities of its tokens"))
    return Finding(
        "logprobs",
        Level.WARNING,
        Text(
            "接口没有给出可用的词元对数概率，置信度不含这一项",
            "the endpoint tells no usable log-probabilities: confidence goes without them",
        ),
        Text("可用；也可去掉 EXTRACTOR_LOGPROBS", "usable; or leave EXTRACTOR_LOGPROBS out"),
    )
