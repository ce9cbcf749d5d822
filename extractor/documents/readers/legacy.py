"""Older and other word processors' files (.doc, .wps, .rtf, .odt): LibreOffice makes a .docx of them, which is then read."""

from __future__ import annotations

import shutil
from importlib import import_module
from io import BytesIO
from typing import Any

from extractor.documents.readers.antiword import read_by_antiword
from extractor.documents.readers.docx import read_docx
from extractor.documents.readers.office import convert, find_office, no_office
from extractor.documents.readers.package import Package, encrypted
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
    kind = _file_information(data, name)
    office = find_office()
    if office is not None:
        return read_docx(convert(office, data, ".doc", "MS Word 97" if kind == _WORD_97 else "MS WinWord 6.0", name), name)
    antiword = shutil.which("antiword")
    if antiword is None:
        raise no_office(name, ".doc")
    return read_by_antiword(antiword, data, name)


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
        raise no_office(name, suffix)
    return read_docx(convert(office, data, suffix, filter_name, name), name)


def _file_information(data: bytes, name: str) -> int:
    """The kind of Word file that the head of its main stream tells. Raises DocumentError where it is encrypted or has none."""
    olefile: Any = import_module("olefile")
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            head: bytes = file.openstream(_STREAM).read(32)
    except (OSError, ValueError, IndexError, TypeError, KeyError, AttributeError, RecursionError) as e:
        raise _damaged(name) from e
    kind = int.from_bytes(head[:2], "little")
    if len(head) < 12 or kind not in (_WORD_97, *_WORD_6):
        raise _damaged(name)
    if int.from_bytes(head[10:12], "little") & _ENCRYPTED:
        raise encrypted(name)
    return kind


def _damaged(name: str) -> DocumentError:
    return DocumentError(
        Text("Word 文件（.doc）已损坏或不完整", "the Word file (.doc) is damaged or truncated"),
        Text("请用 Word/WPS 打开检查并另存为 .docx", "Open it in Word or WPS and save it as .docx"),
        name,
        "read",
    )
