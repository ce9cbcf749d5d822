"""Sentences of the genre: which relations they state, and how those come out. All figures are invented."""

from __future__ import annotations

import pytest
from checker_texts import checked

from extractor.checker import Kind, Reason, Verdict

# text, kind, claim as printed, operands as printed, verdict
STATED = [
    ("支出合计100.50万元，其中：基本支出60.20万元，项目支出40.30万元。", "sum", "100.50", "60.20 40.30", "holds"),
    ("支出合计100.50万元，其中：基本支出60.20万元，项目支出40.10万元。", "sum", "100.50", "60.20 40.10", "violated"),
    ("支出合计100.50万元（基本支出60.20万元、项目支出40.30万元）。", "sum", "100.50", "60.20 40.30", "holds"),
    ("本年支出合计100.50万元。基本支出60.20万元，项目支出40.30万元，合计100.50万元。", "sum", "100.50", "60.20 40.30", "holds"),
    (
        "收入合计90.00万元，较上年减少10.00万元，下降10.00%。其中：财政拨款收入80.00万元；其他收入10.00万元。",
        "sum",
        "90.00",
        "80.00 10.00",
        "holds",
    ),
    ("收入合计90.00万元，较上年减少10.00万元，下降10.00%。", "growth", "10.00", "90.00 10.00", "holds"),
    ("支出80.00万元，比上年减少20.00万元，下降25%。", "growth", "25", "80.00 20.00", "violated"),
    ("公务接待费9.70万元，比上年减少0.30万元，下降0.03%。", "growth", "0.03", "9.70 0.30", "violated"),
    ("本年支出合计200.00万元，其中：基本支出150.00万元，占75%；项目支出50.00万元，占25%。", "share", "75", "150.00 200.00", "holds"),
    ("本年支出合计200.00万元，其中：基本支出150.00万元，占76%；项目支出50.00万元，占25%。", "share", "76", "150.00 200.00", "tail"),
    ("本年支出合计200.00万元，其中：基本支出150.00万元，占57%；项目支出50.00万元，占25%。", "share", "57", "150.00 200.00", "violated"),
    ("公务接待费支出预算为12.00万元，支出决算为8.12万元，完成预算的67.67%。", "rate", "67.67", "8.12 12.00", "holds"),
    ("公务接待费支出预算为12.00万元，支出决算为8.12万元，完成预算的76.67%。", "rate", "76.67", "8.12 12.00", "violated"),
    ("三公经费支出决算为28.64万元，比上年决算31.10万元减少2.46万元，下降7.91%。", "difference", "2.46", "28.64 31.10", "holds"),
    ("三公经费支出决算为28.64万元，比上年决算31.10万元减少2.64万元，下降7.91%。", "difference", "2.64", "28.64 31.10", "violated"),
    ("部门支出比上年预算减少16.20万元，其中：基本支出增加6.51万元，项目支出减少22.71万元。", "sum", "16.20", "6.51 22.71", "holds"),
    ("核定编制86名，其中：行政编制24名，事业编制62名。", "sum", "86", "24 62", "holds"),
    ("年末实有人数90人，包括：在职60人（行政人员20人、事业人员40人），退休人员30人。", "sum", "60", "20 40", "holds"),
    ("年末实有人数90人，包括：在职60人（行政人员20人、事业人员40人），退休人员30人。", "sum", "90", "60 30", "holds"),
    ("局机关内设3个科室：办公室、人事科、财务科。", "count", "3", "办公室 人事科 财务科", "holds"),
    ("局机关内设4个科室：办公室、人事科、财务科。", "count", "4", "办公室 人事科 财务科", "violated"),
    ("授予中小企业合同金额80.00万元，占政府采购支出总额的80%。", None, "", "", ""),
]


@pytest.mark.parametrize(("text", "kind", "claim", "operands", "wanted"), STATED)
def test_a_sentence_and_what_it_owes(text: str, kind: str | None, claim: str, operands: str, wanted: str) -> None:
    found = checked(text)
    if kind is None:
        assert found.of(Verdict.VIOLATED, Verdict.TAIL) == []
        return
    hits = [r for r in found.relations if r.kind == kind and r.claim.printed == claim]
    verdicts = [str(r.verdict) for r in hits if [o.printed for o in r.operands] == operands.split()]
    assert set(verdicts) == {wanted}, [(str(r.kind), r.claim.printed, [o.printed for o in r.operands]) for r in found.relations]


@pytest.mark.parametrize(
    "text",
    [
        "人员经费100.00万元，主要包括：基本工资40.00万元、津贴补贴20.00万元。",
        "支出合计100.00万元，其中：办公费40.00万元、差旅费20.00万元等。",
        "收入约100万元，其中：甲收入近40万元，乙收入50万元。",
        "本年预算0万元，支出0万元，完成预算的100%。",
        "本年公务接待费4.50万元，上年0万元，增长100%。",
        "“十四五”时期，2022年印发灵发〔2019〕9号文件，满意度≥95%。",
        "卫生技术人员1842人，其中执业（助理）医师731人、注册护士794人。",
        "",
    ],
)
def test_what_is_no_statement_gives_no_finding(text: str) -> None:
    assert checked(text).of(Verdict.VIOLATED, Verdict.TAIL) == []


def test_reasons_are_told() -> None:
    (share,) = [r for r in checked("预算0万元，支出0万元，完成预算的100%。").relations if r.kind is Kind.RATE]
    assert (share.verdict, share.reason) == (Verdict.NOT_CHECKED, Reason.NO_BASE)
    (part,) = checked("人员经费100.00万元，主要包括：基本工资40.00万元、津贴补贴20.00万元。").relations
    assert (part.verdict, part.reason) == (Verdict.NOT_CHECKED, Reason.OPEN_LIST)


def test_pairs_stay_apart() -> None:
    text = "本年收、支合计各为310.50、298.20万元，与上年相比各减少10.50、22.80万元，各下降3.27%、7.10%。"
    growths = [[t.printed for t in r.terms] for r in checked(text).relations if r.kind is Kind.GROWTH]
    assert growths == [["3.27", "310.50", "10.50"], ["7.10", "298.20", "22.80"]]
    assert checked(text).of(Verdict.VIOLATED, Verdict.TAIL) == []


def test_places_point_at_the_digits() -> None:
    text = "支出合计 1,100.50 万元，其中：基本支出　60.20万元，项目支出1,040.30万元。"
    (found,) = [r for r in checked(text).relations if r.kind is Kind.SUM]
    assert [text[t.span.start : t.span.end] for t in found.terms] == ["1,100.50", "60.20", "1,040.30"]
