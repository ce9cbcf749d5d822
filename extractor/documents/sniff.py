"""What a file is, by its content; the extension decides only where the content leaves it open."""

from __future__ import annotations

import re
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile


class Format(StrEnum):
    """The kinds of file that a reader exists for, and those that are only named in the error."""

    TEXT = "text"
    CSV = "csv"
    HTML = "html"
    MHT = "mht"
    DOCX = "docx"
    DOC = "doc"  # Word 97 and WPS: an OLE file with a WordDocument stream
    RTF = "rtf"
    ODT = "odt"
    XLSX = "xlsx"
    XLS = "xls"
    PDF = "pdf"
    IMAGE = "image"
    OFD = "ofd"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    ZIP = "zip"
    ENCRYPTED = "encrypted"  # an Office file under a password
    BROKEN_ZIP = "broken_zip"
    OLE = "ole"  # an OLE file of another program


SUFFIXES: dict[Format, tuple[str, ...]] = {
    Format.TEXT: (".txt", ".md"),
    Format.CSV: (".csv", ".tsv"),
    Format.HTML: (".html", ".htm", ".xhtml", ".shtml"),
    Format.MHT: (".mht", ".mhtml"),
    Format.DOCX: (".docx", ".docm"),
    Format.DOC: (".doc", ".wps", ".dot"),
    Format.RTF: (".rtf",),
    Format.ODT: (".odt",),
    Format.XLSX: (".xlsx", ".xlsm", ".xlsb"),
    Format.XLS: (".xls", ".et"),
    Format.PDF: (".pdf",),
    Format.OFD: (".ofd",),
    Format.RAR: (".rar",),
    Format.SEVEN_ZIP: (".7z",),
    Format.IMAGE: (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
}
"""What files of a format are called: by this a folder's and an archive's documents are chosen. The content decides what they are."""

_HEAD = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b", re.IGNORECASE)
_MHT = re.compile(rb"^(?:mime-version|from|content-type|subject|date|snapshot-content-location):", re.IGNORECASE)
_MARKS = (
    (b"%PDF-", Format.PDF),
    (b"Rar!\x1a\x07", Format.RAR),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
    (b"{\\rtf", Format.RTF),
    *((m, Format.IMAGE) for m in (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")),
)
_CONTENTS = (
    ("word/document.xml", Format.DOCX),
    ("xl/workbook.xml", Format.XLSX),
    ("xl/workbook.bin", Format.XLSX),
    ("OFD.xml", Format.OFD),
)
_USUAL = re.compile(r"^word/document\d*\.xml$", re.IGNORECASE)  # some writers number the main part
_WIDE = "utf-16-le"


def sniff(data: bytes, name: str) -> Format:
    """The format of a file's bytes. `name`: the file's name, a hint where .csv or .html look like text."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    for mark, form in _MARKS:
        if head.startswith(mark):
            return form
    if b"%PDF-" in data[:1024]:  # readers of PDF take a header behind leading rubbish
        return Format.PDF
    if data[:2] == b"BM" and data[6:10] == b"\x00\x00\x00\x00":
        return Format.IMAGE
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Format.IMAGE
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(data)
    return _textual(head, PurePath(name).suffix.lower())


def _zipped(data: bytes) -> Format:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = {_USUAL.sub("word/document.xml", n.replace("\\", "/")) for n in archive.namelist()}
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
                if kind.startswith(b"application/vnd.oasis.opendocument.text"):
                    return Format.ODT
    except (BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return Format.BROKEN_ZIP
    return next((form for part, form in _CONTENTS if part in names), Format.ZIP)


def _compound(data: bytes) -> Format:
    """An OLE file by the names of its streams, which stand as UTF-16 in its directory."""
    for stream, form in (
        ("EncryptedPackage", Format.ENCRYPTED),
        ("WordDocument", Format.DOC),
        ("Workbook", Format.XLS),
        ("Book", Format.XLS),
    ):
        if stream.encode(_WIDE) + b"\x00\x00" in data:
            return form
    return Format.OLE


def _textual(head: bytes, suffix: str) -> Format:
    start = head[:1024]
    if suffix in (".mht", ".mhtml") or (_MHT.match(start) and b"multipart/related" in head.lower()):
        return Format.MHT
    if suffix in (".htm", ".html", ".xhtml", ".shtml") or (start.startswith(b"<") and _HTML.search(head)):
        return Format.HTML
    return Format.CSV if suffix in (".csv", ".tsv") else Format.TEXT
