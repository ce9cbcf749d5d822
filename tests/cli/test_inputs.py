"""What FILE… names: folders, patterns and archives, whatever an archive's maker called or did to its entries."""

from __future__ import annotations

import json
import os
import random
import struct
from pathlib import Path

import pytest
from cli_running import HEBEI, run
from zips import raw_zip, save, zipped

from extractor.cli.inputs import documents
from extractor.documents import readable
from extractor.documents.archive import entries, unpacked
from extractor.documents.limits import MAX_ENTRIES
from extractor.errors import DocumentError

REPORT = "一、部门概况\n全年支出1,803.82万元。\n"
UTF8 = REPORT.encode()


def named(path: Path, *, recursive: bool = False) -> list[str]:
    return [o.name for o in documents([str(path)], recursive=recursive)[0]]


@pytest.mark.parametrize(
    ("name", "extra", "flags"),
    [
        ("报告/民政局2023年决算.txt".encode("gb18030"), b"", 0),  # Windows in China
        ("报告/民政局2023年决算.txt".encode(), b"", 0),  # UTF-8 that is not marked so: macOS, many a web site
        ("报告/民政局2023年决算.txt".encode(), b"", 0x800),
        (b"?????.txt", struct.pack("<HHBL", 0x7075, 5 + 33, 1, 0) + "报告/民政局2023年决算.txt".encode(), 0),
        ("报告\\民政局2023年决算.txt".encode("gb18030"), b"", 0),
    ],
)
def test_names_in_archives_are_decoded(tmp_path: Path, name: bytes, extra: bytes, flags: int) -> None:
    orders, missing = documents([str(save(tmp_path / "a.zip", raw_zip({name: UTF8}, extra=extra, flags=flags)))], recursive=False)
    assert missing == []
    assert [(o.name, o.file, o.stem) for o in orders] == [("民政局2023年决算", "民政局2023年决算.txt", "民政局2023年决算")]
    assert orders[0].document().text == REPORT
    assert orders[0].shown.endswith("a.zip › 报告/民政局2023年决算.txt")


def test_names_in_big5_archives_are_decoded_to_something(tmp_path: Path) -> None:
    orders, _ = documents([str(save(tmp_path / "a.zip", raw_zip({"報告.txt".encode("big5"): UTF8})))], recursive=False)
    assert orders[0].document().text == REPORT


@pytest.mark.parametrize(
    "name",
    [
        "../../escaped.txt",
        "/etc/escaped.txt",
        "..\\..\\escaped.txt",
        "C:\\escaped.txt",
        "a/../../escaped.txt",
        "./escaped.txt",
        "a//escaped.txt",
    ],
)
def test_paths_in_archives_are_never_followed(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    save(inner / "a.zip", raw_zip({name.encode(): UTF8}))
    ran = run("extract", "a.zip", "--engine", "patterns", "--out", "out", cwd=inner)
    assert ran.code == 0, ran.said
    assert sorted(p.name for p in (inner / "out").iterdir()) == ["escaped.extraction.json"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inner"]
    assert {p.name for p in inner.iterdir()} <= {"a.zip", "out", "cache"}


@pytest.mark.parametrize("name", ['a<b>"c|d?e*f.txt', "a\nb\x1b[31m.txt", "CON:.txt"])
def test_odd_names_make_fit_result_names(tmp_path: Path, name: str) -> None:
    found = named(save(tmp_path / "a.zip", raw_zip({name.encode(): UTF8})))
    assert len(found) == 1
    assert not set('<>:"/\\|?*\n\x1b') & set(found[0])


def test_a_name_without_end_is_cut(tmp_path: Path) -> None:
    found = named(save(tmp_path / "a.zip", raw_zip({("长" * 5000 + ".txt").encode(): UTF8, ("长" * 5001 + ".txt").encode(): UTF8})))
    assert len(set(found)) == 2
    assert all(len(os.fsencode(n)) <= 180 for n in found)


def test_what_file_managers_leave_is_left_out(tmp_path: Path) -> None:
    files = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "~$a.docx": b"x", "sub/": b"", "说明.exe": b"x", "sub/a.txt": UTF8}
    orders, missing = documents([str(save(tmp_path / "a.zip", zipped(files)))], recursive=False)
    assert [o.file for o in orders] == ["a.txt"]
    assert missing == []


def test_archives_in_archives_and_encrypted_entries_are_told(tmp_path: Path) -> None:
    save(tmp_path / "a.zip", zipped({"b.zip": zipped({"c.txt": UTF8}), "d.rar": b"Rar!", "e.txt": UTF8}))
    save(tmp_path / "locked.zip", raw_zip({b"f.txt": UTF8}, flags=1))
    orders, missing = documents([str(tmp_path)], recursive=False)
    assert [o.file for o in orders] == ["e.txt"]
    told = {m.argument.split(" › ")[1]: m.reason.en for m in missing}
    assert "not opened" in told["b.zip"]
    assert "not opened" in told["d.rar"]
    assert "password" in told["f.txt"]


def test_an_archive_without_reports_is_told(tmp_path: Path) -> None:
    orders, missing = documents([str(save(tmp_path / "a.zip", zipped({"a.exe": b"x"})))], recursive=False)
    assert orders == []
    assert "no files in this archive" in missing[0].reason.en


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.zip", raw_zip({f"{n}.txt".encode(): b"" for n in range(MAX_ENTRIES + 1)}))
    orders, missing = documents([str(path)], recursive=False)
    assert orders == []
    assert "too many files" in missing[0].reason.en


def test_an_entry_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = zipped({"bomb.txt": bytes(150_000_000), "good.txt": UTF8})
    assert len(bomb) < 300_000
    path = save(tmp_path / "a.zip", bomb)
    large, good = documents([str(path)], recursive=False)[0]
    with pytest.raises(DocumentError, match=r"bomb\.txt: the file is too large"):
        large.document()
    assert good.document().text == REPORT


def test_an_entry_that_lies_of_its_size_is_refused(tmp_path: Path) -> None:
    bomb = bytearray(zipped({"bomb.txt": bytes(150_000_000)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", bomb, bomb.index(mark) + at, 1000)
    path = save(tmp_path / "a.zip", bytes(bomb))
    (entry,) = entries(path)
    with pytest.raises(DocumentError):
        unpacked(path, entry)


def test_a_document_that_is_a_zip_by_its_format_is_no_archive(tmp_path: Path) -> None:
    save(tmp_path / "renamed.zip", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    orders, missing = documents([str(tmp_path / "renamed.zip")], recursive=False)
    assert [o.entry for o in orders] == [None]
    assert missing == []


def test_same_names_in_files_folders_and_archives_stay_apart(tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        save(tmp_path / folder / "报告.txt", UTF8)
        save(tmp_path / folder / "包.zip", zipped({"报告.txt": UTF8, "x/报告.txt": UTF8, "x/报告.md": UTF8}))
    found = named(tmp_path, recursive=True)
    assert len(found) == len(set(found)) == 8


def test_an_archive_named_twice_is_taken_once(tmp_path: Path) -> None:
    path = save(tmp_path / "a.zip", zipped({"a.txt": UTF8, "b.txt": UTF8}))
    orders, _ = documents([str(path), str(tmp_path), str(path)], recursive=False)
    assert [o.file for o in orders] == ["a.txt", "b.txt"]


def test_folders_give_what_a_reader_exists_for(tmp_path: Path) -> None:
    for suffix in (*readable(), ".exe", ".zip_"):
        save(tmp_path / f"a{suffix}", UTF8)
    save(tmp_path / "B.TXT", UTF8)
    save(tmp_path / "~$a.txt", b"x")
    orders, _ = documents([str(tmp_path)], recursive=False)
    assert {o.source.suffix.lower() for o in orders} == set(readable())
    assert {"B", "~$a"} & {o.stem for o in orders} == {"B"}
    assert len({o.name for o in orders}) == len(readable()) + 1


def test_extract_and_check_read_archives(tmp_path: Path) -> None:
    save(tmp_path / "reports.zip", raw_zip({"水利局.txt".encode("gb18030"): HEBEI.read_bytes(), b"broken.txt": b"\x00\x01\x02\x03"}))
    ran = run("extract", "reports.zip", "--engine", "patterns", "--out", "out", cwd=tmp_path)
    assert ran.code == 1
    assert "broken.txt" in ran.out
    result = json.loads((tmp_path / "out" / "水利局.extraction.json").read_text(encoding="utf-8"))
    run("extract", HEBEI, "--engine", "patterns", "--out", "plain", cwd=tmp_path)
    plain = json.loads((tmp_path / "plain" / f"{HEBEI.stem}.extraction.json").read_text(encoding="utf-8"))
    assert result["data"] == plain["data"]
    assert result["document"]["name"] == "水利局.txt"
    again = run("--lang", "en", "extract", "reports.zip", "--engine", "patterns", "--out", "out", "--resume", cwd=tmp_path)
    assert "done (kept)" in again.out
    checked = run("check", "reports.zip", "--format", "jsonl", cwd=tmp_path)
    assert '"水利局.txt"' in checked.out
    assert "broken.txt" in checked.err


SOUND = zipped({"甲.txt": UTF8 * 40, "乙.md": UTF8 * 40, "sub/丙.txt": UTF8 * 40})


@pytest.mark.parametrize("seed", range(60))
def test_a_corrupted_archive_is_told_or_read(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(SOUND)
    match seed % 3:
        case 0:
            for _ in range(chance.randint(1, 40)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 1:
            del data[chance.randrange(len(data)) :]
        case _:
            at = chance.randrange(len(data))
            data[at:at] = chance.randbytes(chance.randint(1, 200))
    orders, missing = documents([str(save(tmp_path / "a.zip", bytes(data)))], recursive=False)
    assert orders or missing
    for order in orders:
        try:
            text = order.document().text
        except DocumentError as error:
            assert error.document == order.file
            assert error.remedy.zh
        else:
            # A checksum stands behind what is read.
            assert text == REPORT * 40
