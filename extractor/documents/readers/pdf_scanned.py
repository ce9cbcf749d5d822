"""Pages that hold no text: pictures of pages, or text without a readable character table."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.documents.source import SourceWriter
from extractor.errors import DocumentError
from extractor.words import Text


def without_text(document_bytes: bytes, numbers: Sequence[int], name: str, writer: SourceWriter, *, of: int) -> None:
    """What becomes of the pages `numbers` (1-based, of `of` pages) that have no text: named in a warning.

    Raises DocumentError where no page has any.
    """
    if len(numbers) == of:
        raise DocumentError(
            Text("PDF 是扫描件（图片），其中没有文字", "the PDF is a scan: it has no text"),
            Text(
                "请安装文字识别组件后再试：pip install 'report-extractor[ocr]'",
                "Install text recognition and try again: pip install 'report-extractor[ocr]'",
            ),
            name,
            "read",
        )
    named = ranges(numbers)
    writer.warn(
        Text(
            f"第 {named} 页没有文字（可能是扫描图片），未读取其内容",
            f"page {named} has no text (a scanned picture?): its content was not read",
        )
    )


def ranges(numbers: Sequence[int]) -> str:
    """Page numbers in print: 3, 5-9."""
    found: list[tuple[int, int]] = []
    for n in sorted(numbers):
        if found and n == found[-1][1] + 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)
