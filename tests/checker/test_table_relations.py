"""Tables of the genre: totals, 其中-rows, codes, rates, scores; silence on empty ones. All figures are invented."""

from __future__ import annotations

import pytest
from checker_texts import checked

from extractor.checker import Kind, Verdict

FORM = """预算执行情况	年度预算数（万元）	年初预算	调整后预算数	预算执行数	预算执行率
	总额	120.00	130.00	{total}	{rate}
	其中：财政资金	110.00	115.00	110.00	{own}
	财政专户管理资金	0.00	0.00	0.00	0.00%
	单位资金	10.00	15.00	14.80	98.67%
"""
CODES = """单位：元
科目编码	科目名称	本年支出合计	基本支出	项目支出
合计		{total}	734,567.00	300,000.00
201	一般公共服务支出	{general}	500,000.00	300,000.00
20103	政府办公厅（室）及相关机构事务	800,000.00	500,000.00	300,000.00
2010301	行政运行	500,000.00	500,000.00
2010302	一般行政管理事务	300,000.00		300,000.00
208	社会保障和就业支出	234,567.00	234,567.00
20805	行政事业单位养老支出	234,567.00	234,567.00
"""
SCORES = """一级指标	二级指标	三级指标	指标值	完成值	分值	得分
产出指标（50分）	数量指标	检查次数	≥10	12	20	20
	质量指标	合格率	≥95%	96%	{weight}	18
	时效指标	及时率	100%	100%	10	{got}
效益指标（30分）	社会效益	知晓率	≥90%	92%	30	28
满意度指标（20分）	服务对象	满意度	≥90%	95%	20	20
总分					100	96
"""


def findings(text: str) -> list[tuple[str, str, str]]:
    return [(str(r.kind), r.claim.printed, str(r.verdict)) for r in checked(text).of(Verdict.VIOLATED, Verdict.TAIL)]


def held(text: str, kind: Kind) -> int:
    return sum(r.kind is kind for r in checked(text).of(Verdict.HOLDS))


def test_a_form_holds() -> None:
    text = FORM.format(total="124.80", rate="96.00%", own="95.65%")
    assert findings(text) == []
    assert held(text, Kind.SUM) == 3
    assert held(text, Kind.RATE) == 3


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"total": "128.40", "rate": "96.00%", "own": "95.65%"}, {("sum", "128.40", "violated"), ("rate", "96.00", "violated")}),
        ({"total": "124.80", "rate": "69.00%", "own": "95.65%"}, {("rate", "69.00", "violated")}),
        ({"total": "124.80", "rate": "96.00%", "own": "95.67%"}, {("rate", "95.67", "tail")}),
    ],
)
def test_a_form_that_does_not(values: dict[str, str], wanted: set[tuple[str, str, str]]) -> None:
    assert set(findings(FORM.format(**values))) == wanted


def test_the_wrong_cell_is_named() -> None:
    text = FORM.format(total="128.40", rate="96.00%", own="95.65%")
    for relation in checked(text).of(Verdict.VIOLATED):
        assert (relation.culprits[0].term.printed, str(relation.culprits[0].proposed)) == ("128.40", "124.8")


def test_codes_tell_who_belongs_to_whom() -> None:
    assert findings(CODES.format(total="1,034,567.00", general="800,000.00")) == []
    wrong = {c for _, c, _ in findings(CODES.format(total="1,034,567.00", general="890,000.00"))}
    assert wrong == {"890,000.00", "1,034,567.00"}


def test_scores_sum_at_each_level() -> None:
    assert findings(SCORES.format(weight="20", got="10")) == []
    assert held(SCORES.format(weight="20", got="10"), Kind.SUM) >= 5
    assert {c for _, c, _ in findings(SCORES.format(weight="25", got="10"))} == {"50", "100"}
    assert {c for _, c, _ in findings(SCORES.format(weight="20", got="9"))} == {"96"}


@pytest.mark.parametrize("cell", ["", "XX", "0", "0.00", "—", "××"])
def test_an_empty_form_states_nothing(cell: str) -> None:
    rows = "\n".join(f"\t{name}\t{cell}\t{cell}\t{cell}\t{cell}" for name in ("总额", "其中：财政资金", "单位资金"))
    text = f"预算执行情况	年度预算数（万元）	年初预算	调整后预算数	预算执行数	预算执行率\n{rows}\n"
    assert findings(text) == []


def test_text_and_table_state_one_fact() -> None:
    text = f"本年支出合计103.46万元。\n\n教育支出（205）20.00万元。\n\n{CODES.format(total='1,034,567.00', general='800,000.00')}"
    equal = [r for r in checked(text).relations if r.kind is Kind.EQUAL]
    assert any({t.printed for t in r.terms} >= {"103.46", "1,034,567.00"} for r in equal)
    assert findings(text) == []


def test_a_table_of_whole_wan_yuan_is_read_as_printed() -> None:
    rows = "三公经费	46	40\n其中：公务用车	30	26\n公务接待	15	13\n"
    table = f"三公经费情况表\n单位：万元\n项目	预算数	决算数\n{rows}"
    assert findings(table) == []
    assert findings(f"本年支出100.25万元。\n\n{table}") == []
    assert findings(table.replace("46", "49")) != []
