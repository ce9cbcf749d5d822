"""The report's own statement about the projects it evaluates together, and plain labelled words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.documents import BlockKind, Span
from extractor.documents.heads import side_by_side
from extractor.grounding import Candidate
from extractor.patterns.columns import fits_head
from extractor.patterns.context import Context
from extractor.patterns.facts import Fact
from extractor.patterns.readers.evaluation import GRADES
from extractor.patterns.scalars import value_of
from extractor.quantities import Dimension
from extractor.schema import Field, Measure, Stage

_OF_ALL = re.compile(
    r"(?:项目|共计?|涉及|安排|下达|预算|资金|总|金额|合计|全年|年初|支出|财政|拨款|调整后?|经费|投入|数|额|计划|其中|绩效|自评|[,:()])*"
)
_EVALUATED = re.compile(r"评价|自评")  # 本次评价的N个项目，预算A，支出B: the sentence sums them up without a rate, too
_MEAN = re.compile(r"(?:项目.{0,8})?平均(?:自评)?得?分$")
_COUNT = re.compile(
    r"(?:评价|自评|监控|开展|选取|涉及|对|实施|纳入|共有?|安排|的)[^,。;]{0,24}?(?P<n>\d{1,4})个(?:[^,。;\d]{0,12})?项目|项目(?:共计?|共有)?(?P<n2>\d{1,4})个"
)


def project_count(context: Context, field: Field) -> Iterator[Candidate]:
    """How many projects the report evaluates: the statement right before or about their listing."""
    best: tuple[tuple[int, int], Candidate] | None = None
    for order, block in enumerate(context.paragraphs()):
        words = context.document.words(block.span)
        for m in _COUNT.finditer(words):
            group = "n" if m["n"] else "n2"
            said = words[max(0, m.start() - 14) : m.start()].rpartition(";")[2] + m[0] + words[m.end() : m.end() + 20]
            if re.search(r"事前|编制了|编[制报]绩效目标|目标申报|跟踪", said) and "完成情况" not in said:
                continue
            strong = bool(re.search(r"完成情况(?:具体)?如下|本次评价|自评的|纳入自评|实施项目|绩效自评|开展自评|评价的|绩效评价", said))
            rank = (int(not strong), order)
            figure = context.slice(block, *m.span(group))
            candidate = context.number(field.pointer, int(m[group]), figure, context.slice(block, *m.span()))
            if strong and (best is None or rank < best[0]):
                best = (rank, candidate)
    if best is not None:
        yield best[1]


def _sentence_of_all(context: Context) -> list[Fact]:
    """Facts of the one sentence that sums the projects up: their number or a conclusion, with budget, spending and rate."""
    for block_id, facts in context.by_block.items():
        block = context.document.by_id[block_id]
        if block_id in context.project_blocks or block.section in context.skipped:
            continue
        concluded = bool(re.search(r"结论|等级|总体|评价结果|自评结果|评价情况", context.titles(block.section)))
        for n, fact in enumerate(facts):
            counted = fact.unit.symbol == "个" and (fact.after.startswith("项目") or fact.label.endswith("项目") or "项目" in fact.after)
            summed = (
                concluded
                and fact.unit.dimension is Dimension.MONEY
                and "项目" in fact.label + fact.subject
                and fact.stage in (Stage.ADJUSTED, Stage.BUDGET)
            )
            if not (counted or summed):
                continue
            rest = _same_sentence(context, facts[n + counted :])
            money = [f for f in rest if f.measure is Measure.AMOUNT and f.unit.dimension is Dimension.MONEY]
            evaluated = counted and _EVALUATED.search(fact.label + fact.subject) is not None
            if len(money) >= 2 and (evaluated or any(f.measure is Measure.RATE for f in rest)):
                return rest
    return []


def _same_sentence(context: Context, facts: list[Fact]) -> list[Fact]:
    kept: list[Fact] = []
    for fact in facts:
        if kept and "。" in context.document.text[kept[-1].figure.end : fact.figure.start]:
            break
        kept.append(fact)
    return kept


def summary(context: Context, field: Field) -> Iterator[Candidate]:
    """Spending, rate, score or grade of the sentence that sums the projects up."""
    facts = _sentence_of_all(context)
    if field.measure is Measure.SCORE:
        facts = facts or [f for f in context.facts if f.measure is Measure.SCORE and _MEAN.search(f.label)]
    if not facts:
        return
    if field.type == "string":
        block = context.document.by_id[facts[-1].block]
        view = context.document.view(block.span)
        at = next((i for i, o in enumerate(view.offsets) if o >= facts[0].figure.start), 0)
        m = re.compile(rf"(?:评价|等级|等次|结果)?(?:为|是|:)[“\"]?(?P<g>{GRADES})[”\"]?(?=等[级次]|[,。;]|$)").search(view.text, at)
        if m:
            yield context.words(field.pointer, context.slice(block, *m.span("g")), context.slice(block, *m.span()))
        return
    first = next((f for f in facts if f.measure is Measure.AMOUNT and f.unit.dimension is Dimension.MONEY), None)
    for fact in facts:
        if field.name == "adjusted_budget":
            if fact is first and (_OF_ALL.fullmatch(fact.label) or re.search(r"项目|自评|评价|开展|监控", fact.label)):
                yield context.number(field.pointer, value_of(fact, field), fact.figure, fact.quote)
                return
            continue
        if fact is not first and _answers(fact, field):
            yield context.number(field.pointer, value_of(fact, field), fact.figure, fact.quote)
            return


def _answers(fact: Fact, field: Field) -> bool:
    if field.unit.dimension is Dimension.MONEY:
        return fact.measure is Measure.AMOUNT and fact.unit.dimension is Dimension.MONEY and fact.stage in (Stage.ANY, Stage.FINAL)
    return fact.measure is field.measure


# Labels that stand side by side on the last line of a form.
_FORM_LABEL = (
    r"联系电话|联系人|联系方式|手机|电话|传真|邮编|邮箱|地址|填[报表制]人|填[报表制](?:日期|时间|单位)|日期|时间|审核人?|复核人?|经办人"
    r"|(?:单位|部门|项目|分管|主要)?(?:负责人|领导)(?:签[字章名])?|单位\(?(?:盖章|公章)\)?|法定代表人|开户(?:银行|行)|账号|统一社会信用代码"
)


def labelled_words(context: Context, field: Field) -> Iterator[Candidate]:
    """A string behind its label: 甲方：某某公司, or in the cell beside the label."""
    labels = sorted((label.text for label in field.labels), key=len, reverse=True)
    if not labels:
        return
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, labels))})(?:\([^)]*\))?(?:[:：]|为[:：]?|是[:：]?)(?P<v>[^,。;]{{1,80}})")
    others = "|".join(map(re.escape, _labels_but(context, field)))
    following = re.compile(rf"(?:{others + '|' if others else ''}{_FORM_LABEL})(?:\([^)]*\))?[:：]")
    for block in context.document.blocks:
        if block.section in context.skipped:
            continue
        if block.kind is BlockKind.TABLE:
            for row in context.document.tables[block.table].rows:
                for left, right in side_by_side(row):
                    if left.words and right.words and fits_head(left.words, field):
                        yield context.words(field.pointer, right.span, Span(left.span.start, right.span.end))
                        return
            continue
        view = context.document.view(block.span)
        for m in pattern.finditer(view.text):
            at = m.start()
            apart = at == 0 or view.text[at - 1] in ",。;:()、 " or view.offsets[at] - view.offsets[at - 1] > 1
            value = following.split(m["v"], maxsplit=1)[0].rstrip("(") if apart else ""
            if value:
                start, end = m.start("v"), m.start("v") + len(value)
                yield context.words(field.pointer, context.slice(block, start, end), context.slice(block, at, end))
                return


def _labels_but(context: Context, field: Field) -> list[str]:
    """The labels of the schema's other strings, the longest first: where one of them begins, this value ends."""
    found = {label.text for f in context.schema.fields if f.pointer != field.pointer and not f.numeric for label in f.labels}
    return sorted(found - {label.text for label in field.labels}, key=len, reverse=True)
