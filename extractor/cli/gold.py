"""`extractor gold`: gold files checked, drafted, and held against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

HELP = "标注文件：核对、起草、比较。 Gold files: check, draft, compare."
WRONG = 1

app = typer.Typer(help=HELP, no_args_is_help=True)

SchemaOption = Annotated[str, typer.Option("--schema", "-s", metavar="NAME|PATH", help="模式的名称或文件。 Name or file of the schema.")]


@app.command("check", help="核对标注：哈希、依据、值、算式。 Check gold files: hash, quotes, values, arithmetic.")
def check(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD…", help="标注文件或文件夹。 Gold files or folders.")],
    reports: Annotated[Path, typer.Option("--reports", metavar="DIR", help="报告所在的文件夹。 Where the reports are.")],
    schema: SchemaOption = "department_report",
) -> None:
    """A line for each problem. Exit code 1 where there is one."""
    from extractor.cli.voice import language, said, tell, visible
    from extractor.evaluation import dataset
    from extractor.evaluation.gold import check_gold
    from extractor.schema import find_schema, load_schema

    loaded = load_schema(find_schema(schema))
    problems = 0
    for place in gold:
        for sample in dataset(place, reports):
            if sample.report is None:
                problems += 1
                tell(said(f"{visible(sample.name)}: 找不到报告", f"{visible(sample.name)}: its report is not there"))
                continue
            found = check_gold(sample.file, sample.report, loaded)
            problems += len(found)
            for p in found:
                tell(f"{visible(sample.name)} {visible(p.where)}: {visible(p.message.into(language()))}")
            if not found:
                tell(said(f"{visible(sample.name)}：没有问题", f"{visible(sample.name)}: no problems"))
    raise typer.Exit(WRONG if problems else 0)


@app.command("init", help="由一次抽取起草标注，供人改正。 Draft a gold file from an extraction, for a person to correct.")
def init(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="报告文件。 The report.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="标注文件。 The gold file.")],
    schema: SchemaOption = "department_report",
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。 Overwrite a file that exists.")] = False,
) -> None:
    """Extract with the patterns engine, or with both where a model is configured, and write what it found."""
    import json

    from extractor.cli.extract import endpoint_of
    from extractor.cli.voice import said, tell, visible
    from extractor.errors import OperatorError
    from extractor.evaluation.gold import draft
    from extractor.pipeline import extract
    from extractor.schema import find_schema, load_schema
    from extractor.words import Text

    if out.exists() and not force:
        raise OperatorError(
            Text(f"{out.name} 已存在", f"{out.name} exists"),
            Text("换一个 --out，或用 --force 覆盖", "Name another --out, or overwrite it with --force"),
            stage="write",
        )
    made = extract(report, load_schema(find_schema(schema)), endpoint=endpoint_of({}))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(draft(made, report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    tell(
        said(
            f"已起草 {visible(str(out))}：每个值都要对照报告改正，再删去 draft",
            f"Drafted {visible(str(out))}: correct every value against the report, then delete draft",
        )
    )


@app.command("agree", help="两人标注的一致程度。 How far two labellers agree.")
def agree(
    one: Annotated[Path, typer.Argument(metavar="A", help="一人的标注文件或文件夹。 One labeller's file or folder.")],
    other: Annotated[Path, typer.Argument(metavar="B", help="另一人的。 The other's.")],
    schema: SchemaOption = "department_report",
) -> None:
    """F1 over all cells of each report that both labelled, and every cell that differs."""
    from extractor.cli.voice import said, tell, visible
    from extractor.evaluation import dataset
    from extractor.evaluation.gold import agreement
    from extractor.evaluation.shown import percent
    from extractor.schema import find_schema, load_schema

    loaded = load_schema(find_schema(schema))
    there = {s.name: s for s in dataset(other)}
    pairs = [(s, there[s.name]) for s in dataset(one) if s.name in there]
    if one.is_file() and other.is_file():
        pairs = [(dataset(one)[0], dataset(other)[0])]
    for a, b in pairs:
        found = agreement(a.data, b.data, loaded)
        for pointer, left, right in found.differing:
            tell(visible(f"{a.name} {pointer}: {_short(left)} / {_short(right)}"))
        rate = f"{percent(found.whole.f1)} ({found.whole.hits} / {found.whole.gold}, {found.whole.predicted})"
        chosen = f" · α {found.choices:.3f}" if found.choices is not None else ""
        tell(said(f"{visible(a.name)}：一致 {rate}{chosen}", f"{visible(a.name)}: agreement {rate}{chosen}"))


def _short(value: Any) -> str:
    return "—" if value is None else str(value)[:60]
