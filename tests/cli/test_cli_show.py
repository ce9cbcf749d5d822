"""extractor show and extractor schema: what a person reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_running import HEBEI, Ran, run

import extractor


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    schema = extractor.load_schema(extractor.find_schema("department_report"))
    return extractor.extract(HEBEI, schema, engine="patterns").write(folder)


def show(made: Path, *arguments: str | Path, **env: str) -> Ran:
    return run("show", made, *arguments, cwd=made.parent, **env)


def row(ran: Ran, title: str) -> list[str]:
    (line,) = [line for line in ran.out.splitlines() if line.startswith(title + " ")]
    return line.split()


def test_the_result_as_tables(made: Path) -> None:
    ran = show(made, "--document", HEBEI)
    assert (ran.code, ran.err) == (0, "")
    assert row(ran, "基本支出")[1:] == ["1098.33", "万元", "80", "行", "“其中基本支出1098.33万元”", "patterns", "接受"]
    assert "公务用车运行维护费 · 决算数" in ran.out or "公务用车运行维护 · 决算数" in ran.out
    assert "下属/纳入核算单位（4 项）" in ran.out and "… 还有 3 项（--all 显示全部）" in ran.out
    assert "引擎 patterns · 请求 0 · 词元 0 · 费用 0" in ran.out.splitlines()[-1]
    assert "未找到" not in ran.out and all(line == line.rstrip() for line in ran.out.splitlines())


def test_everything(made: Path) -> None:
    ran = show(made, "--all", "--document", HEBEI, EXTRACTOR_LANG="en")
    assert ran.code == 0 and "not found" in ran.out and "not stated" not in ran.out and "more (--all" not in ran.out
    assert "line 80" in ran.out


def test_one_value_and_one_part(made: Path) -> None:
    ran = show(made, "--field", "/accounts/basic_expenditure", "--document", HEBEI)
    assert ran.code == 0
    for line in (
        "值         1098.33",
        "原文写法   1098.33",
        "行         80",
        "来源       patterns",
        "匹配方式   原文一致",
        "文中名称   基本支出",
    ):
        assert line in ran.out.splitlines(), line
    part = show(made, "--field", "/staffing", COLUMNS="100")
    assert part.out.splitlines()[0] == "人员" and "基本支出" not in part.out
    assert show(made, "--field", "/subordinate_units").code in (0, 2)


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["--field", "/nothing"], "结果中没有 /nothing", "there is no /nothing in the result"),
        (["--schema", "nothing"], "找不到这个模式", "there is no such schema"),
        (["--document", "other.txt"], "不是这个结果的原文件", "is not the report of this result"),
        (["--document", "none.txt"], "无法打开文件", "cannot open the file"),
    ],
)
def test_what_show_refuses(made: Path, arguments: list[str], zh: str, en: str) -> None:
    (made.parent / "other.txt").write_text("别的报告，与此无关的内容。", encoding="utf-8")
    for lang, words in (("zh", zh), ("en", en)):
        ran = show(made, *arguments, EXTRACTOR_LANG=lang)
        assert ran.code == 2 and words in ran.err and ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "不是有效的 JSON"), ("[1]", "不是抽取结果"), ("{}", "不是抽取结果"), ("[" * 100_000, "不是有效的 JSON"), (None, "无法打开"),
        ({"format": {"name": "report-extractor/extraction", "version": "2.0"}}, "版本是 2.0"),
        ({"format": {"name": "other", "version": "1.0"}}, "不是抽取结果"),
    ],
)  # fmt: skip
def test_what_is_no_result(made: Path, tmp_path: Path, content: str | dict[str, Any] | None, words: str) -> None:
    file = tmp_path / "x.extraction.json"
    if isinstance(content, dict):
        whole = json.loads(made.read_text(encoding="utf-8"))
        content = json.dumps({**whole, **content})
    if content is not None:
        file.write_text(content, encoding="utf-8")
    ran = run("show", file, cwd=tmp_path)
    assert ran.code == 2 and words in ran.err and ran.err.count("\n") == 1


def test_a_result_of_an_unknown_schema_is_shown_by_pointers(made: Path, tmp_path: Path) -> None:
    whole = json.loads(made.read_text(encoding="utf-8"))
    whole["schema"]["name"] = "nobodys"
    (tmp_path / "x.extraction.json").write_text(json.dumps(whole), encoding="utf-8")
    ran = run("show", "x.extraction.json", cwd=tmp_path)
    assert ran.code == 0 and row(ran, "basic_expenditure")[1] == "1098.33"


def test_schema_list_show_lint(tmp_path: Path) -> None:
    listed = run("schema", "list", cwd=tmp_path)
    assert listed.code == 0 and "部门报告" in listed.out and "contract" in listed.out
    shown = run("schema", "show", "department_report", cwd=tmp_path)
    assert shown.code == 0 and "/accounts/basic_expenditure" in shown.out and "/projects/*/name" in shown.out
    good = run("schema", "lint", "contract", cwd=tmp_path)
    assert (good.code, good.out.count("没有问题")) == (0, 1)
    (tmp_path / "bad.schema.json").write_text(
        '{"type": "object", "properties": {"a": {"type": "strin", "x-label": ["甲"]}}}', encoding="utf-8"
    )
    for lang, words in (("zh", "错误 bad.schema.json#/properties/a"), ("en", "error bad.schema.json#/properties/a")):
        bad = run("schema", "lint", "bad.schema.json", "contract", cwd=tmp_path, EXTRACTOR_LANG=lang)
        assert bad.code == 1 and words in bad.out
    assert run("schema", "show", "bad.json", cwd=tmp_path).code == 2
