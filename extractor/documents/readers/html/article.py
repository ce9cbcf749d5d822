"""Where a site's page has its article. What is in doubt is kept: a menu too many does no harm, a paragraph too few does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.documents.readers.html.furniture import AMOUNT, AROUND, ARTICLE, TITLE
from extractor.documents.readers.html.tree import drop, words_of
from extractor.documents.readers.markup import Element, characters, named, walk

_PARTS = ("div", "section", "ul", "ol", "dl", "nav", "header", "footer", "aside", "table", "form", "center", "td", "p", "span")
_NAMED = frozenset(("nav", "footer", "aside"))
_HOLDERS = ("div", "article", "main", "section", "td", "form", "center")
_PROSE = re.compile(r"[。；]")
_EFFORT = 30  # how often the characters of the page may be looked at
_FEW_FIGURES = 8
_MOST_NAMED = 2_000
_SITE = re.compile(r"\s*[-_—–|·]+\s*")
_REPORTS = re.compile(r"决算|预算|绩效|自评|报告|评价|公开|说明")


@dataclass(slots=True)
class _Effort:
    """Bounds the work on pages of many nested parts: when it is spent, what is left stays."""

    left: int

    def words(self, element: Element) -> str:
        """The element's characters without white space."""
        words = words_of(element)
        self.left -= len(words) + 20
        return words


def find_article(root: Element) -> Element:
    """The element that holds the article; menus, neighbours and feet inside it are taken out of the tree."""
    whole = len(words_of(root))
    effort = _Effort(_EFFORT * whole + 10_000)
    _take_out(root, whole, effort)
    return _smallest(root, effort)  # not the body: pages go on behind its end


def _take_out(body: Element, whole: int, effort: _Effort) -> None:
    for part in list(body.iter(*_PARTS)):
        if effort.left < 0:
            return
        around = part.tag in _NAMED or bool(AROUND.search(f"{part.get('id') or ''} {part.get('class') or ''}"))
        links = part.find(".//a") is not None if not around and part.tag not in ("td", "p", "span") else False
        if not (around or links) or part.getparent() is None or _gone(part, body):
            continue
        words = effort.words(part)
        if _substantial(part, words, whole, effort):
            continue
        if around or _mostly_links(part, words, effort):
            drop(part)


def _gone(part: Element, body: Element) -> bool:
    """Whether a part was taken out already with what holds it."""
    return part is not body and all(holder is not body for holder in part.iterancestors())


def _substantial(part: Element, words: str, whole: int, effort: _Effort) -> bool:
    """Whether a part holds what no menu holds: amounts outside of links, a table of figures, the title, a good deal of prose."""
    if part.find(".//h1") is not None:
        return True
    if 4 * len(words) > whole and _PROSE.search(words):
        return True
    if not AMOUNT.search(words) and not re.search(r"\d[\d,]*\.\d", words):
        return False
    plain = "".join(_outside_links(part))
    effort.left -= len(words)
    return bool(AMOUNT.search(plain)) or len(re.findall(r"\d[\d,]*\.\d", plain)) >= _FEW_FIGURES


def _outside_links(part: Element) -> list[str]:
    found: list[str] = []
    walker = walk(part)
    for event, element in walker:
        if event == "start" and element.tag == "a" and not (element.get("href") or "#").startswith("#"):
            walker.skip_subtree()
        elif event == "start":
            found.append("".join((element.text or "").split()))
        elif element is not part:
            found.append("".join((element.tail or "").split()))
    return found


def _mostly_links(part: Element, words: str, effort: _Effort) -> bool:
    linked = sum(len(effort.words(a)) for a in part.iter("a") if not (a.get("href") or "#").startswith("#"))
    return len(words) < 4_000 and 10 * linked > 6 * max(1, len(words)) and not _PROSE.search("".join(_outside_links(part)))


def _smallest(body: Element, effort: _Effort) -> Element:
    """The smallest part named as an article's, outside of which no figure of a report and little prose stands."""
    holders = [
        e for e in body.iter(*_HOLDERS) if e.tag in ("article", "main") or ARTICLE.search(f"{e.get('id') or ''} {e.get('class') or ''}")
    ]
    sized = [(len(effort.words(e)), -n, e) for n, e in enumerate(holders[:200]) if effort.left > 0]
    whole = len(words_of(body))
    for size, _, element in sorted(sized, key=lambda s: s[:2]):
        if 2 * size < whole or effort.left < 0:
            continue
        left = _left_outside(element, body)
        effort.left -= len(left)
        if not AMOUNT.search(left) and len(re.findall(r"\d[\d,]*\.\d", left)) < _FEW_FIGURES and len(left) * 3 < max(whole, 900):
            return element
    return body


def _left_outside(element: Element, body: Element) -> str:
    """The words of the page that stand neither in `element` nor in links."""
    found: list[str] = []
    walker = walk(body)
    for event, part in walker:
        if event == "end":
            found.append(part.tail or "" if part is not body else "")
        elif part is element or part.tag == "a":
            walker.skip_subtree()
        else:
            found.append(part.text or "")
    return "".join("".join(found).split())


def find_titles(root: Element) -> list[str]:
    """What the page may call its article, the surest first: its heading, the site's mark for it, the window's title."""
    metas = {(m.get("name") or m.get("property") or "").lower(): m.get("content") or "" for m in root.iter("meta")}
    window = _SITE.split(_window_title(root))[0]
    marked = next((metas[k] for k in ("articletitle", "og:title", "title") if metas.get(k)), "")
    shown = [" ".join(characters(e).split()) for e in named(root)[:_MOST_NAMED] if _titled(e)]
    tight = ["".join(t.split()) for t in (marked, window) if t]
    agreed = [s for s in shown if 5 < len(s) <= 120 and any("".join(s.split()) in t or t in "".join(s.split()) for t in tight)]
    return [t for t in (*agreed[:1], marked.strip(), window) if 5 < len(t) <= 120 and _REPORTS.search(t)]


def _window_title(root: Element) -> str:
    title = root.find("head/title")
    return "" if title is None else (title.text or "").strip()


def _titled(element: Element) -> bool:
    if len(element) > 6:
        return False
    return element.tag in ("h1", "h2", "h3") or bool(TITLE.search(f"{element.get('id') or ''} {element.get('class') or ''}"))
