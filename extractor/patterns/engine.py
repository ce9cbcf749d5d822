"""The patterns engine: reads a document with a schema's labels, without any model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from extractor.documents import BlockKind, Document
from extractor.grounding import Candidate
from extractor.patterns import scalars
from extractor.patterns.cells import facts_of_tables
from extractor.patterns.context import Context
from extractor.patterns.facts import Fact
from extractor.patterns.match import Index
from extractor.patterns.planned import is_plan, with_plans
from extractor.patterns.readers import (
    classes,
    evaluation,
    indicators,
    items,
    organisation,
    points,
    project_entries,
    projects,
    report,
    rows,
    summary,
    survey,
)
from extractor.patterns.sentences import facts_of_sentences
from extractor.schema import Field, ListField, Schema

FieldReader = Callable[[Context, Field], Iterator[Candidate]]
ListReader = Callable[[Context, ListField], Iterator[Candidate]]

FIELD_READERS: dict[str, FieldReader] = {
    "title": report.title,
    "department": report.department,
    "fiscal_year": report.fiscal_year,
    "report_type": report.report_type,
    "date": report.filled_on,
    "unit_count": organisation.unit_count,
    "subordinate_count": organisation.subordinate_count,
    "project_count": summary.project_count,
    "summary": summary.summary,
    "questionnaire": survey.questionnaire,
    "score": evaluation.score,
    "grade": evaluation.grade,
}
LIST_READERS: dict[str, ListReader] = {
    "unit_names": organisation.unit_names,
    "points": points.points,
    "assets": rows.assets,
    "classes": classes.classes,
    "items": items.items,
    "projects": projects.projects,
    "indicators": indicators.indicators,
    "project_indicators": indicators.project_indicators,
    "questionnaire": survey.questionnaire,
    "parts": evaluation.parts,
    "weights": evaluation.weights,
    "bands": evaluation.bands,
}


def understand(document: Document, schema: Schema, facts: Iterable[Fact] | None = None) -> tuple[Context, list[Candidate]]:
    """The document's facts for a schema, and the candidates for title, department and year, which the facts' reading rests on.

    `facts`: those of the document's sentences, where they are known already.
    """
    context = Context(document, schema)
    found: list[Candidate] = []
    _know(context, found)
    context.plan = is_plan(document, context.title)
    context.facts = list(with_plans(document, context.plan, facts_of_sentences(document) if facts is None else facts))
    forms = {
        b.id
        for b in document.blocks
        if b.kind is BlockKind.TABLE and indicators.project_name(context, document.tables[b.table]) is not None
    }
    # The money block of a project's form is the project's, never the department's.
    context.table_facts = [
        f for f in with_plans(document, context.plan, facts_of_tables(document, context.fiscal_year)) if f.block not in forms
    ]
    context.project_blocks = project_entries.entry_blocks(context)
    return context, found


def propose(document: Document, schema: Schema, facts: Iterable[Fact] | None = None) -> list[Candidate]:
    """Every candidate that labels, sentences and tables give, one for each field, grounded where it was read.

    `facts`: those of the document's sentences, where they are known already.
    """
    return proposed(*understand(document, schema, facts))


def proposed(context: Context, known: Iterable[Candidate]) -> list[Candidate]:
    """The candidates of a document that is understood: those known from that, and all others."""
    schema, document, found = context.schema, context.document, list(known)
    for field in schema.lists:
        found += _list(context, field)
    index = Index(schema, document, context.department, context.fiscal_year)
    done = {c.pointer for c in found}
    # A figure of one class or one project is not the department's.
    own = tuple(f"{f.pointer}/" for f in schema.lists if f.reader in ("classes", "projects"))
    taken = {c.figure for c in found if c.pointer.startswith(own)}
    read = {f.pointer for f in schema.fields if f.reader}
    found += [c for c in scalars.figures(index, (f for f in context.own_facts if f.figure not in taken)) if c.pointer not in done | read]
    for field in schema.fields:
        if field.pointer in done:
            continue
        if field.reader in FIELD_READERS:
            found += list(FIELD_READERS[field.reader](context, field))[:1]
        elif not field.numeric and field.labels:
            found += list(summary.labelled_words(context, field))[:1]
    return found


def _know(context: Context, found: list[Candidate]) -> None:
    """Title, year and department come first: other readers tell last year's columns and the unit's own name by them."""
    for reader, keep in (("title", "title"), ("fiscal_year", "fiscal_year"), ("department", "department")):
        for field in context.schema.fields:
            if field.reader == reader:
                for candidate in FIELD_READERS[reader](context, field):
                    found.append(candidate)
                    setattr(context, keep, candidate.value)
                    break


def _list(context: Context, field: ListField) -> Iterable[Candidate]:
    if field.reader == "subordinates":
        return list(rows.rows(context, field)) or list(organisation.subordinate_rows(context, field))
    if field.reader in LIST_READERS:
        return list(LIST_READERS[field.reader](context, field))
    if field.fields and any(f.labels for f in field.fields):
        return list(rows.rows(context, field))
    if field.scalar is not None and field.labels:
        return list(points.points(context, field))
    return []
