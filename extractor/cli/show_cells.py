"""How one value of a result is written in a table's cell: the value, its place, its status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from extractor.cli.opened import Opened, Record
from extractor.cli.voice import language, said
from extractor.result import Status
from extractor.words import Text

_QUOTE = 24

_STATUS = {
    Status.ACCEPTED: (Text("接受", "accepted"), ""),
    Status.REVIEW: (Text("待复核", "review"), "yellow"),
    # Nothing was found: whether the report is silent the program can't know.
    Status.NOT_STATED: (Text("未找到", "not found"), "dim"),
    Status.STATED_NONE: (Text("报告称无", "stated as none"), "dim"),
    Status.NOT_GROUNDED: (Text("原文中找不到", "not in the report"), "red"),
    Status.CALL_FAILED: (Text("未能询问", "could not be asked"), "red"),
}


def status_of(record: Record) -> tuple[str, str]:
    """The words for a record's status, and their style."""
    status = str(record["status"])
    words, style = _STATUS[Status(status)] if status in set(Status) else (Text(status, status), "")
    return words.into(language()), style


def place_of(result: Opened, record: Record, *, short: bool = False) -> str:
    """The line and page where they are known, and the words around the print; `short`: those only where nothing else is known."""
    if record["start"] < 0:
        return ""
    line, page = result.line(record), record["page"]
    parts = [said(f"{line} 行", f"line {line}")] if line else []
    parts += [said(f"{page} 页", f"page {page}")] if page else []
    # Cells of a row stay apart: two figures must not read as one.
    quote, printed = ("".join(re.sub(r" *\t[\t ]*", "｜", str(record[k]).strip()).split()) for k in ("quote", "printed"))
    # A quote that is the value over again tells nothing beside a line number.
    if not parts or not (short or len(quote) - len(printed) <= 1):
        parts.append(_snippet(quote, printed))
    return " ".join(parts)


def _snippet(quote: str, printed: str) -> str:
    at = max(quote.find(printed), 0)
    begin = max(0, min(at - _QUOTE // 2, len(quote) - _QUOTE))
    cut = quote[begin : begin + _QUOTE]
    return f"“{'…' if begin else ''}{cut}{'…' if begin + _QUOTE < len(quote) else ''}”"


def value_of(value: Any) -> str:
    """A value as a person writes it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return said("是", "yes") if value else said("否", "no")
    if isinstance(value, list):
        return said("、", ", ").join(_inner(v) for v in cast(list[Any], value))
    return _inner(value)


def _inner(value: Any) -> str:
    """An object as its values, one after another: what an inner row is called by its table."""
    if isinstance(value, dict):
        return " ".join(_texts(cast(dict[str, Any], value)))
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _texts(value: dict[str, Any]) -> Iterator[str]:
    for part in value.values():
        if part not in (None, []):
            yield value_of(part)
