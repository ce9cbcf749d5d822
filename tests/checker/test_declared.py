"""Declared relations on values of a small document: what each kind holds against, and what is left unchecked."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import extractor
from extractor.checker import Kind, Reading, Reason, Relation, Source, Verdict
from extractor.checker.declared import declared
from extractor.content import content_folder
from extractor.documents import Document, read
from extractor.result import FieldRecord, Status
from extractor.schema import load_schema, schema_of
from extractor.schema.relations import declarations

SAMPLES = Path(__file__).resolve().parents[2] / "eval" / "samples"
MONEY = {"type": ["number", "null"], "x-unit": "万元"}
RATE = {"type": ["number", "null"], "x-unit": "%"}
WORDS = {"type": ["string", "null"]}
COUNT = {"type": ["integer", "null"], "x-unit": "份"}
POINTS = {"type": ["number", "null"], "x-unit": "分"}
ROW = {
    "name": WORDS,
    "parent": WORDS,
    "budget": MONEY,
    "amount": MONEY,
    "rate": RATE,
    "points": POINTS,
    "count": COUNT,
    "lower": POINTS,
    "upper": POINTS,
}
FIELDS = {
    **dict.fromkeys(("total", "basic", "project", "before", "other"), MONEY),
    **dict.fromkeys(("share", "growth"), RATE),
    "change": {**MONEY, "x-measure": "change"},
    "score": POINTS,
    "grade": WORDS,
    "valid": COUNT,
    "units": {"type": ["integer", "null"], "x-unit": "个"},
}


def checked(said: dict[str, Any], values: dict[str, Any], on_rows: bool = False) -> list[Relation]:
    """The relation `said` on `values`, each figure printed as it is written there (a string of digits)."""
    relation = {"id": "r", **said}
    rows = {"type": "array", "items": {"type": "object", "properties": ROW}, **({"x-relations": [relation]} if on_rows else {})}
    top = {} if on_rows else {"x-relations": [relation]}
    schema = schema_of({"type": "object", "properties": {**FIELDS, "rows": rows}, **top})
    data: dict[str, Any] = {**dict.fromkeys(FIELDS), "rows": []}
    records: dict[str, FieldRecord] = {}
    text = "数据："

    def stated(said: Any, pointer: str) -> Any:
        nonlocal text
        if not isinstance(said, str) or not re.fullmatch(r"-?[近约]?[\d.]+", said):
            return said
        digits = said.lstrip("-近约")
        text += "，" + said.lstrip("-")
        records[pointer] = FieldRecord(Status.ACCEPTED, digits, digits, len(text) - len(digits), len(text))
        return Decimal(digits) * (-1 if said.startswith("-") else 1)

    for name, value in values.items():
        if name == "rows":
            data["rows"] = [
                {**dict.fromkeys(ROW), **{k: stated(v, f"/rows/{n}/{k}") for k, v in row.items()}} for n, row in enumerate(value)
            ]
        else:
            data[name] = stated(value, f"/{name}")
    return list(declared(schema, data, records, _document(text), reading=Reading(), unchecked=True))


def _document(text: str) -> Document:
    return extractor.read_text(text)


SUM = {"kind": "sum", "claim": "total", "of": ["basic", "project"]}
LISTED = [{"name": "甲", "amount": "6.1"}, {"name": "乙", "amount": "4.2"}, {"name": "丙", "parent": "甲", "amount": "6.1"}]
ASKED = [{"points": "100", "count": "3"}, {"points": "80", "count": "1"}]
BANDS = [{"name": "优", "lower": "90", "upper": "100"}, {"name": "良", "lower": "80", "upper": "90"}]
BAND = {"kind": "band", "claim": "score", "of": ["grade", "rows.name", "rows.lower", "rows.upper"]}
HOLDS, TAIL, VIOLATED = Verdict.HOLDS, Verdict.TAIL, Verdict.VIOLATED
MISSING, OPEN, BASE, OTHER = Reason.OPERAND_MISSING, Reason.OPEN_LIST, Reason.NO_BASE, Reason.OTHER_BASE
ROUGH = Reason.APPROXIMATE


def rel(kind: str, claim: str, *operands: str, expr: str = "") -> dict[str, Any]:
    return {"kind": kind, **({"claim": claim} if claim else {}), **({"expr": expr} if expr else {"of": list(operands)})}


def of(figures: str, rows: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {**dict(pair.split("=") for pair in figures.split()), "rows": rows or []}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], Kind, Verdict | Reason]] = [
    ("sum", SUM, of("total=10.30 basic=6.10 project=4.20"), Kind.SUM, HOLDS),
    ("tail", SUM, of("total=10.31 basic=6.105 project=4.19"), Kind.SUM, TAIL),
    ("violated", SUM, of("total=10.30 basic=1.60 project=4.20"), Kind.SUM, VIOLATED),
    ("operand not stated", SUM, of("total=10.30 basic=6.10"), Kind.SUM, MISSING),
    ("about", SUM, of("total=10.30 basic=近6.10 project=4.20"), Kind.SUM, ROUGH),
    ("? not stated, holds", {**SUM, "of": ["basic", "project?"]}, of("total=6.10 basic=6.10"), Kind.SUM, HOLDS),
    ("? not stated, fails", {**SUM, "of": ["basic", "project?"]}, of("total=6.20 basic=6.10"), Kind.SUM, MISSING),
    ("open and less", {**SUM, "open": True}, of("total=11 basic=6.10 project=4.20"), Kind.SUM, OPEN),
    ("open and more", {**SUM, "open": True}, of("total=9 basic=6.10 project=4.20"), Kind.SUM, VIOLATED),
    ("difference", rel("difference", "change", "total", "before"), of("change=-2 total=8 before=10"), Kind.DIFFERENCE, HOLDS),
    ("share", rel("share", "share", "basic", "total"), of("share=58.09 basic=68.13 total=117.30"), Kind.SHARE, HOLDS),
    ("bent share", rel("share", "share", "basic", "total"), of("share=7.62 basic=76.73 total=1008.09"), Kind.SHARE, TAIL),
    ("share as expr", rel("share", "share", expr="basic / total"), of("share=61 basic=6.1 total=10"), Kind.SHARE, HOLDS),
    ("share of a sum", rel("share", "share", expr="basic / (basic + project)"), of("share=59.22 basic=6.1 project=4.2"), Kind.SHARE, HOLDS),
    (
        "share of a sum fails",
        rel("share", "share", expr="basic / (basic + project)"),
        of("share=58.22 basic=61.00 project=42.00"),
        Kind.SHARE,
        VIOLATED,
    ),
    ("rate over zero", rel("rate", "share", "basic", "total"), of("share=100 basic=0 total=0"), Kind.RATE, BASE),
    (
        "rate of a sum over zero",
        rel("rate", "share", expr="basic / (total + other)"),
        of("share=1 basic=1 total=0 other=0"),
        Kind.RATE,
        BASE,
    ),
    ("growth by the change", rel("growth", "growth", "total", "change"), of("growth=20 total=12 change=2"), Kind.GROWTH, HOLDS),
    ("growth by last year", rel("growth", "growth", "total", "before"), of("growth=20 total=12 before=10"), Kind.GROWTH, HOLDS),
    ("growth by this year", rel("growth", "growth", "total", "change"), of("growth=16.67 total=12 change=2"), Kind.GROWTH, VIOLATED),
    ("equal", rel("equal", "total", "basic"), of("total=6.1 basic=6.10"), Kind.EQUAL, HOLDS),
    ("balance", rel("balance", "total", "basic"), of("total=6.1 basic=6.2"), Kind.EQUAL, VIOLATED),
    (
        "balance of sums",
        rel("balance", "", expr="basic + project = total + other"),
        of("basic=6 project=5 total=10 other=1"),
        Kind.SUM,
        HOLDS,
    ),
    (
        "balance of sums fails",
        rel("balance", "", expr="basic + project = total + other"),
        of("basic=6 project=5 total=10 other=2"),
        Kind.SUM,
        VIOLATED,
    ),
    ("part", rel("part", "basic", "total"), of("basic=6 total=5"), Kind.PART, VIOLATED),
    ("part of a sum", rel("part", "", expr="basic <= total + other"), of("basic=6 total=5 other=2"), Kind.PART, HOLDS),
    ("sum of a list", rel("sum", "total", "sum(rows[parent=null].amount)"), of("total=10.3", LISTED), Kind.SUM, HOLDS),
    ("sum of some rows", rel("sum", "total", "sum(rows[parent='甲'].amount)"), of("total=6.2", LISTED), Kind.SUM, VIOLATED),
    ("row without figure", rel("sum", "total", "sum(rows.amount)"), of("total=7", [*LISTED[:1], {"name": "丁"}]), Kind.SUM, MISSING),
    ("count", rel("count", "units", "rows"), of("units=3", LISTED), Kind.COUNT, HOLDS),
    ("count fails", rel("count", "units", "rows"), of("units=9", LISTED), Kind.COUNT, VIOLATED),
    ("weighted", rel("weighted", "score", "rows.points", "rows.count"), of("score=380", ASKED), Kind.WEIGHTED, HOLDS),
    ("weighted fails", rel("weighted", "score", expr="sum(rows.points * rows.count)"), of("score=370", ASKED), Kind.WEIGHTED, VIOLATED),
    ("average", rel("weighted", "score", expr="sum(rows.points) / valid"), of("score=60.0 valid=3", ASKED), Kind.WEIGHTED, HOLDS),
    ("part by rate", rel("sum", "basic", expr="total * share"), of("basic=6.1 total=10 share=61"), Kind.SUM, HOLDS),
    ("half", rel("sum", "basic", expr="total / 2"), of("basic=6.1 total=10"), Kind.SUM, VIOLATED),
    ("band", BAND, of("score=93.5 grade=优", BANDS), Kind.BAND, HOLDS),
    ("another band", BAND, of("score=93.5 grade=良", BANDS), Kind.BAND, VIOLATED),
    ("band of two figures", rel("band", "total", "basic", "project"), of("total=5 basic=6 project=7"), Kind.BAND, VIOLATED),
    ("choice", rel("share", "share", "basic", "other | total"), of("share=61 basic=6.1 total=10 other=50"), Kind.SHARE, HOLDS),
    ("choice of none", rel("share", "share", "basic", "other | total"), of("share=61 basic=6.1 total=30 other=50"), Kind.SHARE, OTHER),
]


@pytest.mark.parametrize(("said", "values", "kind", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_one_relation(said: dict[str, Any], values: dict[str, Any], kind: Kind, wanted: Verdict | Reason) -> None:
    (made,) = checked(said, values)
    assert (made.id, made.kind, made.source) == ("r", kind, Source.DECLARED)
    assert (made.verdict if isinstance(wanted, Verdict) else made.reason) == wanted
    assert (made.verdict is Verdict.NOT_CHECKED) == isinstance(wanted, Reason)
    assert made.sure == (wanted not in (MISSING, OPEN, OTHER))


@pytest.mark.parametrize("values", [{}, {"basic": "6.10", "project": "4.20"}, {"total": "10.30"}])
def test_nothing_is_said_without_claim_or_operands(values: dict[str, Any]) -> None:
    assert checked(SUM, values) == []


def test_rows_each_have_theirs() -> None:
    rows = [{"amount": "9", "budget": "10", "rate": "90"}, {"amount": "9", "rate": "90"}, {"amount": "8", "budget": "10", "rate": "88"}, {}]
    made = checked({"kind": "rate", "claim": "rate", "of": ["amount", "budget"]}, {"rows": rows}, on_rows=True)
    assert [(r.id, r.verdict) for r in made] == [("r/0", HOLDS), ("r/1", Verdict.NOT_CHECKED), ("r/2", VIOLATED)]
    assert [(t.label, t.printed) for t in made[2].terms] == [("rate", "88"), ("amount", "8"), ("budget", "10")]


def test_a_choice_is_made_for_the_whole_list() -> None:
    rows = [{"amount": "30", "rate": "30"}, {"amount": "50", "rate": "50"}, {"amount": "20", "rate": "25"}]
    made = checked(
        {"kind": "share", "claim": "rate", "of": ["amount", "/other | /total"]},
        {"other": "200", "total": "100", "rows": rows},
        on_rows=True,
    )
    assert [(r.verdict, r.operands[1].printed) for r in made] == [(HOLDS, "100"), (HOLDS, "100"), (VIOLATED, "100")]


def test_rows_below_a_name_that_stands_twice_are_left_alone() -> None:
    parts = {"kind": "sum", "claim": "amount", "of": ["sum(/rows[parent=name].amount)"]}
    assert [r.verdict for r in checked(parts, {"rows": LISTED}, on_rows=True)] == [HOLDS]
    twice = [*LISTED, {"name": "甲", "amount": "7"}]
    assert [r for r in checked(parts, {"rows": twice}, on_rows=True) if r.verdict is not Verdict.NOT_CHECKED] == []


def test_what_is_printed_in_yuan_is_read_to_the_cent() -> None:
    schema = schema_of({"properties": {"a": MONEY, "b": MONEY}, "x-relations": [{"id": "r", "kind": "equal", "claim": "a", "of": ["b"]}]})
    for printed, wanted in (("1787.70", HOLDS), ("1787.69", TAIL)):
        text = f"甲17876997.46元，乙{printed}万元"
        at = text.index(printed)
        records = {
            "/a": FieldRecord(Status.ACCEPTED, "17876997.46", "", 1, 12),
            "/b": FieldRecord(Status.ACCEPTED, printed, "", at, at + len(printed)),
        }
        (made,) = declared(schema, {"a": Decimal("1787.699746"), "b": Decimal(printed)}, records, _document(text))
        assert (made.verdict, made.claim.unit.symbol, made.operands[0].span.start) == (wanted, "元", at)


def test_one_print_is_no_two_figures() -> None:
    schema = schema_of({"properties": {"a": MONEY, "b": MONEY}, "x-relations": [{"id": "r", "kind": "equal", "claim": "a", "of": ["b"]}]})
    record = FieldRecord(Status.ACCEPTED, "12.50", "", 3, 8)
    assert (
        list(declared(schema, {"a": Decimal("12.5"), "b": Decimal("12.5")}, {"/a": record, "/b": record}, _document("收支12.50万元"))) == []
    )


FINDINGS = {
    "anhui_health_2024.md": {"class_completion", "project_execution"},
    "chongqing_market_2022.txt": {"reception_growth"},
    "hebei_water_2022.txt": {"internal_units_counted", "three_public_total_growth", "project_execution"},
    "hunan_agri_2023.txt": {"reception_growth", "reception_growth_from_last_year", "project_execution"},
    "sichuan_culture_2023.txt": {"class_completion"},
    "yunnan_education_2023.txt": {"reception_growth", "question_counts"},
}


@pytest.mark.parametrize("name", FINDINGS)
def test_samples(name: str) -> None:
    """The planted errors that fields show, and no other finding."""
    schema = load_schema(content_folder("schemas") / "department_report" / "department_report.schema.json")
    document = read(SAMPLES / name)
    result = extractor.extract(document, schema, engine="patterns")
    found = list(declared(schema, result.data, result.fields, document))
    assert {r.id.partition("/")[0] for r in found if r.verdict in (TAIL, VIOLATED)} == FINDINGS[name]
    assert sum(r.verdict is HOLDS for r in found) >= 25
    for relation in found:
        for term in relation.terms:
            assert term.counted or document.text[term.span.start : term.span.end] == term.printed
    json.dumps([r.as_json() for r in found], default=str)


def test_what_need_not_hold_is_not_declared() -> None:
    schema = load_schema(content_folder("schemas") / "department_report" / "department_report.schema.json")
    pairs = {(str(d.claim), str(e)) for choices in declarations(schema.document) for d in choices for e in d.of if not d.open}
    assert ("income_total", "income_current_year") not in pairs
    assert ("income_current_year", "expenditure_current_year") not in pairs
    assert not any("operating_expense" in claim or "operating_expense" in operand for claim, operand in pairs)
