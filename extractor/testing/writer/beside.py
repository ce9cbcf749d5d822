"""What stands beside the figures of a report: sentences with numbers that no field holds, sections without any, definitions."""

from __future__ import annotations

from extractor.testing.writer.outline import Outline
from extractor.testing.writer.pen import Pen

TERMS = (
    "财政拨款收入：指从同级财政取得的各类拨款。",
    "其他收入：指在规定的各类收入之外取得的零散收入。",
    "年初结转和结余：指以前年度没有用完、今年接着使用的资金。",
    "基本支出：指维持机构运转、完成日常任务所需的支出。",
    "项目支出：指为了特定任务和事业发展目标发生的支出。",
    "“三公”经费：指因公出国（境）、公务用车和公务接待三类开支。",
    "机关运行经费：指行政机关和参照管理单位购买货物和服务的公用类资金。",
)


def basis(pen: Pen, out: Outline) -> None:
    """The paper that asked for the report: its number is no figure."""
    year, number = int(pen.facts.words["year"]) + 1, pen.random.randint(2, 60)
    pen.line(
        f"根据《关于做好预算绩效管理有关工作的通知》（{pen.facts.words['place'][0]}财发〔{year}〕{number}号）要求，现将有关情况说明如下。"
    )


def work(pen: Pen, out: Outline) -> None:
    """A year's work in numbers: documents, households, thresholds, approximations, plans."""
    out.heading(2, pen.random.choice(("年度重点工作", "主要工作开展情况")))
    random = pen.random
    sentences = (
        f"全年印发各类文件{random.randint(20, 90)}件，召开会议{random.randint(4, 30)}次，走访对象{random.randint(2, 40) * 10}余户。",
        f"发放宣传材料近{random.randint(2, 80)}00份，开展宣传活动{random.randint(3, 20)}场次。",
        f"对单笔{random.choice((3, 5, 10))}万元以上的支出实行集体审议，合同复核率达到100%。",
        f"“十四五”期间拟争取上级资金约{random.randint(2, 90)}00万元，力争群众满意度保持在90%以上。",
        f"办结群众来信来电{random.randint(30, 400)}件，按期答复率{random.randint(96, 99)}.{random.randint(1, 9)}%。",
    )
    pen.line("".join(random.sample(sentences, random.randint(2, 4))))


def other_people(pen: Pen, out: Outline) -> None:
    """People who fill no post, and posts that are no 编制."""
    random = pen.random
    pen.one_of(
        (
            f"另有编外聘用人员{random.randint(2, 60)}人，由劳务派遣公司管理。",
            f"核定科级领导职数{random.randint(3, 9)}名。",
            f"遗属补助对象{random.randint(1, 9)}人，公益性岗位{random.randint(2, 20)}个。",
        )
    )


def funds(pen: Pen, out: Outline) -> None:
    """Government funds and state capital: figures outside the schema, or none."""
    out.heading(1, "政府性基金预算财政拨款支出决算情况说明")
    if pen.facts.figure("~/funds_income"):
        pen.line("{$year}年度政府性基金预算财政拨款支出{~/funds_expenditure}。")
    else:
        pen.one_of(("{$we}{$year}年度无政府性基金预算财政拨款支出。", "{$year}年度没有政府性基金预算财政拨款收支。"))
    if pen.random.random() < 0.6:
        out.heading(1, "国有资本经营预算财政拨款支出决算情况说明")
        pen.one_of(("{$we}{$year}年度未安排国有资本经营预算财政拨款支出。", "无。"))


def terms(pen: Pen, out: Outline) -> None:
    """Definitions: every label of a report, and no figure."""
    for number, term in enumerate(pen.random.sample(TERMS, pen.random.randint(3, len(TERMS))), 1):
        pen.line(f"{number}.{term}")
