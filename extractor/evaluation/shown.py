"""An evaluation as Markdown for a pull request, and as JUnit XML for a build server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as Xml

from extractor.pointers import starred
from extractor.words import visible

MOST = 50  # misses listed


def misses(log: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Document and cell of all that is not right, in order."""
    for document in log["documents"]:
        for cell in document["cells"]:
            if cell["outcome"] != "correct":
                yield str(document["name"]), cell


def percent(value: float | None) -> str:
    """A share as a percentage to two decimals."""
    return "—" if value is None else f"{100 * value:.2f}%"


def counted(number: float) -> str:
    """A count with separators."""
    return f"{number:,.0f}"


def money(spent: Mapping[str, Any]) -> str:
    """What was spent, with its currency; "" where a price is unknown."""
    return "" if spent.get("money") is None else f"{spent['money']} {spent.get('currency') or ''}".strip()


def ranged(value: float | None, interval: Iterable[float] | None) -> str:
    """A share with its interval; a dash where there is nothing to go by."""
    if value is None or interval is None:
        return "—"
    low, high = interval
    return f"{percent(value)} [{percent(low)}, {percent(high)}]"


def markdown(log: Mapping[str, Any]) -> str:
    """The headline, a table of reports, one of modules, and the first misses."""
    m = log["metrics"]
    lines = [
        f"# {log['title'] or 'Evaluation'}",
        "",
        f"- value F1, macro over {m['documents']} documents: {ranged(m['value_f1_macro'], m['value_f1_macro_interval'])}",
        f"- precision {ranged(m['value_precision'], m['value_precision_interval'])} ({m['hits']} of {m['predicted']})",
        f"- recall {ranged(m['value_recall'], m['value_recall_interval'])} ({m['hits']} of {m['gold']})",
        f"- grounding {percent(m['grounding_accuracy'])} ({m['grounding_right']} of {m['grounding_judged']} judged)",
        *_more(m),
        f"- outcomes: {', '.join(f'{o} {n}' for o, n in m['outcomes'].items() if n)}",
        "",
        *_table("report", ((d["name"] + (" (failed)" if d["failed"] else ""), d) for d in log["documents"])),
        "",
        *_table("module", log["modules"].items()),
    ]
    if "by_phrasing" in m:
        lines += ["", *_table("phrasing", m["by_phrasing"].items())]
    found = list(misses(log))
    if found:
        lines += ["", "| report | pointer | outcome | gold | predicted |", "|---|---|---|---|---|"]
        lines += [
            f"| {_cell(name)} | {_cell(c['pointer'])} | {c['outcome']} | {_cell(c['gold'])} | {_cell(c['predicted'])} |"
            for name, c in found[:MOST]
        ]
        lines += ["", f"… and {len(found) - MOST} more"] if len(found) > MOST else []
    return "\n".join(lines) + "\n"


def _more(m: Mapping[str, Any]) -> Iterator[str]:
    """Places, relations, confidence and cost, as far as the results tell them."""
    if m["grounding_f1_macro"] is not None:
        f1 = ranged(m["grounding_f1_macro"], m["grounding_f1_macro_interval"])
        unnamed = f"{m['grounding_unnamed']} cells without a gold place"
        yield f"- grounding F1, macro: {f1} ({m['grounding_hits']} of {m['grounding_gold']}; {unnamed})"
    if m["relation_recall"] is not None:
        yield (
            f"- relations: recall {ranged(m['relation_recall'], m['relation_recall_interval'])} ({m['relations_found']} of "
            f"{m['relations_stated']}), verdicts {percent(m['relation_verdict_accuracy'])}, faults {m['faults_found']} of "
            f"{m['faults_stated']}, false alarms {m['false_alarms']} of {m['faults_raised']}, wrong figure first "
            f"{m['diagnosis_first']} of {m['diagnosis_named']} (mean reciprocal rank {percent(m['diagnosis_mean_reciprocal_rank'])})"
        )
    if m["confidence_judged"]:
        yield (
            f"- confidence: calibration error {percent(m['calibration_error'])}, Brier score {m['brier_score']:.4f}; review for at most 1% "
            f"errors {percent(m['review_share_at_1_percent'])}, for 0.5% {percent(m['review_share_at_half_percent'])}"
        )
    if m["review_judged"]:
        error = ranged(m["accepted_error"], m["accepted_error_interval"])
        yield f"- review: {percent(m['review_share'])} of values; wrong among the accepted {error}"
    if "requests" in m:
        tokens = f"{counted(m['prompt_tokens'])} + {counted(m['completion_tokens'])} tokens"
        yield f"- cost: {m['requests']} requests, {tokens}, {money(m) or 'price unknown'}, {m['seconds']:.1f} s"


def _table(name: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    head = [f"| {name} | F1 | precision | recall | right | gold | predicted |", "|---|--:|--:|--:|--:|--:|--:|"]
    for n, t in rows:
        cells = (_cell(n), *(percent(t[r]) for r in ("f1", "precision", "recall")), t["hits"], t["gold"], t["predicted"])
        head.append(f"| {' | '.join(map(str, cells))} |")
    return head


def _cell(value: Any) -> str:
    """A value inside a table: one line, no markup of the report's."""
    text = visible("—" if value is None else str(value))[:80]
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>|#" else c for c in text)


def junit(log: Mapping[str, Any]) -> str:
    """A suite a report, a case a field; a field with a miss fails and names its misses."""
    suites = Xml.Element("testsuites", name=str(log["title"] or "evaluation"))
    for document in log["documents"]:
        by_field: dict[str, list[Mapping[str, Any]]] = {}
        for cell in document["cells"]:
            by_field.setdefault(starred(cell["pointer"]), []).append(cell)
        wrong = {f: [c for c in cells if c["outcome"] not in ("correct", "wrong_place")] for f, cells in by_field.items()}
        suite = Xml.SubElement(
            suites, "testsuite", name=str(document["name"]), tests=str(len(by_field)), failures=str(sum(map(bool, wrong.values())))
        )
        for field, bad in wrong.items():
            case = Xml.SubElement(suite, "testcase", classname=str(document["name"]), name=field)
            if bad:
                told = "\n".join(f"{c['pointer']} {c['outcome']}: {c['gold']!r} / {c['predicted']!r}" for c in bad)
                Xml.SubElement(case, "failure", message=f"{len(bad)} of {len(by_field[field])}").text = _legal(told)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(suites, encoding="unicode") + "\n"


def _legal(text: str) -> str:
    """What XML may hold: control characters and lone surrogates are left out."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff"))
