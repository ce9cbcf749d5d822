"""Covers, forms of tasks, and two years side by side: whose the figure is. All texts are invented."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from extractor.documents import read_text
from extractor.pipeline import extract
from extractor.schema import find_schema, load_schema

SCHEMA = load_schema(find_schema("department_report"))


def data(text: str) -> dict[str, Any]:
    return extract(read_text(text, "report.txt"), SCHEMA, engine="patterns").data


def test_a_title_over_two_lines_ends_at_its_line() -> None:
    made = data(
        "附件2\n\n岚溪市清河区文化旅游体育局\n2022年度部门整体支出绩效自评报告\n\n根据区财政局关于开展自评工作的通知要求，我局认真组织了自评，"
        "现将有关情况报告如下：\n\n一、部门基本情况\n\n全局核定编制68名。\n"
    )
    assert made["report"]["title"] == "岚溪市清河区文化旅游体育局2022年度部门整体支出绩效自评报告"
    assert made["report"]["report_type"] == "整体支出绩效自评"


def test_who_evaluates_is_not_who_is_evaluated() -> None:
    made = data(
        "平川县疾病预防控制中心2022年度单位整体支出绩效评价报告\n\n评价机构：信诚会计师事务所\n报告日期：二〇二三年八月\n\n"
        "受平川县财政局委托，我们对平川县疾病预防控制中心2022年度整体支出开展绩效评价。\n"
    )
    assert made["report"]["department"] == "平川县疾病预防控制中心"


def test_a_unit_behind_the_department_is_not_its_name() -> None:
    made = data(
        "2023年度部门整体支出绩效自评表\n\n部门名称：平川市文化和旅游局    金额单位：万元\n\n"
        "| 任务名称 | 全年预算数 | 全年执行数 |\n|---|---|---|\n| 保障机构运转 | 2016.05 | 1932.48 |\n| 旅游发展 | 506.20 | 462.63 |\n"
        "| 金额合计 | 2522.25 | 2395.11 |\n"
    )
    assert made["report"]["department"] == "平川市文化和旅游局"
    assert made["budget"]["adjusted_total"] != Decimal("2016.05")


def test_of_two_years_side_by_side_the_later_is_this_years() -> None:
    made = data(
        "平川市水利局2022年度部门决算\n\n三、“三公”经费情况\n\n2021年、2022年“三公”经费分别为10.66万元、9.16万元，减少1.50万元，下降14.07%。"
        "其中：公务用车运行维护费分别为9.80万元、8.64万元；公务接待费分别为0.86万元、0.52万元。\n"
    )
    spent = made["three_public"]
    assert (spent["total"]["actual"], spent["total"]["last_year"]) == (Decimal("9.16"), Decimal("10.66"))
    assert (spent["vehicle_operation"]["actual"], spent["vehicle_operation"]["last_year"]) == (Decimal("8.64"), Decimal("9.80"))
    assert (spent["reception"]["actual"], spent["reception"]["last_year"]) == (Decimal("0.52"), Decimal("0.86"))


def test_a_budget_completed_belongs_to_what_was_spoken_of() -> None:
    made = data(
        "平川市水利局2022年度部门决算\n\n三、“三公”经费情况\n\n2022年度“三公”经费支出15.86万元，完成预算17.50万元的90.63%。"
        "其中：公务接待费支出3.12万元，完成预算3.50万元的89.14%。\n"
    )
    spent = made["three_public"]
    assert (spent["total"]["budget"], spent["total"]["completion_rate"]) == (Decimal("17.50"), Decimal("90.63"))
    assert (spent["reception"]["budget"], spent["reception"]["completion_rate"]) == (Decimal("3.50"), Decimal("89.14"))
