"""Kinds of files that no reader opens: what to make of them."""

from __future__ import annotations

from extractor.errors import DocumentError
from extractor.words import Text

_UNPACK = Text("请解压后再试，或改为 .zip", "Unpack it, or make it a .zip")


def refuse_rar(data: bytes, name: str) -> None:
    """Stands in the place of a reader for RAR archives."""
    raise DocumentError(Text("是 RAR 压缩包", "is a RAR archive"), _UNPACK, name, "read")


def refuse_7z(data: bytes, name: str) -> None:
    """Stands in the place of a reader for 7z archives."""
    raise DocumentError(Text("是 7z 压缩包", "is a 7z archive"), _UNPACK, name, "read")


def refuse_ofd(data: bytes, name: str) -> None:
    """Stands in the place of a reader for OFD documents (GB/T 33190)."""
    raise DocumentError(
        Text("是 OFD 版式文件", "is an OFD document"),
        Text("请用 OFD 阅读器导出为 PDF 再试", "Export it as PDF from an OFD reader"),
        name,
        "read",
    )
