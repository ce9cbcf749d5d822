"""Schemas on the command line: a broken one is told of wherever schemas are listed; wrong options are explained in Chinese."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_running import HEBEI, run

BROKEN: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "nubmer", "x-labels": ["甲"]}}}
GOOD: dict[str, Any] = {"type": "object", "properties": {"a": {"type": ["number", "null"], "x-labels": ["甲"]}}}
PLACE = "mine.schema.json#/properties/a/type"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.schema.json").write_text(json.dumps(BROKEN), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", [["extract", str(HEBEI), "-s", "mine"], ["schema", "show", "mine"]])
def test_a_broken_schema_is_refused_with_its_place(folder: Path, command: list[str]) -> None:
    ran = run(*command, cwd=folder)
    assert ran.code == 2 and ran.err.startswith(f"{PLACE}：") and "是否想写 number" in ran.err


def test_list_and_doctor_say_so_too(folder: Path) -> None:
    listed = run("schema", "list", cwd=folder, COLUMNS="300")
    (line,) = [line for line in listed.out.splitlines() if line.startswith("mine ")]
    assert f"{PLACE}: " in line and "是否想写 number" in line
    doctor = run("doctor", cwd=folder)
    assert doctor.code == 1 and f"✗ 模式 mine 不能用：{folder / PLACE}：" in doctor.out and "extractor schema lint" in doctor.out
    (folder / "mine.schema.json").write_text(json.dumps(GOOD), encoding="utf-8")
    assert run("doctor", cwd=folder).code == 0


def test_lint_of_a_folder(folder: Path) -> None:
    (folder / "good.schema.json").write_text(json.dumps(GOOD), encoding="utf-8")
    (folder / "in").mkdir()
    (folder / "in" / "quote.schema.json").write_text('{\n "title": “甲”\n}', encoding="utf-8")
    ran = run("schema", "lint", ".", cwd=folder)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0] == "good.schema.json：没有问题" and "第 2 行第 11 列，这里是中文引号" in lines[1]
    assert lines[2].startswith(f"错误 {PLACE}") and len(lines) == 3
    (folder / "none").mkdir()
    assert run("schema", "lint", "none", cwd=folder).code == 2


def test_a_warning_is_no_error(tmp_path: Path) -> None:
    ran = run("schema", "lint", "plain", cwd=tmp_path)
    assert ran.code == 0 and ran.out.startswith("提醒 plain.schema.json: 没有一个字段写有 x-labels")


def test_pointers_are_not_broken(tmp_path: Path) -> None:
    out = run("schema", "show", "department_report", cwd=tmp_path, COLUMNS="100").out
    assert "/project_indicators/*/actual" in out and any(
        line.startswith("/three_public/vehicle_operation/change_amount ") for line in out.splitlines()
    )


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["extract", "x", "--engine", "foo"], "（'--engine'：'foo' 不可用；可用：'auto'",
         "Invalid value for '--engine': 'foo' is not one of"),
        (["extract", "x", "--concurrency", "0"], "参数值不对（'--concurrency'：应不小于 1）", "greater than or equal to 1"),
        (["extract", "x", "--concurrency", "a"], "参数值不对（'--concurrency'：应为整数）", "valid integer"),
        (["shwo"], "没有这个命令（'shwo'；是否想写 'show'？）", "No such command"),
        (["show", "--feild"], "没有这个选项（--feild；是否想写 --field", "No such option"),
        (["show"], "缺少参数（'FILE.extraction.json'）", "Missing argument"),
        (["show", "a", "b"], "用法不对（多出的参数：b）", "unexpected extra argument"),
        (["show", "a", "--field"], "选项用法不对（'--field' 后面要有一个值）", "requires an argument"),
    ],
)  # fmt: skip
def test_misuse_is_told_in_the_users_language(tmp_path: Path, arguments: list[str], zh: str, en: str) -> None:
    for lang, words in (("zh", zh), ("en", en)):
        ran = run("--lang", lang, *arguments, cwd=tmp_path)
        assert ran.code == 2 and words in ran.err and "Value error" not in ran.err, ran.err


def test_version_as_an_option(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path) == run("version", cwd=tmp_path)
