"""The elements of a page that a reader sees: parsed as browsers do, without what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.documents.readers.markup import Element, characters, hiding, parse_html, take_out
from extractor.errors import DocumentError
from extractor.words import Text

_NEVER_SHOWN = (
    *("script", "style", "noscript", "template", "head", "title", "link", "meta", "svg", "canvas", "audio", "video", "object", "embed"),
    *("iframe", "frame", "frameset", "noframes", "select", "datalist", "button", "map", "xml", "del", "rt", "rp", "o:documentproperties"),
)
_HIDING = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_SOME = 100  # characters: less is a tip that pops up
_SHELLS = re.compile(r"</?(?:font|span|b|strong|i|em|u|o:p|a|small|big|center|section)\b[^>]*>", re.IGNORECASE)
_BLOCKS = re.compile(r"</?(?:div|blockquote|form|ul|ol|li|dl|dd)\b[^>]*>", re.IGNORECASE)
_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_OFFICE = re.compile(r"word|libreoffice|openoffice|staroffice|excel|wps|kingsoft|abiword", re.IGNORECASE)


def parse_page(text: str, name: str) -> Element:
    """The root element of a page. Raises DocumentError where it holds no element or can't be parsed whole."""
    for source in _flatter(text):
        root, whole = parse_html(source)
        if root is None:
            said = Text("网页没有任何内容", "the page holds nothing")
            raise DocumentError(said, Text("请检查文件是否下载完整", "Check that it was downloaded completely"), name, "read")
        if whole:
            return root
    raise DocumentError(
        Text("网页的标签嵌套过深，无法完整读取", "the page's elements are nested too deeply to be read whole"),
        Text("请在浏览器中打开，将正文复制到文字处理软件后保存再试", "Open it in a browser and save its text from a word processor"),
        name,
        "read",
    )


def _flatter(text: str) -> Iterator[str]:
    """The page, then forms of it with less nesting: tags that are never closed pile up until the parser gives up."""
    text = _ENDS.sub("", text)  # pages go on behind their first end; the parser would not
    yield text
    text = _SHELLS.sub("", text)
    yield text
    yield _BLOCKS.sub("<br>", text)


def of_office(root: Element) -> bool:
    """Whether a word processor or spreadsheet program wrote the page: then all of it is the document."""
    named = [meta for meta in root.iter("meta") if (meta.get("name") or "").lower() in ("generator", "progid")]
    return any(_OFFICE.search(meta.get("content") or "") for meta in named)


def prune(root: Element) -> bool:
    """Takes out what is never shown; whether hidden elements were kept, for they hold most of the page (a script would show them)."""
    hidden = [e for e in hiding(root) if e.get("hidden") is not None or _HIDING.search(e.get("style") or "")]
    take_out(root, _NEVER_SHOWN)
    whole = _size(root)
    kept = False
    for element in hidden:
        if element.tag in ("body", "html") or (_size(element) > max(_SOME, whole // 2) and element.getparent() is not None):
            kept = kept or bool(_size(element))
        else:
            drop(element)
    return kept


def drop(element: Element) -> None:
    """Takes an element out of its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def words_of(element: Element) -> str:
    """All characters of an element without white space."""
    return "".join(characters(element).split())


def _size(element: Element) -> int:
    return len(words_of(element))
