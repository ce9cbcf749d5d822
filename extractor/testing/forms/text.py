"""The words around the nine tables: 部门概况, and the explanation of the accounts section by section, on the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor.testing.forms import department as d
from extractor.testing.forms import grids as t
from extractor.testing.forms.department import rounded, share, total

LAST = d.YEAR - 1


@dataclass(frozen=True, slots=True)
class Line:
    """A heading (`level` 1 is 第一部分) or, at level 0, a paragraph."""

    words: str
    level: int = 0


def n(value: Decimal) -> str:
    """An amount as the text prints it."""
    return f"{value:.2f}万元"


def p(value: Decimal) -> str:
    """A percentage as the text prints it."""
    return f"{value:.2f}%"


def difference(now: Decimal, before: Decimal) -> str:
    """增加N万元, 减少N万元."""
    return f"{'增加' if now >= before else '减少'}{n(abs(now - before))}"


def change(now: Decimal, before: Decimal) -> str:
    """增加N万元，增长P%; 减少, 下降 where it fell."""
    rate = rounded(100 * abs(now - before) / before)
    return f"{difference(now, before)}，{'增长' if now >= before else '下降'}{p(rate)}"


def about() -> list[Line]:
    """第一部分: what the department is."""
    return [
        Line("第一部分 部门概况", 1),
        Line("一、部门职责", 2),
        Line(f"{d.NAME}负责全县水资源管理、河湖管护、农村供水和水旱灾害防御工作，指导水利工程建设与运行管理。"),
        Line("二、机构设置", 2),
        Line(f"{d.NAME}内设机构5个，分别为办公室、规划建设科、水资源管理科、河湖管护科、防御科。"),
        Line(f"纳入{d.NAME}{d.YEAR}年度部门决算编制范围的单位共3个，包括局本级、河道管理所、灌区服务中心。"),
    ]


def explained() -> list[Line]:
    """第三部分: the accounts in words."""
    return [
        Line(f"第三部分 {d.YEAR}年度部门决算情况说明", 1),
        *_whole(),
        *_income(),
        *_spending(),
        *_fiscal(),
        *_public(),
        *_basic(),
        *_three_public(),
        *_others(),
    ]


def _whole() -> list[Line]:
    size = t.whole()
    return [
        Line("一、收入支出决算总体情况说明", 2),
        Line(
            f"{d.YEAR}年度收、支总计均为{n(size)}。与{LAST}年度相比，收、支总计各{change(size, d.LAST_TOTAL)}，主要是水利工程建设投入变化。"
        ),
        Line(
            f"收入总计{n(size)}，包括：本年收入合计{n(t.income())}，使用非财政拨款结余{n(d.USED_SURPLUS)}，年初结转和结余{n(t.opening())}。"
            f"支出总计{n(size)}，包括：本年支出合计{n(t.spent())}，结余分配{n(d.SET_ASIDE)}，年末结转和结余{n(t.closing())}。"
        ),
    ]


def _income() -> list[Line]:
    parts = {
        "财政拨款收入": d.fiscal_income(),
        **{name: d.own_income("", i) for i, name in enumerate(("上级补助收入", "事业收入", "其他收入"))},
    }
    size = t.income()
    said = "；".join(f"{name}{n(part)}，占{p(share(part, size))}" for name, part in parts.items())
    return [Line("二、收入决算情况说明", 2), Line(f"{d.YEAR}年度本年收入合计{n(size)}，其中：{said}。")]


def _spending() -> list[Line]:
    size = t.spent()
    basic = total(i.basic + i.own_basic for i in d.ITEMS)
    return [
        Line("三、支出决算情况说明", 2),
        Line(
            f"{d.YEAR}年度本年支出合计{n(size)}，其中：基本支出{n(basic)}，占{p(share(basic, size))}；"
            f"项目支出{n(size - basic)}，占{p(share(size - basic, size))}。"
        ),
    ]


def _fiscal() -> list[Line]:
    size = d.fiscal_income() + d.carried(d.PUBLIC_CARRIED, 0) + d.carried(d.FUND_CARRIED, 0)
    return [
        Line("四、财政拨款收入支出决算总体情况说明", 2),
        Line(
            f"{d.YEAR}年度财政拨款收、支总计均为{n(size)}。"
            f"与{LAST}年度相比，财政拨款收、支总计各{change(size, d.LAST_FISCAL)}，主要是上级资金变化。"
        ),
    ]


def _public() -> list[Line]:
    size, initial = total(i.public for i in d.ITEMS), total(i.initial for i in d.ITEMS)
    classes = dict.fromkeys(i.code[:3] for i in d.ITEMS if i.public)
    spent = {c: total(i.public for i in d.below(c)) for c in classes}
    said = "；".join(f"{d.NAMES[c]}（类）{n(amount)}，占{p(share(amount, size))}" for c, amount in spent.items())
    return [
        Line("五、一般公共预算财政拨款支出决算情况说明", 2),
        Line("（一）一般公共预算财政拨款支出决算总体情况", 3),
        Line(
            f"{d.YEAR}年度一般公共预算财政拨款支出{n(size)}，占本年支出合计的{p(share(size, t.spent()))}。"
            f"与{LAST}年度的{n(d.LAST_PUBLIC)}相比，一般公共预算财政拨款支出{change(size, d.LAST_PUBLIC)}，主要是水利建设任务变化。"
        ),
        Line("（二）一般公共预算财政拨款支出决算结构情况", 3),
        Line(f"{d.YEAR}年度一般公共预算财政拨款支出{n(size)}，主要用于以下方面：{said}。"),
        Line("（三）一般公共预算财政拨款支出决算具体情况", 3),
        Line(
            f"{d.YEAR}年度一般公共预算财政拨款支出年初预算为{n(initial)}，"
            f"支出决算为{n(size)}，完成年初预算的{p(share(size, initial))}。其中："
        ),
        *(_item(number, i) for number, i in enumerate((i for i in d.ITEMS if i.public), 1)),
    ]


def _item(number: int, item: d.Item) -> Line:
    names = [d.NAMES[item.code[:k]] for k in (3, 5, 7)]
    word = "大于" if item.public > item.initial else "小于"
    return Line(
        f"{number}.{names[0]}（类）{names[1]}（款）{names[2]}（项）。年初预算为{n(item.initial)}，支出决算为{n(item.public)}，"
        f"完成年初预算的{p(share(item.public, item.initial))}，决算数{word}年初预算数的主要原因是年中据实调整。"
    )


def _basic() -> list[Line]:
    size, people = d.paid("3"), d.paid("301") + d.paid("303")
    named = {True: d.PEOPLE, False: d.RUNNING}
    lists = {staff: "、".join(name for code, name in names.items() if len(code) == 5 and d.paid(code)) for staff, names in named.items()}
    return [
        Line("六、一般公共预算财政拨款基本支出决算情况说明", 2),
        Line(
            f"{d.YEAR}年度一般公共预算财政拨款基本支出{n(size)}，其中：人员经费{n(people)}，主要包括{lists[True]}；"
            f"公用经费{n(size - people)}，主要包括{lists[False]}。"
        ),
    ]


def _three_public() -> list[Line]:
    plan, done, before = d.PLANNED, d.PAID, d.BEFORE

    def said(name: str, planned: Decimal, paid: Decimal) -> str:
        return f"{name}预算为{n(planned)}，支出决算为{n(paid)}，完成预算的{p(share(paid, planned))}"

    return [
        Line("七、财政拨款“三公”经费支出决算情况说明", 2),
        Line("（一）“三公”经费财政拨款支出决算总体情况说明", 3),
        Line(
            f"{d.YEAR}年度“三公”经费财政拨款支出预算为{n(plan.total)}，支出决算为{n(done.total)}，完成预算的"
            f"{p(share(done.total, plan.total))}。比上年{change(done.total, before.total)}，其中：公务用车购置及运行维护费"
            f"{difference(done.vehicles, before.vehicles)}，公务接待费{difference(done.guests, before.guests)}。"
        ),
        Line("（二）“三公”经费财政拨款支出决算具体情况说明", 3),
        Line("1.因公出国（境）费预算为0.00万元，支出决算为0.00万元。全年安排因公出国（境）团组0个，累计0人次。"),
        Line(
            f"2.{said('公务用车购置及运行维护费', plan.vehicles, done.vehicles)}。其中：公务用车购置支出{n(done.bought)}，"
            f"公务用车运行维护支出{n(done.running)}。年末公务用车保有量6辆。"
        ),
        Line(f"3.{said('公务接待费', plan.guests, done.guests)}。全年国内公务接待38批次、296人次。"),
    ]


def _others() -> list[Line]:
    size = total(i.fund for i in d.ITEMS)
    running = d.paid("3") - d.paid("301") - d.paid("303")
    goods, works, services = d.D("61.84"), d.D("742.30"), d.D("98.57")
    bought = goods + works + services
    small, micro = d.D("806.25"), d.D("512.60")
    return [
        Line("八、政府性基金预算财政拨款支出决算情况说明", 2),
        Line(
            f"{d.YEAR}年度政府性基金预算财政拨款年初结转和结余{n(d.carried(d.FUND_CARRIED, 0))}，本年收入{n(d.fund_income())}，"
            f"本年支出{n(size)}，年末结转和结余{n(d.carried(d.FUND_CARRIED, 1))}。"
        ),
        Line("九、国有资本经营预算财政拨款支出决算情况说明", 2),
        Line(f"{d.YEAR}年度国有资本经营预算财政拨款支出{n(total(i.state for i in d.ITEMS))}。"),
        Line("十、其他重要事项的情况说明", 2),
        Line("（一）机关运行经费支出情况", 3),
        Line(f"{d.YEAR}年度机关运行经费支出{n(running)}，比上年{change(running, d.LAST_OPERATING)}，主要是压减一般性开支。"),
        Line("（二）政府采购支出情况", 3),
        Line(
            f"{d.YEAR}年度政府采购支出总额{n(bought)}，其中：政府采购货物支出{n(goods)}、政府采购工程支出{n(works)}、政府采购服务支出"
            f"{n(services)}。授予中小企业合同金额{n(small)}，占政府采购支出总额的{p(share(small, bought))}，"
            f"其中：授予小微企业合同金额{n(micro)}，占政府采购支出总额的{p(share(micro, bought))}。"
        ),
    ]
