"""What a model said becomes candidates: code finds the place it points to and reads the value there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.chains.cleaning import clean
from extractor.chains.replies import Said, SaidRow
from extractor.documents import BlockKind, Cell, Document, Span, Table
from extractor.documents.lines import number_of
from extractor.grounding import Candidate, FigureIndex, Grounded, Grounding, NotGrounded, Scalar, Ungrounded, ground_figure, ground_words
from extractor.quantities import direction, find_dates, fold, plain
from extractor.reconcile import Refused
from extractor.schema import Field, ListField, Measure

PROPOSER = "chains"
_ELISION = re.compile(r"…+|\.{3,}|⋯+")
_BEFORE = 60
# A sentence that begins with the name of a thing and its figure: 己项目预算44万元.
_NAMED = re.compile(
    r"(?:(?<=[。;])|^)(?!该|本|此|项目|各|全|年初|其中|上述|以上)(?P<name>[^,。;:\d]{1,30}?(?:项目|工程|经费|专项|补助))"
    r"(?:年初|全年|调整后?)?(?:预算|安排|资金|执行|支出|投入)?(?:数|安排|为)?(?=\d)"
)
_NO_CHANGE = re.compile(r"持平|[无未没]有?(?:增减|变[化动])|不变|一致|相同")
_TRUE = frozenset(("是", "有", "已", "true", "yes", "√", "1"))
_FALSE = frozenset(("否", "无", "未", "不是", "没有", "false", "no", "×", "0"))
UNPRINTED = "value_not_printed"


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns what was said into candidates of one document."""

    document: Document
    index: FigureIndex

    def value(
        self, field: Field, said: Said, pointer: str | None = None, near: Span | None = None, others: frozenset[str] = frozenset()
    ) -> Candidate | Refused:
        """The candidate at the place that was pointed to, or why there is none.

        `near`: the place of the row that the value is said to belong to; `others`: the names of the list's other rows.
        """
        made = self._value(field, said, pointer or field.pointer, near, others)
        return replace(made, sureness=said.sureness) if isinstance(made, Candidate) else made

    def _value(self, field: Field, said: Said, where: str, near: Span | None, others: frozenset[str]) -> Candidate | Refused:
        if field.numeric:
            return self._figure(field, said, where, near, others)
        if field.enum or field.type == "boolean":
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
        said = list(said)
        for row in said:
            field = by_pointer[row.pointer]
            number = counts.get(row.pointer, 0)
            made = list(self._row(field, row, f"{row.pointer}/{number}", _names_of_others(field, row, said)))
            kept = [c for c in made if isinstance(c, Candidate)]
            yield from made if kept else [Refused(row.pointer, next(iter(row.cells.values()), row.quote), "no_such_words")]
            if kept:
                counts[row.pointer] = number + 1

    def _row(self, field: ListField, row: SaidRow, at: str, others: frozenset[str]) -> Iterator[Candidate | Refused]:
        if not field.fields:
            found = self.stretch(row.quote, row.block)
            if isinstance(found, NotGrounded):
                yield Refused(at, row.quote, str(found.reason))
            else:
                yield replace(self._words(at, found), sureness=row.sureness.get(""))
            return
        quoted = self.stretch(row.quote, row.block)
        near = quoted.quote if isinstance(quoted, Grounded) else None
        block = quoted.block if isinstance(quoted, Grounded) else row.block
        cells: dict[str, Candidate | Refused] = {}
        for item in field.fields:
            if (name := item.name) in row.cells:
                said = Said(f"{at}/{name}", row.cells[name], row.quote, block, row.sureness.get(name))
                cells[name] = self.value(item, said, said.pointer, near, others)
        keys = [k for k in (field.required or field.key[:1]) if k in row.cells]
        if any(isinstance(cells[k], Refused) for k in keys if k in cells) or not any(isinstance(c, Candidate) for c in cells.values()):
            return
        yield from cells.values()

    def stretch(self, quote: str, block: str) -> Grounded | NotGrounded:
        """The place of a quote; a shortened one (开头……结尾) reaches from its beginning to its end.

        It ends in the section it begins in; before the first heading in its paragraph.
        """
        parts = [p for p in _ELISION.split(quote) if p.strip()]
        if len(parts) < 2:
            return ground_words(self.document, words=quote, block=block, index=self.index)
        head = ground_words(self.document, words=parts[0], block=block, index=self.index)
        if isinstance(head, NotGrounded):
            return head
        tails = ground_words(self.document, words=parts[-1], block=head.block, index=self.index)
        if isinstance(tails, NotGrounded):
            return tails
        ends = sorted((tails.figure, *tails.others), key=lambda s: s.end)
        for start in (head.figure, *head.others):  # its first words may stand in several sections
            here = self.document.block_at(start.start)
            if here is None:
                continue
            stop = min(self.document.sections[here.section].span.end if here.section >= 0 else here.span.end, start.start + 6000)
            end = next((s.end for s in ends if s.start >= start.start and s.end <= stop), -1)
            if end >= 0:
                span = Span(start.start, end)
                return Grounded(span, span, Grounding.EXACT, min(head.similarity, tails.similarity), (), here.id, None)
        return NotGrounded(Ungrounded.QUOTE_NOT_FOUND, parts[-1])

    def _figure(self, field: Field, said: Said, where: str, near: Span | None, others: frozenset[str]) -> Candidate | Refused:
        found = ground_figure(self.document, self.index, printed=said.value, unit=field.unit, quote=said.quote, block=said.block, near=near)
        if isinstance(found, NotGrounded) and near is not None:
            found = self._further_on(field, said, near, others)
        if isinstance(found, NotGrounded):
            return self._year(field, said, where) or Refused(where, said.value, str(found.reason))
        if self._of_another_row(found, near):
            return Refused(where, said.value, str(Ungrounded.FIGURE_NOT_IN_QUOTE))
        if found.quantity is None and not self._states_zero(field, found.figure):
            return Refused(where, said.value, str(Ungrounded.NOT_A_FIGURE))
        value: Decimal | int = Decimal(0)
        if found.quantity is not None:
            value = plain(found.quantity.into(field.unit) if field.unit.symbol else found.quantity.value)
        if field.measure in (Measure.CHANGE, Measure.GROWTH) and value:
            value = self._signed(value, found, said.value)
        if field.type == "integer":
            if value != value.to_integral_value():
                return Refused(where, said.value, str(Ungrounded.NOT_A_FIGURE))
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

    def _states_zero(self, field: Field, words: Span) -> bool:
        """Whether words state the zero of this field: 年初无预算 is no rate, 与上年持平 no amount."""
        if field.measure in (Measure.RATE, Measure.SHARE):
            return False
        return field.measure in (Measure.CHANGE, Measure.GROWTH) or not _NO_CHANGE.search(self.document.words(words))

    def _of_another_row(self, found: Grounded, near: Span | None) -> bool:
        """Whether a quote over several rows of a table begins in a row with figures of its own, and the figure is not one of them."""
        quote = near or found.quote
        table = self._table_at(quote.start)
        if table is None or found.quantity is None:
            return False
        first = next((r for r in table.rows if r and _covers(r, quote.start)), None)
        if first is None or _covers(first, found.figure.start):
            return False
        return bool(self.index.within(Span(first[0].span.start, first[-1].span.end)))

    def _table_at(self, at: int) -> Table | None:
        block = self.document.block_at(at)
        return self.document.tables[block.table] if block is not None and block.kind is BlockKind.TABLE else None

    def _further_on(self, field: Field, said: Said, row: Span, others: frozenset[str]) -> Grounded | NotGrounded:
        """A row's quote names its beginning; its other figures stand behind it, before the next row is named."""
        block = self.document.block_at(row.start)
        if block is None:
            return NotGrounded(Ungrounded.QUOTE_NOT_FOUND, said.quote)
        end = block.span.end
        table = self._table_at(row.start)
        if table is not None:
            end = next((r[-1].span.end for r in table.rows if r and _covers(r, row.start)), row.end)
        view = self.document.view(Span(min(row.end, end), end))
        cuts = [at for name in others if (at := view.text.find(name)) >= 0]
        cuts += [m.start() for m in _NAMED.finditer(view.text) if table is None and m["name"] not in fold(self.document.words(row))]
        if cuts:
            end = view.source(min(cuts), min(cuts) + 1)[0]
        rest = self.document.words(Span(row.start, end))
        return ground_figure(self.document, self.index, printed=said.value, unit=field.unit, quote=rest, block=block.id, near=row)

    def _signed(self, value: Decimal, found: Grounded, printed: str) -> Decimal:
        """A printed sign first; then the direction word of the row and column or of the clause before; else the model's."""
        block = self.document.by_id[found.block].span
        shown = found.quantity
        if value < 0 or (shown is not None and fold(shown.printed).lstrip()[:1] == "+"):
            return value
        inside = next(iter(self.index.within(found.figure)), None)
        if inside is not None and inside.label:
            sign = direction(inside.column) or direction(inside.label)
        else:
            sign = direction(self.document.words(Span(max(block.start, found.figure.start - _BEFORE), found.figure.start)))
        if sign:
            return abs(value) * sign
        return -abs(value) if fold(printed).lstrip().startswith("-") else value

    def _year(self, field: Field, said: Said, where: str) -> Candidate | None:
        """A year is a date, not a figure: 2023 at 2023年度."""
        if field.type != "integer" or field.unit.symbol or not re.fullmatch(r"(?:19|20)\d\d年?度?", fold(said.value)):
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
        """One of the schema's values; where neither it nor its words stand in the quote, a person looks at it."""
        value = _boolean(said.value) if field.type == "boolean" else said.value
        if value is None or (field.enum and value not in field.enum):
            return Refused(where, said.value, "not_in_enum")
        found = self.stretch(said.quote, said.block)
        if isinstance(found, NotGrounded):
            return Refused(where, said.value, str(found.reason))
        quote = "".join(self.document.words(found.figure).split())
        words = {said.value, *((field.values or {}).get(said.value, ()))}
        note = "" if field.type == "boolean" or any("".join(fold(w).split()) in quote for w in words) else UNPRINTED
        return Candidate(where, value, found.figure, found.quote, self._printed(found.figure), PROPOSER, Grounding.DERIVED, note=note)

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


def _covers(row: tuple[Cell, ...], at: int) -> bool:
    return row[0].span.start <= at < max(row[-1].span.end, row[0].span.start + 1)


def _boolean(said: str) -> bool | None:
    word = fold(said).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _names_of_others(field: ListField, row: SaidRow, said: Iterable[SaidRow]) -> frozenset[str]:
    """The key words of the list's other rows, longer than one character and no part of this row's."""
    names = field.key or field.required
    mine = {fold(row.cells[n]) for n in names if n in row.cells}
    found = {fold(o.cells[n]) for o in said if o is not row and o.pointer == row.pointer for n in names[:1] if n in o.cells}
    return frozenset(f for f in found if len(f) > 1 and not any(f in m for m in mine))
