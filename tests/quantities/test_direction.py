"""The sign of a change is that of the word that governs it, and of no other word nearby."""

from __future__ import annotations

import pytest

from extractor.quantities import direction


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ("公务接待费比上年减少", -1),
        ("比2022年增加", 1),
        ("支出比上年多", 1),
        ("较上年决算数100.50万元减少了", -1),
        ("减少16.2万元，", -1),
        ("减少16.2万元（", -1),
        ("增加5.5万元，下降", -1),
        ("人员减少3人，支出比上年多", 1),
        ("接待费减少5.5，差旅费", 0),
        ("减少了接待费5.5万元。差旅费", 0),
        ("支出比上年增减额为", 0),
        ("增减变动情况：减少", -1),
        ("增加（减少）", 0),
        ("减少（增加）", 0),
        ("比上年增加节能减排补助", 1),
        ("比上年减少增值税返还", -1),
        ("增加少年宫活动经费", 1),
        ("与上年持平，", 0),
        ("", 0),
    ],
)
def test_direction(before: str, sign: int) -> None:
    assert direction(before) == sign
