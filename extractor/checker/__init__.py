"""The checker: what a report's figures owe each other, and which of them is wrong."""

from extractor.checker.check import Checked, check
from extractor.checker.model import Culprit, Kind, Reading, Reason, Relation, Source, Term, Verdict
from extractor.checker.standing import Standing
from extractor.checker.statements import Stated

__all__ = ["Checked", "Culprit", "Kind", "Reading", "Reason", "Relation", "Source", "Standing", "Stated", "Term", "Verdict", "check"]
