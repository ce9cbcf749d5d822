"""How relations are told to people: names of kinds, verdicts, reasons and evidence, and the equation with its figures."""

from __future__ import annotations

from decimal import Decimal

from extractor.checker.model import Culprit, Evidence, Kind, Reason, Relation, Source, Term, Verdict, as_printed, rounded
from extractor.checker.remarks import RemarkKind
from extractor.quantities import Dimension, plain
from extractor.words import Language, Text

_PLACES = 8  # places of one fact that an equation spells out
_TIED = 1e-6  # scores no further apart than this are one
_CHANGES = (("减少", "decrease"), ("增加", "increase"))
_OR = Text(" 或 ", " or ")

KINDS = {
    Kind.SUM: Text("合计", "sum"),
    Kind.DIFFERENCE: Text("差额", "difference"),
    Kind.SHARE: Text("占比", "share"),
    Kind.GROWTH: Text("增减率", "growth"),
    Kind.RATE: Text("比率", "rate"),
    Kind.EQUAL: Text("一致", "equal"),
    Kind.COUNT: Text("计数", "count"),
    Kind.PART: Text("部分不大于整体", "part"),
    Kind.WEIGHTED: Text("加权", "weighted"),
    Kind.BAND: Text("等级", "band"),
}
SOURCES = {
    Source.DECLARED: Text("模式声明", "declared"),
    Source.SENTENCE: Text("文字", "sentence"),
    Source.TABLE: Text("表格", "table"),
    Source.PLACES: Text("多处对照", "places"),
}
REMARKS = {
    RemarkKind.OPERATING_DIFFERS: Text(
        "机关运行经费与公用经费不同（只有行政单位两者相等）",
        "operating expense differs from 公用经费 (equal in administrative units only)",
    ),
    RemarkKind.ABOVE_BUDGET: Text("“三公”经费决算数大于预算数", "final account above the budget of 三公"),
}
VERDICTS = {
    Verdict.HOLDS: Text("成立", "holds"),
    Verdict.TAIL: Text("尾差", "tail"),
    Verdict.VIOLATED: Text("不成立", "violated"),
    Verdict.NOT_CHECKED: Text("未核", "not checked"),
}
REASONS = {
    Reason.OPERAND_MISSING: Text("缺少数据", "a figure is missing"),
    Reason.APPROXIMATE: Text("含约数", "approximate figures"),
    Reason.ILLEGIBLE: Text("无法辨认", "illegible"),
    Reason.OTHER_BASE: Text("基数不同", "another base"),
    Reason.OTHER_YEAR: Text("年度不同", "another year"),
    Reason.NO_BASE: Text("基数为零", "no base: a rate over zero"),
    Reason.OPEN_LIST: Text("未列全（等、主要包括）", "the list is open"),
}
EVIDENCE = {
    Evidence.STANDS_ELSEWHERE: Text("该数见于他处", "printed elsewhere"),
    Evidence.ONE_DIGIT: Text("一位数字不同", "one digit differs"),
    Evidence.SWAPPED_DIGITS: Text("数字颠倒", "digits swapped"),
    Evidence.DROPPED_DIGIT: Text("多或漏一位", "a digit too many or too few"),
    Evidence.DECIMAL_POINT: Text("小数点或单位错位", "decimal point or unit"),
    Evidence.SIGN: Text("增减方向相反", "opposite sign"),
    Evidence.WRONG_BASE: Text("误以本年数为基数", "computed over this year's figure"),
    Evidence.ZERO_PARENT: Text("合计为零而分项不为零", "zero total, other parts"),
}


def figure(value: Decimal | None) -> str:
    """A computed value for people: at most 4 decimals."""
    return "" if value is None else f"{plain(round(value, 4)):f}"


def named(relation: Relation, language: Language) -> str:
    """What a relation is called: its claim and its kind, said once where the claim is called like its kind."""
    label, kind = relation.claim.label, KINDS[relation.kind].into(language)
    return label if label.endswith((kind, KINDS[relation.kind].zh)) else f"{label} {kind}".strip()


def gives(relation: Relation) -> str:
    """What the operands give, written as the claim is: its unit, its separators, a fall without minus where it prints none."""
    if relation.expected is None or _within(relation):
        return ""
    return _written(relation.expected, relation.claim)


def gap(relation: Relation) -> str:
    """What the print is above (or, with minus, below) what the operands give; "" for a part within its whole."""
    if relation.gap is None or _within(relation):
        return ""
    return _written(relation.gap, relation.claim) if relation.gap else "0"


def _within(relation: Relation) -> bool:
    return relation.kind is Kind.PART and relation.verdict is Verdict.HOLDS


def _written(value: Decimal, like: Term) -> str:
    shown = round(as_printed(value, like), 4)
    digits = f"{plain(shown):,f}" if "," in like.printed else f"{plain(shown):f}"
    return digits + like.unit.symbol


def printed(term: Term) -> str:
    """A term as it stands in the document, with its unit; a counted thing by its name."""
    return term.label if term.counted else f"{term.printed}{term.unit.symbol}"


def equation(relation: Relation) -> str:
    """The relation with its figures: 1132.52 = 416.61 + 223.76 + …"""
    claim, operands = relation.claim, relation.operands
    if relation.kind is Kind.EQUAL:
        terms = [printed(t) for t in relation.terms]
        rest = len(terms) - _PLACES
        return " = ".join(terms[:_PLACES]) + (f" = … (+{rest})" if rest > 0 else "")
    if relation.kind is Kind.COUNT:
        return f"{printed(claim)} = {len(operands)}（{'、'.join(o.label for o in operands)}）"
    if relation.kind in (Kind.SHARE, Kind.RATE):
        return f"{printed(claim)} = {printed(operands[0])} ÷ {printed(operands[1])}"
    if relation.kind is Kind.GROWTH:
        now, other = operands
        change = other.sign < 0
        base = f"({now.printed} − {signed(other)})" if change else other.printed
        top = signed(other) if change else f"({now.printed} − {other.printed})"
        return f"{printed(claim)} = {top} ÷ {base}"
    if relation.kind is Kind.PART:
        return f"{printed(claim)} ≤ {printed(operands[0])}"
    if relation.kind is Kind.BAND:
        return f"{printed(claim)} ∈ {_band(operands)}"
    # The parts of a fall that its word tells (减少1.68) are told as falls, too.
    turned = relation.kind is Kind.SUM and as_printed(claim.value, claim) != claim.value
    return f"{printed(claim)} = {_sum(operands, turned)}"


def _band(bounds: tuple[Term, ...]) -> str:
    """优[90, 100]; a grade without an upper or lower end: 优[90, …]."""
    low = next((b.printed for b in bounds if b.sign > 0), "…")
    high = next((b.printed for b in bounds if b.sign < 0), "…")
    return f"{bounds[0].label if bounds else ''}[{low}, {high}]"


def _sum(operands: tuple[Term, ...], turned: bool = False) -> str:
    made = ""
    for n, term in enumerate(operands):
        minus = (term.sign < 0 or term.value < 0) != (turned and bool(term.value))
        value = term.printed.lstrip("-－")
        if term.weight is not None:
            value += f"×{rounded(term.weight)}"
        made += (f" {'−' if minus else '+'} " if n else "−" if minus else "") + value
    return made


def signed(term: Term) -> str:
    """A change with its direction."""
    return f"(−{term.printed})" if term.value < 0 and not term.printed.startswith(("-", "－")) else term.printed


def suspicion(culprit: Culprit) -> Text:
    """What is likely wrong and what it should be."""
    term, proposed = culprit.term, culprit.proposed
    change = f"{term.label} {term.printed}".strip()
    if proposed == -term.value and not term.printed.startswith(("-", "－", "−", "+")):
        fall, rise = (("下降", "fall"), ("上升", "rise")) if term.unit.dimension is Dimension.RATIO else _CHANGES
        old, new = (fall, rise) if term.value < 0 else (rise, fall)
        zh, en = f"{old[0]}→{new[0]}", f"{old[1]} → {new[1]}"
        return Text(f"{change}：{zh}（{EVIDENCE[Evidence.SIGN].zh}）", f"{change}: {en} ({EVIDENCE[Evidence.SIGN].en})")
    zh = "、".join(EVIDENCE[e].zh for e in culprit.evidence)
    en = ", ".join(EVIDENCE[e].en for e in culprit.evidence)
    change += f" → {_decimals(as_printed(proposed, term), term)}"
    return Text(change + (f"（{zh}）" if zh else ""), change + (f" ({en})" if en else ""))


def suspicions(relation: Relation) -> Text:
    """The likeliest culprit of a relation with those that are just as likely, or "" where none is named."""
    if not relation.culprits:
        return Text("", "")
    best = relation.culprits[0].score
    tied = [suspicion(c) for c in relation.culprits if best - c.score <= _TIED]
    shown, rest = tied[:2], len(tied) - 2
    zh, en = _OR.zh.join(t.zh for t in shown), _OR.en.join(t.en for t in shown)
    if rest > 0:
        zh, en = f"{zh}（另有 {rest} 处同等可能）", f"{en} (and {rest} more as likely)"
    return Text(zh, en)


def _decimals(value: Decimal, like: Term) -> str:
    """A proposed value with the print's separators, and its decimals where it has no more of its own."""
    own = plain(round(value, 4)).as_tuple().exponent
    places = max(like.decimals, -own if isinstance(own, int) else 0)
    return f"{value:,.{places}f}" if "," in like.printed else f"{value:.{places}f}"
