"""The sections on budgets and accounts."""

from __future__ import annotations

from extractor.testing.writer.departments import ECONOMIC_CODES, GROWTH_CAUSES
from extractor.testing.writer.facts import Facts
from extractor.testing.writer.outline import Outline
from extractor.testing.writer.pen import Pen

A, B = "accounts/", "budget/"
CHANGE = "{+accounts/change_amount|增加|减少}，{+accounts/change_rate|增长|下降}"


def why(pen: Pen) -> str:
    """A cause without figures, or nothing."""
    return pen.random.choice(("", f"，主要原因是{pen.random.choice(GROWTH_CAUSES)}", f"，主要是{pen.random.choice(GROWTH_CAUSES)}"))


def totals(pen: Pen, out: Outline) -> None:
    """Income and expenditure as a whole, with the change against last year."""
    out.heading(1, pen.random.choice(("收入支出决算总体情况说明", "收支总体情况", "收入支出总体情况")))
    both = "{~/balance&accounts/income_total&accounts/expenditure_total}"
    pen.one_of(
        (
            f"{{$year}}年度{{@~/balance}}均为{both}。与{{$last}}年度相比，收、支总计各{CHANGE}{why(pen)}。",
            f"{{$year}}年度收、支总计均为{both}，<比上年^较上年^与上年相比>{CHANGE}{why(pen)}。",
            f"{{$year}}年度{{@accounts/income_total}}{{accounts/income_total}}，{{@accounts/expenditure_total}}{{accounts/expenditure_total}}。<与上年相比^与{{$last}}年度相比>，收支总计{CHANGE}{why(pen)}。",
            "{$we}{$year}年度{@accounts/income_total}为{accounts/income_total}，其中：{@accounts/income_current_year}{accounts/income_current_year}，{@accounts/carried_in}{accounts/carried_in}；{@accounts/expenditure_total}为{accounts/expenditure_total}，其中：{@accounts/expenditure_current_year}{accounts/expenditure_current_year}，{@accounts/carried_out}{accounts/carried_out}。",
            f"{{!}}{{$year}}年度资金来源与运用规模均为{both}，同{{$last}}年相比{{+accounts/change_amount|净增|净减}}，{{+accounts/change_rate|增幅|减幅}}。",
        )
    )


def income(pen: Pen, out: Outline) -> None:
    """Where the money came from, with shares or without."""
    out.heading(1, pen.random.choice(("收入决算情况说明", "收入情况", "本年收入情况")))
    funds = bool(pen.facts.figure("~/funds_income"))
    fiscal = "{@accounts/fiscal_appropriation}{accounts/fiscal_appropriation}，占{~/fiscal_income_share}"
    parts = (
        "财政拨款收入{accounts/fiscal_appropriation}，占{~/fiscal_income_share}"
        "（其中：一般公共预算财政拨款收入{~/public_income}、政府性基金预算财政拨款收入{~/funds_income}）"
    )
    other = "{@accounts/other_income}{accounts/other_income}，占{~/other_income_share}"
    total = "{@accounts/income_current_year}{accounts/income_current_year}"
    shapes = [
        f"{{$year}}年度{total}，其中：{fiscal}；{other}。",
        f"{{$we}}{{$year}}年{total}，包括：{fiscal}；{other}。",
        f"{{$year}}年{total}，其中：{{@accounts/fiscal_appropriation}}{{accounts/fiscal_appropriation}}，{{@accounts/other_income}}{{accounts/other_income}}。",
        "{!}{$year}年度财政部门核拨到账{accounts/fiscal_appropriation}，另取得零星进项{accounts/other_income}，两项相加为{accounts/income_current_year}。",
    ]
    if funds and pen.random.random() < 0.5:
        shapes = [f"{{$year}}年度本年收入合计{{accounts/income_current_year}}，其中：{parts}；{other}。"]
    pen.one_of(shapes)


def expenditure(pen: Pen, out: Outline) -> None:
    """Where it went: basic and project expenditure with their shares."""
    out.heading(1, pen.random.choice(("支出决算情况说明", "支出情况", "本年支出情况")))
    total = "{@accounts/expenditure_current_year}{accounts/expenditure_current_year}"
    basic, project = (
        "{@accounts/basic_expenditure}{accounts/basic_expenditure}",
        "{@accounts/project_expenditure}{accounts/project_expenditure}",
    )
    b, p = "{accounts/basic_share}", "{accounts/project_share}"
    pen.one_of(
        (
            f"{{$year}}年度{total}，其中：{basic}，占{b}；{project}，占{p}。",
            f"{{$year}}年{total}，其中{basic}，占本年支出的{b}；{project}，占本年支出的{p}。",
            f"{{$we}}{{$year}}年度{total}。其中：{basic}，占支出合计的{b}；{project}，占支出合计的{p}。",
            f"{{$year}}年{total}，包括{basic}、{project}。",
            "{!}全年资金实际使用{accounts/expenditure_current_year}，用于人员及机构日常运转{accounts/basic_expenditure}，用于专项业务和事业发展{accounts/project_expenditure}。",
        )
    )


def carried(pen: Pen, out: Outline) -> None:
    """What is carried over."""
    out.heading(1, pen.random.choice(("结转结余情况", "年末结转和结余情况")))
    pen.one_of(
        (
            "{$year}年度{@accounts/carried_in}{accounts/carried_in}，{@accounts/carried_out}{accounts/carried_out}。",
            "{@accounts/carried_out}{accounts/carried_out}，主要是跨年度项目尚未完工结算。",
        )
    )


def fiscal(pen: Pen, out: Outline) -> None:
    """The fiscal appropriation's own balance."""
    out.heading(1, pen.random.choice(("财政拨款收入支出决算总体情况说明", "财政拨款收支总体情况")))
    pen.one_of(
        (
            "{$year}年度{@accounts/fiscal_total}均为{accounts/fiscal_total}。其中：财政拨款收入{accounts/fiscal_appropriation}，年初财政拨款结转和结余{accounts/carried_in}。",
            "{$year}年度{@accounts/fiscal_total}{accounts/fiscal_total}。",
        )
    )


def public(pen: Pen, out: Outline) -> None:
    """The general public expenditure: total and classes by function, in words."""
    out.heading(1, pen.random.choice(("一般公共预算财政拨款支出决算情况说明", "一般公共预算财政拨款支出情况")))
    whole = "accounts/general_public_expenditure"
    change = "{+~/public_change_amount|增加|减少}，{+~/public_change_rate|增长|下降}"
    out.heading(2, pen.random.choice(("总体情况", "一般公共预算财政拨款支出决算总体情况")))
    pen.one_of(
        (
            f"{{$year}}年度{{@{whole}}}{{{whole}}}，占本年支出合计的{{~/public_share}}。与{{$last}}年度相比，一般公共预算财政拨款支出{change}{why(pen)}。",
            f"{{$year}}年{{@{whole}}}{{{whole}}}，较上年{change}。",
            f"{{$year}}年度{{@{whole}}}{{{whole}}}。",
        )
    )


def structure(pen: Pen, out: Outline) -> None:
    """The 类 with their shares."""
    out.heading(2, pen.random.choice(("支出结构情况", "一般公共预算财政拨款支出决算结构情况")))
    rows = levels(pen.facts, "类")
    stem, whole = "functional_expenditures/", "{accounts/general_public_expenditure}"
    if pen.random.random() < 0.15:
        parts = "；".join(f"{{{stem}{n}/name}}投入{{{stem}{n}/amount}}，份额{{{stem}{n}/share}}" for n in rows)
        pen.line(f"{{!}}从资金投向看，公共财政资金共使用{whole}，分布于{len(rows)}个大类：{parts}。")
        return
    bracket, mark = pen.random.choice((("（类）", "，占"), ("", "，占"), ("（类）支出", "，占比")))
    parts = "；".join(f"{{{stem}{n}/name}}{bracket}{{{stem}{n}/amount}}{mark}{{{stem}{n}/share}}" for n in rows)
    pen.one_of(
        (
            f"{{$year}}年度一般公共预算财政拨款支出{whole}，主要用于以下方面：{parts}。",
            f"一般公共预算财政拨款支出{whole}，按功能分类：{parts}。",
        )
    )


def levels(facts: Facts, level: str) -> list[int]:
    """The rows of one level of the functional classification."""
    every = range(facts.rows["functional_expenditures"])
    return [n for n in every if facts.implied[f"functional_expenditures/{n}/level"] == level]


def items(pen: Pen, out: Outline) -> None:
    """Each 项 in its own paragraph, with its final amount, mostly its budget and its rate."""
    out.heading(2, pen.random.choice(("支出具体情况", "一般公共预算财政拨款支出决算具体情况")))
    facts = pen.facts
    pen.line("{$year}年度一般公共预算财政拨款支出决算数为{accounts/general_public_expenditure}，其中：")
    coded = pen.random.random() < 0.4
    form = pen.random.choice(("national", "national", "national", "rate", "rate", "plain", "plain", "odd", "odd"))
    top = second = ""
    number = 0
    for n in range(facts.rows["functional_expenditures"]):
        stem = f"functional_expenditures/{n}/"
        name, level = str(facts.values[stem + "name"]), facts.implied[stem + "level"]
        if level == "类":
            top = name
        elif level == "款":
            second = name
        else:
            number += 1
            code = f"{{{stem}code}} " if coded else ""
            lead = f"{number}.{top}（类）{second}（款）{code}{{{stem}name}}（项）"
            amount, budget, rate = (f"{{{stem}{k}}}" for k in ("amount", "budget", "completion_rate"))
            bodies = {
                "national": f"。年初预算为{budget}，支出决算为{amount}，完成年初预算的{rate}{why(pen)}。",
                "rate": f"：支出决算为{amount}，完成年初预算{rate}。",
                "plain": f"{amount}。",
                "odd": f"，{{!}}期初核定{budget}，年内列支{amount}，支用比例{rate}。",
            }
            pen.line(lead + bodies[form])


def basic(pen: Pen, out: Outline) -> None:
    """The basic expenditure of the general public budget: people and office."""
    out.heading(1, pen.random.choice(("一般公共预算财政拨款基本支出决算情况说明", "基本支出情况", "一般公共预算财政拨款基本支出情况")))
    whole = "{accounts/general_public_basic}"
    people, office = (
        "{@accounts/personnel_expenditure}{accounts/personnel_expenditure}",
        "{@accounts/public_expenditure}{accounts/public_expenditure}",
    )
    pen.one_of(
        (
            f"{{$year}}年度{{@accounts/general_public_basic}}{whole}，其中：{people}，主要包括：基本工资、津贴补贴、奖金、住房公积金等；{office}，主要包括：办公费、水费、电费、差旅费等。",
            f"{{$year}}年度一般公共预算财政拨款基本支出{whole}。其中：{people}；{office}。",
            f"{{$year}}年度{{@accounts/general_public_basic}}{whole}，其中：{people}、{office}。",
        )
    )
    if pen.random.random() < 0.5:
        economic(pen)


def functional_table(pen: Pen, out: Outline) -> None:
    """The general public expenditure by 类, 款 and 项 in a table, with its total."""
    out.heading(1, pen.random.choice(("一般公共预算财政拨款支出决算表", "支出决算表（按功能分类）")))
    pen.line(f"单位：{pen.style.table_unit}")
    stem, every = "functional_expenditures/", range(pen.facts.rows["functional_expenditures"])
    pen.table(
        [pen.random.choice(("科目编码", "功能分类科目编码")), "科目名称", pen.random.choice(("决算数", "本年支出", "合计"))],
        [
            *([["", "合计", "{accounts/general_public_expenditure}"]] if pen.random.random() < 0.6 else []),
            *([f"{{{stem}{n}/code}}", f"{{{stem}{n}/name}}", f"{{{stem}{n}/amount}}"] for n in every),
        ],
    )


def economic_table(pen: Pen, out: Outline) -> None:
    """The basic expenditure by economic class in a table: 类 above their 款."""
    out.heading(1, pen.random.choice(("一般公共预算财政拨款基本支出决算表", "基本支出经济分类情况表")))
    pen.line(f"单位：{pen.style.table_unit}")
    stem, every = "economic_expenditures/", range(pen.facts.rows["economic_expenditures"])
    rows = [[ECONOMIC_CODES[str(pen.facts.values[f"{stem}{n}/name"])], f"{{{stem}{n}/name}}", f"{{{stem}{n}/amount}}"] for n in every]
    last = [["", "人员经费合计", "{accounts/personnel_expenditure}"], ["", "公用经费合计", "{accounts/public_expenditure}"]]
    pen.table(["科目编码", pen.random.choice(("科目名称", "经济分类科目名称")), pen.random.choice(("决算数", "金额"))], [*rows, *last])


def economic(pen: Pen) -> None:
    """The economic classes of the basic expenditure, each with its items, in words."""
    facts = pen.facts
    stem = "economic_expenditures/"
    tops = [n for n in range(facts.rows["economic_expenditures"]) if f"{stem}{n}/parent" not in facts.implied]
    for number, top in enumerate(tops, 1):
        rows = [
            n
            for n in range(facts.rows["economic_expenditures"])
            if facts.implied.get(f"{stem}{n}/parent") == facts.values[f"{stem}{top}/name"]
        ]
        parts = "，".join(f"{{{stem}{n}/name}}{{{stem}{n}/amount}}" for n in rows)
        pen.line(f"{number}.{{{stem}{top}/name}}{{{stem}{top}/amount}}，<其中：^包括：>{parts}。")


def budgets(pen: Pen, out: Outline) -> None:
    """The initial budget, the adjusted one and how far it was spent."""
    out.heading(2, pen.random.choice(("预算安排和执行情况", "年初预算与执行情况", "预算及执行情况")))
    total, basic_, project = "{budget/initial_expenditure}", "{budget/initial_basic}", "{budget/initial_project}"
    change = "{+budget/initial_change_amount|增加|减少}"
    pen.one_of(
        (
            f"{{$year}}年部门年初预算收入{{budget/initial_income}}，年初预算支出{total}，其中：基本支出{basic_}，项目支出{project}。比上年预算{change}。",
            f"年初部门预算批复收入{{budget/initial_income}}、支出{total}，其中基本支出{basic_}、项目支出{project}。",
            f"{{$year}}年年初预算支出{total}，其中：基本支出{basic_}，项目支出{project}。",
            f"{{!}}经本级人民代表大会审查批准，{{$year}}年安排资金规模{total}，日常运转类安排{basic_}，专项业务类安排{project}，总规模较{{$last}}年安排数{{+budget/initial_change_amount|扩大|压减}}。",
        )
    )
    spent = "{accounts/expenditure_current_year}"
    pen.one_of(
        (
            f"{{@budget/adjusted_total}}为{{budget/adjusted_total}}，{{@accounts/expenditure_current_year}}{spent}，{{@budget/execution_rate}}{{budget/execution_rate}}。",
            f"{{$year}}年{{@budget/adjusted_total}}{{budget/adjusted_total}}，本年支出{spent}，{{@budget/execution_rate}}为{{budget/execution_rate}}。",
            "{$year}年{@budget/execution_rate}为{budget/execution_rate}。",
        )
    )
    if pen.random.random() < 0.35:
        pen.line(
            "基本支出中，{@accounts/personnel_expenditure}{accounts/personnel_expenditure}，{@accounts/public_expenditure}{accounts/public_expenditure}。"
        )
