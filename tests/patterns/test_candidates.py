"""Properties of every candidate: the engine never raises, and what it proposes stands where it says it stands."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.documents import Document, read_text
from extractor.grounding import Candidate, Grounding
from extractor.patterns import propose
from extractor.quantities import fold
from extractor.quantities.numerals import DIGITS, NotANumeral, parse_numeral
from extractor.schema import Schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
SCALES = [
    Decimal(1),
    Decimal(10_000),
    Decimal(1) / Decimal(10_000),
    Decimal(1000),
    Decimal(1) / Decimal(10),
    Decimal(10),
    Decimal(1) / Decimal(1000),
]
PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "2022年",
        "2022年度",
        "收入总计",
        "支出总计",
        "收、支总计",
        "各为",
        "基本支出",
        "项目支出",
        "其中：",
        "“三公”经费",
        "公务接待费",
        "因公出国（境）费",
        "公务用车购置及运行维护费",
        "机关运行经费",
        "政府采购支出总额",
        "预算",
        "年初预算",
        "决算",
        "完成预算的",
        "占",
        "比上年",
        "较年初预算数",
        "增加",
        "减少",
        "下降",
        "持平",
        "未发生",
        "无",
        "0",
        "12.5",
        "1,234.56",
        "３４５．６",
        "八",
        "万元",
        "元",
        "%",
        "％",
        "名",
        "人",
        "个",
        "辆",
        "批次",
        "编制",
        "在职人员",
        "退休",
        "内设机构",
        "下属",
        "单位",
        "（类）",
        "（款）",
        "（项）",
        "教育支出",
        "自评得分",
        "分",
        "优",
        "良（80-90）",
        "\n",
        "\t",
        "，",
        "。",
        "；",
        "、",
        "（",
        "）",
        "：",
        " ",
        "|",
        "项目名称",
        "一级指标",
        "三级指标",
        "指标值",
        "完成值",
        "得分",
        "合计",
        "第一部分",
        "名词解释",
        "存在的问题",
        "XX",
    ]
)


@lru_cache(maxsize=1)
def schema() -> Schema:
    """The schema of department reports."""
    return load_schema(ROOT / "schemas" / "department_report" / "department_report.schema.json")


def digits_of(candidate: Candidate, document: Document) -> Decimal | None:
    """The figure printed at the candidate's span; None where no figure stands there."""
    printed = "".join(fold(document.text[candidate.figure.start : candidate.figure.end]).split()).replace(",", "")
    try:
        return Decimal(printed.strip("()"))
    except ArithmeticError:
        pass
    try:
        return parse_numeral(printed) if (printed and printed[0] in DIGITS) or printed[:1] in "十百千" else None
    except NotANumeral:
        return None


def check(document: Document, candidates: list[Candidate]) -> None:
    """Spans lie in the text, quotes hold their figures, printed digits are the value's, and a pointer is proposed once."""
    for c in candidates:
        assert 0 <= c.figure.start < c.figure.end <= len(document.text), c
        assert 0 <= c.quote.start < c.quote.end <= len(document.text), c
        if isinstance(c.value, bool) or not isinstance(c.value, (int, Decimal)) or c.grounding is Grounding.DERIVED:
            continue
        printed = digits_of(c, document)
        if c.grounding is Grounding.STATED_NONE:
            assert c.value == 0 and not printed, c
        else:
            assert printed is not None, c
            assert abs(Decimal(c.value)) in {abs(printed * scale).normalize() for scale in SCALES} | {
                abs(printed * scale) for scale in SCALES
            }, c
    pointers = [c.pointer for c in candidates]
    assert len(pointers) == len(set(pointers)), [p for p in pointers if pointers.count(p) > 1]


@pytest.mark.parametrize("path", sorted((ROOT / "eval" / "samples").glob("*_*.*")), ids=lambda p: p.stem)
def test_candidates_of_a_sample_stand_in_it(path: Path) -> None:
    document = read_text(path.read_text(encoding="utf-8"), path.stem)
    candidates = propose(document, schema())
    assert len(candidates) > 50
    check(document, candidates)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=60))
def test_words_of_the_genre_in_any_order(pieces: list[str]) -> None:
    document = read_text("".join(pieces), "words")
    check(document, propose(document, schema()))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    document = read_text(text, "text")
    check(document, propose(document, schema()))


@pytest.mark.parametrize(
    "piece", ["一", "（", "1.", "12.5万元、", "教育支出（类）", "无", "比上年", "得分5分，", "、", "内设", "a\tb\n", "|x|"]
)
def test_a_page_of_one_thing_ends_soon(piece: str) -> None:
    document = read_text(piece * 2000, "repeated")
    check(document, propose(document, schema()))
