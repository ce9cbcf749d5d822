"""A page becomes a Source: its article, and what the page only points to told in warnings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from extractor.documents.limits import MAX_TEXT, check_size
from extractor.documents.readers.html.article import find_article, find_titles
from extractor.documents.readers.html.decode import decode_page
from extractor.documents.readers.html.flow import Flow
from extractor.documents.readers.html.furniture import is_article_line
from extractor.documents.readers.html.grid import write_table
from extractor.documents.readers.html.tree import of_office, parse_page, prune, words_of
from extractor.documents.readers.markup import Element
from extractor.documents.source import Source, SourceWriter
from extractor.errors import DocumentError
from extractor.words import Text

_ATTACHED = re.compile(r"\.(?:docx?|wps|et|xlsx?|pdf|ofd|zip|rar|7z|csv)$", re.IGNORECASE)
_SPARSE = 60  # characters: less is a line that points to the attachment, not a report
_FIGURE = re.compile(r"\d")
_NAMES_TOLD = 5
_OPENING = 600  # characters in which an article's own title stands
_MOST_PICTURES = 20


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a page shows without holding it: its attachments, frames and scripts."""

    attached: tuple[str, ...]
    frames: tuple[str, ...]
    scripts: int


def read_html(data: bytes, name: str) -> Source:
    """The Source of a saved web page or a word processor's HTML export: the article, not the site around it.

    Raises DocumentError where the file is empty, binary, too large, nested beyond reading, or holds no text of its own
    (frames, scripts or attachments only).
    """
    text, encoding, warnings = decode_page(data, name)
    return read_page(text, encoding, name, warnings)


def read_page(text: str, encoding: str, name: str, warnings: Sequence[Text] = ()) -> Source:
    """The Source of a page already decoded. Raises as `read_html`."""
    root = parse_page(text, name)
    office = of_office(root)
    beside = _beside(root)
    titles = [] if office else find_titles(root)
    writer = SourceWriter()
    for warning in (*warnings, *_cut(text)):
        writer.warn(warning)
    if prune(root):
        writer.warn(
            Text("网页大部分内容为隐藏状态，已一并读取", "most of the page is hidden until a script shows it; it was read all the same")
        )
    article = root if office else find_article(root)
    opening = words_of(article)[:_OPENING]
    if titles and not any("".join(t.split()) in opening for t in titles):
        writer.paragraph(titles[0])
        writer.gap()
    flow = Flow(writer, write_table, None if office else is_article_line)
    flow.walk(article)
    source = writer.source(encoding)
    check_size(len(source.text), name, MAX_TEXT)
    tight = words_of(article)
    bare = len(tight) < _SPARSE and not _FIGURE.search(tight)
    if not source.text.strip() or (bare and (beside.attached or beside.frames)):
        raise _nothing(beside, flow.pictures, name)
    return replace(source, warnings=(*source.warnings, *_told(beside, flow.pictures, len(tight))))


def _beside(root: Element) -> _Beside:
    links = [unquote(_path(a.get("href") or "")) for a in root.iter("a")]
    attached = [PurePosixPath(path).name for path in links if _ATTACHED.search(path)]
    frames = [e.get("src") or "" for e in root.iter("iframe", "frame", "embed", "object") if e.get("src")]
    return _Beside(tuple(dict.fromkeys(attached)), tuple(dict.fromkeys(frames)), sum(1 for _ in root.iter("script")))


def _path(address: str) -> str:
    """The path of a link without its query; the link as it stands where it is none."""
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return address


def _cut(text: str) -> tuple[Text, ...]:
    """A page that opens and never closes was saved or sent incompletely."""
    lower = text[-2_000_000:].lower()
    if "<html" in text[:5_000].lower() and "</html" not in lower and "</body" not in lower:
        return (Text("网页没有结束标记，可能下载不完整", "the page has no end: it may have been downloaded incompletely"),)
    return ()


def _told(beside: _Beside, pictures: int, size: int) -> list[Text]:
    told: list[Text] = []
    if beside.attached:
        some, zh, en = _some(beside.attached)
        told.append(Text(f"网页另有附件未读取：{some}{zh}", f"the page has attachments that were not read: {some}{en}"))
    if pictures and (size < 20 * pictures or (pictures <= _MOST_PICTURES and size < 10 * _OPENING)):
        told.append(Text(f"正文中有 {pictures} 张图片，图片里的内容未读取", f"{pictures} pictures in the text were not read"))
    return told


def _some(names: Sequence[str]) -> tuple[str, str, str]:
    more = len(names) - _NAMES_TOLD
    return "、".join(names[:_NAMES_TOLD]), f" 等 {len(names)} 个" if more > 0 else "", f" and {more} more" if more > 0 else ""


def _nothing(beside: _Beside, pictures: int, name: str) -> DocumentError:
    """Why a page has no text of its own, and what to fetch instead."""
    if beside.attached:
        some, zh, en = _some(beside.attached)
        return DocumentError(
            Text("网页没有正文，只有附件链接", "the page has no text of its own, only links to attachments"),
            Text(f"请下载附件再试：{some}{zh}", f"Download the attachments and read those: {some}{en}"),
            name,
            "read",
        )
    if beside.frames:
        some, zh, en = _some(beside.frames)
        return DocumentError(
            Text("网页没有正文，内容在框架（iframe）里", "the page has no text of its own: it is shown in a frame (iframe)"),
            Text(f"请打开并保存框架中的页面或文件：{some}{zh}", f"Open and save what the frame shows: {some}{en}"),
            name,
            "read",
        )
    if pictures:
        return DocumentError(
            Text("网页只有图片，没有文字", "the page holds pictures only, no text"),
            Text("请下载图片后按扫描件读取", "Download the pictures and read them as scans"),
            name,
            "read",
        )
    scripted = Text("网页没有正文，内容由脚本加载", "the page has no text of its own: a script loads it")
    empty = Text("网页没有文字", "the page holds no text")
    save = Text("请在浏览器中等页面显示完整后另存为网页再试", "Open it in a browser, wait until it is shown and save it from there")
    return DocumentError(scripted if beside.scripts else empty, save, name, "read")
