"""Gold figures at their places, and which figure of a relation the labeller calls wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from extractor.documents import Span
from extractor.quantities import find_quantities

_FIGURE = r"(-?\d[\d,]*(?:\.\d+)?)"
_AFTER = re.compile(
    rf"{_FIGURE}\s*[%％]?\s*(?:万元|元|人|个|分|份)?[”\"]?\s*(?:最可能有误|更可能有误|较可能|为数字颠倒|数字颠倒|系截尾|是误用|是把|应为)"
)
_BEFORE = re.compile(rf"(?:印出的|印为){_FIGURE}")
_NAMED = re.compile(rf"[“\"]{_FIGURE}\s*[%％]?\s*(?:万元|元|人|个|分|份)?[”\"]")


@dataclass(frozen=True, slots=True)
class Place:
    """A gold figure: where its quote stands and its size (None where the quote has none)."""

    spans: tuple[Span, ...]
    value: Decimal | None
    figures: tuple[Span, ...] = ()

    def holds(self, span: Span) -> bool:
        """Whether a place lies within one of the quote's; for a wrong figure, whether it is the figure itself."""
        if self.figures:
            return any(f.touches(span) for f in self.figures)
        return any(s.start <= span.start and span.end <= s.end for s in self.spans)


def place_of(text: str, gold: Mapping[str, Any]) -> Place:
    """The places of a gold figure: {quote, value}. Without a value the quote's last figure is meant."""
    quote, value = str(gold.get("quote") or ""), gold.get("value")
    if value is None:
        figures = list(find_quantities(quote))
        value = figures[-1].value if figures else None
        if value is None:
            cells = re.findall(r"-?[\d,]+(?:\.\d+)?", quote)
            value = cells[-1].replace(",", "") if cells else None
    return Place(tuple(_all(text, quote)), Decimal(str(value)) if value is not None else None)


def wrong_figure(text: str, relation: Mapping[str, Any]) -> Place | None:
    """The figure that a gold relation calls wrong; None where it names none, or not just one.

    Its key `wrong` ({quote, value} like the claim's) says so; else its note, where that says “28 万元”最可能有误, 印出的98.17%
    or 7.62 较可能…: the one figure of the relation that is named so.
    """
    if isinstance(relation.get("wrong"), Mapping):
        return _exactly(text, relation["wrong"])
    note = str(relation.get("note") or "")
    named = {v for p in (_AFTER, _BEFORE, _NAMED) for m in p.finditer(note) if (v := _decimal(m.group(1))) is not None}
    terms = [relation["claim"], *relation["operands"]]
    found = [t for t in terms if (value := place_of(text, t).value) is not None and abs(value) in named]
    if len(found) != 1:
        return None
    return _exactly(text, found[0])


def _exactly(text: str, gold: Mapping[str, Any]) -> Place:
    """A figure's own digits within its quote, where they can be told: a quote of several figures is no diagnosis."""
    place = place_of(text, gold)
    figures: list[Span] = []
    for span in place.spans:
        quote = text[span.start : span.end]
        at = [m.span() for m in re.finditer(_FIGURE, quote) if place.value is not None and _decimal(m.group()) == abs(place.value)]
        figures += [Span(span.start + a, span.start + b) for a, b in at]
    return Place(place.spans, place.value, tuple(figures))


def _decimal(printed: str) -> Decimal | None:
    try:
        return abs(Decimal(printed.replace(",", "")))
    except InvalidOperation:
        return None


def _all(text: str, quote: str) -> list[Span]:
    found: list[Span] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found
