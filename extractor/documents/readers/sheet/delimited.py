"""Tables as text (.csv, .tsv): any encoding and delimiter met in China."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

from extractor.documents.readers.sheet.shown import MAX_CELLS, Sheet, source_of, too_many
from extractor.documents.readers.text import decode
from extractor.documents.source import Source
from extractor.errors import DocumentError
from extractor.words import Text

_DELIMITERS = ",\t;|"
_SAMPLE = 200  # lines
_LONGEST = 10_000_000  # characters of one cell: a quote that never closes


def read_csv(data: bytes, name: str) -> Source:
    """The Source of a delimited text: a table, with the title rows above it as paragraphs. Raises DocumentError as `decode`."""
    text, encoding = decode(data, name)
    text = text.lstrip("\ufeff").replace("\x00", "")
    told, _, rest = text.partition("\n")
    if told.lower().startswith("sep=") and len(told.strip()) == 5:  # Excel's own line
        delimiter, text = told[4], rest
    else:
        delimiter = _delimiter(text, "\t" if PurePath(name).suffix.lower() == ".tsv" else "")
    sheet = Sheet("Sheet1")
    cells = 0
    for row, words in enumerate(_rows(text, delimiter, name)):
        for column, cell in enumerate(words):
            sheet.put(row, column, cell)
        cells += len(words)
        if cells > MAX_CELLS:
            raise too_many(name)
    return source_of([sheet], [], name, encoding)


def _rows(text: str, delimiter: str, name: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        pass
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error as e:
        raise DocumentError(
            Text("表格文本的单元格过长或引号不配对", "a cell is too long, or a quote never closes"),
            Text("请用表格软件打开后另存为 .xlsx 再试", "Open it in a spreadsheet program and save it as .xlsx"),
            name,
            "read",
        ) from e


def _delimiter(text: str, usual: str) -> str:
    """The delimiter that parts most lines into the same number of cells; commas in 1,234.5 don't count for a tab's file."""
    lines = [line for line in text.split("\n")[:_SAMPLE] if line.strip()]
    best, most = usual or ",", 0
    for delimiter in dict.fromkeys((usual or ",") + "\t;|" + _DELIMITERS):
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        width = max(set(counts), key=lambda n: (counts.count(n) * (n > 1), n), default=1)
        steady = sum(n == width for n in counts) if width > 1 else 0
        if steady > most:
            best, most = delimiter, steady
    return best
