"""The report itself: title, department, year, type, date of filling in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from extractor.documents import Block, BlockKind, Span
from extractor.documents.heads import side_by_side
from extractor.documents.lines import Numbering, number_of
from extractor.grounding import Candidate, Grounding
from extractor.patterns.context import Context
from extractor.quantities import find_dates
from extractor.schema import Field

_TITLE_END = re.compile(r"(?:报告|说明|决算|预算|自评|文本|公开|自评表|总结|\((?:本级|汇总)\))$")
_TITLE_WORDS = re.compile(r"绩效|决算|预算|三公")
_NO_TITLE = re.compile(r"^(?:目录|附件|附表|项目名称|部门名称|评价机构|单位|填报|监督索引号|保密)|[:;。,]|PAGEREF|…")
_ORGANISATION = (
    r"[一-鿿]{2,28}?(?:人民政府办公室|政府办公室|委员会办公室|办公室|工作委员会|委员会|管理局|分局|局|人民检察院|检察院|人民法院|法院|联合会|总工会|团委|党校|"
    r"服务中心|事务中心|管理中心|中心|研究院|科学院|学院|大学|学校|中学|小学|幼儿园|医院|卫生院|街道办事处|人民政府|常务委员会|协商会议|纪律检查委员会|"
    r"宣传部|组织部|统战部|管理处|管理所|支队|大队|总队|图书馆|博物馆|文化馆|档案馆|管委会|厅|院|委|协会|社|站|台|场|县委|市委|区委|省委|研究室|督查室|妇联|残联|工商联|科协|文联|侨联|社科联|武装部|巡察办|街道|镇|乡|园区|开发区)(?:\((?:本级|机关|汇总)\))?"
)
_TRIMMED = re.compile(r"(?:\((?:本级|机关|汇总)\)|部门|本级|机关)+$")
_EVALUATOR = re.compile(r"事务所|公司$|咨询")
_STOP = re.compile(
    r"^(?:主管部门|实施单位|项目单位|预算单位|填报单位|关于|现将|根据|我县|我市|我区|按照|纳入|其中|由|对|经|是|为|至|及|和|与|的|在|截至|报|据|负责|以|向|本|该|各|省|附件)+"
)


def front(context: Context) -> list[Block]:
    """The blocks of the cover: all before the first part or chapter heading, 25 at most."""
    found: list[Block] = []
    for block in context.document.blocks[:40]:
        if block.kind is BlockKind.HEADING:
            section = context.document.sections[block.section]
            if section.number and section.level <= Numbering.CHINESE and not section.number.startswith("附"):
                break
        if block.kind is BlockKind.CONTENTS and found and any(_TITLE_END.search(_tight(context, b)) for b in found):
            break
        found.append(block)
    return found[:25]


def title(context: Context, field: Field) -> Iterator[Candidate]:
    """The title as printed on the first page, joined where it breaks over lines."""
    cover = [b for b in front(context) if b.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)]
    for n, block in enumerate(cover):
        span = _title_lines(context, block)
        words = context.document.words(span)
        if (
            len(words) > 70
            or number_of(words) is not None
            or not _TITLE_END.search(words)
            or not _TITLE_WORDS.search(words)
            or _NO_TITLE.search(words)
        ):
            continue
        before = cover[n - 1] if n else None
        # "甲县水利局" over "2022年度……自评报告": the second line alone has no body to speak of.
        above = _tight(context, before) if before is not None else ""
        body = re.fullmatch(_ORGANISATION + "(?:部门|单位)?(?:20\\d\\d年度?)?", above) is not None
        if before is not None and (
            (body and re.match(r"(?:20\d\d年|部门|整体|单位)", words))
            or re.fullmatch(r"20\d\d年度?|.{4,36}(?:整体支出|项目支出|年度部门|年度单位)", above)
        ):
            span = Span(before.span.start, span.end)
        yield context.words(field.pointer, span)
        return


def _title_lines(context: Context, block: Block) -> Span:
    """The block, or its first lines that are a whole title where the name or date below was joined to them."""
    text, span = context.document.text, block.span
    if _TITLE_END.search(_tight(context, block)):
        return span
    for at in range(span.start, span.end):
        if text[at] == "\n":
            words = context.document.words(Span(span.start, at))
            if _TITLE_END.search(words) and _TITLE_WORDS.search(words) and re.search(r"20\d\d年", words):
                return Span(span.start, at)
    return span


def department(context: Context, field: Field) -> Iterator[Candidate]:
    """The reporting unit's full name: the place that most statements agree on, forms and titles first."""
    scores: Counter[str] = Counter()
    places: dict[str, Span] = {}
    for weight, name, span in _named(context, field):
        tight = _TRIMMED.sub("", name)
        if len(tight) < 3 or _EVALUATOR.search(tight):
            continue  # who evaluates is not who is evaluated
        scores[tight] += weight
        places.setdefault(tight, span)
    if not scores:
        return
    best = max(scores, key=lambda n: (scores[n] + sum(w for m, w in scores.items() if m != n and m.endswith(n)) * 0.3, len(n)))
    yield context.words(field.pointer, places[best])


def _named(context: Context, field: Field) -> Iterator[tuple[int, str, Span]]:
    labels = "|".join(re.escape(label.text) for label in sorted(field.labels, key=lambda x: -len(x.text)))
    form = re.compile(
        rf"(?<!主管)(?:{labels})(?:\(盖章\)|\(公章\))?[:：](?P<org>{_ORGANISATION}|[一-鿿()]{{4,24}}?)(?=金额|填报|填表|\(盖章|\(公章|20\d\d|单位|$|[,。;\s])"
    )
    dated = re.compile(rf"(?P<org>{_ORGANISATION})(?:部门|单位|本级)?(?:关于)?(?:20\d\d|二〇)")
    kept = re.compile(
        rf"(?:纳入(?P<a>{_ORGANISATION})(?:20\d\d|部门|本级|决算|预算)|^(?:我县|我市|我区)?(?P<b>{_ORGANISATION})(?:\((?:以下)?简称|是|为|属于|系|属|内设|下设|设|机关)|^(?P<c>{_ORGANISATION})$)"
    )
    yeared = re.compile(rf"^(?:20\d\d|二〇..)年度?(?P<org>{_ORGANISATION})(?:部门|单位|本级)?(?:决算|预算|整体|绩效|支出)")
    for n, block in enumerate(context.document.blocks):
        if block.kind is BlockKind.TABLE:
            yield from _in_cells(context, block, labels)
            continue
        words = _tight(context, block)
        for pattern, weight in ((form, 8), (dated, 6 if n < 12 else 1), (yeared, 6 if n < 12 else 1), (kept, 5)):
            for m in pattern.finditer(words):
                group = next(g for g in ("org", "a", "b", "c") if g in m.re.groupindex and m[g])
                start = m.start(group)
                stop = _STOP.match(m[group])
                start += stop.end() if stop else 0
                if start < m.end(group) and not (pattern is kept and group == "c" and n > 10):
                    yield weight, words[start : m.end(group)], context.slice(block, start, m.end(group))


def _in_cells(context: Context, block: Block, labels: str) -> Iterator[tuple[int, str, Span]]:
    for row in context.document.tables[block.table].rows[:8]:
        for left, right in side_by_side(row):
            if re.fullmatch(rf"(?:{labels}|实施单位)(?:\(盖章\))?", left.words) and re.fullmatch(
                _ORGANISATION, _TRIMMED.sub("", right.words)
            ):
                name = _TRIMMED.sub("", right.words)
                view = context.document.view(right.span)
                yield 4, name, Span(*view.source(0, len(name)))


def fiscal_year(context: Context, field: Field) -> Iterator[Candidate]:
    """The year reported on: the title's where the body agrees at least once, else the year that headings and text name most."""
    counts: Counter[int] = Counter()
    places: dict[int, Span] = {}
    cover = {b.id for b in front(context)}
    for block in context.document.blocks:
        if block.section in context.skipped:
            continue
        words = _tight(context, block) if block.kind is not BlockKind.TABLE else ""
        for date in find_dates(words):
            if date.month or words[date.end - 1] not in "年度":
                continue
            heading = block.kind is BlockKind.HEADING or (block.id in cover and bool(_TITLE_WORDS.search(words)))
            weight = 30 if block.id in cover and heading else 6 if heading else 3 if words[date.end - 1] == "度" else 1
            # 与2021年相比 names the year before.
            if re.search(r"(?:比|与|较|同|至)$", words[: date.start]):
                continue
            counts[date.year] += weight
            places.setdefault(date.year, context.slice(block, date.start, date.start + 4))
    if counts:
        year = max(counts, key=lambda y: (counts[y], y))
        yield context.words(field.pointer, places[year], value=year, grounding=Grounding.EXACT)


def report_type(context: Context, field: Field) -> Iterator[Candidate]:
    """The kind of report, from the title; without one from the headings of its first half."""
    values = field.values or {}
    places = [b for b in front(context) if b.kind is not BlockKind.TABLE and len(_tight(context, b)) < 70]
    places += [b for b in context.document.blocks if b.kind is BlockKind.HEADING and b.section not in context.skipped]
    for block in places:
        words = _tight(context, block).replace("“", "").replace("”", "")
        if context.title and block.id in {b.id for b in front(context)} and words not in context.title and not _TITLE_WORDS.search(words):
            continue
        found = [(len(p), value, p) for value, patterns in values.items() for p in patterns if p.replace("“", "").replace("”", "") in words]
        if not found:
            continue
        _, value, _ = max(found)
        if value.endswith("评价") and "自评" in words:
            value = value.replace("评价", "自评")
        yield context.words(field.pointer, block.span, value=value, grounding=Grounding.DERIVED)
        return


def filled_on(context: Context, field: Field) -> Iterator[Candidate]:
    """The date of filling in: behind its label, alone on the cover, or under the signature."""
    labels = "|".join(re.escape(label.text) for label in field.labels)
    cover = {b.id for b in front(context)}
    alone: list[Candidate] = []
    blocks = [b for b in context.document.blocks if b.kind is not BlockKind.TABLE]
    for n, block in enumerate(blocks):
        words = _tight(context, block)
        m = re.search(rf"(?:{labels})[:：]?", words)
        for date in find_dates(words):
            if not date.month:
                continue
            candidate = context.words(
                field.pointer, context.slice(block, date.start, date.end), value=date.iso, grounding=Grounding.DERIVED
            )
            if m is not None and 0 <= date.start - m.end() <= 2:
                yield candidate
                return
            if date.start == 0 and date.end == len(words) and (block.id in cover or n >= len(blocks) - 12):
                alone.append(candidate)
    yield from alone[:1]


def _tight(context: Context, block: Block) -> str:
    return context.document.words(block.span)
