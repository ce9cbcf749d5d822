"""`extractor eval`: results against gold files, two evaluations against each other, a gate for continuous integration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from extractor.cli.evaluate_run import StaleRecordings, extracted
from extractor.cli.evaluate_run import log as logged
from extractor.cli.evaluate_shown import Shape, comparison_json, tell_comparison, tell_json, told

HELP = "评测抽取结果。 Evaluate results against gold files."
BROKEN, NOTHING = 1, 2
"""Exit codes: worse than before; nothing could be evaluated."""

app = typer.Typer(help=HELP, no_args_is_help=True)


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
RecordingsOption = Annotated[
    Path | None,
    typer.Option("--recordings", metavar="DIR", help="用录制的应答（NAME.jsonl）代替模型。 Recorded replies instead of a model."),
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
    told(logged(samples, results, load_schema(find_schema(schema)), results.name), samples, shape, log)


@app.command("run", help="抽取全部标注报告并打分。 Extract the labelled reports and score them.")
def run(
    gold: GoldOption,
    reports: Annotated[Path, typer.Option("--reports", metavar="DIR", help="标注对应的报告所在的文件夹。 Where the labelled reports are.")],
    engine: EngineOption = "auto",
    schema: SchemaOption = "department_report",
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="结果文件夹。 Folder for the results.")] = Path("out/eval"),
    shape: ShapeOption = Shape.TABLE,
    log: LogOption = None,
    recordings: RecordingsOption = None,
) -> None:
    """Extract every labelled report with an engine, then score."""
    from extractor.evaluation import dataset
    from extractor.schema import find_schema, load_schema

    samples, loaded = dataset(gold, reports), load_schema(find_schema(schema))
    extracted(samples, loaded, out, engine, recordings)
    told(logged(samples, out, loaded, f"{engine} · {gold.name}"), samples, shape, log)


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
        tell_json(comparison_json(found))
    else:
        tell_comparison(found)
    raise typer.Exit(BROKEN if found.verdict == "worse" else 0)


@app.command("export", help="把评测记录转为其他工具的格式。 Write a log in another tool's format.")
def export(
    log: Annotated[Path, typer.Argument(metavar="LOG", help="评测记录（--log 所写）。 A log, as --log writes it.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="写入的文件。 The file to write.")],
    shape: Annotated[
        Literal["inspect"], typer.Option("--format", help="inspect：inspect_ai 的 JSON 记录。 inspect_ai's JSON log.")
    ] = "inspect",
) -> None:
    """Write the log as an inspect_ai log, which `inspect view` shows."""
    import json
    from datetime import UTC, datetime

    from extractor.cli.voice import said, tell, visible
    from extractor.evaluation import read_log
    from extractor.evaluation.inspect_log import inspect_log

    made = inspect_log(read_log(log), datetime.now(UTC).isoformat(timespec="seconds"))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    tell(said(f"已写入 {visible(str(out))}", f"wrote {visible(str(out))}"))


@app.command("gate", help="与基线比较，有字段变坏则退出码为 1。 Exit 1 with the fields that broke against a baseline.")
def gate(
    baseline: Annotated[Path, typer.Option("--baseline", metavar="FILE", help="基线文件。 The baseline.")],
    gold: Annotated[Path | None, typer.Option("--gold", metavar="DIR", help="默认用基线所记。 By default the baseline's.")] = None,
    reports: Annotated[Path | None, typer.Option("--reports", metavar="DIR", help="默认用基线所记。 By default the baseline's.")] = None,
    engine: Annotated[str | None, typer.Option(help="默认用基线所记。 By default the baseline's.")] = None,
    schema: Annotated[str | None, typer.Option("--schema", "-s", help="默认用基线所记。 By default the baseline's.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="结果文件夹。 Folder for the results.")] = Path("out/gate"),
    recordings: RecordingsOption = None,
    update: Annotated[bool, typer.Option("--update", help="用本次结果写基线。 Write the baseline from this run.")] = False,
) -> None:
    """Extract, score, and hold every field against the baseline."""
    from extractor.cli.voice import said, tell, visible
    from extractor.evaluation import dataset
    from extractor.evaluation.gate import baseline_of, broken, read_baseline, write_baseline
    from extractor.schema import find_schema, load_schema

    known: Mapping[str, Any] = {} if update and not baseline.is_file() else read_baseline(baseline)
    chosen = {"gold": gold, "reports": reports, "engine": engine, "schema": schema, "recordings": recordings}
    named = {k: str(v) if v is not None else str(known.get(k, "")) for k, v in chosen.items()}
    if not all((named["gold"], named["reports"])):
        raise typer.BadParameter("--gold, --reports", param_hint="--update")
    samples = dataset(Path(named["gold"]), Path(named["reports"]))
    loaded = load_schema(find_schema(named["schema"] or "department_report"))
    used = named["engine"] or "patterns"
    replies = Path(named["recordings"]) if named["recordings"] else None
    stale: StaleRecordings | None = None
    try:
        extracted(samples, loaded, out, used, replies)
    except StaleRecordings as e:
        if update:
            raise
        stale = e  # the fields that broke are told first
    log = logged(samples, out, loaded, baseline.stem)
    if update:
        write_baseline(baseline_of(log, {**named, "engine": used}), baseline)
        tell(said(f"已写入 {visible(str(baseline))}", f"wrote {visible(str(baseline))}"))
        return
    lost = broken(log, known)
    for b in lost:
        tell(f"✗ {visible(b.field)}  {b.was[0]}/{b.was[1]} ({b.was[2]}) → {b.now[0]}/{b.now[1]} ({b.now[2]})")
    f1 = log["metrics"]["value_f1_macro"]
    tell(said(f"F1 {f1:.4f}，{len(lost)} 个字段变坏", f"F1 {f1:.4f}, {len(lost)} fields broke"))
    if stale is not None:
        raise stale
    raise typer.Exit(BROKEN if lost else 0)
