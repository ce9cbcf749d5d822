"""Web archives (.mht, .mhtml): one MIME message that holds a page and what belongs to it. Nothing is fetched."""

from __future__ import annotations

from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from extractor.documents.limits import check_size
from extractor.documents.readers.html.decode import decode_page
from extractor.documents.readers.html.read import read_page
from extractor.documents.source import Source
from extractor.errors import DocumentError
from extractor.words import Text

_PAGES = ("text/html", "application/xhtml+xml")
_MOST_PAGES = 20  # frames and sheets of one archive that are tried


def read_mht(data: bytes, name: str) -> Source:
    """The Source of the archive's page; where that page is only a set of frames, of the longest page in the archive.

    Raises DocumentError where the archive is damaged or too large, or where no page of it holds text.
    """
    check_size(len(data), name)
    pages = _pages(data)
    if not pages:
        raise DocumentError(
            Text("网页归档中没有网页（文件已损坏或不完整）", "the web archive holds no page (damaged or incomplete)"),
            Text("请在浏览器中重新保存为网页再试", "Save the page again from the browser"),
            name,
            "read",
        )
    first: DocumentError | None = None
    for payload, charset in pages[:_MOST_PAGES]:
        try:
            text, encoding, warnings = decode_page(payload, name, charset)
            return read_page(text, encoding, name, warnings)
        except DocumentError as e:
            first = first or e
    raise first or DocumentError(Text("网页归档是空的", "the web archive is empty"), Text("请重新保存", "Save it again"), name, "read")


def _pages(data: bytes) -> list[tuple[bytes, str]]:
    """The pages of an archive with the charset that their part's head says: the root first, then the longest."""
    try:
        message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
        parts = [part for part in message.walk() if part.get_content_type() in _PAGES]
        root = _root(message, parts)
        found = [(_payload(part), part.get_content_charset() or "", part is root) for part in parts]
    except (MessageError, LookupError, ValueError, RecursionError):
        return []
    found.sort(key=lambda p: (not p[2], -len(p[0])))
    return [(payload, charset) for payload, charset, _ in found if payload.strip()]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _root(message: Message, parts: list[Message]) -> Message | None:
    """The part that the archive opens with: the one its head names, else the first."""
    start = str(message.get_param("start") or "").strip()
    named = next((p for p in parts if start and str(p.get("Content-ID", "")).strip() == start), None)
    return named or (parts[0] if parts else None)
