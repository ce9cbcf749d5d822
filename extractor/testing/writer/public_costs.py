"""The sections on 三公, running costs and procurement."""

from __future__ import annotations

from extractor.testing.writer.money import why
from extractor.testing.writer.outline import Outline
from extractor.testing.writer.pen import Pen

T = "three_public/"
NATIONAL, PLAIN = ("overseas", "vehicle", "reception"), ("overseas", "reception", "vehicle")


def change(pen: Pen, part: str, lead: str = "，<比上年^较上年^与上年相比>") -> str:
    """The change against last year; nothing where there is none."""
    if not pen.facts.figure(f"{T}{part}/change_amount"):
        return ""
    return f"{lead}{{+{T}{part}/change_amount|增加|减少}}，{{+{T}{part}/change_rate|增长|下降}}"


def three_public(pen: Pen, out: Outline) -> None:
    """The total with its parts, then each of them."""
    out.heading(1, pen.random.choice(("“三公”经费支出决算情况说明", "财政拨款“三公”经费支出决算情况说明", "“三公”经费情况")))
    order = pen.random.choice((NATIONAL, PLAIN))
    shares = pen.random.random() < 0.5
    parts = "；".join(_named(pen, part, shares) for part in order)
    name, actual, budget, rate = (
        f"{{{w}}}" for w in ("@three_public/total", T + "total/actual", T + "total/budget", T + "total/completion_rate")
    )
    pen.one_of(
        (
            f"{{$year}}年度{name}预算为{budget}，支出决算为{actual}，完成预算的{rate}{change(pen, 'total')}{why(pen)}。其中：{parts}。",
            f"{{$year}}年度{name}决算{actual}，完成预算的{rate}{change(pen, 'total')}，其中：{parts}。",
            f"{{$year}}年{name}支出{actual}{change(pen, 'total')}，其中：{parts}。",
            f"{{!}}{{$year}}年{{$we}}接待、用车、出访三类公务消费共计开支{actual}，年初核定{budget}，支用比例{rate}。{{.}}分开来看：{parts}。",
        )
    )
    if pen.random.random() < 0.7:
        for number, part in enumerate(order, 1):
            _detail(pen, number, part)


def _named(pen: Pen, part: str, shares: bool) -> str:
    if not pen.facts.figure(f"{T}{part}/actual"):
        label = f"{{@{T}{part}}}"
        return pen.random.choice((f"{label}{{{T}{part}/actual:=0万元}}", f"{label}{{{T}{part}/actual:=未发生}}"))
    return f"{{@{T}{part}}}{{{T}{part}/actual}}" + (f"，占{{{T}{part}/share}}" if shares else "")


def _detail(pen: Pen, number: int, part: str) -> None:
    stem = f"{T}{part}/"
    if not pen.facts.figure(stem + "actual"):
        pen.line(f"{number}.{{@{T}{part}}}支出{{{stem}actual:=0万元}}，全年未安排出访团组。")
        return
    budget, actual, rate = (f"{{{stem}{k}}}" for k in ("budget", "actual", "completion_rate"))
    tail = ""
    if part == "reception":
        tail = "国内公务接待<共^>{three_public/reception_batches}批次，{three_public/reception_people}人次。"
    if part == "vehicle":
        bought = (
            f"公务用车购置费支出{{{T}vehicle_purchase/actual}}"
            if pen.facts.figure(T + "vehicle_purchase/actual")
            else f"公务用车购置费支出{{{T}vehicle_purchase/actual:=0万元}}"
        )
        tail = f"其中：{bought}，公务用车运行维护费支出{{{T}vehicle_operation/actual}}。"
    pen.one_of(
        (
            f"{number}.{{@{T}{part}}}预算为{budget}，支出决算为{actual}，完成预算的{rate}{change(pen, part)}{why(pen)}。{tail}",
            f"{number}.{{@{T}{part}}}支出{actual}{change(pen, part)}{why(pen)}。{tail}",
            f"{number}.{{@{T}{part}}}支出决算为{actual}，预算为{budget}，完成预算{rate}。{tail}",
        )
    )


def three_public_table(pen: Pen, out: Outline) -> None:
    """Items down, budget, final and last year's amounts across."""
    out.heading(1, pen.random.choice(("“三公”经费支出决算表", "“三公”经费情况表")))
    pen.line(f"单位：{pen.style.table_unit}")
    columns = pen.random.choice((("budget", "actual"), ("last_year", "budget", "actual"), ("last_year", "actual", "change_amount")))
    heads = {
        "budget": ("预算数", "年初预算数"),
        "actual": ("决算数", "本年决算数"),
        "last_year": ("上年决算数", "上年数"),
        "change_amount": ("增减额", "比上年增减额"),
    }
    names = (
        ("total", "合计"),
        ("overseas", "因公出国（境）费"),
        ("vehicle", "公务用车购置及运行维护费"),
        ("vehicle_purchase", "其中：公务用车购置费"),
    )
    rows = [
        [name, *(f"{{{T}{part}/{c}}}" for c in columns)]
        for part, name in (*names, ("vehicle_operation", "公务用车运行维护费"), ("reception", "公务接待费"))
    ]
    pen.table(["项目", *(pen.random.choice(heads[c]) for c in columns)], rows)


def operating(pen: Pen, out: Outline) -> None:
    """Running costs of the office."""
    out.heading(2, pen.random.choice(("机关运行经费支出情况", "机关运行经费情况")))
    moved = "{+operating_expense/change_amount|增加|减少}，{+operating_expense/change_rate|增长|下降}"
    pen.one_of(
        (
            f"{{$year}}年度{{$we}}{{@operating_expense}}支出{{operating_expense/actual}}，比{{$last}}年{moved}{why(pen)}。",
            f"{{$name}}{{$year}}年度机关运行经费支出{{operating_expense/actual}}，<较上年^与上年相比>{moved}{why(pen)}。",
            "{$year}年{@operating_expense}{operating_expense/actual}。",
            f"{{!}}维持机关日常运行的水电、办公、差旅等资金{{operating_expense/actual}}，同{{$last}}年相比{moved}。",
        )
    )


def procurement(pen: Pen, out: Outline) -> None:
    """Procurement by kind, and what went to small firms."""
    out.heading(2, pen.random.choice(("政府采购支出情况", "政府采购情况")))
    kinds = "、".join(f"{{@procurement/{k}}}{{procurement/{k}}}" for k in ("goods", "works", "services"))
    if pen.random.random() < 0.3:
        kinds = kinds.replace("、", "，")
    tail = pen.random.choice(
        (
            "{@procurement/to_small_and_medium}{procurement/to_small_and_medium}，占政府采购支出总额的{~/to_small_and_medium_share}。",
            "授予中小企业合同金额{procurement/to_small_and_medium}，占政府采购支出总额的{~/to_small_and_medium_share}，其中：授予小微企业合同金额{procurement/to_small_and_micro}，占政府采购支出总额的{~/to_small_and_micro_share}。",
            "",
        )
    )
    if pen.random.random() < 0.3:
        pen.line("{$year}年政府采购预算{procurement/budget}，实际采购{procurement/actual}，完成预算的{~/procurement_rate}。")
    pen.line(f"{{$year}}年度{{$we}}{{@procurement/actual}}{{procurement/actual}}，其中：{kinds}。{tail}")
