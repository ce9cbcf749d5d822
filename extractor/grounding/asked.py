"""The figure that is looked for, and whether a figure of the document is that one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractor.grounding.index import Figure
from extractor.grounding.units import units_agree, unmeasured
from extractor.quantities import (
    PLAIN,
    NotANumeral,
    Quantity,
    Reach,
    Unit,
    convert,
    find_quantities,
    fold,
    parse_figure,
    parse_numeral,
)

_STATED_NONE = re.compile(
    r"(?:未|没有|从未|尚未)(?:发生|产生|支出|安排|编制|列支|使用|购置|购买|组织|开展|新增|更新|下达|收到|形成|出现|纳入|设立|结转)"
    r"|没有|不存在|持平|无变化|无增减|未变化|未变动|不变"
    r"|(?<!有)无(?!锡|人机|障碍|线|偿|息|公害|害|形|法|论|故|关|证|缝|烟|效|限|数|私|党派|纸化|尘)|零(?!星|售|余额|距离|工|散|件|碎|部件)"
)
_MINUS = frozenset("-△▲")
_BRACKETED = re.compile(r"\s*[(（].*[)）]\s*")


class Fit(StrEnum):
    """How a figure of the document answers the one looked for."""

    SAME = "same"
    CONVERTED = "converted"  # equal only after conversion into the field's unit
    OTHER_UNIT = "other_unit"  # the same digits with a unit that contradicts
    OTHER_SIGN = "other_sign"  # the document prints a minus that the copy lacks
    DIRECTED = "directed"  # the copy has a minus where the document may have a direction word
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure as copied: `value` ≥ 0 in `unit` (PLAIN where the copy has none), `field` the unit of the field.

    `digits`: the number's characters alone; `either_sign`: it stands in brackets, which mean a minus in accounts and nothing in prose.
    """

    value: Decimal
    unit: Unit
    field: Unit
    digits: str
    reach: Reach = Reach.EXACT
    negative: bool = False
    either_sign: bool = False
    by_words: bool = False

    def fit(self, figure: Figure) -> Fit:
        """Whether `figure` is the one looked for."""
        shown = figure.read_as(self.field if not unmeasured(self.field) else self.unit)
        fit = self._size(shown)
        if fit not in (Fit.SAME, Fit.CONVERTED) or self.either_sign or not shown.value:
            return fit
        if shown.value < 0 and not self.negative:
            return Fit.OTHER_SIGN if fold(shown.printed)[:1] in _MINUS else fit  # else brackets are the minus
        return Fit.DIRECTED if shown.value > 0 and self.negative else fit

    def _size(self, shown: Quantity) -> Fit:
        same_digits = abs(shown.value) == self.value
        other = Fit.OTHER_UNIT if same_digits else Fit.OTHER
        if not (units_agree(self.unit, self.field) and units_agree(shown.unit, self.field) and units_agree(shown.unit, self.unit)):
            return other
        if unmeasured(shown.unit):
            return Fit.SAME if same_digits and self._scale_is(shown.unit) else other
        if not unmeasured(self.unit):
            return Fit.SAME if abs(convert(shown.value, shown.unit, self.unit)) == self.value else other
        if self.unit.scale != 1:  # "5万" was copied without its 元
            return Fit.SAME if same_digits and self.unit.scale == shown.unit.scale else other
        if same_digits:
            return Fit.SAME
        if not unmeasured(self.field) and abs(convert(shown.value, shown.unit, self.field)) == self.value:
            return Fit.CONVERTED
        return Fit.OTHER

    def _scale_is(self, shown: Unit) -> bool:
        """Where the document prints no unit, a printed one must be the field's own: 元 can't be taken for 万元."""
        if shown.scale != 1 or unmeasured(self.unit):
            return self.unit.scale == shown.scale
        return unmeasured(self.field) or self.unit.scale == self.field.scale


def asked_for(printed: str, field: Unit) -> Asked | None:
    """What `printed` asks for; None where it is no one well-formed figure and states no none."""
    q = _read(printed)
    if q is not None:
        brackets = bool(_BRACKETED.fullmatch(printed)) and q.value < 0
        return Asked(abs(q.value), q.unit, field, printed[q.number_start : q.number_end], q.reach, q.value < 0, brackets)
    if not any(c.isdigit() for c in printed) and stated_none(fold(printed)) is not None:
        return Asked(Decimal(0), PLAIN, field, "", by_words=True)
    return None


def stated_none(words: str) -> tuple[int, int] | None:
    """Where folded `words` state that there is none, nothing or no change; None where they don't."""
    m = _STATED_NONE.search(words)
    return m.span() if m is not None else None


def _read(printed: str) -> Quantity | None:
    q = parse_figure(printed)
    if q is not None:
        return q
    found = list(find_quantities(printed))
    if len(found) == 1:
        rest = printed[: found[0].start] + printed[found[0].end :]
        return None if any(c.isdigit() for c in rest) else found[0]
    body = printed.strip()
    if found or not body:
        return None
    try:
        return Quantity(0, len(printed), 0, len(printed), printed, parse_numeral(body), 0)
    except NotANumeral:
        return None
