"""The check of one document: relations found, judged, numbered; each is told once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from extractor.checker.arithmetic import judge, slipped
from extractor.checker.balances import balances
from extractor.checker.bands import bands
from extractor.checker.classes import classes
from extractor.checker.contradictions import contradictions
from extractor.checker.counts import counted_elsewhere, counted_leaves, counts
from extractor.checker.diagnosis import Diagnosis
from extractor.checker.families import Totals, families, families_of, wholes
from extractor.checker.former import former
from extractor.checker.forms import forms
from extractor.checker.grid import Grid, grids_of
from extractor.checker.identities import identities
from extractor.checker.joined import joined
from extractor.checker.model import Kind, Reading, Relation, Source, Verdict
from extractor.checker.official import official_forms, official_relations
from extractor.checker.official_text import official_text
from extractor.checker.parts import parts
from extractor.checker.places import places
from extractor.checker.ratios import Ratios
from extractor.checker.remarks import Remark, remarks
from extractor.checker.scores import read_scores, score_relations, stated_scores
from extractor.checker.spread import spread
from extractor.checker.statements import Sheet, Stated, Statement, sheet_of
from extractor.checker.sums import sums
from extractor.checker.surveys import survey_relations
from extractor.checker.tables import table_relations
from extractor.checker.twofold import twofold
from extractor.documents import Document, Span

_TOTALS = ("年度资金总额", "资金总额", "总额", "合计")
_TELLING, _SEVERAL = 4, 4
_ENDED = re.compile(r"[。;!?)”元%人分]\s*$")


@dataclass(frozen=True, slots=True)
class Checked:
    """A document's relations in document order, each judged; `remarks` are weaker and no findings."""

    document: Document
    relations: tuple[Relation, ...]
    remarks: tuple[Remark, ...] = ()

    def of(self, *verdicts: Verdict) -> list[Relation]:
        """The relations with one of the verdicts."""
        return [r for r in self.relations if r.verdict in verdicts]


def check(document: Document, facts: Iterable[Stated], declared: Callable[[Reading], Iterable[Relation]] | None = None) -> Checked:
    """Find and judge every relation that the document states. `facts`: what its sentences state, in document order.

    `declared`: the judged relations of a schema, given how the document prints money; they keep their own ids.
    """
    sheet = sheet_of(document, facts)
    grids = list(grids_of(document))
    reading = reading_of(sheet, grids)
    found = [judge(r, reading) for r in _found(sheet, grids, reading)]
    found += [judge(r, reading) for r in twofold(found, reading)]
    scored = [s for g in grids if (s := read_scores(g, document)) is not None]
    found += [judge(r, reading) for r in contradictions(sheet, grids, scored, found)]
    filled = {r.claim.block for r in found if r.source is Source.TABLE and any(o.value for o in r.operands)}
    kept = [r for r in found if r.claim.block in filled or not _empty(r)]
    kept = [r for r in kept if r.sure or r.verdict is Verdict.HOLDS or (slipped(r) and _weighty(r))]
    once = list(_once(sorted(kept, key=lambda r: not r.sure)))
    ordered = joined(once, declared(reading) if declared is not None else ())
    printed = [s.term for p in sheet.paragraphs for s in p.statements if not s.fact.stated]
    able = [r for r in ordered if _redone(r, reading)]
    diagnosis = Diagnosis(able, [*printed, *(t for r in ordered for t in r.terms)], reading)
    named = [replace(r, culprits=diagnosis.culprits(r)) if r.verdict.is_fault and _redone(r, reading) else r for r in ordered]
    taken = {r.id for r in named}
    numbers = (n for n in count(1) if f"r{n}" not in taken)
    return Checked(document, tuple(r if r.id else replace(r, id=f"r{next(numbers)}") for r in named), tuple(remarks(sheet)))


def _redone(relation: Relation, reading: Reading) -> bool:
    """Whether a relation's terms alone give its verdict; one that was reckoned by an expression can't be tried with other values."""
    if relation.source is not Source.DECLARED or relation.reason is not None:
        return True
    return judge(replace(relation, verdict=Verdict.NOT_CHECKED), reading).verdict is relation.verdict


def _empty(relation: Relation) -> bool:
    """Whether it is of a form that nobody filled in: a total or points over nothing but zeros."""
    return relation.source is Source.TABLE and bool(relation.claim.value) and not any(o.value for o in relation.operands)


def _weighty(relation: Relation) -> bool:
    """Whether figures have so many digits that a sum off by a slip is hardly an accident."""
    digits = len(relation.claim.printed.replace(",", "").replace(".", "").strip("0"))
    return digits >= _TELLING or (
        digits >= 2 and relation.source is Source.SENTENCE and relation.kind is Kind.SUM and len(relation.operands) >= 2
    )


def reading_of(sheet: Sheet, grids: Sequence[Grid] = ()) -> Reading:
    """How finely the document prints 万元: to 0.01 where it prints decimals at all; a table of whole 万元 throughout as printed."""
    said = [
        s.fact.decimals
        for p in sheet.paragraphs
        for s in p.statements
        if s.fact.unit.symbol == "万元" and not s.fact.stated and s.fact.value
    ]
    tables: dict[str, int] = {}
    for grid in grids:
        cells = [t for s in grid.stretches for r in s.rows for t in r.figures.values() if t.unit.symbol == "万元" and t.value]
        if len(cells) >= _SEVERAL:
            tables[grid.block.id] = 2 if any(t.decimals for t in cells) else 0
    decimals = 2 if any(said) or (not said and any(tables.values())) else 0
    return Reading(decimals, tables)


def _found(sheet: Sheet, grids: Sequence[Grid], reading: Reading) -> Iterator[Relation]:
    ratios = Ratios(sheet, reading)
    before: Sequence[Statement] = ()
    last = sheet.document.blocks[-1].id if sheet.document.blocks else ""
    rates: list[Relation] = []
    growths: list[Relation] = []
    for paragraph in sheet.paragraphs:
        cut = paragraph.block.id == last and not _ENDED.search(paragraph.text)
        yield from sums(paragraph, reading, before, cut)
        for made in ratios.of(paragraph):
            if made.kind is Kind.RATE:
                rates.append(made)
            elif made.kind is Kind.GROWTH:
                growths.append(made)
            yield made
        main = [s for s in paragraph.statements if s.amount and not s.fact.explains and not s.fact.parent]
        before = main or before
    shares = list(ratios.shares())
    yield from shares
    yield from classes(sheet, reading)
    yield from counts(sheet)
    yield from parts(sheet)
    yield from bands(sheet)
    yield from identities(sheet, reading)
    yield from balances(sheet, reading)
    yield from spread(sheet, reading)
    amounts = [s.term for p in sheet.paragraphs for s in p.statements if s.amount and not s.fact.stated]
    totals = Totals([*amounts, *(t for g in grids for s in g.stretches for r in s.rows for t in r.figures.values())])
    tables = [[*table_relations(g, reading)] for g in grids]
    rows = [r for made in tables for r in made if r.kind is Kind.RATE and r.claim.label.startswith(_TOTALS)]
    yield from families(sheet, [*rates, *rows], totals, reading)
    yield from counted_elsewhere(sheet, grids, families_of(sheet, rates))
    yield from wholes(shares, reading)
    yield from former(growths, ratios.alone, [(c, n) for g in growths for n, c in [g.operands] if c.sign < 0], totals)
    scores = [read_scores(g, sheet.document) for g in grids]
    scored = [s for s in scores if s is not None and len(s.leaves) > 2]
    for grid, made, points in zip(grids, tables, scores, strict=True):
        yield from made
        yield from score_relations(grid, points, reading)
    yield from survey_relations(grids, sheet.document, reading)
    yield from stated_scores(sheet, scored, reading)
    yield from counted_leaves(sheet, scored)
    yield from places(sheet, grids, scored)
    yield from forms(sheet, grids, reading)
    official = official_forms(grids)
    yield from official_relations(official)
    yield from official_text(sheet, official)


def _once(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Each relation once; one that fails is one finding, however often its claim is printed."""
    seen: set[tuple[Kind, object, frozenset[Span]]] = set()
    for relation in relations:
        fault = relation.verdict.is_fault
        key = (relation.kind, relation.claim.value if fault else relation.claim.span, frozenset(o.span for o in relation.operands))
        if key not in seen:
            seen.add(key)
            yield relation
