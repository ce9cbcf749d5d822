"""The findings as one self-contained page a report: its text with the figures of a relation lit, and all its relations.

Text of reports is data: it is escaped wherever it stands, and the page's policy lets no script run but the one it was made with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from extractor.checker import Relation, Verdict
from extractor.checker.wording import SOURCES, VERDICTS, gap, gives, suspicions
from extractor.export.findings import MADE_BY, ORDER, Report, Unread, coverage, equation, named, totals, verdict, visible
from extractor.export.page_frame import file_text, framed, quoted
from extractor.export.report_text import ReportText
from extractor.words import Language, Text

_STYLE = "findings.css"
_OPEN = (Verdict.VIOLATED, Verdict.TAIL)
_TITLE = Text("勾稽关系核对", "Check of a report's figures")
_FILTER = Text("按结论显示", "Show by verdict")
_NO_FINDING = Text("没有发现不成立或尾差的关系。", "No relation is violated or off by a tail.")
_LINE, _GIVES, _GAP, _SUSPECT = Text("第 {} 行", "line {}"), Text("算得", "gives"), Text("差", "gap"), Text("疑误", "suspect")
_TEXT, _LIST = Text("报告正文", "The report's text"), Text("核对结果", "Findings")
_BACK = Text("在核对结果中查看", "Show among the findings")
_HEADS = (
    Text("文件", "file"),
    *(VERDICTS[v] for v in ORDER),
    Text("数字", "figures"),
    Text("已核数字", "checked"),
)


def page(report: Report, language: Language) -> str:
    """The page of one report."""
    checked = report.checked
    document = checked.document
    counted = coverage(checked)
    boxes = "".join(
        f'<label><input type="checkbox" value="{v}" checked autocomplete="off"> {VERDICTS[v].into(language)} {counted.relations[v]}</label>'
        for v in ORDER
    )
    text, script = "".join(ReportText(checked, language).html()), file_text("findings.js")
    body = (
        f"<header><h1>{escape(report.title)}</h1><p>{totals(counted).into(language)}</p>"
        f'<p class="sum">SHA-256 {escape(document.sha256)}</p>'
        f"<fieldset aria-label={quoted(_FILTER.into(language))}>{boxes}</fieldset></header>"
        f'<div class="page"><aside aria-label={quoted(_LIST.into(language))}>{"".join(_groups(report, language))}</aside>'
        f"<main aria-label={quoted(_TEXT.into(language))}>{text}</main></div>"
        f'<div id="panel" role="status" data-back={quoted(_BACK.into(language))} hidden></div><script>{script}</script>'
    )
    shown = " ".join(f"show-{v}" for v in ORDER)
    title = f"{report.title} · {_TITLE.into(language)}"
    return framed(title, body, language, style=_STYLE, script=script, made_by=MADE_BY, shown=shown)


def index(reports: Sequence[tuple[Report, str]], unread: Sequence[Unread], language: Language) -> str:
    """A page that lists reports, each with the name of its page's file, and the documents that could not be checked."""
    rows: list[str] = []
    for report, file in reports:
        counted = coverage(report.checked)
        numbers = (*(counted.relations[v] for v in ORDER), counted.found, counted.checked)
        cells = "".join(f'<td class="n">{n}</td>' for n in numbers)
        rows.append(f"<tr><td><a href={quoted(quote(file))}>{escape(report.title)}</a></td>{cells}</tr>")
    for missing in unread:
        said = f"{visible(missing.name)}: {visible(missing.reason)}"
        rows.append(f'<tr><td colspan="{len(_HEADS)}">✗ {escape(said)}</td></tr>')
    heads = "".join(f"<th>{h.into(language)}</th>" for h in _HEADS)
    title = _TITLE.into(language)
    body = f'<header><h1>{title}</h1></header><div class="index wide"><table class="list"><tr>{heads}</tr>{"".join(rows)}</table></div>'
    return framed(title, body, language, style=_STYLE, made_by=MADE_BY, shown="")


def _groups(report: Report, language: Language) -> Iterator[str]:
    checked = report.checked
    if not checked.of(*_OPEN):
        yield f"<p>{_NO_FINDING.into(language)}</p>"
    for v in ORDER:
        relations = checked.of(v)
        if not relations:
            continue
        name = f"{VERDICTS[v].into(language)} {len(relations)}"
        inner = "".join(_section(report, title, group, language) for title, group in report.by_section(relations))
        if v in _OPEN:
            yield f'<section class="group" data-v="{v}"><h2>{name}</h2>{inner}</section>'
        else:
            yield f'<details class="group" data-v="{v}"><summary>{name}</summary>{inner}</details>'


def _section(report: Report, title: str, group: Sequence[Relation], language: Language) -> str:
    return f"<h3>{escape(title)}</h3><ol>{''.join(_item(report, r, language) for r in group)}</ol>"


def _item(report: Report, relation: Relation, language: Language) -> str:
    line = _LINE.into(language).format(report.line(relation.claim.span.start))
    source = SOURCES[relation.source].into(language)
    parts = [
        f'<p class="name"><span>{escape(named(relation, language))} · {source} · {verdict(relation, language)}</span>'
        f'<a href="#at-{escape(relation.id)}">{line}</a></p>',
        f'<p class="equation">{escape(equation(relation))}</p>',
    ]
    if relation.verdict is not Verdict.HOLDS and relation.expected is not None:
        given, off = escape(visible(gives(relation))), escape(visible(gap(relation)))
        said = f"{_GIVES.into(language)} <b>{given}</b> · {_GAP.into(language)} <b>{off}</b>"
        parts.append(f'<p class="result">{said}</p>')
    if relation.culprits:
        parts.append(f'<p class="culprit">{_SUSPECT.into(language)} {escape(visible(suspicions(relation).into(language)))}</p>')
    v = relation.verdict
    return f'<li class="item {v}" id="{escape(relation.id)}" data-v="{v}" tabindex="0">{"".join(parts)}</li>'
