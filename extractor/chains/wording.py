"""Fields and lists as the prompts put them: name, title, unit, what belongs there."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.chains.replies import column_names, dotted
from extractor.schema import Field, ListField, Schema

_TYPES = {"integer": "整数", "boolean": "是或否"}


def field_line(field: Field, owner: str = "") -> str:
    """- accounts.basic_expenditure 基本支出（万元）：全部资金的基本支出决算; `owner`: the title of what it belongs to."""
    unit = f"（{field.unit.symbol}）" if field.unit.symbol else f"（{_TYPES[field.type]}）" if field.type in _TYPES else ""
    choices = f"［{'｜'.join(field.enum)}］" if field.enum else ""
    description = f"：{field.description}" if field.description else ""
    name = f"{owner}：{field.title}" if owner else field.title
    return f"- {dotted(field.pointer)} {name}{unit}{choices}{description}"


def fields_text(schema: Schema, fields: Iterable[Field]) -> str:
    """A line for each field; objects of one form (合计, 因公出国 … each with 决算数, 预算数 …) share theirs."""
    lines: list[str] = []
    groups = _alike(list(fields))
    for group in groups:
        if len(group) == 1:
            title = schema.title(group[0][0].pointer.rsplit("/", 1)[0])
            lines += [f"# {title}"] if title and (not lines or _module(lines) != title) else []
            lines += [field_line(f) for f in group[0]]
        else:
            parent = group[0][0].pointer.rsplit("/", 2)[0]
            objects = "，".join(f"{fs[0].pointer.split('/')[-2]} {schema.title(fs[0].pointer.rsplit('/', 1)[0])}" for fs in group)
            lines += [f"# {schema.title(parent)}", f"- {dotted(parent)}.X.P　X：{objects}", "  P：" + "，".join(_cell(f) for f in group[0])]
    return "\n".join(lines) or "（无）"


def _module(lines: list[str]) -> str:
    return next((line[2:] for line in reversed(lines) if line.startswith("# ")), "")


def _alike(fields: list[Field]) -> list[list[list[Field]]]:
    """Fields by object, and objects that follow each other with the same properties together."""
    objects: list[list[Field]] = []
    for f in fields:
        if objects and objects[-1][0].pointer.rsplit("/", 1)[0] == f.pointer.rsplit("/", 1)[0]:
            objects[-1].append(f)
        else:
            objects.append([f])
    groups: list[list[list[Field]]] = []
    for one in objects:
        last = groups[-1][-1] if groups else []
        if (
            len(one) > 1
            and [f.name for f in last] == [f.name for f in one]
            and last[0].pointer.rsplit("/", 2)[0] == one[0].pointer.rsplit("/", 2)[0]
        ):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def list_line(field: ListField, *, columns: bool = False) -> str:
    """- projects 项目：写明金额的项目［name 项目名称，executed 执行数(万元)］"""
    description = f"：{field.description}" if field.description else ""
    if not field.fields:
        return f"- {dotted(field.pointer)} {field.title}（文字条目）{description}"
    cells = "，".join(_cell(f) for f in field.fields)
    if columns and field.lists:
        inner = {f"{x.name}.{f.name}": f for x in field.lists for f in x.fields}
        cells += "，" + "，".join(f"{n} {inner[n].title}" for n in column_names(field) if n in inner)
    return f"- {dotted(field.pointer)} {field.title}{description}\n  每行：{cells}"


def lists_text(lists: Iterable[ListField], *, columns: bool = False) -> str:
    """The lists asked for."""
    return "\n".join(list_line(x, columns=columns) for x in lists) or "（无）"


def _cell(field: Field) -> str:
    unit = f"({field.unit.symbol})" if field.unit.symbol else ""
    choices = f"［{'｜'.join(field.enum)}］" if field.enum else ""
    hint = f"（{field.description}）" if field.description else ""
    return f"{field.name} {field.title}{unit}{choices}{hint}"


REFUSED_FOR: dict[str, str] = {
    "no_such_figure": "报告里没有这个数",
    "figure_not_in_quote": "所引的一段里没有这个数",
    "quote_not_found": "报告里找不到所引的一段",
    "other_unit": "报告里这个数的单位不同",
    "other_sign": "报告里这个数的正负不同",
    "not_in_enum": "不是给定的选项之一",
    "not_a_figure": "这不是一个数",
    "ambiguous_block": "同一个数有几处，请引出名称",
    "contradicted": "这个数报告里有（不一定在下面的段落里），但与报告里同它有关的数合不上，可能是别的项目的数",
}
"""What a model is told of a value that was refused, by the reason's code."""
