"""Questionnaires: counts of a question sum to the valid returns; points × counts; the average."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.checker.arithmetic import holds
from extractor.checker.grid import Grid, Row, Stretch, money_like
from extractor.checker.model import Kind, Reading, Relation, Source, Term
from extractor.documents import Document, Span
from extractor.quantities import PLAIN, find_quantities, fold

_POINTS = re.compile(r"分值|标准分")
_COUNTS = re.compile(r"问卷数|份数|人数|选择数|票数")
_VALID = re.compile(r"有效问卷(?:数|份数)?(?:为|[:：])?")
_VALID_ROW = re.compile(r"^有效")
_TOTAL = re.compile(r"总分")
_ALL_POINTS = re.compile(r"(?:问卷|调查)总分(?:数)?(?:为|[:：])?")
_MEAN_SAID = re.compile(r"(?:综合|平均)得?分(?:为|[:：])?")
_SUMMED_UP = re.compile(r"总分|有效|平均|得分")
_AVERAGE = re.compile(r"平均|综合得分|满意度得分")
_ASIDE = re.compile(r"\([^()]*\)$")
_GRADE = re.compile(r"(?:(?:非常|很|十分|比较|较|基本|不太|较不|很不|非常不)?满意|不满意|一般)(?:人数|份数|数)?")
_WITHOUT = re.compile(r"(?:不了解|不清楚|弃权|未作答)(?:人数|份数|数)?")
_ALL = re.compile(r"(?:合计|小计|总计|总数|有效问卷|有效|样本|回收|问卷)(?:人数|份数|数)?")
_MEAN = re.compile(r"得分|平均分|均分|满意度")
_SATISFIED = re.compile(r"满意[度率]")
_BEFORE, _AFTER = 400, 300  # characters around a table in which its points are stated
_INTO, _NEAR = 200, 12  # characters of a table that may name its returns in a head of its own; those between a name and its figure
_FULL = 100


def survey_relations(grids: Sequence[Grid], document: Document, reading: Reading) -> Iterator[Relation]:
    """The relations of a document's questionnaire tables."""
    for grid in grids:
        for stretch in grid.stretches:
            yield from _graded(grid, document, stretch, reading)
    for survey in _surveys(grids, document):
        yield from _listed(survey, document, reading)


@dataclass
class _Survey:
    """A questionnaire with a row an option, over all the tables that a page break makes of it: rows that print points and counts."""

    grid: Grid
    heads: tuple[str, ...]
    points: int
    counts: int
    rows: list[Row]

    @property
    def options(self) -> list[Row]:
        """The rows of answers."""
        return [r for r in self.rows if {self.points, self.counts} <= r.figures.keys() and not _SUMMED_UP.search(r.label)]

    def count(self, form: re.Pattern[str]) -> Term | None:
        """What the row of a total or a mean prints."""
        return next((r.figures[self.counts] for r in self.rows if form.search(r.label) and self.counts in r.figures), None)


def _surveys(grids: Sequence[Grid], document: Document) -> Iterator[_Survey]:
    found: _Survey | None = None
    end = 0
    for grid in grids:
        for stretch in grid.stretches:
            points = next((c for c, h in enumerate(stretch.heads) if _POINTS.search(h)), None)
            counts = next((c for c, h in enumerate(stretch.heads) if _COUNTS.search(h)), None)
            able = points is not None and counts is not None and points != counts
            between = fold(document.text[end : grid.block.span.start])
            if found is not None and able and stretch.heads == found.heads and not _VALID.search(between):
                found.rows += stretch.rows
            else:
                if found is not None:
                    yield found
                found = (
                    _Survey(grid, stretch.heads, points, counts, [*stretch.rows])
                    if able and points is not None and counts is not None
                    else None
                )
        end = grid.block.span.end
    if found is not None:
        yield found


def _listed(survey: _Survey, document: Document, reading: Reading) -> Iterator[Relation]:
    """A row an option: each question's counts, the points of all."""
    valid = _said(survey.grid, document, _VALID, "有效问卷") or survey.count(_VALID_ROW)
    sums: list[Relation] = []
    questions = list(_questions(survey.options))
    for question in questions:
        operands = tuple(replace(r.figures[survey.counts], unit=PLAIN) for r in question)
        if valid is not None and len(operands) >= 2:
            sums.append(Relation("", Kind.SUM, Source.TABLE, replace(valid, unit=PLAIN), operands))
    yield from sums
    total, average = survey.count(_TOTAL), survey.count(_AVERAGE)
    if total is not None:
        yield from _points_total(survey, total, average, valid, True)
        return
    total, average = (_said(survey.grid, document, form, label) for form, label in ((_ALL_POINTS, "问卷总分"), (_MEAN_SAID, "综合得分")))
    if total is not None:
        # The words may be of more questions than the table prints, unless these make up the hundred.
        full = sum(max(r.figures[survey.points].value for r in q) for q in questions) == _FULL
        yield from _points_total(survey, total, average, valid, full and all(holds(m, reading) for m in sums))


def _questions(options: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows by question: one begins with A, or where an answer comes again."""
    question: list[Row] = []
    for row in options:
        if question and (re.match(r"A[.、]?", row.label) or any(r.label == row.label for r in question)):
            yield question
            question = []
        question.append(row)
    if question:
        yield question


def _said(grid: Grid, document: Document, form: re.Pattern[str], label: str) -> Term | None:
    """A figure that the words above the table state: 有效问卷N份, 问卷总分N分."""
    start = max(0, grid.block.span.start - _BEFORE)
    words = fold(document.text[start : grid.block.span.start + (_INTO if form is _VALID else 0)])
    m = next(iter(form.finditer(words)), None)
    found = next((q for q in find_quantities(words[m.end() : m.end() + _NEAR])), None) if m is not None else None
    if m is None or found is None:
        return None
    at = start + m.end()
    span = Span(at + found.number_start, at + found.number_end)
    printed = "".join(document.text[span.start : span.end].split())
    return Term(label, printed, found.value, PLAIN, found.decimals, span, section=grid.block.section, block=grid.block.id)


def _points_total(survey: _Survey, total: Term, average: Term | None, valid: Term | None, sure: bool) -> Iterator[Relation]:
    operands = tuple(replace(r.figures[survey.counts], unit=PLAIN, weight=r.figures[survey.points].value) for r in survey.options)
    if operands:
        yield Relation("", Kind.WEIGHTED, Source.TABLE, replace(total, unit=PLAIN), operands, sure=sure)
    if average is not None and valid is not None and valid.value:
        weighted = (replace(total, unit=PLAIN, weight=1 / valid.value),)
        mean = replace(average, unit=PLAIN, decimals=max(2, average.decimals))  # 97.40 may be printed 97.4
        yield Relation("", Kind.WEIGHTED, Source.TABLE, mean, weighted, sure=sure and average.decimals >= 2)


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
