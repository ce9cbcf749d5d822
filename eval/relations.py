"""Scores the checker against gold relations: recall of stated ones, right verdicts, false alarms.

    python eval/relations.py [GOLD.json REPORT]… [--missed] [--alarms]

Without files: the reports of eval/gold and eval/samples. A gold relation is found where one of the checker's has its claim
at a place of the gold claim and the gold operands' figures (by place, or by value where a fact stands in several places;
zeros aside). A tail or violation is a false alarm where no gold relation with such a verdict has its claim.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.checker import Checked, Kind, Relation, Term, Verdict, check
from extractor.documents import Document, read
from extractor.patterns.sentences import facts_of_sentences
from extractor.quantities import WAN_YUAN, Dimension, find_quantities

ROOT = Path(__file__).resolve().parent
ALARMS = (Verdict.TAIL, Verdict.VIOLATED)
_ALIKE = {Kind.DIFFERENCE: Kind.SUM, Kind.SHARE: Kind.RATE, Kind.COUNT: Kind.SUM}


@dataclass
class Score:
    """Counts of one report."""

    stated: int = 0
    found: int = 0
    right: int = 0
    faults: int = 0
    faults_found: int = 0
    by_kind: Counter[tuple[str, bool]] = field(default_factory=Counter[tuple[str, bool]])
    missed: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])
    alarms: list[str] = field(default_factory=list[str])
    milliseconds: float = 0.0


@dataclass(frozen=True)
class Place:
    """A gold figure: where its quote stands and its size."""

    spans: tuple[tuple[int, int], ...]
    value: Decimal | None

    def is_at(self, term: Term) -> bool:
        """Whether a term is this figure."""
        return any(a <= term.span.start and term.span.end <= b for a, b in self.spans) and self.is_value(term)

    def is_value(self, term: Term) -> bool:
        """Whether a term has this size: as printed or in 万元."""
        if self.value is None:
            return True
        return abs(self.value) in sizes(term)


def sizes(term: Term) -> set[Decimal]:
    """A term's size as printed, and in 万元 where it is money."""
    made = {abs(term.value)}
    if term.unit.dimension is Dimension.MONEY:
        made.add(abs(term.value * term.unit.scale / WAN_YUAN.scale))
    return made


def place_of(text: str, gold: dict[str, Any]) -> Place:
    """The places of a gold figure."""
    quote = gold["quote"]
    spans: list[tuple[int, int]] = []
    at = text.find(quote)
    while at >= 0:
        spans.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    value = gold.get("value")
    if value is None:
        figures = list(find_quantities(quote))
        value = figures[-1].value if figures else None
        if value is None:
            cells = re.findall(r"-?[\d,]+(?:\.\d+)?", quote)
            value = cells[-1].replace(",", "") if cells else None
    return Place(tuple(spans), Decimal(str(value)) if value is not None else None)


def matches(gold: dict[str, Any], claim: Place, operands: list[Place], relation: Relation) -> bool:
    """Whether the checker's relation is the gold one."""
    kind = Kind(gold["kind"])
    if _ALIKE.get(kind, kind) is not _ALIKE.get(relation.kind, relation.kind):
        return (
            kind in (Kind.EQUAL, Kind.SUM)
            and relation.kind in (Kind.SUM, Kind.EQUAL)
            and len(operands) == 1
            and both(claim, operands, relation)
        )
    if kind is Kind.BAND:  # a score against its grade's words or figures, wherever either stands
        return any(p.is_at(t) for p in (claim, *operands) for t in relation.terms)
    if kind is Kind.EQUAL:
        return both(claim, operands, relation)
    if not claim.is_at(relation.claim) and not (claim.is_value(relation.claim) and len(operands) >= 3):
        return False  # a long list is known by its members, wherever its total stands
    if kind is Kind.COUNT and all(o.counted for o in relation.operands):
        return claim.is_at(relation.claim)
    mine = [o for o in relation.operands if o.value]
    wanted = [o for o in operands if o.value or o.value is None]
    if len(mine) != len(wanted):
        return False
    left = list(mine)
    for place in wanted:
        hit = next((o for o in left if place.is_at(o)), None) or next((o for o in left if place.is_value(o)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


def both(claim: Place, operands: list[Place], relation: Relation) -> bool:
    """Whether an equality joins two of the gold equality's places."""
    terms = relation.terms
    places = (claim, *operands)
    hits = {n for n, p in enumerate(places) if any(p.is_at(t) for t in terms)}
    used = {t for t in terms if any(p.is_at(t) for p in places)}
    return len(hits) >= 2 and len(used) >= 2


def score(document: Document, checked: Checked, gold: dict[str, Any]) -> Score:
    """One report's counts."""
    made = Score()
    excused: list[Place] = []
    known: set[int] = set()
    by_claim = list(checked.relations)
    for relation in gold["relations"]:
        claim = place_of(document.text, relation["claim"])
        operands = [place_of(document.text, o) for o in relation["operands"]]
        if relation["verdict"] in ALARMS:
            excused.append(claim)
        hits = [r for r in by_claim if matches(relation, claim, operands, r)]
        if relation["verdict"] in ALARMS:
            known.update(id(h) for h in hits)
        if not relation.get("stated", True):
            continue
        made.stated += 1
        fault = relation["verdict"] in ALARMS
        made.faults += fault
        made.by_kind[relation["kind"], bool(hits)] += 1
        shown = (
            f"{relation['id']} {relation['kind']} {relation['verdict']} {relation['claim']['label']} {relation['claim']['quote']!r} = "
            + " + ".join(f"{o['quote']!r}" for o in relation["operands"])
        )
        if not hits:
            made.missed.append(shown[:300])
            continue
        made.found += 1
        right = any(h.verdict == relation["verdict"] for h in hits)
        made.right += right
        made.faults_found += fault and right
        if not right:
            made.wrong.append(f"{[str(h.verdict) for h in hits]} {shown[:300]}")
    for r in checked.of(*ALARMS):
        if id(r) not in known and not any(p.is_at(t) for p in excused for t in r.terms):
            made.alarms.append(shown_relation(r))
    return made


def shown_relation(r: Relation) -> str:
    """A relation on one line, its likeliest culprits below it."""
    operands = " + ".join(f"{o.label}{o.printed}" for o in r.operands)
    line = f"{r.verdict} {r.kind} {r.source} {r.claim.label}{r.claim.printed}{r.claim.unit.symbol} = {operands}"
    line += f" → {r.expected} gap {r.gap} {r.reason or ''}"
    for c in r.culprits[:2]:
        line += (
            f"\n          ? {c.term.label} {c.term.printed} → {c.proposed} mends {c.mends} breaks {c.breaks} {[str(e) for e in c.evidence]}"
        )
    return line


def pairs(arguments: list[str]) -> list[tuple[Path, Path]]:
    """Gold files with their reports."""
    if arguments:
        return list(zip(map(Path, arguments[::2]), map(Path, arguments[1::2]), strict=True))
    found: list[tuple[Path, Path]] = []
    for gold in sorted((ROOT / "gold").glob("*.json")):
        report = next(f for f in (ROOT / "samples").glob(f"{gold.stem}.*"))
        found.append((gold, report))
    return found


def run(document: Document) -> Checked:
    """Check a document with what its sentences state."""
    return check(document, facts_of_sentences(document))


def main(arguments: list[str]) -> int:
    """Score and print."""
    files = [a for a in arguments if not a.startswith("--")]
    total = Score()
    for gold_file, report in pairs(files):
        document = read(report)
        for block in document.blocks:
            document.view(block.span)
        started = time.process_time()
        checked = run(document)
        milliseconds = 1000 * (time.process_time() - started)
        one = score(document, checked, json.loads(gold_file.read_text(encoding="utf-8")))
        print(
            f"{gold_file.stem:26} stated {one.stated:3} found {one.found:3} right {one.right:3} "
            f"faults {one.faults_found}/{one.faults} alarms {len(one.alarms):2} relations {len(checked.relations):4} {milliseconds:.0f} ms"
        )
        for title, lines in (("missed", one.missed), ("wrong", one.wrong), ("alarms", one.alarms)):
            if f"--{title}" in arguments:
                for line in lines:
                    print(f"    {title}: {line}")
        if "--all" in arguments or "--faults" in arguments:
            for r in checked.relations if "--all" in arguments else checked.of(*ALARMS):
                print("   ", shown_relation(r))
        total.stated += one.stated
        total.found += one.found
        total.right += one.right
        total.faults += one.faults
        total.faults_found += one.faults_found
        total.alarms += one.alarms
        total.by_kind.update(one.by_kind)
    print(
        f"recall {total.found}/{total.stated} = {total.found / max(1, total.stated):.3f}  verdict {total.right}/{total.found} = "
        f"{total.right / max(1, total.found):.3f}  faults {total.faults_found}/{total.faults}  alarms {len(total.alarms)}"
    )
    for kind in sorted({k for k, _ in total.by_kind}):
        print(f"  {kind:10} {total.by_kind[kind, True]:4} of {total.by_kind[kind, True] + total.by_kind[kind, False]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
