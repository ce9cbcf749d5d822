"""Excel workbooks (.xlsx, .xlsm; also WPS's and LibreOffice's): one pass over each sheet for values and formats together."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from extractor.documents.limits import check_size
from extractor.documents.readers.markup import Element, MarkupError, read_xml
from extractor.documents.readers.package import Package, damaged
from extractor.documents.readers.sheet.number_format import GENERAL, format_of, show_number, show_text
from extractor.documents.readers.sheet.shown import MAX_CELLS, Merge, Sheet, column_name, source_of, too_many
from extractor.documents.source import Source
from extractor.errors import DocumentError
from extractor.words import Text

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.IGNORECASE)
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SAVE = Text("请用 Excel 或 WPS 打开后另存为 .xlsx 再试", "Open it in Excel or WPS, save it as .xlsx and try again")


@dataclass(slots=True)
class _Book:
    """What all sheets share."""

    strings: list[str] = field(default_factory=list[str])
    formats: list[str] = field(default_factory=list[str])  # by the number of a cell's style
    since_1904: bool = False
    listed: list[tuple[str, str, bool]] = field(default_factory=list[tuple[str, str, bool]])  # name, relationship, hidden


def read_xlsx(data: bytes, name: str) -> Source:
    """The Source of a workbook: visible sheets in order, figures as their formats show them.

    Hidden sheets are left out, hidden rows and columns kept; both are told in warnings, as are formulas without saved result.
    Raises DocumentError where the file is damaged, protected, too large or empty.
    """
    check_size(len(data), name)
    package = Package(data, name)
    if "xl/workbook.bin" in package:
        raise DocumentError(Text("是二进制工作簿（.xlsb），无法读取", "it is a binary workbook (.xlsb)"), _SAVE, name, "read")
    main = package.main_part("xl/workbook.xml")
    related = package.relationships(main)
    folder = posixpath.dirname(main)
    try:
        book = _book(package, main)
        kinds = {r.kind: r.target for r in related.values()}
        _strings(package, kinds.get("sharedStrings", f"{folder}/sharedStrings.xml"), book)
        _formats(package, kinds.get("styles", f"{folder}/styles.xml"), book)
        sheets: list[Sheet] = []
        cells = 0
        for title, relation, hidden in book.listed:
            found = related.get(relation)
            if hidden or found is None or found.target not in package or found.kind != "worksheet":
                continue
            sheets.append(_sheet(package.bytes_of(found.target), title, book, MAX_CELLS - cells, name))
            cells += sum(len(row) for row in sheets[-1].cells.values())
    except MarkupError as e:
        raise damaged(name) from e
    except KeyError as e:
        raise damaged(name, str(e.args[0]) if e.args else "") from e
    return source_of(sheets, [title for title, _, hidden in book.listed if hidden], name)


def _book(package: Package, part: str) -> _Book:
    book = _Book()
    for element in read_xml(package.bytes_of(part), ("workbookPr", "sheet")):
        if _local(element) == "workbookPr":
            book.since_1904 = element.get("date1904") in ("1", "true")
        else:
            relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            book.listed.append((element.get("name") or "", relation, element.get("state") in ("hidden", "veryHidden")))
    return book


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _strings(package: Package, part: str, book: _Book) -> None:
    if part in package:
        book.strings = [_rich(element) for element in read_xml(package.bytes_of(part), ("si",))]


def _rich(element: Element) -> str:
    """The words of a string in one piece or in runs, without the phonetic guides."""
    words = "".join(
        piece.text or ""
        for child in element
        for piece in ([child] if _local(child) == "t" else child if _local(child) == "r" else ())
        if _local(piece) == "t"
    )
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), words) if "_x" in words else words


def _formats(package: Package, part: str, book: _Book) -> None:
    if part not in package:
        return
    custom: dict[int, str] = {}
    for element in read_xml(package.bytes_of(part), ("numFmt", "cellXfs")):
        if _local(element) == "numFmt":
            custom[_whole(element.get("numFmtId"))] = element.get("formatCode") or GENERAL
        else:
            book.formats = [format_of(_whole(xf.get("numFmtId")), custom) for xf in element]


def _whole(printed: str | None) -> int:
    return int(printed) if printed and printed.isdecimal() and len(printed) < 9 else 0


def _sheet(data: bytes, title: str, book: _Book, room: int, name: str) -> Sheet:
    sheet = Sheet(title)
    row = -1
    for element in read_xml(data, ("row", "mergeCell", "col")):
        local = _local(element)
        if local == "row":
            number = _whole(element.get("r"))
            row = number - 1 if number else row + 1
            if row >= _MOST_ROWS:
                raise damaged(name, title)
            _row(element, row, sheet, book)
            room -= len(sheet.cells.get(row, ()))
            if room < 0:
                raise too_many(name)
            sheet.hidden_rows += _true(element.get("hidden")) and row in sheet.cells
        elif local == "col":
            wide = _whole(element.get("max")) - _whole(element.get("min")) + 1
            sheet.hidden_columns += max(1, min(_MOST_COLUMNS, wide)) if _true(element.get("hidden")) else 0
        else:
            merge = _merge(element.get("ref") or "")
            if merge is not None:
                sheet.merges.append(merge)
    return sheet


def _true(printed: str | None) -> bool:
    return printed in ("1", "true")


def _row(element: Element, row: int, sheet: Sheet, book: _Book) -> None:
    column = -1
    for cell in element:
        if _local(cell) != "c":
            continue
        place = _place(cell.get("r") or "")
        column = place[1] if place is not None else column + 1
        value = formula = inline = None
        for part in cell:
            match _local(part):
                case "v":
                    value = part.text
                case "f":
                    formula = part
                case "is":
                    inline = _rich(part)
                case _:
                    pass
        kind = cell.get("t") or "n"
        if formula is not None and not value and kind != "str":
            sheet.uncounted.append(f"{column_name(column)}{row + 1}")
        style = _whole(cell.get("s"))
        code = book.formats[style] if style < len(book.formats) else GENERAL
        words = inline if kind == "inlineStr" and inline is not None else _words(value, kind, code, book)
        sheet.put(row, column, words)


def _words(value: str | None, kind: str, code: str, book: _Book) -> str:
    """What a cell shows of its stored value."""
    if value is None:
        return ""
    match kind:
        case "s":
            number = _whole(value)
            if number >= len(book.strings):
                raise MarkupError(f"string {number} is missing")
            return show_text(book.strings[number], code)
        case "str" | "inlineStr":
            return show_text(value, code)
        case "b":
            return "TRUE" if value == "1" else "FALSE"
        case "e":
            return value
        case "d":
            return _iso(value, code, since_1904=book.since_1904)
        case _:
            try:
                return show_number(Decimal(value.strip()), code, since_1904=book.since_1904)
            except InvalidOperation:
                return value


def _iso(value: str, code: str, *, since_1904: bool) -> str:
    try:
        moment = datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return value
    since = moment - (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30))
    return show_number(Decimal(since.days) + Decimal(since.seconds) / 86_400, code, since_1904=since_1904)


def _place(reference: str) -> tuple[int, int] | None:
    m = _REFERENCE.fullmatch(reference)
    if m is None:
        return None
    column = 0
    for letter in m[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return (int(m[2]) - 1, column - 1) if column <= _MOST_COLUMNS and int(m[2]) <= _MOST_ROWS else None


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if start is None or end is None or end[0] < start[0] or end[1] < start[1]:
        return None
    return Merge(start[0], start[1], end[0] + 1, end[1] + 1)
