"""Whether two units may stand for the same measure, and the units that table heads and rows declare."""

from __future__ import annotations

import re

from extractor.quantities import PLAIN, Dimension, Unit, fold, unit_named
from extractor.quantities.units import CLASSIFIERS

# 项, 款 and 类 in brackets are levels of the budget classification, 站, 村, 镇, 室 and 科 parts of names.
_NAMES = {"项", "款", "类", "站", "村", "镇", "室", "科", "年", "部", "组", "期"}
_SYMBOLS = (
    "亿元",
    "千万元",
    "百万元",
    "十万元",
    "万元",
    "千元",
    "百元",
    "元",
    "个百分点",
    "百分点",
    "%",
    "‰",
    *CLASSIFIERS,
    "人",
    "名",
    "位",
    "平方米",
    "平方公里",
    "公顷",
    "㎡",
    "m²",
    "m2",
    "分",
)
_BRACKETED = "|".join(re.escape(s) for s in sorted((s for s in _SYMBOLS if s not in _NAMES), key=len, reverse=True))
_IN_BRACKETS = re.compile(rf"[(\[](?:(?:金额|计量|数量)?单位[:]?)?(?:人民币)?(?P<unit>{_BRACKETED})[)\]]")
_ALIKE = (
    {"辆", "台", "台、辆", "台(套)", "台套", "部"},
    {"批次", "批"},
    {"份", "张"},
    {"个", "家", "所"},
    {"次", "场次", "场", "期", "班次", "班"},
    {"件", "件次"},
    {"人次", "人/次"},
)


def unit_in_brackets(words: str) -> Unit | None:
    """The unit that a column head or row label declares in brackets (万元); None where it declares none."""
    m = _IN_BRACKETS.search(fold(words)) if "(" in words or "（" in words or "[" in words else None
    return unit_named(m["unit"]) if m else None


def unit_of_cell(words: str) -> Unit | None:
    """The unit that a cell is (a 计量单位 column: 平方米, %); None where the cell is something else."""
    return unit_named(words) if words in _SYMBOLS else None


def unmeasured(unit: Unit) -> bool:
    """Whether nothing tells what the figure measures; "5万" is such a one, too."""
    return unit.dimension is Dimension.PLAIN


def units_agree(one: Unit, other: Unit) -> bool:
    """Whether figures of the two units can state the same thing, scales aside: 元 and 万元, 人 and 名; never 批次 and 人次."""
    if unmeasured(one) or unmeasured(other):
        return True
    dimensions = {one.dimension, other.dimension}
    if dimensions == {Dimension.PEOPLE, Dimension.COUNT}:
        return bool({one.symbol, other.symbol} & {"个", "人次", "人/次", "万人次"})
    if len(dimensions) == 2:
        return False
    if dimensions != {Dimension.COUNT}:
        return True
    a, b = _stem(one.symbol), _stem(other.symbol)
    return a == b or "个" in (a, b) or any(a in group and b in group for group in _ALIKE)


def governing(units: tuple[Unit, ...], wanted: Unit) -> Unit:
    """Of the units that heads, row and table declare, the first that measures what is wanted; PLAIN where none does."""
    return next((u for u in units if u.dimension is wanted.dimension and units_agree(u, wanted)), PLAIN)


def _stem(symbol: str) -> str:
    return symbol[1:] if len(symbol) > 1 and symbol[0] in "万亿" else symbol
