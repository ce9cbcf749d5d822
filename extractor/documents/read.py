"""A file becomes a Document: content is looked at first, the extension is only a hint."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extractor.documents.build import build
from extractor.documents.model import Document
from extractor.documents.readers.text import check_size, decode
from extractor.errors import DocumentError
from extractor.words import Text


def read(path: Path | str) -> Document:
    """The Document of a file.

    Raises DocumentError with the remedy where the file is missing, empty, too large, binary or of an unknown encoding.
    """
    path = Path(path)
    try:
        check_size(path.stat().st_size, path.name)
        data = path.read_bytes()
    except (OSError, ValueError) as e:  # ValueError: a NUL in the path
        why = e.strerror if isinstance(e, OSError) else str(e)
        raise DocumentError(
            Text(f"无法打开文件（{why}）", f"cannot open the file ({why})"),
            Text("请检查路径与权限", "Check the path and permissions"),
            path.name,
            "read",
        ) from e
    text, encoding = decode(data, path.name)
    return build(path.name, hashlib.sha256(data).hexdigest(), text, encoding)


def read_text(text: str, name: str = "text") -> Document:
    """The Document of a text already in memory."""
    return build(name, hashlib.sha256(text.encode()).hexdigest(), text)
