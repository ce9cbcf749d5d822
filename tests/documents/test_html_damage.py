"""Damaged and hostile pages and web archives."""

from __future__ import annotations

import base64
import quopri

import pytest
from damage import SEEDS, damaged, survives
from site_pages import BODY, PAGES, TITLE

from extractor.documents.read import read_bytes
from extractor.errors import DocumentError


def archive(page: bytes, charset: str = "utf-8", encoding: str = "quoted-printable", first: bytes = b"") -> bytes:
    """A web archive as browsers and office programs write them."""
    body = base64.encodebytes(page) if encoding == "base64" else quopri.encodestring(page) if encoding == "quoted-printable" else page
    head = (
        "From: <Saved by a browser>\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----=_Part"\r\n\r\n'
    )
    part = f'------=_Part\r\nContent-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    style = "\r\n------=_Part\r\nContent-Type: text/css\r\n\r\np { width: 7777px }\r\n------=_Part--\r\n"
    opening = b"------=_Part\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + first + b"\r\n" if first else b""
    return head.encode() + opening + part.encode() + body + style.encode()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_archives(encoding: str, charset: str) -> None:
    page = f"<html><body><p>{TITLE}</p>{BODY}</body></html>"
    data = archive(page.encode({"gb2312": "gb18030"}.get(charset, charset)), charset, encoding)
    document = read_bytes(data, "网页.mht")
    assert document.format == "mht"
    assert document.text == read_bytes(f"<meta charset=utf-8>{page}".encode(), "网页.html").text


def test_an_archive_of_frames_gives_its_longest_page() -> None:
    frames = b"<html><frameset><frame src='cid:1'></frameset></html>"
    assert "1,803.82" in read_bytes(archive(PAGES["trs"].encode(), first=frames), "a.mhtml").text


@pytest.mark.parametrize("data", [b"", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nabc", b"\x00\x01" * 500])
def test_what_is_no_archive(data: bytes) -> None:
    with pytest.raises(DocumentError):
        read_bytes(data, "a.mht")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_damaged_pages(seed: int, charset: str) -> None:
    pages = list(PAGES.values())
    survives(damaged(pages[seed % len(pages)].replace("utf-8", charset).encode(charset), seed), "坏.html")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_damaged_archives(seed: int, encoding: str) -> None:
    survives(damaged(archive(PAGES["trs"].encode(), encoding=encoding), seed), "坏.mht")


def test_entities_are_not_unfolded() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    page = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "9万元">{bomb}<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>甲1&l11;&x;</p></body></html>'
    text = read_bytes(page.encode(), "a.html").text
    assert "9万元9万元" not in text
    assert len(text) < 2_000


@pytest.mark.parametrize(
    "page",
    [
        "<table>" * 3_000,
        "<p>" * 100_000,
        "<td>" * 50_000,
        "<a href='x'>" * 50_000,
        "<div class='nav'>" * 500 + "甲" * 500_000,
        "<" * 200_000,
        "<p title='" + "x" * 2_000_000,
        "&" * 500_000,
        "<!--" * 100_000,
    ],
    ids=range(9),
)
def test_hostile_pages_end(page: str) -> None:
    survives(f"<html><meta charset=utf-8>{page}".encode(), "a.html")
