"""Precision, recall and F1 with their counts, by field, module, report type, report and phrasing, and over all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluation.confidence_metrics import confidence_metrics
from extractor.evaluation.intervals import bootstrap, wilson
from extractor.evaluation.outcome import Cell, Outcome
from extractor.evaluation.relation_metrics import rate, relation_metrics
from extractor.evaluation.score import Scored
from extractor.evaluation.spending import spending


@dataclass(frozen=True, slots=True)
class Tally:
    """Cells of a group: right ones, those of the gold, those of the prediction."""

    hits: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float:
        """Right ones of those predicted; 1 where nothing was."""
        return self.hits / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Right ones of those there were to find; 1 where there were none."""
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; 1 where nothing was to be found and nothing was."""
        return 2 * self.hits / (self.gold + self.predicted) if self.gold + self.predicted else 1.0

    def as_json(self) -> dict[str, Any]:
        """Rates with what they are computed from and their 95% intervals (Wilson)."""
        return {
            "f1": self.f1,
            "precision": self.precision,
            "precision_interval": list(wilson(self.hits, self.predicted)),
            "recall": self.recall,
            "recall_interval": list(wilson(self.hits, self.gold)),
            "hits": self.hits,
            "gold": self.gold,
            "predicted": self.predicted,
        }


def tally(cells: Iterable[Cell], right: Callable[[Cell], bool] = lambda c: c.outcome.right) -> Tally:
    """The tally of some cells. `right`: what counts as a hit."""
    hits = gold = predicted = 0
    for c in cells:
        hits += right(c)
        gold += c.outcome.in_gold
        predicted += c.outcome.predicted
    return Tally(hits, gold, predicted)


def by(documents: Iterable[Scored], key: Callable[[Scored, Cell], str]) -> dict[str, Tally]:
    """Tallies by a property of the cells, in the order they come."""
    groups: dict[str, list[Cell]] = defaultdict(list)
    for document in documents:
        for cell in document.cells:
            groups[key(document, cell)].append(cell)
    return {name: tally(cells) for name, cells in groups.items()}


def metrics(documents: Sequence[Scored]) -> dict[str, Any]:
    """The headline figures by name; each rate has its counts or its interval beside it."""
    each = [tally(d.cells) for d in documents]
    cells = [c for d in documents for c in d.cells]
    whole = tally(cells)
    outcomes = Counter(str(c.outcome) for c in cells)
    placed = [c for c in cells if c.grounded is not None]
    phrasings = sorted({c.phrasing for c in cells if c.phrasing}, key=lambda p: (p != "known", p))
    return {
        "documents": len(documents),
        "failed_documents": sum(bool(d.failed) for d in documents),
        "value_f1_macro": _mean(each),
        "value_f1_macro_interval": list(bootstrap(each, _mean)),
        "value_f1_micro": whole.f1,
        "value_f1_micro_interval": list(bootstrap(each, _pooled)),
        "value_precision": whole.precision,
        "value_precision_interval": list(wilson(whole.hits, whole.predicted)),
        "value_recall": whole.recall,
        "value_recall_interval": list(wilson(whole.hits, whole.gold)),
        "hits": whole.hits,
        "gold": whole.gold,
        "predicted": whole.predicted,
        "grounding_judged": len(placed),
        "grounding_right": sum(c.grounded is True for c in placed),
        "grounding_accuracy": sum(c.grounded is True for c in placed) / len(placed) if placed else None,
        **_grounding(documents),
        "outcomes": {str(o): outcomes[str(o)] for o in Outcome},
        **relation_metrics(d.relations for d in telling(documents, lambda d: d.relations is not None) if d.relations is not None),
        **confidence_metrics(cells),
        **({"by_phrasing": {p: tally(c for c in cells if c.phrasing == p).as_json() for p in phrasings}} if phrasings else {}),
        **spending(d.run for d in documents if d.run),
    }


def grounding(cells: Iterable[Cell]) -> Tally:
    """Values that are right and were read where the gold says, of those that it names a place for; invented ones are wrong."""
    judged = [c for c in cells if c.named or c.outcome is Outcome.INVENTED]
    return tally(judged, lambda c: c.outcome.right and c.grounded is True)


def telling(documents: Sequence[Scored], tells: Callable[[Scored], bool]) -> list[Scored]:
    """Documents that tell something: a failed one counts too, unless no result of this program tells it at all."""
    results = [d for d in documents if not d.failed]
    return [d for d in documents if tells(d)] if not results or any(map(tells, results)) else []


def _grounding(documents: Sequence[Scored]) -> dict[str, Any]:
    """Of results that say where they read; others leave the count, failed documents don't."""
    judged = telling(documents, lambda d: d.has_places)
    each = [grounding(d.cells) for d in judged]
    whole = grounding(c for d in judged for c in d.cells)
    unnamed = sum(c.outcome.in_gold and not c.named for d in judged for c in d.cells)
    named = bool(whole.gold)
    return {
        "grounding_f1_macro": _mean(each) if named else None,
        "grounding_f1_macro_interval": list(bootstrap(each, _mean)) if named else None,
        "grounding_f1_micro": whole.f1 if named else None,
        "grounding_f1_micro_interval": list(bootstrap(each, _pooled)) if named else None,
        **rate("grounding_precision", whole.hits, whole.predicted if named else 0),
        **rate("grounding_recall", whole.hits, whole.gold),
        "grounding_hits": whole.hits,
        "grounding_gold": whole.gold,
        "grounding_predicted": whole.predicted,
        "grounding_unnamed": unnamed,
        "grounding_documents": len(judged),
    }


def _mean(each: Sequence[Tally]) -> float:
    return sum(t.f1 for t in each) / len(each) if each else 0.0


def _pooled(each: Sequence[Tally]) -> float:
    return Tally(sum(t.hits for t in each), sum(t.gold for t in each), sum(t.predicted for t in each)).f1
