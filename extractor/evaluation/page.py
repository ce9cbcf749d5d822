"""An evaluation as one self-contained HTML page: headline, tables, accuracy by field as bars, every miss beside the report's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from extractor.evaluation.shown import misses, percent, ranged
from extractor.words import Language, Text, visible

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--bar:#2b7a4b;--bad:#b3261e}
body{font:15px/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:1100px;padding:1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}
th,td{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
th{white-space:nowrap}td:first-child{min-width:7em}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.big{font-size:2rem;font-weight:600}.bar{display:inline-block;height:.7rem;background:var(--bar);vertical-align:middle}
.low .bar{background:var(--bad)}.tag{color:var(--bad);white-space:nowrap}
blockquote{margin:.2rem 0;opacity:.8;overflow-wrap:anywhere}
"""
_LOW = 0.95
_WORDS = {
    "report": Text("报告", "report"),
    "module": Text("模块", "module"),
    "field": Text("字段", "field"),
    "type": Text("报告类型", "report type"),
    "outcome": Text("结论", "outcome"),
    "count": Text("格数", "cells"),
    "right": Text("正确", "right"),
    "gold": Text("标注", "gold"),
    "predicted": Text("抽取", "predicted"),
    "precision": Text("精确率", "precision"),
    "recall": Text("召回率", "recall"),
    "misses": Text("不正确的格", "what is not right"),
    "nothing": Text("没有。", "Nothing."),
    "pointer": Text("位置", "pointer"),
    "passage": Text("报告原文", "the report's words"),
    "headline": Text("F1（各报告平均）", "F1 (mean of reports)"),
    "places": Text("出处", "places"),
}
OUTCOMES = {
    "correct": Text("正确", "correct"),
    "wrong_value": Text("值错", "wrong value"),
    "wrong_scale": Text("单位或量级错", "wrong scale"),
    "wrong_sign": Text("正负号错", "wrong sign"),
    "missed": Text("漏", "missed"),
    "invented": Text("多", "invented"),
    "wrong_place": Text("出处不对", "wrong place"),
    "failed_document": Text("文档失败", "failed document"),
}


def page(log: Mapping[str, Any], passages: Callable[[str, str], str], language: Language) -> str:
    """The page of a log. `passages`: document and pointer to the words of the report that state the value, "" where there are none."""

    def said(name: str) -> str:
        return escape(_WORDS[name].into(language))

    m = log["metrics"]
    title = escape(visible(str(log["title"] or "evaluation")))
    parts = [
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>",
        f'<p>{said("headline")}<br><span class="big">{percent(m["value_f1_macro"])}</span> ',
        f"[{', '.join(map(percent, m['value_f1_macro_interval']))}]</p>",
        f"<p>{said('precision')} {ranged(m['value_precision'], m['value_precision_interval'])} ({m['hits']} / {m['predicted']}) · ",
        f"{said('recall')} {ranged(m['value_recall'], m['value_recall_interval'])} ({m['hits']} / {m['gold']}) · ",
        f"{said('places')} {percent(m['grounding_accuracy'])} ({m['grounding_right']} / {m['grounding_judged']})</p>",
        _outcomes(m["outcomes"], said, language),
        _tallies("report", ((d["name"] + (f" ✗ {d['failed']}" if d["failed"] else ""), d) for d in log["documents"]), said),
        _tallies("type", log["report_types"].items(), said),
        _tallies("module", log["modules"].items(), said),
        _misses(log, passages, said, language),
        _tallies("field", sorted(log["fields"].items(), key=lambda i: i[1]["f1"]), said),
        "</html>\n",
    ]
    return "".join(parts)


def _outcomes(counts: Mapping[str, int], said: Callable[[str], str], language: Language) -> str:
    rows = "".join(f'<tr><td>{escape(OUTCOMES[o].into(language))}</td><td class="n">{n}</td></tr>' for o, n in counts.items() if n)
    return f'<h2>{said("outcome")}</h2><table><tr><th>{said("outcome")}</th><th class="n">{said("count")}</th></tr>{rows}</table>'


def _tallies(name: str, rows: Iterable[tuple[str, Mapping[str, Any]]], said: Callable[[str], str]) -> str:
    heads = "".join(
        f'<th class="n">{h}</th>' for h in ("F1", said("precision"), said("recall"), said("right"), said("gold"), said("predicted"))
    )
    body: list[str] = []
    for label, t in rows:
        low = ' class="low"' if t["f1"] < _LOW else ""
        cells = "".join(f'<td class="n">{c}</td>' for c in (*(percent(t[r]) for r in ("f1", "precision", "recall")), *_counts(t)))
        bar = f'<td{low}><span class="bar" style="width:{round(100 * t["f1"])}px"></span></td>'
        body.append(f"<tr><td>{escape(visible(label))}</td>{cells}{bar}</tr>")
    return f"<h2>{said(name)}</h2><table><tr><th>{said(name)}</th>{heads}<th></th></tr>{''.join(body)}</table>"


def _counts(tally: Mapping[str, Any]) -> tuple[int, int, int]:
    return tally["hits"], tally["gold"], tally["predicted"]


def _misses(log: Mapping[str, Any], passages: Callable[[str, str], str], said: Callable[[str], str], language: Language) -> str:
    rows: list[str] = []
    for name, c in misses(log):
        words = passages(name, str(c["pointer"])) if c["outcome"] != "invented" else ""
        quote = f"<blockquote>{escape(visible(words))}</blockquote>" if words else ""
        rows.append(
            f"<tr><td>{escape(visible(name))}</td><td>{escape(visible(str(c['pointer'])))}</td>"
            f'<td class="tag">{escape(OUTCOMES[c["outcome"]].into(language))}</td>'
            f"<td>{_value(c['gold'])}</td><td>{_value(c['predicted'])}</td><td>{quote}</td></tr>"
        )
    if not rows:
        return f"<h2>{said('misses')}</h2><p>{said('nothing')}</p>"
    heads = "".join(f"<th>{said(h)}</th>" for h in ("report", "pointer", "outcome", "gold", "predicted", "passage"))
    return f"<h2>{said('misses')}</h2><table><tr>{heads}</tr>{''.join(rows)}</table>"


def _value(value: Any) -> str:
    return "—" if value is None else escape(visible(str(value))[:300])
