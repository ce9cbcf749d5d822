"""lxml, typed: the few of its functions that the readers of markup use (the package ships no types)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, Protocol, cast

from lxml import etree as _etree  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]

_lxml = cast(Any, _etree)
_TOO_DEEP = "depth"
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}


class Element(Protocol):
    """An element of a tree. `text`: the characters before its first child; `tail`: those behind its end."""

    tag: str
    text: str | None
    tail: str | None

    @property
    def attrib(self) -> Mapping[str, str]:
        """Its attributes."""
        ...

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Element]: ...
    def get(self, key: str, default: str = ...) -> str | None:
        """An attribute."""
        ...

    def find(self, path: str) -> Element | None:
        """The first element at a path."""
        ...

    def iter(self, *tags: str) -> Iterator[Element]:
        """The element and all below it that have one of the tags, in order."""
        ...

    def iterchildren(self, *tags: str) -> Iterator[Element]:
        """Its children."""
        ...

    def iterancestors(self, *tags: str) -> Iterator[Element]:
        """Its ancestors, the nearest first."""
        ...

    def getparent(self) -> Element | None:
        """What holds it; None for the root."""
        ...

    def getprevious(self) -> Element | None:
        """The element before it in its parent."""
        ...

    def remove(self, element: Element) -> None:
        """Takes a child out."""
        ...

    def clear(self, keep_tail: bool = ...) -> None:
        """Empties it."""
        ...


class Walker(Protocol):
    """Starts and ends of elements in the order of the document."""

    def __iter__(self) -> Iterator[tuple[str, Element]]: ...
    def skip_subtree(self) -> None:
        """Goes on with the end of the element that just started."""
        ...


def walk(root: Element) -> Walker:
    """All starts and ends below and of `root`."""
    return _lxml.iterwalk(root, events=("start", "end"))


def characters(element: Element) -> str:
    """All characters within an element."""
    return _lxml.tostring(element, method="text", encoding="unicode", with_tail=False)


def take_out(root: Element, tags: Iterable[str]) -> None:
    """Takes all elements of the tags out of a tree; the text behind them stays."""
    _lxml.strip_elements(root, *tags, with_tail=False)


def hiding(root: Element) -> list[Element]:
    """The elements that may be hidden: by the attribute, or by a style that says none, hide or hidden in one of its parts."""
    said = " or ".join(f"contains(@style, '{word}')" for word in ("none", "None", "NONE", "hid", "HID"))
    return cast(Any, root).xpath(f"//*[@hidden or {said}]")


def named(root: Element) -> list[Element]:
    """The elements that have an id or a class, and the headings."""
    return cast(Any, root).xpath("//*[@id or @class or self::h1 or self::h2 or self::h3]")


def parse_html(text: str) -> tuple[Element | None, bool]:
    """The root of a page and whether all of it is in the tree; None where it holds nothing."""
    parser = _lxml.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = _lxml.fromstring(text.encode("utf-8", "replace"), parser)
    except _lxml.XMLSyntaxError:
        return None, False
    return root, not any(_TOO_DEEP in e.message.lower() for e in parser.error_log)


class MarkupError(Exception):
    """XML that is damaged, or that defines entities of its own."""


def parse_xml(data: bytes) -> Element:
    """The root of an XML part of an archive. Raises MarkupError."""
    parser = _lxml.XMLParser(remove_comments=True, **_SAFE)
    try:
        root = _lxml.fromstring(data, parser)
    except (_lxml.XMLSyntaxError, ValueError) as e:
        raise MarkupError(str(e)) from e
    if root.getroottree().docinfo.doctype:
        raise MarkupError("a document type in a part that must have none")
    return root


def read_xml(data: bytes, tags: tuple[str, ...]) -> Iterator[Element]:
    """The elements of an XML part with one of the local names, each emptied when the next is asked for. Raises MarkupError."""
    source = BytesIO(data)
    wanted = tuple(f"{{*}}{t}" for t in tags)
    if b"<!DOCTYPE" in data[:2048] or b"<!ENTITY" in data[:2048]:
        raise MarkupError("a document type in a part that must have none")
    try:
        for _, element in _lxml.iterparse(source, events=("end",), tag=wanted, **_SAFE):
            yield element
            element.clear(keep_tail=False)
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except _lxml.XMLSyntaxError as e:
        raise MarkupError(str(e)) from e
