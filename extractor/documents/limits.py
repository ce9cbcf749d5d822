"""What is too large to read, in one place for all readers."""

from __future__ import annotations

from extractor.errors import DocumentError
from extractor.words import Text

MAX_BYTES = 100_000_000
"""Bytes of a file of any format."""
MAX_TEXT = 20_000_000
"""Bytes of a text, and characters of what is read from any other format."""
MAX_UNPACKED = 400_000_000
"""Bytes of all that an archive (a docx, an xlsx, a zip) unpacks to."""
MAX_ARCHIVED = 10_000_000_000
"""Bytes of all files of an archive of documents, which are read one by one; each is held to MAX_BYTES."""
MAX_ENTRIES = 10_000
"""Files of an archive of documents."""
MAX_PAGES = 2_000
"""Pages of a PDF."""
MAX_PIXELS = 120_000_000
"""Pixels of a page that is a picture: A3 at 600 dpi has 70 million."""
PAGE_SECONDS = 120
"""Seconds for one page of a scan; 3 to 5 are usual on two cores."""


def check_size(size: int, name: str, limit: int = MAX_BYTES) -> None:
    """Raises DocumentError where a file of `size` bytes is too large to read."""
    if size > limit:
        has, most = f"{size / 1e6:.1f} MB", f"{limit / 1e6:.0f} MB"
        raise DocumentError(
            Text(f"文件过大（{has}，上限 {most}）", f"the file is too large ({has}, limit {most})"),
            Text("请拆分后再试", "Split it and try again"),
            name,
            "read",
        )
