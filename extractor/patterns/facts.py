"""A fact: one figure of a report and what the words or the table around it say that it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor.documents import Span
from extractor.quantities import Reach, Unit
from extractor.schema import Measure, Stage


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure as stated.

    `label` names it (folded, no spaces; "" where only the subject does); `subject` is what the sentence speaks of;
    `parent` the total it is a part of (其中, brackets), "" at the top. `value` carries the sign of its direction word
    and is in `unit`. `figure` is the print's span, `quote` the span from the label to the print. `order` counts
    facts through the document. `base`: for a change, what it is compared with. `explains`: stands in a clause that
    gives reasons or uses (主要原因是…), never a statement of the subject's own figure.
    `stated`: words state it (持平, 未发生) and no digits are printed.
    `after`: the words right behind the figure (9个|职能科室), `column`: the heads above a table's figure.
    """

    label: str
    subject: str
    parent: str
    measure: Measure
    stage: Stage
    value: Decimal
    unit: Unit
    decimals: int
    figure: Span
    quote: Span
    section: int
    block: str
    order: int
    in_table: bool = False
    base: str = ""
    explains: bool = False
    reach: Reach = Reach.EXACT
    year: int = 0
    column: str = ""
    after: str = ""
    stated: bool = False
