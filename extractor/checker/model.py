"""Relations between a report's figures: what they claim, from which figures, and how they came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from extractor.documents import Span
from extractor.quantities import Reach, Unit, plain


class Kind(StrEnum):
    """What a relation says of its figures."""

    SUM = "sum"  # claim = Σ sign · operand
    DIFFERENCE = "difference"  # claim = first − the others (signed operands)
    SHARE = "share"  # claim % = 100 · part ÷ whole
    GROWTH = "growth"  # claim % = 100 · (now − before) ÷ before
    RATE = "rate"  # claim % = 100 · done ÷ base
    EQUAL = "equal"  # one fact in two places
    COUNT = "count"  # a number of listed things
    PART = "part"  # claim ≤ operand
    WEIGHTED = "weighted"  # claim = Σ weight · operand
    BAND = "band"  # a score against its grade's bounds


class Source(StrEnum):
    """Where a relation comes from."""

    DECLARED = "declared"  # x-relations of the schema
    SENTENCE = "sentence"
    TABLE = "table"
    PLACES = "places"  # the same fact elsewhere


class Verdict(StrEnum):
    """How a relation comes out."""

    HOLDS = "holds"  # true for some values behind the prints
    TAIL = "tail"  # 尾差: off by no more than 2 units of the last printed digit, and rounding doesn't explain it
    VIOLATED = "violated"
    NOT_CHECKED = "not_checked"

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong: a tail or a violation."""
        return self in (Verdict.TAIL, Verdict.VIOLATED)


class Reason(StrEnum):
    """Why a relation was not checked."""

    OPERAND_MISSING = "operand_missing"
    APPROXIMATE = "approximate"
    ILLEGIBLE = "illegible"
    OTHER_BASE = "other_base"
    OTHER_YEAR = "other_year"
    NO_BASE = "no_base"  # a rate over zero
    OPEN_LIST = "open_list"  # 等, 主要包括: the parts need not be all


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of a relation, as printed at `span` (offsets into the document's text; the digits alone).

    `value` is in `unit`; `decimals` those printed. `sign` −1 where it is subtracted, `weight` the factor it is multiplied
    with. `counted`: a thing counted, not a printed figure (its value is 1).
    """

    label: str
    printed: str
    value: Decimal
    unit: Unit
    decimals: int
    span: Span
    sign: int = 1
    weight: Decimal | None = None
    reach: Reach = Reach.EXACT
    page: int = 0
    section: int = -1
    block: str = ""
    counted: bool = False

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the term."""
        made: dict[str, Any] = {
            "label": self.label,
            "printed": self.printed,
            "value": plain(self.value),
            "unit": self.unit.symbol,
            "start": self.span.start,
            "end": self.span.end,
            "page": self.page,
        }
        if self.sign != 1:
            made["sign"] = self.sign
        if self.weight is not None:
            made["weight"] = rounded(self.weight)
        return made


class Evidence(StrEnum):
    """What speaks for a proposed value beside that it mends."""

    STANDS_ELSEWHERE = "stands_elsewhere"  # the value is printed in another place
    ONE_DIGIT = "one_digit"
    SWAPPED_DIGITS = "swapped_digits"
    DROPPED_DIGIT = "dropped_digit"
    DECIMAL_POINT = "decimal_point"  # off by a power of ten: a wrong unit, a point misplaced
    SIGN = "sign"
    WRONG_BASE = "wrong_base"  # the printed growth rate is over this year's figure
    ZERO_PARENT = "zero"  # 0 is printed where its parts are not


class Fault(StrEnum):
    """Who is wrong about a figure."""

    DOCUMENT = "document"  # it stands there as read
    EXTRACTION = "extraction"  # the print is right, the field is another's


@dataclass(frozen=True, slots=True)
class Culprit:
    """A figure that may be wrong and what it should be: `mends` relations that don't hold, and `breaks` some that do."""

    term: Term
    proposed: Decimal
    evidence: tuple[Evidence, ...]
    score: float
    mends: int
    breaks: int
    fault: Fault = Fault.DOCUMENT

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the culprit."""
        term = self.term
        return {
            "label": term.label,
            "printed": term.printed,
            "start": term.span.start,
            "end": term.span.end,
            "proposed": plain(as_printed(self.proposed, term)),
            "unit": term.unit.symbol,
            "mends": self.mends,
            "breaks": self.breaks,
            "evidence": [str(e) for e in self.evidence],
            "fault": str(self.fault),
        }


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation and its verdict. `expected` is what the operands give, in the claim's unit; `gap` claim − expected."""

    id: str
    kind: Kind
    source: Source
    claim: Term
    operands: tuple[Term, ...]
    # Whether the report's own words or table state the relation; one that is only inferred is kept where it holds.
    sure: bool = True
    verdict: Verdict = Verdict.NOT_CHECKED
    reason: Reason | None = None
    expected: Decimal | None = None
    gap: Decimal | None = None
    culprits: tuple[Culprit, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The claim and all operands."""
        return (self.claim, *self.operands)

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the relation."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "source": str(self.source),
            "verdict": str(self.verdict),
            "reason": str(self.reason) if self.reason else None,
            "claim": self.claim.as_json(),
            "operands": [o.as_json() for o in self.operands],
            "expected": rounded(self.expected),
            "gap": rounded(self.gap),
            "culprits": [c.as_json() for c in self.culprits],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """How this document's prints are read. `money_decimals`: how finely it prints 万元 (0: whole 万元 throughout)."""

    money_decimals: int = 2
    tables: Mapping[str, int] | None = None

    def of(self, term: Term) -> int:
        """The decimals that govern a term's print: its table's, else the document's."""
        if self.tables is not None and term.block in self.tables:
            return self.tables[term.block]
        return self.money_decimals


def as_printed(value: Decimal, like: Term) -> Decimal:
    """A value in the sense of a print: a fall that its word tells (下降24.10%) has no minus there."""
    falls = like.value < 0 and not like.printed.startswith(("-", "－", "−"))
    return -value if falls else value


def rounded(value: Decimal | None) -> Decimal | None:
    """A computed value to 6 places, without trailing zeros."""
    if value is None:
        return None
    places = value.as_tuple().exponent
    return plain(round(value, 6) if isinstance(places, int) and places < -6 else value)
