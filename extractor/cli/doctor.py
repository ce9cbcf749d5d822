"""`extractor doctor`: what works here, what doesn't, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.llm import EndpointSettings, Finding
    from extractor.words import Text

HELP = "检查设置、模型接口、提示词和模式。 Check settings, endpoint, prompts and schemas."

_MARKS = {"good": "✓", "warning": "!", "failed": "✗"}


def doctor(
    model: Annotated[str | None, typer.Option(help="模型名。 Name of the model.")] = None,
    base_url: Annotated[str | None, typer.Option(help="接口地址。 Address of the endpoint.")] = None,
    cache_dir: Annotated[Path | None, typer.Option(help="模型回复缓存。 Folder of kept replies.")] = None,
) -> None:
    """A line for each thing looked at. Exit code 0: reports can be extracted as configured, 1: something must be put right."""
    import platform

    from extractor import __version__
    from extractor.cli.folders import cache_folder
    from extractor.cli.voice import tell, visible
    from extractor.errors import OperatorError
    from extractor.llm import Level, load_settings
    from extractor.llm.probe import Finding
    from extractor.words import Text

    tell(f"extractor {__version__} · Python {platform.python_version()} · {platform.platform()}")
    bad = False
    for finding in _content():
        _line(finding)
        bad = bad or finding.level is Level.FAILED
    for finding in _components():
        _line(finding)
    folder = cache_dir or cache_folder()
    _line(Finding("cache", Level.GOOD, Text(f"模型回复缓存：{folder}", f"kept replies: {folder}")))
    try:
        settings = load_settings({"model": model, "base_url": base_url})
    except OperatorError as error:
        _line(Finding("settings", Level.FAILED, error.said, error.remedy))
        raise typer.Exit(1) from None
    from extractor.cli.origins import origins

    for name, value, origin in origins(settings, {"model": model, "base_url": base_url}):
        tell(f"  {name} = {visible(value)}  ({origin})")
    for finding in _endpoint(settings, folder):
        _line(finding)
        bad = bad or finding.level is Level.FAILED
    raise typer.Exit(1 if bad else 0)


def _line(finding: Finding) -> None:
    from extractor.cli.voice import language, tell, visible

    remedy = finding.remedy.into(language())
    tell(f"{_MARKS[finding.level]} {visible(finding.said.into(language()))}" + (f" → {visible(remedy)}" if remedy else ""))


def _content() -> Iterator[Finding]:
    """The prompts and schemas that come with the program or lie here."""
    from extractor.chains.prompt import load_prompt
    from extractor.content import content_folder
    from extractor.errors import OperatorError
    from extractor.llm.probe import Finding, Level
    from extractor.schema import list_schemas
    from extractor.words import Text

    try:
        chains = sorted(f.name for f in content_folder("prompts").iterdir() if (f / "prompt.md").is_file())
        shown = ", ".join(f"{name} {load_prompt(name).version}" for name in chains)
        yield Finding("prompts", Level.GOOD, Text(f"提示词：{shown}", f"prompts: {shown}"))
        schemas = list_schemas()
    except OperatorError as error:
        yield Finding("content", Level.FAILED, error.said, error.remedy)
        return
    good = ", ".join(s.name for s in schemas if s.fault is None)
    yield Finding("schemas", Level.GOOD if good else Level.FAILED, Text(f"模式：{good}", f"schemas: {good}"))
    for broken in (s for s in schemas if s.fault is not None):
        assert broken.fault is not None
        where = broken.path.parent / (broken.fault.document or broken.path.name)
        said = Text(
            f"模式 {broken.name} 不能用：{where}：{broken.fault.said.zh}",
            f"schema {broken.name} can't be used: {where}: {broken.fault.said.en}",
        )
        remedy = Text(f"请修正，再用 extractor schema lint {broken.path} 检查", f"mend it, then run extractor schema lint {broken.path}")
        yield Finding("schemas", Level.FAILED, said, remedy)


def _components() -> Iterator[Finding]:
    """What reads PDFs, scans and older Word files; lacking ones are no fault where no such file is to be read."""
    from extractor.documents.components import PACKAGES, install_command, missing_modules
    from extractor.documents.readers.office import find_office, no_office
    from extractor.errors import ComponentError
    from extractor.llm.probe import Finding, Level
    from extractor.words import Text

    kinds = {"pdf": Text("有文字的 PDF", "PDFs with text"), "ocr": Text("扫描件与图片", "scans and pictures")}
    for extra in PACKAGES:
        kind, missing = kinds[extra], missing_modules(extra)
        if missing:
            said = Text(f"{kind.zh}：缺少 {', '.join(missing)}", f"{kind.en}: {', '.join(missing)} not installed")
            command = install_command(extra)
            yield Finding(extra, Level.WARNING, said, Text(f"请运行 {command}", f"run {command}"))
        else:
            yield Finding(extra, Level.GOOD, Text(f"{kind.zh}：可读", f"{kind.en}: can be read"))
    try:
        office = find_office()
    except ComponentError as error:
        yield Finding("office", Level.WARNING, error.said, error.remedy)
        return
    if office is None:
        error = no_office("", Text("不能读取 .doc、.wps、.rtf、.odt", "no .doc, .wps, .rtf, .odt can be read"))
        yield Finding("office", Level.WARNING, error.said, error.remedy)
    else:
        yield Finding(
            "office", Level.GOOD, Text(f".doc、.wps、.rtf、.odt：可读（{office}）", f".doc, .wps, .rtf, .odt: can be read ({office})")
        )


def _endpoint(settings: EndpointSettings, cache_dir: Path) -> Iterator[Finding]:
    import asyncio

    from extractor.llm import Endpoint
    from extractor.llm.probe import Finding, Level
    from extractor.words import Text

    yield Finding("patterns", Level.GOOD, Text("规则引擎可用（不需要模型）", "the patterns engine works (it needs no model)"))
    named = settings.model or settings.base_url is not None or settings.api_key is not None
    if not settings.configured:
        # Nothing named is a choice; half of it is a mistake.
        yield Finding(
            "settings",
            Level.FAILED if named else Level.WARNING,
            _missing(settings),
            Text(
                "请设置 EXTRACTOR_MODEL，以及 EXTRACTOR_BASE_URL 或 EXTRACTOR_API_KEY（README 中有 DeepSeek、Qwen、vLLM、Ollama 的例子）",
                "set EXTRACTOR_MODEL, and EXTRACTOR_BASE_URL or EXTRACTOR_API_KEY (the README has DeepSeek, Qwen, vLLM and Ollama)",
            ),
        )
        return

    async def probed() -> tuple[Finding, ...]:
        async with Endpoint(settings, cache_dir) as endpoint:
            return (await endpoint.probe()).findings

    yield from asyncio.run(probed())


def _missing(settings: EndpointSettings) -> Text:
    from extractor.words import Text

    if settings.model:
        return Text(f"指定了模型 {settings.model}，但没有接口地址或密钥", f"model {settings.model} has neither address nor key")
    if settings.base_url is not None or settings.api_key is not None:
        return Text("有接口地址或密钥，但没有指定模型", "there is an address or a key, but no model is named")
    return Text("没有配置模型", "no model is configured")
