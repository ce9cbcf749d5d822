"""What the nine tables of a 部门决算 and the text on them owe each other, rule by rule, as places of the sample in the official form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.checker import Kind
from extractor.documents import Document, Span
from extractor.quantities import fold
from extractor.testing.forms import tables


@dataclass(frozen=True, slots=True)
class At:
    """A figure of the sample: in the table of a mark (`T1` is 公开01表) in the row of a name and the column of a number.

    `order`: which of the rows of that name. With no table, the figure in the text right behind the words `row`.
    """

    table: int
    row: str
    column: int = -1
    order: int = 0

    def span(self, document: Document) -> Span:
        """Where its digits stand."""
        if not self.table:
            return _in_text(document, self.row)
        cells = [row for row in document.tables[self.table - 1].rows if any(c.words == fold(self.row) for c in row)]
        return next(c.span for c in cells[self.order] if c.column == self.column)


def _in_text(document: Document, words: str) -> Span:
    found = re.compile(re.escape(words) + r"(\d+(?:\.\d+)?)").search(document.text, document.tables[-1].span.end)
    assert found is not None, words
    return Span(*found.span(1))


def rows(table: int, column: int, *names: str) -> tuple[At, ...]:
    """The figures of one column in the rows of these names."""
    return tuple(At(table, name, column) for name in names)


def columns(table: int, row: str, *numbers: int) -> tuple[At, ...]:
    """The figures of one row in these columns."""
    return tuple(At(table, row, number) for number in numbers)


def said(*words: str) -> tuple[At, ...]:
    """Figures in the text, each behind its words."""
    return tuple(At(0, w) for w in words)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with one place where the sample must keep it. `wrong`: which of its figures the planted error is in (0: the claim)."""

    name: str
    kind: Kind
    claim: At
    operands: tuple[At, ...]
    wrong: int = 0


def rule(name: str, kind: Kind, claim: At, operands: Sequence[At], wrong: int = 0) -> Rule:
    return Rule(name, kind, claim, tuple(operands), wrong)


def _functions(table: int, column: int) -> tuple[At, ...]:
    """The printed amounts of a column beside the lines by function."""
    form = tables()[table - 1]
    lines = [(r, form.words(r, 3)) for r in range(3, 29)]
    return tuple(At(table, words, column) for r, words in lines if form.words(r, column))


def _coded(table: int, column: int, digits: int, above: str = "") -> tuple[At, ...]:
    """The printed amounts of a column in the rows of the codes below a code."""
    form = tables()[table - 1]
    found: list[At] = []
    for r in range(form.height):
        code = "".join(w for c in range(3) if (w := form.words(r, c)).isdigit())
        if len(code) == digits and code.startswith(above) and form.words(r, column):
            found.append(At(table, form.words(r, 3), column))
    return tuple(found)


def _accounts(*codes: str, below: bool = False) -> tuple[At, ...]:
    """The printed amounts of 公开06表 by code, or of the accounts below the codes."""
    form = tables()[5]
    found: list[At] = []
    for r in range(form.height):
        for c in (0, 3, 6):
            code = form.words(r, c)
            if (code in codes or (below and len(code) == 5 and code[:3] in codes)) and form.words(r, c + 2):
                if below and code in codes:
                    continue
                found.append(At(6, form.words(r, c + 1), c + 2))
    return tuple(found)


SUM, EQUAL, SHARE, RATE, GROWTH, PART, DIFFERENCE = (
    *(Kind.SUM, Kind.EQUAL, Kind.SHARE, Kind.RATE, Kind.GROWTH),
    *(Kind.PART, Kind.DIFFERENCE),
)
_ITEM = "水利（款）防汛（项）。年初预算为"
_DONE = f"{_ITEM}160.00万元，支出决算为"
_PUBLIC_TEXT = "2023年度一般公共预算财政拨款支出"
_COSTS = "“三公”经费财政拨款支出预算为"
_CARS = "2.公务用车购置及运行维护费预算为30.50万元，支出决算为"

RULES = (
    rule("T1 收入总计 = 支出总计", EQUAL, At(1, "总计", 2), [At(1, "总计", 5)]),
    rule(
        "T1 本年收入 + 使用非财政拨款结余 + 年初结转 = 总计",
        SUM,
        At(1, "总计", 2),
        rows(1, 2, "本年收入合计", "使用非财政拨款结余（含专用结余）", "年初结转和结余"),
        2,
    ),
    rule("T1 本年支出 + 结余分配 + 年末结转 = 总计", SUM, At(1, "总计", 5), rows(1, 5, "本年支出合计", "结余分配", "年末结转和结余"), 2),
    rule("T1 本年支出 = Σ 功能分类", SUM, At(1, "本年支出合计", 5), _functions(1, 5), 5),
    rule("T1 本年收入 = T2 合计", EQUAL, At(1, "本年收入合计", 2), [At(2, "合计", 4)], 1),
    rule("T1 本年支出 = T3 合计", EQUAL, At(1, "本年支出合计", 5), [At(3, "合计", 4)], 1),
    rule("T1 功能分类 = T3 类", EQUAL, At(1, "十、节能环保支出", 5), [At(3, "节能环保支出", 4)]),
    rule("T1 收入 = T2 来源", EQUAL, At(1, "五、事业收入", 2), [At(2, "合计", 7)]),
    rule(
        "T2 财政拨款收入 = T1 三类拨款",
        SUM,
        At(2, "合计", 5),
        rows(1, 2, "一、一般公共预算财政拨款收入", "二、政府性基金预算财政拨款收入", "三、国有资本经营预算财政拨款收入"),
        1,
    ),
    rule("T2 行 = Σ 来源", SUM, At(2, "水利工程运行与维护", 4), columns(2, "水利工程运行与维护", 5, 7, 10), 2),
    rule("T2 类 = Σ 款", SUM, At(2, "农林水支出", 4), _coded(2, 4, 5, "213")),
    rule("T2 款 = Σ 项", SUM, At(2, "水利", 4), _coded(2, 4, 7, "21303")),
    rule("T2 合计 = Σ 类", SUM, At(2, "合计", 4), _coded(2, 4, 3), 3),
    rule("T3 行 = 基本 + 项目", SUM, At(3, "水利行业业务管理", 4), columns(3, "水利行业业务管理", 5, 6), 2),
    rule("T3 类 = Σ 款", SUM, At(3, "社会保障和就业支出", 4), _coded(3, 4, 5, "208")),
    rule("T3 款 = Σ 项", SUM, At(3, "水利", 6), _coded(3, 6, 7, "21303"), 3),
    rule("T3 合计 = Σ 类", SUM, At(3, "合计", 6), _coded(3, 6, 3)),
    rule("T4 行: 合计 = 一般公共 + 基金 + 国资", SUM, At(4, "本年支出合计", 5), columns(4, "本年支出合计", 6, 7, 8)),
    rule("T4 年初 + 收入 = 总计", SUM, At(4, "总计", 2), rows(4, 2, "本年收入合计", "年初财政拨款结转和结余"), 2),
    rule("T4 支出 + 年末 = 总计", SUM, At(4, "总计", 6), rows(4, 6, "本年支出合计", "年末财政拨款结转和结余"), 2),
    rule("T4 收入总计 = 支出总计", EQUAL, At(4, "总计", 2), [At(4, "总计", 5)]),
    rule("T4 功能分类 = T5 类", EQUAL, At(4, "十二、农林水支出", 6), [At(5, "农林水支出", 4)]),
    rule("T4 一般公共预算 = T5 合计", EQUAL, At(4, "本年支出合计", 6), [At(5, "合计", 4, 1)], 1),
    rule("T5 行 = 基本 + 项目", SUM, At(5, "水利行业业务管理", 4), columns(5, "水利行业业务管理", 5, 6), 1),
    rule("T5 类 = Σ 款", SUM, At(5, "农林水支出", 4), _coded(5, 4, 5, "213"), 2),
    rule("T5 款 = Σ 项", SUM, At(5, "行政事业单位医疗", 5), _coded(5, 5, 7, "21011"), 3),
    rule("T5 合计 = Σ 类", SUM, At(5, "合计", 6, 1), _coded(5, 6, 3), 1),
    rule("T5 基本支出 = T6 人员 + 公用", SUM, At(5, "合计", 5, 1), [At(6, "人员经费合计", 2), At(6, "公用经费合计", 8)]),
    rule("T6 类 = Σ 款", SUM, _accounts("301")[0], _accounts("301", below=True), 2),
    rule("T6 人员经费 = 301 + 303", SUM, At(6, "人员经费合计", 2), _accounts("301", "303")),
    rule("T6 公用经费 = 302 + 310", SUM, At(6, "公用经费合计", 8), _accounts("302", "310")),
    rule("T7 合计 = 出国 + 用车 + 接待 (预算)", SUM, At(7, "34.70", 0), columns(7, "34.70", 1, 2, 5)),
    rule("T7 合计 = 出国 + 用车 + 接待 (决算)", SUM, At(7, "34.70", 6), columns(7, "34.70", 7, 8, 11), 3),
    rule("T7 用车 = 购置 + 运行 (预算)", SUM, At(7, "34.70", 2), columns(7, "34.70", 3, 4), 2),
    rule("T7 用车 = 购置 + 运行 (决算)", SUM, At(7, "34.70", 8), columns(7, "34.70", 9, 10), 1),
    rule("T8 年初 + 收入 − 支出 = 年末", SUM, At(8, "农业农村生态环境支出", 9), columns(8, "农业农村生态环境支出", 4, 5, 6), 2),
    rule("T4 基金 = T8", EQUAL, At(4, "本年支出合计", 7), [At(8, "合计", 6)], 1),
    rule("T4 国资 = T9", EQUAL, At(4, "本年支出合计", 8), [At(9, "合计", 2, 1)], 1),
    rule("N1 = T1", EQUAL, At(0, "支出总计3547.02万元，包括：本年支出合计"), [At(1, "本年支出合计", 5)]),
    rule("N1 年初结转 = T1", EQUAL, At(0, "使用非财政拨款结余8.18万元，年初结转和结余"), [At(1, "年初结转和结余", 2)]),
    rule("N2 = T2", EQUAL, At(0, "事业收入"), [At(2, "合计", 7)]),
    rule("N2 占比", SHARE, At(0, "事业收入60.23万元，占"), said("事业收入", "2023年度本年收入合计")),
    rule("N3 = T3", EQUAL, At(0, "其中：基本支出"), [At(3, "合计", 5)]),
    rule("N3 占比", SHARE, At(0, "基本支出1225.05万元，占"), said("其中：基本支出", "2023年度本年支出合计")),
    rule("N4 = T4", EQUAL, At(0, "财政拨款收、支总计均为"), [At(4, "总计", 2)]),
    rule("N5 合计 = T5", EQUAL, At(0, _PUBLIC_TEXT), [At(5, "合计", 4, 1)]),
    rule("N5 类 = T5", EQUAL, At(0, "农林水支出（类）"), [At(5, "农林水支出", 4)]),
    rule(
        "N5 类占比",
        SHARE,
        At(0, "农林水支出（类）2741.70万元，占"),
        [At(0, "农林水支出（类）"), At(0, "决算结构情况\n　　" + _PUBLIC_TEXT)],
    ),
    rule("N5 项决算 = T5 行", EQUAL, At(0, _DONE), [At(5, "防汛", 4)]),
    rule("N5 项完成率 = 决算 ÷ 年初预算", RATE, At(0, f"{_DONE}187.56万元，完成年初预算的"), said(_DONE, _ITEM)),
    rule("N5 增长", GROWTH, At(0, "增加285.10万元，增长"), said(_PUBLIC_TEXT, "支出增加")),
    rule("上年 = 本年 − 增减", DIFFERENCE, At(0, "支出增加"), said(_PUBLIC_TEXT, "与2022年度的")),
    rule("N6 人员经费 = T6", EQUAL, At(0, "其中：人员经费"), [At(6, "人员经费合计", 2)]),
    rule("N6 公用经费 = T6", EQUAL, At(0, "；公用经费"), [At(6, "公用经费合计", 8)]),
    rule("N6 基本支出 = 人员 + 公用", SUM, At(0, "财政拨款基本支出"), said("其中：人员经费", "；公用经费")),
    rule("N7 决算 = T7", EQUAL, At(0, f"{_COSTS}34.70万元，支出决算为"), [At(7, "34.70", 6)]),
    rule("N7 预算 = T7", EQUAL, At(0, _COSTS), [At(7, "34.70", 0)]),
    rule("N7 购置 = T7", EQUAL, At(0, "公务用车购置支出"), [At(7, "34.70", 9)]),
    rule(
        "N7 合计 = 分项",
        SUM,
        At(0, f"{_COSTS}34.70万元，支出决算为"),
        said("1.因公出国（境）费预算为0.00万元，支出决算为", _CARS, "3.公务接待费预算为4.20万元，支出决算为"),
        3,
    ),
    rule("N7 用车 = 购置 + 运行", SUM, At(0, _CARS), said("公务用车购置支出", "公务用车运行维护支出"), 2),
    rule("N7 增减额合计 = 分项增减额", SUM, At(0, "比上年增加"), said("其中：公务用车购置及运行维护费增加", "公务接待费减少"), 1),
    rule("N8 = T8", EQUAL, At(0, "，本年支出"), [At(8, "合计", 6)]),
    rule("N9 = T9", EQUAL, At(0, "国有资本经营预算财政拨款支出"), [At(9, "合计", 2, 1)]),
    rule("N10 增长", GROWTH, At(0, "增加4.46万元，增长"), said("机关运行经费支出", "机关运行经费支出181.31万元，比上年增加")),
    rule("N11 采购 = 货物 + 工程 + 服务", SUM, At(0, "政府采购支出总额"), said("采购货物支出", "采购工程支出", "采购服务支出"), 2),
    rule("N11 中小企业 ≤ 总额", PART, At(0, "中小企业合同金额"), said("政府采购支出总额")),
    rule("N11 小微企业 ≤ 中小企业", PART, At(0, "小微企业合同金额"), said("中小企业合同金额")),
)
