"""The figures of a text, with exact spans; what only looks like a figure is left out.

Left out: dates, document numbers (〔2019〕9号), ordinals (第3章, 1. at a line's start, ①), plan names (十四五), 三公,
phone numbers, project and account codes, the ×100% of formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.quantities.model import Quantity, Reach
from extractor.quantities.numerals import CHARACTERS, DIGITS, NotANumeral, parse_numeral
from extractor.quantities.units import CLASSIFIERS, PERCENT, PLAIN, Unit, plain, unit_named
from extractor.quantities.width import fold

_PIECE = r"[1-9]\d{0,2}"
_ARABIC = (
    rf"(?:{_PIECE}(?:,\d{{3}})+(?!\d)|{_PIECE}(?:, ?\d{{3}})+(?=\.\d)"
    # A space parts thousands before 元, or where the figure is all that its cell holds; else it parts two cells.
    rf"|{_PIECE}(?: \d{{3}})+(?=(?:\.\d+)? ?[万亿千]?元)|(?<![^\r\n\t(-]){_PIECE}(?: \d{{3}})+(?=(?:\.\d+)?(?:$|[\r\n\t]))"
    r"|\d+)(?:\.\d+)?"
)
# What must not follow a classifier: the character begins another word there (9 部分, 6 起草, 5 个别, 2021 支出).
_OTHER_WORD = {
    "个": "别",
    "人": "民员才均事口力大",
    "名": "称单义录",
    "位": "于置",
    "家": "庭属长电具",
    "条": "例件款",
    "场": "所地馆",
    "处": "理室置于罚长级分",
    "所": "有属以需得长在",
    "门": "户诊类",
    "支": "出付持撑部配",
    "台": "账湾",
    "期": "间末初限",
    "对": "应于象口照接外比上下全各",
    "副": "局县主科处省厅部市区镇乡总书院校所会长",
    "只": "有能是要",
    "头": "部",
    "组": "织成长建",
    "项": "目",
    "座": "谈位",
    "年": "度",
    "类": "似别",
    "间": "接隙",
    "户": "籍口均",
    "米": "易",
    "部": "门分委署队位长",
    "起": "草来",
    "本": "级年单部科次着",
    "次": "要于",
    "科": "技学目研",
    "室": "内外",
    "村": "级民",
    "镇": "级",
    "字": "号",
    "班": "子",
    "天": "然",
    "分": "之别散析布项配解公局",
    "批": "准复示",
    "幅": "度",
    "届": "满",
    "例": "如",
    "架": "构",
}
_COUNTED = "|".join(
    re.escape(c) + (f"(?![{_OTHER_WORD[c]}])" if c in _OTHER_WORD else "")
    for c in sorted((*CLASSIFIERS, "人", "名", "位", "分", "平方米", "平方公里", "公顷", "㎡", "m²", "m2"), key=len, reverse=True)
)
_UNIT = rf"(?:个?百分点|[%‰]|(?:百万|千万|十万|万|亿|千|百)?元|(?:百万|千万|万|亿|千)?(?:{_COUNTED})|万|亿|角)"
_ABOUT = ("近", "接近", "将近", "约为", "大约", "约", "超", "逾", "不足")
_BOUNDS = (
    "超过",
    "不少于",
    "不低于",
    "不超过",
    "不高于",
    "不大于",
    "不小于",
    "不多于",
    "至少",
    "至多",
    "最多",
    "最少",
    "高于",
    "低于",
    "多于",
    "少于",
    "大于等于",
    "小于等于",
    "大于",
    "小于",
    ">=",
    "<=",
    "≥",
    "≤",
    ">",
    "<",
)
_BEFORE = "(?:" + "|".join(sorted((*_ABOUT, *_BOUNDS), key=len, reverse=True)) + ")"
_AFTER = r"(?:左右|上下|以上|以下|以内)"
_HAN = f"[{CHARACTERS}]"
_RUN = f"{_HAN}{{1,40}}"  # bounded: a page of 一一一… must not be read again from each of its characters
_MONTH = r"(?:1[0-2]|0?[1-9])"

_SKIP = "|".join(
    (
        r"(?:19|20)\d\d ?[-~—至] ?(?:19|20)\d\d ?年?(?!\d)",
        r"(?:19|20)\d\d ?年度?(?: ?\d{1,2} ?月(?: ?\d{1,2} ?[日号])?)?",
        r"(?:19|20)\d\d(?P<ds>[-./])\d{1,2}(?P=ds)\d{1,2}(?![\d%])",
        r"(?<![\d.])(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])(?![\d.])",
        rf"(?<![\d.]){_MONTH} ?月 ?\d{{1,2}} ?日",
        rf"(?<![\d.]){_MONTH}(?: ?[-~—至、] ?{_MONTH}){{0,3}} ?月",
        rf"[{CHARACTERS}]{{4}}年",
        r"(?<![\d.])\d{1,2} ?[时点] ?\d{1,2} ?分",
        r"[\[(] ?(?:19|20)\d\d ?[\])] ?(?:第)? ?\d+ ?号",
        r"第 ?\d+(?:-\d+)?",
        rf"第{_RUN}",
        r"(?<!\d)1[3-9]\d{9}(?!\d)",
        r"(?<!\d)(?:0\d{2,3}-|\(0\d{2,3}\) ?)\d{7,8}(?!\d)",
        r"电话[:]? ?\d[\d-]{6,}",
        r"(?<!\d)\d+ ?号",
        r"(?<![A-Za-z])[A-Za-z]+-?\d[\dA-Za-z]*",
        r"(?<![\d.])\d+(?!m[2²])[A-Za-z][\dA-Za-z-]*",
        r"[×xX*/] ?100 ?%(?!\d)",
        r"十[一二三四五六]五",
        r"三公",
        r"一般",
        r"[一二三四五六七八九十]{1,3}(?:中全会|大(?=精神|报告|以来|召开|代表|[、,。》”]|$))",
        r"十八大|十九大|二十大",
        r"[一二]?十[一二]?届|十[八九]届",
        r"(?<![\d.])20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d.,]| ?[万亿元件人个%])",
        r"(?<!\d)\d+ ?[xX*×]\\?\*? ?24",
        r"“[一二三四五六七八九十两]",
        r"(?<![\d.])12345(?! ?(?:[\d.,万亿元件人次个户条%]))",
        r"(?<!\d)\d{2,7} ?(?:类|款)(?=[)支,、:])",
        r"(?<=\()\d{2} ?项(?=\))",
        r"(?<!\d)\d{2,7} ?\([类款项]\)",
        r"(?<=\()[23]\d\d(?:\d\d){0,2}(?=\))",
        r"[图表] ?\d+(?:-\d+)?",
        r"附[件表] ?\d+(?:-\d+)*",
        r"(?<![\d.])\d/\d(?![\d.])",
        rf"[数几]{_RUN}",
        r"[统唯单同逐划合]一",
        r"八项规定|一支笔|一次性|一把手|公益[一二三]类|[四两三]个(?:意识|自信|全面|维护|确立|代表)|一本(?=上线|线|率)",
    )
)
_MONEY_HAN = (
    rf"(?P<mb>{_BEFORE})?(?:人民币)?(?P<mh>{_RUN})(?P<mm>余|多)?[元圆](?![旦月])"
    rf"(?:(?P<jiao>{_HAN})角)?(?:(?P<fen>{_HAN})分)?整?(?P<ma>{_AFTER})?"
)
_FIGURE = re.compile(
    "|".join(
        (
            rf"(?P<skip>{_SKIP})",
            r"(?P<ordinal>(?:^|(?<=[\n\r\t。;:]))[ \t]*\(?\d{1,2}(?:[、)]|\.(?!\d)|\.(?=(?:19|20)\d\d ?年))"
            r"|\(\d{1,2}\)(?=[一-鿿]))",
            r"(?P<compound>(?<![\d.A-Za-z])(?P<yi>\d+(?:,\d{3}){0,4}(?:\.\d+)?) ?亿"
            r"(?P<wan>\d+(?:,\d{3}){0,4}(?:\.\d+)?) ?(?P<wu>千?万元?))",
            rf"(?P<before>{_BEFORE} ?)?"
            rf"(?:(?P<sign>(?:(?<![\d%)A-Za-z一-鿿])|(?<=[为是率额幅达差]))-|[△▲]) ?)?"
            rf"(?P<yen>[¥￥] ?)?(?P<number>(?<![\d.A-Za-z]){_ARABIC})"
            rf"(?: ?(?P<large>[万亿])(?P<lm>余|多|来)(?P<lu>元|{_COUNTED})|(?P<mid>余|多|来)? ?(?P<unit>{_UNIT})?(?P<tail>余|多)?)"
            rf"(?:(?:\(不?含\))?(?P<after>{_AFTER}))?",
            rf"(?P<percent>(?P<pf>{_BEFORE})?(?P<per>[百千])分之(?P<pb>{_RUN}(?:点{_RUN})?)(?P<pa>{_AFTER})?)",
            rf"(?P<cb>{_BEFORE})?"
            rf"(?P<cheng>(?P<c1>[一二两三四五六七八九])成(?P<c2>[一二三四五六七八九半])?(?=[,。;、)\s以左]|$))(?P<ca>{_AFTER})?",
            f"(?P<money>{_MONEY_HAN})",
            rf"(?P<hb>{_BEFORE})?(?P<han>{_RUN})(?P<hm>余|多)?(?P<hu>(?:{_COUNTED})(?![{CHARACTERS}]?(?:是|级|来|面|把手)))(?P<ha>{_AFTER})?",
            rf"(?P<bare>{_RUN}(?<=[万亿萬億]))(?![元圆{CHARACTERS}])",
        )
    )
)
_RANGE = re.compile(r" ?(?:\(含\)|\(不含\))? ?(?:[-~—至]|--) ?")
_WIDE_COMMA = re.compile(r"[\d０-９]，[\d０-９]")
_GROUPED = re.compile(rf"(?<![\d.,]){_PIECE}(?:, ?\d{{3}})+(?![\d,])(?:\.\d+)?(?: ?{_UNIT})?")


def find_quantities(text: str) -> Iterator[Quantity]:
    """The figures of `text`, left to right; spans are offsets into `text` (any width, spaces inside allowed)."""
    folded = _folded(text)
    waiting: Quantity | None = None
    for match in _FIGURE.finditer(folded):
        figure = None if match["skip"] or match["ordinal"] else _figure(match, text, folded)
        if figure is None:
            continue
        if waiting is not None:
            if _RANGE.fullmatch(folded, waiting.end, figure.start) and _one_unit(waiting.unit, figure.unit):
                figure = _with_reach(figure, Reach.RANGE)
                waiting = _with_reach(waiting, Reach.RANGE, figure.unit)
            yield waiting
        waiting = figure
    if waiting is not None:
        yield waiting


def _folded(text: str) -> str:
    """The text folded, with the full-width commas of a list of bare integers (100，200) kept apart from thousands commas."""
    folded = fold(text)
    if _WIDE_COMMA.search(text) is None:
        return folded
    pieces, done = list[str](), 0
    for m in _GROUPED.finditer(folded):
        print_ = text[m.start() : m.end()]
        if "，" in print_ and print_[0].isascii() and m[0].replace(",", "").replace(" ", "").isdecimal():
            pieces += [folded[done : m.start()], m[0].replace(",", "、")]
            done = m.end()
    return "".join([*pieces, folded[done:]])


def _one_unit(first: Unit, second: Unit) -> bool:
    """Whether two ends of a range measure the same: 10—20万元, 10万元—20万元, 10万—20万元."""
    return first is PLAIN or first == second or (first.dimension is PLAIN.dimension and first.scale == second.scale)


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
    rest = body[: q.start] + body[q.end :]
    if rest.strip("()" if negative else "") or (negative and q.value < 0):
        return None
    at = len(folded) - len(folded.lstrip())
    q = q.moved(at)
    return Quantity(
        q.start,
        q.end,
        q.number_start,
        q.number_end,
        text[q.start : q.end],
        -q.value if negative else q.value,
        q.decimals,
        unit if q.unit is PLAIN else q.unit,
        q.reach,
    )


def _figure(m: re.Match[str], text: str, folded: str) -> Quantity | None:
    try:
        if m["number"]:
            return _arabic(m, text, folded)
        if m["compound"]:
            wan = m["wan"].replace(",", "")
            value = Decimal(m["yi"].replace(",", "")) * 10_000 + Decimal(wan) * (1000 if m["wu"][0] == "千" else 1)
            unit = unit_named("万元" if m["wu"][-1] == "元" else "万")
            return _made(m, text, value, _decimals(wan), unit, at=(m.start("yi"), m.end("wan")))
        if m["percent"]:
            value = Decimal(100) if m["pb"] == "百" else parse_numeral(m["pb"])
            unit = PERCENT if m["per"] == "百" else unit_named("‰")
            return _made(m, text, value, len(m["pb"].partition("点")[2]), unit, at=m.span("pb"), reach=_reach(m["pf"], m["pa"]))
        if m["cheng"]:
            second = 5 if m["c2"] == "半" else (int(parse_numeral(m["c2"])) if m["c2"] else 0)
            return _made(m, text, parse_numeral(m["c1"]) * 10 + second, 0, PERCENT, at=m.span("cheng"), reach=_reach(m["cb"], m["ca"]))
        if m["money"]:
            return _capital_money(m, text)
        if m["bare"]:
            return _made(m, text, _counted(m["bare"]), 0, PLAIN, at=m.span("bare"))
        return _made(m, text, _counted(m["han"]), 0, unit_named(m["hu"]), at=m.span("han"), reach=_reach(m["hb"], m["ha"], m["hm"]))
    except NotANumeral:
        return None


def _counted(numeral: str) -> Decimal:
    """The value of a numeral that counts; 三五 (个) and 二三十 are guesses, not 35."""
    if 1 < len(numeral) < 4 and all(c in DIGITS and DIGITS[c] for c in numeral):
        raise NotANumeral(numeral)
    return parse_numeral(numeral)


def _reach(before: str | None, after: str | None, more: str | None = None) -> Reach:
    before = (before or "").strip()
    if more or before in _ABOUT or after in ("左右", "上下"):
        return Reach.APPROXIMATE
    return Reach.BOUND if before or after else Reach.EXACT


def _arabic(m: re.Match[str], text: str, folded: str) -> Quantity | None:
    digits, (start, end) = m["number"], m.span("number")
    if folded[end : end + 1] == "." and folded[end + 1 : end + 2].isdigit():
        return None  # 1.2.3: a section number
    value = Decimal(digits.replace(",", "").replace(" ", ""))
    symbol = m["large"] + m["lu"] if m["large"] else m["unit"] or ("元" if m["yen"] else "")
    if symbol in ("万", "亿") and m["yen"]:
        symbol += "元"
    reach = _reach(m["before"], m["after"], m["lm"] or m["mid"] or m["tail"])
    return _made(m, text, value.copy_negate() if m["sign"] else value, _decimals(digits), unit_named(symbol), at=(start, end), reach=reach)


def _capital_money(m: re.Match[str], text: str) -> Quantity:
    numeral, reach = m["mh"], _reach(m["mb"], m["ma"], m["mm"])
    value = _counted(numeral)
    if numeral[-1] in "万萬" and not (m["jiao"] or m["fen"]):
        return _made(m, text, plain(value / 10_000), 0, unit_named("万元"), at=m.span("mh"), reach=reach)
    for place, scale in (("jiao", 10), ("fen", 100)):
        if m[place]:
            value += parse_numeral(m[place]) / scale
    return _made(m, text, plain(value), 2 if m["fen"] else 1 if m["jiao"] else 0, unit_named("元"), at=m.span("mh"), reach=reach)


def _decimals(digits: str) -> int:
    return len(digits.partition(".")[2])


def _made(
    m: re.Match[str],
    text: str,
    value: Decimal,
    decimals: int,
    unit: Unit,
    *,
    at: tuple[int, int],
    reach: Reach = Reach.EXACT,
) -> Quantity:
    start, end = m.span()
    while start < at[0] and text[start].isspace():
        start += 1
    while end > at[1] and text[end - 1].isspace():
        end -= 1
    return Quantity(start, end, *at, text[start:end], value, decimals, unit, reach)


def _with_reach(q: Quantity, reach: Reach, unit: Unit | None = None) -> Quantity:
    return Quantity(
        q.start,
        q.end,
        q.number_start,
        q.number_end,
        q.printed,
        q.value,
        q.decimals,
        unit if unit is not None and q.unit.dimension is PLAIN.dimension else q.unit,
        reach,
    )
