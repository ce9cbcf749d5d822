"""The checker: what a report's figures owe each other, and which of them is wrong."""

from extractor.checker.check import Checked, check
from extractor.checker.declared import declared
from extractor.checker.faults import to_ask_again, told_apart
from extractor.checker.model import Culprit, Fault, Kind, Reading, Reason, Relation, Source, Term, Verdict
from extractor.checker.standing import Standing
from extractor.checker.statements import Stated

__all__ = [
    "Checked",
    "Culprit",
    "Fault",
    "Kind",
    "Reading",
    "Reason",
    "Relation",
    "Source",
    "Standing",
    "Stated",
    "Term",
    "Verdict",
    "check",
    "declared",
    "to_ask_again",
    "told_apart",
]
