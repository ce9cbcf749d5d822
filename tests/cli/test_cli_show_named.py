"""extractor show --field: by pointer, by title, a row of a list, and what is said where nothing or several places are meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_running import HEBEI, Ran, run

import extractor

FLAT = {
    "title": "满意度调查", "x-name": "flat", "type": "object",
    "properties": {
        "satisfied": {"title": "群众满意度", "type": ["number", "null"], "x-unit": "%", "x-labels": ["群众满意度"]},
        "score": {"title": "自评得分", "type": ["number", "null"], "x-unit": "分", "x-labels": ["自评得分"]},
        "papers": {"title": "文件数", "type": ["integer", "null"], "x-unit": "份", "x-labels": ["制发文件"]},
        "group": {"title": "其他", "type": "object", "properties": {
            "score": {"title": "等次得分", "type": ["number", "null"], "x-unit": "分", "x-labels": ["等次得分"]}}},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    schema = extractor.load_schema(extractor.find_schema("department_report"))
    return extractor.extract(HEBEI, schema, engine="patterns").write(folder)


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flat")
    (folder / "flat.schema.json").write_text(json.dumps(FLAT), encoding="utf-8")
    report = extractor.read_text("# 某县水利局2023年度自评报告\n\n一、概况\n\n群众满意度达到98.5%。自评得分为95.5分。")
    return extractor.extract(report, extractor.load_schema(folder / "flat.schema.json"), engine="patterns").write(folder, "flat")


def show(made: Path, *arguments: str | Path, **env: str) -> Ran:
    return run("show", made, *arguments, cwd=made.parent, **env)


def test_a_row_of_a_list(made: Path) -> None:
    data = json.loads(made.read_text(encoding="utf-8"))["data"]["projects"]
    ran = show(made, "--field", "/projects/5", "--document", HEBEI)
    lines = ran.out.splitlines()
    assert ran.code == 0 and lines[0] == "项目 第 6 项（/projects/5，从 0 数）"
    rows = {line.split()[0]: line.split() for line in lines[3:]}
    assert rows["项目名称"][1] == data[5]["name"] and rows["执行数"][1:3] == [f"{data[5]['executed']:g}", "万元"]
    assert all("行" in cells and cells[-1] == "接受" and "patterns" in cells for cells in rows.values())
    cell = show(made, "--field", "projects/5/executed").out.splitlines()
    assert cell[0] == "字段       项目 第 6 项 · 执行数  /projects/5/executed" and cell[2] == "单位       万元"


@pytest.mark.parametrize("name", ["编制数", "authorised", "/staffing/authorised", "staffing/authorised/", " 编制数 "])
def test_a_field_by_title_name_or_pointer(made: Path, name: str) -> None:
    assert show(made, "--field", name).out.splitlines()[0] == "字段       编制数  /staffing/authorised"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/staffing/authorized", ["没有 /staffing/authorized", "/staffing/authorised（编制数）"]),
        ("编制人数", ["没有 编制人数", "/staffing/authorised（编制数）"]),
        ("执行数", ["没有 执行数", "/projects/0/executed（项目 第 1 项 · 执行数）"]),
        ("/projects/99", ["没有 /projects/99", "这个列表有 9 项，从 0 数：/projects/0 到 /projects/8"]),
        ("决算数", ["处叫“决算数”", "/three_public/total/actual（合计 · 决算数）", "请用其中一个指针"]),
        ("毫不相干的东西", ["没有 毫不相干的东西。不带 --field"]),
    ],
)
def test_what_is_near_is_told(made: Path, name: str, words: list[str]) -> None:
    ran = show(made, "--field", name)
    assert ran.code == 2 and all(w in ran.err for w in words), ran.err


def test_pointers(made: Path) -> None:
    ran = show(made, "--all", "--pointers")
    lines = ran.out.splitlines()
    for pointer in ("/staffing/authorised", "/accounts/basic_expenditure", "/three_public/vehicle_operation/change_amount"):
        assert any(line.endswith(f" {pointer}") for line in lines), pointer
    assert any(line.startswith("/projects/8 ") for line in lines)


def test_a_rows_line_is_its_own(made: Path) -> None:
    """Rows under one cell of a group stand on lines of their own."""
    text = HEBEI.read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    ran = show(made, "--field", "/indicators", "--all", "--document", HEBEI, COLUMNS="220")
    rows = [line.split() for line in ran.out.splitlines()[3:] if line.strip()]
    starts = [content["fields"][f"/indicators/{n}/score"]["start"] for n in range(len(content["data"]["indicators"]))]
    assert len({content["fields"][f"/indicators/{n}/level1"]["start"] for n in range(len(starts))}) < len(starts)
    assert [row[row.index("行") - 1] for row in rows] == [str(text.count("\n", 0, start) + 1) for start in starts]


def test_a_flat_schema_is_one_table(flat: Path) -> None:
    lines = show(flat).out.splitlines()
    assert lines[2] == "满意度调查" and sum("───" in line for line in lines) == 1
    assert [line.split()[:3] for line in lines[5:7]] == [["群众满意度", "98.5", "%"], ["自评得分", "95.5", "分"]]


def test_what_is_empty_is_said_to_be_not_found(flat: Path) -> None:
    group = show(flat, "--field", "/group")
    assert group.code == 0 and group.out.strip().splitlines()[-1].split() == ["等次得分", "分", "未找到"]
    field = show(flat, "--field", "文件数", EXTRACTOR_LANG="en")
    assert "status   not found" in field.out.splitlines()


def test_a_doubtful_value_is_explained(made: Path, tmp_path: Path) -> None:
    content: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    record = content["fields"]["/staffing/authorised"]
    other = {"proposer": "chains", "value": 79, "printed": "79", "start": 900, "end": 902}
    record["signals"] = {"grounding": "fuzzy", "similarity": 0.9, "also_at": [[5, 9]], "differs": [other], "commanding": True, "new": "x"}
    content["fields"]["/staffing/retired"] |= {"status": "not_grounded", "signals": {"refused": "31", "reason": "other_unit"}}
    (tmp_path / "x.extraction.json").write_text(json.dumps(content), encoding="utf-8")
    lines = show(tmp_path / "x.extraction.json", "--field", "编制数").out.splitlines()
    told = {line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in lines}
    assert (told["匹配方式"], told["相似度"], told["另见"]) == ("文字相近", "0.9", "5–9")
    assert (told["不同的值"], told["含指令语句"], told["new"]) == ("chains 79 (900–902)", "是", "x")
    refused = show(tmp_path / "x.extraction.json", "--field", "/staffing/retired").out
    assert "被拒的值   31" in refused and "原因       原文中的单位不同" in refused
