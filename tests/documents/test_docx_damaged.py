"""Word files damaged in every way: each ends in a Document or in an error that names it, soon, and nothing is written outside."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import olefile
import pytest
from documents_samples import sample
from made_docx import made_docx
from office_program import needs_office, saved_as
from test_docx_package import part, rewritten

from extractor.documents import Document, read
from extractor.documents.read import read_bytes
from extractor.errors import ComponentError, DocumentError

SEEDS = range(44)
PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels")


@pytest.fixture(scope="module")
def docx() -> bytes:
    return made_docx(read(sample("hebei")))


@pytest.fixture(scope="module")
def doc(docx: bytes) -> bytes:
    return saved_as(docx, ".docx", "doc")


def ended(data: bytes, name: str) -> Document | DocumentError | ComponentError:
    """What reading ends in; anything else raises."""
    try:
        document = read_bytes(data, name)
    except (DocumentError, ComponentError) as error:
        assert error.document == name
        assert error.said.zh
        assert error.remedy.zh
        return error
    assert document.text.strip()
    return document


def flipped(data: bytes, chance: random.Random, times: int) -> bytes:
    bits = bytearray(data)
    for _ in range(times):
        bits[chance.randrange(len(bits))] ^= 1 << chance.randrange(8)
    return bytes(bits)


def corrupted(data: bytes, seed: int) -> bytes:
    """The archive cut, with flipped bits, or with one part's XML cut or flipped or swapped for another's."""
    chance = random.Random(seed)
    match seed % 5:
        case 0:
            return data[: chance.randrange(4, len(data))]
        case 1:
            return flipped(data, chance, chance.choice((1, 20, 400)))
        case 2:
            inside = part(data, PARTS[seed % len(PARTS)])
            return rewritten(data, {PARTS[seed % len(PARTS)]: inside[: chance.randrange(len(inside))]})
        case 3:
            return rewritten(data, {"word/document.xml": flipped(part(data, "word/document.xml"), chance, chance.choice((1, 5, 50)))})
        case _:
            one, other = chance.sample(PARTS, 2)
            return rewritten(data, {one: part(data, other), other: None if seed % 2 else part(data, one)})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_corrupted_docx_ends_well(seed: int, docx: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended(corrupted(docx, seed), "坏.docx")
    assert list(tmp_path.iterdir()) == []


def test_the_corruptions_do_damage(docx: bytes) -> None:
    errors = [isinstance(ended(corrupted(docx, seed), "坏.docx"), DocumentError) for seed in SEEDS]
    assert 5 < sum(errors) < len(errors)


@pytest.mark.parametrize("seed", range(44))
@needs_office
def test_a_corrupted_doc_ends_well(seed: int, doc: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if seed >= 14:  # the reader without LibreOffice meets the damage itself, and takes no second to start
        monkeypatch.setenv("EXTRACTOR_SOFFICE", "off")
    chance = random.Random(seed)
    bad = doc[: chance.randrange(8, len(doc))] if seed % 2 else flipped(doc, chance, chance.choice((1, 20, 400)))
    ended(bad, "坏.doc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "cut"), [("a.txt", 0), ("a.doc", 0), ("a.pdf", 0), ("a.docx", 1)])
def test_a_wrong_extension_is_no_matter(name: str, cut: int, docx: bytes) -> None:
    assert isinstance(ended(docx[: len(docx) - cut], name), Document) or cut


@needs_office
def test_an_encrypted_doc_is_named_so(doc_head: bytes) -> None:
    error = ended(doc_head, "加密.doc")
    assert isinstance(error, DocumentError)
    assert "password" in error.into("en")


@pytest.fixture
def doc_head(request: pytest.FixtureRequest) -> bytes:
    """A .doc whose File Information Block says that it is encrypted."""
    data = bytearray(request.getfixturevalue("doc"))
    opened = cast("Any", olefile.OleFileIO(io.BytesIO(bytes(data))))
    main: bytes = opened.openstream("WordDocument").read(64)
    at = data.index(main)
    (flags,) = struct.unpack_from("<H", data, at + 10)
    struct.pack_into("<H", data, at + 10, flags | 0x0100)
    return bytes(data)


def test_a_docx_under_a_password_is_named_so() -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    error = ended(head, "加密.docx")
    assert isinstance(error, DocumentError)
    assert "password" in error.into("en")


def test_encrypted_entries_of_an_archive_are_named_so(docx: bytes) -> None:
    data = bytearray(docx)
    with ZipFile(io.BytesIO(docx)) as archive:
        info = archive.getinfo("word/document.xml")
    central = data.rindex(info.filename.encode()) - 46
    data[central + 8] |= 1  # the general purpose flag of the central directory
    data[info.header_offset + 6] |= 1
    error = ended(bytes(data), "加密.docx")
    assert isinstance(error, DocumentError)
    assert "password" in error.into("en")
