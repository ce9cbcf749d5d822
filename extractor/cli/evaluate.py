"""`extractor eval`: results against gold files, two evaluations against each other, a gate for continuous integration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from extractor.evaluation import Comparison, Sample, Scored
    from extractor.schema import Schema

HELP = "评测抽取结果。 Evaluate results against gold files."
BROKEN, NOTHING = 1, 2
"""Exit codes: worse than before; nothing could be evaluated."""

app = typer.Typer(help=HELP, no_args_is_help=True)


class Shape(StrEnum):
    """How an evaluation is printed."""

    TABLE = "table"
    JSON = "json"
    MD = "md"
    JUNIT = "junit"
    HTML = "html"


GoldOption = Annotated[Path, typer.Option("--gold", metavar="DIR", help="标注文件（或其文件夹）。 Gold files, or one of them.")]
ReportsOption = Annotated[
    Path | None, typer.Option("--reports", metavar="DIR", help="标注对应的报告所在的文件夹；用于核对位置。 Where the labelled reports are.")
]
SchemaOption = Annotated[str, typer.Option("--schema", "-s", metavar="NAME|PATH", help="模式的名称或文件。 Name or file of the schema.")]
ShapeOption = Annotated[Shape, typer.Option("--format", help="输出格式。 Shape of the output.")]
LogOption = Annotated[
    Path | None, typer.Option("--log", metavar="FILE", help="把评测记录写入文件，供 eval compare 使用。 Keep the log for eval compare.")
]
EngineOption = Annotated[
    Literal["auto", "patterns", "chains", "both"],
    typer.Option(help="抽取引擎；auto：配置了模型时为 both，否则为 patterns。 auto is both where a model is configured, else patterns."),
]


@app.command("score", help="给已有的结果打分。 Score result files that exist.")
def score(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="结果文件所在的文件夹。 Folder of the results.")],
    gold: GoldOption,
    reports: ReportsOption = None,
    schema: SchemaOption = "department_report",
    shape: ShapeOption = Shape.TABLE,
    log: LogOption = None,
) -> None:
    """Score and print. A sample without a result counts as all missed."""
    from extractor.evaluation import dataset
    from extractor.schema import find_schema, load_schema

    samples = dataset(gold, reports)
    _told(_log(samples, results, load_schema(find_schema(schema)), results.name), samples, shape, log)


@app.command("run", help="抽取全部标注报告并打分。 Extract the labelled reports and score them.")
def run(
    gold: GoldOption,
    reports: Annotated[Path, typer.Option("--reports", metavar="DIR", help="标注对应的报告所在的文件夹。 Where the labelled reports are.")],
    engine: EngineOption = "auto",
    schema: SchemaOption = "department_report",
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="结果文件夹。 Folder for the results.")] = Path("out/eval"),
    shape: ShapeOption = Shape.TABLE,
    log: LogOption = None,
) -> None:
    """Extract every labelled report with an engine, then score."""
    from extractor.evaluation import dataset
    from extractor.schema import find_schema, load_schema

    samples, loaded = dataset(gold, reports), load_schema(find_schema(schema))
    _extract(samples, loaded, out, engine)
    _told(_log(samples, out, loaded, f"{engine} · {gold.name}"), samples, shape, log)


@app.command("compare", help="比较两次评测：哪些变坏、哪些变好。 Compare two logs: what broke, what was mended.")
def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="先前的评测记录。 The earlier log.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="后来的评测记录。 The later log.")],
    shape: Annotated[Literal["table", "json"], typer.Option("--format", help="输出格式。 Shape of the output.")] = "table",
) -> None:
    """Exit code 0: no worse, 1: worse beyond chance."""
    from extractor.evaluation import compare as compared
    from extractor.evaluation import read_log

    found = compared(read_log(before), read_log(after))
    if shape == "json":
        _tell_json(_comparison_json(found))
    else:
        _tell_comparison(found)
    raise typer.Exit(BROKEN if found.verdict == "worse" else 0)


@app.command("gate", help="与基线比较，有字段变坏则退出码为 1。 Exit 1 with the fields that broke against a baseline.")
def gate(
    baseline: Annotated[Path, typer.Option("--baseline", metavar="FILE", help="基线文件。 The baseline.")],
    gold: Annotated[Path | None, typer.Option("--gold", metavar="DIR", help="默认用基线所记。 By default the baseline's.")] = None,
    reports: Annotated[Path | None, typer.Option("--reports", metavar="DIR", help="默认用基线所记。 By default the baseline's.")] = None,
    engine: Annotated[str | None, typer.Option(help="默认用基线所记。 By default the baseline's.")] = None,
    schema: Annotated[str | None, typer.Option("--schema", "-s", help="默认用基线所记。 By default the baseline's.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="结果文件夹。 Folder for the results.")] = Path("out/gate"),
    update: Annotated[bool, typer.Option("--update", help="用本次结果写基线。 Write the baseline from this run.")] = False,
) -> None:
    """Extract, score, and hold every field against the baseline."""
    from extractor.cli.voice import said, tell, visible
    from extractor.evaluation import dataset
    from extractor.evaluation.gate import baseline_of, broken, read_baseline, write_baseline
    from extractor.schema import find_schema, load_schema

    known: Mapping[str, Any] = {} if update and not baseline.is_file() else read_baseline(baseline)
    chosen = {"gold": gold, "reports": reports, "engine": engine, "schema": schema}
    named = {k: str(v) if v is not None else str(known.get(k, "")) for k, v in chosen.items()}
    if not all((named["gold"], named["reports"])):
        raise typer.BadParameter("--gold, --reports", param_hint="--update")
    samples = dataset(Path(named["gold"]), Path(named["reports"]))
    loaded = load_schema(find_schema(named["schema"] or "department_report"))
    used = named["engine"] or "patterns"
    _extract(samples, loaded, out, used)
    log = _log(samples, out, loaded, baseline.stem)
    if update:
        write_baseline(baseline_of(log, named["gold"], named["reports"], used), baseline)
        tell(said(f"已写入 {visible(str(baseline))}", f"wrote {visible(str(baseline))}"))
        return
    lost = broken(log, known)
    for b in lost:
        tell(f"✗ {visible(b.field)}  {b.was[0]}/{b.was[1]} ({b.was[2]}) → {b.now[0]}/{b.now[1]} ({b.now[2]})")
    f1 = log["metrics"]["value_f1_macro"]
    tell(said(f"F1 {f1:.4f}，{len(lost)} 个字段变坏", f"F1 {f1:.4f}, {len(lost)} fields broke"))
    raise typer.Exit(BROKEN if lost else 0)


def _extract(samples: Sequence[Sample], schema: Schema, out: Path, engine: str) -> None:
    import asyncio

    from extractor.cli.extract import endpoint_of
    from extractor.cli.voice import tell, visible
    from extractor.evaluation.run import run as extracted
    from extractor.pipeline import plan

    endpoint = None if engine == "patterns" else endpoint_of({})
    chosen = plan(engine, endpoint)
    out.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        (out / f"{sample.name}.extraction.json").unlink(missing_ok=True)  # an old result is none of this run's

    def say(name: str, why: str) -> None:
        if why:
            tell(f"✗ {visible(name)}: {visible(why)}", error=True)

    async def whole() -> None:
        try:
            await extracted(samples, schema, out, chosen.name, endpoint if chosen.chains else None, say)
        finally:
            if endpoint is not None:
                await endpoint.aclose()

    asyncio.run(whole())


def _log(samples: Sequence[Sample], results: Path, schema: Schema, title: str) -> dict[str, Any]:
    from extractor.evaluation import log_of
    from extractor.evaluation import score as scored

    documents: list[Scored] = scored(samples, results, schema)
    return log_of(documents, {"name": schema.name, "version": schema.version, "sha256": schema.sha256}, title)


def _told(log: Mapping[str, Any], samples: Sequence[Sample], shape: Shape, path: Path | None) -> None:
    from extractor.cli.voice import language, tell
    from extractor.evaluation import write_log
    from extractor.evaluation.page import page
    from extractor.evaluation.shown import junit, markdown

    if path is not None:
        write_log(log, path)
    if shape is Shape.JSON:
        _tell_json({k: v for k, v in log.items() if k != "documents"})
    elif shape is Shape.MD:
        tell(markdown(log).rstrip())
    elif shape is Shape.HTML:
        named = {s.name: s for s in samples}
        tell(page(log, lambda name, pointer: named[name].passage(pointer), language()).rstrip())
    elif shape is Shape.JUNIT:
        tell(junit(log).rstrip())
    else:
        _tell_table(log)


def _tell_json(value: Any) -> None:
    import json

    from extractor.cli.voice import tell

    tell(json.dumps(value, ensure_ascii=False, indent=1))


def _tell_table(log: Mapping[str, Any]) -> None:
    from extractor.cli.voice import cell, said, show_table, table, tell, visible
    from extractor.evaluation.shown import misses, percent, ranged

    heads = (said("正确", "right"), said("标注", "gold"), said("抽取", "predicted"))
    made = table((said("报告", "report"), ""), *((h, "right") for h in ("F1", "P", "R", *heads)), title="")
    for d in log["documents"]:
        rates = (percent(d[r]) for r in ("f1", "precision", "recall"))
        name = d["name"] + (f" ✗ {d['failed']}" if d["failed"] else "")
        made.add_row(*map(cell, (name, *rates, str(d["hits"]), str(d["gold"]), str(d["predicted"]))))
    show_table(made)
    for name, c in list(misses(log))[:20]:
        tell(visible(f"{name} {c['pointer']} {c['outcome']}: {_short(c['gold'])} / {_short(c['predicted'])}"))
    m = log["metrics"]
    tell(
        said(
            f"F1（各报告平均）{ranged(m['value_f1_macro'], m['value_f1_macro_interval'])} · 位置 {percent(m['grounding_accuracy'])}",
            f"F1 (mean of reports) {ranged(m['value_f1_macro'], m['value_f1_macro_interval'])} · places {percent(m['grounding_accuracy'])}",
        )
    )


def _short(value: Any) -> str:
    return "—" if value is None else str(value)[:40]


def _tell_comparison(found: Comparison) -> None:
    from extractor.cli.voice import said, tell, visible

    for sign, changes in (("✗", found.broken), ("✓", found.mended)):
        for c in changes:
            tell(visible(f"{sign} {c.document} {c.pointer}: {c.before} → {c.after} ({_short(c.gold)} / {_short(c.now)})"))
    for name in found.lacking:
        tell(said(f"只在一次评测中：{visible(name)}", f"in one of the logs only: {visible(name)}"))
    words = {
        "equal": ("相同", "equal"),
        "better": ("变好", "better"),
        "worse": ("变坏", "worse"),
        "noise": ("在偶然范围内", "may be chance"),
    }
    zh, en = words[found.verdict]
    tell(
        said(
            f"变坏 {len(found.broken)}，变好 {len(found.mended)}，不变 {found.same}：{zh}（p = {found.p:.4f}）",
            f"{len(found.broken)} broke, {len(found.mended)} mended, {found.same} as before: {en} (p = {found.p:.4f})",
        )
    )


_VERDICTS = {
    "equal": ("相同", "equal"),
    "better": ("变好", "better"),
    "worse": ("变坏", "worse"),
    "noise": ("在偶然范围内", "may be chance"),
}


def _comparison_json(found: Comparison) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "verdict": found.verdict,
        "p": found.p,
        "same": found.same,
        "broken": [asdict(c) for c in found.broken],
        "mended": [asdict(c) for c in found.mended],
        "fields": {f: {"broken": b, "mended": m} for f, (b, m) in found.fields().items()},
        "lacking": list(found.lacking),
    }
