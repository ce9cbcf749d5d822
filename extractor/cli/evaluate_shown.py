"""How evaluations and comparisons are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.evaluation import Comparison, Sample


class Shape(StrEnum):
    """How an evaluation is printed."""

    TABLE = "table"
    JSON = "json"
    MD = "md"
    JUNIT = "junit"
    HTML = "html"


def told(log: Mapping[str, Any], samples: Sequence[Sample], shape: Shape, path: Path | None) -> None:
    from extractor.cli.voice import language, tell
    from extractor.evaluation import write_log
    from extractor.evaluation.page import page
    from extractor.evaluation.shown import junit, markdown

    if path is not None:
        write_log(log, path)
    if shape is Shape.JSON:
        tell_json({k: v for k, v in log.items() if k != "documents"})
    elif shape is Shape.MD:
        tell(markdown(log).rstrip())
    elif shape is Shape.HTML:
        named = {s.name: s for s in samples}
        tell(page(log, lambda name, pointer: named[name].passage(pointer), language()).rstrip())
    elif shape is Shape.JUNIT:
        tell(junit(log).rstrip())
    else:
        _tell_table(log)


def tell_json(value: Any) -> None:
    import json

    from extractor.cli.voice import tell

    tell(json.dumps(value, ensure_ascii=False, indent=1))


def _tell_table(log: Mapping[str, Any]) -> None:
    from extractor.cli.voice import cell, said, show_table, table, tell, visible
    from extractor.evaluation.shown import misses, percent

    heads = (said("正确", "right"), said("标注", "gold"), said("抽取", "predicted"))
    made = table((said("报告", "report"), ""), *((h, "right") for h in ("F1", "P", "R", *heads)), title="")
    for d in log["documents"]:
        rates = (percent(d[r]) for r in ("f1", "precision", "recall"))
        name = d["name"] + (f" ✗ {d['failed']}" if d["failed"] else "")
        made.add_row(*map(cell, (name, *rates, str(d["hits"]), str(d["gold"]), str(d["predicted"]))))
    show_table(made)
    for name, c in list(misses(log))[:20]:
        tell(visible(f"{name} {c['pointer']} {c['outcome']}: {_short(c['gold'])} / {_short(c['predicted'])}"))
    _tell_metrics(log["metrics"])


def _tell_metrics(m: Mapping[str, Any]) -> None:
    from extractor.cli.voice import language, said, tell
    from extractor.evaluation.page_words import PHRASINGS
    from extractor.evaluation.shown import counted, money, percent, ranged

    for name, t in m.get("by_phrasing", {}).items():
        told = PHRASINGS[name].into(language()) if name in PHRASINGS else name
        tell(f"{told}: F1 {percent(t['f1'])} · R {ranged(t['recall'], t['recall_interval'])} ({t['hits']} / {t['gold']})")
    if m["relation_recall"] is not None:
        recall, right = ranged(m["relation_recall"], m["relation_recall_interval"]), percent(m["relation_verdict_accuracy"])
        faults, first = f"{m['faults_found']} / {m['faults_stated']}", f"{m['diagnosis_first']} / {m['diagnosis_named']}"
        tell(
            said(
                f"勾稽关系：召回 {recall} · 结论 {right} · 差错 {faults} · 误报 {m['false_alarms']} · 首位疑误 {first}",
                f"relations: recall {recall} · verdicts {right} · faults {faults} · alarms {m['false_alarms']} · named first {first}",
            )
        )
    if m["review_judged"]:
        share, wrong = percent(m["review_share"]), f"{m['accepted_wrong']} / {m['accepted']}"
        error = "" if m["calibration_error"] is None else f" · ECE {percent(m['calibration_error'])}"
        tell(said(f"复核 {share} · 采纳中错 {wrong}{error}", f"review {share} · wrong among accepted {wrong}{error}"))
    if m.get("requests"):
        tokens = f"{counted(m['prompt_tokens'])} + {counted(m['completion_tokens'])}"
        spent = f"{m['seconds']:.1f} s · {money(m) or said('单价未知', 'price unknown')}"
        tell(said(f"请求 {m['requests']} · 词元 {tokens} · {spent}", f"{m['requests']} requests · {tokens} tokens · {spent}"))
    f1, places = ranged(m["value_f1_macro"], m["value_f1_macro_interval"]), percent(m["grounding_accuracy"])
    grounded = percent(m["grounding_f1_macro"])
    tell(
        said(
            f"F1（各报告平均）{f1} · 位置 {places} · 出处 F1 {grounded}",
            f"F1 (mean of reports) {f1} · places {places} · grounding F1 {grounded}",
        )
    )


def _short(value: Any) -> str:
    return "—" if value is None else str(value)[:40]


def tell_comparison(found: Comparison) -> None:
    from extractor.cli.voice import said, tell, visible

    for sign, changes in (("✗", found.broken), ("✓", found.mended)):
        for c in changes:
            tell(visible(f"{sign} {c.document} {c.pointer}: {c.before} → {c.after} ({_short(c.gold)} / {_short(c.now)})"))
    for name in found.lacking:
        tell(said(f"只在一次评测中：{visible(name)}", f"in one of the logs only: {visible(name)}"))
    words = {
        "equal": ("相同", "equal"),
        "better": ("变好", "better"),
        "worse": ("变坏", "worse"),
        "noise": ("在偶然范围内", "may be chance"),
    }
    zh, en = words[found.verdict]
    tell(
        said(
            f"变坏 {len(found.broken)}，变好 {len(found.mended)}，不变 {found.same}：{zh}（p = {found.p:.4f}）",
            f"{len(found.broken)} broke, {len(found.mended)} mended, {found.same} as before: {en} (p = {found.p:.4f})",
        )
    )


def comparison_json(found: Comparison) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "verdict": found.verdict,
        "p": found.p,
        "same": found.same,
        "broken": [asdict(c) for c in found.broken],
        "mended": [asdict(c) for c in found.mended],
        "fields": {f: {"broken": b, "mended": m} for f, (b, m) in found.fields().items()},
        "lacking": list(found.lacking),
    }
