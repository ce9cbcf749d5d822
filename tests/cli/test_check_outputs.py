"""extractor check --format html|md|xlsx as a user runs it: where files go, and that none is overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from cli_running import HEBEI, SAMPLES, run

GOOD = "本年支出合计100.50万元，其中：基本支出60.20万元，项目支出40.30万元。\n"
WRONG = "本年支出合计100.50万元，其中：基本支出60.20万元，项目支出43.00万元。\n"
BOTH = (HEBEI, SAMPLES / "chongqing_market_2022.txt")


def files(folder: Path) -> list[str]:
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


@pytest.mark.parametrize(
    ("shape", "sources", "out", "made"),
    [
        ("xlsx", [HEBEI], None, ["核对结果.xlsx"]),
        ("xlsx", BOTH, "a.xlsx", ["a.xlsx"]),
        ("html", [HEBEI], None, ["核对结果.html"]),
        ("html", [HEBEI], "deep/a.html", ["deep/a.html"]),
        ("html", [HEBEI], "pages", ["pages/hebei_water_2022.check.html"]),
        ("html", BOTH, None, [f"核对结果/{n}" for n in ("chongqing_market_2022.check.html", "hebei_water_2022.check.html", "index.html")]),
        ("md", BOTH, "a.md", ["a.md"]),
        ("md", BOTH, "texts", ["texts/chongqing_market_2022.check.md", "texts/hebei_water_2022.check.md"]),
        ("md", BOTH, None, []),
    ],
)
def test_where_files_go(shape: str, sources: list[Path], out: str | None, made: list[str], tmp_path: Path) -> None:
    ran = run("check", *sources, "--format", shape, *(["--out", out] if out else []), cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert files(tmp_path) == made
    assert ("结果在" in ran.out) == bool(made)
    if not made:
        assert ran.out.count("\n# ") == 1 and ran.out.startswith("# hebei")


@pytest.mark.parametrize("shape", ["xlsx", "html", "md"])
def test_nothing_is_overwritten_unasked(shape: str, tmp_path: Path) -> None:
    out = tmp_path / f"a.{shape}"
    out.write_text("mine", encoding="utf-8")
    ran = run("check", HEBEI, "--format", shape, "--out", out, cwd=tmp_path)
    assert ran.code == 2 and "已存在" in ran.err and "--force" in ran.err and ran.out == ""
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("check", HEBEI, "--format", shape, "--out", out, "--force", cwd=tmp_path).code == 1
    assert out.stat().st_size > 1000 and files(tmp_path) == [out.name]


def test_one_taken_page_stops_the_run_before_any_is_written(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "chongqing_market_2022.check.html").write_text("mine", encoding="utf-8")
    ran = run("check", *BOTH, "--format", "html", "--out", "pages", "--lang", "en", cwd=tmp_path)
    assert ran.code == 2 and "chongqing_market_2022.check.html exists" in ran.err
    assert files(tmp_path) == ["pages/chongqing_market_2022.check.html"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "html", "--out", "a.html"], "多份报告不能写进一个页面"),
        (["--format", "xlsx", "--out", "a.xls"], "--out 应为 .xlsx 文件"),
        (["--out", "a.txt"], "--out"),
        (["--format", "json", "--out", "a.json"], "--out"),
    ],
)
def test_what_does_not_fit(options: list[str], said: str, tmp_path: Path) -> None:
    ran = run("check", *BOTH, *options, cwd=tmp_path)
    assert ran.code == 2 and said in ran.err and files(tmp_path) == []


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (WRONG, 1)])
@pytest.mark.parametrize("shape", ["xlsx", "html", "md"])
def test_exit_codes(shape: str, text: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(text, encoding="utf-8")
    assert run("check", "r.txt", "--format", shape, cwd=tmp_path).code == code


def test_what_could_not_be_checked_is_in_the_coverage(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(WRONG, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = run("check", "r.txt", "empty.txt", "none.txt", "--format", "xlsx", cwd=tmp_path)
    assert ran.code == 2 and "none.txt" in ran.err
    listed = [[c.value for c in row] for row in openpyxl.load_workbook(tmp_path / "核对结果.xlsx")["覆盖情况"].iter_rows(min_row=2)]
    assert [row[0] for row in listed] == ["r.txt", "none.txt", "empty.txt"]
    assert all(row[-1] for row in listed[1:]) and listed[0][-1] is None


def test_nothing_checked_writes_nothing(tmp_path: Path) -> None:
    ran = run("check", "none.txt", "--format", "xlsx", cwd=tmp_path)
    assert ran.code == 2 and files(tmp_path) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("", encoding="utf-8")
    ran = run("check", HEBEI, "--format", "xlsx", "--out", "a/b.xlsx", cwd=tmp_path)
    assert ran.code == 2 and "无法写入" in ran.err
