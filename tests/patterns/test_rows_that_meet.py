"""Rows that text and tables state alike are one row; a list whose names no label finds is empty."""

from __future__ import annotations

import json
import shutil
from functools import lru_cache
from pathlib import Path

import pytest

from extractor.documents import read_text
from extractor.grounding import Candidate
from extractor.patterns import propose
from extractor.schema import Schema, load_schema

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "department_report"
MAIN = "department_report.schema.json"

CLASSES = """科目编码\t科目名称\t年初预算数\t决算数
205\t教育支出\t500\t498.5
20502\t普通教育\t500\t498.5
2050202\t小学教育\t300\t{amount}
2050203\t初中教育\t200\t{other}
"""
SENTENCE = "1.教育支出（类）普通教育（款）小学教育（项），支出决算为290.50万元，完成年初预算的96.83%。\n"

PROJECTS = """2023年我局对3个项目开展绩效自评，预算数600.00万元，执行数570.00万元，执行率95%。各项目情况如下：
1、河岸绿化项目调配盘子数100.00万元。已经花出去90.00万元，用掉90%，按期完成。自己打的分是91分。
2、灌渠清淤项目全年预算数200.00万元，执行数190.00万元，执行率95%。自评得分93分。
3、泵站更新项目。预算数300.00万元，实际支出290.00万元，执行率96.67%。自评得分95分。
"""
FORM = """项目名称\t灌渠清淤\t实施单位\t青禾县水利局
项目资金（万元）\t年初预算数\t全年预算数\t全年执行数
年度资金总额\t180.00\t200.00\t190.00
"""
LISTED = "项目名称\t下达资金\t实际支出\t执行率\n河岸绿化\t100.00\t90.00\t90%\n灌渠清淤\t200.00\t190.00\t95%\n"
ASSETS = "固定资产占用情况表\n单位：万元\n项目\t数量\t价值\n房屋\t820\t410.50\n车辆\t5\t88.20\n"


@lru_cache(maxsize=1)
def schema() -> Schema:
    """The schema of department reports."""
    return load_schema(SCHEMAS / MAIN)


def read(text: str, of: Schema | None = None) -> dict[str, Candidate]:
    """The candidates by pointer."""
    return {c.pointer: c for c in propose(read_text(text, "rows"), of or schema())}


def names(found: dict[str, Candidate], name: str) -> list[object]:
    """The names of a list's rows in order."""
    return [c.value for p, c in found.items() if p.startswith(f"/{name}/") and p.endswith("/name")]


@pytest.mark.parametrize(("amount", "rivals"), [("290.5", []), ("290.50", []), ("291.5", ["291.5"]), ("290.501", [])])
def test_a_class_of_text_and_table_is_one_row(amount: str, rivals: list[str]) -> None:
    found = read(SENTENCE + CLASSES.format(amount=amount, other="208"))
    assert names(found, "functional_expenditures") == ["小学教育", "教育支出", "普通教育", "初中教育"]
    own = "/functional_expenditures/0"
    assert found[f"{own}/code"].value == "2050202"
    assert str(found[f"{own}/budget"].value) == "300"
    assert str(found[f"{own}/amount"].value) == "290.5"
    assert [r.printed for r in found[f"{own}/amount"].rivals] == rivals


def test_a_name_under_two_classes_meets_its_own() -> None:
    table = "科目编码\t科目名称\t决算数\n205\t教育支出\t50\n2050101\t行政运行\t50\n213\t农林水支出\t70\n2130301\t行政运行\t70\n"
    found = read("1.农林水支出（类）水利（款）行政运行（项）支出决算为70.00万元，完成预算100%。\n" + table)
    assert [found[f"/functional_expenditures/{n}/code"].value for n in range(4)] == ["2130301", "205", "2050101", "213"]


def test_projects_of_paragraphs_take_role_and_score_from_structure() -> None:
    found = read(PROJECTS)
    assert names(found, "projects") == ["河岸绿化", "灌渠清淤", "泵站更新"]
    got = [[str(found[f"/projects/{n}/{p}"].value) for p in ("adjusted_budget", "executed", "execution_rate", "score")] for n in range(3)]
    assert [[float(v) for v in row] for row in got] == [[100, 90, 90, 91], [200, 190, 95, 93], [300, 290, 96.67, 95]]


def test_a_project_is_no_department() -> None:
    found = read(PROJECTS.split("\n", 1)[1])
    assert not {"/evaluation/score", "/budget/execution_rate", "/budget/adjusted_total"} & set(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROJECTS + FORM, ["河岸绿化", "灌渠清淤", "泵站更新"]),
        (FORM, ["灌渠清淤"]),
        (LISTED, ["河岸绿化", "灌渠清淤"]),
        (PROJECTS + LISTED, ["河岸绿化", "灌渠清淤", "泵站更新"]),
    ],
)
def test_projects_of_text_and_forms_meet(text: str, expected: list[str]) -> None:
    found = read(text)
    assert names(found, "projects") == expected
    if FORM in text:
        assert str(found[f"/projects/{expected.index('灌渠清淤')}/initial_budget"].value) == "180"


@pytest.mark.parametrize(("file", "text", "name"), [("assets.json", ASSETS, "assets/items"), ("projects.json", LISTED, "projects")])
def test_a_list_without_labels_for_its_names_finds_nothing(tmp_path: Path, file: str, text: str, name: str) -> None:
    assert names(read(text), name)
    folder = tmp_path / "schemas"
    shutil.copytree(SCHEMAS, folder)
    changed = json.loads((folder / file).read_text(encoding="utf-8"))
    item = (changed["properties"]["items"] if "properties" in changed else changed)["items"]["properties"]["name"]
    del item["x-labels"]
    (folder / file).write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert names(read(text, load_schema(folder / MAIN)), name) == []
