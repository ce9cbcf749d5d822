"""Whose fault a broken relation of a schema is: the document's, which prints it so, or the extraction's, which took another figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from extractor.checker.model import Culprit, Evidence, Fault, Relation, Source
from extractor.documents import Span
from extractor.result import FieldRecord, Status


def told_apart(relations: Iterable[Relation], records: Mapping[str, FieldRecord]) -> list[Relation]:
    """The relations, their culprits told apart by grounding.

    A figure that a declared relation suspects is the extraction's fault where the document's own words bear its print out (a
    relation that holds would break), or where its grounding was in doubt already. Everything else is the document's.
    """
    doubted = {Span(r.start, r.end) for r in records.values() if r.status is Status.REVIEW and r.start >= 0}
    return [
        replace(r, culprits=_in_order(_judged(c, doubted) for c in r.culprits)) if r.source is Source.DECLARED and r.verdict.is_fault else r
        for r in relations
    ]


def _in_order(culprits: Iterable[Culprit]) -> tuple[Culprit, ...]:
    """Where the extraction is at fault, the print that was meant stands elsewhere: such a figure comes first."""
    found = list(culprits)
    if found and found[0].fault is Fault.EXTRACTION:
        found.sort(key=lambda c: Evidence.STANDS_ELSEWHERE not in c.evidence)
    return tuple(found)


def _judged(culprit: Culprit, doubted: set[Span]) -> Culprit:
    return replace(culprit, fault=Fault.EXTRACTION) if culprit.breaks or culprit.term.span in doubted else culprit


def to_ask_again(relations: Iterable[Relation], records: Mapping[str, FieldRecord]) -> dict[str, Relation]:
    """Pointers of single values whose print is likeliest another field's, each with the relation that says so."""
    at: dict[Span, list[str]] = defaultdict(list)
    for pointer, record in records.items():
        if record.start >= 0:
            at[Span(record.start, record.end)].append(pointer)
    found: dict[str, Relation] = {}
    for relation in relations:
        first = next(iter(relation.culprits), None)
        if first is not None and first.fault is Fault.EXTRACTION:
            for pointer in at[first.term.span]:
                found.setdefault(pointer, relation)
    return found
