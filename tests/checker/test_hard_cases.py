"""Cases that a plain recomputation gets wrong: other people's amounts, rates by rounding, bent shares, figures cut off.

All figures are invented; the arithmetic is that of real reports.
"""

from __future__ import annotations

import cProfile
from decimal import Decimal

import pytest
from checker_texts import checked

from extractor.checker import Checked, Kind, Relation, Verdict, check
from extractor.checker.model import Evidence
from extractor.documents import read_text
from extractor.patterns import facts_of_sentences

FAULTS = (Verdict.TAIL, Verdict.VIOLATED)
LAST = "实际支出{0}万元，执行率100%。"


def projects(last: str, total: str = "106.0158") -> str:
    """Five projects, of which the last should have spent its budget of 6万元, and what they add up to."""
    rows = [("渠道清淤", "42.30", "42.30"), ("绿化养护", "17.45", "17.45"), ("巡防保障", "31", "31"), ("档案整理", "9.2658", "9.2658")]
    told = [f"{n}．{name}项目经费{given}万元，实际支出{spent}万元，执行率100%。" for n, (name, given, spent) in enumerate(rows, 1)]
    told.append(f"5．土地测绘服务费项目经费6万元，{LAST.format(last)}")
    return f"本次评价的5个项目，涉及资金{total}万元，项目实际完成情况如下：\n" + "\n".join(told) + "\n"


# The total as its parts are printed, and with a digit more than any of them: it then stands for a sum of unrounded amounts.
TOTALS = ("106.0158", "106.01577")


def only(found: Checked, kind: Kind, claim: str) -> Relation:
    hits = [r for r in found.relations if r.kind is kind and r.claim.printed == claim]
    assert len({r.verdict for r in hits}) == 1
    return hits[0]


@pytest.mark.parametrize("total", TOTALS)
def test_the_right_list_holds(total: str) -> None:
    found = checked(projects("6", total))
    assert found.of(*FAULTS) == []
    assert only(found, Kind.SUM, total).verdict is Verdict.HOLDS


@pytest.mark.parametrize("total", TOTALS)
def test_an_amount_of_another_project_is_one_figure_with_its_value(total: str) -> None:
    text = projects("31", total)
    found = checked(text)
    faults = found.of(*FAULTS)
    assert {(r.kind, r.verdict) for r in faults} == {(Kind.SUM, Verdict.VIOLATED), (Kind.RATE, Verdict.VIOLATED)}
    place = text.rindex(LAST.format("31")) + len("实际支出")
    for relation in faults:
        best = relation.culprits[0]
        assert (best.term.span.start, best.proposed) == (place, Decimal(6)), relation.kind
        assert best.mends == 2
        assert best.breaks == 0


@pytest.mark.parametrize(
    ("done", "base", "rate", "wanted"),
    [
        # 68.13 ÷ 117.30 is 58.0818… by plain division, yet 68.134 of 117.296 prints as both and is 58.087%.
        ("68.13", "117.30", "58.09", Verdict.HOLDS),
        ("68.13", "117.30", "58.08", Verdict.HOLDS),
        ("68.13", "117.30", "58.07", Verdict.TAIL),
        ("68.13", "117.30", "58.10", Verdict.TAIL),
        ("68.13", "117.30", "85.09", Verdict.VIOLATED),
        # Ten times the money at the same prints: the interval is a tenth as wide.
        ("681.30", "1173.00", "58.09", Verdict.TAIL),
        # A short print in a document of decimals has dropped its zeros: 5 is 5.00.
        ("5", "32.17", "15.54", Verdict.HOLDS),
        ("5", "32.17", "16.54", Verdict.VIOLATED),
    ],
)
def test_a_rate_holds_where_some_values_behind_the_prints_give_it(done: str, base: str, rate: str, wanted: Verdict) -> None:
    found = checked(f"公务接待费支出预算为{base}万元，支出决算为{done}万元，完成预算的{rate}%。")
    assert only(found, Kind.RATE, rate).verdict is wanted


BREAKDOWN = (
    "2023年度财政拨款支出1123.47万元，主要用于以下方面：一般公共服务支出883.06万元，占78.60%；"
    "社会保障和就业支出85.57万元，占{0}%；卫生健康支出76.52万元，占6.81%；住房保障支出78.32万元，占6.97%。"
)


def test_a_share_bent_so_that_the_column_is_100_is_a_tail() -> None:
    assert Decimal("78.60") + Decimal("7.62") + Decimal("6.81") + Decimal("6.97") == 100
    found = checked(BREAKDOWN.format("7.63"))
    faults = found.of(*FAULTS)
    assert [(r.kind, r.claim.printed, r.verdict) for r in faults] == [(Kind.SHARE, "7.63", Verdict.TAIL)]
    best = faults[0].culprits[0]
    assert (best.term.printed, best.proposed) == ("7.63", Decimal("7.62"))
    assert Evidence.ONE_DIGIT in best.evidence
    assert checked(BREAKDOWN.format("7.62")).of(*FAULTS) == []


YUAN = """教育支出（205）{0}万元，包括：教育管理事务（20501）{1}万元，普通教育（20502）345.67万元。

支出功能分类决算明细表
单位：元
科目编码	科目名称	本年支出合计	基本支出	项目支出
合计		{2}	{3}	3,456,700.00
205	教育支出	{2}	{3}	3,456,700.00
20501	教育管理事务	{3}	{3}
20502	普通教育	3,456,700.00		3,456,700.00
"""


@pytest.mark.parametrize(
    ("yuan", "total", "printed", "whole", "wanted"),
    [
        ("1,234,567.89", "4,691,267.89", "123.46", "469.13", Verdict.HOLDS),
        ("1,234,567.89", "4,691,267.89", "123.45", "469.12", Verdict.TAIL),  # cut off
        ("1,234,549.99", "4,691,249.99", "123.45", "469.12", Verdict.HOLDS),
        ("1,234,550.00", "4,691,250.00", "123.46", "469.13", Verdict.HOLDS),  # half goes up
        ("1,234,550.00", "4,691,250.00", "123.45", "469.12", Verdict.HOLDS),  # half a 分 less goes down
        ("1,234,550.01", "4,691,250.01", "123.45", "469.12", Verdict.TAIL),
        ("1,234,567.89", "4,691,267.89", "132.46", "478.13", Verdict.VIOLATED),
    ],
)
def test_a_figure_cut_off_between_two_units_is_a_tail(yuan: str, total: str, printed: str, whole: str, wanted: Verdict) -> None:
    found = checked(YUAN.format(whole, printed, total, yuan))
    met = [r for r in found.relations if r.kind is Kind.EQUAL and r.claim.printed == printed and yuan in {o.printed for o in r.operands}]
    assert {r.verdict for r in met} == {wanted}
    if wanted is not Verdict.HOLDS:
        assert {k for r in met for k in (r.culprits[0].term.printed, str(r.culprits[0].proposed))} & {printed, yuan}


def test_a_growth_rate_over_this_years_figure_is_called_that() -> None:
    found = checked("机关运行经费支出112.37万元，比上年减少6.53万元，下降5.81%。")
    (wrong,) = found.of(*FAULTS)
    best = wrong.culprits[0]
    assert (best.term.printed, abs(best.proposed)) == ("5.81", Decimal("5.49"))
    assert Evidence.WRONG_BASE in best.evidence


def test_an_amount_in_another_unit_is_off_by_ten_thousand() -> None:
    found = checked("机关运行经费支出268.45元，比上年减少228,500.00元，下降7.84%。")
    (wrong,) = found.of(*FAULTS)
    best = wrong.culprits[0]
    assert (best.term.printed, best.proposed) == ("268.45", Decimal("2684500"))
    assert Evidence.DECIMAL_POINT in best.evidence


def test_a_total_row_without_a_number_of_its_own_stands_under_its_heads() -> None:
    rows = ["序号\t项目\t预算数\t支出数\t结余", "1\t道路保洁\t860.00\t843.50\t16.50", "2\t公厕改造\t296.00\t274.18\t21.82"]
    right, wrong = "合计\t1156.00\t1117.68\t38.32", "合计\t1156.00\t1171.68\t38.32"
    assert checked("\n".join([*rows, right, ""])).of(*FAULTS) == []
    assert {r.claim.printed for r in checked("\n".join([*rows, wrong, ""])).of(*FAULTS)} >= {"1171.68"}


def test_numbers_without_end_are_no_figures() -> None:
    long = "9" * 40
    table = f"| 项目 | 金额 |\n|---|---|\n| 甲 | {long} |\n| 合计 | {long} |\n"
    found = checked(f"支出合计{long}万元，其中：基本支出60.20万元，项目支出40.30万元。\n\n{table}")
    assert found.of(*FAULTS) == []


def test_lists_in_lists_cost_what_their_length_is() -> None:
    def calls(length: int) -> int:
        items = "；".join(f"项目{n}支出{n + 1}.37万元，其中甲{n}.21万元，乙0.16万元" for n in range(length))
        document = read_text(f"支出合计9999.99万元，其中：{items}。\n")
        facts = list(facts_of_sentences(document))
        profile = cProfile.Profile()
        profile.runcall(lambda: check(document, facts))
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(400) < 12 * calls(100)
