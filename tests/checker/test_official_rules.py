"""The relations of the official tables: each is found and holds in the sample, and a wrong figure in it is told and named."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from official_rules import RULES, Rule

from extractor.checker import Checked, Kind, Relation, Verdict, check
from extractor.documents import Document, Span
from extractor.documents.build import build
from extractor.documents.readers.docx import read_docx
from extractor.documents.source import Source
from extractor.patterns.sentences import facts_of_sentences
from extractor.testing.forms import made_forms_docx


@cache
def source() -> Source:
    return read_docx(made_forms_docx(), "决算.docx")


@cache
def document() -> Document:
    return build("决算.docx", "", source(), "docx")


def checked(report: Document) -> Checked:
    return check(report, facts_of_sentences(report))


@cache
def right() -> Checked:
    return checked(document())


def spans(rule: Rule) -> list[Span]:
    return [at.span(document()) for at in (rule.claim, *rule.operands)]


def states(relation: Relation, rule: Rule) -> bool:
    """Whether a relation is the rule's: of an equality both figures stand in it, of another claim and operands are the same."""
    claim, *operands = spans(rule)
    found = [o.span for o in relation.operands if o.value]
    if relation.kind is Kind.EQUAL:
        return rule.kind is Kind.EQUAL and {claim, *operands} <= {relation.claim.span, *found}
    filled = [s for s in operands if document().text[s.start : s.end].strip("0.")]
    return relation.kind is rule.kind and relation.claim.span == claim and sorted(found) == sorted(filled)


def test_nothing_is_wrong_in_the_sample() -> None:
    assert right().of(Verdict.TAIL, Verdict.VIOLATED) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_the_rule_is_found_and_holds(rule: Rule) -> None:
    assert [r for r in right().relations if states(r, rule) and r.verdict is Verdict.HOLDS]


def bent(rule: Rule) -> tuple[Document, Span, str]:
    """The sample with one figure of the rule wrong by its first digit, where that figure stands, and its right print."""
    wrong = spans(rule)[rule.wrong]
    text = source().text
    printed = text[wrong.start : wrong.end]
    digit = "9" if rule.kind is Kind.PART else str((int(printed[0]) + 4) % 9 + 1)
    made = replace(source(), text=text[: wrong.start] + digit + text[wrong.start + 1 :])
    return build("决算.docx", "", made, "docx"), wrong, printed


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_a_wrong_figure_is_told_and_named(rule: Rule) -> None:
    report, wrong, printed = bent(rule)
    faults = checked(report).of(Verdict.TAIL, Verdict.VIOLATED)
    told = [r for r in faults if states(r, rule)]
    assert told
    named = [c for r in told for c in r.culprits[:1] if c.term.span == wrong]
    assert named
    if rule.kind is not Kind.PART:
        assert {f"{abs(c.proposed):.2f}" for c in named} == {printed}


def test_tables_without_official_titles_owe_each_other_nothing() -> None:
    text = source().text.replace("决算总表", "决算统计").replace("决算表", "决算页").replace("决算明细表", "决算明细页")
    report = build("决算.docx", "", replace(source(), text=text), "docx")
    assert len(report.tables) == 9
    claim, operand = (RULES[4].claim.span(report), RULES[4].operands[0].span(report))
    assert not [r for r in checked(report).relations if r.sure and {claim, operand} <= {t.span for t in r.terms}]
