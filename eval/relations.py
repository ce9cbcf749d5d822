"""Scores the checker against gold relations: recall of stated ones, right verdicts, false alarms, rank of the wrong figure.

    python eval/relations.py [GOLD.json REPORT]… [--missed] [--wrong] [--alarms]

Without files: the reports of eval/gold and eval/samples. What counts as found is said in extractor/evaluation/relations.py.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from extractor.checker import Checked, Relation, Verdict, check
from extractor.documents import Document, read
from extractor.evaluation.relations import Relations, judge_relations
from extractor.patterns.sentences import facts_of_sentences

ROOT = Path(__file__).resolve().parent
FAULTS = (Verdict.TAIL, Verdict.VIOLATED)


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


def counts(judged: Relations) -> Counter[str]:
    """The counts of one report, or of several joined."""
    stated = [j for j in judged.judged if j.stated]
    faults = [j for j in stated if j.verdict.is_fault]
    named = [j for j in faults if j.names]
    return Counter(
        stated=len(stated),
        found=sum(j.found for j in stated),
        right=sum(j.right for j in stated),
        faults=len(faults),
        faults_found=sum(j.right for j in faults),
        alarms=len(judged.alarms),
        named=len(named),
        first=sum(j.rank == 1 for j in named),
    )


def tell(arguments: list[str], judged: Relations, checked: Checked) -> None:
    """The relations that the options ask for."""
    stated = [j for j in judged.judged if j.stated]
    lines = {
        "missed": [f"{j.id} {j.kind} {j.verdict} {j.printed}" for j in stated if not j.found],
        "wrong": [f"{[str(v) for v in j.said]} {j.id} {j.kind} {j.verdict} {j.printed}" for j in stated if j.found and not j.right],
        "ranks": [f"{j.rank} {j.id} {j.kind} {j.printed}" for j in stated if j.names],
        "alarms": [shown_relation(r) for r in checked.relations if r.id in {a.id for a in judged.alarms}],
    }
    for title, texts in lines.items():
        if f"--{title}" in arguments:
            for line in texts:
                print(f"    {title}: {line}")
    if "--all" in arguments or "--faults" in arguments:
        for r in checked.relations if "--all" in arguments else checked.of(*FAULTS):
            print("   ", shown_relation(r))


def main(arguments: list[str]) -> int:
    """Score and print."""
    total: Counter[str] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    for gold_file, report in pairs([a for a in arguments if not a.startswith("--")]):
        document = read(report)
        for block in document.blocks:
            document.view(block.span)
        started = time.process_time()
        checked = run(document)
        milliseconds = 1000 * (time.process_time() - started)
        gold: dict[str, Any] = json.loads(gold_file.read_text(encoding="utf-8"))
        judged = judge_relations(document.text, gold["relations"], [r.as_json() for r in checked.relations])
        one = counts(judged)
        print(
            f"{gold_file.stem:26} stated {one['stated']:3} found {one['found']:3} right {one['right']:3} "
            f"faults {one['faults_found']}/{one['faults']} alarms {one['alarms']:2} "
            f"relations {len(checked.relations):4} {milliseconds:.0f} ms"
        )
        tell(arguments, judged, checked)
        total.update(one)
        kinds.update((str(j.kind), j.found) for j in judged.judged if j.stated)
    print(
        f"recall {total['found']}/{total['stated']} = {total['found'] / max(1, total['stated']):.3f}  "
        f"verdict {total['right']}/{total['found']} = {total['right'] / max(1, total['found']):.3f}  "
        f"faults {total['faults_found']}/{total['faults']}  alarms {total['alarms']}  wrong figure first {total['first']}/{total['named']}"
    )
    for kind in sorted({k for k, _ in kinds}):
        print(f"  {kind:10} {kinds[kind, True]:4} of {kinds[kind, True] + kinds[kind, False]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
