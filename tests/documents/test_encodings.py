"""Any encoding met in China gives the same text; what is no text is refused at once, by name and with the reason."""

from __future__ import annotations

import codecs
import os
import random
import time
import zlib
from pathlib import Path

import pytest
from documents_samples import SAMPLES, sample

from extractor.documents import read
from extractor.errors import DocumentError

SIMPLIFIED = {
    "utf-8": ("utf-8", b""),
    "utf-8-bom": ("utf-8", codecs.BOM_UTF8),
    "gb18030": ("gb18030", b""),
    "gbk": ("gbk", b""),
    "utf-16-le": ("utf-16-le", b""),
    "utf-16-be": ("utf-16-be", b""),
    "utf-16-le-bom": ("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16-be-bom": ("utf-16-be", codecs.BOM_UTF16_BE),
}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("how", SIMPLIFIED)
def test_every_encoding_gives_the_same_text(path: Path, how: str, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    encoding, bom = SIMPLIFIED[how]
    if encoding == "gbk":
        text = text.encode("gbk", "ignore").decode("gbk")  # a few signs (㎡ …) are not in GBK
    copy = tmp_path / "报告.txt"
    copy.write_bytes(bom + text.encode(encoding))
    document = read(copy)
    assert document.text == text
    assert document.sections == read(path).sections or encoding == "gbk"
    assert document.name == "报告.txt"


@pytest.mark.parametrize("how", ["utf-16-le", "utf-16-be", "gb18030"])
def test_a_short_page_without_digits(how: str, tmp_path: Path) -> None:
    """No digits and few line ends: UTF-16 has hardly a NUL then."""
    text = "部门决算情况说明\n本部门是县人民政府的工作部门，主要负责全县的预算管理和财政监督工作，并承担上级交办的其他事项。\n"
    copy = tmp_path / "a.txt"
    copy.write_bytes(text.encode(how))
    assert read(copy).text == text


def test_big5(tmp_path: Path) -> None:
    text = "部門整體支出績效自評報告\n一、部門基本情況\n本部門預算支出總計為壹仟貳佰元，管理情況在本年度有所改善，工作情況良好。\n" * 5
    copy = tmp_path / "a.txt"
    copy.write_bytes(text.encode("big5"))
    document = read(copy)
    assert document.text == text
    assert document.encoding == "big5"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028"])
def test_line_ends_become_one(end: str, tmp_path: Path) -> None:
    copy = tmp_path / "a.txt"
    copy.write_bytes(end.join(["一、部门概况", "编制98人。", ""]).encode())
    assert read(copy).text == "一、部门概况\n编制98人。\n"


@pytest.mark.parametrize("how", ["utf-8", "gb18030"])
def test_a_stray_nul_is_left_out(how: str, tmp_path: Path) -> None:
    text = sample("hunan").read_text(encoding="utf-8")
    raw = text.encode(how)
    copy = tmp_path / "a.txt"
    copy.write_bytes(
        raw[:300].decode(how, "ignore").encode(how) + b"\x00" + raw[len(raw[:300].decode(how, "ignore").encode(how)) :] + b"\x00"
    )
    assert read(copy).text == text


_TEXT = "一、部门概况。本部门编制98人，年末实有97人，退休12人。收入支出的情况见下表。".encode()
_BAD: dict[str, bytes] = {
    "empty": b"",
    "spaces": b" \r\n\t \n" * 50,
    "wide spaces": "\u3000\n\u3000\u00a0\u200b\n".encode(),
    "only a mark": codecs.BOM_UTF8,
    "utf-16 spaces": codecs.BOM_UTF16_LE + " \n\u3000".encode("utf-16-le"),
    "nuls": b"\x00" * 4096,
    "png": b"\x89PNG\r\n\x1a\n" + zlib.compress(os.urandom(3000)),
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.Random(1).randbytes(3000),
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "zip": b"PK\x03\x04" + random.Random(2).randbytes(3000),
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
    "random": random.Random(3).randbytes(5000),
    "random, even": random.Random(4).randbytes(5001),
    "controls": bytes(range(1, 9)) * 200 + b"abc",
    "cut utf-8": _TEXT[:-1],
    "cut utf-8 by two": _TEXT[:-2],
    "damaged utf-8": _TEXT[:90] + b"\xff\xff" + _TEXT[90:],
    "cut utf-16": codecs.BOM_UTF16_LE + _TEXT.decode().encode("utf-16-le")[:-1],
}
_REASON = {
    "empty": "empty",
    "spaces": "empty",
    "wide spaces": "empty",
    "only a mark": "empty",
    "utf-16 spaces": "empty",
    "nuls": "empty",
    "png": "picture",
    "jpeg": "picture",
    "pdf": "PDF",
    "zip": "ZIP",
    "ole": "legacy Office",
    "cut utf-8": "truncated",
    "cut utf-8 by two": "truncated",
    "damaged utf-8": "damaged",
}


@pytest.mark.parametrize("what", _BAD)
def test_what_is_no_text_is_refused(what: str, tmp_path: Path) -> None:
    path = tmp_path / "坏文件.txt"
    path.write_bytes(_BAD[what])
    started = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert time.monotonic() - started < 2
    error = caught.value
    assert error.document == "坏文件.txt"
    assert error.into("zh").startswith("坏文件.txt：")
    assert _REASON.get(what, "no readable text") in error.into("en")
    assert error.remedy.zh
    assert error.stage == "read"


def test_a_file_too_large_says_both_sizes_and_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as out:
        out.truncate(50_000_000)
    started = time.monotonic()
    with pytest.raises(DocumentError, match=r"大\.txt: the file is too large \(50\.0 MB, limit 20 MB\)"):
        read(path)
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize("path", ["没有.txt", "", ".", "a\x00b.txt"])
def test_a_path_that_cannot_be_opened(path: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot open the file"):
        read(str(tmp_path / path))
