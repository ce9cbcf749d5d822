"""Figures that a model copied, against small texts: where they ground, and why they don't."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from gold_figures import reports

from extractor.documents import Document, Span, read_text
from extractor.grounding import FigureIndex, Grounded, Grounding, NotGrounded, Ungrounded, ground_figure
from extractor.quantities import PERCENT, PLAIN, WAN_YUAN, YUAN, Dimension, Unit, unit_named

PEOPLE, BATCHES, COPIES, VEHICLES, SCORE = unit_named("人"), unit_named("批次"), unit_named("份"), unit_named("辆"), unit_named("分")

PROSE = """一、收支情况

2023年度收入总计1,803.82万元，其中：财政拨款收入1,234.56万元，其他收入２３４．５０万元。与上年相比，收入总计减少16.20万元，下降3.2%。

年末结转和结余5632.18万元，其中基本支出结转100.00万元，项目支出结转1,100.00万元。本年净增-3.2%，占比8.30%。

公务接待费6.84万元，接待国内公务12批次96人次。公务用车购置费未发生支出。车辆保有量3辆。因公出国
（境）费用无。

发放问卷200余份，收回三十二份，满意度≥95%。内设三十二个科室，编制１２人。本年支出18,038,200.00元。

三、绩效情况

收入总计1,803.82万元。公务接待费年初预算为60.00万元，支出决算为60.00万元，自评得分95.5分，预算执行得9.8分。本年度增加5.10万元，减税30万元。维修费-10万元。
"""

TABLES = """三、附表

单位：万元

| 项目 | 年初预算 | 决算数 | 执行率 | 在职人数 |
| --- | --- | --- | --- | --- |
| 基本支出 | 2,318.47 | 2,486.39 | 107.24 | 12 |
| 项目支出 | 1,967.88 | 3,032.35 | 154.09% | 5 |

二、资产

| 项目 | 数量 | 计量单位 | 账面价值（元） |
| --- | --- | --- | --- |
| 房屋 | 8640 | 平方米 | 1672.50 |
| 车辆 | 3 | 辆 | 98.64 |
| 净增减 | 1 | 件 | (12.50) |
"""


def made(text: str) -> tuple[Document, FigureIndex]:
    document = read_text(text)
    return document, FigureIndex(document)


PROSE_READ, TABLES_READ = made(PROSE), made(TABLES)


@dataclass(frozen=True, slots=True)
class Case:
    """A copied figure: its print, the field's unit, the quote; then what is expected."""

    printed: str
    unit: Unit
    quote: str
    print_: str
    how: Grounding
    value: str


def ground(read: tuple[Document, FigureIndex], printed: str, unit: Unit, quote: str, block: str = "") -> Grounded | NotGrounded:
    return ground_figure(read[0], read[1], printed=printed, unit=unit, quote=quote, block=block)


def block_of(document: Document, words: str) -> str:
    return next(b.id for b in document.blocks if words in document.words(b.span))


G = Grounding
FOUND = [
    # printed, unit of the field, quote, print in the document, how, value in the field's unit
    Case("1,803.82", WAN_YUAN, "收入总计1,803.82万元", "1,803.82", G.EXACT, "1803.82"),
    Case("1803.82万元", WAN_YUAN, "收入总计1,803.82万元", "1,803.82", G.FOLDED, "1803.82"),
    Case("1803.82", WAN_YUAN, "收入总计 1,803.82 万元，其中", "1,803.82", G.FOLDED, "1803.82"),
    Case("18038200元", WAN_YUAN, "收入总计1,803.82万元", "1,803.82", G.DERIVED, "1803.82"),
    Case("18,038,200.00", WAN_YUAN, "本年支出18,038,200.00元", "18,038,200.00", G.EXACT, "1803.82"),
    Case("1803.82", WAN_YUAN, "本年支出18,038,200.00元", "18,038,200.00", G.DERIVED, "1803.82"),
    Case("234.50", WAN_YUAN, "其他收入234.50万元", "２３４．５０", G.FOLDED, "234.50"),
    Case("２３４．５", WAN_YUAN, "其他收入２３４．５０万元", "２３４．５０", G.DERIVED, "234.5"),
    Case("8.30%", PERCENT, "占比8.30%", "8.30", G.EXACT, "8.30"),
    Case("8.30", PERCENT, "占比8.30%", "8.30", G.EXACT, "8.30"),
    Case("（8.30%）", PERCENT, "占比8.30%", "8.30", G.EXACT, "8.30"),
    Case("-3.2%", PERCENT, "净增-3.2%", "3.2", G.EXACT, "-3.2"),
    Case("10", WAN_YUAN, "维修费-10万元", "10", G.EXACT, "10"),  # a dash, no minus
    Case("-16.20", WAN_YUAN, "收入总计减少16.20万元", "16.20", G.EXACT, "16.20"),  # the direction word is the sign
    Case("16.20", WAN_YUAN, "收入总计减少16.20万元", "16.20", G.EXACT, "16.20"),
    Case("-3.2", PERCENT, "下降3.2%", "3.2", G.EXACT, "3.2"),
    Case("12批次", BATCHES, "接待国内公务12批次96人次", "12", G.EXACT, "12"),
    Case("三十二", unit_named("个"), "内设三十二个科室", "三十二", G.EXACT, "32"),
    Case("32", unit_named("个"), "内设三十二个科室", "三十二", G.DERIVED, "32"),
    Case("三十二份", COPIES, "收回三十二份", "三十二", G.EXACT, "32"),
    Case("200", COPIES, "发放问卷200余份", "200", G.EXACT, "200"),
    Case("200余份", COPIES, "发放问卷200余份", "200", G.EXACT, "200"),
    Case("12人", PEOPLE, "编制12人", "１２", G.FOLDED, "12"),
    Case("9.8分", SCORE, "预算执行得9.8分", "9.8", G.EXACT, "9.8"),
    Case("60.00", WAN_YUAN, "年初预算为60.00万元，支出决算为60.00万元", "60.00", G.EXACT, "60"),
    Case("6.84", PLAIN, "公务接待费6.84万元", "6.84", G.EXACT, "6.84"),
    Case("1803.82", WAN_YUAN, "收入总计“1803.82”万元", "1,803.82", G.FOLDED, "1803.82"),  # but for the comma: loosely located
]


@pytest.mark.parametrize("case", FOUND, ids=lambda c: f"{c.printed} {c.quote}")
def test_grounds(case: Case) -> None:
    found = ground(PROSE_READ, case.printed, case.unit, case.quote)
    assert isinstance(found, Grounded), found
    assert PROSE[found.figure.start : found.figure.end] == case.print_
    assert found.grounding is case.how
    assert found.quote.covers(found.figure)
    assert found.quantity is not None
    assert (found.quantity.into(case.unit) if case.unit is not PLAIN else found.quantity.value) == Decimal(case.value)
    assert PROSE_READ[0].by_id[found.block].span.covers(found.figure)


U = Ungrounded
REFUSED: list[tuple[str, Unit, str, Ungrounded]] = [
    # the traps that similar strings fall into
    ("234.56", WAN_YUAN, "财政拨款收入1,234.56万元", U.NO_SUCH_FIGURE),  # first thousands group lost
    ("234.56", WAN_YUAN, "234.56万元", U.NO_SUCH_FIGURE),
    ("00万元", WAN_YUAN, "00万元", U.FIGURE_NOT_IN_QUOTE),  # stands inside 1,100.00万元, but is no figure there
    ("100.00", WAN_YUAN, "项目支出结转1,100.00万元", U.FIGURE_NOT_IN_QUOTE),
    ("100.00", WAN_YUAN, "项目支出结转100.00万元", U.QUOTE_NOT_FOUND),
    ("3.2%", PERCENT, "净增-3.2%", U.OTHER_SIGN),
    ("-8.30%", PERCENT, "占比8.30%", U.OTHER_SIGN),
    ("-5.10", WAN_YUAN, "本年度增加5.10万元", U.OTHER_SIGN),
    ("-30", WAN_YUAN, "减税30万元", U.OTHER_SIGN),  # a tax cut is no fall
    ("632.18", WAN_YUAN, "年末结转和结余5632.18万元", U.NO_SUCH_FIGURE),
    ("5623.18", WAN_YUAN, "年末结转和结余5623.18万元", U.NO_SUCH_FIGURE),
    # units
    ("1803.82元", WAN_YUAN, "收入总计1,803.82万元", U.OTHER_UNIT),
    ("1803.82元", YUAN, "收入总计1,803.82万元", U.OTHER_UNIT),
    ("1803.82亿元", WAN_YUAN, "收入总计1,803.82万元", U.OTHER_UNIT),
    ("8.30", WAN_YUAN, "占比8.30%", U.OTHER_UNIT),
    ("8.30%", WAN_YUAN, "占比8.30%", U.OTHER_UNIT),
    ("96", BATCHES, "12批次96人次", U.OTHER_UNIT),
    ("9.8", PERCENT, "预算执行得9.8分", U.OTHER_UNIT),
    # malformed copies, and no figure at all
    ("18,03.82", WAN_YUAN, "收入总计1,803.82万元", U.NOT_A_FIGURE),
    ("1,8038", WAN_YUAN, "收入总计1,803.82万元", U.NOT_A_FIGURE),
    ("10-20万元", WAN_YUAN, "收入总计1,803.82万元", U.NOT_A_FIGURE),
    ("", WAN_YUAN, "收入总计1,803.82万元", U.NOT_A_FIGURE),
    ("不详", WAN_YUAN, "收入总计1,803.82万元", U.NOT_A_FIGURE),
    # the figure is elsewhere, or nothing tells where
    ("6.84", WAN_YUAN, "收入总计1,803.82万元", U.FIGURE_NOT_IN_QUOTE),
    ("6.84", WAN_YUAN, "接待支出共计6.84万元", U.QUOTE_NOT_FOUND),
    ("60.00", WAN_YUAN, "60.00万元", U.AMBIGUOUS_BLOCK),
    ("0", WAN_YUAN, "公务接待费6.84万元", U.FIGURE_NOT_IN_QUOTE),
    ("无", WAN_YUAN, "公务接待费6.84万元", U.FIGURE_NOT_IN_QUOTE),
]


@pytest.mark.parametrize(("printed", "unit", "quote", "reason"), REFUSED)
def test_refuses(printed: str, unit: Unit, quote: str, reason: Ungrounded) -> None:
    found = ground(PROSE_READ, printed, unit, quote)
    assert isinstance(found, NotGrounded), found
    assert found.reason is reason


@pytest.mark.parametrize(
    ("printed", "quote", "words"),
    [
        ("0", "公务用车购置费未发生支出", "未发生"),
        ("无", "公务用车购置费未发生支出", "未发生"),
        ("0万元", "因公出国（境）费用无", "无"),  # cut by a line break
        ("未发生", "购置费未发生支出", "未发生"),
    ],
)
def test_a_stated_none_is_zero(printed: str, quote: str, words: str) -> None:
    found = ground(PROSE_READ, printed, WAN_YUAN, quote)
    assert isinstance(found, Grounded), found
    assert found.grounding is Grounding.STATED_NONE
    assert PROSE[found.figure.start : found.figure.end] == words
    assert found.quantity is None


@pytest.mark.parametrize("text", ["无锡市财政局拨款到位。", "使用无人机巡查。", "举办零售企业培训。", "零余额账户。", "有无违规情况。"])
def test_words_that_only_begin_like_a_none_state_nothing(text: str) -> None:
    assert isinstance(ground(made(text), "0", WAN_YUAN, text), NotGrounded)


@pytest.mark.parametrize(
    ("printed", "unit", "quote", "print_", "symbol"),
    [
        ("2,486.39", WAN_YUAN, "基本支出\t2,318.47\t2,486.39", "2,486.39", "万元"),  # the table's unit line
        ("2486.39万元", WAN_YUAN, "| 基本支出 | 2,318.47 | 2,486.39 |", "2,486.39", "万元"),
        ("24863900元", WAN_YUAN, "基本支出 2,318.47 2,486.39", "2,486.39", "万元"),
        ("107.24", PERCENT, "基本支出 | 2,318.47 | 2,486.39 | 107.24", "107.24", ""),  # rates don't follow the unit line
        ("12", PEOPLE, "基本支出 | 2,318.47 | 2,486.39 | 107.24 | 12", "12", ""),
        ("8640", unit_named("平方米"), "房屋 | 8640 | 平方米 | 1672.50", "8640", "平方米"),  # the unit column
        ("3", VEHICLES, "车辆 | 3 | 辆", "3", "辆"),
        ("1672.50", YUAN, "房屋 | 8640 | 平方米 | 1672.50", "1672.50", "元"),  # brackets in the head
        ("12.50", YUAN, "净增减 | 1 | 件 | (12.50)", "12.50", "元"),
        ("(12.50)", YUAN, "净增减 | 1 | 件 | (12.50)", "12.50", "元"),
    ],
)
def test_cells_have_the_unit_that_governs_them(printed: str, unit: Unit, quote: str, print_: str, symbol: str) -> None:
    found = ground(TABLES_READ, printed, unit, quote)
    assert isinstance(found, Grounded), found
    assert TABLES[found.figure.start : found.figure.end] == print_
    assert found.quantity is not None
    assert found.quantity.unit.symbol == symbol


@pytest.mark.parametrize(
    ("printed", "unit", "quote", "reason"),
    [
        ("2486.39元", WAN_YUAN, "基本支出 | 2,318.47 | 2,486.39", U.OTHER_UNIT),
        ("1672.50万元", WAN_YUAN, "房屋 | 8640 | 平方米 | 1672.50", U.OTHER_UNIT),
        ("154.09", WAN_YUAN, "项目支出 | 1,967.88 | 3,032.35 | 154.09%", U.OTHER_UNIT),
        ("486.39", WAN_YUAN, "基本支出 | 2,318.47 | 2,486.39", U.NO_SUCH_FIGURE),
    ],
)
def test_cells_refuse_other_units(printed: str, unit: Unit, quote: str, reason: Ungrounded) -> None:
    found = ground(TABLES_READ, printed, unit, quote)
    assert isinstance(found, NotGrounded), found
    assert found.reason is reason


def test_a_paraphrased_quote_grounds_in_the_named_block_alone() -> None:
    document = PROSE_READ[0]
    right, other = block_of(document, "公务接待费6.84"), block_of(document, "年末结转和结余")
    found = ground(PROSE_READ, "6.84", WAN_YUAN, "公务接待费支出6.84万元", right)
    assert isinstance(found, Grounded)
    assert found.similarity < 1
    assert PROSE[found.quote.start : found.quote.end] == "公务接待费6.84万元"
    assert isinstance(ground(PROSE_READ, "6.84", WAN_YUAN, "公务接待费支出6.84万元", other), NotGrounded)
    assert isinstance(ground(PROSE_READ, "6.84", WAN_YUAN, "公务接待费支出6.84万元", "b999"), NotGrounded)
    assert isinstance(ground(PROSE_READ, "6.84", WAN_YUAN, "培训会议资料印刷6.84万元", right), NotGrounded)
    # The quote's own figure is another one: the model doesn't know which it means.
    wrong = ground(PROSE_READ, "6.84", WAN_YUAN, "公务接待费支出6.48万元", right)
    assert isinstance(wrong, NotGrounded)
    assert wrong.reason is U.FIGURE_NOT_IN_QUOTE


def test_a_quoted_label_alone_finds_the_figure_behind_it() -> None:
    found = ground(PROSE_READ, "6.84", WAN_YUAN, "公务接待费", block_of(PROSE_READ[0], "公务接待费6.84"))
    assert isinstance(found, Grounded)
    assert found.similarity < 1


def test_the_named_block_is_first_and_the_other_places_are_kept() -> None:
    document = PROSE_READ[0]
    first, second = PROSE.index("1,803.82"), PROSE.rindex("1,803.82")
    quote = "收入总计1,803.82万元"
    for block, here, there in (("", first, second), (block_of(document, "自评得分"), second, first), ("b999", first, second)):
        found = ground(PROSE_READ, "1803.82", WAN_YUAN, quote, block)
        assert isinstance(found, Grounded)
        assert found.figure.start == here
        assert [o.start for o in found.others] == [there]


def test_near_decides_between_equal_figures() -> None:
    at = PROSE.rindex("60.00")
    found = ground_figure(*PROSE_READ, printed="60.00", unit=WAN_YUAN, quote="60.00万元", near=Span(at, at + 5))
    assert isinstance(found, Grounded)
    assert found.figure.start == at


def test_find_converts_exactly() -> None:
    index = PROSE_READ[1]
    assert len(index.find(Decimal("1803.82"), WAN_YUAN)) == 3
    assert {f.quantity.printed for f in index.find(Decimal("18038200"), YUAN)} == {"1,803.82万元", "18,038,200.00元"}
    assert index.find(Decimal("803.82"), WAN_YUAN) == ()
    assert [f.quantity.dimension for f in index.find(Decimal("8.3"), PERCENT)] == [Dimension.RATIO]


def test_every_figure_of_the_samples_is_where_its_span_says() -> None:
    for document, index in reports().values():
        for figure in index.all():
            q = figure.quantity
            assert document.text[q.start : q.end] == q.printed
            assert document.blocks[figure.block].span.covers(figure.number)
