"""Relations over all reports: recall, verdicts, false alarms, and at which rank the wrong figure is named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from extractor.evaluation.intervals import wilson
from extractor.evaluation.relations import Relations


def relation_metrics(reports: Iterable[Relations]) -> dict[str, Any]:
    """The figures by name, each rate with its counts and 95% interval (Wilson); a rate over nothing is None.

    Only stated relations count in recall; a false alarm is judged against those that are not stated too.
    """
    judged = list(reports)
    stated = [j for r in judged for j in r.judged if j.stated]
    found = [j for j in stated if j.found]
    faults = [j for j in stated if j.verdict.is_fault]
    named = [j for j in faults if j.names]
    raised, alarms = sum(r.raised for r in judged), sum(len(r.alarms) for r in judged)
    counts = {
        "relation_documents": len(judged),
        "relations_stated": len(stated),
        "relations_found": len(found),
        "relation_verdicts_right": sum(j.right for j in found),
        "faults_stated": len(faults),
        "faults_found": sum(j.right for j in faults),
        "faults_raised": raised,
        "false_alarms": alarms,
        "diagnosis_named": len(named),
        "diagnosis_first": sum(j.rank == 1 for j in named),
    }
    return {
        **counts,
        **rate("relation_recall", len(found), len(stated)),
        **rate("relation_verdict_accuracy", counts["relation_verdicts_right"], len(found)),
        **rate("fault_recall", counts["faults_found"], len(faults)),
        **rate("fault_precision", raised - alarms, raised),
        **rate("diagnosis_at_1", counts["diagnosis_first"], len(named)),
        "diagnosis_mean_reciprocal_rank": sum(1 / j.rank for j in named if j.rank) / len(named) if named else None,
    }


def rate(name: str, hits: int, of: int) -> dict[str, Any]:
    """A share with its interval; both None where there is nothing to go by."""
    return {name: hits / of if of else None, f"{name}_interval": list(wilson(hits, of)) if of else None}
