"""The conclusion: score, grade, its parts, the framework's weights and the bands of the grades."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Generator, Iterator
from decimal import Decimal

from extractor.documents import Block, BlockKind, Span, View
from extractor.grounding import Candidate
from extractor.patterns.cells import row_label
from extractor.patterns.context import Context
from extractor.patterns.facts import Fact
from extractor.patterns.grids import is_figure
from extractor.patterns.readers.indicators import indicator_tables
from extractor.patterns.scalars import value_of
from extractor.quantities import PLAIN, Reach, find_quantities, parse_figure
from extractor.schema import Field, ListField, Measure

GRADES = r"优秀|良好|中等|一般|较差|较好|合格|不合格|优|良|中|差"
_GRADE_WORD = re.compile(GRADES)
_GRADE = re.compile(
    rf"(?:等级|等次|评级|档次|级别|评价结果|评价结论|自评结果|考评结果|结果|绩效|评定|评价|评为|认定|综合评价|总体评价|自评)(?:评价|等级|等次|结论|结果)*(?:评定|认定)?(?:为|是|:|属于|达到|属|确定为)*[“\"《]?(?P<g>{GRADES})[”\"》]?(?=等[级次]|档|[,。;、)(]|$|的(?!项目|指标)|标准|水平)"
    rf"|(?:为|属|属于|达到|评为)[“\"]?(?P<g2>{GRADES})[”\"]?(?:等级|等次|档次|级|档)"
)
# S分，列入优秀档次: the clause right behind a score that ends with a grade, whatever it calls it.
_GRADE_BEHIND = re.compile(
    r"(?<=\d分),[^,。;\d]{0,10}?[“\"]?(?:(?P<g>优秀|良好|中等|一般|较差|较好|合格|不合格)|(?<=[为是属入列:“])(?P<g2>优|良|中|差))[”\"]?(?:档次?|等[级次])?(?=[,。;]|$)"
)
_OTHER_SCHEME = re.compile(
    r"目标考核|管理考核|目标责任|目标管理|年度考核|综合考核|党建|满意度|问卷|平均|财政管理绩效|督查考核|排名|采用|累计得分|信息"
)
_PROJECT = re.compile(r"项目(?!绩效管理|支出管理)")
_FULL = re.compile(r"(?:满分|总分|分值|权重|标准分)")
_SCORED = re.compile(r"(?:方面|部分)?(?:绩效自评|绩效评价|自评|实际)*得?分?$")
_FRAME = re.compile(r"体系|总分|满分|分值|权重|百分制")


def scores(context: Context) -> list[Fact]:
    """Facts that state the department's own score, best first."""
    found: list[tuple[tuple[int, int, int], Fact]] = []
    sums, summed = _sums(context)
    for fact in context.facts:
        if (
            fact.measure is not Measure.SCORE
            or fact.block in context.project_blocks
            or fact.section in context.skipped
            or fact.explains
            or fact.reach is not Reach.EXACT
        ):
            continue
        sentence = _sentence(context, fact)
        label = fact.label or fact.subject
        if (
            fact.figure in summed
            or not (fact.figure in sums or re.search(r"得分|评分|总分|自评.*分", label))
            or _OTHER_SCHEME.search(sentence[: sentence.find(label) + len(label) + 12] if label in sentence else sentence)
        ):
            continue
        whole = bool(re.search(r"整体|部门|单位|总得分|总分|综合", label))
        if _PROJECT.search(label) and "整体" not in label:
            continue
        frame = _FRAME.search(label) and fact.figure not in sums and not re.search(r"总得分|自评总分", label)
        if fact.value > 100 or frame or fact.value < 40:
            continue
        concluded = bool(re.search(r"结论|评价结果|自评结果|自评情况|自评得分|绩效", context.titles(fact.section)))
        part = bool(re.search(r"方面|指标|类(?:自评)?得分", label)) and "合计" not in label
        found.append(((int(part), int(not (whole or concluded)), fact.order), fact))
    return [f for _, f in sorted(found, key=lambda x: x[0])]


def _sums(context: Context) -> tuple[set[Span], set[Span]]:
    """Scores that those behind them in their paragraph add up to, with a grade beside them, and those that are added up."""
    sums: set[Span] = set()
    summed: set[Span] = set()
    for block_id, facts in context.by_block.items():
        points = [f for f in facts if f.measure is Measure.SCORE and f.reach is Reach.EXACT and f.unit.symbol == "分"]
        for n, total in enumerate(points[:4]):
            parts = _adding_up(points[n + 1 : n + 31], total.value) if 40 <= total.value < 100 else []
            if not parts or block_id in context.project_blocks:
                continue
            between = context.document.words(Span(total.figure.end, parts[0].figure.start))
            if _GRADE_WORD.search(between):  # 甲打分结果S分，等级为优。其中，…得A分，…得B分
                sums.add(total.figure)
                summed |= {p.figure for p in parts}
                break
    return sums, summed


def score(context: Context, field: Field) -> Iterator[Candidate]:
    """The self-evaluation's score; without a sentence the total row of the department's own table."""
    stated = scores(context)
    if stated:
        best = stated[0]
        others = tuple(f.figure for f in stated[1:] if f.value == best.value)
        yield Candidate(
            field.pointer,
            value_of(best, field),
            best.figure,
            best.quote,
            context.document.text[best.figure.start : best.figure.end],
            "patterns",
            others=others,
        )
        return
    lists = next((x for x in context.schema.lists if x.reader == "indicators"), None)
    for found in indicator_tables(context, lists) if lists is not None else ():
        if found.of_project:
            continue
        for row in found.table.rows:
            label = next((c for c in row if re.match(r"^(?:总分|总计|合计|自评总分|自评得分|总得分)$", row_label(c.words))), None)
            figures = [c for c in row if is_figure(c) and label is not None and c.column > label.column]
            if label is None or not figures:
                continue
            figure = parse_figure(context.document.text[figures[-1].span.start : figures[-1].span.end])
            if figure is not None and 40 <= figure.value <= 100 and (len(figures) >= 2 or re.search(r"得分|总分", label.words)):
                span = Span(figures[-1].span.start + figure.number_start, figures[-1].span.start + figure.number_end)
                yield context.number(field.pointer, figure.value, span, Span(label.span.start, span.end))
                return


def grade(context: Context, field: Field) -> Iterator[Candidate]:
    """The grade that stands with the score, as printed; else one that a conclusion states alone."""
    for fact in scores(context)[:3]:
        block = context.document.by_id[fact.block]
        view = context.document.view(block.span)
        at = next((i for i, o in enumerate(view.offsets) if o >= fact.figure.start), 0)
        begin = max(view.text.rfind("。", 0, at) + 1, 0)
        end = view.text.find("。", at)
        end = view.text.find("。", end + 1) if 0 <= end < at + 20 else end
        for start, stop, form in (
            (at, end if end >= 0 else len(view.text), _GRADE),
            (at, end if end >= 0 else len(view.text), _GRADE_BEHIND),
            (begin, at, _GRADE),
        ):
            found = _graded(context, field, block, start, stop, form)
            if found is not None:
                yield found
                return
    for block in context.paragraphs():
        if re.search(r"结论|评价结果|自评结果|评价等级", context.titles(block.section)) and block.id not in context.project_blocks:
            words = context.document.words(block.span)
            if _FRAME.search(words) or _OTHER_SCHEME.search(words) or len(re.findall(GRADES, words)) > 3:
                continue
            found = _graded(context, field, block, 0, len(words))
            if found is not None:
                yield found
                return


def _graded(context: Context, field: Field, block: Block, start: int, end: int, form: re.Pattern[str] = _GRADE) -> Candidate | None:
    m = form.search(context.document.words(block.span), start, end)
    if m is None:
        return None
    group = "g" if m["g"] else "g2"
    return context.words(field.pointer, context.slice(block, *m.span(group)), context.slice(block, *m.span()))


def parts(context: Context, field: ListField) -> Iterator[Candidate]:
    """Sub-scores that the conclusion names beside the total: 甲方面自评得分67分，乙方面…; they are called scores or add up to it."""
    stated = scores(context)
    if not stated:
        return
    number = 0
    for block_id in dict.fromkeys(f.block for f in stated if f.value == stated[0].value):
        total = next(f for f in stated if f.block == block_id)
        facts = [
            f
            for f in context.by_block.get(block_id, [])
            if f.measure is Measure.SCORE
            and f.reach is Reach.EXACT
            and f.value < total.value
            and f.unit.symbol == "分"
            and not re.match(r"满分|总分|分值|权重", f.label)
        ]
        named = [f for f in facts if re.search(r"得分?$", f.label)]
        listed = named if len(named) >= 2 else _adding_up(facts[:30], total.value)
        for fact in listed:
            quoted = context.document.view(fact.quote)
            # The organisation and the framework's quoted name stand before the first part's own name.
            name = re.split(r"体系|[“”《》]|其中|:", _SCORED.sub("", fact.label))[-1].strip("、,)")
            at = quoted.text.find(name)
            if at < 0 or not name or _FRAME.search(name):
                continue
            pointer = f"{field.pointer}/{number}"
            yield context.words(f"{pointer}/name", Span(*quoted.source(at, at + len(name))), fact.quote)
            yield context.number(f"{pointer}/score", fact.value, fact.figure, fact.quote)
            number += 1
        if number:
            return


def _adding_up(facts: list[Fact], total: Decimal) -> list[Fact]:
    """The first run of scores that add up to the total."""
    for i in range(len(facts)):
        for j in range(i + 2, len(facts) + 1):
            if sum(f.value for f in facts[i:j]) == total:
                return facts[i:j]
    return []


def weights(context: Context, field: ListField) -> Iterator[Candidate]:
    """Points of the framework's groups: 总分100分，其中产出40分，…; else the first level of an indicator table."""
    for facts in context.by_block.values():
        hundred = next((f for f in facts if f.measure is Measure.SCORE and f.value == 100 and _FRAME.search(f.label + f.subject)), None)
        listed = [
            f
            for f in facts
            if hundred is not None
            and f.measure is Measure.SCORE
            and f.order > hundred.order
            and f.value < 100
            and not re.search(r"得分|含|^[-~]", f.label)
        ]
        total = 0
        chosen: list[Fact] = []
        for fact in listed:
            total += fact.value
            chosen.append(fact)
            if total >= 100:
                break
        if len(chosen) >= 2 and total == 100:
            for number, fact in enumerate(chosen):
                view = context.document.view(fact.quote)
                name = re.sub(r"(?:分值|权重|满分|占|为)+$", "", re.sub(r"^(?:其中|包括|按照?|由)[:,]?", "", fact.label))
                at = view.text.find(name)
                if at < 0 or not name:
                    continue
                yield context.words(f"{field.pointer}/{number}/name", Span(*view.source(at, at + len(name))), fact.quote)
                yield context.number(f"{field.pointer}/{number}/weight", fact.value, fact.figure, fact.quote)
            return
    if not (yield from _full_points(context, field)):
        yield from _weights_of_table(context, field)


def _full_points(context: Context, field: ListField) -> Generator[Candidate, None, bool]:
    """Points of the groups where each score got names its full points: 产出38分（满分40分）、效益…."""
    for block_id, facts in context.by_block.items():
        full = [f for f in facts if f.measure is Measure.SCORE and _FULL.match(f.label) and f.parent and f.value < 100]
        if len(full) < 2 or sum(f.value for f in full) not in (90, 100):
            continue
        view = context.document.view(context.document.by_id[block_id].span)
        for number, fact in enumerate(full):
            name = re.split(r"[“”《》:]|其中", _SCORED.sub("", fact.parent))[-1].strip("、,)")
            at = view.text.rfind(name, 0, bisect_left(view.offsets, fact.figure.start))
            if at < 0 or not name:
                continue
            at_source = Span(*view.source(at, at + len(name)))
            yield context.words(f"{field.pointer}/{number}/name", at_source, Span(at_source.start, fact.figure.end))
            yield context.number(f"{field.pointer}/{number}/weight", fact.value, fact.figure, fact.quote)
        return True
    return False


def _weights_of_table(context: Context, field: ListField) -> Iterator[Candidate]:
    lists = next((x for x in context.schema.lists if x.reader == "indicators"), None)
    for found in indicator_tables(context, lists) if lists is not None else ():
        if found.of_project:
            continue
        groups: dict[str, tuple[Span, Span, Decimal]] = {}
        for row in found.table.rows:
            for cell in row[:2]:
                m = re.fullmatch(r"(?:(?P<code>[A-Z])[.、]?)?(?P<name>[一-鿿]{2,12})\((?P<n>\d+(?:\.\d+)?)分\)", cell.words)
                points = parse_figure(m["n"]) if m else None
                if m and points is not None and (m["code"] or cell.column == (0 if found.table.rows[0][0].words.startswith("一级") else 1)):
                    view = context.document.view(cell.span)
                    groups.setdefault(m["name"], (Span(*view.source(*m.span("name"))), Span(*view.source(*m.span("n"))), points.value))
        if len(groups) >= 2 and sum(g[2] for g in groups.values()) in (100, 90):
            for number, (name, figure, value) in enumerate(groups.values()):
                quote = Span(name.start, figure.end)
                yield context.words(f"{field.pointer}/{number}/name", name, quote)
                yield context.number(f"{field.pointer}/{number}/weight", value, figure, quote)
            return


_N = r"\d+(?:\.\d+)?"
_BAND_FORMS = (
    # 优秀(S≥90) · 良好(90>S≥80) · 差(S<60)
    re.compile(
        rf"(?P<g>{GRADES})[:：]?\((?:(?P<hi>{_N})分?(?P<hi_op>[>≥])?)?[SXYx得分总分综合]*(?:(?P<op>[≥>])(?P<lo>{_N})分?)?,?(?:(?P<op2>[<≤])(?P<hi2>{_N})分?)?\)"
    ),
    # 85分(含)-100分为优秀 · 80(含)~90分为良好
    re.compile(
        rf"(?P<lo>{_N})分?(?:\(含(?:{_N}分?)?\))?[-~—至到]+(?P<hi>{_N})分?(?:\((?:不?含)(?:{_N}分?)?\))?(?:之间)?(?:的|者|,)*(?:为|评为|属于|定为|:|属)*[“\"]?(?P<g>{GRADES})"
    ),
    # 优秀:90-100分 · 优(90-100)
    re.compile(
        rf"(?P<g>{GRADES})(?:等次|等级)?[”\"]?(?:为|是|:|\(|,)*(?P<lo>{_N})分?(?:\(含(?:{_N}分?)?\))?[-~—至到]+(?P<hi>{_N})分?(?:\((?:不?含)(?:{_N}分?)?\))?"
    ),
    # 60分以下为较差 · 90分(含)以上为优
    re.compile(
        rf"(?:(?P<hi>{_N})分?(?:\(不含(?:{_N}分?)?\))?以下(?:\(不含(?:{_N}分?)?\))?|(?P<lo>{_N})分?(?:\(含(?:{_N}分?)?\))?(?:及)?以上(?:\(含(?:{_N}分?)?\))?)(?:的|者|,)*(?:为|评为|属于|定为|:|属)*[“\"]?(?P<g>{GRADES})"
    ),
    # 差:60分以下 · 优秀:90分以上
    re.compile(rf"(?P<g>{GRADES})(?:等次|等级)?[”\"]?(?:为|是|:|\()(?:(?P<hi>{_N})分?以下|(?P<lo>{_N})分?(?:\(含\))?(?:及)?以上)"),
)


def bands(context: Context, field: ListField) -> Iterator[Candidate]:
    """The grades' bounds in the first paragraph, cell or run of short lines that states two or more of them."""
    found = _band_places(context)
    if len({m["g"] for _, m in found}) == len(found):
        for number, (span, m) in enumerate(found):
            yield from _band(context, f"{field.pointer}/{number}", context.document.view(span), m)


def _band_places(context: Context) -> list[tuple[Span, re.Match[str]]]:
    run: list[tuple[Span, re.Match[str]]] = []  # 优(≥90) / 良(≥80,<90) …: a line each
    for block in context.document.blocks:
        if block.kind is BlockKind.CONTENTS or block.section in context.skipped:
            continue
        table = context.document.tables[block.table] if block.kind is BlockKind.TABLE else None
        spans = [block.span] if table is None else [c.span for r in table.rows for c in r if _GRADE_WORD.search(c.words)]
        each = [(span, _bands_in(context.document.words(span))) for span in spans]
        for span, matches in each:
            if len(matches) >= 2:
                return [(span, m) for m in matches]
        if table is None and each[0][1]:
            run.append((block.span, each[0][1][0]))
        elif len(run) >= 2:
            return run
        else:
            run = []
    return run if len(run) >= 2 else []


def _bands_in(words: str) -> list[re.Match[str]]:
    best: list[re.Match[str]] = []
    for forms in (_BAND_FORMS[:1], (_BAND_FORMS[1], _BAND_FORMS[3]), (_BAND_FORMS[2], _BAND_FORMS[4])):
        found: list[re.Match[str]] = []
        for form in forms:
            for m in form.finditer(words):
                groups = m.groupdict()
                if (groups.get("lo") or groups.get("hi") or groups.get("hi2")) and not any(
                    m.start() < o.end() and o.start() < m.end() for o in found
                ):
                    found.append(m)
        found.sort(key=lambda m: m.start())
        if len(found) > len(best) and len({m["g"] for m in found}) == len(found):
            best = found
    return best


def _band(context: Context, pointer: str, view: View, m: re.Match[str]) -> Iterator[Candidate]:
    source = view.source
    quote = Span(*source(*m.span()))
    yield context.words(f"{pointer}/grade", Span(*source(*m.span("g"))), quote)
    groups = m.groupdict()
    for name, keys in (("lower", ("lo",)), ("upper", ("hi", "hi2"))):
        key = next((k for k in keys if groups.get(k)), None)
        if key is not None:
            quantity = next(find_quantities(m[key]), None)
            if quantity is not None:
                yield context.number(f"{pointer}/{name}", quantity.value, Span(*source(*m.span(key))), quote)


def _sentence(context: Context, fact: Fact) -> str:
    view = context.document.view(context.document.by_id[fact.block].span)
    at = next((i for i, o in enumerate(view.offsets) if o >= fact.figure.start), 0)
    begin = max(view.text.rfind(c, 0, at) for c in "。;!?") + 1
    return view.text[begin : at + 20]


def unit_of(field: Field) -> object:
    """Scores have no unit of their own in tables."""
    return field.unit if field.unit is not PLAIN else PLAIN
