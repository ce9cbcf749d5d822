"""The findings as a workbook: all findings, coverage, and a sheet for each report with all its relations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

from extractor.checker import Culprit, Relation, Term
from extractor.checker.model import as_printed, rounded
from extractor.checker.wording import EVIDENCE, SOURCES, VERDICTS
from extractor.export.findings import FAULTS, MADE_BY, ORDER, Report, Unread, coverage, equation, named, suspect, verdict, visible
from extractor.quantities import Unit
from extractor.words import Language, Text


class Number(NamedTuple):
    """A number and the format it is shown in."""

    value: Decimal | int
    shown: str = "0"


Value = str | Number | None


class _Column(NamedTuple):
    head: Text
    width: int


_FILE = _Column(Text("文件", "file"), 26)
_ID = _Column(Text("编号", "id"), 7)
_SECTION = _Column(Text("章节", "section"), 28)
_LINE = _Column(Text("行", "line"), 7)
_VERDICT = _Column(Text("结论", "verdict"), 12)
_RELATION = _Column(Text("关系", "relation"), 28)
_SOURCE = _Column(Text("来源", "source"), 10)
_EQUATION = _Column(Text("算式", "equation"), 52)
_RESULT = (
    _Column(Text("印的", "printed"), 15),
    _Column(Text("算得", "gives"), 15),
    _Column(Text("差", "gap"), 13),
    _Column(Text("疑误", "suspect"), 34),
    _Column(Text("建议值", "proposed"), 15),
    _Column(Text("原文位置", "place"), 52),
)
_FINDINGS = (_FILE, _SECTION, _LINE, _VERDICT, _RELATION, _EQUATION, *_RESULT)
_RELATIONS = (_ID, _SECTION, _LINE, _VERDICT, _RELATION, _SOURCE, _EQUATION, *_RESULT)
_COVERAGE = (
    _FILE,
    _Column(Text("数字", "figures found"), 14),
    _Column(Text("已核数字", "figures checked"), 15),
    _Column(Text("已核比例", "share checked"), 14),
    _Column(Text("关系", "relations"), 12),
    *(_Column(VERDICTS[v], 13) for v in ORDER),
    _Column(Text("未能核对的原因", "why it could not be checked"), 44),
)
_SHEETS = (Text("核对结果", "Findings"), Text("覆盖情况", "Coverage"))

_DIGITS = 15
"""Significant digits that a spreadsheet's number keeps; a longer one is written as text."""
_LONGEST_NAME, _LONGEST_CELL = 31, 32_000
_ILLEGAL = re.compile(r"[\[\]:*?/\\]")
_ACTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Spreadsheets read _x0041_ in a cell as the character of that code.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def workbook(reports: Sequence[Report], unread: Sequence[Unread], language: Language) -> bytes:
    """The file of one workbook for all reports. `unread`: documents that count in the coverage with their reason."""
    from openpyxl import Workbook

    book: Any = Workbook(write_only=True)
    book.properties.creator = MADE_BY
    titles = [t.into(language) for t in _SHEETS]
    findings = ([visible(r.title), *_finding(r, x, language)] for r in reports for v in FAULTS for x in r.checked.of(v))
    _sheet(book, titles[0], _FINDINGS, findings, language)
    _sheet(book, titles[1], _COVERAGE, _covered(reports, unread), language)
    for report, name in zip(reports, sheet_names([r.name for r in reports], titles), strict=True):
        _sheet(book, name, _RELATIONS, (_relation(report, x, language) for x in report.checked.relations), language)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def sheet_names(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """Legal sheet names, at most 31 UTF-16 units, no two alike in any case of letters."""
    used = {t.casefold() for t in taken} | {"history"}  # spreadsheets keep History for themselves
    made: list[str] = []
    for name in names:
        plain = _ILLEGAL.sub("_", visible(name)).strip("' ") or "_"
        count, found = 1, _cut(plain, _LONGEST_NAME)
        while found.casefold() in used:
            count += 1
            found = _cut(plain, _LONGEST_NAME - len(f"~{count}")) + f"~{count}"
        used.add(found.casefold())
        made.append(found)
    return made


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ") or "_"


def _covered(reports: Sequence[Report], unread: Sequence[Unread]) -> Iterator[list[Value]]:
    for report in reports:
        c = coverage(report.checked)
        share = Number(round(Decimal(c.checked) / c.found, 4), "0.0%") if c.found else None
        numbers = [Number(n) for n in (len(report.checked.relations), *(c.relations[v] for v in ORDER))]
        yield [report.title, Number(c.found), Number(c.checked), share, *numbers, None]
    for missing in unread:
        yield [visible(missing.name), *(None for _ in range(len(_COVERAGE) - 2)), visible(missing.reason)]


def _finding(report: Report, relation: Relation, language: Language) -> list[Value]:
    return [*_head(report, relation, language), equation(relation), *_result(report, relation, language)]


def _relation(report: Report, relation: Relation, language: Language) -> list[Value]:
    source = SOURCES[relation.source].into(language)
    return [relation.id, *_head(report, relation, language), source, equation(relation), *_result(report, relation, language)]


def _head(report: Report, relation: Relation, language: Language) -> list[Value]:
    line = Number(report.line(relation.claim.span.start))
    return [report.section(relation.claim.section), line, verdict(relation, language), named(relation, language)]


def _result(report: Report, relation: Relation, language: Language) -> list[Value]:
    claim, culprit = relation.claim, suspect(relation)
    proposed = _number(as_printed(culprit.proposed, culprit.term), culprit.term.unit) if culprit is not None else None
    return [
        _number(claim.value, claim.unit, claim.decimals),
        _number(rounded(relation.expected), claim.unit),
        _number(rounded(relation.gap), claim.unit),
        _suspected(culprit, language),
        proposed,
        _place(report, claim, language),
    ]


def _suspected(culprit: Culprit | None, language: Language) -> Value:
    if culprit is None:
        return None
    evidence = (
        "、".join(EVIDENCE[e].zh for e in culprit.evidence) if language == "zh" else ", ".join(EVIDENCE[e].en for e in culprit.evidence)
    )
    return visible(f"{culprit.term.label} {culprit.term.printed}{culprit.term.unit.symbol}" + (f" ({evidence})" if evidence else ""))


def _place(report: Report, term: Term, language: Language) -> str:
    page = Text(f"第 {term.page} 页 ", f"page {term.page} ").into(language) if term.page else ""
    return f"{page}[{term.span.start}–{term.span.end}] {report.quote(term)}"


def _number(value: Decimal | None, unit: Unit, decimals: int | None = None) -> Value:
    """A number shown with its unit; `decimals` None: those it has, at most 4."""
    if value is None:
        return None
    if len(value.normalize().as_tuple().digits) > _DIGITS or abs(value.adjusted()) > _DIGITS:
        return f"{value}{unit.symbol}"
    if decimals is None:
        exponent = value.as_tuple().exponent
        decimals = min(4, max(0, -exponent)) if isinstance(exponent, int) else 0
    symbol = visible(unit.symbol).replace('"', "")
    return Number(value, f"0{'.' if decimals else ''}{'0' * min(decimals, 10)}" + (f'"{symbol}"' if symbol else ""))


def _sheet(book: Any, name: str, columns: Sequence[_Column], rows: Iterator[list[Value]], language: Language) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for n, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(n)].width = column.width
    font, fill, wrap = Font(bold=True), PatternFill("solid", fgColor="DDE5EE"), Alignment(wrap_text=True, vertical="top")
    heads = [_cell(sheet, column.head.into(language)) for column in columns]
    for head in heads:
        head.font, head.fill, head.alignment = font, fill, wrap
    sheet.append(heads)
    count = 1
    for row in rows:
        cells = [_cell(sheet, value) for value in row]
        for cell in cells:
            cell.alignment = wrap
        sheet.append(cells)
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _cell(sheet: Any, value: Value) -> Any:
    """A cell that is a number or text, never a formula, whatever the text begins with."""
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, Number):
        cell.value = value.value
        cell.number_format = value.shown
    elif value:
        cell.value = _CODED.sub("_x005F_", value)[:_LONGEST_CELL]
        cell.data_type = "s"  # what begins with = or # was taken for a formula or an error
        # Editing a cell reads it anew: the quote prefix keeps it text then, too.
        cell.quotePrefix = value.startswith(_ACTS)
    return cell
