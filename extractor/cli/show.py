"""`extractor show`: a result as tables a person can read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HELP = "以表格显示一个抽取结果。 Show a result as tables."


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE.extraction.json", help="抽取结果。 The result.")],
    everything: Annotated[
        bool, typer.Option("--all", help="包括没有值的字段和列表的所有行。 Fields without a value and all rows too.")
    ] = False,
    field: Annotated[
        str | None, typer.Option(metavar="POINTER", help="只看一处，如 /staffing 或 /staffing/authorised。 Only this part.")
    ] = None,
    document: Annotated[Path | None, typer.Option(help="原文件，用于显示行号。 The report itself, to show lines.")] = None,
    schema: Annotated[str | None, typer.Option("--schema", "-s", help="模式，用于显示字段名。 Schema with the fields' titles.")] = None,
) -> None:
    """Print the result's tables; with a field's pointer all that stands behind it."""
    from extractor.cli.shown import open_result, print_field, print_modules

    result = open_result(file, schema, document)
    if field is not None and field.rstrip("/") in result.fields:
        print_field(result, field.rstrip("/"))
    else:
        print_modules(result, under=(field or "").rstrip("/"), everything=everything)
