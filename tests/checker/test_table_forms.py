"""Forms of the genre's tables: each is silent when right and tells the one figure that is wrong. All figures are invented."""

from __future__ import annotations

import pytest
from checker_texts import checked

from extractor.checker import Kind, Verdict

SIDES = """收入支出决算总表
部门：某某局				金额单位：万元
收入			支出
项目	行次	金额	项目	行次	金额
栏次		1	栏次		2
一、一般公共预算财政拨款收入	1	61.20	一、一般公共服务支出	32	54.30
二、事业收入	2		二、教育支出	33	31.15
三、其他收入	3	38.50	三、住房保障支出	34	20.05
本年收入合计	27	99.70	本年支出合计	58	105.50
使用非财政拨款结余	28		结余分配	59
年初结转和结余	29	43.10	年末结转和结余	60	37.30
	30			61
总计	31	142.80	总计	62	142.80
"""
ONE_SIDE = """项目	决算数
财政拨款收入	71.25
其他收入	12.40
本年收入合计	83.65
上年结转	9.30
收入总计	92.95
"""
GRANTS = """财政拨款收入支出决算总表
金额单位：万元
收入			支出
项目	行次	金额	项目	行次	合计	一般公共预算财政拨款	政府性基金预算财政拨款
栏次		1	栏次		2	3	4
一、一般公共预算财政拨款	1	91.40	一、教育支出	33	26.70	26.70
二、政府性基金预算财政拨款	2	12.60	二、城乡社区支出	34	14.20		14.20
	3		三、农林水支出	35	66.30	66.30
本年收入合计	27	104.00	本年支出合计	59	107.20	93.00	14.20
年初财政拨款结转和结余	28	5.80	年末财政拨款结转和结余	60	2.60	2.60
一般公共预算财政拨款	29	4.20		61
政府性基金预算财政拨款	30	1.60		62
总计	32	109.80	总计	64	109.80	95.60	14.20
"""
ECONOMIC = """一般公共预算财政拨款基本支出决算明细表
金额单位：万元
人员经费			公用经费
科目编码	科目名称	决算数	科目编码	科目名称	决算数	科目编码	科目名称	决算数
301	工资福利支出	512.40	302	商品和服务支出	83.20	307	债务利息及费用支出	3.10
30101	基本工资	310.20	30201	办公费	31.40	30701	国内债务付息	3.10
30102	津贴补贴	150.80	30202	印刷费	10.60	310	资本性支出	17.50
30103	奖金	51.40	30205	水费	15.90	31002	办公设备购置	17.50
303	对个人和家庭的补助	40.60	30206	电费	25.30
30301	离休费	10.10
30302	退休费	30.50
人员经费合计		553.00	公用经费合计					103.80
"""
NATURES = """年度预算申请（万元）	年初预算数	全年预算数	全年执行数
年度资金总额	936.40	1021.75	987.30
按收入性质分：一般公共预算	880.40	955.25	922.80
政府性基金拨款	56.00	66.50	64.50
按支出性质分：基本支出	512.20	530.15	521.65
项目支出	424.20	491.60	465.65
"""
SUBTOTALS = """单位：万元
项目	预算数	决算数
合计	123.40	110.90
日常类小计	31.20	28.70
办公费	10.50	9.40
水电费	20.70	19.30
专项类小计	92.20	82.20
修缮费	41.60	36.90
购置费	50.60	45.30
"""
ORDINALS = "单位：万元\n序号\t项目名称\t预算数\n" + "".join(f"{n}\t第{n}项工程\t{10 * n}.25\n" for n in range(1, 13)) + "合计\t\t783.00\n"
DEDUCTED = """年度资金（万元）	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1021.75	987.30	10	96.63%	9.66
一级指标	二级指标	三级指标	分值	得分	扣分
投入	目标	目标合理性	15	15	0
投入	目标	目标明确性	15	13.5	1.5
产出	数量	巡查次数	30	27.4	2.6
效果	社会	群众知晓率	40	40	0
总分			100	95.9	4.1
"""
FORM = """年度资金（万元）	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1021.75	987.30	10	96.63%	9.66
一级指标	二级指标	三级指标	分值	得分
产出	数量	巡查次数	50	48
效果	社会	群众知晓率	40	38
总分			100	95.66
"""
PROJECTS = """项目名称	预算数（万元）	执行数（万元）	结余（万元）	执行率	自评得分
甲项目	120.50	110.35	10.15	91.58%	97.5
乙项目	86.40	79.92	6.48	92.50%	88.6
丙项目	42.80	40.12	2.68	93.74%	95.2
合计	249.70	230.39	19.31	92.27%	{score}
"""
WEIGHTED = """部门资金（万元）	年初预算数	全年（调整）预算数	全年执行数	执行率（%）	执行率权重	执行率得分
年度总金额	5320.60	5511.80	5406.35	98.09	10	9.81
其中：基本支出	3120.40	3190.70	3151.25	98.76
项目支出	2200.20	2321.10	2255.10	97.16
指标名称	计量单位	指标性质	全年完成值	得分系数（%）	指标权重	指标得分
新建站点	个	正向指标	13	100	30	30
改造点位	个	正向指标	16	90	30	27
群众满意	%	正向指标	92	95	30	28.5
合计					90	85.5
"""
CHANGES = """单位：元
项目	上年决算数	本年预算数	本年决算数	比上年增减额	增减幅度
公务用车运行维护费	171,306.50	165,000.00	148,721.15	-22,585.35	-13.18%
公务接待费	27,940.00	30,000.00	23,515.00	-4,425.00	-15.84%
合计	199,246.50	195,000.00	172,236.15	-27,010.35	-13.56%
"""
SOURCES = """单位：元
项目名称	省级	市级	县级	资金安排合计	实际支出	支出进度
甲项目	210,000.00	83,000.00	127,000.00	420,000.00	386,450.20	92.01%
乙项目	150,000.00	64,000.00	390,000.00	604,000.00	588,310.00	97.40%
丙项目	90,000.00	31,000.00	55,500.00	176,500.00	160,204.00	90.77%
"""
SHARES = """单位：元
科目名称	支出决算数	占比
图书馆	1,284,540.40	34.15%
群众文化	2,141,318.00	56.93%
文化保护	335,160.80	8.91%
合计	3,761,019.20	100.00%
"""
ANSWERS = """收回有效问卷226份。问卷按“非常满意100分、满意80分、一般60分、不满意0分”计分，结果如下：

问题	非常满意	满意	一般	不满意	合计	得分
对场馆环境是否满意	142	61	18	5	226	89.20
对演出节目是否满意	128	74	19	5	226	87.88
"""
RIGHT = {
    "sides": SIDES,
    "one side": ONE_SIDE,
    "grants": GRANTS,
    "economic": ECONOMIC,
    "natures": NATURES,
    "subtotals": SUBTOTALS,
    "subtotals below": "单位：万元\n项目\t决算数\n甲\t10.50\n乙\t20.70\n小计\t31.20\n丙\t41.60\n丁\t50.60\n小计\t92.20\n合计\t123.40\n",
    "ordinals": ORDINALS,
    "deducted": DEDUCTED,
    "points of the budget in the total": FORM,
    "no score in the total row": PROJECTS.format(score=""),
    "a dash for a score": PROJECTS.format(score="—"),
    "a mean score": PROJECTS.format(score="93.8"),
    "rates and scores alone": "项目\t执行率\t自评得分\n甲\t97.92%\t94.5\n乙\t92.40%\t92.4\n丙\t91.20%\t90.4\n合计\t96.47%\t\n",
    "weighted": WEIGHTED,
    "points by step": "年度资金（万元）\t全年预算数\t全年执行数\t分值\t执行率\t得分\n年度资金总额\t1021.75\t987.30\t10\t96.63%\t9.5\n",
    "changes": CHANGES,
    "sources": SOURCES,
    "shares": SHARES,
    "answers": ANSWERS,
}


def findings(text: str) -> list[tuple[Kind, str]]:
    return [(r.kind, r.claim.printed) for r in checked(text).of(Verdict.VIOLATED, Verdict.TAIL)]


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_table_is_silent(name: str) -> None:
    assert findings(RIGHT[name]) == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "told"),
    [
        (SIDES, "58	105.50", "58	115.50", {(Kind.SUM, "115.50"), (Kind.SUM, "142.80")}),
        (SIDES, "1	61.20", "1	62.20", {(Kind.SUM, "99.70")}),
        (SIDES, "31	142.80", "31	124.80", {(Kind.SUM, "124.80"), (Kind.EQUAL, "124.80")}),
        (ONE_SIDE, "9.30", "3.90", {(Kind.SUM, "92.95")}),
        (ONE_SIDE, "83.65", "86.35", {(Kind.SUM, "86.35"), (Kind.SUM, "92.95")}),
        (GRANTS, "28	5.80", "28	5.30", {(Kind.SUM, "109.80")}),
        (GRANTS, "66.30	66.30", "66.30	63.30", {(Kind.SUM, "66.30"), (Kind.SUM, "93.00")}),
        (ECONOMIC, "150.80", "105.80", {(Kind.SUM, "512.40")}),
        (ECONOMIC, "25.30", "23.50", {(Kind.SUM, "83.20")}),
        (ECONOMIC, "103.80", "108.30", {(Kind.SUM, "108.30")}),
        (NATURES, "66.50", "65.60", {(Kind.SUM, "1021.75")}),
        (NATURES, "424.20", "442.20", {(Kind.SUM, "936.40")}),
        (SUBTOTALS, "20.70", "27.00", {(Kind.SUM, "31.20")}),
        (ORDINALS, "783.00", "738.00", {(Kind.SUM, "738.00")}),
        (DEDUCTED, "100	95.9	4.1", "100	95.9	4.7", {(Kind.SUM, "4.7"), (Kind.DIFFERENCE, "4.7")}),
        (DEDUCTED, "13.5	1.5", "13.5	2.5", {(Kind.SUM, "4.1"), (Kind.DIFFERENCE, "2.5")}),
        (DEDUCTED, "30	27.4	2.6", "30	24.4	2.6", {(Kind.SUM, "95.9"), (Kind.DIFFERENCE, "2.6")}),
        (FORM, "40	38", "50	38", {(Kind.SUM, "100")}),
        (DEDUCTED, "9.66", "6.66", {(Kind.WEIGHTED, "6.66")}),
        (PROJECTS.format(score="—"), "6.48", "4.68", {(Kind.DIFFERENCE, "4.68"), (Kind.SUM, "19.31")}),
        (WEIGHTED, "10	9.81", "10	9.18", {(Kind.WEIGHTED, "9.18")}),
        (WEIGHTED, "30	27", "30	24", {(Kind.WEIGHTED, "24"), (Kind.SUM, "85.5")}),
        (CHANGES, "-4,425.00", "-4,245.00", {(Kind.DIFFERENCE, "4,245.00"), (Kind.SUM, "27,010.35")}),
        (CHANGES, "-15.84%", "-18.54%", {(Kind.GROWTH, "18.54")}),
        (SOURCES, "	604,000.00", "	640,000.00", {(Kind.SUM, "640,000.00"), (Kind.RATE, "97.40")}),
        (SOURCES, "97.40%", "94.70%", {(Kind.RATE, "94.70")}),
        (SHARES, "56.93%", "59.63%", {(Kind.SHARE, "59.63")}),
        (ANSWERS, "	74	", "	47	", {(Kind.SUM, "226"), (Kind.WEIGHTED, "87.88")}),
        (ANSWERS, "87.88", "88.78", {(Kind.WEIGHTED, "88.78")}),
        ("指标	分值	得分\n甲	50	60\n乙	50	40\n合计	100	100\n", "", "", {(Kind.PART, "60")}),
    ],
)
def test_a_wrong_figure_is_told(text: str, right: str, wrong: str, told: set[tuple[Kind, str]]) -> None:
    assert text.count(right) == 1 or not right
    assert set(findings(text.replace(right, wrong) if right else text)) == told


@pytest.mark.parametrize(
    ("text", "label", "printed"),
    [(SIDES, "住房保障支出", "20.05"), (GRANTS, "城乡社区支出", "14.20"), (ECONOMIC, "办公费", "31.40")],
)
def test_each_side_has_its_own_labels(text: str, label: str, printed: str) -> None:
    terms = [t for r in checked(text).relations for t in r.terms if t.printed == printed]
    assert any(t.label.startswith(label) for t in terms)


def test_heads_that_no_row_agrees_with_say_nothing() -> None:
    table = """项目	本年数	上年数	增减额	占比
甲	12.50	11.20	7.70	13.00%
乙	14.50	16.10	9.40	12.00%
合计	27.00	27.30	17.10	50.00%
"""
    assert findings(table) == []
