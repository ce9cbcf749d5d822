"""Schemas by name and by path: the user's folder first, then ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.content import content_folder
from extractor.errors import SchemaError
from extractor.schema import find_schema, list_schemas

Write = Callable[[dict[str, Any]], Path]
REPO = Path(__file__).resolve().parents[2]
PLAIN = {
    "title": "甲",
    "properties": {
        "a": {"type": "string"},
        "rows": {"type": "array", "items": {"properties": {"b": {}, "c": {}}}},
        "names": {"type": "array", "items": {"type": "string"}},
    },
}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("department_report", "department_report/department_report.schema.json"),
        ("contract", "contract/contract.schema.json"),
        ("plain", "plain_example/plain.schema.json"),
        ("plain_example", "plain_example/plain.schema.json"),
    ],
)
def test_ours_by_name_from_anywhere(tmp_path: Path, name: str, path: str) -> None:
    assert find_schema(name, tmp_path) == REPO / "schemas" / path
    assert content_folder("schemas") == REPO / "schemas"


@pytest.mark.parametrize(
    "file",
    [
        "mine.schema.json",
        "mine/mine.schema.json",
        "schemas/mine.schema.json",
        "schemas/anything/mine.schema.json",
        "mine/other.schema.json",
    ],
)
def test_the_users_own_by_name(write: Write, tmp_path: Path, file: str) -> None:
    path = write({file: PLAIN})
    assert find_schema("mine", tmp_path) == path


@pytest.mark.parametrize("file", ["contract.schema.json", "schemas/contract/contract.schema.json"])
def test_the_users_own_goes_before_ours(write: Write, tmp_path: Path, file: str) -> None:
    path = write({file: PLAIN})
    assert find_schema("contract", tmp_path) == path
    (info,) = [i for i in list_schemas(tmp_path) if i.name == "contract"]
    assert (info.path, info.title, info.fields, info.fault) == (path, "甲", 4, None)


def test_a_path_is_itself(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write({"deep/down/any.json": PLAIN})
    assert find_schema(path) == path
    assert find_schema("deep/down/any.json", tmp_path) == path
    monkeypatch.chdir(tmp_path)
    assert find_schema("deep/down/any.json") == Path("deep/down/any.json")


def test_two_schemas_in_a_folder_are_not_guessed_between(write: Write, tmp_path: Path) -> None:
    write({"pair/a.schema.json": PLAIN, "pair/b.schema.json": PLAIN})
    with pytest.raises(SchemaError, match=r"no such schema: the folder holds 2 of them: a\.schema\.json, b\.schema\.json"):
        find_schema("pair", tmp_path)


@pytest.mark.parametrize(("name", "near"), [("departmant_report", "department_report"), ("contrat", "contract")])
def test_the_nearest_name_is_told(tmp_path: Path, name: str, near: str) -> None:
    with pytest.raises(SchemaError) as raised:
        find_schema(name, tmp_path)
    assert near in raised.value.remedy.en
    assert near in raised.value.remedy.zh


@pytest.mark.parametrize("name", ["vocabulary", "nothing like any", "../contract"])
def test_what_is_no_schema(tmp_path: Path, name: str) -> None:
    with pytest.raises(SchemaError, match="no such schema"):
        find_schema(name, tmp_path)


def test_a_broken_one_is_listed_with_its_fault(write: Write, tmp_path: Path) -> None:
    write({"mine.schema.json": "{"})
    (info,) = [i for i in list_schemas(tmp_path) if i.name == "mine"]
    assert info.fields == 0
    assert info.fault is not None and "not valid JSON" in info.fault.said.en


def test_ours_are_listed(tmp_path: Path) -> None:
    titles = {i.name: i.title for i in list_schemas(tmp_path)}
    assert titles == {"contract": "采购合同", "department_report": "部门报告", "plain": "合同要素"}
