"""Words of the genre's sentences that say what a figure is: stages of a year, directions, shares, rates, connectives."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.schema import Stage

YEAR = re.compile(r"(?:截至|截止|至|在)?(?P<year>20\d\d)(?:年度?|(?=[-.]\d))(?:末|底|初)?(?:\d{1,2}月(?:\d{1,2}日|底|末)?)?(?:止)?,?")

STAGES: tuple[tuple[Stage, re.Pattern[str]], ...] = (
    (
        Stage.INITIAL,
        re.compile(
            r"年初(?:部门|单位|批复|安排|财政)?的?(?:收支|收入|支出)?预算(?:批复|安排|总额|总金额|数)*|年初批复数?|年初安排数?|年初(?=一般公共预算|基本|项目|财政(?!拨款结)|下达)|(?<=预算)年初数"
        ),
    ),
    (
        Stage.ADJUSTED,
        re.compile(r"全年(?:\(调整\))?(?:调整后?)?预算数?|(?:年中)?调整后?的?预算数?|预算调整数|调整后预算数?|调整预算数?|预算数\(A\)"),
    ),
    (
        Stage.FINAL,
        re.compile(
            r"支出决算数?|收入决算数?|决算数?|(?:全年|预算)?执行数|实际(?=支出|收入|完成|支付|使用|发生|执行|列支)|预算执行数|支出数"
        ),
    ),
    (
        Stage.BUDGET,
        re.compile(
            r"财政拨款预算(?:数|安排|总额)?|(?<!公共)(?<!基金)(?<!经营)(?<!部门)(?<!二级)预算(?:数|安排|总额|总数|金额|下达|批复|资金)?(?!执行|完成|单位|绩效|管理|部门|编制|项目)"
        ),
    ),
)
LAST_YEAR = re.compile(
    r"^(?:(?P<name>[^,。;]{0,24}?)(?:与|比|较|同|相比|对比)(?:于)?(?P<year>20\d\d)年度?|(?P<name2>[^,。;]{0,24}?)(?:与|比|较|同|相比|对比)(?:于)?(?:上年度?|去年|上一年度?|上年同期)|(?:上年度?|去年|上一年度?|上年同期))(?:末|底|同期)?"
    r"(?P<what>(?:[一-鿿“”()]{0,14}?(?:三公经费|支出|收入|经费|总计|合计|费用?))??)(?P<kind>(?:部门|单位)?(?:决算|支出|收入|实际|同期|执行|累计|年初|全年|预算|公开)*(?:支出|收入)?(?:数字?|总额|金额)?)"
    r"(?:相比|的|为|是|,)*$"
)

CARRIED = re.compile(r"结转|结余")
YEAR_START = re.compile(r"^(?:与|比|较)(?:年初|期初)(?:数|余额)?(?:的|为|,)*$")
AGAINST_BUDGET = re.compile(
    r"^(?:与|比|较|同|占)(?:于)?(?:20\d\d年度?)?(?:年初|全年|调整后?|当年|本年度?)?(?:部门|支出|收入)?预算(?:安排)?(?:数|总额|金额)?(?:相比|的|为|,)*$"
)

UP = r"净增加?|增加|增长|上升|提高|增支|增收|增幅|多支|多收|增"
DOWN = r"净减少?|减少|下降|降低|减支|减收|减幅|降幅|压缩|压减|下滑|降|减"
COMPARE = (
    r"(?:与|同|比|较|和|对比|相比|相较)(?:于)?(?:(?:20\d\d)年度?|上一?年度?|去年|上年同期|同期|上期|年初|预算)(?:末|度)?(?:的)?"
    r"(?:“?三公”?经费)?(?:年初|全年|调整)?(?:部门)?(?:收支|收入|支出|执行)?(?:预算|决算|执行|实际|同期)?(?:收入|支出|总额)?(?:数字|数据|数|相比较?|对比|相较|比较|比|度)*[,]?"
)
_FILL = r"(?:各|均|分别|共|总体|略有?|同比)*"
INTO = re.compile(rf"^(?:{UP}|{DOWN})(?:到|至)(?=$|\d)")
FROM = re.compile(r"^(?P<name>.{0,24}?)(?:由|从)(?:20\d\d年度?|上年度?|去年|年初)?的?$")
TARGET = re.compile(r"(?:完成|达到?|占|实现)(?:了)?(?:全年|年度|年初|当年|既定)?(?:目标|计划|任务)(?:数|量|任务|值)?$")
CHANGE = re.compile(
    rf"(?:(?P<cmp>同比|{COMPARE})(?:收、支总计|收支总计|支出|收入|经费)?{_FILL})?{_FILL}(?:{UP}|{DOWN})??(?P<verb>增减(?:变动)?|{UP}|{DOWN})"
    rf"(?:了|额|支出|收入|约|为|到|:|\(减少\)|\(增加\))*$"
)
GROWTH = re.compile(
    rf"(?:(?P<cmp>同比|{COMPARE}))?(?:各|均|分别|略有?|同比)*(?:{UP}|{DOWN})*?(?P<verb>{UP}|{DOWN})(?:了|率|幅度?|比例|比率|约|为|达到?|到|:)*$"
)
SHARE = re.compile(r"(?:,|^|(?<=[^侵抢独霸]))占(?P<whole>[^占,;。]{0,30}?)(?:的|比例?|比重|总)*(?:为|达到?|是|约)?:?$")
RATE_WORD = re.compile(
    r"(?:预算)?(?:执行率|完成率|执行进度|支出进度|到位率|控制率|支付率|完成比例|执行比例|使用率|完成程度|变动率|安排率|完成预算率)(?:[=＝].*)?(?:均|各)?(?:为|达到?|是|约|:)*$"
)
COMPLETED = re.compile(
    r"(?:完成了?|为|占|达到?|实现|是)(?P<stage>年初|全年|调整后?|当年|本年度?|年度)?(?:部门)?(?:支出|收入|财政拨款)?(?:预算|计划)(?:数|收入|支出|总额|安排数?|调整数|批复数|资金)?(?:[\d.,]+万?元)?(?:的|比例)*$"
)

NOT_EXPLAINS = re.compile(r"以下(?:方面|几个|支出|项目)|如下|按(?:支出)?功能|构成")
NAMED_PART = re.compile(r"^.{2,40}?(?:包括|即|均为|全部为|全为|主要为|(?<=[支费])为)(?=[一-鿿]{3})")
LEAD_IN = re.compile(
    r"^(?:其中[:,]?|包括|主要包括|分别[为是]|另外?|以及|并|和|及|与|、|一是|二是|三是|四是|五是|也|还|再|,|;|:|—+|-+|\.|。|一般地|具体为|\(?\d{1,2}(?:、|\)|\.(?!\d))|含|即|此外|同时|余下|剩余)+"
)
VERB = re.compile(
    r"(?:,|:|为|是|均|各|都|均为|各为|各是|均是|分别为|分别是|共计|共|达到?|约为|约|对比|相比|(?<!保)有|设有?|数为|(?<!资产)(?<!负债)总额为|金额为|安排为?|列支|支付|开支|总数|(?<=[费支出])共计|=|总共|已经|已)+$"
)
GENERIC = frozenset(
    (
        "",
        "支出",
        "收入",
        "决算",
        "金额",
        "总额",
        "预算",
        "支出决算",
        "决算支出",
        "合计",
        "总计",
        "共计",
        "实际支出",
        "实际",
        "支出总额",
        "资金",
        "经费",
        "全年",
        "当年",
        "数",
        "共",
        "本年",
        "年度",
        "支出金额",
        "完成",
        "费用",
        "总",
        "支",
        "安排",
        "支出共计",
        "支出合计",
        "使用",
        "执行",
        "年初",
        "财政拨款支出",
        "本年度",
        "财政拨款",
        "总数",
        "数量",
        "共有",
        "其中",
        "人数",
        "人次",
        "批次",
        "下达",
        "累计",
        "实际到位",
        "到位",
        "费用支出",
        "经费支出",
        "支出共计",
        "支出总计数",
        "实际支出共计",
    )
)

# Words that may stand before a label without changing what it names.
TRANSPARENT = re.compile(
    r"^(?:\([^()]*\)|上年末?|编制|年初|累计|我|本|该|全|全部|的|单位|部门|机关|系统|办公室|办|局|委|院|校|中心|本级|县|市|区|省|州|级|年度?|当年|全年|本年度?|实际|实现|完成|共|共有|总|总体|经批复|批复|核定|"
    r"现有?|实有|区划|年末|截至|目前|其中|用|财政拨款|财政|一般公共预算|县级|决算|支出|收入|安排|情况|批准|下达|预算|编制内|编内|在编|行政事业|机构|人员|开支|使用|所属|各|及|和|与|由|公共预算|公共财政|一般公共预算(?:财政拨款)?[及和、]政府性基金(?:预算)?|运行维护费的|公开|汇总|内|中|[:,()“”\"《》]|20\d\d年)*$"
)

# What a clause that says "none" must name to state a zero (无法, 无疏漏 state nothing of an amount).
NOUGHT = re.compile(
    r"(?:出国(?:\(境\))?(?:计划|任务|活动|安排|事项)?|人次|费用?|经费|支出|收入|结转|结余|结转和结余|结转结余|资金|采购|购置|接待|用车|车辆|人员|单位|机构|团组|预算|债务|问题)$"
)
FORMULA = re.compile(r"^(?:[*×/]|\)?[*×])")

NOUGHT_TAIL = re.compile(r"(?:团组|人次|及|和|计划|情况|任务|活动|事项|安排|等)+$")

# 收、支总计各为A、B: two figures in the order of the two words.
BOTH = re.compile(r"收入?[、和与及]?支出?(?!出)")
APART = re.compile(r"^(?:万元|元)?[、,/和]$")

# Spellings and clippings of one name; labels and the words of a report are compared after them.
_SPELLINGS = (
    (re.compile(r"公务用车辆|公务车辆|公务车(?!辆)|公车|(?<!公)务用车"), "公务用车"),
    (re.compile(r"(?<=公务用车购置)(?:费|经费|支出)?(?:[和与、及]|以及)(?=运|维)"), "及"),
    (
        re.compile(r"(?<=[车及])(?:运行费维护|运行和维护|运行与维护|运行、维护|运行及维护|运维护|运维|运行维(?!护|修)|运行维修|维护运行)"),
        "运行维护",
    ),
    (re.compile(r"机构运行经费"), "机关运行经费"),
    (re.compile(r"(?<!公务用)车辆(?=购置|运行|维护)"), "公务用车"),
    (re.compile(r"公勤"), "工勤"),
    (re.compile(r"出国\((?:出)?境\)|出国、?\(?出?境\)?(?=[费经])|出国出境"), "出国(境)"),
    (re.compile(r"帐"), "账"),
    (re.compile(r"在编在岗教职工|在职教职工|正式教职工|在职教师|在编教师|在编教职工|在编在职教师"), "在职职工"),
)


def spelled(words: str) -> str:
    """`words` with the genre's variant spellings of a name made one."""
    for pattern, name in _SPELLINGS:
        words = pattern.sub(name, words)
    return words


# The whole that carry-over belongs to; a change is stated of it first where the report states several.
WHOLE = re.compile(r"总计|收支|收、支|收入支出|总收入|总支出|总体|^收入$|^支出$")

# Behind a figure: it is a rule that gives points, no statement.
RULE = re.compile(r"[,;、]?(?:计?满分|计\d|得\d|得满分|每(?:超过|低于|高于|降低|增加|减少|少|多|下降)|扣\d|扣完|不得分)")

_KEPT = re.compile(r"收支|收入|支出")
USE_IS_NAME = re.compile(r"(?<![一-鿿)])用于(?:保障|维持|完成特定)")
UNDECIDED = re.compile(r"(?:增加|增长)\((?:减少|下降)\)|(?:减少|下降)\((?:增加|增长)\)|增\(减\)|减\(增\)")


def sign_of(verb: str) -> int:
    """+1 for words of increase, -1 for words of decrease, 0 for 增减, whose figure prints its own sign."""
    if verb.startswith("增减"):
        return 0
    return 1 if re.fullmatch(UP, verb) else -1


def scaled(value: Decimal, sign: int) -> Decimal:
    """`value` with the sign of its direction word; a minus printed beside the word is not doubled."""
    return abs(value) * sign if value else value * 1


def last_of(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    """The last place in `words` that the pattern finds."""
    found = list(pattern.finditer(words))
    return found[-1] if found else None


def stage_of(words: str) -> tuple[Stage, str]:
    """The stage that words name, and the words without it; ANY where they name none."""
    for stage, pattern in STAGES:
        m = last_of(pattern, words)
        if m is not None:
            named = words[: m.start()].endswith(("收入", "支出"))
            # 财政拨款支出决算数: without 支出 the name would be that of the money received.
            fund = stage is Stage.FINAL and words[: m.start()].endswith("拨款")
            kept = _KEPT.search(m[0]) if fund or (stage is Stage.INITIAL and not named) else None
            return stage, words[: m.start()] + (kept[0] if kept else "") + words[m.end() :]
    return Stage.ANY, words
