"""Questionnaires: counts of a question sum to the valid returns; points × counts; the average."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractor.checker.arithmetic import holds
from extractor.checker.grid import Grid, Row, Stretch, money_like
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.documents import Document, Span
from extractor.quantities import PLAIN, find_quantities, fold

_POINTS = re.compile(r"分值|标准分")
_COUNTS = re.compile(r"问卷数|份数|人数|选择数|票数")
_VALID = re.compile(r"有效问卷(?:数|份数)?(?:为|[:：])?")
_AVERAGE = re.compile(r"平均|综合得分|满意度得分")
_ASIDE = re.compile(r"\([^()]*\)$")
_GRADE = re.compile(r"(?:(?:非常|很|十分|比较|较|基本|不太|较不|很不|非常不)?满意|不满意|一般)(?:人数|份数|数)?")
_WITHOUT = re.compile(r"(?:不了解|不清楚|弃权|未作答)(?:人数|份数|数)?")
_ALL = re.compile(r"(?:合计|小计|总计|总数|有效问卷|有效|样本|回收|问卷)(?:人数|份数|数)?")
_MEAN = re.compile(r"得分|平均分|均分|满意度")
_SATISFIED = re.compile(r"满意[度率]")
_BEFORE, _AFTER = 400, 300  # characters around a table in which its points are stated


def survey_relations(grid: Grid, document: Document, reading: Reading) -> Iterator[Relation]:
    """The relations of one questionnaire table."""
    for stretch in grid.stretches:
        yield from _graded(grid, document, stretch, reading)
        points = next((c for c, h in enumerate(stretch.heads) if _POINTS.search(h)), None)
        counts = next((c for c, h in enumerate(stretch.heads) if _COUNTS.search(h)), None)
        if points is None or counts is None or points == counts:
            continue
        options = [r for r in stretch.rows if points in r.figures and not re.search(r"总分|有效|平均|得分", r.label)]
        valid = _valid(grid, document, stretch, counts)
        for question in _questions(options, stretch):
            operands = tuple(r.figures[counts] for r in question if counts in r.figures)
            if valid is not None and len(operands) >= 2:
                yield Relation("", Kind.SUM, Source.TABLE, replace(valid, unit=PLAIN), tuple(replace(o, unit=PLAIN) for o in operands))
        yield from _points_total(stretch, options, points, counts, valid)


def _questions(options: list[Row], stretch: Stretch) -> Iterator[list[Row]]:
    question: list[Row] = []
    for row in options:
        if re.match(r"A[.、]?", row.label) and question:
            yield question
            question = []
        question.append(row)
    if question:
        yield question


def _valid(grid: Grid, document: Document, stretch: Stretch, counts: int) -> Term | None:
    """The valid returns: as a row of the table, else in the words above it."""
    start = max(0, grid.block.span.start - 400)
    words = fold(document.text[start : grid.block.span.start + 200])
    m = next(iter(_VALID.finditer(words)), None)
    if m is not None:
        found = next((q for q in find_quantities(words[m.end() : m.end() + 12])), None)
        if found is not None:
            at = start + m.end()
            span = Span(at + found.number_start, at + found.number_end)
            return Term(
                "有效问卷",
                document.text[span.start : span.end],
                found.value,
                PLAIN,
                0,
                span,
                section=grid.block.section,
                block=grid.block.id,
            )
    return next((r.figures[counts] for r in stretch.rows if r.label.startswith("有效") and counts in r.figures), None)


def _points_total(stretch: Stretch, options: list[Row], points: int, counts: int, valid: Term | None) -> Iterator[Relation]:
    total = next((r.figures[counts] for r in stretch.rows if re.search(r"总分", r.label) and counts in r.figures), None)
    if total is None:
        return
    operands = tuple(replace(r.figures[counts], unit=PLAIN, weight=r.figures[points].value) for r in options if counts in r.figures)
    if operands:
        yield Relation("", Kind.WEIGHTED, Source.TABLE, replace(total, unit=PLAIN), operands)
    average = next((r.figures[counts] for r in stretch.rows if _AVERAGE.search(r.label) and counts in r.figures), None)
    if average is not None and valid is not None and valid.value:
        yield Relation("", Kind.WEIGHTED, Source.TABLE, replace(average, unit=PLAIN), (replace(total, unit=PLAIN, weight=1 / valid.value),))


# -- a question a row: 非常满意│满意│一般│不满意│合计│得分 ----------------------------------------------------------------


def _graded(grid: Grid, document: Document, stretch: Stretch, reading: Reading) -> Iterator[Relation]:
    """Answers of each question: their sum, their points' mean, the part of the satisfied."""
    heads = {c: _ASIDE.sub("", stretch.head(c).rsplit("/", 1)[-1]) for c in stretch.columns()}
    grades = [c for c, h in heads.items() if _GRADE.fullmatch(h)]
    answers = [c for c, h in heads.items() if c in grades or _WITHOUT.fullmatch(h)]
    total = next((c for c, h in heads.items() if _ALL.fullmatch(h) and h), None)
    rows = [r for r in stretch.rows if sum(c in r.figures and money_like(r.figures[c]) for c in answers) >= 2]
    if len(grades) < 3 or total is None or not rows:
        return
    sums = [
        Relation("", Kind.SUM, Source.TABLE, r.figures[total], tuple(r.figures[c] for c in answers if c in r.figures))
        for r in rows
        if total in r.figures and money_like(r.figures[total])
    ]
    yield from _agreed(sums, 1, reading)
    points = _stated_points(grid, document, [(c, stretch.head(c).rsplit("/", 1)[-1]) for c in grades])
    for column, head in heads.items():
        if column in answers or column == total or not _MEAN.search(head):
            continue
        if points:
            yield from _agreed([*_weighted(rows, column, total, points)], 1, reading)
        elif _SATISFIED.search(head):
            able = ([*_weighted(rows, column, total, dict.fromkeys(grades[:n], Decimal(100)))] for n in range(1, len(grades)))
            yield from _agreed(max(able, key=lambda made: sum(holds(m, reading) for m in made)), 2, reading)


def _agreed(made: list[Relation], least: int, reading: Reading) -> Iterator[Relation]:
    """Relations that at least so many rows and half of all agree with; else those that hold."""
    good = sum(holds(m, reading) for m in made)
    sure = good >= least and 2 * good >= len(made)
    yield from (replace(m, sure=sure) for m in made)


def _stated_points(grid: Grid, document: Document, heads: list[tuple[int, str]]) -> dict[int, Decimal]:
    """The points of each answer as its head or the words around the table state them; {} where one has none."""
    span = grid.block.span
    words = fold(document.text[max(0, span.start - _BEFORE) : span.start] + "\n" + document.text[span.end : span.end + _AFTER])
    words = re.sub(r"[“”\"']", "", words)
    found: dict[int, Decimal] = {}
    for column, head in heads:
        name = re.sub(r"(?:人数|份数|数)$", "", _ASIDE.sub("", head))
        m = re.search(r"\((\d{1,3}(?:\.\d+)?)分\)$", head)
        m = m or re.search(rf"(?<![常很分较太不本]){name}(?:的|为|计|得|记|赋|按|赋值|[:=×*(])*(\d{{1,3}}(?:\.\d+)?)(?:分|%)", words)
        if m is None:
            return {}
        found[column] = Decimal(m[1])
    return found


def _weighted(rows: list[Row], column: int, total: int, points: dict[int, Decimal]) -> Iterator[Relation]:
    """Points × answers ÷ all answers, row by row."""
    for row in rows:
        claim, whole = row.figures.get(column), row.figures.get(total)
        if claim is None or whole is None or not whole.value:
            continue
        operands = tuple(replace(row.figures[c], weight=p / whole.value) for c, p in points.items() if c in row.figures)
        if operands:
            yield Relation("", Kind.WEIGHTED, Source.TABLE, claim, tuple(replace(o, unit=PLAIN) for o in operands))
