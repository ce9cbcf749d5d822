"""Economic classification: 工资福利支出N：基本工资N，津贴补贴N…, and the coded tables of 基本支出."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.documents import BlockKind, Span, Table
from extractor.documents.lines import number_of
from extractor.grounding import Candidate
from extractor.patterns.context import Context
from extractor.patterns.facts import Fact
from extractor.patterns.scalars import value_of
from extractor.quantities import PLAIN, WAN_YUAN, Dimension, convert, parse_figure, plain
from extractor.schema import ListField, Measure, Stage

_CLASS = re.compile(
    r"^(?:工资福利支出|(?:一般)?商品和?服务支出|对个人和?家庭的?补助(?:支出)?|(?:其他)?资本性支出(?:\(基本建设\))?|债务利息及费用支出|对企业补助|人员经费支出|人员经费|公用经费|日常公用经费)$"
)
_ROOT = re.compile(r"基本支出|项目支出")
_TOTALS = frozenset(("人员经费", "公用经费", "日常公用经费"))


def items(context: Context, field: ListField) -> Iterator[Candidate]:
    """Rows of enumerations in the text, then those of coded tables that the text has not."""
    number = 0
    seen: set[tuple[str, str]] = set()
    root, section = "", -1
    for block in context.paragraphs():
        if block.section != section:
            root, section = "", block.section
        for name, stated, fact in _enumerated(field, context.by_block.get(block.id, []), context.plan):
            parent = stated
            if _CLASS.match(name):
                # ①工资福利支出… ②商品和服务支出…: the later paragraphs are parts of the same total.
                line = context.document.words(block.span)
                begins = number_of(line) is not None or line.startswith(name[:4])
                root = stated or (root if begins else "")
                parent = stated or root
            if (name, parent) in seen:
                continue
            seen.add((name, parent))
            at = f"{field.pointer}/{number}"
            place = context.document.text.rfind(name[-1], fact.quote.start, fact.figure.start) + 1
            words = _name_span(context, fact, name, place)
            yield context.words(f"{at}/name", words, fact.quote, value=name if context.printed(words) != name and "(" not in name else None)
            if parent:
                yield _parent(context, f"{at}/parent", parent, fact)
            amount = field.field("amount")
            if amount is not None:
                yield context.number(f"{at}/amount", value_of(fact, amount), fact.figure, fact.quote)
            number += 1
    for block in context.document.blocks:
        if block.kind is BlockKind.TABLE and block.section not in context.skipped:
            for candidate in _coded(context, field, context.document.tables[block.table], number, seen):
                yield candidate
                number = max(number, int(candidate.pointer.split("/")[-2]) + 1)


def _enumerated(field: ListField, facts: list[Fact], planned: bool) -> Iterator[tuple[str, str, Fact]]:
    names = set(field.names)
    head = ""
    listed = [
        f
        for f in facts
        if f.measure is Measure.AMOUNT
        and f.unit.dimension is Dimension.MONEY
        and not f.explains
        and (f.stage in (Stage.ANY, Stage.FINAL) or (planned and f.stage is Stage.INITIAL))
    ]
    has_class = any(_known(f.label, names) and _CLASS.match(_known(f.label, names)) for f in listed)
    if not has_class:
        return
    for fact in listed:
        name = _known(fact.label, names)
        if not name:
            if _CLASS.match(fact.label):
                head = ""
            continue
        root = _ROOT.search(fact.parent)
        if _CLASS.match(name):
            if name not in _TOTALS:
                yield name, root[0] if root else "", fact
            head = name
        elif head and head not in _TOTALS:
            yield name, head, fact


def _known(label: str, names: set[str]) -> str:
    label = re.sub(r"^\(?\d+[.、)]", "", label)
    return (
        label
        if label in names
        else next((n for n in (re.sub(r"^(?:其中|用于|支付|开支)", "", label), re.sub(r"^.*?、", "", label)) if n in names), "")
    )


def _name_span(context: Context, fact: Fact, name: str, end: int) -> Span:
    view = context.document.view(fact.quote)
    at = view.text.rfind(name, 0, len(view.text))
    return Span(*view.source(at, at + len(name))) if at >= 0 else Span(fact.quote.start, max(end, fact.quote.start + 1))


def _parent(context: Context, pointer: str, parent: str, fact: Fact) -> Candidate:
    """The parent's own words, the last place before the item."""
    block = context.document.by_id[fact.block]
    view = context.document.view(block.span)
    limit = next((i for i, o in enumerate(view.offsets) if o >= fact.quote.start), len(view.text))
    at = view.text.rfind(parent, 0, limit)
    span = Span(*view.source(at, at + len(parent))) if at >= 0 else fact.quote
    return context.words(pointer, span, value=parent)


def _coded(context: Context, field: ListField, table: Table, number: int, seen: set[tuple[str, str]]) -> Iterator[Candidate]:
    """Tables with economic codes, also two or three groups side by side: 30101 │ 基本工资 │ 12.3 │ 30201 │ 办公费 │ 4.5."""
    classes: dict[str, str] = {}
    found: list[tuple[str, Span, str, Decimal, Span, Span]] = []
    unit = table.unit if table.unit is not PLAIN else WAN_YUAN
    for row in table.rows:
        for n, cell in enumerate(row[:-1]):
            if not re.fullmatch(r"3[0-9]{2}(?:\d{2})?", cell.words) or n + 1 >= len(row) or not re.search(r"[一-鿿]", row[n + 1].words):
                continue
            amount = next((c for c in row[n + 2 : n + 4] if c.words), None)
            if len(cell.words) == 3:
                classes[cell.words] = row[n + 1].words
            figure = parse_figure(context.document.text[amount.span.start : amount.span.end], unit) if amount is not None else None
            if amount is None or figure is None or re.fullmatch(r"3[0-9]{2}(?:\d{2})?", amount.words):
                continue
            value = plain(convert(figure.value, figure.unit, WAN_YUAN))
            found.append(
                (
                    cell.words,
                    row[n + 1].span,
                    row[n + 1].words,
                    value,
                    Span(amount.span.start + figure.number_start, amount.span.start + figure.number_end),
                    Span(cell.span.start, amount.span.end),
                )
            )
    for code, name_at, name, value, figure_at, quote in found:
        parent = classes.get(code[:3], "") if len(code) == 5 else ""
        if (name, parent) in seen:
            continue
        seen.add((name, parent))
        at = f"{field.pointer}/{number}"
        yield context.words(f"{at}/name", name_at, quote)
        if parent:
            yield context.words(f"{at}/parent", name_at, quote, value=parent)
        yield context.number(f"{at}/amount", value, figure_at, quote)
        number += 1
