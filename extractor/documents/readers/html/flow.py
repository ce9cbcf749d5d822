"""The blocks of a page in their order: paragraphs, headings, list items, and tables handed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from extractor.documents.lines import number_of
from extractor.documents.readers.html.numbering import ItemList, open_list
from extractor.documents.readers.markup import Element, walk
from extractor.documents.source import GridCell
from extractor.quantities import fold

_BLOCK_TAGS = """html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre section summary table caption tbody thead tfoot tr td
th ul
listing xmp plaintext search"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
LISTS = frozenset(("ol", "ul", "menu", "dir"))
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_KEEPING = frozenset(("pre", "listing", "xmp", "plaintext", "textarea"))
_SPACE = re.compile(r"[ \t\n\r\f]+")
_EDGES = re.compile(r" *\n *")
_SPACES = re.compile(r" {2,}")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_HARD = {0xA0: " ", 0x2028: "\n", 0x2029: "\n", 0x85: "\n"}
_UNUSUAL = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\xa0\x85\u2028\u2029]")
_PRESERVED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_BLOCKED = re.compile(r"display\s*:\s*(?:block|table|flex|grid|list-item)", re.IGNORECASE)
_TABS = re.compile(r"mso-tab-count\s*:\s*(\d{0,2})", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SMALL = re.compile(r"[0-9+-]{1,4}")


def tidy(text: str) -> str:
    """Characters of a block with single spaces, no space around its line ends and no invisible signs; hard spaces stay."""
    if _UNUSUAL.search(text):
        text = text.translate(_INVISIBLE)
    if "  " in text or "\n" in text:
        text = _EDGES.sub("\n", _SPACES.sub(" ", text))
    text = text.strip(" \n")
    return text.translate(_HARD) if _UNUSUAL.search(text) else text


class Sink(Protocol):
    """Where blocks go: a SourceWriter, or the lines of a cell."""

    def paragraph(self, words: str, level: int = 0) -> None:
        """A paragraph, its line breaks in it."""
        ...

    def gap(self) -> None:
        """An empty paragraph."""
        ...

    def table(self, cells: Sequence[GridCell]) -> None:
        """A data table."""
        ...


class Cells:
    """The lines of a table cell; a table inside it becomes lines of words parted by spaces."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def paragraph(self, words: str, level: int = 0) -> None:
        """A line of the cell."""
        self.lines.append(words)

    def gap(self) -> None:
        """Nothing: empty lines say nothing in a cell."""

    def table(self, cells: Sequence[GridCell]) -> None:
        """The rows of a table inside the cell."""
        rows: dict[int, list[str]] = {}
        for cell in sorted(cells, key=lambda c: (c.row, c.column)):
            rows.setdefault(cell.row, []).append(str(cell.words).replace("\n", " "))
        self.lines.extend(" ".join(words for words in row if words) for row in rows.values())


TableWriter = Callable[[Element, "Flow"], bool]
"""Writes a table to the flow's sink; False where the table only lays out the page and its content is to be walked as blocks."""


class Flow:
    """Walks elements and writes their blocks. `keep`: whether a line of text is the document's, asked where the page is a site's."""

    def __init__(self, sink: Sink, table: TableWriter, keep: Callable[[str], bool] | None = None) -> None:
        self.sink = sink
        self.write_table = table
        self.keep = keep
        self.pictures = 0
        self._line: list[str] = []
        self._keeping: list[Element] = []
        self._lists: list[ItemList] = []
        self._mark = ""
        self._level = 0

    def walk(self, root: Element) -> None:
        """Writes all that stands in `root`."""
        walker = walk(root)
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if tag == "table":
                    self.flush()
                    if self.write_table(element, self):
                        walker.skip_subtree()
                        continue
                if tag in ("sup", "sub") and not len(element) and self._small(element):
                    walker.skip_subtree()
                    continue
                self._open(element, tag)
                if element.text:
                    self.text(element.text)
            else:
                self._close(element, tag)
                self._tail(element, root)
        self.flush()

    def _tail(self, element: Element, root: Element) -> None:
        if element.tail and element is not root:
            self.text(element.tail)

    def _open(self, element: Element, tag: str) -> None:
        style = element.get("style")
        if tag in BLOCKS or (style and _BLOCKED.search(style)):
            self.flush()
            self._level = _HEADINGS.get(tag, self._level)
            if tag in LISTS:
                self._lists.append(open_list(element))
            elif tag == "li":
                self._mark = self._lists[-1].mark(element) if self._lists else ""
        elif tag == "br":
            self._line.append("\n")
        elif tag == "img":
            self.pictures += 1
        elif tag == "input" and (element.get("type") or "text").lower() in ("text", "number", "tel"):
            self.text(element.get("value") or "")
        if tag in _KEEPING or (style and _PRESERVED.search(style)):
            self._keeping.append(element)
        tabs = _TABS.search(style) if style and "tab-count" in style else None
        if tabs:
            self._line.append("\t" * int(tabs[1] or 1))
            element.text = (element.text or "").strip(" \t\n\r\xa0") or None

    def _close(self, element: Element, tag: str) -> None:
        if tag in BLOCKS or _BLOCKED.search(element.get("style") or ""):
            empty = tag == "p" and not self._line_text() and not any(e.tag in BLOCKS for e in element)
            self.flush()
            if empty:
                self.sink.gap()
            if tag in _HEADINGS:
                self._level = 0
            if tag in LISTS and self._lists:
                self._lists.pop()
            if tag == "li":
                self._mark = ""
        if self._keeping and self._keeping[-1] is element:
            self._keeping.pop()

    def text(self, text: str) -> None:
        """Characters of the block that is open, white space as the page's source has it."""
        if self._keeping:
            self._line.append(text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            # Programs write the tabs of a typed table as tabs, which browsers show as spaces; indented source has line ends before them.
            self._line.append(_SPACE.sub(_collapsed, text))

    def _small(self, element: Element) -> bool:
        """Raised and lowered digits get signs of their own: behind a figure they would be read as its last digits."""
        words = (element.text or "").strip()
        if not _SMALL.fullmatch(words):
            return False
        self._line.append(words.translate(_RAISED if element.tag == "sup" else _LOWERED))
        return True

    def _line_text(self) -> str:
        return tidy("".join(self._line)).strip()

    def flush(self) -> None:
        """Ends the block that is open."""
        if not self._line:
            return
        if self._keeping:
            self._lines("".join(self._line))
            self._line.clear()
            return
        words = tidy("".join(self._line)).rstrip()
        self._line.clear()
        if self.keep is not None:
            words = "\n".join(line for line in words.split("\n") if self.keep(line))
        if not words.strip():
            return
        if "\t" not in words.lstrip("\t "):
            words = words.lstrip("\t ")  # typed indentation, not an empty first cell
        if self._mark:
            words = words if number_of(fold(words.lstrip())) else self._mark + words.lstrip()
            self._mark = ""
        if self._level:
            words = " ".join(words.split("\n"))
        self.sink.paragraph(words, self._level)

    def _lines(self, raw: str) -> None:
        """Preformatted text: each of its lines is one of the document, with its tabs and spaces."""
        for line in raw.removesuffix("\n").split("\n"):
            if not line:
                self.sink.gap()
            elif self.keep is None or self.keep(line):
                self.sink.paragraph(line, self._level)


def _collapsed(space: re.Match[str]) -> str:
    found = space[0]
    return found if "\t" in found and not found.strip("\t") else " "
