"""Excel 97 workbooks (.xls, WPS .et): words through calamine, numbers and formats from the file's own records.

calamine gives values without their formats; a share of 0.9149 would not be told from an amount. The records are those of
[MS-XLS]: a number of two bytes, a length of two bytes, the content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple, cast

from extractor.documents.limits import check_size
from extractor.documents.readers.package import encrypted
from extractor.documents.readers.sheet.number_format import GENERAL, format_of, show_number, show_text
from extractor.documents.readers.sheet.shown import MAX_CELLS, Merge, Sheet, column_name, source_of, too_many
from extractor.documents.source import Source
from extractor.errors import DocumentError
from extractor.words import Text

_FORMULA, _END, _COLUMNS, _MERGED = 0x0006, 0x000A, 0x007D, 0x00E5
_SEVERAL, _WORDS, _LABEL, _NUMBER, _TRUTH, _ROW, _RK, _START = 0x00BD, 0x00FD, 0x0204, 0x0203, 0x0205, 0x0208, 0x027E, 0x0809
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_WORKSHEET = 0
_BIFF8 = 0x0600


class _Cell(NamedTuple):
    """A cell's place, style and number; a None number: its words are calamine's."""

    row: int
    column: int
    style: int
    number: Decimal | None
    words: str = ""


@dataclass(slots=True)
class _Listed:
    """A sheet in the workbook's list: where its records begin, whether it is hidden, its kind."""

    at: int
    hidden: bool
    kind: int


@dataclass(slots=True)
class _Book:
    formats: dict[int, str] = field(default_factory=dict[int, str])
    styles: list[int] = field(default_factory=list[int])
    sheets: list[_Listed] = field(default_factory=list[_Listed])
    since_1904: bool = False


def read_xls(data: bytes, name: str) -> Source:
    """The Source of a workbook: as `read_xlsx`. Raises DocumentError where it is damaged, protected, too large or empty."""
    check_size(len(data), name)
    stream = _stream(data, name)
    try:
        book = _book(stream, name)
        titles, rows = _calamine(data, name)
        if len(titles) != len(book.sheets):
            raise _damaged(name)
        sheets: list[Sheet] = []
        room = MAX_CELLS
        for n, (title, listed) in enumerate(zip(titles, book.sheets, strict=True)):
            if listed.hidden or listed.kind != _WORKSHEET:
                continue
            sheets.append(_sheet(stream, listed.at, Sheet(title), book, rows(n)))
            room -= sum(len(row) for row in sheets[-1].cells.values())
            if room < 0:
                raise too_many(name)
    except (struct.error, IndexError, ValueError, OverflowError) as e:
        raise _damaged(name) from e
    hidden = [title for title, listed in zip(titles, book.sheets, strict=True) if listed.hidden]
    return source_of(sheets, hidden, name)


def _stream(data: bytes, name: str) -> bytes:
    import olefile  # pyright: ignore[reportMissingTypeStubs]

    try:
        with cast(Any, olefile).OleFileIO(BytesIO(data)) as ole:
            for stream in ("Workbook", "Book"):
                if ole.exists(stream):
                    return ole.openstream(stream).read()
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error, RecursionError, MemoryError) as e:
        raise _damaged(name) from e  # olefile lets through what damaged directories do to it
    raise _damaged(name)


def _calamine(data: bytes, name: str) -> tuple[list[str], Any]:
    """The names of the sheets, and a function that gives the rows of one by its number."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        titles = list(book.sheet_names)
    except (CalamineError, OSError, ValueError) as e:
        raise _damaged(name) from e
    except BaseException as e:  # a panic in Rust is no Exception
        if type(e).__name__ != "PanicException":
            raise
        raise _damaged(name) from e

    def rows(n: int) -> list[list[object]]:
        try:
            return book.get_sheet_by_index(n).to_python(skip_empty_area=False)  # pyright: ignore[reportReturnType]
        except (CalamineError, OSError, ValueError) as e:
            raise _damaged(name) from e
        except BaseException as e:
            if type(e).__name__ != "PanicException":
                raise
            raise _damaged(name) from e

    return titles, rows


def _damaged(name: str) -> DocumentError:
    return DocumentError(
        Text("表格文件（.xls）已损坏或不完整", "the workbook (.xls) is damaged or truncated"),
        Text("请用 Excel 或 WPS 打开后另存为 .xlsx 再试", "Open it in Excel or WPS and save it as .xlsx"),
        name,
        "read",
    )


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records from one place to the end of their part: number and content."""
    depth = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length]
        depth += (number == _START) - (number == _END)  # charts inside a sheet are parts of their own
        if number == _END and depth <= 0:
            return
        at += 4 + length


def _book(stream: bytes, name: str) -> _Book:
    book = _Book()
    wide = True
    for number, body in _records(stream, 0):
        match number:
            case 0x0809:
                wide = struct.unpack_from("<H", body)[0] >= _BIFF8
            case 0x002F:
                raise encrypted(name)
            case 0x0022:
                book.since_1904 = body[:2] == b"\x01\x00"
            case 0x041E:
                book.formats[struct.unpack_from("<H", body)[0]] = _code(body, wide=wide)
            case 0x00E0:
                book.styles.append(struct.unpack_from("<H", body, 2)[0])
            case 0x0085:
                at, state, kind = struct.unpack_from("<IBB", body)
                book.sheets.append(_Listed(at, bool(state & 3), kind))
            case _:
                pass
    return book


def _code(body: bytes, *, wide: bool) -> str:
    """The code in a FORMAT record: BIFF8 counts characters and says their width, older ones are bytes of the system's code page."""
    if not wide:
        return body[3 : 3 + body[2]].decode("gb18030", "replace")
    length, flags = struct.unpack_from("<HB", body, 2)
    return body[5 : 5 + 2 * length].decode("utf-16-le", "replace") if flags & 1 else body[5 : 5 + length].decode("latin-1")


def _sheet(stream: bytes, at: int, sheet: Sheet, book: _Book, values: list[list[object]]) -> Sheet:
    hidden_rows: set[int] = set()
    for number, body in _records(stream, at):
        if number == _MERGED:
            for n in range(struct.unpack_from("<H", body)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * n)
                sheet.merges.append(Merge(top, left, bottom + 1, right + 1))
        elif number == _ROW:
            if struct.unpack_from("<I", body, 12)[0] & 0x20:
                hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif number == _COLUMNS:
            first, last, _, _, options = struct.unpack_from("<5H", body)
            sheet.hidden_columns += max(0, min(last, 255) - first + 1) if options & 1 else 0
        else:
            for cell in _cells(number, body):
                _put(cell, sheet, book, values)
                if number == _FORMULA and not sheet.cells.get(cell.row, {}).get(cell.column) and _without_result(body):
                    sheet.uncounted.append(f"{column_name(cell.column)}{cell.row + 1}")
    sheet.hidden_rows = len(hidden_rows & sheet.cells.keys())
    return sheet


def _put(cell: _Cell, sheet: Sheet, book: _Book, values: list[list[object]]) -> None:
    index = book.styles[cell.style] if cell.style < len(book.styles) else 0
    code = format_of(index, book.formats) if index else GENERAL
    if cell.number is not None:
        sheet.put(cell.row, cell.column, show_number(cell.number, code, since_1904=book.since_1904))
    elif cell.words:
        sheet.put(cell.row, cell.column, cell.words)
    else:
        row = values[cell.row] if cell.row < len(values) else []
        value = row[cell.column] if cell.column < len(row) else ""
        sheet.put(cell.row, cell.column, show_text(value, code) if isinstance(value, str) else "")


def _cells(number: int, body: bytes) -> Iterator[_Cell]:
    """The cells that a record holds."""
    if number not in (_WORDS, _LABEL, _NUMBER, _TRUTH, _RK, _FORMULA, _SEVERAL):
        return
    row, column, style = struct.unpack_from("<3H", body)
    match number:
        case 0x0203:
            yield _Cell(row, column, style, _exact(struct.unpack_from("<d", body, 6)[0]))
        case 0x027E:
            yield _Cell(row, column, style, _packed(struct.unpack_from("<I", body, 6)[0]))
        case 0x00BD:
            for n in range((len(body) - 6) // 6):
                style, packed = struct.unpack_from("<HI", body, 4 + 6 * n)
                yield _Cell(row, column + n, style, _packed(packed))
        case 0x0205:
            value, error = body[6], body[7]
            yield _Cell(row, column, style, None, _ERRORS.get(value, "#N/A") if error else "TRUE" if value else "FALSE")
        case 0x0006:
            yield _result(row, column, style, body[6:14])
        case _:
            yield _Cell(row, column, style, None)


def _result(row: int, column: int, style: int, result: bytes) -> _Cell:
    """The saved result of a formula: a number, or by its first byte words, a truth, an error, nothing."""
    if result[6:8] != b"\xff\xff":
        return _Cell(row, column, style, _exact(struct.unpack("<d", result)[0]))
    words = {1: "TRUE" if result[2] else "FALSE", 2: _ERRORS.get(result[2], "#N/A")}.get(result[0], "")
    return _Cell(row, column, style, None, words)


def _without_result(body: bytes) -> bool:
    return body[12:14] == b"\xff\xff" and body[6] not in (0, 3)


def _packed(packed: int) -> Decimal:
    """An RK number: an integer of 30 bits or the upper half of a double, perhaps in hundredths."""
    if packed & 2:
        whole = packed >> 2
        value = Decimal(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        value = _exact(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value


def _exact(value: float) -> Decimal:
    """The shortest decimal that is this double. Raises ValueError where it is no number."""
    number = Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(value)
    return number
