"""One fact in several places: equal figures of unlike things are none, two values of one fact are a finding."""

from __future__ import annotations

import pytest
from checker_texts import checked

from extractor.checker import Kind, Verdict

FAULTS = (Verdict.TAIL, Verdict.VIOLATED)


@pytest.mark.parametrize(
    "text",
    [
        "安排出国（境）团组0个，累计0人次。\n",
        "安排出国（境）团组2个，累计2人次。\n",
        "机要通信用车1辆、执法执勤用车2辆、特种专业技术用车2辆。\n",
        "上级补助收入占0.00%；经营收入占0.00%；其他收入占0.00%。\n",
        "设立一级指标3个、二级指标3个。\n",
        "完成预算6.00万元。\n一级指标\t三级指标\t分值\t得分\n过程\t完成率\t6\t6\n产出\t任务\t94\t93\n",
        "单位：元\n项目\t资产总额\t流动资产\t车辆\t在建工程\n合计\t900.00\t500.00\t200.00\t200.00\n",
    ],
)
def test_equal_figures_of_unlike_things_are_no_fact(text: str) -> None:
    assert [r for r in checked(text).relations if r.kind is Kind.EQUAL] == []


@pytest.mark.parametrize(
    "text",
    [
        "下属二级预算单位3个。\n决算编制范围包括下属二级预算单位3个。\n",
        "因公出国（境）费支出0万元。\n本部门因公出国（境）费支出决算0万元。\n",
        "接待来宾4623人。\n国内公务接待来宾4623人次。\n",
        "乡村培训项目支出20.00万元。\n单位：元\n项目名称\t支出决算数\n乡村培训项目\t200,000.00\n其他项目\t31,000.00\n",
    ],
)
def test_a_fact_said_twice_is_one(text: str) -> None:
    assert Verdict.HOLDS in {r.verdict for r in checked(text).relations if r.kind is Kind.EQUAL}


TWICE = [
    ("本年支出合计{0}万元。\n本年支出合计{1}万元。\n", ("5172.94", "5172.94"), ("5172.94", "5127.94")),
    (
        "项目\t金额\n本年支出合计\t{0}\n\n二、支出情况\n2021年度本年支出合计{1}万元，其中：基本支出2012.61万元；项目支出3160.33万元。\n",
        ("5172.94", "5172.94"),
        ("5127.94", "5172.94"),
    ),
    (
        "2021年基本支出{0}万元。\n\n单位：万元\n项目\t全年预算数\t全年执行数\n基本支出\t1820.40\t{1}\n项目支出\t950.00\t931.77\n",
        ("1763.58", "1763.58"),
        ("1763.58", "1736.58"),
    ),
    (
        "支出决算表\n科目编码\t科目名称\t合计\t项目支出\n2120104\t市容执法\t{0}\t{0}\n\n城乡社区支出（类）管理事务（款）市容执法（项）支出决算为{1}万元。\n",
        ("431.62", "431.62"),
        ("431.62", "413.62"),
    ),
    (
        "部门整体支出绩效自评得分{0}分。\n指标\t分值\t得分\n目标管理\t50\t47.5\n预算执行\t30\t28.4\n产出效益\t20\t{1}\n合计\t100\t94.4\n",
        ("94.4", "18.5"),
        ("96.4", "18.5"),
    ),
    (
        "制度健全完整性扣{0}分。\n指标\t分值\t得分\t扣分\n制度健全完整性\t5\t4.7\t{1}\n资金使用合规性\t5\t4.4\t0.6\n产出完成\t90\t88\t2\n",
        ("0.3", "0.3"),
        ("0.8", "0.3"),
    ),
]


@pytest.mark.parametrize(("text", "right", "wrong"), TWICE)
def test_two_values_of_one_fact_are_a_finding(text: str, right: tuple[str, str], wrong: tuple[str, str]) -> None:
    assert checked(text.format(*right)).of(*FAULTS) == []
    faults = [r for r in checked(text.format(*wrong)).of(*FAULTS) if r.kind is Kind.EQUAL]
    assert [r.verdict for r in faults] == [Verdict.VIOLATED]
    assert {t.printed for t in faults[0].terms} <= {*wrong, "94.4"}


@pytest.mark.parametrize(
    "text",
    [
        "本年支出合计5172.94万元。\n上年本年支出合计5127.94万元。\n",
        "项目支出年初预算1520.40万元。\n项目支出决算1620.40万元。\n",  # a budget grows by round sums
        "公用经费支出163.58万元。\n公用经费支出136.58万元。\n公用经费支出193.58万元。\n",  # a third: parts of something
        "公用经费163.58万元，其中：办公费63.58万元、差旅费100.00万元。\n公用经费136.58万元，其中：办公费36.58万元、差旅费100.00万元。\n",
        "本年支出合计5172.94万元。\n本年支出合计5172.95万元。\n",  # a last digit
        "资金总额5172.94万元。\n资金总额5127.94万元。\n",
        "自评得分96.4分。\n项目自评得分91分。\n指标\t分值\t得分\n甲指标\t50\t48\n乙指标\t30\t28.4\n丙指标\t20\t18\n",
    ],
)
def test_what_may_be_two_facts_is_no_finding(text: str) -> None:
    assert checked(text).of(*FAULTS) == []
