"""Counts against lists of names, and scores against the grades that a text defines: silent where right, a finding where wrong."""

from __future__ import annotations

import pytest
from checker_texts import checked

from extractor.checker import Kind, Verdict
from extractor.checker.grades import schemes
from extractor.documents import read_text

FAULTS = (Verdict.TAIL, Verdict.VIOLATED)

LISTS = [
    # (text with {} for the count, right, wrong): what the count has to be
    ("所属单位{}个，分别是：\n1.桐湾县档案馆\n2.桐湾县美术馆\n3.桐湾县文物保护所\n", 3, 4),
    ("内设机构包括秘书科、法规科、财务科，共{}个科室。\n", 3, 4),
    ("秘书科、法规科、财务科共{}个科室。\n", 3, 2),
    ("下属事业单位{}个，即县种子站、县植保站、县白云岭林场和县土壤研究所。\n", 4, 5),
    ("下属事业单位{}个，即县种子站、县植保站、县白云岭林场、县土壤研究所，均纳入统一核算。\n", 4, 3),
    ("预算单位共{}家，具体包括：桐湾市档案局、桐湾市方志馆、桐湾市文书中心。\n", 3, 2),
    ("设有一室三科，共{}个内设机构，包括：办公室、规划科、工程科、财务科。\n", 4, 5),
]


@pytest.mark.parametrize(("text", "right", "wrong"), LISTS)
def test_a_count_is_that_of_the_names(text: str, right: int, wrong: int) -> None:
    found = checked(text.format(right))
    assert [r.claim.printed for r in found.relations if r.kind is Kind.COUNT] == [str(right)]
    assert found.of(*FAULTS) == []
    faults = checked(text.format(wrong)).of(*FAULTS)
    assert [(r.kind, r.claim.printed, r.expected) for r in faults] == [(Kind.COUNT, str(wrong), right)]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        # The list is that of all, not of the count right before it.
        ("预算单位共4个，其中行政单位1个，事业单位3个：区档案局（本级）、区方志馆、区文书中心、区缩微站。\n", "4"),
        ("预算单位共4个，其中行政单位1个，事业单位3个：区方志馆、区文书中心、区缩微站。\n", "3"),
    ],
)
def test_a_list_belongs_to_the_count_that_it_fills(text: str, claim: str) -> None:
    found = checked(text)
    assert [(r.claim.printed, r.verdict) for r in found.relations if r.kind is Kind.COUNT] == [(claim, Verdict.HOLDS)]


@pytest.mark.parametrize(
    "text",
    [
        "预算单位共6个，其中行政单位1个，事业单位5个：区方志馆、区文书中心、区缩微站。\n",  # whose list is cut can't be told
        "内设机构包括：秘书科、法规科、财务科等5个科室。\n",
        "所属单位4个，分别是：\n1.桐湾县档案馆负责全县档案的接收、整理、保管与利用，并承担档案数字化、安全备份以及面向社会的查阅服务\n2.美术馆\n",
        "设有一室五科。\n",
        "秘书科、法规科牵头，共6个科室参加。\n",
    ],
)
def test_what_need_not_be_a_full_list_is_no_finding(text: str) -> None:
    assert checked(text).of(*FAULTS) == []


GRADES = [
    "90分以上为优，80-90分为良，60-80分为中，60分以下为差",
    "90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差",
    "90分以上为优，80分（含）至90分为良，60分（含）至80分为中，60分以下为差",
    "优（90-100分）、良（80-89分）、中（60-79分）、差（60分以下）",
    "优秀（S≥90）、良好（90＞S≥80）、一般（80＞S≥60）、较差（S＜60）",
]
FORMS = [
    "自评得分{}分，自评等级为“{}”（{}）。\n",
    "自评得分{}分，评价等级为“{}”。\n评价等级：{}。\n",
    "评价等级划分标准：{2}。\n经自评，综合得分{0}分，评价等级为“{1}”。\n",
]


@pytest.mark.parametrize("grades", GRADES)
@pytest.mark.parametrize("form", FORMS)
def test_a_score_lies_in_the_band_of_its_grade(form: str, grades: str) -> None:
    best, good, poor = ("优秀", "良好", "较差") if "S" in grades else ("优", "良", "差")
    for score, grade in (("93.4", best), ("84.6", good), ("89.5", good), ("41", poor)):
        found = checked(form.format(score, grade, grades))
        assert [(r.claim.printed, r.verdict) for r in found.relations] == [(score, Verdict.HOLDS)], (score, grade)
    for score, grade in (("84.6", best), ("93.4", good), ("71.5", good), ("66", poor)):
        found = checked(form.format(score, grade, grades))
        assert [(r.kind, r.claim.printed) for r in found.of(*FAULTS)] == [(Kind.BAND, score)], (score, grade)


def test_two_definitions_that_differ_leave_a_grade_alone() -> None:
    text = "整体：90分以上为优，80-90分为良。\n说明。\n说明。\n说明。\n项目：95分以上为优，85-95分为良。\n自评得分84分，等级为“优”。\n"
    assert len(schemes(read_text(text, "a.txt"))) == 2
    assert checked(text).of(*FAULTS) == []


def test_the_bounds_of_grades_are_no_parts_of_a_score() -> None:
    grades = "90分以上为优，80分（含）至90分为良，80分以下为中"
    text = f"自评得分{{}}分，等级为“优”（{grades}）。其中：投入19.2分，过程27.5分，产出28.1分，效果18.4分。\n"
    held = checked(text.format("93.2"))
    assert {(r.kind, r.claim.printed, r.verdict) for r in held.relations} == {
        (Kind.BAND, "93.2", Verdict.HOLDS),
        (Kind.SUM, "93.2", Verdict.HOLDS),
    }
    assert [(r.kind, r.claim.printed) for r in checked(text.format("98.2")).of(*FAULTS)] == [(Kind.SUM, "98.2")]


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("共有{}个项目开展了评价，其中：评价等级为优的5个、良的0个。\n", 5, 6),
        ("对{}个项目开展自评，自评得分90分以上的项目4个，80至90分的项目2个，80分以下的项目1个。\n", 7, 8),
        ("对{}个项目开展自评，自评得分90分以上的项目4个，80至90分的项目2个。\n", 6, 5),
    ],
)
def test_projects_are_counted_by_grade(text: str, right: int, wrong: int) -> None:
    assert [r.verdict for r in checked(text.format(right)).relations] == [Verdict.HOLDS]
    assert [(r.claim.printed, r.expected) for r in checked(text.format(wrong)).of(*FAULTS)] == [(str(wrong), right)]


def test_grades_that_need_not_be_all_are_no_finding() -> None:
    assert checked("对9个项目开展自评，自评得分90分以上的项目4个，80至90分的项目2个。\n").of(*FAULTS) == []


@pytest.mark.parametrize(("got", "faults"), [("4", []), ("3.5", []), ("7", ["7"])])
def test_points_got_of_points(got: str, faults: list[str]) -> None:
    found = checked(f"A1目标管理（10分），得9分。A11目标合理性（4分），得{got}分。\n")
    assert [r.claim.printed for r in found.of(*FAULTS)] == faults
    # Not the points of the second against the score of the first.
    parts = {(r.claim.printed, r.operands[0].printed) for r in found.relations if r.kind is Kind.PART}
    assert parts == {("9", "10"), (got, "4")}
