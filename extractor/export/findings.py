"""What every form of the findings tells: groups, lines, places, coverage, and report text made harmless to look at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.checker import Checked, Culprit, Relation, Term, Verdict
from extractor.checker.wording import REASONS, VERDICTS
from extractor.checker.wording import equation as spelled
from extractor.checker.wording import named as called
from extractor.documents import BlockKind
from extractor.grounding import FigureIndex
from extractor.words import Language, Text, visible

MADE_BY = "report-extractor/check"
ORDER = (Verdict.VIOLATED, Verdict.TAIL, Verdict.HOLDS, Verdict.NOT_CHECKED)
"""The gravest first."""
FAULTS = (Verdict.VIOLATED, Verdict.TAIL)

_AROUND = 12  # characters of a quote on each side of its figure


@dataclass(frozen=True)
class Report:
    """One document's check. `name`: what its files and sheets are called, no two reports of a run alike."""

    name: str
    checked: Checked

    @property
    def title(self) -> str:
        """The document's file name, harmless to show."""
        return visible(self.checked.document.name)

    @cached_property
    def _starts(self) -> list[int]:
        text = self.checked.document.text
        return [0, *(n + 1 for n, c in enumerate(text) if c == "\n")]

    def line(self, offset: int) -> int:
        """The 1-based line of the document's text."""
        return bisect_right(self._starts, offset)

    def section(self, number: int) -> str:
        """The section's headings from the top down; "" before the first."""
        path = [f"{s.number}{s.title}" for s in self.checked.document.path(number)]
        return visible(" › ".join(reversed(path)))

    def by_section(self, relations: Sequence[Relation]) -> Iterator[tuple[str, list[Relation]]]:
        """Relations by the section of their claim, in document order."""
        groups: dict[int, list[Relation]] = {}
        for relation in relations:
            groups.setdefault(relation.claim.section, []).append(relation)
        for section in sorted(groups):
            yield self.section(section), groups[section]

    def quote(self, term: Term) -> str:
        """The figure with the words around it in its paragraph, or in its table's row (cells parted by |)."""
        document = self.checked.document
        block = document.block_at(term.span.start)
        if block is None:
            return visible(term.printed)
        if block.kind is BlockKind.TABLE:
            held = next((r for r in document.tables[block.table].rows if any(c.span.touches(term.span) for c in r)), ())
            spans = [c.span for c in held if c.span.end > c.span.start]
        else:
            spans = [block.span]
        # (character, whether it is the figure's)
        read: list[tuple[str, bool]] = []
        for span in spans:
            read += [(" | ", False)] if read else []
            read += [(document.text[at], term.span.start <= at < term.span.end) for at in document.view(span).offsets]
        figure = [n for n, (_, own) in enumerate(read) if own]
        if not figure:
            return visible(term.printed)
        begin, end = max(0, figure[0] - _AROUND), figure[-1] + 1 + _AROUND
        words = "".join(c for c, _ in read[begin:end])
        return visible(f"{'…' if begin else ''}{words}{'…' if end < len(read) else ''}")


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be checked, and why, in the reader's language."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many figures a document prints, and how many of them stand in a relation that was checked."""

    found: int
    checked: int
    relations: dict[Verdict, int]


def coverage(checked: Checked) -> Coverage:
    """Count figures and relations of a document."""
    spans = sorted({t.span for r in checked.relations if r.verdict is not Verdict.NOT_CHECKED for t in r.terms if not t.counted})
    starts = [s.start for s in spans]
    found = held = 0
    for figure in FigureIndex(checked.document).all():
        found += 1
        # A figure's digits are its term's, but for a sign that only one of the two counts in.
        at = bisect_right(starts, figure.number.end - 1) - 1
        held += at >= 0 and spans[at].touches(figure.number)
    return Coverage(found, held, {v: len(checked.of(v)) for v in ORDER})


def totals(counted: Coverage) -> Text:
    """A document's counts in one line."""
    n = counted.relations
    return Text(
        f"不成立 {n[Verdict.VIOLATED]} · 尾差 {n[Verdict.TAIL]} · 成立 {n[Verdict.HOLDS]} · 未核 {n[Verdict.NOT_CHECKED]}；"
        f"数字 {counted.found} 个，已核 {counted.checked} 个",
        f"violated {n[Verdict.VIOLATED]} · tail {n[Verdict.TAIL]} · hold {n[Verdict.HOLDS]} · not checked {n[Verdict.NOT_CHECKED]}; "
        f"{counted.found} figures, {counted.checked} checked",
    )


def equation(relation: Relation) -> str:
    """The relation with its figures."""
    return visible(spelled(relation))


def named(relation: Relation, language: Language) -> str:
    """What the relation is called: its claim and its kind."""
    return visible(called(relation, language))


def verdict(relation: Relation, language: Language) -> str:
    """The verdict, with the reason where it was not checked."""
    said = VERDICTS[relation.verdict].into(language)
    return f"{said} ({REASONS[relation.reason].into(language)})" if relation.reason else said


def suspect(relation: Relation) -> Culprit | None:
    """The figure that is most likely wrong, where one is named."""
    return relation.culprits[0] if relation.culprits else None
