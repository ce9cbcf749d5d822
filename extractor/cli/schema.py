"""`extractor schema`: which schemas there are, what they ask for, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.schema import ListField, Schema

app = typer.Typer(help="查看和检查模式。 List, show and check schemas.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list", help="列出可用的模式。 List the schemas that can be named.")
def list_() -> None:
    """A table of names, titles and files."""
    from extractor.cli.voice import cell, language, said, show_table, table
    from extractor.schema import list_schemas

    made = table((said("名称", "name"), ""), (said("标题", "title"), ""), (said("字段", "fields"), "right"), (said("文件", "file"), ""))
    for info in list_schemas():
        if info.fault is not None:
            where = "" if info.fault.document in ("", info.path.name) else f"{info.fault.document}: "
            made.add_row(cell(info.name, "red"), cell(where + info.fault.said.into(language()), "red"), "", cell(str(info.path)))
        else:
            made.add_row(cell(info.name), cell(info.title), cell(str(info.fields)), cell(str(info.path)))
    show_table(made)


@app.command("show", help="显示一个模式的字段。 Show the fields of a schema.")
def show(name: Annotated[str, typer.Argument(metavar="NAME|PATH", help="模式的名称或文件。 Name or file of the schema.")]) -> None:
    """A table of all values and lists that the schema asks for."""
    from extractor.cli.voice import cell, said, show_table, table, tell
    from extractor.schema import find_schema, load_schema

    path = find_schema(name)
    loaded = load_schema(path)
    tell(f"{loaded.name} {loaded.version} · {path}")
    heads = (
        said("字段", "field"),
        said("标题", "title"),
        said("类型", "type"),
        said("单位", "unit"),
        said("报告中的叫法", "names in reports"),
    )
    made = table(*((head, "") for head in heads))
    # A pointer that is broken in two can't be copied.
    made.columns[0].no_wrap = True
    for row in _rows(loaded):
        made.add_row(*map(cell, row))
    show_table(made)


def _rows(level: Schema | ListField, before: str = "") -> Iterator[tuple[str, str, str, str, str]]:
    for field in level.fields:
        yield before + field.pointer, field.title, field.type, field.unit.symbol, _names([x.text for x in field.labels])
    for inner in level.lists:
        kind, unit = (inner.scalar.type, inner.scalar.unit.symbol) if inner.scalar is not None else ("object", "")
        yield before + inner.pointer, inner.title, f"[{kind}]", unit, _names([x.text for x in inner.labels])
        yield from _rows(inner, f"{before}{inner.pointer}/*")


def _names(labels: list[str]) -> str:
    return "、".join(labels[:4]) + (f" …（{len(labels)}）" if len(labels) > 4 else "")


@app.command("lint", help="检查模式文件。 Check schema files.")
def lint(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="模式文件、文件夹或名称。 Schema files, folders or names.")],
) -> None:
    """A line for each fault; exit code 1 where there is an error."""
    from extractor.cli.voice import language, said, tell, visible
    from extractor.schema import Level
    from extractor.schema import lint as findings_of

    failed = False
    for path in (path for named in paths for path in _files(named)):
        findings = findings_of(path)
        for finding in findings:
            level = said("错误", "error") if finding.level is Level.ERROR else said("提醒", "warning")
            where = f"{finding.file}#{finding.pointer}" if finding.pointer else finding.file
            tell(f"{level} {visible(where)}: {visible(finding.message.into(language()))}")
        failed = failed or any(f.level is Level.ERROR for f in findings)
        if not findings:
            tell(said(f"{visible(str(path))}：没有问题", f"{visible(str(path))}: no faults"))
    raise typer.Exit(1 if failed else 0)


def _files(named: str) -> list[Path]:
    """The file named, all schema files of the folder named, or the file of the schema called so."""
    from extractor.schema import find_schema, schemas_in

    path = Path(named)
    if path.is_file():
        return [path]
    return schemas_in(path) or [find_schema(named)]
