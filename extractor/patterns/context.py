"""What every reader of the patterns engine works from: the document, the schema and the facts read once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from extractor.documents import Block, BlockKind, Document, Span
from extractor.grounding import Candidate, Grounding, Scalar
from extractor.patterns.facts import Fact
from extractor.schema import Schema

PROPOSER = "patterns"
NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾半")


@dataclass
class Context:
    """One document against one schema. `department` and `fiscal_year` are "" and 0 until read; `plan`: a budget throughout."""

    document: Document
    schema: Schema
    department: str = ""
    fiscal_year: int = 0
    title: str = ""
    facts: list[Fact] = field(default_factory=list[Fact])
    table_facts: list[Fact] = field(default_factory=list[Fact])
    plan: bool = False
    project_blocks: set[str] = field(default_factory=set[str])

    @cached_property
    def by_block(self) -> dict[str, list[Fact]]:
        """Sentence facts by block id, in order."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.block].append(fact)
        return found

    @property
    def own_facts(self) -> list[Fact]:
        """The facts of text and tables that may be the department's: those of one project's paragraph are not."""
        return [f for f in (*self.facts, *self.table_facts) if f.block not in self.project_blocks]

    @cached_property
    def skipped(self) -> set[int]:
        """Sections that state nothing of this report (名词解释)."""
        skip = tuple(str(w) for w in self.schema.document.get("x-skip", ()))
        return {n for n in range(len(self.document.sections)) if any(w in s.title for s in self.document.path(n) for w in skip)}

    def titles(self, section: int) -> str:
        """The headings above a place, innermost first, joined by /; quotes left out."""
        return "/".join(s.title for s in self.document.path(section)).replace("“", "").replace("”", "") if section >= 0 else ""

    def paragraphs(self) -> list[Block]:
        """Headings and paragraphs outside skipped sections."""
        return [b for b in self.document.blocks if b.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and b.section not in self.skipped]

    def printed(self, span: Span) -> str:
        """The words of a span as printed: original widths, without noise, line breaks and padding."""
        view = self.document.view(span)
        return "".join(self.document.text[o] for o in view.offsets)

    def words(
        self, pointer: str, span: Span, quote: Span | None = None, value: Scalar = None, grounding: Grounding = Grounding.EXACT
    ) -> Candidate:
        """A candidate whose value is the words of `span` as printed, or `value` where it is read from them."""
        said = self.printed(span)
        return Candidate(pointer, said if value is None else value, span, quote or span, said, PROPOSER, grounding)

    def slice(self, block: Block, start: int, end: int) -> Span:
        """The source span of part of a block's view."""
        return Span(*self.document.view(block.span).source(start, end))

    def number(self, pointer: str, value: Scalar, figure: Span, quote: Span | None = None, grounding: Grounding | None = None) -> Candidate:
        """A candidate for a figure read at `figure`; words without a numeral there (无, 未发生) state a zero."""
        printed = self.document.text[figure.start : figure.end]
        return Candidate(pointer, value, figure, quote or figure, printed, PROPOSER, grounding or grounding_of(printed))


def grounding_of(printed: str) -> Grounding:
    """Whether a figure's print holds a numeral, or words that state none."""
    numeral = any(c.isdecimal() for c in printed) or all(c in NUMERALS for c in printed)
    return Grounding.EXACT if numeral else Grounding.STATED_NONE
