"""`extractor extract`: reports become JSON, each value with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from extractor.cli.inputs import Nothing, Order
    from extractor.cli.work import Job, Outcome
    from extractor.llm import Endpoint
    from extractor.pipeline import Plan, Trust
    from extractor.schema import Schema

HELP = "从报告中抽取数据，每份写成一个 .extraction.json。 Extract reports, each into an .extraction.json."

FAILED, NOTHING = 1, 2
"""Exit codes: some documents are not done; nothing could be started."""


_WITHOUT_MODEL = (
    "没有配置模型，只用了规则引擎；extractor doctor 说明如何配置",
    "No model is configured: patterns alone were used. extractor doctor tells how to configure one",
)


def extract(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="文件、文件夹、压缩包（zip）或通配符。 Files, folders, zip archives or patterns.")
    ],
    schema: Annotated[
        str, typer.Option("--schema", "-s", metavar="NAME|PATH", help="模式的名称或文件。 Name or file of the schema.")
    ] = "department_report",
    engine: Annotated[
        Literal["auto", "patterns", "chains", "both"],
        typer.Option(help="auto：配置了模型时为 both，否则为 patterns。 auto is both where a model is configured, else patterns."),
    ] = "auto",
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="结果文件夹。 Folder for the results.")] = Path("out"),
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="同时处理的文档数。 Documents at the same time.")] = 4,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="包括子文件夹。 Folders inside folders too.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="保留以相同方式得到的已有结果。 Keep results made in the same way before.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖属于其他文档的同名结果。 Overwrite results of other documents.")] = False,
    target_error: Annotated[
        str | None,
        typer.Option(metavar="PERCENT", help="直接采用的值中容许的差错，如 0.5%；其余送复核。 Wrong ones tolerated among the accepted."),
    ] = None,
    calibration: Annotated[
        Path | None, typer.Option(metavar="FILE", help="校准文件，默认用模式自带的。 Calibration; the schema's own by default.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="模型名（EXTRACTOR_MODEL）。 Name of the model.")] = None,
    base_url: Annotated[
        str | None, typer.Option(help="接口地址（EXTRACTOR_BASE_URL）；密钥用 EXTRACTOR_API_KEY。 Address; the key: EXTRACTOR_API_KEY.")
    ] = None,
    max_requests: Annotated[int | None, typer.Option(min=0, help="本次运行的请求上限。 Limit on requests.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="不读写模型回复缓存。 Neither read nor keep replies.")] = False,
    cache_dir: Annotated[
        Path | None,
        typer.Option(help="模型回复缓存，默认在用户缓存目录。 Kept replies; the user's cache folder by default ($XDG_CACHE_HOME)."),
    ] = None,
) -> None:
    """Extract and close with a table. Exit code 0: all done, 1: some not, 2: nothing could be started."""
    from extractor.cli.closing import close
    from extractor.cli.inputs import documents
    from extractor.cli.voice import said, tell
    from extractor.cli.work import Job
    from extractor.pipeline import plan
    from extractor.schema import find_schema, load_schema

    options = {"model": model, "base_url": base_url, "max_requests": max_requests, "cache_replies": False if no_cache else None}
    loaded = load_schema(find_schema(schema))
    endpoint = None if engine == "patterns" else endpoint_of(options, cache_dir)
    chosen = plan(engine, endpoint)
    trust = trust_of(loaded, chosen, calibration, target_error)
    _writable(out)
    orders, missing = documents(files, recursive=recursive)
    if not orders:
        _tell_nothing(missing)
        raise typer.Exit(NOTHING)
    outcomes = _run(Job(loaded, chosen, endpoint if chosen.chains else None, out, concurrency, resume, force, trust), orders)
    close(outcomes, missing, out)
    if not chosen.chains and engine == "auto":
        tell(said(*_WITHOUT_MODEL))
    raise typer.Exit(_code(outcomes, missing))


def trust_of(schema: Schema, chosen: Plan, calibration: Path | None, target: str | None) -> Trust:
    """What values are accepted by. Raises OperatorError where the calibration can't promise the target."""
    from extractor.confidence import policy, read_calibration
    from extractor.errors import OperatorError
    from extractor.pipeline import Trust
    from extractor.words import Text

    usual = Trust.usual(schema, chosen) if calibration is None else Trust(read_calibration(calibration))
    if target is not None and usual.calibration.calibrated and not usual.calibration.fits(schema.name, chosen.name):
        fitted = usual.calibration.fitted_on
        raise OperatorError(
            Text(
                f"校准文件属于 {fitted['schema']}·{fitted['engine']}，不能用于 {schema.name}·{chosen.name}",
                f"the calibration is of {fitted['schema']}, engine {fitted['engine']}, not of {schema.name}, engine {chosen.name}",
            ),
            Text("用 extractor calibrate 为本引擎校准", "Calibrate this engine with extractor calibrate"),
            stage="confidence",
        )
    return Trust(usual.calibration, policy(usual.calibration, _share(target) if target is not None else None))


def _share(said: str) -> float:
    """0.5% or 0.005 as a share."""
    number = said.strip().replace("％", "%")
    try:
        share = float(number.rstrip("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise typer.BadParameter("0.5%, 0.005", param_hint="--target-error")
    return share


def _tell_nothing(missing: list[Nothing]) -> None:
    from extractor.cli.voice import language, tell, visible

    for nothing in missing:
        tell(f"{visible(nothing.argument)}: {nothing.reason.into(language())}", error=True)


def _code(outcomes: list[Outcome], missing: list[Nothing]) -> int:
    """NOTHING where no document was done and all of them for what the operator must put right; else whether some were not."""
    from extractor.cli.closing import GOOD
    from extractor.errors import OperatorError

    good = sum(o.state in GOOD for o in outcomes)
    if good == len(outcomes):
        return FAILED if missing else 0
    begun = any(o.written is not None for o in outcomes)
    return FAILED if begun or not all(isinstance(o.error, OperatorError) for o in outcomes) else NOTHING


def endpoint_of(options: Mapping[str, object], cache_dir: Path | None = None) -> Endpoint | None:
    """The endpoint that settings and options configure; None where no model is named."""
    from extractor.cli.folders import cache_folder
    from extractor.llm import Endpoint, load_settings

    settings = load_settings(options)
    return Endpoint(settings, cache_dir or cache_folder()) if settings.configured else None


def _writable(out: Path) -> None:
    """Say before any work, and before any money, that the results can't be kept."""
    import os

    from extractor.errors import OperatorError
    from extractor.words import Text

    try:
        out.mkdir(parents=True, exist_ok=True)
        why = "" if os.access(out, os.W_OK | os.X_OK) else "Permission denied"
    except OSError as e:
        why = e.strerror or str(e)
    if why:
        raise OperatorError(
            Text(f"不能用 {out} 存放结果（{why}）", f"cannot keep results in {out} ({why})"),
            Text("请用 --out 指定可写的文件夹", "Name a folder that can be written with --out"),
            stage="write",
        )


def _run(job: Job, orders: list[Order]) -> list[Outcome]:
    import asyncio
    import sys

    from extractor.cli.voice import visible
    from extractor.cli.work import work

    if not sys.stderr.isatty():
        return asyncio.run(work(job, orders, lambda _: None))
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    shown = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=shown, transient=True) as bar:
        task = bar.add_task("", total=len(orders))
        return asyncio.run(work(job, orders, lambda o: bar.update(task, advance=1, description=visible(o.order.file))))
