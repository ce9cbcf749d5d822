"""How commands speak: the user's language, tables, and report text that can't act on the terminal."""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING

from extractor.words import Language, Text, language_of_environment, visible

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as RichText

_chosen: ContextVar[str | None] = ContextVar("language", default=None)

_WIDTH = 120
"""Columns of a table that goes into a file or pipe, where COLUMNS says nothing."""


def use_language(option: str | None) -> None:
    """Speak the language of `--lang` from now on; None: that of the environment."""
    _chosen.set(option)


def language() -> Language:
    """The language to speak."""
    return language_of_environment(_chosen.get())


def said(zh: str, en: str) -> str:
    """One message in the user's language."""
    return Text(zh, en).into(language())


def tell(text: str = "", *, error: bool = False) -> None:
    """One line, to stdout or stderr."""
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def cell(text: str, style: str = "") -> RichText:
    """`text` for a table: no markup is read in it."""
    from rich.text import Text as Rich

    return Rich(visible(text), style)


def show_table(made: Table) -> None:
    """Print a table; into a file or pipe as COLUMNS (else 120) columns of plain text."""
    from rich.console import Console

    if sys.stdout.isatty():
        Console(highlight=False, markup=False, emoji=False).print(made)
        return
    columns = os.environ.get("COLUMNS", "")
    plain = Console(
        width=max(40, int(columns)) if columns.isdecimal() else _WIDTH, color_system=None, highlight=False, markup=False, emoji=False
    )
    with plain.capture() as captured:
        plain.print(made)
    # Padding to the right edge is noise in a file.
    for line in captured.get().splitlines():
        tell(line.rstrip())


def table(*heads: tuple[str, str], title: str = "") -> Table:
    """A table whose columns are given as (heading, "" or "right" or "short"); short ones end in … instead of wrapping."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, title=cell(title, "bold") if title else None, title_justify="left", pad_edge=False, show_edge=False)
    for head, kind in heads:
        if kind == "right":
            made.add_column(cell(head), justify="right", no_wrap=True)
        elif kind == "short":
            made.add_column(cell(head), no_wrap=True, overflow="ellipsis", ratio=1)
        else:
            made.add_column(cell(head), overflow="fold")
    return made
