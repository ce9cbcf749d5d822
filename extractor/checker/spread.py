"""Lists spread over paragraphs: a total whose sentence ends in 其中：, and a paragraph for each part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.checker.arithmetic import fits, judge, slipped
from extractor.checker.lists import alike
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.checker.statements import Paragraph, Sheet, Statement
from extractor.quantities import Dimension

_OPENS = re.compile(r"(?:其中|包括|构成|组成|如下|分别(?:为|是)|明细)[^,。;:]{0,8}:$")
_MOST = 40  # paragraphs of one list
_FEW = 2


def spread(sheet: Sheet, reading: Reading) -> Iterator[Relation]:
    """The sums of such lists: as many parts as fill the total; where none do, all of them if they miss it by a slip."""
    paragraphs = sheet.paragraphs
    for n, paragraph in enumerate(paragraphs):
        if not _OPENS.search(paragraph.text.rstrip()):
            continue
        total = next((s for s in reversed(paragraph.statements) if _able(s)), None)
        if total is None:
            continue
        found = list(_parts(total, paragraphs[n + 1 : n + 1 + _MOST]))
        parts = [term for term, _ in found]
        made = _filled(total.term, parts, reading)
        if made is None and len(parts) >= _FEW and len({place for _, place in found}) == 1:
            whole = Relation("", Kind.SUM, Source.SENTENCE, total.term, tuple(parts), sure=False)
            made = whole if slipped(judge(whole, reading)) else None
        if made is not None:
            yield made


def _able(s: Statement) -> bool:
    return s.amount and not s.fact.explains and not s.fact.stated and not s.fact.base and s.term.unit.dimension is Dimension.MONEY


def _parts(total: Statement, following: Sequence[Paragraph]) -> Iterator[tuple[Term, int]]:
    """The first amount of each paragraph up to one that states none like the total, or a larger one.

    With each the number of amounts before it: budgets of some and spending of others are no parts of one total.
    """
    for paragraph in following:
        amounts = [s for s in paragraph.statements if _able(s)]
        first = next((s for s in amounts if alike(total, s)), None)
        if first is None or first.term.value * first.term.unit.scale > total.term.value * total.term.unit.scale:
            return
        yield first.term, amounts.index(first)


def _filled(total: Term, parts: Sequence[Term], reading: Reading) -> Relation | None:
    for length in range(_FEW, len(parts) + 1):
        if fits(Kind.SUM, total, tuple(parts[:length]), reading):
            return replace(Relation("", Kind.SUM, Source.SENTENCE, total, tuple(parts[:length])), sure=True)
    return None
