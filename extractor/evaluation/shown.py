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


def ranged(value: float, interval: Iterable[float]) -> str:
    """A share with its interval."""
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
        f"- outcomes: {', '.join(f'{o} {n}' for o, n in m['outcomes'].items() if n)}",
        "",
        *_table("report", ((d["name"] + (" (failed)" if d["failed"] else ""), d) for d in log["documents"])),
        "",
        *_table("module", log["modules"].items()),
    ]
    found = list(misses(log))
    if found:
        lines += ["", "| report | pointer | outcome | gold | predicted |", "|---|---|---|---|---|"]
        lines += [
            f"| {_cell(name)} | {_cell(c['pointer'])} | {c['outcome']} | {_cell(c['gold'])} | {_cell(c['predicted'])} |"
            for name, c in found[:MOST]
        ]
        lines += ["", f"… and {len(found) - MOST} more"] if len(found) > MOST else []
    return "\n".join(lines) + "\n"


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
