"""Words that a model copied find their place: exactly, folded, or similar, never similar in their digits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from extractor.documents import Document, Span
from extractor.grounding.candidate import Grounding
from extractor.grounding.compact import Compact, Place, key_of
from extractor.grounding.index import FigureIndex
from extractor.grounding.outcome import Grounded, NotGrounded, Ungrounded
from extractor.quantities.numerals import CHARACTERS

_RUN = re.compile(rf"\d+(?:[.,]\d+)*|[{CHARACTERS}]+")
_TURNS = re.compile(r"[不未无非没免]")  # one such character turns the meaning round
_LEAST_LENGTH, _LEAST_SCORE = 6, 90.0
_MOST_DIGITS = 1 / 3
_CELL_MARKS = "\t|"


def ground_words(
    document: Document,
    *,
    words: str,
    quote: str = "",
    block: str = "",
    index: FigureIndex | None = None,
) -> Grounded | NotGrounded:
    """Find `words` (a name, a grade, a sentence) in the document, best inside `quote`, then in the block named, in its
    section, else where they first stand.

    Similar words (score ≥ 90, six characters or more) are taken only where no exact ones stand, every run of digits or
    numerals in them and every negation is the same, and they aren't made of digits mainly. `index`: the document's, where
    the caller has one, to spare reading the text again.
    """
    key = key_of(words)
    if not key:
        return NotGrounded(Ungrounded.NO_SUCH_WORDS, words)
    compact = index.compact if index is not None else Compact(document)
    quoted = [p.span for p in compact.places(quote, block)] if quote else []
    places = [p for p in compact.words_places(words, block) if _whole(document.text, p.span)]
    if not places:
        return _similar(document, compact, key, words, block)
    covered = _Covering(quoted)
    places.sort(key=lambda p: (not covered.holds(p.span), p.tier, _crosses(document.text, p.span), p.span.start))
    best = places[0]
    how = Grounding.EXACT if document.text[best.span.start : best.span.end] == words.strip() else Grounding.FOLDED
    around = next((q for q in quoted if q.covers(best.span)), best.span)
    return Grounded(best.span, around, how, 1.0, tuple(p.span for p in places[1:]), document.blocks[best.block].id, None)


class _Covering:
    """Spans by their start, each with the farthest end so far: a span repeated thousands of times is not compared with each."""

    def __init__(self, spans: list[Span]) -> None:
        self._starts = sorted(s.start for s in spans)
        self._ends = list(accumulate((s.end for s in sorted(spans)), max))

    def holds(self, span: Span) -> bool:
        """Whether one of the spans covers this one."""
        at = bisect_right(self._starts, span.start) - 1
        return at >= 0 and self._ends[at] >= span.end


def _whole(text: str, span: Span) -> bool:
    """Whether no number is cut at either end: 12个 doesn't stand in 112个, nor in 1,012个."""
    if text[span.start].isdigit():
        before = text[max(0, span.start - 2) : span.start]
        if before[-1:].isdigit() or (before[-1:] in ".,，．" and before[:1].isdigit() and len(before) == 2):
            return False
    if text[span.end - 1].isdigit():
        after = text[span.end : span.end + 2]
        if after[:1].isdigit() or (after[:1] in (".", ",", "，", "．") and after[1:2].isdigit()):
            return False
    return True


def _crosses(text: str, span: Span) -> bool:
    return any(mark in text[span.start : span.end] for mark in _CELL_MARKS)


def _similar(document: Document, compact: Compact, key: str, words: str, block: str) -> Grounded | NotGrounded:
    digits = sum(c.isdigit() for c in key)
    if len(key) < _LEAST_LENGTH or digits > len(key) * _MOST_DIGITS:
        return NotGrounded(Ungrounded.NO_SUCH_WORDS, words)
    from rapidfuzz.fuzz import partial_ratio_alignment

    text = compact.strict.text
    for start, end in _regions(document, compact, block):
        if end - start < len(key):
            continue  # else the shorter text would be looked for in the words
        found = partial_ratio_alignment(key, text[start:end], score_cutoff=_LEAST_SCORE)
        if found is None or found.dest_end <= found.dest_start:
            continue
        first, last = _settled(key, text, start + found.dest_start, start + found.dest_end)
        if not _same_runs(key, text[slice(*_widened(text, first, last))]):
            continue
        span = compact.strict.source(first, last)
        place = Place(span, compact.block_of(span.start), 0)
        return Grounded(span, span, Grounding.FUZZY, found.score / 100, (), document.blocks[place.block].id, None)
    return NotGrounded(Ungrounded.NO_SUCH_WORDS, words)


def _regions(document: Document, compact: Compact, block: str) -> Iterator[tuple[int, int]]:
    """Stretches of the compact text to look in: the block named, its section, everything."""
    named = compact.number(block)
    if named >= 0:
        here = document.blocks[named]
        yield compact.stretch(here.span)
        if here.section >= 0:
            yield compact.stretch(document.sections[here.section].span)
    yield 0, len(compact.strict.text)


def _settled(key: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The window, which is as long as the words, with its ends moved to where the words' first and last characters stand."""
    slack = len(key) // 8 + 2
    head = text.find(key[:3], max(0, start - slack), start + slack + 3)
    tail = text.rfind(key[-3:], end - slack - 3, end + slack)
    return head if head >= 0 else start, tail + 3 if tail >= 0 else end


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the rest of a number that its ends cut."""
    while start > 0 and text[start].isdigit() and (text[start - 1].isdigit() or text[start - 1] in ".,"):
        start -= 1
    while end < len(text) and text[end - 1].isdigit() and (text[end].isdigit() or text[end] in ".,"):
        end += 1
    return start, end


def _same_runs(words: str, found: str) -> bool:
    """Whether every run of digits and every negation of the one stands in the other."""

    def runs(text: str) -> Counter[str]:
        return Counter(r.replace(",", "") for r in _RUN.findall(text)) + Counter(_TURNS.findall(text))

    return runs(words) == runs(found)
