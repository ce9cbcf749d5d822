"""Plots of an evaluation as inline SVG: no script, no style of their own, classes that the page's style sheet colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from extractor.evaluation.intervals import wilson
from extractor.words import visible

WIDTH = 400  # units of the drawing; a phone shows them nearly as pixels
MOST_BARS = 16
_LOW = 0.95
_ROW, _BAR = 38, 11
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 20, 30, 40
_PLOT = 280


def bars(fields: Mapping[str, Mapping[str, Any]]) -> str:
    """Recall of the lowest fields with Wilson intervals, the lowest first."""
    chosen = lowest(fields)
    parts: list[str] = []
    for n, (name, t) in enumerate(chosen):
        y, low, high = n * _ROW, *wilson(t["hits"], t["gold"])
        label = visible(name) if len(name) <= 44 else "…" + visible(name)[-43:]
        at, bar, kind = y + 15, y + 21, "low" if t["recall"] < _LOW else "good"
        parts.append(
            f'<text x="0" y="{at}">{escape(label)}</text><text class="soft" x="{WIDTH}" y="{at}" text-anchor="end">'
            f"{t['hits']} / {t['gold']}</text>"
            f'<rect class="track" x="0.5" y="{bar}" width="{WIDTH - 1}" height="{_BAR}"/>'
            f'<rect class="{kind}" x="0.5" y="{bar}" width="{_n((WIDTH - 1) * t["recall"])}" height="{_BAR}"/>'
            f'<path class="whisker" d="M{_n(WIDTH * low)} {bar + 5.5}H{_n(WIDTH * high)}'
            f'M{_n(WIDTH * low)} {bar + 2}v7M{_n(WIDTH * high)} {bar + 2}v7"/>'
        )
    return _svg(_ROW * len(chosen) + 4, "".join(parts))


def lowest(fields: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """The fields that bars show: of those with gold cells the lowest recall, then the most cells."""
    stated = [(f, t) for f, t in fields.items() if t["gold"]]
    return sorted(stated, key=lambda i: (i[1]["recall"], -i[1]["gold"], i[0]))[:MOST_BARS]


def reliability_diagram(bins: Sequence[Mapping[str, Any]], confidence: str, accuracy: str) -> str:
    """Accuracy over confidence, a point a bin with its Wilson interval, its count above the axis; dashed the ideal."""
    parts = [_axes([n / 5 for n in range(6)], 1.0, confidence, accuracy), f'<path class="ideal" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>']
    for b in bins:
        x, y = _x(b["confidence"]), _y(b["accuracy"])
        low, high = wilson(b["right"], b["count"])
        parts.append(
            f'<path class="whisker" d="M{x} {_y(low)}V{_y(high)}"/><circle class="point" cx="{x}" cy="{y}" r="4.5"/>'
            f'<text class="soft" x="{_x((b["low"] + b["high"]) / 2)}" y="{_n(_TOP + _PLOT - 5)}" text-anchor="middle">{b["count"]}</text>'
        )
    return _svg(_PLOT + _TOP + _BOTTOM, "".join(parts))


def risk_plot(points: Sequence[Sequence[float]], reviews: Mapping[float, float], coverage: str, risk: str) -> str:
    """Errors among the accepted over the share accepted. `reviews`: by target error the share that must be reviewed for it."""
    most = max([0.012, *(p[2] for p in points)])
    top = next(t for t in (0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if t >= most)
    parts = [_axes([top * n / 4 for n in range(5)], top, coverage, risk)]
    line = "".join(f"{'L' if n else 'M'}{_x(p[1])} {_y(p[2] / top)}" for n, p in enumerate(points))
    parts.append(f'<path class="curve" d="{line}"/>')
    for n, (target, review) in enumerate(sorted(reviews.items(), reverse=True)):
        x, y = _x(1 - review), _y(target / top)
        told = f"{100 * target:g}% → {100 * (1 - review):.1f}%"
        parts.append(
            f'<path class="mark" d="M{_x(0)} {y}H{x}V{_y(0)}"/><circle class="markdot" cx="{x}" cy="{y}" r="4"/>'
            f'<text x="{_n(_LEFT + 6)}" y="{_n(float(y) - 5 + (0 if not n else 18 if top <= 0.05 else 20))}">{told}</text>'
        )
    return _svg(_PLOT + _TOP + _BOTTOM, "".join(parts))


def mini(share: float) -> str:
    """A bar beside a rate in a table."""
    kind = "low" if share < _LOW else "good"
    return (
        '<svg width="90" height="10" aria-hidden="true"><rect class="track" x="0.5" y="0.5" width="89" height="9"/>'
        f'<rect class="{kind}" x="0.5" y="0.5" width="{_n(89 * share)}" height="9"/></svg>'
    )


def _axes(ticks: Sequence[float], top: float, across: str, up: str) -> str:
    made: list[str] = []
    for tick in ticks:
        y = _y(tick / top)
        made.append(f'<path class="grid" d="M{_x(0)} {y}H{_x(1)}"/>')
        made.append(f'<text class="soft" x="{_LEFT - 6}" y="{_n(float(y) + 4)}" text-anchor="end">{100 * tick:g}%</text>')
    for n in range(6):
        x = _x(n / 5)
        made.append(f'<text class="soft" x="{x}" y="{_TOP + _PLOT + 16}" text-anchor="middle">{20 * n}%</text>')
    made.append(f'<path class="axis" d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}"/>')
    made.append(f'<text class="soft" x="{_x(1)}" y="{_TOP + _PLOT + 33}" text-anchor="end">{escape(across)} →</text>')
    made.append(f'<text class="soft" x="0" y="17">↑ {escape(up)}</text>')
    return "".join(made)


def _x(share: float) -> str:
    return _n(_LEFT + (WIDTH - _LEFT - _RIGHT) * share)


def _y(share: float) -> str:
    return _n(_TOP + _PLOT * (1 - share))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _svg(height: float, inner: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {_n(height)}" role="img">{inner}</svg>'
