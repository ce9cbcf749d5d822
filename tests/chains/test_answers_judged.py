"""A model that points at the wrong thing: code refuses, or a person is asked; nothing wrong is accepted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from chains_asking import mapped, read_rows, read_single, row

from extractor.result import Status


@pytest.mark.parametrize(
    ("body", "value", "quote", "expected"),
    [
        ("支出比上年增减额为16.2万元。", "16.2万元", "增减额为16.2万元", "16.2"),
        ("比上年增加节能减排补助16.2万元。", "16.2万元", "比上年增加节能减排补助16.2万元", "16.2"),
        ("人员减少3人，支出比上年多16.2万元。", "16.2万元", "支出比上年多16.2万元", "16.2"),
        ("支出比上年减少16.2万元。", "16.2万元", "比上年减少16.2万元", "-16.2"),
        ("单位：万元\n\n科目\t上年\t本年\t增减额\n基本支出\t100\t120.5\t20.5", "20.5", "基本支出 | 100 | 120.5 | 20.5", "20.5"),
        ("单位：万元\n\n科目\t变动额\n接待费减少\t5.5\n差旅费\t7.7", "7.7", "差旅费 | 7.7", "7.7"),
        ("单位：万元\n\n科目\t变动额\n接待费增加\t5.5\n差旅费\t-7.7", "-7.7", "差旅费 | -7.7", "-7.7"),
    ],
)
def test_signs(body: str, value: str, quote: str, expected: str) -> None:
    assert read_single(body, ("change", value, quote)).value("/change") == Decimal(expected)


@pytest.mark.parametrize(
    ("field", "body", "value", "quote"),
    [
        ("income", "全年收入与上年持平。", "持平", "收入与上年持平"),
        ("income", "全年收入与上年相比无变化。", "0", "收入与上年相比无变化"),
        ("posts", "2023年末在职人员30人。", "2023", "2023年末在职人员30人"),
        ("posts", "在职人员12.5人。", "12.5人", "在职人员12.5人"),
        ("open", "决算已公开：是。", "也许", "决算已公开：是"),
        ("income", "单位：万元\n\n科目\t本年\t上年\n基本支出\t800\t700\n项目支出\t400\t300", "400", "基本支出 | 800 | 700 项目支出 | 400"),
    ],
)
def test_refused(field: str, body: str, value: str, quote: str) -> None:
    result = read_single(body, (field, value, quote))
    record = result.field(f"/{field}")
    assert result.value(f"/{field}") is None
    assert record is not None and record.status is Status.NOT_GROUNDED


def test_a_choice_whose_words_the_quote_lacks_is_for_review() -> None:
    printed = read_single("本报告为绩效评价报告。", ("kind", "评价", "绩效评价报告")).field("/kind")
    unprinted = read_single("2023年末在职人员30人。", ("kind", "评价", "2023年末在职人员30人")).field("/kind")
    assert printed is not None and printed.status is Status.ACCEPTED
    assert unprinted is not None and unprinted.status is Status.REVIEW and unprinted.signals["note"] == "value_not_printed"


def test_yes_and_no_become_booleans() -> None:
    assert read_single("决算已公开：是。", ("open", "是", "决算已公开：是")).value("/open") is True
    assert read_single("决算已公开：否。", ("open", "否", "决算已公开：否")).value("/open") is False


def test_money_without_any_yuan_is_for_review() -> None:
    bare = read_single("收入合计1803820.00。", ("income", "1803820.00", "收入合计1803820.00")).field("/income")
    named = read_single("收入合计1803820.00元。", ("income", "1803820.00元", "收入合计1803820.00元"))
    record = named.field("/income")
    assert bare is not None and bare.status is Status.REVIEW and bare.signals["note"] == "unit_not_printed"
    assert record is not None and record.status is Status.ACCEPTED and named.value("/income") == Decimal("180.382")


NAMES = [("name", 1), ("budget", 2), ("executed", 3)]
TABLE = "项目名称\t预算\t执行\t结余\n甲项目\t100\t90\t10\n乙项目\t50\t45\t5\n"


def cells(result: object, *names: str) -> list[tuple[str | None, ...]]:
    rows = result.data["projects"]  # type: ignore[attr-defined]
    return [tuple(None if r[n] is None else str(r[n]) for n in names) for r in rows]


def test_stages_of_a_project_are_two_rows() -> None:
    body = "农村公路养护工程一期项目预算120万元，执行80万元。\n\n"
    table = "项目名称\t预算\t执行\n农村公路养护工程二期项目\t120\t115\n丙项目\t7\t6\n"
    text = row("农村公路养护工程一期项目预算120万元", name="农村公路养护工程一期项目", budget="120万元")
    found = cells(read_rows(body, table, mapped(NAMES), [text]), "name", "budget", "executed")
    assert found[:2] == [("农村公路养护工程一期项目", "120", None), ("农村公路养护工程二期项目", "120", "115")]


def test_equal_rows_of_one_table_stay() -> None:
    table = "项目名称\t预算\t执行\n零星维修\t5\t5\n丙项目\t7\t6\n零星维修\t5\t5\n"
    assert cells(read_rows("", table, mapped(NAMES)), "name") == [("零星维修",), ("丙项目",), ("零星维修",)]


def test_text_and_table_that_differ_are_for_review_with_both_places() -> None:
    table = "项目名称\t预算\t执行\n零星维修\t25\t24\n丙项目\t7\t6\n"
    text = row("零星维修预算15万元", name="零星维修", budget="15万元")
    result = read_rows("零星维修预算15万元。\n\n", table, mapped(NAMES), [text])
    record = result.field("/projects/0/budget")
    assert record is not None and record.status is Status.REVIEW
    assert [d["printed"] for d in record.signals["differs"]] == ["25"]


def test_a_table_row_fills_one_row_of_the_text() -> None:
    table = "项目名称\t预算\t执行\n零星维修\t15\t12\n丙项目\t7\t6\n零星维修\t25\t24\n"
    text = row("零星维修预算15万元", name="零星维修", budget="15万元")
    found = cells(read_rows("零星维修预算15万元。\n\n", table, mapped(NAMES), [text]), "name", "budget", "executed")
    assert found == [("零星维修", "15", "12"), ("丙项目", "7", "6"), ("零星维修", "25", "24")]


@pytest.mark.parametrize(
    ("body", "table", "said"),
    [
        ("", TABLE, row("甲项目 | 100", name="甲项目", budget="100", executed="45")),
        ("甲项目预算100万元。乙项目预算44万元。\n\n", "", row("甲项目预算100万元", name="甲项目", budget="100万元", executed="44万元")),
    ],
)
def test_a_figure_of_the_next_row_is_not_taken(body: str, table: str, said: dict[str, object]) -> None:
    found = cells(read_rows(body, table, None, [said]), "name", "budget", "executed")
    assert found == [("甲项目", "100", None)]


@pytest.mark.parametrize(
    ("table", "columns", "name", "expected"),
    [
        ("项目名称\t数量\t人数\n甲\t3台\t5批次\n乙\t4辆\t6人次\n", [("name", 1), ("cars", 2)], "cars", ["3", "4"]),
        ("项目名称\t数量\t人数\n甲\t3套\t5批次\n乙\t4辆\t6人次\n", [("name", 1), ("people", 3)], "people", [None, "6"]),
        ("项目名称\t年份\t预算\n甲\t2023\t90\n", [("name", 1), ("budget", 2)], "budget", [None]),
        ("项目名称\t执行率\t预算\n甲\t90%\t90\n", [("name", 1), ("budget", 2)], "budget", [None]),
        ("项目名称\t分值\t预算\n甲\t95\t90\n", [("name", 1), ("budget", 2)], "budget", [None]),
        ("项目名称\t等级\t预算\n甲\t优\t90\n乙\t90\t80\n", [("name", 1), ("grade", 2)], "grade", ["优", None]),
        (TABLE + "其中：\t丙项目\t30\t20\t10\n", NAMES, "budget", ["100", "50", "30"]),
    ],
)
def test_cells_of_mapped_tables_are_judged(table: str, columns: list[tuple[str, int]], name: str, expected: list[str | None]) -> None:
    assert [c[0] for c in cells(read_rows("", table, mapped(columns)), name)] == expected


def test_a_stated_last_row_that_was_followed_by_shown_rows_holds() -> None:
    names = "子丑寅卯辰巳午未申酉戌亥"
    table = (
        "项目名称\t预算\t执行\n" + "".join(f"{n}项目\t{i + 1}.5\t{i}.5\n" for i, n in enumerate(names)) + "以前年度\t3\t3\n上年结转\t4\t4\n"
    )
    found = cells(read_rows("", table, mapped(NAMES, last_row=13)), "name")
    assert [n[0] for n in found if n[0]] == [f"{n}项目" for n in names]


def test_head_row_out_of_the_table_is_no_head() -> None:
    assert cells(read_rows("", TABLE, mapped(NAMES, head_row=99)), "name") == [("甲项目",), ("乙项目",)]


def test_rows_without_a_key_are_not_joined_by_position() -> None:
    body = "乙项目预算44万元。\n\n"
    result = read_rows(body, TABLE, mapped(NAMES), [row("乙项目预算44万元", name="乙项目", budget="44万元")], key=False)
    assert ("甲项目", "100") in cells(result, "name", "budget")
    assert ("乙项目", "100") not in cells(result, "name", "budget")
