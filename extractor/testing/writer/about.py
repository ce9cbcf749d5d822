"""The sections on the department itself: cover, rooms, bodies, posts, assets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.testing.writer.outline import Outline
from extractor.testing.writer.pen import Pen

TITLES = {
    "整体支出绩效自评": (
        "{name}{year}年度部门整体支出绩效自评报告",
        "{year}年度{name}部门整体支出绩效自评报告",
        "{name}{year}年部门整体支出绩效自评情况报告",
    ),
    "整体支出绩效评价": ("{name}{year}年度部门整体支出绩效评价报告", "{year}年度{name}整体支出绩效评价报告"),
    "部门决算": ("{name}{year}年度部门决算公开说明", "{year}年度{name}部门决算情况说明", "{name}{year}年度部门决算"),
    "三公经费公开": ("{name}{year}年度“三公”经费公开说明", "{name}{year}年“三公”经费公开"),
    "项目支出绩效自评": ("{name}{year}年度项目支出绩效自评报告", "{year}年度{name}项目支出绩效自评报告"),
}
"""By report_type."""


def cover(pen: Pen, report_type: str) -> None:
    """The title, which tells the department, the year and the kind of report."""
    words = pen.facts.words
    title = pen.random.choice(TITLES[report_type]).format(name=words["name"], year=words["year"])
    pen.facts.name("report/title", title)
    pen.line("{report/title}")
    pen.note("report/department", words["name"])
    pen.note("report/fiscal_year", Decimal(words["year"]))
    pen.note("report/report_type", report_type)


def contents(pen: Pen, headings: Sequence[str]) -> None:
    """The list of contents, with page numbers."""
    pen.heading("目　录")
    for n, heading in enumerate(headings[1:]):
        pen.raw(f"{heading}{pen.style.leader}{3 + n // 4}\n")
    pen.raw("\n")


def filled_on(pen: Pen) -> None:
    """The date below the report, or on its cover."""
    random, year = pen.random, int(pen.facts.words["year"]) + 1
    month, day = random.randint(2, 10), random.randint(1, 28)
    pen.facts.name("report/filled_on", f"{year}-{month:02d}-{day:02d}")
    shown = random.choice((f"{year}年{month}月{day}日", f"{year}年{month}月{day}日", f"{year}-{month:02d}-{day:02d}"))
    lead = random.choice(("填报日期：", "公开时间：", "报告日期：", "{$name}\n"))
    pen.line(f"{lead}{{report/filled_on:={shown}}}")


def duties(pen: Pen, out: Outline) -> None:
    """What the department is for: no figures of any field."""
    out.heading(2, pen.random.choice(("主要职责", "部门职责", "职能简介")))
    duty = pen.facts.words["duties"]
    pen.one_of(
        (
            f"{{$name}}主管全{{$kind}}{duty}，贯彻执行国家有关法律法规和方针政策，拟订相关规划并组织实施。",
            f"贯彻落实上级关于{duty}的决策部署，承担行业指导、监督检查和信息统计等工作，完成交办的其他任务。",
            f"主要承担{duty}职能，负责拟订年度计划、组织考核验收、开展业务培训和政策宣传。",
        )
    )


def organisation(pen: Pen, out: Outline) -> None:
    """Rooms by number and name, bodies by number and, at times, in a table."""
    out.heading(2, pen.random.choice(("机构设置", "机构设置情况", "机构情况")))
    n = pen.facts.rows["organisation/internal_units"]
    rooms = "、".join(f"{{organisation/internal_units/{i}}}" for i in range(n))
    count = "{organisation/internal_unit_count}"
    pen.one_of(
        (
            f"{{$we}}内设机构{count}个，分别是：{rooms}。",
            f"{{$name}}共设置{count}个<内设机构^职能科室>，包括{rooms}。",
            f"{{$we}}内设{count}个科室：{rooms}。",
            f"{{!}}按照“三定”规定，机关本级分设{count}个办事部门，即{rooms}。",
        )
    )
    bodies = pen.facts.rows["organisation/subordinate_units"] - 1
    stem = "organisation/subordinate_units/"
    number = "{organisation/subordinate_unit_count}"
    if pen.random.random() < 0.55:
        pen.one_of(
            (
                f"所属事业单位{number}个，单位情况见下表。",
                f"{{$we}}下属单位{number}个，具体如下：",
                f"{{!}}另有{number}家归口管理的独立法人机构，名录附后。",
            )
        )
        columns = pen.random.choice((("name", "nature", "level", "funding"), ("name", "nature"), ("name", "nature", "level")))
        heads = {"name": "单位名称", "nature": "单位性质", "level": "单位规格", "funding": "经费保障形式"}
        pen.table([heads[c] for c in columns], [[f"{{{stem}{i}/{c}}}" for c in columns] for i in range(bodies + 1)])
        return
    names = "、".join(f"{{{stem}{i}/name}}" for i in range(1, bodies + 1))
    if pen.random.random() < 0.5:
        pen.line(f"<下属^所属>事业单位{number}个，分别是{names}。")
        for i in range(1, bodies + 1):
            pen.note(f"{stem}{i}/nature", "事业单位", "organisation/subordinate_unit_count")
    else:
        pen.line(f"纳入部门决算编制范围的二级预算单位{number}个，包括：{names}。")


def staffing(pen: Pen, out: Outline) -> None:
    """Posts and people, with or without their classes."""
    out.heading(2, pen.random.choice(("人员情况", "人员编制情况", "编制和人员情况")))
    s = "staffing/"
    posts = f"行政编制{{{s}authorised_administrative}}名，事业编制{{{s}authorised_institution}}名，工勤编制{{{s}authorised_worker}}名"
    people = f"公务员{{{s}on_post_civil_servant}}人，事业人员{{{s}on_post_institution}}人，工勤人员{{{s}on_post_worker}}人"
    odd_posts = f"机关名额{{{s}authorised_administrative}}个，事业名额{{{s}authorised_institution}}个，勤杂名额{{{s}authorised_worker}}个"
    chosen = pen.random.choice((f"，其中：{posts}", f"，其中{posts}", ""))
    there = pen.random.choice((f"，其中：{people}", ""))
    shapes = [
        f"{{$we}}{{@staffing/authorised}}{{{s}authorised}}名{chosen}。截至{{$year}}年末，{{@staffing/on_post}}{{{s}on_post}}人{there}。",
        f"{{@staffing/authorised}}{{{s}authorised}}名{chosen}；年末{{@staffing/on_post}}{{{s}on_post}}人{there}。",
        f"{{!}}机构编制部门批复{{$we}}用人名额{{{s}authorised}}个，分为{odd_posts}，年底实际到岗{{{s}on_post}}人。",
    ]
    pen.line(pen.random.choices(shapes, (4, 4, 1))[0])
    if pen.random.random() < 0.6:
        pen.line(f"{{@staffing/retired}}{{{s}retired}}人。")
    if pen.random.random() < 0.5:
        pen.line(f"{{$year}}年{{@staffing/control_rate}}为{{{s}control_rate}}。")


def assets(pen: Pen, out: Outline) -> None:
    """Assets in words, vehicles, and at times the table of fixed assets."""
    out.heading(2, pen.random.choice(("国有资产占用情况", "国有资产占有使用情况", "资产管理情况")))
    lead = "截至{$year}年12月31日，"
    pen.one_of(
        (
            f"{lead}{{$we}}{{@assets/total}}{{assets/total}}，其中：{{@assets/current}}{{assets/current}}，{{@assets/fixed}}{{assets/fixed}}。",
            f"{lead}{{@assets/total}}为{{assets/total}}，其中{{@assets/fixed}}{{assets/fixed}}；{{@assets/liabilities}}{{assets/liabilities}}。",
            f"{lead}{{@assets/fixed}}{{assets/fixed}}。",
        )
    )
    if pen.random.random() < 0.6:
        pen.one_of(
            (
                f"{lead}{{$we}}{{@assets/vehicle_count}}{{assets/vehicle_count}}辆，其中：执法执勤用车{{~/vehicles_law}}辆、其他用车{{~/vehicles_other}}辆；单价100万元以上设备0台（套）。",
                "{@assets/vehicle_count}{assets/vehicle_count}辆。",
            )
        )
    if pen.random.random() < 0.5:
        unit = pen.style.table_unit
        pen.line(f"固定资产占用情况表\n单位：{unit}")
        stem = "assets/items/"
        rows = [[f"{{{stem}{n}/name}}", f"{{{stem}{n}/unit}}", f"{{{stem}{n}/quantity}}", f"{{{stem}{n}/value}}"] for n in range(5)]
        rows[1][2] = f"{{{stem}1/quantity&assets/vehicle_count}}"
        pen.table(
            ["项目", "计量单位", "数量", pen.random.choice(("价值", "账面价值", "金额"))], [*rows, ["合计", "", "", "{assets/fixed}"]]
        )
