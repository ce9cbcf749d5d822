"""The characters of a page: what its BOM says, what its head says, and what its bytes are."""

from __future__ import annotations

import codecs
import re

from extractor.documents.limits import check_size
from extractor.errors import DocumentError
from extractor.words import Text

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]{3,20})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]{3,20})""", re.IGNORECASE
)
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "utf-8": "utf-8",
    "utf-16": "utf-8",
}
"""What is read for a declared name: its superset where pages go beyond it; a head read as ASCII can't be UTF-16."""
_HEAD = 8192
_WIDE_MARKS = tuple(
    (f"<{tag}".encode(e), e) for e in ("utf-16-le", "utf-16-be") for tag in ("html", "HTML", "head", "body", "table", "!DOC", "p")
)
_FEW = 1_000  # one character that can't be read in so many is a slip of the page, not another encoding
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMPLETE = Text("请检查文件是否下载或保存完整", "Check that it was downloaded or saved completely")


def decode_page(data: bytes, name: str, declared: str = "") -> tuple[str, str, tuple[Text, ...]]:
    """The text of a page, the encoding it was in, and warnings. `declared`: what the message around it says (MIME).

    Raises DocumentError for an empty, too large or binary file.
    """
    check_size(len(data), name)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise DocumentError(Text("文件是空的", "the file is empty"), _COMPLETE, name, "read")
    text, encoding = _decoded(data, declared)
    clean = _CONTROLS.sub("", text)
    if len(text) - len(clean) > len(text) // 50:
        raise DocumentError(
            Text("不是可读的网页（二进制内容，或编码无法识别）", "no readable web page (binary content, or an unknown encoding)"),
            Text("请在浏览器中打开后另存为网页再试", "Open it in a browser, save it as a web page and try again"),
            name,
            "read",
        )
    lost = clean.count("\ufffd")
    if not lost:
        return clean, encoding, ()
    said = Text(f"有 {lost} 个字符无法识别（编码 {encoding}）", f"{lost} characters could not be read (encoding {encoding})")
    return clean, encoding, (said,)


def _decoded(data: bytes, declared: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace"), encoding
    for mark, encoding in _WIDE_MARKS:
        if mark in data[:_HEAD]:
            return data.decode(encoding, "replace"), encoding
    tried: list[tuple[int, str, str]] = []
    for encoding in _candidates(data, declared):
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        if not lost or lost * _FEW < len(text):
            return text, encoding
        tried.append((lost, encoding, text))
    _, encoding, text = min(tried)
    return text, encoding


def _candidates(data: bytes, declared: str) -> list[str]:
    found = _DECLARED.search(data[:_HEAD])
    said = [declared, (found[1] or found[2]).decode("ascii") if found else ""]
    # Western names on a Chinese page are a program's default, not a fact.
    known = [_WIDER[s] for s in (s.strip().lower().replace("_", "-").replace("utf8", "utf-8") for s in said) if s in _WIDER]
    # Whole pages are not UTF-8 by chance, whatever their head says.
    return list(dict.fromkeys(["utf-8", *known, *_likely(data), "gb18030", "big5hkscs"]))


def _likely(data: bytes) -> list[str]:
    """GB18030 or Big5, by the characters that the bytes outside of the tags would be."""
    if data.isascii():
        return []
    from charset_normalizer import from_bytes

    printed = re.sub(rb"<[^>]*>|[\x00-\x7f]{20,}", b" ", data[:200_000])
    best = from_bytes(printed, cp_isolation=["gb18030", "big5"]).best()
    return [] if best is None else [_WIDER[best.encoding]]
