"""How findings are told: equal suspects, units and separators, falls without minus, wrong direction words."""

from __future__ import annotations

import pytest
from checker_texts import checked

from extractor.checker import Kind, Relation, Verdict
from extractor.checker.wording import equation, gap, gives, named, suspicions


def fault(text: str) -> Relation:
    (found,) = checked(text).of(Verdict.VIOLATED)
    return found


def test_suspects_that_are_as_likely_are_named_together() -> None:
    told = suspicions(fault("人员经费425.21万元，包括：基本工资187.40万元、津贴补贴146.23万元、奖金95.18万元。\n"))
    assert told.zh == "津贴补贴 146.23 → 142.63（数字颠倒） 或 奖金 95.18 → 91.58（数字颠倒）"
    assert told.en == "津贴补贴 146.23 → 142.63 (digits swapped) or 奖金 95.18 → 91.58 (digits swapped)"


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("机关运行经费本年103.44万元，上年96.27万元，减少7.17万元。\n", "减少→增加"),
        ("收入合计增加388.64万元，其中：财政拨款收入增加427.66万元；事业收入增加13.25万元；其他收入减少25.77万元。\n", "增加→减少"),
    ],
)
def test_a_wrong_direction_word_is_called_one(text: str, turn: str) -> None:
    assert f"：{turn}（增减方向相反）" in suspicions(fault(text)).zh


def test_a_fall_is_told_without_minus_where_it_is_printed_without() -> None:
    found = fault("公务接待费5.26万元，比上年减少1.40万元，下降24.02%。\n")
    assert found.kind is Kind.GROWTH
    assert gives(found) == "21.021%" and gap(found) == "2.999%"
    assert suspicions(found).zh.startswith("公务接待费 24.02 → 21.02（一位数字不同）")
    assert float(found.as_json()["culprits"][0]["proposed"]) == 21.02


def test_amounts_have_unit_and_separators() -> None:
    found = fault("收入合计9,874,848.73元，其中：财政拨款收入9,642,018.23元，其他收入222,830.50元。\n")
    assert (gives(found), gap(found)) == ("9,864,848.73元", "10,000元")
    assert "→ 9,864,848.73" in suspicions(found).zh


def test_a_part_within_its_whole_has_no_gap() -> None:
    (part,) = [r for r in checked("A1目标管理（10分），得9分。\n").relations if r.kind is Kind.PART]
    assert (part.verdict, gives(part), gap(part)) == (Verdict.HOLDS, "", "")


def test_a_claim_called_like_its_kind_is_called_so_once() -> None:
    (total,) = [r for r in checked("收入合计30万元，其中：财政拨款收入18万元，其他收入12万元。\n").relations if r.kind is Kind.SUM]
    assert (named(total, "zh"), named(total, "en")) == ("收入合计", "收入合计")


def test_the_parts_of_a_fall_are_told_as_falls() -> None:
    found = fault("“三公”经费减少1.68万元，其中：用车费减少1.37万元，接待费减少0.41万元。\n")
    assert equation(found) == "1.68万元 = 1.37 + 0.41"
    assert gives(found) == "1.78万元"


def test_a_grade_without_an_upper_end() -> None:
    found = fault("自评得分81.3分，等级为“优”（90分以上为优，80-90分为良）。\n")
    assert equation(found) == "81.3分 ∈ 优[90, …]"
    assert suspicions(found).zh == ""
