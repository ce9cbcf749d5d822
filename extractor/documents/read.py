"""A file becomes a Document: content is looked at first, the extension is only a hint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from extractor.documents.build import build
from extractor.documents.limits import check_size
from extractor.documents.model import Document
from extractor.documents.sniff import SUFFIXES, Format, sniff
from extractor.documents.source import Source
from extractor.errors import DocumentError
from extractor.words import Text

Reader = Callable[[bytes, str], Source]

READERS: dict[Format, str] = {
    Format.TEXT: "text:read_text",
    Format.DOCX: "docx:read_docx",
    Format.DOC: "legacy:read_doc",
    Format.RTF: "legacy:read_rtf",
    Format.ODT: "legacy:read_odt",
    Format.ENCRYPTED: "package:refuse_encrypted",
    Format.BROKEN_ZIP: "package:refuse_broken",
    Format.OFD: "refused:refuse_ofd",
    Format.RAR: "refused:refuse_rar",
    Format.SEVEN_ZIP: "refused:refuse_7z",
    Format.HTML: "html:read_html",
    Format.MHT: "mht:read_mht",
    Format.CSV: "sheet:read_csv",
    Format.XLSX: "sheet:read_xlsx",
    Format.XLS: "sheet:read_xls",
    Format.PDF: "pdf:read_pdf",
    Format.IMAGE: "ocr:read_image",
}
"""Which function of which reader reads a format; imported when the first such file comes, for some need packages of an extra."""


def readable() -> tuple[str, ...]:
    """The endings of file names that a reader exists for, or an error that says what to do, in lower case."""
    return tuple(suffix for form, suffixes in SUFFIXES.items() if form in READERS for suffix in suffixes)


def read(path: Path | str) -> Document:
    """The Document of a file.

    Raises DocumentError with the remedy where the file is missing, empty, too large, damaged, encrypted or of a format
    that no reader knows, and OperatorError where a package or program that its reader needs is not installed.
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
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """The Document of a file's bytes. Raises as `read`."""
    form = sniff(data, name)
    return build(name, hashlib.sha256(data).hexdigest(), _reader(form)(data, name), str(form))


def read_text(text: str, name: str = "text") -> Document:
    """The Document of a text already in memory."""
    return build(name, hashlib.sha256(text.encode()).hexdigest(), Source(text))


def _reader(form: Format) -> Reader:
    module, _, function = READERS.get(form, READERS[Format.TEXT]).partition(":")
    return getattr(import_module(f"extractor.documents.readers.{module}"), function)
