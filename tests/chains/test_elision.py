"""A quote shortened in its middle (开头……结尾) is one stretch of one section."""

from __future__ import annotations

import pytest

from extractor.chains.answers import Reader
from extractor.documents import read_text
from extractor.grounding import FigureIndex, Grounded

REPORT = """丙县渔业局2023年度自评报告

开头一段说明情况。

另一段也说明情况，到此为止。

一、收支情况

基本支出800.10万元，主要用于人员。

项目支出440.46万元，用于池塘改造。

二、存在的问题

（一）预算编制不细

个别项目启动较晚。

支出进度前低后高。

（二）指标设置不全

个别项目启动较晚，可衡量性不足。
"""


@pytest.mark.parametrize(
    ("quote", "block", "found"),
    [
        ("基本支出800.10……主要用于人员。", "", "基本支出800.10万元，主要用于人员。"),
        ("基本支出800.10……池塘改造。", "", "基本支出800.10万元，主要用于人员。\n\n项目支出440.46万元，用于池塘改造。"),
        ("基本支出800.10……可衡量性不足。", "", None),  # two sections further on
        ("预算编制不细……前低后高。", "", "预算编制不细\n\n个别项目启动较晚。\n\n支出进度前低后高。"),
        ("预算编制不细……可衡量性不足。", "", None),
        ("存在的问题……预算编制不细", "", "存在的问题\n\n（一）预算编制不细"),  # what is below a heading belongs to it
        ("个别项目启动……可衡量性不足。", "", "个别项目启动较晚，可衡量性不足。"),  # its first words stand in the section before, too
        ("可衡量性不足……基本支出", "", None),
        ("另一段也说明……到此为止。", "", "另一段也说明情况，到此为止。"),
        ("开头一段……到此为止。", "", None),  # no section: one paragraph
        ("开头一段……用于池塘改造。", "", None),
    ],
)
def test_an_elided_quote_ends_where_its_section_does(quote: str, block: str, found: str | None) -> None:
    document = read_text(REPORT)
    made = Reader(document, FigureIndex(document)).stretch(quote, block)
    assert (document.text[made.figure.start : made.figure.end] if isinstance(made, Grounded) else None) == found
