"""The sections on results: projects, indicators, questionnaire, score, problems and measures."""

from __future__ import annotations

from extractor.testing.writer.money import why
from extractor.testing.writer.outline import Outline, chinese
from extractor.testing.writer.pen import Pen

S = "projects_summary/"


def projects(pen: Pen, out: Outline) -> None:
    """Each project in its paragraph, after what they are together."""
    out.heading(2, pen.random.choice(("项目绩效目标完成情况", "项目支出绩效情况", "项目实施情况")))
    pen.one_of(
        (
            f"{{$year}}年{{$we}}对{{{S}count}}个项目开展绩效自评，全年预算数{{{S}adjusted_budget}}，执行数{{{S}executed}}，执行率{{{S}execution_rate}}。各项目情况如下：",
            f"本次评价的{{{S}count}}个项目，调整预算数共{{{S}adjusted_budget}}，支出{{{S}executed}}。分项情况如下：",
            f"{{$we}}组织对{{{S}count}}个项目开展绩效自评，具体如下：",
            f"{{!}}本次纳入评价范围的共{{{S}count}}项，核定资金{{{S}adjusted_budget}}，兑付资金{{{S}executed}}，用款进度{{{S}execution_rate}}。逐项说明如下：",
        )
    )
    form = pen.random.randrange(3)
    scored = pen.random.random() < 0.7
    for n in range(pen.facts.rows["projects"]):
        _project(pen, n, form, scored)


def _project(pen: Pen, n: int, form: int, scored: bool) -> None:
    stem = f"projects/{n}/"
    drawn = {k: pen.labels.draw(f"projects/*/{k}", pen.random) for k in ("adjusted_budget", "executed", "execution_rate", "score")}
    named = {k: _held(f"{words}{{{stem}{k}}}", kept) for k, (words, kept) in drawn.items()}
    # A name ends where the label behind it begins: who doesn't know the label can't tell the name.
    name = _held(f"{{{stem}name}}", form > 0 and drawn["adjusted_budget"][1])
    budget, paid, rate = named["adjusted_budget"], named["executed"], named["execution_rate"]
    result = pen.random.choice(("按期完成了年度任务", "各项工作按计划推进", "年度目标基本实现", "受到服务对象好评"))
    end = f"{named['score']}分。" if scored else ""
    shapes = (
        f"{n + 1}.{name}项目。{budget}，{paid}，{rate}，{result}。{end}",
        f"（{n + 1}）{name}项目{budget}，{paid}，{rate}。{result}。{end}",
        f"{n + 1}、{name}项目{budget}。{paid}，{rate}，{result}。{end}",
    )
    pen.line(shapes[form])


def _held(words: str, kept: bool) -> str:
    """A template part, held as worded outside the schema's labels or not."""
    return f"{{!}}{words}{{.}}" if kept else words


def projects_table(pen: Pen, out: Outline) -> None:
    """The projects in a table of codes, names and amounts."""
    out.heading(2, pen.random.choice(("项目支出情况表", "项目预算执行情况表")))
    unit = pen.style.table_unit
    pen.line(f"单位：{unit}")
    columns = ["name", "initial_budget", "adjusted_budget", "executed", "execution_rate"]
    heads = {
        "name": "项目名称",
        "initial_budget": "年初预算数",
        "adjusted_budget": "{@projects/*/adjusted_budget}",
        "executed": "{@projects/*/executed}",
        "execution_rate": "执行率",
    }
    if pen.random.random() < 0.4:
        columns.remove("initial_budget")
    rows = [[f"{{projects/{n}/{c}}}" for c in columns] for n in range(pen.facts.rows["projects"])]
    if pen.random.random() < 0.4:
        rows = [[f"{{projects/{n}/code}}-{row[0]}", *row[1:]] for n, row in enumerate(rows)]
    last = {
        "name": "合计",
        "adjusted_budget": f"{{{S}adjusted_budget}}",
        "executed": f"{{{S}executed}}",
        "execution_rate": f"{{{S}execution_rate}}",
    }
    total = [[last.get(c, "") for c in columns]] if "initial_budget" not in columns else []
    pen.table([heads[c] for c in columns], [*rows, *total])


def indicators(pen: Pen, out: Outline) -> None:
    """The scored table of the whole department."""
    out.heading(2, pen.random.choice(("部门整体支出绩效自评表", "部门整体绩效指标完成情况")))
    keys = ("target", "actual", "weight", "score")
    head = ["一级指标", "二级指标", "三级指标", *(f"{{@indicators/*/{k}}}" for k in keys)]
    rows: list[list[str]] = []
    for n in range(pen.facts.rows["indicators"]):
        stem = f"indicators/{n}/"
        cells = [f"{{{stem}{k}}}" if stem + k in pen.facts.values else "" for k in ("level1", "level2", "level3", *keys)]
        rows.append(cells)
    rows[0][4] = "{budget/execution_rate>indicators/0/actual}"
    rows.append(["合计", "", "", "", "", "{~/weights}", "{evaluation/score}"])
    pen.table(head, rows)


def project_form(pen: Pen, out: Outline) -> None:
    """The form of the first project: its money, then its indicators."""
    out.heading(2, "项目支出绩效自评表")
    name, unit = "{projects/0/name}", pen.style.table_unit
    pen.table(
        ["项目名称", name, "实施单位", "{$name}"],
        [
            ["项目资金（" + unit + "）", "全年预算数", "全年执行数", "执行率"],
            ["年度资金总额", "{projects/0/adjusted_budget}", "{projects/0/executed}", "{projects/0/execution_rate}"],
        ],
    )
    apart = "project_indicators/0/nature" in pen.facts.values
    keys = ("level1", "level2", "level3", *(("nature", "target", "unit", "actual") if apart else ("target", "actual")))
    heads = {"level1": "一级指标", "level2": "二级指标", "level3": "三级指标", "nature": "指标性质", "unit": "度量单位"}
    head = [heads.get(k) or f"{{@project_indicators/*/{k}}}" for k in keys]
    pen.table(head, [[_cell(pen, f"project_indicators/{n}/{k}") for k in keys] for n in range(pen.facts.rows["project_indicators"])])


def _cell(pen: Pen, key: str) -> str:
    """A slot, or nothing where the row has no such words."""
    return f"{{{key}}}" if pen.facts.values.get(key) else ""


def score(pen: Pen, out: Outline) -> None:
    """The score, its grade, its parts and the bands."""
    out.heading(1, pen.random.choice(("评价结论", "综合评价结论", "自评结论", "自评得分情况")))
    groups = range(pen.facts.rows["evaluation/parts"])
    got = pen.random.choice(("得{}分", "{}分", "得分{}分"))
    parts = "，".join(f"{{evaluation/parts/{g}/name}}" + got.format(f"{{evaluation/parts/{g}/score}}") for g in groups)
    weights = "、".join(f"{{evaluation/weights/{g}/name}}{{evaluation/weights/{g}/weight}}分" for g in groups)
    if pen.random.random() < 0.5:
        pen.line(f"部门整体支出绩效评价指标体系总分{{~/weights}}分，按{weights}设置。" + (bands(pen) if pen.random.random() < 0.6 else ""))
    scored = "{@evaluation/score}{evaluation/score}分"
    tail = pen.random.choice((f"其中：{parts}。", f"其中，{parts}。", ""))
    pen.one_of(
        (
            f"经自评，{{$year}}年度部门整体支出{scored}，{{@evaluation/grade}}为{{evaluation/grade}}。{tail}",
            f"{{$name}}{{$year}}年度部门整体支出{scored}，{{@evaluation/grade}}为“{{evaluation/grade}}”。{tail}",
            f"经综合评定，{{$we}}{{$year}}年部门整体支出绩效自评得分为{{evaluation/score}}分，等级为{{evaluation/grade}}。{tail}",
            "{!}对照评价指标逐项核定，{$we}{$year}年度总评{evaluation/score}分，列入{evaluation/grade}档次。",
        )
    )


def bands(pen: Pen) -> str:
    """The bands of the grades, as half-open intervals."""
    b = "evaluation/bands/"
    if pen.random.random() < 0.5:
        middle = "；".join(f"{{{b}{n}/lower}}分（含）-{{{b}{n}/upper}}分为{{{b}{n}/grade}}" for n in range(3))
        return f"得分在{middle}；{{{b}3/upper}}分以下为{{{b}3/grade}}。"
    first = f"{{{b}0/lower}}分（含）以上为{{{b}0/grade}}"
    middle = "，".join(f"{{{b}{n}/lower}}分（含）至{{{b}{n}/upper}}分（不含）为{{{b}{n}/grade}}" for n in (1, 2))
    return f"等级划分为：{first}，{middle}，{{{b}3/upper}}分以下为{{{b}3/grade}}。"


def survey(pen: Pen, out: Outline) -> None:
    """The questionnaire in words and, at times, its table of options."""
    out.heading(2, pen.random.choice(("满意度调查情况", "服务对象满意度问卷调查")))
    s = "survey/"
    tabled = pen.random.random() < 0.6
    pen.one_of(
        (
            f"本次满意度调查{{@survey/issued}}{{{s}issued}}份，{{@survey/returned}}{{{s}returned}}份，其中{{@survey/valid}}{{{s}valid}}份，{{@survey/score}}{{{s}score}}分。",
            f"共{{@survey/issued}}{{{s}issued}}份，{{@survey/returned}}{{{s}returned}}份，其中有效问卷{{{s}valid}}份，问卷总分{{{s}total_points}}分，综合得分{{{s}score}}分。",
            f"围绕服务质量{{@survey/issued}}{{{s}issued}}份，{{@survey/returned}}{{{s}returned}}份，{{@survey/valid}}{{{s}valid}}份。",
        )
    )
    if tabled:
        rows: list[list[str]] = []
        for q in range(4):
            for o in range(4):
                stem = f"{s}questions/{q}/options/{o}/"
                number = f"{{{s}questions/{q}/number}}" if o == 0 else ""
                rows.append([number, f"{{{stem}label}}", f"{{{stem}points}}", f"{{{stem}count}}"])
        pen.table(["题号", "选项", "标准分值", "问卷数"], rows)


def narrative(pen: Pen, out: Outline) -> None:
    """Problems and measures: numbered points below their own headings."""
    for key in ("problems", "measures"):
        words, kept = pen.labels.draw(f"narrative/{key}", pen.random)
        out.heading(1, words)
        style = pen.random.randrange(3)
        for n in range(pen.facts.rows[f"narrative/{key}"]):
            lead = (f"（{chinese(n + 1)}）", f"{n + 1}.", f"{chinese(n + 1)}是")[style]
            pen.line(f"{lead}{'{!}' if kept else ''}{{narrative/{key}/{n}}}")


def other_score(pen: Pen, out: Outline) -> None:
    """A score of another scheme: a trap, no field of the schema."""
    out.heading(2, "其他考核情况")
    pen.line(f"在{{$year}}年度{{$kind}}直部门目标管理考核中，{{$we}}得分{pen.random.randint(880, 969) / 10}分，评为良好等次{why(pen)}。")
