"""What one kind of file lacks stops no other, and what can't be opened at all is named with what to do."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from cli_running import run

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "documents"))

from office_program import needs_office, saved_as  # noqa: E402

SAMPLES = ROOT / "eval" / "samples"
RTF = rb"{\rtf1\ansi\pard hello\par}"


def ofd() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports that can be read behind some that can't, by their names."""
    given = tmp_path / "reports"
    given.mkdir()
    for n, name in enumerate(("hebei_water_2022.txt", "hunan_agri_2023.txt", "chongqing_market_2022.txt")):
        shutil.copy(SAMPLES / name, given / f"z{n}.txt")
    return given


def test_a_missing_program_stops_no_other_document(folder: Path, tmp_path: Path) -> None:
    for n in range(6):
        (folder / f"a{n}.rtf").write_bytes(RTF)
    off = {"EXTRACTOR_SOFFICE": str(tmp_path / "nowhere")}
    ran = run("extract", folder, "--engine", "patterns", "--concurrency", "1", "--out", tmp_path / "out", cwd=tmp_path, **off)
    assert ran.code == 1
    assert sorted(f.name for f in (tmp_path / "out").iterdir()) == [f"z{n}.extraction.json" for n in range(3)]
    assert "未开始" not in ran.said
    assert all(f"a{n}.rtf" in ran.said for n in range(6)) and "EXTRACTOR_SOFFICE" in ran.said


def test_a_program_that_does_not_run_is_no_damaged_file(folder: Path, tmp_path: Path) -> None:
    stub = tmp_path / "soffice"
    stub.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    stub.chmod(0o755)
    (folder / "a.rtf").write_bytes(RTF)
    ran = run("extract", folder / "a.rtf", "--engine", "patterns", cwd=tmp_path, EXTRACTOR_SOFFICE=str(stub))
    assert ran.code == 2 and "无法运行（退出码 127）" in ran.said and "损坏" not in ran.said


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.rar", b"Rar!\x1a\x07\x00rest", "是 RAR 压缩包。请解压后再试"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\x00\x04", "是 7z 压缩包。请解压后再试"),
        ("a.ofd", ofd(), "是 OFD 版式文件。请用 OFD 阅读器导出为 PDF"),
    ],
)
def test_what_nobody_reads_is_named_in_a_folder_too(name: str, data: bytes, said: str, folder: Path, tmp_path: Path) -> None:
    (folder / name).write_bytes(data)
    ran = run("extract", folder, "--engine", "patterns", "--out", tmp_path / "out", cwd=tmp_path)
    assert ran.code == 1
    assert "".join(f"{name}：{said}".split()) in "".join(ran.said.split())
    assert len(list((tmp_path / "out").iterdir())) == 3


@needs_office
def test_a_reading_warning_reaches_who_extracts(folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "plain.txt"
    text.write_text("某某县水利局报告\n\n一、基本情况\n\n本部门编制86名，在职人员79人。\n", encoding="utf-8")
    (folder / "plain.doc").write_bytes(saved_as(text.read_bytes(), ".txt", "doc"))
    ran = run("extract", folder / "plain.doc", "--engine", "patterns", "--out", tmp_path / "out", cwd=tmp_path, EXTRACTOR_SOFFICE="off")
    assert ran.code == 0, ran.said
    result = json.loads((tmp_path / "out" / "plain.extraction.json").read_text(encoding="utf-8"))
    warned = result["document"]["warnings"][0]["zh"]
    assert warned[:12] in ran.said.replace("\n", "")


def test_the_doctor_tells_what_can_be_read(tmp_path: Path) -> None:
    told = run("doctor", cwd=tmp_path, EXTRACTOR_SOFFICE="off").said
    assert "有文字的 PDF" in told and "扫描件与图片" in told and "不能读取 .doc、.wps、.rtf、.odt" in told
