"""Functional classification: 类, 款, 项 with their figures, in sentences and in the tables of a 决算."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.documents import Block, BlockKind, Cell, Span, Table
from extractor.grounding import Candidate
from extractor.patterns.cells import role_of, row_label
from extractor.patterns.columns import cell_value, column_unit
from extractor.patterns.context import Context
from extractor.patterns.facts import Fact
from extractor.patterns.grids import stretches
from extractor.patterns.readers.class_rows import Row, candidates, merged
from extractor.patterns.roles import is_budget, roles
from extractor.patterns.scalars import value_of
from extractor.quantities import PLAIN, Dimension, convert, parse_figure, plain
from extractor.schema import ListField, Measure, Stage

_NAME = r"(?![未无]|没有|为|全部为|部为|其中|包括|均为|主要)[一-鿿](?:[一-鿿、]|\((?:室|站|中心|境|局|所|院|含[^()]{1,12})\))*"
_CHAIN = re.compile(rf"(?:(?P<c0>\d{{3,7}})-?)?(?:{_NAME}\((?:(?:\d{{2,7}})?[类款项])\),?-?){{1,3}}")
_LINK = re.compile(rf"(?P<name>{_NAME})\((?P<code>\d{{2,7}})?(?P<level>[类款项])\)")
_CODED = re.compile(
    rf"(?P<name>{_NAME}?)(?:\(|:)?(?<!\d)(?P<code>\d{{3}}(?=类)|\d{{5}}|\d{{7}})(?!\d|年)(?P<level>[类款项])?\)?(?:支出)?(?=[\d:,(为]|\s|$)"
)
_CODE_FIRST = re.compile(rf"(?<![\d.])(?P<code>2\d{{2}}(?=类)|2\d{{4}}|2\d{{6}})(?!\d|年)(?P<level>[类款项])?[-:、 ]?(?P<name>{_NAME})")
_BRACKETED = re.compile(
    rf"(?:^|(?<=[,;。:、为]))(?P<name>{_NAME}?)\((?P<code>2\d{{2}}(?:\d{{2}}){{0,2}})(?P<level>[类款项])?\)(?=[\d:,为支])"
)
_ORDINAL = re.compile(r"(?:行次|序号|栏次)$")
_RATE = re.compile(r"率|进度|完成|执行|预算")
_LEVELS = {3: "类", 5: "款", 7: "项"}


def classes(context: Context, field: ListField) -> Iterator[Candidate]:
    """Rows of the text first, then those that only a table states."""
    rows: list[Row] = []
    codes: dict[str, tuple[str, Span]] = {}
    for block in context.paragraphs():
        _sentences(context, field, block, rows, codes)
    rows = [r for r in rows if r.stated]
    for row in rows:
        if not row.code:
            known = codes.get(row.bare + row.level)
            if known:
                row.code, row.code_at = known
    blocks = [b for b in context.document.blocks if b.kind is BlockKind.TABLE and b.section not in context.skipped]
    for block in blocks:
        rows = merged(rows, _table(context, field, context.document.tables[block.table]))
    for block in blocks:
        if not rows:
            rows += _totals_table(context, field, context.document.tables[block.table])
    yield from candidates(context, field, rows)


# -- sentences ------------------------------------------------------------------------------------------------------


def _sentences(context: Context, field: ListField, block: Block, rows: list[Row], codes: dict[str, tuple[str, Span]]) -> None:
    words = context.document.words(block.span)
    anchors = _anchors(context, field, block, words, codes)
    if not anchors:
        # "年初预算为…" in the paragraph below a heading that names the 项.
        last = rows[-1] if rows else None
        if (
            last is not None
            and "budget" not in last.figures
            and last.name.end > block.span.start - 400
            and re.match(r"(?:20\d\d年)?(?:年初预算|支出决算|决算数|当年)", words)
        ):
            _fill(context, field, last, context.by_block.get(block.id, []), 0, len(context.document.text))
        return
    facts = context.by_block.get(block.id, [])
    for n, (place, row) in enumerate(anchors):
        start = context.document.view(block.span).offsets[place]
        end = context.document.view(block.span).offsets[anchors[n + 1][0]] if n + 1 < len(anchors) else block.span.end
        _fill(context, field, row, facts, start, end)
        rows.append(row)


def _anchors(context: Context, field: ListField, block: Block, words: str, codes: dict[str, tuple[str, Span]]) -> list[tuple[int, Row]]:
    found: list[tuple[int, Row]] = []
    taken: list[tuple[int, int]] = []
    for m in _CHAIN.finditer(words):
        links = list(_LINK.finditer(m[0]))
        if not links:
            continue
        row = _chained(context, block, m.start(), links, m["c0"] or "", codes)
        found.append((m.start(), row))
        taken.append(m.span())
    for pattern in (_CODE_FIRST, _CODED, _BRACKETED):
        for m in pattern.finditer(words):
            if (
                any(a < m.end() and m.start() < b for a, b in taken)
                or not m["code"].startswith("2")
                or (len(m["name"]) < 3 and not (len(m["name"]) == 2 and m["name"] not in ("支出", "收入", "其中", "合计")))
            ):
                continue
            if not re.match(r"[,:]?(?:支出|决算|为|共|预算|完成|款|项|类)*(?:\d|年初)", words[m.end() : m.end() + 12]):
                continue
            name = context.slice(block, *m.span("name"))
            code_at = context.slice(block, *m.span("code"))
            found.append((m.start(), Row(name, m["name"], m["level"] or _LEVELS[len(m["code"])], m["code"], code_at)))
            taken.append(m.span())
    for m in _class_names(field.names).finditer(words):
        if not any(a < m.end() and m.start() < b for a, b in taken):
            found.append((m.start(), Row(context.slice(block, *m.span("name")), m["name"], "类")))
            taken.append(m.span())
    return sorted(found, key=lambda f: f[0])


@lru_cache(maxsize=8)
def _class_names(names: tuple[str, ...]) -> re.Pattern[str]:
    """The names of the 类 before their figure; in quotes they may stand without 支出."""
    whole = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) or "(?!)"
    short = "|".join(re.escape(n.removesuffix("支出")) for n in sorted(names, key=len, reverse=True)) or "(?!)"
    return re.compile(
        rf"(?:^|(?<=[,;。:、(\d.元%)“]))(?P<name>(?:{whole})|(?:{short})(?=”))(?:\(类\))?(?=”?(?:支出)?(?:(?:决算|为|共计?|:|,占)*|[一-鿿]{{1,3}})\d)"
    )


def _chained(context: Context, block: Block, at: int, links: list[re.Match[str]], code: str, codes: dict[str, tuple[str, Span]]) -> Row:
    last = links[-1]
    parts = [link["code"] or "" for link in links]
    if not code and all(parts):
        code = "".join(parts) if len(parts[-1]) == 2 or len(parts) == 1 else parts[-1]
    code_at = context.slice(block, at + links[0].start(), at + last.end()) if code else None
    for link in links:
        if link["code"] and link["level"] == "类":
            span = context.slice(block, at + link.start("code"), at + link.end("code"))
            codes.setdefault(re.sub(r"支出$", "", link["name"]) + "类", (link["code"], span))
    return Row(
        context.slice(block, at + last.start("name"), at + last.end("name")),
        last["name"],
        last["level"],
        code,
        code_at,
        context.slice(block, at + last.start("level"), at + last.end("level")),
        above=re.sub(r"支出$", "", links[0]["name"]) if len(links) > 1 and links[0]["level"] == "类" else "",
    )


def _fill(context: Context, field: ListField, row: Row, facts: list[Fact], start: int, end: int) -> None:
    own = [f for f in facts if start <= f.figure.start < end and not f.explains]
    told = roles([f for f in own if f.unit.dimension in (Dimension.MONEY, Dimension.RATIO)])
    named = {id(f): n for n, f in (("budget", told.budget), ("amount", told.spent), ("completion_rate", told.rate)) if f is not None}
    for fact in own:
        name = named.get(id(fact)) or _property(fact)
        if (told.open and name == "amount") or (told.spent is not None and name == "amount" and fact is not told.spent):
            continue
        item = field.field(name) if name else None
        if (
            item is None
            or name in row.figures
            or not (fact.unit.dimension in (Dimension.MONEY, Dimension.RATIO) or (fact.stated and fact.stage is Stage.INITIAL))
        ):
            continue
        row.figures[name] = (value_of(fact, item), fact.figure, Span(min(fact.quote.start, fact.figure.start), fact.quote.end))


def _property(fact: Fact) -> str:
    if fact.measure is Measure.RATE:
        # A percentage that its words call neither a rate nor one of the budget may as well be a share.
        return "completion_rate" if fact.stage is not Stage.ANY or not fact.label or _RATE.search(fact.label) else ""
    if fact.measure is Measure.SHARE:
        return "share"
    if fact.measure is not Measure.AMOUNT:
        return ""
    return "budget" if is_budget(fact) else "amount" if fact.stage is not Stage.LAST_YEAR else ""


# -- tables ---------------------------------------------------------------------------------------------------------


def _table(context: Context, field: ListField, table: Table) -> list[Row]:
    head = f"{table.caption}{''.join(c.words for r in table.rows[:3] for c in r)}"
    if not re.search(r"功能分类|科目编码|科目名称", head) or re.search(r"经济分类|收入决算表(?!.*支出)", head):
        return []
    rows: list[Row] = []
    for stretch in stretches(table):
        for cells in stretch.rows:
            code, code_at, after = _code(cells)
            if not code:
                continue
            name = next((c for c in cells[after:] if c.words and not parse_figure(c.words)), None)
            if name is None or name.words in ("合计", "总计"):
                continue
            row = Row(name.span, name.words, _LEVELS[len(code)], code, code_at, stated_in_text=False)
            for cell in cells[name.column + 1 :]:
                heads = stretch.heads[cell.column] if len(cells) <= len(stretch.heads) else ""  # trailing empty cells may be cut
                item_name = _column_property(heads, context.fiscal_year)
                item = field.field(item_name) if item_name else None
                if item is None or item_name in row.figures or not cell.words:
                    continue
                unit = column_unit(heads, table, item)
                figure = parse_figure(context.document.text[cell.span.start : cell.span.end], unit)
                if figure is None or figure.dimension not in (Dimension.MONEY, Dimension.RATIO, Dimension.PLAIN):
                    continue
                value = plain(figure.value if PLAIN in (figure.unit, item.unit) else convert(figure.value, figure.unit, item.unit))
                row.figures[item_name] = (
                    value,
                    Span(cell.span.start + figure.number_start, cell.span.start + figure.number_end),
                    Span(name.span.start, cell.span.end),
                )
            rows.append(row)
    return rows


def _totals_table(context: Context, field: ListField, table: Table) -> list[Row]:
    """The 类 that the spending half of 收入支出决算总表 states with an amount; used where nothing else states any."""
    amount, known = field.field("amount"), set(field.names)
    rows: list[Row] = []
    if amount is None or "支出" not in table.caption:
        return rows
    for stretch in stretches(table):
        for cells in stretch.rows:
            for cell in cells[:-1] if len(cells) <= len(stretch.heads) else ():
                name = row_label(cell.words)
                if name not in known:
                    continue
                figure = next((c for c in cells[cell.column + 1 :] if c.words and not _ORDINAL.search(stretch.heads[c.column])), None)
                value = cell_value(context, "", figure, amount, column_unit("", table, amount), cell.span) if figure is not None else None
                if value is not None and figure is not None:
                    at = cell.words.rfind(name)
                    span = Span(*context.document.view(cell.span).source(at, at + len(name)))
                    row = Row(span, name, "类", stated_in_text=False)
                    row.figures["amount"] = (value.value, value.figure, Span(cell.span.start, figure.span.end))
                    rows.append(row)
    return rows


def _code(cells: tuple[Cell, ...]) -> tuple[str, Span | None, int]:
    """The code of a row, in one column or in three (类│款│项), and the column after it."""
    code, start, end, after = "", None, None, 0
    for n, cell in enumerate(cells[:4]):
        if re.fullmatch(r"2\d{2}(?:\d{2}){0,2}", cell.words) and not code:
            code, start, end, after = cell.words, cell.span.start, cell.span.end, n + 1
            if len(cell.words) > 3:
                break
        elif code and re.fullmatch(r"\d{2}", cell.words) and len(code) < 7:
            code, end, after = code + cell.words, cell.span.end, n + 1
        elif cell.words:
            break
    return (code, Span(start, end), after) if start is not None and end is not None else ("", None, 0)


def _column_property(heads: str, fiscal_year: int) -> str:
    last = heads.rsplit("/", 1)[-1]
    measure, stage = role_of(heads, fiscal_year)
    if measure is Measure.RATE:
        return "completion_rate"
    if measure is Measure.SHARE:
        return "share"
    if measure is not Measure.AMOUNT or stage is Stage.LAST_YEAR:
        return ""
    if stage in (Stage.INITIAL, Stage.ADJUSTED, Stage.BUDGET):
        return "budget"
    if re.search(r"资金来源|收入|结转|结余|基本支出|项目支出|上缴|经营|补助|财政拨款$|人员|公用", heads) and not re.search(
        r"合计$|小计$", last
    ):
        return ""
    if re.search(r"资金来源|收入合计|年初结转|年末结转", heads):
        return ""
    return "amount" if re.search(r"合计|小计|支出|决算|金额|执行", heads) else ""
