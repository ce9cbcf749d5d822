"""Older and other word processors' files (.doc, .wps, .rtf, .odt): LibreOffice makes a .docx of them, which is then read."""

from __future__ import annotations

import shutil
from importlib import import_module
from io import BytesIO
from typing import Any

from extractor.documents.readers.antiword import read_bare, read_by_antiword
from extractor.documents.readers.docx import read_docx
from extractor.documents.readers.office import convert, find_office, no_office
from extractor.documents.readers.package import Package, encrypted
from extractor.documents.readers.word_pieces import CELL_MARK, main_text, table_stream
from extractor.documents.source import Source
from extractor.errors import DocumentError
from extractor.words import Text

_STREAM = "WordDocument"
_WORD_97, _WORD_6 = 0xA5EC, (0xA5DC, 0xA59B, 0xA59C, 0xA697, 0xA698, 0xA699)
_ENCRYPTED = 0x0100  # of the flags at byte 10 of the File Information Block


def read_doc(data: bytes, name: str) -> Source:
    """The Source of a Word 97-2003 or WPS file's bytes.

    Raises DocumentError where it is encrypted or damaged, OperatorError where neither LibreOffice nor antiword is installed.
    """
    kind, text = _file_information(data, name)
    office = find_office()
    if office is not None:
        return read_docx(convert(office, data, ".doc", "MS Word 97" if kind == _WORD_97 else "MS WinWord 6.0", name), name)
    if text.strip() and CELL_MARK not in text:
        return read_bare(text)
    antiword = shutil.which("antiword")
    if antiword is None:
        raise no_office(name, _needs(".doc"))
    return read_by_antiword(antiword, data, name, text)


def read_rtf(data: bytes, name: str) -> Source:
    """The Source of an RTF file's bytes. Raises as `read_doc`."""
    return _by_office(data, ".rtf", "Rich Text Format", name)


def read_odt(data: bytes, name: str) -> Source:
    """The Source of an OpenDocument text's bytes. Raises as `read_doc`."""
    package = Package(data, name)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.bytes_of("META-INF/manifest.xml"):
        raise encrypted(name)
    for part in ("content.xml", "styles.xml"):
        if part in package:
            package.xml(part)  # bombs and entities are found here, before another program opens the file
    return _by_office(data, ".odt", "writer8", name)


def _by_office(data: bytes, suffix: str, filter_name: str, name: str) -> Source:
    office = find_office()
    if office is None:
        raise no_office(name, _needs(suffix))
    return read_docx(convert(office, data, suffix, filter_name, name), name)


def _needs(kind: str) -> Text:
    return Text(f"读取 {kind} 文件需要它", f"it is what reads {kind} files")


def _file_information(data: bytes, name: str) -> tuple[int, str]:
    """The kind of Word file that its main stream tells, and its bare text ("" for the older kinds).

    Raises DocumentError where it is encrypted or damaged.
    """
    olefile: Any = import_module("olefile")
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            main: bytes = file.openstream(_STREAM).read()
            named = table_stream(main)
            table: bytes = file.openstream(named).read() if file.exists(named) else b""
    except (OSError, ValueError, IndexError, TypeError, KeyError, AttributeError, RecursionError) as e:
        raise _damaged(name) from e
    kind = int.from_bytes(main[:2], "little")
    if len(main) < 12 or kind not in (_WORD_97, *_WORD_6):
        raise _damaged(name)
    if int.from_bytes(main[10:12], "little") & _ENCRYPTED:
        raise encrypted(name)
    if kind != _WORD_97:
        return kind, ""
    try:
        return kind, main_text(main, table)
    except ValueError as e:
        raise _damaged(name) from e


def _damaged(name: str) -> DocumentError:
    return DocumentError(
        Text("Word 文件（.doc）已损坏或不完整", "the Word file (.doc) is damaged or truncated"),
        Text("请用 Word/WPS 打开检查并另存为 .docx", "Open it in Word or WPS and save it as .docx"),
        name,
        "read",
    )
