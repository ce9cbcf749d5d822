"""Candidates of two engines become one value a field: agreement, preference, typed absence, rows met by their key."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from extractor.documents import Span, read_text
from extractor.grounding import Candidate, Grounding, Scalar
from extractor.pointers import set_at, value_at
from extractor.reconcile import Refused, reconcile
from extractor.result import Status
from extractor.schema import schema_of

TEXT = "某局编制32名，在职30人。项目甲12.50万元，项目乙7万元，项目丙0万元。"
DOCUMENT = read_text(TEXT)
SCHEMA = schema_of(
    {
        "type": "object",
        "properties": {
            "posts": {"type": ["integer", "null"]},
            "staff": {"type": ["integer", "null"]},
            "grade": {"type": ["string", "null"]},
            "projects": {
                "type": "array",
                "x-key": ["name"],
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "amount": {"type": ["number", "null"]},
                        "score": {"type": ["number", "null"]},
                    },
                },
            },
        },
    }
)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def candidate(pointer: str, value: Scalar, words: str, proposer: str, **more: Any) -> Candidate:
    return Candidate(pointer, value, at(words), at(words), words, proposer, **more)


def test_agreement_is_a_signal_and_difference_goes_to_review() -> None:
    data, records = reconcile(
        DOCUMENT,
        SCHEMA,
        [
            candidate("/posts", 32, "32", "patterns"),
            candidate("/posts", Decimal("32.0"), "32", "chains"),
            candidate("/staff", 32, "32", "patterns"),
            candidate("/staff", 30, "30", "chains"),
        ],
    )
    assert (data["posts"], data["staff"]) == (32, 30)
    assert set(records["/posts"].proposers) == {"patterns", "chains"}
    assert records["/posts"].status is Status.ACCEPTED
    assert records["/staff"].status is Status.REVIEW
    assert records["/staff"].signals["differs"] == [{"proposer": "patterns", "value": 32, "printed": "32", "start": 4, "end": 6}]


def test_similar_words_never_count_as_certain() -> None:
    _, records = reconcile(DOCUMENT, SCHEMA, [candidate("/grade", "某局", "某局", "chains", grounding=Grounding.FUZZY, similarity=0.92)])
    assert records["/grade"].status is Status.REVIEW
    assert records["/grade"].signals["similarity"] == 0.92


def test_absence_is_typed() -> None:
    data, records = reconcile(
        DOCUMENT,
        SCHEMA,
        [],
        refused=[Refused("/posts", "33名", "no_such_figure")],
        failed=frozenset({"/staff"}),
        none_stated=frozenset({"/projects"}),
    )
    assert data == {"posts": None, "staff": None, "grade": None, "projects": []}
    assert {p: r.status for p, r in records.items()} == {
        "/posts": Status.NOT_GROUNDED,
        "/staff": Status.CALL_FAILED,
        "/grade": Status.NOT_STATED,
        "/projects": Status.STATED_NONE,
    }
    assert records["/posts"].signals == {"refused": "33名", "reason": "no_such_figure"}


def row(engine: str, number: int, **cells: tuple[Scalar, str]) -> list[Candidate]:
    return [candidate(f"/projects/{number}/{name}", value, words, engine) for name, (value, words) in cells.items()]


def test_rows_meet_by_key_and_fill_each_other() -> None:
    data, records = reconcile(
        DOCUMENT,
        SCHEMA,
        [
            *row("chains", 0, name=("项目甲", "项目甲"), amount=(Decimal("12.5"), "12.50")),
            *row("chains", 1, name=("项目乙", "项目乙"), amount=(7, "7")),
            *row("patterns", 0, name=("项目乙", "项目乙"), amount=(7, "7"), score=(0, "0")),
            *row("patterns", 1, name=("项目 甲", "项目甲"), amount=(Decimal("12.50"), "12.50")),
        ],
    )
    assert data["projects"] == [{"name": "项目甲", "amount": Decimal("12.5"), "score": None}, {"name": "项目乙", "amount": 7, "score": 0}]
    assert set(records["/projects/0/amount"].proposers) == {"chains", "patterns"}
    assert records["/projects/1/score"].proposers == ("patterns",)


def test_a_row_that_labels_alone_found_is_left_out_where_the_model_read_the_list() -> None:
    kept = [*row("chains", 0, name=("项目甲", "项目甲")), *row("chains", 1, name=("项目乙", "项目乙"))]
    data, _ = reconcile(DOCUMENT, SCHEMA, [*kept, *row("patterns", 0, name=("项目丙", "项目丙"), amount=(0, "0"))])
    assert [p["name"] for p in data["projects"]] == ["项目甲", "项目乙"]


def test_a_list_that_the_model_hardly_read_is_completed() -> None:
    places = ("某局", "编制", "在职", "项目乙", "项目丙")
    many = [c for n, words in enumerate(places) for c in row("patterns", n, name=(f"项目{n}", words))]
    data, _ = reconcile(DOCUMENT, SCHEMA, [*row("chains", 0, name=("项目3", "项目甲")), *many])
    assert len(data["projects"]) == 5


def test_pointers() -> None:
    data: dict[str, Any] = {}
    set_at(data, "/a~1b/1/x", 5)
    assert data == {"a/b": [None, {"x": 5}]}
    assert value_at(data, "/a~1b/1/x") == 5
    assert value_at(data, "/a~1b/7/x") is None
    assert value_at(data, "/a~1b/1/x/y") is None
