"""The tables of a result: a table for each module, one for each list, the run's line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from extractor.cli.opened import Opened, Record, open_result
from extractor.cli.voice import cell, language, safe, said, show_table, table, tell
from extractor.errors import OperatorError
from extractor.result import Status
from extractor.words import Text

__all__ = ["open_result", "print_field", "print_modules"]

_ROWS = 5
"""Rows of a list shown without --all."""
_COLUMNS = 7
"""More properties than this have no room beside each other."""
_QUOTE = 24

_STATUS = {
    Status.ACCEPTED: (Text("接受", "accepted"), ""),
    Status.REVIEW: (Text("待复核", "review"), "yellow"),
    Status.NOT_STATED: (Text("未说明", "not stated"), "dim"),
    Status.STATED_NONE: (Text("报告称无", "stated as none"), "dim"),
    Status.NOT_GROUNDED: (Text("原文中找不到", "not in the report"), "red"),
    Status.CALL_FAILED: (Text("未能询问", "could not be asked"), "red"),
}


def print_modules(result: Opened, *, under: str, everything: bool) -> None:
    """All modules, or what lies below the pointer `under`. Raises OperatorError where nothing does."""
    chosen = {p: r for p, r in result.fields.items() if not under or p == under or p.startswith(under + "/")}
    if not chosen:
        raise OperatorError(
            Text(f"结果中没有 {under}", f"there is no {under} in the result"),
            Text("不带 --field 可查看全部", "Without --field all of it is shown"),
            stage="show",
        )
    if not under:
        tell(f"{safe(str(result.content['document'].get('name', '')))} · {safe(str(result.content['schema'].get('name', '')))}")
        tell()
    for name, records in _by_module(chosen).items():
        _print_module(result, name, records, everything=everything)
    if not under:
        for problem in result.content["problems"]:
            tell(f"! {safe(str(problem.get('pointer', '')))}: {safe(str(problem.get('message', '')))}")
        tell(_run_line(result))


def print_field(result: Opened, pointer: str) -> None:
    """All that stands behind one value."""
    record = result.fields[pointer]
    title, unit = result.title_unit(pointer)
    page = str(record["page"]) if record["page"] else ""
    line = result.line(record)
    rows = [
        (said("字段", "field"), f"{title}  {pointer}"),
        (said("值", "value"), _value(result.value(pointer))),
        (said("单位", "unit"), unit),
        (said("状态", "status"), _status(record)[0]),
        (said("原文写法", "printed"), str(record["printed"])),
        (said("引文", "quote"), str(record["quote"])),
        (said("位置", "characters"), f"{record['start']}–{record['end']}" if record["start"] >= 0 else ""),
        (said("行", "line"), str(line) if line else ""),
        (said("页", "page"), page),
        (said("来源", "from"), " + ".join(map(str, record["proposers"]))),
        *((str(k), _value(v)) for k, v in record["signals"].items()),
    ]
    made = table(("", ""), ("", ""))
    made.show_header = False
    for name, value in rows:
        if value:
            made.add_row(cell(name, "bold"), cell(value))
    show_table(made)


def _by_module(records: Mapping[str, Record]) -> dict[str, dict[str, Record]]:
    modules: dict[str, dict[str, Record]] = {}
    for pointer, record in records.items():
        modules.setdefault(pointer.split("/")[1], {})[pointer] = record
    return modules


def _print_module(result: Opened, name: str, records: Mapping[str, Record], *, everything: bool) -> None:
    lists: dict[str, dict[str, Record]] = {}
    shown = table(
        (said("字段", "field"), ""),
        (said("值", "value"), ""),
        (said("单位", "unit"), ""),
        (said("出处", "where"), ""),
        (said("来源", "from"), ""),
        (said("状态", "status"), ""),
        title=result.module(name),
    )
    for pointer, record in records.items():
        at = _list_of(result, pointer)
        if at and at != pointer:
            lists.setdefault(at, {})[pointer] = record
        elif everything or record["status"] in (Status.ACCEPTED, Status.REVIEW, Status.NOT_GROUNDED, Status.CALL_FAILED):
            title, unit = _list_title(result, at) if at else result.title_unit(pointer)
            value = "" if at and record["status"] != Status.STATED_NONE else _value(result.value(pointer))
            words, style = _status(record)
            engines = " + ".join(map(str, record["proposers"]))
            shown.add_row(*map(cell, (title, value, unit, _where(result, record), engines)), cell(words, style))
    if shown.row_count:
        show_table(shown)
        tell()
    for pointer, cells in lists.items():
        _print_list(result, pointer, cells, everything=everything)


def _list_of(result: Opened, pointer: str) -> str:
    """The outermost list that a pointer lies in or names, "" for none."""
    parts = pointer.split("/")
    for n in range(2, len(parts) + 1):
        if isinstance(result.value("/".join(parts[:n])), list):
            return "/".join(parts[:n])
    return ""


def _list_title(result: Opened, pointer: str) -> tuple[str, str]:
    listed = result.listed(pointer)
    return (listed.title or listed.name if listed is not None else pointer.rsplit("/", 1)[-1]), ""


def _print_list(result: Opened, pointer: str, cells: Mapping[str, Record], *, everything: bool) -> None:
    items: list[Any] = result.value(pointer)
    review = sum(r["status"] == Status.REVIEW for r in cells.values())
    title = _list_title(result, pointer)[0]
    doubt = said(f"，{review} 个值待复核", f", {review} values for review") if review else ""
    count = said(f"{title}（{len(items)} 项{doubt}）", f"{title} ({len(items)} rows{doubt})")
    rows = items if everything else items[:_ROWS]
    places = [_row_place(result, cells, f"{pointer}/{n}") for n in range(len(rows))]
    names = _names(result, pointer, rows)
    beside = len(names) <= _COLUMNS
    heads = [f"{title} {unit}".strip() for title, unit in names.values()] if beside else [said("内容", "content")]
    made = table(("#", "right"), *((head, "") for head in heads), (said("出处", "where"), ""), title=count)
    for n, row in enumerate(rows):
        given = cast(dict[str, Any], row) if isinstance(row, dict) else {"": row}
        values = [_value(given.get(k)) for k in names]
        if not beside:
            values = [said("；", "; ").join(f"{title} {v}{unit}" for (title, unit), v in zip(names.values(), values, strict=True) if v)]
        made.add_row(cell(str(n + 1)), *map(cell, values), cell(places[n]))
    show_table(made)
    if len(rows) < len(items):
        tell(said(f"… 还有 {len(items) - len(rows)} 项（--all 显示全部）", f"… {len(items) - len(rows)} more (--all shows them)"))
    tell()


def _names(result: Opened, pointer: str, rows: list[Any]) -> dict[str, tuple[str, str]]:
    """Properties that some row has a value for, with title and unit; for a list of scalars the one column ""."""
    objects = [cast(dict[str, Any], r) for r in rows if isinstance(r, dict)]
    if not objects:
        return {"": _list_title(result, pointer)}
    listed = result.listed(pointer)
    names: dict[str, tuple[str, str]] = {}
    for key in dict.fromkeys(k for r in objects for k, v in r.items() if v not in (None, [])):
        field = listed.field(key) if listed is not None else None
        inner = next((x for x in listed.lists if x.name == key), None) if listed is not None else None
        title = field.title if field is not None else inner.title if inner is not None else ""
        names[key] = (title or key, field.unit.symbol if field is not None else "")
    return names


def _row_place(result: Opened, cells: Mapping[str, Record], row: str) -> str:
    places = [r for p, r in cells.items() if (p == row or p.startswith(row + "/")) and r["start"] >= 0]
    first = min(places, key=lambda r: r["start"], default=None)
    return _where(result, first, short=True) if first is not None else ""


def _where(result: Opened, record: Record, *, short: bool = False) -> str:
    """The line and page where they are known, and the words around the print."""
    if record["start"] < 0:
        return ""
    line, page = result.line(record), record["page"]
    parts = [said(f"{line} 行", f"line {line}")] if line else []
    parts += [said(f"{page} 页", f"page {page}")] if page else []
    quote, printed = ("".join(str(record[k]).split()) for k in ("quote", "printed"))
    # A quote that is the value over again tells nothing beside a line number.
    if not parts or not (short or len(quote) - len(printed) <= 1):
        parts.append(_snippet(quote, printed))
    return " ".join(parts)


def _snippet(quote: str, printed: str) -> str:
    at = max(quote.find(printed), 0)
    begin = max(0, min(at - _QUOTE // 2, len(quote) - _QUOTE))
    cut = quote[begin : begin + _QUOTE]
    return f"“{'…' if begin else ''}{cut}{'…' if begin + _QUOTE < len(quote) else ''}”"


def _status(record: Record) -> tuple[str, str]:
    status = str(record["status"])
    words, style = _STATUS[Status(status)] if status in set(Status) else (Text(status, status), "")
    return words.into(language()), style


def _value(value: Any) -> str:
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
            yield _value(part)


def _run_line(result: Opened) -> str:
    run = result.content["run"]
    statuses = [r["status"] for r in result.fields.values()]
    filled, review = sum(s in (Status.ACCEPTED, Status.REVIEW) for s in statuses), statuses.count(Status.REVIEW)
    money = said("未知", "unknown") if run.get("money") is None else f"{run['money']} {run.get('currency', '')}".strip()
    tokens = run.get("prompt_tokens", 0) + run.get("completion_tokens", 0)
    model = f" {run['model']}" if run.get("model") else ""
    engine, requests, seconds = f"{run.get('engine')}{model}", run.get("requests", 0), run.get("seconds")
    return safe(
        said(
            f"填写 {filled} 个值，待复核 {review} 个 · 引擎 {engine} · 请求 {requests} · 词元 {tokens:,} · 费用 {money} · {seconds} 秒",
            f"{filled} values, {review} for review · engine {engine} · {requests} requests · {tokens:,} tokens · {money} · {seconds} s",
        )
    )
