"""Pages of pictures and of PDF, recognised one by one. Runs in the recogniser's process, which keeps the file between the calls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from extractor.documents.readers import ocr_engine
from extractor.documents.readers.deskew import straightened
from extractor.documents.readers.ocr_model import Glyph, Line, Matrix, PageRead, Region
from extractor.documents.readers.ocr_rules import RESOLUTION, erased, find_rules
from extractor.documents.readers.pictures import Pictures

_LONGEST = 3600  # pixels of a page that is recognised: A3 at RESOLUTION

_open: dict[str, Pictures] = {}
"""The file at hand."""


def open_file(form: str, data: bytes, name: str) -> int:
    """Take a file at hand; the number of its pages. Raises DocumentError where it can't be opened."""
    _open.clear()
    _open["file"] = Pictures(form, data, name)
    return _open["file"].count


def recognise(number: int) -> PageRead:
    """The page of that 1-based number of the file at hand."""
    picture, points = _open["file"].page(number, RESOLUTION, _LONGEST, grey=True)
    page = np.ascontiguousarray(np.asarray(picture, dtype=np.uint8))
    width = page.shape[1]
    whole = np.array([[1 / points, 0.0, 0.0], [0.0, 1 / points, 0.0], [0.0, 0.0, 1.0]])
    straight, turned = straightened(page)
    matrix = _square(turned)
    quads = ocr_engine.detect(straight)
    if ocr_engine.lies_on_its_side(quads):
        # The lines of a page on its side are its columns: its skew is told anew.
        upright = np.ascontiguousarray(np.rot90(page))
        side = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width - 1.0], [0.0, 0.0, 1.0]])
        straight, turned = straightened(upright)
        matrix = _square(turned) @ side
        quads = ocr_engine.detect(straight)
    if ocr_engine.stands_on_its_head(straight, quads):
        matrix = np.array([[-1.0, 0.0, straight.shape[1] - 1.0], [0.0, -1.0, straight.shape[0] - 1.0], [0.0, 0.0, 1.0]]) @ matrix
        straight = np.ascontiguousarray(np.rot90(straight, 2))
    rules = find_rules(straight)
    clean = erased(straight, rules.strokes)
    read = ocr_engine.recognise(clean, ocr_engine.detect(clean), rules.tables)
    back = whole @ np.linalg.inv(matrix) @ np.linalg.inv(whole)
    lines = [_scaled_line(line, 1 / points) for line in read.lines]
    tables = [[_scaled_cell(c, 1 / points) for c in t] for t in rules.tables]
    printed = Matrix(*(float(v) for v in back[:2].ravel()))
    return PageRead(straight.shape[1] / points, straight.shape[0] / points, lines, tables, printed, read.unread)


def _square(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.vstack([matrix, [0.0, 0.0, 1.0]])


def _scaled_line(line: Line, by: float) -> Line:
    glyphs = tuple(Glyph(g.text, g.x0 * by, g.x1 * by, g.certainty) for g in line.glyphs)
    return Line(glyphs, line.top * by, line.bottom * by)


def _scaled_cell(cell: Region, by: float) -> Region:
    return cell._replace(x0=cell.x0 * by, top=cell.top * by, x1=cell.x1 * by, bottom=cell.bottom * by)
