"""A report's text as HTML: headings, paragraphs and tables as the document has them, the figures of relations marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from extractor.checker import Checked, Verdict
from extractor.documents import Block, BlockKind, Document, Span
from extractor.export.findings import FAULTS, ORDER, suspect, visible
from extractor.export.page_frame import over
from extractor.words import Language, Text


@dataclass(slots=True)
class _Mark:
    """One printed figure: by number, the relations that it stands in, those it is the claim of, those it is suspect in."""

    span: Span
    relations: list[int] = field(default_factory=list[int])
    claims: list[int] = field(default_factory=list[int])
    suspected: bool = False


class ReportText:
    """The HTML of one document's text."""

    def __init__(self, checked: Checked, language: Language) -> None:
        self._checked, self._document = checked, checked.document
        self._language: Language = language
        self._marks = _marks(checked)
        self._starts = [m.span.start for m in self._marks]
        self._longest = max((m.span.end - m.span.start for m in self._marks), default=0)
        self._anchored: set[int] = set()

    def html(self) -> Iterator[str]:
        """The blocks in document order, a line for each new page."""
        page = 0
        for block in self._document.blocks:
            if block.page > page:
                page = block.page
                yield f'<div class="paper">{Text(f"第 {page} 页", f"page {page}").into(self._language)}</div>'
            yield self._block(block)

    def _block(self, block: Block) -> str:
        if block.kind is BlockKind.TABLE:
            return self._table(block)
        inner = self._words(block.span)
        if block.kind is BlockKind.HEADING:
            # By depth, so that no level is skipped; a heading before the first section, as a title, is at the top.
            level = min(6, 1 + max(1, sum(1 for _ in self._document.path(block.section))))
            return f"<h{level}>{inner}</h{level}>"
        return f'<p class="contents">{inner}</p>' if block.kind is BlockKind.CONTENTS else f"<p>{inner}</p>"

    def _table(self, block: Block) -> str:
        rows: list[str] = []
        for row in self._document.tables[block.table].rows:
            cells = (f"<td{over('rowspan', c.rowspan)}{over('colspan', c.colspan)}>{self._words(c.span)}</td>" for c in row)
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f'<div class="wide"><table>{"".join(rows)}</table></div>'

    def _words(self, span: Span) -> str:
        """The readable characters of a span as they are printed, without page headers and padding."""
        if span.end <= span.start:
            return ""
        offsets = self._document.view(span).offsets
        made: list[str] = []
        at = 0
        for piece, marks in self._pieces(span):
            end = bisect_left(offsets, piece.end)
            if end > at:
                words = escape(_printed(self._document, offsets[at:end]))
                made.append(self._marked(words, marks) if marks else words)
                at = end
        return "".join(made)

    def _pieces(self, span: Span) -> Iterator[tuple[Span, list[_Mark]]]:
        """The span cut where a mark begins or ends, each piece with the marks that lie over it."""
        first = bisect_left(self._starts, span.start - self._longest)
        here = [m for m in self._marks[first : bisect_left(self._starts, span.end)] if m.span.touches(span)]
        cuts = sorted({span.start, span.end, *(min(max(c, span.start), span.end) for m in here for c in m.span)})
        active: list[_Mark] = []
        following = 0
        for start, end in pairwise(cuts):
            active = [m for m in active if m.span.end > start]
            while following < len(here) and here[following].span.start <= start:
                active.append(here[following])
                following += 1
            yield Span(start, end), list(active)

    def _marked(self, words: str, marks: Sequence[_Mark]) -> str:
        relations = self._checked.relations
        numbers = sorted({n for m in marks for n in m.relations}, key=lambda n: (ORDER.index(relations[n].verdict), n))
        claims = {n for m in marks for n in m.claims}
        verdicts = {relations[n].verdict for n in numbers}
        classes = ["f", *(v for v in ORDER if v in verdicts), *(["suspect"] if any(m.suspected for m in marks) else [])]
        anchors = "".join(f'<a id="at-{_id(relations[n].id)}"></a>' for n in sorted(claims - self._anchored))
        self._anchored |= claims
        # Tab walks through what is wrong; the rest takes the focus when clicked.
        tab = 0 if verdicts & set(FAULTS) else -1
        said = " ".join(_id(relations[n].id) for n in numbers)
        claimed = " ".join(_id(relations[n].id) for n in sorted(claims))
        return f'{anchors}<span class="{" ".join(classes)}" tabindex="{tab}" data-r="{said}" data-c="{claimed}">{words}</span>'


def _marks(checked: Checked) -> list[_Mark]:
    found: dict[Span, _Mark] = {}
    for n, relation in enumerate(checked.relations):
        for place, term in enumerate(relation.terms):
            mark = found.setdefault(term.span, _Mark(term.span))
            mark.relations.append(n)
            if place == 0:
                mark.claims.append(n)
        culprit = suspect(relation)
        if relation.verdict is not Verdict.HOLDS and culprit is not None:
            found.setdefault(culprit.term.span, _Mark(culprit.term.span, [n])).suspected = True
    return sorted(found.values(), key=lambda m: m.span)


def _printed(document: Document, offsets: Sequence[int]) -> str:
    # A line break inside a stretch is only where the source wrapped it.
    return visible("".join(c if not (c := document.text[at]).isspace() else " " for at in offsets)) if len(offsets) else ""


def _id(number: str) -> str:
    return escape(number, quote=True)
