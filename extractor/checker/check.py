"""The check of one document: relations found, judged, numbered; each is told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.checker.arithmetic import judge
from extractor.checker.classes import classes
from extractor.checker.counts import counted_elsewhere, counts
from extractor.checker.diagnosis import Diagnosis
from extractor.checker.families import Totals, families, families_of, wholes
from extractor.checker.former import former
from extractor.checker.forms import forms
from extractor.checker.grid import Grid, grids_of
from extractor.checker.identities import identities
from extractor.checker.model import Kind, Reading, Relation, Term, Verdict
from extractor.checker.parts import parts
from extractor.checker.places import places
from extractor.checker.ratios import Ratios
from extractor.checker.scores import Scored, read_scores, score_relations, stated_scores
from extractor.checker.statements import Sheet, Stated, Statement, sheet_of
from extractor.checker.sums import sums
from extractor.checker.surveys import survey_relations
from extractor.checker.tables import table_relations
from extractor.documents import Document
from extractor.quantities import Dimension

_FAULTS = (Verdict.TAIL, Verdict.VIOLATED)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document's relations in document order, each judged."""

    document: Document
    relations: tuple[Relation, ...]

    def of(self, *verdicts: Verdict) -> list[Relation]:
        """The relations with one of the verdicts."""
        return [r for r in self.relations if r.verdict in verdicts]


def check(document: Document, facts: Iterable[Stated]) -> Checked:
    """Find and judge every relation that the document states. `facts`: what its sentences state, in document order."""
    sheet = sheet_of(document, facts)
    reading = reading_of(sheet)
    found = [judge(r, reading) for r in _found(sheet, reading)]
    kept = [r for r in found if r.sure or r.verdict is Verdict.HOLDS]
    ordered = sorted(_once(kept), key=lambda r: (r.claim.span.start, r.kind))
    printed = [s.term for p in sheet.paragraphs for s in p.statements if not s.fact.stated]
    diagnosis = Diagnosis(ordered, [*printed, *(t for r in ordered for t in r.terms)], reading)
    named = (replace(r, culprits=diagnosis.culprits(r)) if r.verdict in _FAULTS else r for r in ordered)
    return Checked(document, tuple(replace(r, id=f"r{n}") for n, r in enumerate(named, 1)))


def reading_of(sheet: Sheet) -> Reading:
    """How the document prints money: with decimals of 万元, or whole throughout."""
    decimals = [
        s.fact.decimals
        for p in sheet.paragraphs
        for s in p.statements
        if s.fact.unit.symbol == "万元" and s.fact.unit.dimension is Dimension.MONEY and not s.fact.stated
    ]
    return Reading(money_decimals=2 if any(decimals) else 0)


def _found(sheet: Sheet, reading: Reading) -> Iterator[Relation]:
    ratios = Ratios(sheet, reading)
    before: Statement | None = None
    rates: list[Relation] = []
    growths: list[Relation] = []
    shares: list[Relation] = []
    for paragraph in sheet.paragraphs:
        yield from sums(paragraph, reading, before)
        for made in ratios.of(paragraph):
            if made.kind is Kind.RATE:
                rates.append(made)
            elif made.kind is Kind.GROWTH:
                growths.append(made)
            elif made.kind is Kind.SHARE:
                shares.append(made)
            yield made
        main = [s for s in paragraph.statements if s.amount and not s.fact.explains and not s.fact.parent]
        before = main[-1] if main else before
    yield from classes(sheet)
    yield from counts(sheet)
    yield from parts(sheet)
    yield from identities(sheet, reading)
    grids = list(grids_of(sheet.document))
    amounts = [s.term for p in sheet.paragraphs for s in p.statements if s.amount and not s.fact.stated]
    totals = Totals([*amounts, *(t for g in grids for s in g.stretches for r in s.rows for t in r.figures.values())])
    yield from families(sheet, rates, totals, reading)
    yield from counted_elsewhere(sheet, grids, families_of(sheet, rates))
    yield from wholes(shares, reading)
    yield from former(growths, [(c, n) for g in growths for n, c in [g.operands] if c.sign < 0], totals)
    scored = [found for g in grids if (found := read_scores(g, sheet.document)) is not None]
    yield from _of_tables(sheet, grids, scored, reading)
    yield from places(sheet, grids, scored)
    yield from forms(sheet, grids, reading)


def _of_tables(sheet: Sheet, grids: Sequence[Grid], scored: Sequence[Scored], reading: Reading) -> Iterator[Relation]:
    for grid in grids:
        yield from table_relations(grid, reading)
        yield from score_relations(grid, sheet.document, reading)
        yield from survey_relations(grid, sheet.document)
    yield from stated_scores(sheet, scored, reading)


def _once(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Each relation once: the same kind over the same places."""
    seen: set[tuple[Kind, Term, frozenset[tuple[int, int]]]] = set()
    for relation in relations:
        key = (relation.kind, relation.claim, frozenset((o.span.start, o.span.end) for o in relation.operands))
        if key not in seen:
            seen.add(key)
            yield relation
