"""A second reader of a PDF's figures: pdfminer, which shares no code with pdfium. What both read the same can be trusted."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from extractor.documents.readers.pdf_characters import MAX_CHARACTERS, count_digits

if TYPE_CHECKING:
    from pdfminer.pdffont import PDFFont
    from pdfminer.utils import Matrix

# What pdfminer is known to raise on damaged files besides its own exceptions.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    EOFError,
)


class _TooLong(ValueError):
    """A page with more characters than are read."""


def read_digits(data: bytes, wanted: Collection[int]) -> dict[int, Counter[str]]:
    """How often each digit is printed on each of the pages `wanted` (1-based); pages that it can't read are missing."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    # Its complaints about a damaged file, with pieces of the file, are not for the console: what matters becomes a warning.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    found: dict[int, Counter[str]] = {}
    damage = (PDFException, PSException, struct.error, zlib.error, *_DAMAGE)
    resources = PDFResourceManager()
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        for number, page in enumerate(PDFPage.create_pages(document), 1):
            if number not in wanted:
                continue
            device = _device(resources)
            try:
                PDFPageInterpreter(resources, device).process_page(page)
            except damage:
                continue
            found[number] = count_digits(device.characters)
    except damage:
        return found
    return found


def _device(resources: object):
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdffont import PDFUnicodeNotDefined

    class Digits(PDFTextDevice):
        """Keeps the digits that a page shows, with their places, and lays nothing out."""

        def __init__(self) -> None:
            super().__init__(resources)  # pyright: ignore[reportArgumentType]
            self.characters: list[tuple[str, float, float]] = []
            self.seen = 0

        def render_char(
            self, matrix: Matrix, font: PDFFont, fontsize: float, scaling: float, rise: float, cid: int, ncs: object, graphicstate: object
        ) -> float:
            self.seen += 1
            if self.seen > MAX_CHARACTERS:
                raise _TooLong
            try:
                text = font.to_unichr(cid)
            except PDFUnicodeNotDefined:
                text = ""
            if text.isdecimal():
                self.characters.append((text, matrix[4], matrix[5] + rise))
            return font.char_width(cid) * fontsize * scaling

    return Digits()
