"""What a model said becomes candidates: code finds the place it points to and reads the value there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.chains.cleaning import clean
from extractor.chains.replies import Said, SaidRow
from extractor.documents import Document, Span
from extractor.documents.lines import number_of
from extractor.grounding import Candidate, FigureIndex, Grounded, Grounding, NotGrounded, Scalar, Ungrounded, ground_figure, ground_words
from extractor.quantities import direction, find_dates, fold, plain
from extractor.reconcile import Refused
from extractor.schema import Field, ListField, Measure

PROPOSER = "chains"
_ELISION = re.compile(r"…+|\.{3,}|⋯+")
_BEFORE = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns what was said into candidates of one document."""

    document: Document
    index: FigureIndex

    def value(self, field: Field, said: Said, pointer: str | None = None, near: Span | None = None) -> Candidate | Refused:
        """The candidate at the place that was pointed to, or why there is none."""
        where = pointer or field.pointer
        if field.numeric:
            return self._figure(field, said, where, near)
        if field.enum:
            return self._choice(field, said, where)
        found = ground_words(self.document, words=said.value, quote=said.quote, block=said.block, index=self.index)
        dated = self._date(said, where)
        if dated is not None and (isinstance(found, NotGrounded) or field.reader == "date"):
            return dated
        if isinstance(found, NotGrounded):
            return self._spelled(field, said, where) or Refused(where, said.value, str(found.reason))
        if field.clean and (kept := clean(self.document, found.figure, field.clean)).end > kept.start:
            found = replace(found, figure=kept)
        return self._words(where, found)

    def rows(self, fields: Iterable[ListField], said: Iterable[SaidRow]) -> Iterator[Candidate | Refused]:
        """Rows numbered in the order said; a row whose key can't be grounded is refused whole."""
        by_pointer = {f.pointer: f for f in fields}
        counts: dict[str, int] = {}
        for row in said:
            field = by_pointer[row.pointer]
            number = counts.get(row.pointer, 0)
            made = list(self._row(field, row, f"{row.pointer}/{number}"))
            kept = [c for c in made if isinstance(c, Candidate)]
            yield from made if kept else [Refused(row.pointer, next(iter(row.cells.values()), row.quote), "no_such_words")]
            if kept:
                counts[row.pointer] = number + 1

    def _row(self, field: ListField, row: SaidRow, at: str) -> Iterator[Candidate | Refused]:
        if not field.fields:
            found = self.stretch(row.quote, row.block)
            yield Refused(at, row.quote, str(found.reason)) if isinstance(found, NotGrounded) else self._words(at, found)
            return
        quoted = self.stretch(row.quote, row.block)
        near = quoted.quote if isinstance(quoted, Grounded) else None
        block = quoted.block if isinstance(quoted, Grounded) else row.block
        cells = {
            name: self.value(item, Said(f"{at}/{name}", row.cells[name], row.quote, block), f"{at}/{name}", near)
            for item in field.fields
            if (name := item.name) in row.cells
        }
        keys = [k for k in (field.required or field.key[:1]) if k in row.cells]
        if any(isinstance(cells[k], Refused) for k in keys if k in cells) or not any(isinstance(c, Candidate) for c in cells.values()):
            return
        yield from cells.values()

    def stretch(self, quote: str, block: str) -> Grounded | NotGrounded:
        """The place of a quote; a shortened one (开头……结尾) reaches from its beginning to its end, in one section."""
        parts = [p for p in _ELISION.split(quote) if p.strip()]
        if len(parts) < 2:
            return ground_words(self.document, words=quote, block=block, index=self.index)
        head = ground_words(self.document, words=parts[0], block=block, index=self.index)
        if isinstance(head, NotGrounded):
            return head
        tails = ground_words(self.document, words=parts[-1], block=head.block, index=self.index)
        if isinstance(tails, NotGrounded):
            return tails
        ends = sorted(s.end for s in (tails.figure, *tails.others) if s.start >= head.figure.start and s.end - head.figure.start < 6000)
        if not ends:
            return NotGrounded(Ungrounded.QUOTE_NOT_FOUND, parts[-1])
        span = Span(head.figure.start, ends[0])
        return Grounded(span, span, Grounding.EXACT, min(head.similarity, tails.similarity), (), head.block, None)

    def _figure(self, field: Field, said: Said, where: str, near: Span | None) -> Candidate | Refused:
        found = ground_figure(self.document, self.index, printed=said.value, unit=field.unit, quote=said.quote, block=said.block, near=near)
        if isinstance(found, NotGrounded) and near is not None:
            found = self._further_on(field, said, near)
        if isinstance(found, NotGrounded):
            return self._year(field, said, where) or Refused(where, said.value, str(found.reason))
        if found.quantity is None and field.measure in (Measure.RATE, Measure.SHARE):
            return Refused(where, said.value, str(Ungrounded.NOT_A_FIGURE))  # 年初无预算 states an amount of 0, no rate
        value: Decimal | int = Decimal(0)
        if found.quantity is not None:
            value = plain(found.quantity.into(field.unit) if field.unit.symbol else found.quantity.value)
        if field.measure in (Measure.CHANGE, Measure.GROWTH) and value:
            value = self._signed(value, found, said.value)
        if field.type == "integer" and value == value.to_integral_value():
            value = int(value)
        return Candidate(
            where,
            value,
            found.figure,
            found.quote,
            self._printed(found.figure),
            PROPOSER,
            found.grounding,
            similarity=found.similarity,
            others=found.others,
        )

    def _further_on(self, field: Field, said: Said, row: Span) -> Grounded | NotGrounded:
        """A row's quote names its beginning; its other figures stand behind it in the same block."""
        block = self.document.block_at(row.start)
        if block is None:
            return NotGrounded(Ungrounded.QUOTE_NOT_FOUND, said.quote)
        rest = self.document.words(Span(row.start, block.span.end))
        return ground_figure(self.document, self.index, printed=said.value, unit=field.unit, quote=rest, block=block.id, near=row)

    def _signed(self, value: Decimal, found: Grounded, printed: str) -> Decimal:
        """The sign of the direction word before the figure; without one the sign printed in the document, else the model's."""
        block = self.document.by_id[found.block].span
        before = (
            self.document.words(Span(max(block.start, found.figure.start - _BEFORE), found.figure.start))
            if found.figure.start > block.start
            else ""
        )
        sign = direction(before)
        if sign:
            return abs(value) * sign
        return -abs(value) if value < 0 or fold(printed).lstrip().startswith("-") else value

    def _year(self, field: Field, said: Said, where: str) -> Candidate | None:
        """A year is a date, not a figure: 2023 at 2023年度."""
        if field.type != "integer" or not re.fullmatch(r"(?:19|20)\d\d年?度?", fold(said.value)):
            return None
        found = ground_words(self.document, words=said.quote, block=said.block, index=self.index)
        if isinstance(found, NotGrounded):
            return None
        view = self.document.view(found.figure)
        for date in find_dates(view.text):
            if date.year == int(fold(said.value)[:4]):
                span = Span(*view.source(date.start, date.start + 4))
                return Candidate(where, date.year, span, found.figure, self._printed(span), PROPOSER, Grounding.EXACT)
        return None

    def _date(self, said: Said, where: str) -> Candidate | None:
        """A date in ISO form that the quote prints in another form."""
        wanted = next((d.iso for d in find_dates(said.value)), fold(said.value))
        if not re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", wanted):
            return None
        found = ground_words(self.document, words=said.quote or said.value, block=said.block, index=self.index)
        if isinstance(found, NotGrounded):
            return None
        view = self.document.view(found.figure)
        for date in find_dates(view.text):
            if date.iso == wanted:
                span = Span(*view.source(date.start, date.end))
                return Candidate(where, wanted, span, found.figure, self._printed(span), PROPOSER, Grounding.DERIVED)
        return None

    def _choice(self, field: Field, said: Said, where: str) -> Candidate | Refused:
        """One of the schema's values, from words that stand in the quote."""
        if said.value not in field.enum:
            return Refused(where, said.value, "not_in_enum")
        found = self.stretch(said.quote, said.block)
        if isinstance(found, NotGrounded):
            return Refused(where, said.value, str(found.reason))
        return Candidate(where, said.value, found.figure, found.quote, self._printed(found.figure), PROPOSER, Grounding.DERIVED)

    def _spelled(self, field: Field, said: Said, where: str) -> Candidate | None:
        """A code that the quote prints in pieces: 2010301 from (201类)…(03款)…(01项)."""
        digits = fold(said.value)
        if not digits.isdecimal() or len(digits) < 3:
            return None
        quoted = self.stretch(said.quote, said.block)
        block = self.document.by_id.get(quoted.block) if isinstance(quoted, Grounded) else self.document.by_id.get(said.block)
        if block is None:
            return None
        view = self.document.view(block.span)
        end = next((i for i, o in enumerate(view.offsets) if isinstance(quoted, Grounded) and o >= quoted.figure.end), len(view.text))
        runs = list(re.finditer(r"\d+(?=[类款项)])", view.text[:end]))
        for first in range(len(runs) - 1, -1, -1):
            for last in range(first, len(runs)):
                if "".join(m[0] for m in runs[first : last + 1]) == digits:
                    span = Span(*view.source(runs[first].start(), runs[last].end()))
                    return Candidate(where, digits, span, span, self._printed(span), PROPOSER, Grounding.DERIVED)
        return None

    def _words(self, where: str, found: Grounded) -> Candidate:
        """The document's own words at the place, a leading number of the paragraph left out."""
        span = found.figure
        view = self.document.view(span)
        number = number_of(view.text)
        if number is not None and number.end < len(view.text) and number.printed[-1] in "、.)" and len(view.text) > 12:
            span = Span(*view.source(number.end, len(view.text)))
        value: Scalar = "".join(self.document.text[o] for o in self.document.view(span).offsets)
        return Candidate(
            where,
            value,
            span,
            found.quote,
            self._printed(span),
            PROPOSER,
            found.grounding,
            similarity=found.similarity,
            others=found.others,
        )

    def _printed(self, span: Span) -> str:
        return self.document.text[span.start : span.end]
