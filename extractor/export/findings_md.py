"""The findings as Markdown: a table for each section, report text never read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.checker import Relation
from extractor.checker.wording import gap, gives, suspicions
from extractor.export.findings import FAULTS, ORDER, Report, coverage, equation, named, totals, verdict, visible
from extractor.words import Language, Text

_MARKUP = re.compile(r"([\\`*_\[\]#|~!^$])")
_HEADS = (
    Text("行", "line"),
    Text("结论", "verdict"),
    Text("关系", "relation"),
    Text("算式", "equation"),
    Text("算得", "gives"),
    Text("差", "gap"),
    Text("疑误", "suspect"),
)
_RIGHT = (0, 4, 5)
_NONE = Text("没有发现问题。", "Nothing to report.")


def markdown(report: Report, language: Language, *, everything: bool = False) -> str:
    """One document's findings (`everything`: also what holds or was not checked), graver ones first in each section."""
    checked = report.checked
    shown = checked.of(*(ORDER if everything else FAULTS))
    parts = [f"# {escaped(report.title)}", totals(coverage(checked)).into(language)]
    for title, group in report.by_section(shown):
        if title:
            parts.append(f"## {escaped(title)}")
        parts.append("\n".join(_table(report, sorted(group, key=lambda r: ORDER.index(r.verdict)), language)))
    if not shown:
        parts.append(_NONE.into(language))
    return "\n\n".join(parts) + "\n"


def _table(report: Report, group: Sequence[Relation], language: Language) -> Iterator[str]:
    yield _row([h.into(language) for h in _HEADS])
    yield _row(["---:" if n in _RIGHT else "---" for n in range(len(_HEADS))])
    for r in group:
        cells = [str(report.line(r.claim.span.start)), verdict(r, language), named(r, language), equation(r)]
        yield _row([escaped(c) for c in (*cells, gives(r), gap(r), suspicions(r).into(language))])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """`text` as Markdown that shows just these characters: no markup, no HTML, no second line."""
    plain = _MARKUP.sub(r"\\\1", visible(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
