"""Evaluation: results against gold, cell by cell; metrics with their intervals; logs that can be compared."""

from extractor.evaluation.compare import Change, Comparison, compare
from extractor.evaluation.dataset import Sample, dataset
from extractor.evaluation.log import log_of, read_log, write_log
from extractor.evaluation.match import Matcher
from extractor.evaluation.metrics import Tally, metrics, tally
from extractor.evaluation.outcome import Cell, Outcome
from extractor.evaluation.score import Scored, score

__all__ = [
    "Cell",
    "Change",
    "Comparison",
    "Matcher",
    "Outcome",
    "Sample",
    "Scored",
    "Tally",
    "compare",
    "dataset",
    "log_of",
    "metrics",
    "read_log",
    "score",
    "tally",
    "write_log",
]
