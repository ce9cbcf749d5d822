"""Pages of a PDF that hold no text but a picture of it."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.documents.limits import MAX_BYTES, check_size
from extractor.documents.readers.ocr import nothing_read, recognise
from extractor.documents.sniff import Format
from extractor.documents.source import Source, SourceWriter


def without_text(data: bytes, numbers: Sequence[int], name: str, writer: SourceWriter) -> None:
    """Writes the pages of those 1-based numbers, recognised, in their order; each begins a page of the writer.

    `numbers` are pages that follow each other, and the writer holds those before them. Raises DocumentError where a page
    can't be drawn or takes too long, OperatorError where the packages of the extra ocr are not installed.
    """
    recognise(Format.PDF, data, numbers, name, writer)


def read_scanned(data: bytes, name: str) -> Source:
    """The Source of a PDF of pictures alone. Raises as `without_text`, and DocumentError where nothing is read."""
    check_size(len(data), name, MAX_BYTES)
    writer = SourceWriter()
    recognise(Format.PDF, data, None, name, writer)
    source = writer.source("")
    if not source.text.strip():
        raise nothing_read(name)
    return source
