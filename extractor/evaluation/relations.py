"""A result's relations against the gold ones: found or not, the right verdict or not, false alarms, and who is named as wrong.

A gold relation is found where one of the result's has its claim at a place of the gold claim and the gold operands' figures
(by place, or by value where a fact stands in several places; zeros aside). A tail or violation is a false alarm where no gold
relation with such a verdict has its claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from extractor.checker import Kind, Verdict
from extractor.documents import Span
from extractor.evaluation.wrong_figure import Place, place_of, wrong_figure
from extractor.quantities import WAN_YUAN, Dimension, unit_named

_ALIKE = {Kind.DIFFERENCE: Kind.SUM, Kind.SHARE: Kind.RATE, Kind.COUNT: Kind.SUM}
_MEMBERS = 3  # operands from which on a sum is known by them, wherever its total stands


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a result's relation: its place, its sizes as printed and in 万元, and whether it only counts a thing."""

    span: Span
    sizes: frozenset[Decimal]
    counted: bool

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 in every unit."""
        return not any(self.sizes)

    @staticmethod
    def of(term: Mapping[str, Any], kind: Kind) -> Figure:
        """A figure of the JSON of a relation. What a count counts has the value 1 and no unit."""
        value, unit = Decimal(str(term["value"])), unit_named(str(term.get("unit") or ""))
        sizes = {abs(value)}
        if unit.dimension is Dimension.MONEY:
            sizes.add(abs(value * unit.scale / WAN_YUAN.scale))
        counted = kind is Kind.COUNT and value == 1 and not unit.symbol
        return Figure(Span(int(term["start"]), int(term["end"])), frozenset(sizes), counted)


@dataclass(frozen=True, slots=True)
class Said:
    """A relation as a result has it. `culprits`: the figures that it names as wrong, the likeliest first."""

    id: str
    kind: Kind
    verdict: Verdict
    claim: Figure
    operands: tuple[Figure, ...]
    culprits: tuple[Span, ...]
    printed: str

    @property
    def terms(self) -> tuple[Figure, ...]:
        """The claim and all operands."""
        return (self.claim, *self.operands)

    @staticmethod
    def of(relation: Mapping[str, Any]) -> Said:
        """A relation of a result's JSON. Raises KeyError, TypeError, ValueError for what is none."""
        kind = Kind(relation["kind"])
        operands = cast(list[dict[str, Any]], relation["operands"])
        culprits = tuple(Span(int(c["start"]), int(c["end"])) for c in relation.get("culprits", ()))
        claim = relation["claim"]
        parts = " + ".join(f"{o['label']}{o['printed']}" for o in operands)
        printed = f"{claim['label']}{claim['printed']} = {parts}"
        figures = tuple(Figure.of(o, kind) for o in operands)
        return Said(str(relation["id"]), kind, Verdict(relation["verdict"]), Figure.of(claim, kind), figures, culprits, printed)


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold relation and what became of it. `said`: the verdicts of the result's relations that are this one, none where it was missed.

    `names`: whether the gold names the wrong figure; `rank`: where the result has it among its culprits, from 1; None where nowhere.
    """

    id: str
    kind: Kind
    verdict: Verdict
    stated: bool
    said: tuple[Verdict, ...]
    names: bool = False
    rank: int | None = None
    printed: str = ""

    @property
    def found(self) -> bool:
        """Whether the result has it."""
        return bool(self.said)

    @property
    def right(self) -> bool:
        """Whether it came out as it should."""
        return self.verdict in self.said

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the log."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "verdict": str(self.verdict),
            "stated": self.stated,
            "said": [str(v) for v in self.said],
            "names_figure": self.names,
            "rank": self.rank,
            "printed": self.printed,
        }


@dataclass(frozen=True, slots=True)
class Relations:
    """One report's relations. `raised`: how many of the result's have a fault's verdict; `alarms`: those of them that are no fault."""

    judged: tuple[Judged, ...]
    raised: int = 0
    alarms: tuple[Said, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the log."""
        return {
            "gold": [j.as_json() for j in self.judged],
            "raised": self.raised,
            "false_alarms": [{"id": a.id, "kind": str(a.kind), "verdict": str(a.verdict), "printed": a.printed} for a in self.alarms],
        }


def judge_relations(text: str, gold: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, Any]]) -> Relations:
    """A report's gold relations against those of a result. `text`: the report's, as the result's offsets count it.

    Raises KeyError, TypeError, ValueError where `said` are no relations of a result.
    """
    mine = [Said.of(r) for r in said]
    judged: list[Judged] = []
    excused: list[Place] = []
    known: set[int] = set()
    for relation in gold:
        verdict = Verdict(relation["verdict"])
        claim, operands = place_of(text, relation["claim"]), [place_of(text, o) for o in relation["operands"]]
        hits = [s for s in mine if matches(Kind(relation["kind"]), claim, operands, s)]
        wrong = None
        if verdict.is_fault:
            excused.append(claim)
            known.update(id(h) for h in hits)
            wrong = wrong_figure(text, relation)
        made = _judged(relation, hits)
        judged.append(made if wrong is None else _diagnosed(made, hits, wrong))
    raised = [s for s in mine if s.verdict.is_fault]
    alarms = [s for s in raised if id(s) not in known and not any(is_at(p, t) for p in excused for t in s.terms)]
    return Relations(tuple(judged), len(raised), tuple(alarms))


def all_missed(gold: Sequence[Mapping[str, Any]], text: str = "") -> Relations:
    """The relations of a report that has no result."""
    made = [(_judged(r, []), r) for r in gold]
    return Relations(tuple(_diagnosed(j, [], w) if j.verdict.is_fault and (w := wrong_figure(text, r)) is not None else j for j, r in made))


def _judged(relation: Mapping[str, Any], hits: Sequence[Said]) -> Judged:
    verdict, stated = Verdict(relation["verdict"]), bool(relation.get("stated", True))
    operands = cast(list[dict[str, Any]], relation["operands"])
    shown = f"{relation['claim']['label']} {relation['claim']['quote']!r} = " + " + ".join(f"{o['quote']!r}" for o in operands)
    return Judged(str(relation["id"]), Kind(relation["kind"]), verdict, stated, tuple(h.verdict for h in hits), printed=shown[:300])


def _diagnosed(judged: Judged, hits: Sequence[Said], wrong: Place) -> Judged:
    ranks = [n for h in hits if h.verdict.is_fault for n, span in enumerate(h.culprits, 1) if wrong.holds(span)]
    rank = min(ranks, default=None)
    return Judged(judged.id, judged.kind, judged.verdict, judged.stated, judged.said, True, rank, judged.printed)


def matches(kind: Kind, claim: Place, operands: Sequence[Place], said: Said) -> bool:
    """Whether a result's relation is the gold one."""
    if _ALIKE.get(kind, kind) is not _ALIKE.get(said.kind, said.kind):
        pair = kind in (Kind.EQUAL, Kind.SUM) and said.kind in (Kind.SUM, Kind.EQUAL) and len(operands) == 1
        return pair and _both(claim, operands, said)
    if kind is Kind.BAND:  # a score against its grade's words or figures, wherever either stands
        return any(is_at(p, t) for p in (claim, *operands) for t in said.terms)
    if kind is Kind.EQUAL:
        return _both(claim, operands, said)
    if not is_at(claim, said.claim) and not (is_value(claim, said.claim) and len(operands) >= _MEMBERS):
        return False
    if kind is Kind.COUNT and all(o.counted for o in said.operands):
        return is_at(claim, said.claim)
    left = [o for o in said.operands if not o.is_zero]
    wanted = [o for o in operands if o.value or o.value is None]
    if len(left) != len(wanted):
        return False
    for place in wanted:
        hit = next((o for o in left if is_at(place, o)), None) or next((o for o in left if is_value(place, o)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


def _both(claim: Place, operands: Sequence[Place], said: Said) -> bool:
    """Whether an equality joins two of the gold equality's places."""
    places = (claim, *operands)
    hits = {n for n, p in enumerate(places) if any(is_at(p, t) for t in said.terms)}
    used = {n for n, t in enumerate(said.terms) if any(is_at(p, t) for p in places)}
    return len(hits) >= 2 and len(used) >= 2


def is_at(place: Place, figure: Figure) -> bool:
    """Whether a result's figure is the gold one: within its quote, and of its size."""
    return place.holds(figure.span) and is_value(place, figure)


def is_value(place: Place, figure: Figure) -> bool:
    """Whether a result's figure has the gold one's size; a gold figure without one has any."""
    return place.value is None or abs(place.value) in figure.sizes
