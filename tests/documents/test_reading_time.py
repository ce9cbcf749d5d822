"""Reading takes time in proportion to the text, for reports and for what tempts the reader to look back."""

from __future__ import annotations

import gc
import time

import pytest
from documents_samples import SAMPLES

from extractor.documents import read_text

REPORTS = "\n".join(p.read_text(encoding="utf-8") for p in SAMPLES)


def _seconds(text: str) -> float:
    def once() -> float:
        gc.collect()
        gc.disable()  # its passes grow with what other tests left behind
        try:
            start = time.process_time()
            read_text(text)
            return time.process_time() - start
        finally:
            gc.enable()
    return min(once() for _ in range(2))


def test_many_reports_in_one() -> None:
    """Four times the text (0.5 MB and 2 MB in UTF-8) takes far less than eight times as long."""
    size = len(REPORTS.encode())
    short, long = (REPORTS * (n // size + 1) for n in (500_000, 2_000_000))
    assert _seconds(long) / _seconds(short) < 8


@pytest.mark.parametrize("line", [
    "1、甲情况\n", "（1） 乙情况\n", "短行\n", "甲\t乙\t丙\n", "\t甲\n", "\t甲\n\n", "|甲|乙|\n", "甲\t乙\t丙\n\n\n\n\n\n", "**粗**",
    "[bookmark: _Toc1]",
    "没有结束的一行文字一直往下写直到这一页的末尾也没有句号的段落内容\n", "一、职责 1\n", "目录\n", "— 7 —\n", "#", "|", "\t", "_", " ",
    "1", "一",
], ids=repr)
def test_runs_of_one_line(line: str) -> None:
    """Eight times the text; what looks back at all before it would take 64 times as long."""
    short, long = line * (10_000 // len(line)), line * (80_000 // len(line))
    assert _seconds(long) < 40 * max(_seconds(short), 0.01)
