"""Lists that sentences open: 其中, 包括, brackets, colons; what each breaks down, and where its items may end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.checker.statements import Paragraph, Statement
from extractor.quantities import Dimension
from extractor.schema import Measure

_EVENT = re.compile(
    r"^:(?=[一-鿿])|^中,|(?<=[入出费值产人员额])中[,:]|其中[:,，]?|主要(?:包括|为|是|有|用于(?!以下))|(?<!不)包括|包含|(?:各?分别|依次)(?:为|是|:)|具体(?:为|是|包括)[:,]?|(?:构成|组成|如下|明细)(?:为)?[:,]|用于以下[^,。;:]{0,10}:|[()。;!?]|(?:分开|分项|分类)来?看[:,]|此外|另外?(?=[,有])"
)
_OPEN_WORDS = re.compile(r"^主要")
_OPEN_LIST = re.compile(r"^(?:余|多)?等(?!于|级|次)|^\)?等(?:费用|支出|方面|项目|经费)")
AGAIN = re.compile(r"按[^,。;]{2,20}分")
_TELLING_NAME = 4  # letters by which a name that goes on (固定资产净值) is recognised
_ASIDE = re.compile(r"\([^()]*\)")


@dataclass
class Listing:
    """A list that was opened: its total, its items, how it may end."""

    total: Statement | None
    bracket: bool
    open_ended: bool
    items: list[Statement] = field(default_factory=list[Statement])
    breaks: list[int] = field(default_factory=list[int])  # number of items at each ；, 。 and comma-less turn
    inner: list[Listing] = field(default_factory=list["Listing"])
    mark: int = 0  # number of items at the last ；
    bare: bool = False  # 其中 without a colon
    lone: bool = False  # the only figure before a ；: 其中X N；Y M, where Y may stand beside the list

    def turn(self, said: str) -> None:
        """A ； that parts item from item is no end; one behind several items that commas part may be, and a 。 may."""
        changes = bool(self.items) and self.items[0].fact.measure is Measure.CHANGE
        since = [i for i in self.items[self.mark :] if (i.fact.measure is Measure.CHANGE) is changes]
        if said != ";" or len(since) >= 2:
            self.breaks.append(len(self.items))
        self.lone = self.lone or (said == ";" and self.bare and len(self.items) == 1)
        self.mark = len(self.items)


def listings(paragraph: Paragraph, before: Statement | None) -> list[Listing]:
    """All lists of a paragraph, inner ones after their outer ones; an item stands in each list open at its place."""
    lists: list[Listing] = []
    current: list[Listing] = []
    seen: list[Statement] = []
    for n, s in enumerate(paragraph.statements):
        for event in _EVENT.finditer(_ASIDE.sub(lambda m: "　" * len(m[0]), s.gap)):
            said = event[0]
            if said == ")":
                # One whose bracket a 。 closed already leaves the outer lists open.
                at = max((i for i, c in enumerate(current) if c.bracket), default=len(current))
                del current[at:]
            elif said in "。;!?":
                for one in current:
                    one.turn(said)
                if said == ";" and len(current) > 1:
                    current = [c for c in current if not c.open_ended]  # 主要包括… inside an item ends with the item
                if said in "。!?":
                    current = [c for c in current if not c.bracket]
            elif said in ("此外", "另", "另外"):
                current = []
            elif said == "(" or (_opens(s.gap, event) and (said[0] != "中" or _speaks_of(seen, s, s.gap[: event.start()]))):
                again = AGAIN.search(s.gap[: event.start()]) is not None or said.endswith(("看:", "看,"))
                said_last = _bracketed(seen, s) if said == "(" else _first(seen, s) if again else _total(seen, s, before)
                total = _named_total(seen, s, s.gap[: event.start()]) or said_last
                made = Listing(total, said == "(", bool(_OPEN_WORDS.match(said)), bare=said == "其中")
                if current:
                    current[-1].inner.append(made)
                if (
                    said.startswith("其中")
                    and current
                    and current[-1].items == []
                    and current[-1].total is total
                    and not current[-1].bracket
                ):
                    continue  # 其中：其中：, or 包括 … 其中
                lists.append(made)
                current.append(made)
        if countable(s):
            for one in current:
                one.items.append(s)
        seen.append(s)
        following = paragraph.statements[n + 1].gap if n + 1 < len(paragraph.statements) else paragraph.tail
        if current and _OPEN_LIST.match(following.removeprefix(s.fact.unit.symbol)):
            current[-1].open_ended = True
    return lists


def _speaks_of(seen: Sequence[Statement], item: Statement, words: str) -> bool:
    """Whether A中 takes up a figure: right behind it, or by its name."""
    return not words or _named_total(seen, item, words) is not None


def _opens(gap: str, event: re.Match[str]) -> bool:
    """Whether a connective opens a list of figures: the words behind it up to the figure are one clause."""
    if event[0].startswith("其中"):
        return True
    if event[0] == ":":
        return not re.search(r"[。;,:]", gap[1:])
    return not re.search(r"[。;]", gap[event.end() :])


def countable(s: Statement) -> bool:
    """Whether a figure may be an item or a total."""
    if s.gap.endswith("(满分") or (s.gap.endswith("(") and s.fact.unit.dimension is Dimension.SCORE):
        return False  # A1（10分）: what it is worth is no part of the score before it
    return s.fact.measure in (Measure.AMOUNT, Measure.SCORE, Measure.CHANGE) and s.fact.unit.dimension not in (
        Dimension.RATIO,
        Dimension.POINTS,
    )


def alike(one: Statement, other: Statement) -> bool:
    """Whether two figures can be added: one measure, one kind of unit, one stage."""
    a, b = one.fact.unit, other.fact.unit
    if (one.fact.measure is Measure.CHANGE) != (other.fact.measure is Measure.CHANGE):
        return False
    if other.fact.stated and not other.fact.unit.symbol:
        return True
    if a.dimension is not b.dimension or (one.fact.year and other.fact.year and one.fact.year != other.fact.year):
        return False
    if a.dimension is Dimension.COUNT and a.symbol.removeprefix("万") != b.symbol.removeprefix("万"):
        return False
    carried = re.search(r"结转|结余", one.name + other.name) is not None  # 年初 is no stage of what was carried over
    return one.fact.measure is Measure.CHANGE or one.stage == other.stage or (carried and "last" not in (one.stage, other.stage))


def countable_alike(one: Statement, other: Statement) -> bool:
    """Whether both count things of one year, whatever their counters are."""
    return one.fact.unit.dimension is other.fact.unit.dimension and one.amount and other.amount and one.stage == other.stage


def _total(seen: Sequence[Statement], first: Statement, before: Statement | None) -> Statement | None:
    """What a list breaks down: the last figure before it that its first item can be added to."""
    for s in reversed(seen):
        if not countable(s) or s.fact.stated or (s.amount and s.fact.base):
            continue  # 较上年N: what is compared with has no parts here
        if alike(s, first):
            return None if s.fact.explains and not first.fact.explains else s
    return before if before is not None and not seen and alike(before, first) else None


def _bracketed(seen: Sequence[Statement], item: Statement) -> Statement | None:
    """What a bracket breaks down: the figure right before it, rates left out."""
    last = next((s for s in reversed(seen) if s.term.unit.dimension not in (Dimension.RATIO, Dimension.POINTS)), None)
    return last if last is not None and last is _total(seen, item, None) else None


def _first(seen: Sequence[Statement], item: Statement) -> Statement | None:
    """What a second breakdown (按学历分) looks at again: the first figure of which the item may be a part."""
    able = (s for s in seen if countable(s) and not s.fact.parent and not s.fact.stated and alike(s, item))
    # 未发生 is nothing of any unit, and three kinds of spending are no whole of it.
    return next((s for s in able if not item.fact.stated or s.fact.unit.dimension is Dimension.MONEY), None)


def _named_total(seen: Sequence[Statement], first: Statement, words: str) -> Statement | None:
    """The total that the words right before the connective name: 人员经费包括…"""
    clause = re.split(r"[,;。:()]", words)[-1]
    if len(clause) < 2:
        return None
    able = [s for s in reversed(seen) if countable(s) and s.name.startswith(clause) and alike(s, first)]
    return next((s for s in able if s.name == clause), next((s for s in able if len(clause) >= _TELLING_NAME), None))
