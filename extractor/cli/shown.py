"""The tables of a result: a table for each module, one for each list, the run's line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from extractor.cli.opened import Opened, Record
from extractor.cli.show_cells import place_of, status_of, value_of
from extractor.cli.voice import cell, said, show_table, table, tell, visible
from extractor.result import Status

if TYPE_CHECKING:
    from rich.table import Table

_ROWS = 5
"""Rows of a list shown without --all."""
_COLUMNS = 7
"""More properties than this have no room beside each other."""
_TOLD = (Status.ACCEPTED, Status.REVIEW, Status.NOT_GROUNDED, Status.CALL_FAILED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a result is to be shown: all below the pointer `under` ("" is everything), with empty fields, with pointers."""

    under: str = ""
    everything: bool = False
    pointers: bool = False


def print_modules(result: Opened, wanted: Wanted) -> None:
    """All modules, or what lies below a pointer."""
    under = wanted.under
    chosen = {p: r for p, r in result.fields.items() if not under or p == under or p.startswith(under + "/")}
    if not under:
        tell(f"{visible(str(result.content['document'].get('name', '')))} · {visible(str(result.content['schema'].get('name', '')))}")
        tell()
    elif all(r["status"] not in _TOLD for r in chosen.values()):
        # Who asks for a part wants to hear of it even where it is empty.
        wanted = Wanted(under, True, wanted.pointers)
    for name, records in _by_module(result, chosen).items():
        _print_module(result, name, records, wanted)
    if not under:
        for problem in result.content["problems"]:
            tell(f"! {visible(str(problem.get('pointer', '')))}: {visible(str(problem.get('message', '')))}")
        tell(_run_line(result))


def _by_module(result: Opened, records: Mapping[str, Record]) -> dict[str, dict[str, Record]]:
    """The records by top-level property; values that are top-level properties themselves together under ""."""
    modules: dict[str, dict[str, Record]] = {}
    for pointer, record in records.items():
        name = pointer.split("/")[1]
        flat = pointer.count("/") == 1 and not isinstance(result.value(pointer), list)
        modules.setdefault("" if flat else name, {})[pointer] = record
    return modules


def _print_module(result: Opened, name: str, records: Mapping[str, Record], wanted: Wanted) -> None:
    lists: dict[str, dict[str, Record]] = {}
    heads = (
        said("字段", "field"),
        said("值", "value"),
        said("单位", "unit"),
        said("出处", "where"),
        said("来源", "from"),
        said("状态", "status"),
        *([said("指针", "pointer")] if wanted.pointers else []),
    )
    shown = table(*((head, "") for head in heads), title=result.module(name))
    if wanted.pointers:
        shown.columns[-1].no_wrap = True
    for pointer, record in records.items():
        at = _list_of(result, pointer)
        if at and at != pointer:
            lists.setdefault(at, {})[pointer] = record
        elif wanted.everything or record["status"] in _TOLD:
            _add_field(shown, result, pointer, wanted, listed=bool(at))
    if shown.row_count:
        show_table(shown)
        tell()
    for pointer, cells in lists.items():
        _print_list(result, pointer, cells, wanted)


def _add_field(shown: Table, result: Opened, pointer: str, wanted: Wanted, *, listed: bool) -> None:
    record = result.fields[pointer]
    titles, unit = result.titles_unit(pointer)
    value = "" if listed and record["status"] != Status.STATED_NONE else value_of(result.value(pointer))
    words, style = status_of(record)
    engines = " + ".join(map(str, record["proposers"]))
    cells = (" · ".join(titles), value, "" if listed else unit, place_of(result, record), engines)
    shown.add_row(*map(cell, cells), cell(words, style), *([cell(pointer)] if wanted.pointers else []))


def _list_of(result: Opened, pointer: str) -> str:
    """The outermost list that a pointer lies in or names, "" for none."""
    parts = pointer.split("/")
    for n in range(2, len(parts) + 1):
        if isinstance(result.value("/".join(parts[:n])), list):
            return "/".join(parts[:n])
    return ""


def _print_list(result: Opened, pointer: str, cells: Mapping[str, Record], wanted: Wanted) -> None:
    items = result.rows(pointer)
    review = sum(r["status"] == Status.REVIEW for r in cells.values())
    title = result.titles_unit(pointer)[0][-1]
    doubt = said(f"，{review} 个值待复核", f", {review} values for review") if review else ""
    count = said(f"{title}（{len(items)} 项{doubt}）", f"{title} ({len(items)} rows{doubt})")
    rows = items if wanted.everything else items[:_ROWS]
    places = _row_places(result, pointer, cells, len(rows))
    names = _names(result, pointer, rows)
    beside = len(names) <= _COLUMNS
    heads = [f"{title} {unit}".strip() for title, unit in names.values()] if beside else [said("内容", "content")]
    number = (said("指针", "pointer"), "") if wanted.pointers else ("#", "right")
    made = table(number, *((head, "") for head in heads), (said("出处", "where"), ""), title=count)
    made.columns[0].no_wrap = True
    for n, row in enumerate(rows):
        given = cast(dict[str, Any], row) if isinstance(row, dict) else {"": row}
        values = [value_of(given.get(k)) for k in names]
        if not beside:
            values = [said("；", "; ").join(f"{title} {v}{unit}" for (title, unit), v in zip(names.values(), values, strict=True) if v)]
        made.add_row(cell(f"{pointer}/{n}" if wanted.pointers else str(n + 1)), *map(cell, values), cell(places[n]))
    show_table(made)
    if len(rows) < len(items):
        tell(said(f"… 还有 {len(items) - len(rows)} 项（--all 显示全部）", f"… {len(items) - len(rows)} more (--all shows them)"))
    tell()


def _names(result: Opened, pointer: str, rows: list[Any]) -> dict[str, tuple[str, str]]:
    """Properties that some row has a value for, with title and unit; for a list of scalars the one column ""."""
    objects = [cast(dict[str, Any], r) for r in rows if isinstance(r, dict)]
    if not objects:
        return {"": (result.titles_unit(pointer)[0][-1], "")}
    listed = result.listed(pointer)
    names: dict[str, tuple[str, str]] = {}
    for key in dict.fromkeys(k for r in objects for k, v in r.items() if v not in (None, [])):
        field = listed.field(key) if listed is not None else None
        inner = next((x for x in listed.lists if x.name == key), None) if listed is not None else None
        title = field.title if field is not None else inner.title if inner is not None else ""
        names[key] = (title or key, field.unit.symbol if field is not None else "")
    return names


def _row_places(result: Opened, pointer: str, cells: Mapping[str, Record], count: int) -> list[str]:
    """Where each row stands: at its key cell, else at its first, cells that it shares with other rows (a group's name) left out."""
    listed = result.listed(pointer)
    keys = listed.key if listed is not None else ()
    rows: list[dict[str, Record]] = [{} for _ in range(count)]
    shared: Counter[tuple[int, int]] = Counter()
    for at, record in cells.items():
        row, _, name = at[len(pointer) + 1 :].partition("/")
        shared[_span(record)] += 1
        if record["start"] >= 0 and int(row) < count:
            rows[int(row)][name] = record
    places: list[str] = []
    for row in rows:
        own = {name: r for name, r in row.items() if shared[_span(r)] == 1} or row
        chosen = {name: r for name, r in own.items() if name in keys} or own
        first = min(chosen.values(), key=_span, default=None)
        places.append(place_of(result, first, short=True) if first is not None else "")
    return places


def _span(record: Record) -> tuple[int, int]:
    return record["start"], record["end"]


def _run_line(result: Opened) -> str:
    run = result.content["run"]
    statuses = [r["status"] for r in result.fields.values()]
    filled, review = sum(s in (Status.ACCEPTED, Status.REVIEW) for s in statuses), statuses.count(Status.REVIEW)
    violated = sum(r.get("verdict") == "violated" for r in result.content.get("relations", []))
    money = said("未知", "unknown") if run.get("money") is None else f"{run['money']} {run.get('currency', '')}".strip()
    tokens = run.get("prompt_tokens", 0) + run.get("completion_tokens", 0)
    model = f" {run['model']}" if run.get("model") else ""
    engine, requests, seconds = f"{run.get('engine')}{model}", run.get("requests", 0), run.get("seconds")
    return visible(
        said(
            f"填写 {filled} 个值，待复核 {review} 个，勾稽不符 {violated} 处"
            f" · 引擎 {engine} · 请求 {requests} · 词元 {tokens:,} · 费用 {money} · {seconds} 秒",
            f"{filled} values, {review} for review, {violated} relations violated"
            f" · engine {engine} · {requests} requests · {tokens:,} tokens · {money} · {seconds} s",
        )
    )
