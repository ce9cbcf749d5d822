"""Dates as precise as they are printed, with their spans."""

from __future__ import annotations

import pytest

from extractor.quantities import find_dates

CASES = {
    "填报日期：2022年4月11日": ["2022-04-11"],
    "填报日期：2022.4.11": ["2022-04-11"],
    "2022-04-11": ["2022-04-11"],
    "2022/4/11": ["2022-04-11"],
    "２０２２年４月１１日": ["2022-04-11"],
    "2024 年 5 月": ["2024-05"],
    "2023年度部门决算": ["2023"],
    "二〇二一年十月": ["2021-10"],
    "二○二一年十月二十三日": ["2021-10-23"],
    "二零二一年": ["2021"],
    "2021年末至2022年12月31日": ["2021", "2022-12-31"],
    "2019年06月18日": ["2019-06-18"],
    "支出2022.41万元": [],
    "编制2022人": [],
    "第2022.4.115号": [],
    "2022年13月": ["2022"],
}


@pytest.mark.parametrize("text", CASES)
def test_dates_of(text: str) -> None:
    found = list(find_dates(text))
    assert [d.iso for d in found] == CASES[text]
    assert all(text[d.start : d.end].strip() == text[d.start : d.end] for d in found)
