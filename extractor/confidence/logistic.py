"""Logistic regression on yes-or-no signals: a weight for each, which a person can read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Case = frozenset[str]
Counts = tuple[float, float]
"""How often values with the same signals were right, and how often wrong."""

_STEPS = 40
_SETTLED = 1e-7


@dataclass(frozen=True, slots=True)
class Logistic:
    """log(p / (1 - p)) = intercept + the weights of the signals that are so; p is the chance of being right."""

    intercept: float
    weights: Mapping[str, float]

    def score(self, signals: Iterable[str]) -> float:
        """The log-odds of being right; a signal without a weight says nothing."""
        return self.intercept + sum(self.weights.get(s, 0.0) for s in signals)

    def probability(self, signals: Iterable[str]) -> float:
        """The chance of being right."""
        return sigmoid(self.score(signals))


def sigmoid(score: float) -> float:
    """1 / (1 + e^-score), for any size."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def fit(cases: Mapping[Case, Counts], ridge: float = 1.0, prior: Mapping[str, float] | None = None) -> Logistic:
    """The weights that make the cases likeliest, drawn by `ridge` to those of `prior` (0 where it has none), by Newton's method.

    What the cases say little of keeps the weight that it had before; the intercept is free. Equal cases are counted
    together, so the time depends on how many different ones there are.
    """
    names = sorted({name for case in cases for name in case})
    rows = [([n for n, name in enumerate(names, 1) if name in case], right, wrong) for case, (right, wrong) in cases.items()]
    drawn = [0.0, *((prior or {}).get(name, 0.0) for name in names)]
    beta = list(drawn)
    total_right, total_wrong = sum(r for _, r, _ in rows), sum(w for _, _, w in rows)
    beta[0] = math.log((total_right + 0.5) / (total_wrong + 0.5))
    for _ in range(_STEPS):
        slope, curve = _derivatives(rows, beta, drawn, ridge)
        step = _solved(curve, slope)
        # Steps of more than two log-odds overshoot where a signal parts right from wrong completely.
        size = max(1.0, max(map(abs, step)) / 2)
        beta = [b + s / size for b, s in zip(beta, step, strict=True)]
        if max(map(abs, step)) < _SETTLED:
            break
    return Logistic(beta[0], dict(zip(names, beta[1:], strict=True)))


def _derivatives(
    rows: Sequence[tuple[list[int], float, float]], beta: Sequence[float], drawn: Sequence[float], ridge: float
) -> tuple[list[float], list[list[float]]]:
    size = len(beta)
    slope = [0.0, *(-ridge * (b - d) for b, d in zip(beta[1:], drawn[1:], strict=True))]
    curve = [[(ridge if i == j and i else 0.0) for j in range(size)] for i in range(size)]
    for active, right, wrong in rows:
        p = sigmoid(beta[0] + sum(beta[n] for n in active))
        pull, weight = right - (right + wrong) * p, (right + wrong) * p * (1 - p)
        at = (0, *active)
        for i in at:
            slope[i] += pull
            line = curve[i]
            for j in at:
                line[j] += weight
    curve[0][0] += 1e-9
    return slope, curve


def _solved(matrix: list[list[float]], vector: Sequence[float]) -> list[float]:
    """The solution of a symmetric positive definite system (Cholesky)."""
    size = len(vector)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            left = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = math.sqrt(max(left, 1e-12)) if i == j else left / lower[j][j]
    half: list[float] = []
    for i in range(size):
        half.append((vector[i] - sum(lower[i][k] * half[k] for k in range(i))) / lower[i][i])
    solution = [0.0] * size
    for i in reversed(range(size)):
        solution[i] = (half[i] - sum(lower[k][i] * solution[k] for k in range(i + 1, size))) / lower[i][i]
    return solution
