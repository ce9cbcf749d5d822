"""Pages of a PDF that hold no text: pictures of pages, or text without a readable character table."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.documents.components import install_command
from extractor.documents.readers.ocr import missing_packages, nothing_read, recognise
from extractor.documents.readers.page_ranges import ranges
from extractor.documents.sniff import Format
from extractor.documents.source import SourceWriter
from extractor.words import Text


def without_text(document_bytes: bytes, numbers: Sequence[int], name: str, writer: SourceWriter, *, of: int) -> None:
    """Writes the pages `numbers` (1-based, of `of` pages), recognised, in their order; each begins a page of the writer.

    The writer holds the pages before them: called for each run of such pages when its turn comes, or with all of them where
    they can't be recognised. Where the packages of the
    extra ocr are not installed and other pages have text, they are named in a warning. Raises DocumentError where a page
    can't be drawn, takes too long, or all pages are pictures and nothing is read on them; OperatorError where the packages
    are not installed and no page has text.
    """
    if len(numbers) < of and missing_packages():
        named = ranges(numbers)
        writer.warn(
            Text(
                f"第 {named} 页没有文字（可能是扫描图片），未读取其内容；如需识别，请运行 {install_command('ocr')}",
                f"page {named} has no text (a scanned picture?): its content was not read; to recognise it run {install_command('ocr')}",
            )
        )
        return
    recognise(Format.PDF, document_bytes, numbers, name, writer)
    if len(numbers) == of and not writer.source().text.strip():
        raise nothing_read(name)
