"""Text and Markdown in any encoding met in China: UTF-8 with and without BOM, GB18030/GBK, Big5, UTF-16."""

from __future__ import annotations

import codecs
import re

from extractor.documents.limits import MAX_TEXT, check_size
from extractor.documents.source import Source
from extractor.errors import DocumentError
from extractor.words import Text

_EMPTY = "\u200b\ufeff\x00"  # stands for nothing on the page, as space does
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAGIC = (
    (b"PK\x03\x04", Text("是 ZIP 类文件（docx、xlsx 等），不是文本", "is a ZIP-type file (docx, xlsx …), not text")),
    (b"%PDF", Text("是 PDF 文件，不是文本", "is a PDF, not text")),
    (b"\xd0\xcf\x11\xe0", Text("是旧版 Office 文件（doc、xls、wps），不是文本", "is a legacy Office file (doc, xls, wps), not text")),
    *((mark, Text("是图片，不是文本", "is a picture, not text")) for mark in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")),
    (b"{\\rtf", Text("是 RTF 文件，不是纯文本", "is an RTF file, not plain text")),
)
_CONVERT = Text("请先用办公软件另存为纯文本（UTF-8）再试", "Save it as plain text (UTF-8) from the office program and try again")

_COMPLETE = Text("请检查文件是否下载或保存完整", "Check that it was downloaded or saved completely")


def read_text(data: bytes, name: str) -> Source:
    """The Source of a text. Raises as `decode`."""
    text, encoding = decode(data, name)
    return Source(text, encoding)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file's bytes and the encoding it was in; line ends become \\n.

    Raises DocumentError for an empty, too large, damaged or binary file, and where no encoding gives readable text.
    """
    check_size(len(data), name, MAX_TEXT)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise _empty(name)
    for magic, said in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(said, _CONVERT, name, "read")
    text, encoding = _decoded(data, name)
    if not text.strip() or not text.translate(dict.fromkeys(map(ord, _EMPTY))).strip():
        raise _empty(name)
    return re.sub(r"\r\n?|\u2028|\u2029", "\n", text), encoding


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(data, encoding, name), encoding
    sparse = data.count(0) <= len(data) // 100
    if sparse:
        # A stray NUL is a conversion's fault, no letter: it would break JSON and spreadsheets later on.
        text = _utf8(data.replace(b"\x00", b""), name)
        if text is not None:
            return text, "utf-8"
    # UTF-16 without BOM has NULs only where digits and line ends stand: the most Chinese-looking reading wins.
    encodings = ("gb18030", "big5", "utf-16-le", "utf-16-be") if sparse else ("utf-16-le", "utf-16-be")
    candidates = [(text, encoding) for encoding in encodings if (text := _try(data, encoding)) is not None and _readable(text)]
    if not candidates:
        raise _unreadable(name)
    text, encoding = max(candidates, key=lambda c: _common(c[0]))
    return text.replace("\x00", ""), encoding


def _utf8(data: bytes, name: str) -> str | None:
    """The text where the bytes are UTF-8, None where they are another encoding; DocumentError where they are damaged UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        before = data[: e.start].decode("utf-8")
        # Twenty Chinese characters in a row that are well-formed UTF-8 by chance: no other encoding does that.
        if sum(ord(c) > 127 for c in before) < 20:
            return None
        cut = e.start >= len(data) - 3
        raise DocumentError(
            Text("文件在一个汉字中间中断，内容不完整", "the file ends in the middle of a character: it is truncated")
            if cut
            else Text(f"文件已损坏：第 {e.start + 1} 个字节起不是 UTF-8", f"the file is damaged: no UTF-8 from byte {e.start + 1} on"),
            _COMPLETE,
            name,
            "read",
        ) from e
    if _controls(text[:20_000]) > len(text[:20_000]) // 100:
        raise _unreadable(name)
    return text


def _checked(data: bytes, encoding: str, name: str) -> str:
    text = _try(data, encoding)
    if text is None or (text.strip(_EMPTY) and not text.isspace() and not _readable(text)):
        raise _unreadable(name)
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _controls(sample: str) -> int:
    return sum(1 for c in sample if ord(c) < 32 and c not in "\t\n\r\x0b\x0c\x07")


# Function characters of Chinese prose; a wrong encoding gives other characters.
_FREQUENT = frozenset("的一是在不了有和人这中大为上个国年到工作情况部门支出预算单位管理政府財務預算管理單位政府")


def _common(text: str) -> float:
    sample = text[:20_000]
    return sum(c in _FREQUENT for c in sample) / max(1, len(sample))


def _readable(text: str) -> bool:
    sample = text[:20_000]
    private = sum(1 for c in sample if 0xE000 <= ord(c) <= 0xF8FF or c == "\ufffd")
    return _controls(sample) + private <= len(sample) // 100 and (_common(text) > 0.005 or sample.isascii())


def _empty(name: str) -> DocumentError:
    return DocumentError(Text("文件是空的", "the file is empty"), _COMPLETE, name, "read")


def _unreadable(name: str) -> DocumentError:
    said = Text("不是可读的文本（二进制内容，或编码无法识别）", "no readable text (binary content, or an unknown encoding)")
    return DocumentError(said, _CONVERT, name, "read")
