"""The figures of a text, with exact spans; what only looks like a figure is left out.

Left out: dates, document numbers (〔2019〕9号), ordinals (第3章, 1. at a line's start, ①), plan names (十四五), 三公,
phone numbers, project and account codes, the ×100% of formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.quantities.model import Quantity, Reach
from extractor.quantities.numerals import CHARACTERS, NotANumeral, parse_numeral
from extractor.quantities.units import CLASSIFIERS, PERCENT, PLAIN, Unit, plain, unit_named
from extractor.quantities.width import fold

_ARABIC = r"(?:\d{1,3}(?:, ?\d{3})+|\d{1,3}(?: \d{3})+(?=(?:\.\d+)? ?(?:[万亿千]?元|%|$))|\d+)(?:\.\d+)?"
_CLASSIFIER = "|".join(re.escape(c) for c in sorted(CLASSIFIERS, key=len, reverse=True))
_UNIT = rf"(?:个?百分点|[%‰]|(?:百万|千万|十万|万|亿|千|百)?元|(?:万|亿)?(?:{_CLASSIFIER}|人|名|位|平方米|平方公里|公顷|㎡|m²|m2)|分(?![之别散])|万|亿|角)"
_BEFORE = r"(?:近|约为|大约|约|超过|超|逾|不足|不少于|不低于|不超过|不高于|至少|高于|低于|>=|<=|[≥≤><])"
_AFTER = r"(?:左右|上下|以上|以下|以内)"
_HAN = f"[{CHARACTERS}]"

_SKIP = "|".join((
    r"(?:19|20)\d\d ?年度?(?: ?\d{1,2} ?月(?: ?\d{1,2} ?[日号])?)?", r"(?:19|20)\d\d(?P<ds>[-./])\d{1,2}(?P=ds)\d{1,2}(?![\d%])",
    r"\d{1,2} ?月 ?\d{1,2} ?日", r"\d{1,2} ?月(?:份|底|末|初)", rf"[{CHARACTERS}]{{4}}年",
    r"[\[(] ?(?:19|20)\d\d ?[\])] ?(?:第)? ?\d+ ?号", r"第 ?\d+(?:-\d+)?", rf"第{_HAN}+", r"(?<!\d)1[3-9]\d{9}(?!\d)",
    r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", r"\d+ ?号", r"[A-Za-z]+-?\d[\dA-Za-z]*", r"\d+[A-Za-z][\dA-Za-z-]*(?<!m2)(?<!㎡)", r"[×xX*/] ?100 ?%(?!\d)",
    r"十[一二三四五六]五", r"三公", r"一般", r"十八大|十九大|二十大|二十届|十九届", r"\d+ ?[xX*×]\\?\*? ?24", r"“[一二三四五六七八九十两]",
    r"(?<![\d.])12345(?![\d.])", r"\d{2,7} ?(?:类|款)(?=[)支,、:])", r"(?<=\()\d{2} ?项(?=\))", r"[图表] ?\d+(?:-\d+)?",
))
_MONEY_HAN = rf"(?:人民币)?(?P<mh>{_HAN}+)(?P<mhu>万?[元圆])(?:(?P<jiao>{_HAN})角)?(?:(?P<fen>{_HAN})分)?整?"
_FIGURE = re.compile("|".join((
    rf"(?P<skip>{_SKIP})",
    r"(?P<ordinal>(?:^|(?<=[\n\r\t。;:]))[ \t]*\(?\d{1,2}(?:[、)]|\.(?!\d)|\.(?=(?:19|20)\d\d ?年)))",
    rf"(?P<compound>(?P<yi>\d+(?:\.\d+)?) ?亿(?P<wan>\d+(?:\.\d+)?) ?万元)",
    rf"(?P<before>{_BEFORE} ?)?(?P<sign>(?<![\d%）)A-Za-z一-鿿])[-△▲])? ?(?P<number>(?<![\d.A-Za-z]){_ARABIC})(?P<mid>余|多|来)? ?(?P<unit>{_UNIT})?(?P<tail>余|多)?(?P<after>{_AFTER})?",
    rf"(?P<percent>百分之(?P<pb>{_HAN}+(?:点{_HAN}+)?))", rf"(?P<cheng>(?P<c1>[一二三四五六七八九])成(?P<c2>[一二三四五六七八九半])?(?=[,。;、)\s以左]|$))",
    f"(?P<money>{_MONEY_HAN})",
    rf"(?P<hb>{_BEFORE})?(?P<han>{_HAN}+)(?P<hmid>余|多)?(?P<hu>(?:{_CLASSIFIER}|人|名|位|平方米)(?![{CHARACTERS}]?(?:是|级|来|面|把手)))",
)))
_RANGE = re.compile(r" ?(?:\(含\)|\(不含\))? ?(?:[-~—～至]|--) ?")


def find_quantities(text: str) -> Iterator[Quantity]:
    """The figures of `text`, left to right; spans are offsets into `text` (any width, spaces inside allowed)."""
    folded = fold(text)
    waiting: Quantity | None = None
    for match in _FIGURE.finditer(folded):
        figure = None if match["skip"] or match["ordinal"] else _figure(match, text, folded)
        if figure is None:
            continue
        if waiting is not None:
            gap = folded[waiting.end:figure.start]
            if _RANGE.fullmatch(gap) and (waiting.unit is PLAIN or waiting.unit == figure.unit):
                figure = _with_reach(figure, Reach.RANGE)
                waiting = _with_reach(waiting, Reach.RANGE, figure.unit)
            yield waiting
        waiting = figure
    if waiting is not None:
        yield waiting


def parse_figure(text: str, unit: Unit = PLAIN) -> Quantity | None:
    """The one figure that a table cell is, or None: "1,803.82" · "－3.2%" · "（12.5）" is negative · "4,150 平方米".

    `unit`: the unit of the cell's column or table where the cell prints none. A cell with two figures or with words
    beside the figure is None.
    """
    folded = fold(text)
    body = folded.strip()
    negative = bool(re.fullmatch(r"\([\d,. ]+%?\)", body))
    found = list(find_quantities(body[1:-1] if negative else body))
    if len(found) != 1:
        return None
    q = found[0].moved(1 if negative else 0)
    rest = body[:q.start] + body[q.end:]
    if rest.strip("()" if negative else "") or (negative and q.value < 0):
        return None
    at = len(folded) - len(folded.lstrip())
    q = q.moved(at)
    return Quantity(q.start, q.end, q.number_start, q.number_end, text[q.start:q.end], -q.value if negative else q.value,
                    q.decimals, unit if q.unit is PLAIN else q.unit, q.reach)


def _figure(m: re.Match[str], text: str, folded: str) -> Quantity | None:
    try:
        if m["number"]:
            return _arabic(m, text, folded)
        if m["compound"]:
            value = Decimal(m["yi"]) * 10_000 + Decimal(m["wan"])
            return _made(m, text, value, _decimals(m["wan"]), unit_named("万元"), (m.start(), m.end()))
        if m["percent"]:
            return _made(m, text, parse_numeral(m["pb"]), len(m["pb"].partition("点")[2]), PERCENT, m.span("pb"))
        if m["cheng"]:
            second = 5 if m["c2"] == "半" else (int(parse_numeral(m["c2"])) if m["c2"] else 0)
            return _made(m, text, parse_numeral(m["c1"]) * 10 + second, 0, PERCENT, m.span("cheng"))
        if m["money"]:
            return _capital_money(m, text)
        value = parse_numeral(m["han"])
    except NotANumeral:
        return None
    reach = Reach.APPROXIMATE if m["hmid"] or (m["hb"] and m["hb"][0] not in "不至") else Reach.BOUND if m["hb"] else Reach.EXACT
    return _made(m, text, value, 0, unit_named(m["hu"]), m.span("han"), reach)


def _arabic(m: re.Match[str], text: str, folded: str) -> Quantity | None:
    digits, (start, end) = m["number"], m.span("number")
    if "," in digits and "，" in text[start:end] and not (m["unit"] or "." in digits):
        return None  # a full-width comma between two bare integers separates a list
    if end < len(folded) and folded[end:end + 1] == "." and folded[end + 1:end + 2].isdigit():
        return None  # 1.2.3: a section number
    value = Decimal(digits.replace(",", "").replace(" ", ""))
    unit = unit_named(m["unit"]) if m["unit"] else PLAIN
    if m["sign"]:
        value = -value
    before = (m["before"] or "").strip()
    reach = Reach.EXACT
    if m["mid"] or m["tail"] or m["after"] in ("左右", "上下") or (before and before[0] in "近约大超逾" and before != "超过") or before == "不足":
        reach = Reach.APPROXIMATE
    elif before or m["after"]:
        reach = Reach.BOUND
    return _made(m, text, value, _decimals(digits), unit, (start, end), reach)


def _capital_money(m: re.Match[str], text: str) -> Quantity:
    value = parse_numeral(m["mh"])
    if m["mhu"].startswith("万"):
        return _made(m, text, value, 0, unit_named("万元"), m.span("mh"))
    value += Decimal(int(parse_numeral(m["jiao"])) if m["jiao"] else 0) / 10 + Decimal(int(parse_numeral(m["fen"])) if m["fen"] else 0) / 100
    return _made(m, text, plain(value), 2 if m["fen"] else 1 if m["jiao"] else 0, unit_named("元"), m.span("mh"))


def _decimals(digits: str) -> int:
    return len(digits.partition(".")[2])


def _made(m: re.Match[str], text: str, value: Decimal, decimals: int, unit: Unit, number: tuple[int, int], reach: Reach = Reach.EXACT) -> Quantity:
    start = m.start()
    while start < number[0] and text[start] in " \u3000\t":
        start += 1
    end = m.end()
    while end > number[1] and text[end - 1] in " \u3000\t":
        end -= 1
    return Quantity(start, end, *number, text[start:end], value, decimals, unit, reach)


def _with_reach(q: Quantity, reach: Reach, unit: Unit | None = None) -> Quantity:
    return Quantity(q.start, q.end, q.number_start, q.number_end, q.printed, q.value, q.decimals,
                    unit if unit is not None and q.unit is PLAIN else q.unit, reach)
