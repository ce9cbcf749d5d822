"""x-relations: the language of expressions, and what lint and the loader say of relations that can't be checked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import SchemaError
from extractor.schema import Level, lint, load_schema, schema_of
from extractor.schema.expression import (
    Equation,
    Gathered,
    Joined,
    NotAnExpression,
    Number,
    Op,
    Over,
    Path,
    Step,
    Where,
    parse_equation,
    parse_operand,
)

Write = Callable[[dict[str, Any]], FilePath]
MONEY = {"type": ["number", "null"], "x-unit": "万元", "x-labels": ["数"]}
SHARE = {"type": ["number", "null"], "x-unit": "%"}
WORDS = {"type": ["string", "null"]}
ROWS = {"type": "array", "items": {"type": "object", "properties": {"name": WORDS, "amount": MONEY, "rate": SHARE}}}


def a(name: str, **more: Any) -> Path:
    return Path((Step(name),), **more)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("income", a("income")),
        ("金额", a("金额")),
        ("'金额（元）'", a("金额（元）")),
        ("other?", a("other", may=True)),
        ("total.actual", Path((Step("total"), Step("actual")))),
        ("/accounts/total", Path((Step("accounts"), Step("total")), pointer=True)),
        ("sum(items.amount)", Gathered(Over.SUM, Path((Step("items"), Step("amount"))))),
        ("count(items)", Gathered(Over.COUNT, a("items"))),
        ("sum", a("sum")),
        ("items[level='类'].amount", Path((Step("items", Where("level", "类")), Step("amount")))),
        ("items[parent=name]", Path((Step("items", Where("parent", other="name")),))),
        ("1.5", Number(Decimal("1.5"))),
        ("a + b * c", Joined(Op.ADD, a("a"), Joined(Op.MULTIPLY, a("b"), a("c")))),
        ("(a + b) * c", Joined(Op.MULTIPLY, Joined(Op.ADD, a("a"), a("b")), a("c"))),
        ("a - b - c", Joined(Op.SUBTRACT, Joined(Op.SUBTRACT, a("a"), a("b")), a("c"))),
        ("-a", Joined(Op.SUBTRACT, Number(Decimal(0)), a("a"))),
        ("a/b", Joined(Op.DIVIDE, a("a"), a("b"))),
        ("/a / /b/c", Joined(Op.DIVIDE, a("a", pointer=True), Path((Step("b"), Step("c")), pointer=True))),
    ],
)
def test_what_is_read(text: str, wanted: object) -> None:
    assert parse_operand(text) == wanted


def test_equations() -> None:
    assert parse_equation("a = b + c") == Equation(a("a"), Joined(Op.ADD, a("b"), a("c")))
    assert parse_equation("a <= b") == Equation(a("a"), a("b"), at_most=True)
    assert parse_equation("a") == Equation(None, a("a"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not complete"),
        ("a +", "not complete"),
        ("(a", "not complete"),
        ("a b", "character 3: b"),
        ("a + )", "character 5: )"),
        ("a = b = c", "character 7: = c"),
        ("a; b", "character 2: ; b"),
        ("a.__class__()", "character 12: ()"),
        ("items[level]", "character 12: ]"),
        ("(" * 40 + "a" + ")" * 40, "too deeply"),
    ],
)
def test_what_is_refused(text: str, told: str) -> None:
    with pytest.raises(NotAnExpression) as raised:
        parse_equation(text)
    assert told in raised.value.said.en
    assert raised.value.said.zh


@given(st.text("ab0.()+-*/=<[]'?| 金", max_size=24))
def test_any_words_are_read_or_refused(text: str) -> None:
    with contextlib.suppress(NotAnExpression):
        parse_equation(text)


def relation(**said: Any) -> dict[str, Any]:
    return {"id": "r", "kind": "sum", **said}


def schema(*relations: dict[str, Any], rows: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    properties = {"a": MONEY, "b": MONEY, "part": SHARE, "posts": {"type": ["integer", "null"], "x-unit": "人"}, "name": WORDS}
    listed = {**ROWS, **({"x-relations": list(rows)} if rows else {})}
    return {
        "type": "object",
        "x-relations": list(relations),
        "properties": {**properties, "items": listed, "group": {"properties": {"c": MONEY}}},
    }


FAULTS = [
    # what, relation, part of the message
    ("unknown property", relation(claim="a", of=["bb"]), "bb"),
    ("unknown in a group", relation(claim="a", of=["group.d"]), "Known: c"),
    ("unknown at the top", relation(claim="a", of=["/group/d"]), "Known: c"),
    ("unknown among |", relation(claim="a", of=["b | c"]), '"c" is unknown'),
    ("unknown filter", relation(claim="a", of=["sum(items[level='类'].amount)"]), "level"),
    ("unknown in a filter", relation(claim="a", of=["sum(items[name=title].amount)"]), "title"),
    ("no claim", relation(of=["b"]), "claim is missing"),
    ("nothing to reckon from", relation(claim="a"), "of or expr is missing"),
    ("two claims", relation(claim="a", expr="a = b"), "one of them is enough"),
    ("of and expr", relation(claim="a", of=["b"], expr="b"), "one of them is enough"),
    ("claim that is a sum", relation(claim="sum(items.amount)", of=["b"]), "the one property"),
    ("operands of a share", relation(kind="share", claim="part", of=["a"]), "wrong number"),
    ("operands of a difference", relation(kind="difference", claim="a", of=["b"]), "wrong number"),
    ("syntax", relation(claim="a", expr="b +"), "not complete"),
    ("equation in of", relation(claim="a", of=["a = b"]), "belong into expr"),
    ("money and people", relation(claim="a", of=["b", "posts"]), "units do not agree"),
    ("claim of another unit", relation(claim="a", expr="b / part / a"), "units do not agree"),
    ("unlike things added", relation(claim="a", expr="b + posts"), "can't be added"),
    ("share that is no percentage", relation(kind="share", claim="a", of=["a", "b"]), "should be %"),
    ("share of unlike things", relation(kind="share", claim="part", of=["a", "posts"]), "units do not agree"),
    ("words", relation(claim="a", of=["name"]), "name is no figure"),
    ("a list as a figure", relation(claim="a", of=["items"]), "items is no figure"),
    ("misspelt word", relation(claim="a", of=["b"], titel="x"), "titel"),
]


@pytest.mark.parametrize(("said", "told"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_faults(write: Write, said: dict[str, Any], told: str) -> None:
    path = write({"s.schema.json": schema(said)})
    found = [f for f in lint(path) if f.level is Level.ERROR]
    assert [f.pointer for f in found] == ["/x-relations/0"]
    assert told in found[0].message.en
    assert found[0].message.zh
    with pytest.raises(SchemaError):
        load_schema(path)


def test_a_schema_in_memory_is_judged_too() -> None:
    with pytest.raises(SchemaError, match="bb"):
        schema_of(schema(relation(claim="a", of=["bb"])))
    with pytest.raises(SchemaError, match="wrong form"):
        schema_of(schema({"id": "r"}))


GOOD = [
    relation(claim="a", of=["b", "group.c?", "/group/c"]),
    relation(claim="a", of=["sum(items.amount)"], open=True),
    relation(claim="a | b", of=["group.c | b"], title="甲"),
    relation(kind="share", claim="part", of=["a", "b"]),
    relation(kind="rate", claim="part", expr="(a + b) / group.c"),
    relation(kind="count", claim="posts", of=["items"]),
    relation(kind="weighted", claim="a", of=["items.amount", "items.rate"]),
    relation(kind="balance", expr="a + b = group.c"),
    relation(kind="part", expr="a <= b * part"),
    relation(kind="band", claim="a", of=["name", "items.name", "items.amount", "items.amount"]),
]


@pytest.mark.parametrize("said", GOOD, ids=range(len(GOOD)))
def test_nothing_is_said_of_good_relations(write: Write, said: dict[str, Any]) -> None:
    path = write({"s.schema.json": schema(said)})
    assert lint(path) == []
    load_schema(path)


def test_relations_reach_over_files_and_rows(write: Write) -> None:
    top = schema(relation(claim="a", of=["/other/d"]))
    top["properties"]["other"] = {"$ref": "other.json"}
    rows = [relation(id="q", kind="rate", claim="rate", of=["amount", "/a"]), relation(id="p", claim="amount", of=["/b", "nowhere"])]
    other = {"type": "object", "properties": {"d": MONEY, "list": {**ROWS, "x-relations": rows}}}
    path = write({"s.schema.json": top, "other.json": other})
    assert [(f.file, f.pointer) for f in lint(path)] == [("other.json", "/properties/list/x-relations/1")]


def test_an_id_stands_once(write: Write) -> None:
    path = write({"s.schema.json": schema(relation(claim="a", of=["b"]), rows=(relation(claim="amount", of=["/a"]),))})
    assert [(f.pointer, f.message.en) for f in lint(path)] == [("/properties/items/x-relations/0/id", "id r stands twice")]
