"""Questionnaires: counts of a question sum to the valid returns; points × counts; the average."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.checker.grid import Grid, Row, Stretch
from extractor.checker.model import Kind, Relation, Source, Term
from extractor.documents import Document, Span
from extractor.quantities import PLAIN, find_quantities, fold

_POINTS = re.compile(r"分值|标准分")
_COUNTS = re.compile(r"问卷数|份数|人数|选择数|票数")
_VALID = re.compile(r"有效问卷(?:数|份数)?(?:为|[:：])?")
_AVERAGE = re.compile(r"平均|综合得分|满意度得分")


def survey_relations(grid: Grid, document: Document) -> Iterator[Relation]:
    """The relations of one questionnaire table."""
    for stretch in grid.stretches:
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
