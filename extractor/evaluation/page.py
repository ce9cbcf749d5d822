"""An evaluation as one self-contained HTML page: headline, plots, tables, every miss beside the report's words.

Text of reports is data: it is escaped wherever it stands, and the page's policy lets no script run and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from extractor.evaluation import page_tables as tables
from extractor.evaluation.page_words import OUTCOMES, WORDS
from extractor.evaluation.plots import bars, lowest, reliability_diagram, risk_plot
from extractor.evaluation.shown import counted, misses, money, percent
from extractor.words import Language, visible

_STYLE = Path(__file__).resolve().parent / "page.css"
Passages = Callable[[str, str], str]


def page(log: Mapping[str, Any], passages: Passages, language: Language) -> str:
    """The page of a log. `passages`: document and pointer to the words of the report that state the value, "" where there are none."""
    title = escape(visible(str(log["title"] or "evaluation")))
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(), quote=True)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
            f"<title>{title}</title><style>{_style()}</style></head><body>",
            f"<header><h1>{title}</h1>{_head(log, language)}</header><main>",
            _cards(log["metrics"], language),
            _plots(log, language),
            *tables.of(log, language),
            _misses(log, passages, language),
            tables.fields(log, language),
            "</main></body></html>\n",
        )
    )


def _head(log: Mapping[str, Any], language: Language) -> str:
    m, schema = log["metrics"], log["schema"]
    told = (
        WORDS["documents"].into(language).format(m["documents"], m["failed_documents"], schema.get("name", ""), schema.get("version", ""))
    )
    return f'<p class="soft">{escape(visible(told))}</p>'


def _cards(m: Mapping[str, Any], language: Language) -> str:
    made: list[str] = []

    def card(name: str, value: str, *below: str) -> None:
        told = "".join(f"<span>{escape(b)}</span>" for b in below if b)
        first = "" if made else " first"
        made.append(f'<div class="card{first}"><span>{escape(WORDS[name].into(language))}</span><b>{escape(value)}</b>{told}</div>')

    card("headline", percent(m["value_f1_macro"]), _between(m["value_f1_macro_interval"]))
    for name, of in (("value_precision", "predicted"), ("value_recall", "gold")):
        card(name, percent(m[name]), _between(m[f"{name}_interval"]), f"{m['hits']} / {m[of]}")
    if m["grounding_f1_macro"] is not None:
        left_out = WORDS["of_named"].into(language).format(m["grounding_unnamed"]) if m["grounding_unnamed"] else ""
        card("grounding", percent(m["grounding_f1_macro"]), _between(m["grounding_f1_macro_interval"]), left_out)
    for name, hits, of in tables.RATES:
        if m[name] is not None:
            right = m["faults_raised"] - m["false_alarms"] if name == "fault_precision" else m[hits]
            card(name, percent(m[name]), _between(m[f"{name}_interval"]), f"{right} / {m[of]}")
    if m["calibration_error"] is not None:
        card(
            "calibration_error", percent(m["calibration_error"]), WORDS["of_values"].into(language).format(counted(m["confidence_judged"]))
        )
    if "requests" in m:
        tokens = f"{counted(m['prompt_tokens'])} + {counted(m['completion_tokens'])} {WORDS['tokens'].into(language)}"
        unknown = "" if money(m) else WORDS["no_price"].into(language)
        asked = f"{m['requests']} {WORDS['requests'].into(language)} · {m['seconds']:.1f} {WORDS['seconds'].into(language)}"
        card("spent", money(m) or "—", unknown, asked, tokens if m["prompt_tokens"] else "")
    return f'<div class="cards">{"".join(made)}</div>'


def _plots(log: Mapping[str, Any], language: Language) -> str:
    m = log["metrics"]
    shown = len(lowest(log["fields"]))
    rest = sum(bool(t["gold"]) for t in log["fields"].values()) - shown
    made = [_figure("accuracy", bars(log["fields"]), WORDS["accuracy_told"].into(language).format(shown, rest), language)]
    if m["confidence_judged"]:
        axes = [WORDS[w].into(language) for w in ("confidence", "accuracy_axis", "coverage_axis", "risk_axis")]
        told = WORDS["reliability_told"].into(language)
        told = told.format(percent(m["calibration_error"]), f"{m['brier_score']:.4f}", m["confidence_judged"])
        made.append(_figure("reliability", reliability_diagram(m["reliability"], axes[0], axes[1]), told, language))
        reviews = {0.01: m["review_share_at_1_percent"], 0.005: m["review_share_at_half_percent"]}
        told = WORDS["risk_told"].into(language).format(*map(percent, reviews.values()))
        made.append(_figure("risk", risk_plot(m["risk_coverage"], reviews, axes[2], axes[3]), told, language))
    below = "" if m["confidence_judged"] else f"<p>{escape(WORDS['no_confidence'].into(language))}</p>"
    if m["review_judged"]:
        counts = (m["reviewed"], m["reviewed_wrong"], m["accepted"], m["accepted_wrong"])
        below += f"<p>{escape(WORDS['reviewed_told'].into(language).format(*counts))}</p>"
    return f'<h2>{escape(WORDS["plots"].into(language))}</h2><div class="plots">{"".join(made)}<div>{below}</div></div>'


def _figure(name: str, drawing: str, told: str, language: Language) -> str:
    title = escape(WORDS[name].into(language))
    labelled = drawing.replace('role="img"', f'role="img" aria-label="{title}"', 1)
    return f"<figure><h3>{title}</h3>{labelled}<figcaption>{escape(told)}</figcaption></figure>"


def _misses(log: Mapping[str, Any], passages: Passages, language: Language) -> str:
    items = "".join(_miss(name, cell, passages, language) for name, cell in misses(log))
    inner = f'<ol class="misses">{items}</ol>' if items else f"<p>{escape(WORDS['nothing'].into(language))}</p>"
    return f"<h2>{escape(WORDS['misses'].into(language))}</h2>{inner}"


def _miss(name: str, cell: Mapping[str, Any], passages: Passages, language: Language) -> str:
    words = passages(name, str(cell["pointer"])) if cell["outcome"] != "invented" else ""
    quote = f"<blockquote>{escape(visible(words))}</blockquote>" if words else ""
    gold, predicted = (escape(WORDS[w].into(language)) for w in ("gold", "predicted"))
    return (
        f'<li><p><span class="tag">{escape(OUTCOMES[cell["outcome"]].into(language))}</span>'
        f"<span>{escape(visible(name))}</span> · <span>{escape(visible(str(cell['pointer'])))}</span></p>"
        f"<p>{gold} <b>{_value(cell['gold'])}</b> · {predicted} <b>{_value(cell['predicted'])}</b></p>{quote}</li>"
    )


def _value(value: Any) -> str:
    return "—" if value is None else escape(visible(str(value))[:300])


def _between(interval: list[float]) -> str:
    return f"[{percent(interval[0])}, {percent(interval[1])}]"


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_style().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")
