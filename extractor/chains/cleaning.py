"""The part of a cell or name that a field wants (x-clean)."""

from __future__ import annotations

import re

from extractor.documents import Document, Span

_CODE = re.compile(r"^[A-Z]\d{0,3}[.、:]?")
_POINTS = re.compile(r"\((?:\d+(?:\.\d+)?分|\d+(?:\.\d+)?%?|说明:.*|权重.*)\)?")


def clean(document: Document, span: Span, kind: str) -> Span:
    """The part of a cell that is the name (x-clean): a level without code and points,
    a project without code and 项目, a row without its number."""
    view = document.view(span)
    start, end = 0, len(view.text)
    if kind == "level":
        m = _CODE.match(view.text)
        start = m.end() if m and len(view.text) > m.end() else 0
        aside = _POINTS.search(view.text, start)
        end = aside.start() if aside and aside.start() > start else end
    elif kind == "project":
        m = re.match(r"(?:[A-Za-z0-9]{6,}|\d+)[-—:]", view.text)
        start = m.end() if m else 0
        tail = re.search(r"(?<=..)(?:项目经费|项目资金|项目)$", view.text[start:])
        end = start + tail.start() if tail else end
    elif kind == "code":
        m = re.match(r"(?P<code>[A-Za-z0-9]{6,})[-—:]", view.text)
        end = m.end("code") if m else end
    elif kind == "unit":
        m = re.search(r"(?<=..)\((?P<unit>[^()]+)\)$", view.text)  # 台（套） is a unit as it is
        start, end = m.span("unit") if m else (0, 0 if re.search(r"[一-鿿]{5}", view.text) else end)
    elif kind == "row":
        while True:
            m = re.match(
                r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、](?!\d)|其中[:,]?)", view.text[start:]
            )
            if m is None:
                break
            start += m.end()
        unit = re.search(r"\([^()]*\)$", view.text[start:])
        end = start + unit.start() if unit and unit.start() else end
    return Span(*view.source(start, end)) if end > start else Span(span.start, span.start)
