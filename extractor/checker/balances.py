"""Small sums stated in passing: 年初＋追加＝全年, 上年结转＋收入－支出＝结余, 分值－得分＝扣分; they are told where they hold or slip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.checker.arithmetic import holds, judge, slipped
from extractor.checker.model import Kind, Reading, Relation, Source
from extractor.checker.statements import Paragraph, Sheet, Statement
from extractor.quantities import Dimension
from extractor.schema import Stage

_ADDED = re.compile(r"追加|调增|追减|调减")
_LESS = re.compile(r"追减|调减")
_IN = re.compile(r"^(?:年初|上年)(?:财政拨款)?(?:资金)?(?:结转|结余)")
_OUT = re.compile(r"^年末(?:财政拨款)?(?:资金)?(?:结转|结余)")
_INCOME = re.compile(r"^本年(?:财政拨款)?收入(?:合计)?$")
_SPENT = re.compile(r"^本年(?:财政拨款)?支出(?:合计)?$")
_DEDUCTED = re.compile(r"^(?:共计?|合计|应|被)?扣(?:减|除|分)?$")
_GOT = re.compile(r"得$|得分$|^得")


def balances(sheet: Sheet, reading: Reading) -> Iterator[Relation]:
    """The balances of each paragraph."""
    for paragraph in sheet.paragraphs:
        money = [s for s in paragraph.statements if s.term.unit.dimension is Dimension.MONEY and not s.fact.explains and not s.fact.stated]
        for made in (_adjusted(money), _carried(money)):
            if made is not None and (holds(made, reading) or slipped(judge(made, reading))):
                yield replace(made, sure=holds(made, reading))
        yield from _deducted(paragraph)


def _adjusted(money: Sequence[Statement]) -> Relation | None:
    """年初预算 + 年中追加 (− 追减) = 全年预算, each stated once."""
    added = [s for s in money if _ADDED.search(s.fact.label)]
    initial = [s for s in money if s.fact.stage is Stage.INITIAL and s.amount and s not in added]
    whole = [s for s in money if s.fact.stage is Stage.ADJUSTED and s.amount and s not in added]
    if not added or len(initial) != 1 or len(whole) != 1 or _named_apart(initial[0], whole[0]):
        return None
    parts = (initial[0].term, *(replace(s.term, sign=-1) if _LESS.search(s.name) else s.term for s in added))
    return Relation("", Kind.SUM, Source.SENTENCE, whole[0].term, parts)


def _named_apart(one: Statement, other: Statement) -> bool:
    a, b = one.fact.label, other.fact.label
    return bool(a and b) and a not in b and b not in a


def _carried(money: Sequence[Statement]) -> Relation | None:
    """年初结转 + 本年收入 − 本年支出 = 年末结转, each stated once."""
    found = [[s for s in money if s.amount and p.search(_called(s))] for p in (_IN, _INCOME, _SPENT, _OUT)]
    if any(len(f) != 1 for f in found):
        return None
    opening, income, spent, closing = (f[0].term for f in found)
    return Relation("", Kind.SUM, Source.SENTENCE, closing, (opening, income, replace(spent, sign=-1)))


def _called(s: Statement) -> str:
    """The name with 年初 or 年末, which are no part of it as stages."""
    when = re.findall(r"年初|年末|上年", s.gap[-16:])
    return f"{when[-1]}{s.name}" if when and ("结转" in s.name or "结余" in s.name) and when[-1] not in s.name else s.name


def _deducted(paragraph: Paragraph) -> Iterator[Relation]:
    """A（40分），得37.4分，扣2.6分: full marks less the score, in one sentence."""
    scores = [s for s in paragraph.statements if s.fact.unit.dimension is Dimension.SCORE]
    for full, got, less in zip(scores, scores[1:], scores[2:], strict=False):
        if not (_DEDUCTED.search(less.name) and _GOT.search(got.name)) or "。" in paragraph.between(full, less):
            continue
        if full.term.value >= got.term.value and paragraph.text[full.at - 1 : full.at] == "(":
            yield Relation("", Kind.DIFFERENCE, Source.SENTENCE, less.term, (full.term, replace(got.term, sign=-1)))
