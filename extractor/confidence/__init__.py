"""How far a value can be trusted: signals, a transparent model fitted on gold, and what goes to a person."""

from extractor.confidence.bound import CERTAINTY, Threshold, TooSmall, needed, threshold, upper
from extractor.confidence.calibration import DEFAULT, Calibration, read_calibration, usual_calibration
from extractor.confidence.isotonic import rising
from extractor.confidence.judge import LOW, USUAL, Policy, judged, policy
from extractor.confidence.logistic import Logistic, fit
from extractor.confidence.observe import Observed, signals_of
from extractor.confidence.signals import DOUBTS, Signal

__all__ = [
    "CERTAINTY",
    "DEFAULT",
    "DOUBTS",
    "LOW",
    "USUAL",
    "Calibration",
    "Logistic",
    "Observed",
    "Policy",
    "Signal",
    "Threshold",
    "TooSmall",
    "fit",
    "judged",
    "needed",
    "policy",
    "read_calibration",
    "rising",
    "signals_of",
    "threshold",
    "upper",
    "usual_calibration",
]
