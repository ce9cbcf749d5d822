"""Thousands of cells, thousands of equal words: found as in a short document, in time that grows with the document."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from extractor.documents import Document, Span, read_text
from extractor.grounding import FigureIndex, Grounded, ground_figure, ground_words
from extractor.quantities import unit_named

TABLE = "单位：万元\n\n项目名称\t预算\t执行（元）\n"


def long_table(rows: int) -> Document:
    return read_text("甲局报告\n\n" + TABLE + "".join(f"第{n}号工程（{n % 7}期）\t{n}.5\t{n},000.25\n" for n in range(rows)))


def repeated(times: int) -> Document:
    return read_text("甲局报告\n\n" + "\n\n".join(f"某项费用{n % 7}，支出100万元。" for n in range(times)))


def test_figures_within_a_span_are_those_whose_digits_it_covers() -> None:
    document = long_table(40)
    index = FigureIndex(document)
    draw = random.Random(7)
    spans = [c.span for row in document.tables[0].rows for c in row]
    for _ in range(300):
        start = draw.randrange(len(document.text))
        spans.append(Span(start, min(len(document.text), start + draw.randrange(1, 120))))
    assert len(list(index.all())) >= 120
    for span in spans:
        assert index.within(span) == [f for f in index.all() if span.covers(f.number)]


def cells(document: Document) -> None:
    index = FigureIndex(document)
    for row in document.tables[0].rows:
        for cell in row:
            index.within(cell.span)


def words(document: Document) -> None:
    found = ground_words(document, words="支出", quote="支出", index=FigureIndex(document))
    assert isinstance(found, Grounded)


def figure(document: Document) -> None:
    found = ground_figure(document, FigureIndex(document), printed="100万元", unit=unit_named("万元"), quote="支出100万元")
    assert isinstance(found, Grounded)


def seconds(task: Callable[[Document], None], document: Document) -> float:
    began = time.process_time()
    task(document)
    return time.process_time() - began


@pytest.mark.parametrize(("task", "make"), [(cells, long_table), (words, repeated), (figure, repeated)])
def test_ten_times_the_text_takes_about_ten_times_the_time(task: Callable[[Document], None], make: Callable[[int], Document]) -> None:
    assert seconds(task, make(4000)) < 25 * max(seconds(task, make(400)), 0.02)


def test_words_inside_a_quote_come_before_others() -> None:
    document = read_text("甲局报告\n\n支出合理。\n\n本年支出增加，支出结构优化。\n")
    found = ground_words(document, words="支出", quote="支出结构优化", index=FigureIndex(document))
    assert isinstance(found, Grounded)
    assert document.text[found.figure.start : found.figure.end + 2] == "支出结构"
    assert document.text[found.quote.start : found.quote.end] == "支出结构优化"
    assert len(found.others) == 2
