"""Units of figures in Chinese reports: dimension and exact scale to the dimension's base."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum


class Dimension(StrEnum):
    """What a figure measures; only figures of one dimension can be converted into each other."""

    MONEY = "money"  # base 元
    RATIO = "ratio"  # base %
    POINTS = "percentage_points"  # 个百分点: a difference of two ratios, never a ratio itself
    PEOPLE = "people"  # 人, 名, 位
    COUNT = "count"  # 件, 个, 辆, 批次 …: the classifier is kept as printed
    SCORE = "score"  # 分
    AREA = "area"  # base 平方米
    PLAIN = "plain"  # no unit printed


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed: `symbol` 万元, its dimension, and how many base units it stands for."""

    symbol: str
    dimension: Dimension
    scale: Decimal = Decimal(1)


class UnitMismatch(ValueError):
    """Two figures of different dimensions were asked to be one."""


_D = Decimal
PLAIN = Unit("", Dimension.PLAIN)
YUAN = Unit("元", Dimension.MONEY)
WAN_YUAN = Unit("万元", Dimension.MONEY, _D(10_000))
PERCENT = Unit("%", Dimension.RATIO)

_FIXED = {
    u.symbol: u
    for u in (
        YUAN,
        WAN_YUAN,
        PERCENT,
        PLAIN,
        Unit("百元", Dimension.MONEY, _D(100)),
        Unit("千元", Dimension.MONEY, _D(1000)),
        Unit("十万元", Dimension.MONEY, _D(100_000)),
        Unit("百万元", Dimension.MONEY, _D(1_000_000)),
        Unit("千万元", Dimension.MONEY, _D(10_000_000)),
        Unit("亿元", Dimension.MONEY, _D(100_000_000)),
        Unit("角", Dimension.MONEY, _D("0.1")),
        Unit("‰", Dimension.RATIO, _D("0.1")),
        Unit("个百分点", Dimension.POINTS),
        Unit("百分点", Dimension.POINTS),
        Unit("人", Dimension.PEOPLE),
        Unit("名", Dimension.PEOPLE),
        Unit("位", Dimension.PEOPLE),
        Unit("分", Dimension.SCORE),
        Unit("平方米", Dimension.AREA),
        Unit("㎡", Dimension.AREA),
        Unit("m²", Dimension.AREA),
        Unit("m2", Dimension.AREA),
        Unit("平方公里", Dimension.AREA, _D(1_000_000)),
        Unit("公顷", Dimension.AREA, _D(10_000)),
    )
}
CLASSIFIERS = (
    "人次",
    "人/次",
    "批次",
    "场次",
    "班次",
    "台(套)",
    "台套",
    "台、辆",
    "个(套)",
    "件次",
    "户次",
    "车次",
    "项次",
    "个",
    "家",
    "件",
    "份",
    "篇",
    "条",
    "期",
    "次",
    "批",
    "辆",
    "台",
    "套",
    "项",
    "户",
    "所",
    "处",
    "间",
    "类",
    "栋",
    "座",
    "册",
    "张",
    "场",
    "班",
    "天",
    "小时",
    "分钟",
    "公里",
    "千米",
    "米",
    "亩",
    "吨",
    "公斤",
    "千克",
    "立方米",
    "起",
    "款",
    "只",
    "头",
    "部",
    "幅",
    "块",
    "本",
    "门",
    "支",
    "枚",
    "组",
    "届",
    "例",
    "宗",
    "株",
    "棵",
    "盏",
    "艘",
    "架",
    "副",
    "对",
    "床",
    "周岁",
    "岁",
    "个月",
    "年",
    "倍",
    "站",
    "村",
    "镇",
    "字",
    "万字",
    "公众号",
    "科",
    "室",
)
_SCALES = {"万": _D(10_000), "亿": _D(100_000_000), "百万": _D(1_000_000), "千万": _D(10_000_000), "千": _D(1000)}


def unit_named(symbol: str) -> Unit:
    """The unit of a printed symbol (万元, ％, 批次, 万人); an unknown one is a counting unit of that name."""
    symbol = symbol.replace("％", "%").replace("（", "(").replace("）", ")").strip()
    if symbol in _FIXED:
        return _FIXED[symbol]
    for prefix in ("百万", "千万", "万", "亿", "千"):
        rest = symbol[len(prefix) :]
        if symbol.startswith(prefix) and (not rest or rest in _FIXED or rest in CLASSIFIERS):
            base = unit_named(rest)
            return Unit(symbol, base.dimension, base.scale * _SCALES[prefix])
    return Unit(symbol, Dimension.COUNT)


EXACT = Context(prec=200)  # the digits of any figure a report prints, with room for the scales


def convert(value: Decimal, unit: Unit, into: Unit) -> Decimal:
    """`value` of `unit` in `into`, exactly. A figure without unit takes the unit asked for; a bare 万 is ten thousand of it.

    Raises UnitMismatch where the dimensions differ (人 and 名 are one dimension, 件 and 辆 are counts).
    """
    if unit.scale == 1 and unit.dimension is Dimension.PLAIN:
        return value
    dimensions = {unit.dimension, into.dimension}
    if len(dimensions) > 1 and Dimension.PLAIN not in dimensions and dimensions != {Dimension.PEOPLE, Dimension.COUNT}:
        raise UnitMismatch(f"{unit.symbol} → {into.symbol}")
    if unit.scale == into.scale:
        return value
    return plain(EXACT.divide(EXACT.multiply(value, unit.scale), into.scale))


def plain(value: Decimal) -> Decimal:
    """`value` without trailing zeros and never in exponent form."""
    digits = format(value, "f")
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)
