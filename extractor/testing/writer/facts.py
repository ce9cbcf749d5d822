"""The figures and words of an invented department, and what they owe each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from random import Random

from extractor.checker import Kind as RelationKind


class Kind(StrEnum):
    """What a fact is."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    SCORE = "score"
    NAME = "name"


class Reach(StrEnum):
    """How near figures must stand for the report to state what they owe each other."""

    PARAGRAPH = "paragraph"
    SECTION = "section"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure on the right of an equation."""

    key: str
    sign: int = 1
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """One equation: `claim` is what the operands give. `indirect`: a table prints a level between them, so it doesn't state it."""

    kind: RelationKind
    claim: str
    operands: tuple[Operand, ...]
    reach: Reach
    indirect: bool = False


@dataclass
class Facts:
    """All that could be said of a department. Money in 万元, `quantum` its smallest step."""

    quantum: Decimal
    decimals: int = 2
    """Decimals of its percentages."""
    values: dict[str, Decimal | str] = field(default_factory=dict[str, "Decimal | str"])
    kinds: dict[str, Kind] = field(default_factory=dict[str, Kind])
    owed: list[Owed] = field(default_factory=list[Owed])
    words: dict[str, str] = field(default_factory=dict[str, str])
    implied: dict[str, str] = field(default_factory=dict[str, str])
    """Values of a row that its words tell without standing there alone (the level of a 类), by pointer."""
    rows: dict[str, int] = field(default_factory=dict[str, int])
    """How many rows each list has."""

    def money(self, key: str, value: Decimal) -> Decimal:
        """Set an amount."""
        return self._set(key, value, Kind.MONEY)

    def percent(self, key: str, part: Decimal, whole: Decimal) -> Decimal:
        """Set a percentage: `part` of `whole`, rounded half up."""
        value = part / whole * 100 if whole else Decimal(0)
        return self._set(key, value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP), Kind.PERCENT)

    def count(self, key: str, value: int) -> int:
        """Set a number of things."""
        self._set(key, Decimal(value), Kind.COUNT)
        return value

    def score(self, key: str, value: Decimal) -> Decimal:
        """Set points."""
        return self._set(key, value.normalize() if value else Decimal(0), Kind.SCORE)

    def name(self, key: str, value: str) -> None:
        """Set words."""
        self.values[key], self.kinds[key] = value, Kind.NAME

    def figure(self, key: str) -> Decimal:
        """The true value of a figure."""
        return Decimal(self.values[key])

    def owes(
        self, kind: RelationKind, claim: str, operands: Sequence[str | Operand], reach: Reach = Reach.SECTION, indirect: bool = False
    ) -> None:
        """Note an equation; a key with a minus before it is subtracted."""
        made = tuple(o if isinstance(o, Operand) else Operand(o.removeprefix("-"), -1 if o[0] == "-" else 1) for o in operands)
        self.owed.append(Owed(kind, claim, made, reach, indirect))

    def grown(self, stem: str, current: str, change: Decimal) -> None:
        """Set `stem`change_amount and `stem`change_rate for a figure that changed by `change` against the year before."""
        self.money(f"{stem}change_amount", change)
        self.percent(f"{stem}change_rate", change, self.figure(current) - change)
        self.owes(RelationKind.GROWTH, f"{stem}change_rate", (f"{stem}change_amount", current), Reach.PARAGRAPH)

    def _set(self, key: str, value: Decimal, kind: Kind) -> Decimal:
        self.values[key], self.kinds[key] = value, kind
        return value


@dataclass(frozen=True, slots=True)
class Draw:
    """Random amounts in steps of a quantum."""

    random: Random
    quantum: Decimal

    def between(self, low: float, high: float) -> Decimal:
        """An amount of 万元."""
        return self.quantum * self.random.randint(round(low / float(self.quantum)), round(high / float(self.quantum)))

    def part(self, whole: Decimal, low: float, high: float) -> Decimal:
        """A share of an amount."""
        steps = int(whole / self.quantum)
        return self.quantum * self.random.randint(round(steps * low), round(steps * high))

    def split(self, whole: Decimal, weights: Sequence[float]) -> list[Decimal]:
        """An amount in parts of roughly these weights, each at least one step where the whole allows it."""
        steps, rough = int(whole / self.quantum), [w * self.random.uniform(0.7, 1.3) for w in weights]
        cut = [max(1, int(steps * r / sum(rough))) for r in rough]
        cut[cut.index(max(cut))] += steps - sum(cut)
        return [self.quantum * c for c in cut]
