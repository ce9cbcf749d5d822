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
        str | None,
        typer.Option(
            metavar="POINTER|TITLE",
            help="只看一处：指针（如 /staffing、/staffing/authorised、/projects/0，列表从 0 数）或字段名。 "
            "Only this part, by its pointer (rows count from 0) or title.",
        ),
    ] = None,
    pointers: Annotated[bool, typer.Option("--pointers", help="同时显示每个字段的指针。 The pointer of each field too.")] = False,
    document: Annotated[Path | None, typer.Option(help="原文件，用于显示行号。 The report itself, to show lines.")] = None,
    schema: Annotated[str | None, typer.Option("--schema", "-s", help="模式，用于显示字段名。 Schema with the fields' titles.")] = None,
) -> None:
    """Print the result's tables; with a field's pointer or title all that stands behind it."""
    from extractor.cli.opened import open_result
    from extractor.cli.show_named import pointer_named
    from extractor.cli.show_one import print_field, print_row
    from extractor.cli.shown import Wanted, print_modules

    result = open_result(file, schema, document)
    pointer = pointer_named(result, field) if field is not None else ""
    if pointer in result.fields and not isinstance(result.value(pointer), list):
        print_field(result, pointer)
    elif result.is_row(pointer):
        print_row(result, pointer)
    else:
        print_modules(result, Wanted(pointer, everything, pointers))
