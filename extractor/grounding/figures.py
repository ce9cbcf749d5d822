"""A figure that a model copied finds the figure of the document that it is, or is refused with the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.documents import Document, Span
from extractor.grounding.asked import Asked, Fit, asked_for, stated_none
from extractor.grounding.candidate import Grounding
from extractor.grounding.compact import Place, key_of
from extractor.grounding.index import Figure, FigureIndex
from extractor.grounding.outcome import Grounded, NotGrounded, Ungrounded
from extractor.quantities import Unit, find_quantities, fold

_HAN_OR_LATIN = re.compile(r"[A-Za-z一-鿿]")
_FALLS = re.compile(r"减(?![税免灾排贫负租])|降(?![费耗])|缩|下滑|回落|节约|负(?![债责担])|少(?![年数儿])")
_RISES = re.compile(r"增|上升|上涨|提高|提升|多")
_BOTH = re.compile(r"增减|增\(减\)|增[+]减-|升降|涨跌|增长?\(下降\)|多少|至少|不少于|减少?\(增加?\)")
_SINCE = re.compile(r"[\d。;]")
_REACH = 30  # characters before a figure that may hold its label
_LEAST = 0.5
_LOOSE, _PARAPHRASED = 0.95, 0.9


def ground_figure(
    document: Document,
    index: FigureIndex,
    *,
    printed: str,
    unit: Unit,
    quote: str,
    block: str = "",
    near: Span | None = None,
) -> Grounded | NotGrounded:
    """Find the figure `printed` (as copied: "1,803.82", "8.30%", "三十二个", "无") inside `quote`.

    `unit`: the field's (PLAIN: none). `block`: the id of the block that the quote is said to stand in, first looked at
    but not trusted. `near`: a span that the figure should be close to (its row, its project); it decides between equals.
    Figures are compared by value with exact conversion, never as characters, and a sign given by a direction word is the
    caller's to apply: -16.2 grounds at 减少16.2, at a bare 16.2 it doesn't.
    """
    asked = asked_for(printed, unit)
    if asked is None:
        return NotGrounded(Ungrounded.NOT_A_FIGURE, printed)
    search = _Search(document, index, asked, quote, index.compact.number(block), near)
    similarity = 1.0
    places = index.compact.places(quote, block, near)
    if not places:
        places, similarity = index.compact.loose_places(quote, block, near), _LOOSE
    if places:
        return search.in_places(places, similarity)
    return search.in_block(Ungrounded.QUOTE_NOT_FOUND)


@dataclass(frozen=True, slots=True)
class _Search:
    """One figure being looked for; `named` is the index of the block named, -1 for none."""

    document: Document
    index: FigureIndex
    asked: Asked
    quote: str
    named: int
    near: Span | None

    def in_places(self, places: Sequence[Place], similarity: float) -> Grounded | NotGrounded:
        """The figure inside one of the places where the quote stands."""
        if self.asked.by_words:
            found = self._stated_none(places, similarity)
            if found is not None:
                return found
        seen: list[Fit] = []
        hits: dict[int, tuple[Place, Figure]] = {}
        for place in places:
            for figure in self.index.within(place.span):
                fit = self._fit(figure)
                seen.append(fit)
                if fit in (Fit.SAME, Fit.CONVERTED):
                    hits.setdefault(id(figure), (place, figure))
        if hits:
            return self._best(list(hits.values()), similarity)
        if self.asked.value == 0 and not self.asked.by_words:
            found = self._stated_none(places, similarity)
            if found is not None:
                return found
        if not seen:  # a label alone was quoted
            return self.in_block(Ungrounded.FIGURE_NOT_IN_QUOTE)
        return self._refused(Ungrounded.FIGURE_NOT_IN_QUOTE, seen)

    def in_block(self, reason: Ungrounded) -> Grounded | NotGrounded:
        """The figure in the block named, where it follows at least half of the quote's label; `reason` where it doesn't."""
        if self.named < 0:
            return self._refused(reason, ())
        in_quote = list(find_quantities(self.quote))
        mine = next((q for q in in_quote if abs(q.value) == self.asked.value), None)
        if in_quote and mine is None:
            return self._refused(Ungrounded.FIGURE_NOT_IN_QUOTE, ())
        label = _HAN_OR_LATIN.findall(fold(self.quote[: mine.start] if mine is not None else self.quote))[-_REACH:]
        fits = [(f, self._fit(f)) for f in self.index.of_block(self.named)]
        figures = [f for f, fit in fits if fit in (Fit.SAME, Fit.CONVERTED)]
        scored = [(self._likeness(label, f), f) for f in figures]
        best = max((s for s, _ in scored), default=0.0)
        if best < _LEAST:
            return self._refused(reason, [fit for _, fit in fits])
        top = [f for s, f in scored if s == best]
        if self._doubtful(top):
            return NotGrounded(Ungrounded.AMBIGUOUS_BLOCK, self._shown(top))
        figure = min(top, key=self._distance)
        return self._grounded(figure, self._statement(figure), min(best, _PARAPHRASED))

    def _best(self, hits: list[tuple[Place, Figure]], similarity: float) -> Grounded | NotGrounded:
        tier = hits[0][0].tier
        level = [(p, f) for p, f in hits if p.tier == tier]
        if _bare_of_words(self.quote) and self._doubtful([f for _, f in level]):
            return NotGrounded(Ungrounded.AMBIGUOUS_BLOCK, self._shown([f for _, f in level]))
        place, figure = min(
            level,
            key=lambda h: (
                self._distance(h[1]),
                h[1].quantity.reach is not self.asked.reach,
                self.asked.fit(h[1]) is Fit.CONVERTED,
                h[0].span.start,
            ),
        )
        return self._grounded(figure, place.span, similarity)

    def _doubtful(self, figures: Sequence[Figure]) -> bool:
        """Whether figures that fit equally well belong to different statements and nothing tells which is meant."""
        return self.near is None and not all(self.index.same_statement(figures[0], f) for f in figures[1:])

    def _fit(self, figure: Figure) -> Fit:
        fit = self.asked.fit(figure)
        if fit is Fit.DIRECTED:
            return Fit.SAME if self._falls(figure) else Fit.OTHER_SIGN
        return fit

    def _falls(self, figure: Figure) -> bool:
        """Whether the nearest direction word between the figure and the one before it (or in its row and head) tells a fall."""
        before = _SINCE.split(self.index.compact.before(figure.quantity.number_start, 20))[-1]
        words = _BOTH.sub("", f"{figure.column}{figure.label}{before}" if figure.label else before)
        last = max((m.start() for m in _FALLS.finditer(words)), default=-1)
        return last > max((m.start() for m in _RISES.finditer(words)), default=-1)

    def _likeness(self, label: list[str], figure: Figure) -> float:
        """The share of the label's characters that stand before the figure; half for a figure asked for without any label."""
        if not label:
            return _LEAST
        window = self.index.compact.before(figure.quantity.start, _REACH) + key_of(figure.label + figure.column)
        return sum((Counter(label) & Counter(window)).values()) / len(label)

    def _statement(self, figure: Figure) -> Span:
        """A figure's row, or in prose its clause: from the punctuation before its label to its end."""
        q = figure.quantity
        if figure.label:
            return Span(figure.statement.start, max(figure.statement.end, q.end))
        block = self.document.blocks[figure.block].span
        before = self.document.text[block.start : q.start]
        cut = max(before.rfind(c) for c in "，。；：,;\n\t")
        return Span(block.start + cut + 1, q.end)

    def _distance(self, figure: Figure) -> int:
        if self.near is None:
            return 0
        return max(self.near.start - figure.quantity.end, figure.quantity.start - self.near.end, 0)

    def _grounded(self, figure: Figure, quote: Span, similarity: float) -> Grounded:
        asked = self.asked
        shown = figure.read_as(asked.field if asked.field.symbol else asked.unit)
        others = tuple(
            f.number
            for f in self.index.find(shown.value, shown.unit)
            if f is not figure and self._fit(f) in (Fit.SAME, Fit.CONVERTED) and self.index.same_statement(figure, f)
        )
        return Grounded(figure.number, quote, self._how(figure.number), similarity, others, self.document.blocks[figure.block].id, shown)

    def _how(self, number: Span) -> Grounding:
        print_ = self.document.text[number.start : number.end]
        if print_ == self.asked.digits:
            return Grounding.EXACT
        return Grounding.FOLDED if _bare(print_) == _bare(self.asked.digits) else Grounding.DERIVED

    def _stated_none(self, places: Sequence[Place], similarity: float) -> Grounded | None:
        spans: list[tuple[Span, Place]] = []
        for place in places:
            view = self.document.view(place.span)
            found = stated_none(view.text)
            if found is not None:
                spans.append((Span(*view.source(*found)), place))
        if not spans:
            return None
        (span, place), *rest = spans
        others = tuple(s for s, _ in rest if s != span)
        return Grounded(span, place.span, Grounding.STATED_NONE, similarity, others, self.document.blocks[place.block].id, None)

    def _refused(self, reason: Ungrounded, seen: Sequence[Fit]) -> NotGrounded:
        """The most telling reason: unit and sign first, then whether such a figure stands anywhere."""
        asked = self.asked
        for fit, closer in ((Fit.OTHER_UNIT, Ungrounded.OTHER_UNIT), (Fit.OTHER_SIGN, Ungrounded.OTHER_SIGN)):
            if fit in seen:
                return NotGrounded(closer, f"{asked.digits}{asked.unit.symbol or asked.field.symbol}: {self.quote}")
        anywhere = any(
            asked.fit(f) not in (Fit.OTHER, Fit.OTHER_UNIT)
            for f in (
                *self.index.find_digits(asked.value),
                *self.index.find(asked.value, asked.unit),
                *self.index.find(asked.value, asked.field),
            )
        )
        if not anywhere and not asked.by_words and asked.value != 0:
            return NotGrounded(Ungrounded.NO_SUCH_FIGURE, f"{asked.digits}{asked.unit.symbol}")
        return NotGrounded(reason, self.quote)

    def _shown(self, figures: Sequence[Figure]) -> str:
        return " | ".join(f"{self.document.blocks[f.block].id} {self.index.label(f)} {f.quantity.printed}" for f in figures[:5])


def _bare_of_words(quote: str) -> bool:
    """Whether a quote holds figures with their units and no word that could tell them apart."""
    rest, at = "", 0
    for q in find_quantities(quote):
        rest, at = rest + quote[at : q.start], q.end
    return not _HAN_OR_LATIN.search(rest + quote[at:])


def _bare(number: str) -> str:
    return "".join(c for c in fold(number) if c not in ", ")
