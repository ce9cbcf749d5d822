"""Text and Markdown in any encoding met in China: UTF-8 with and without BOM, GB18030/GBK, Big5, UTF-16."""

from __future__ import annotations

import codecs
import re

from extractor.errors import DocumentError
from extractor.words import Text

MAX_BYTES = 20_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAGIC = (
    (b"PK\x03\x04", Text("是 ZIP 类文件（docx、xlsx 等），不是文本", "is a ZIP-type file (docx, xlsx …), not text")),
    (b"%PDF", Text("是 PDF 文件，不是文本", "is a PDF, not text")),
    (b"\xd0\xcf\x11\xe0", Text("是旧版 Office 文件（doc、xls、wps），不是文本", "is a legacy Office file (doc, xls, wps), not text")),
    (b"\x89PNG", Text("是图片，不是文本", "is a picture, not text")), (b"\xff\xd8\xff", Text("是图片，不是文本", "is a picture, not text")),
)
_CONVERT = Text("请先用办公软件另存为纯文本（UTF-8）再试", "Save it as plain text (UTF-8) from the office program and try again")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file's bytes and the encoding it was in; line ends become \\n.

    Raises DocumentError for an empty, too large or binary file, and where no encoding gives readable text.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise DocumentError(Text("文件是空的", "the file is empty"), Text("请检查文件是否下载或保存完整", "Check that it was downloaded or saved completely"), name, "read")
    if len(data) > MAX_BYTES:
        raise DocumentError(
            Text(f"文件过大（{len(data) / 1e6:.0f} MB，上限 {MAX_BYTES / 1e6:.0f} MB）", f"the file is too large ({len(data) / 1e6:.0f} MB, limit {MAX_BYTES / 1e6:.0f} MB)"),
            Text("请拆分后再试", "Split it and try again"), name, "read")
    for magic, said in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(said, _CONVERT, name, "read")
    text, encoding = _decoded(data, name)
    return re.sub(r"\r\n?|\u2028|\u2029", "\n", text), encoding


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(data, encoding, name), encoding
    if data[:4000].count(0) > len(data[:4000]) // 20:  # many NULs: UTF-16 without BOM, or binary
        for encoding in ("utf-16-le", "utf-16-be"):
            text = _try(data, encoding)
            if text is not None and _readable(text):
                return text, encoding
        raise _unreadable(name)
    text = _try(data, "utf-8")
    if text is not None and "\x00" not in text:
        return text, "utf-8"
    candidates = [(encoding, text) for encoding in ("gb18030", "big5") if (text := _try(data, encoding)) is not None and _readable(text)]
    if len(candidates) > 1:
        candidates.sort(key=lambda c: -_common(c[1]))
    if not candidates:
        raise _unreadable(name)
    return candidates[0][1], candidates[0][0]


def _checked(data: bytes, encoding: str, name: str) -> str:
    text = _try(data, encoding)
    if text is None or not _readable(text):
        raise _unreadable(name)
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


# Function characters of Chinese prose; a wrong encoding gives other characters.
_FREQUENT = frozenset("的一是在不了有和人这中大为上个国年到工作情况部门支出预算单位管理政府財務預算管理單位政府")


def _common(text: str) -> float:
    sample = text[:20_000]
    return sum(c in _FREQUENT for c in sample) / max(1, len(sample))


def _readable(text: str) -> bool:
    sample = text[:20_000]
    control = sum(1 for c in sample if ord(c) < 32 and c not in "\t\n\r\x0b\x0c\x07")
    private = sum(1 for c in sample if 0xE000 <= ord(c) <= 0xF8FF or c == "\ufffd")
    return control + private <= len(sample) // 100 and (_common(text) > 0.005 or sample.isascii())


def _unreadable(name: str) -> DocumentError:
    return DocumentError(
        Text("不是可读的文本（二进制内容，或编码无法识别）", "no readable text (binary content, or an unknown encoding)"), _CONVERT, name, "read")
