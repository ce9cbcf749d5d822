"""Straightening and the rules of tables: drawn strokes, no recogniser."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest
from drawn_pages import CELLS, COLUMNS, DRAWN, MARGIN, OCR, page

pytestmark = [OCR]


def picture(drawn: Any) -> Any:
    import numpy as np

    return np.ascontiguousarray(np.asarray(drawn, dtype=np.uint8))


def empty(width: int = 1654, height: int = 1000) -> Any:
    import numpy as np

    return np.full((height, width), 255, dtype=np.uint8)


def rule(made: Any, x0: int, y0: int, x1: int, y1: int, thick: int = 2) -> None:
    made[y0 : y1 + thick, x0 : x1 + thick] = 0


@DRAWN
@pytest.mark.parametrize("angle", [-4.0, -0.8, -0.3, 0.0, 0.12, 0.5, 1.7, 3.0])
def test_a_page_is_set_straight(angle: float) -> None:
    from extractor.documents.readers.deskew import skew, straightened

    turned = picture(page().rotate(angle, fillcolor=255))
    assert skew(turned) == pytest.approx(-angle, abs=0.06)
    assert abs(skew(straightened(turned)[0])) < 0.06


def test_a_blank_page_is_left_as_it_is() -> None:
    from extractor.documents.readers.deskew import skew

    assert skew(empty()) == 0.0


@DRAWN
@pytest.mark.parametrize("angle", [0.0, 0.8, -1.5])
def test_merged_cells_are_rebuilt_exactly(angle: float) -> None:
    from extractor.documents.readers.deskew import straightened
    from extractor.documents.readers.ocr_rules import find_rules

    straight = straightened(picture(page().rotate(angle, fillcolor=255)))[0]
    (cells,) = find_rules(straight).tables
    assert sorted((c.row, c.column, c.rowspan, c.colspan) for c in cells) == sorted(c[:4] for c in CELLS)
    if not angle:
        assert min(c.x0 for c in cells) == pytest.approx(MARGIN, abs=6)
        assert max(c.x1 for c in cells) == pytest.approx(MARGIN + COLUMNS[-1], abs=6)


def test_a_single_row_keeps_its_short_uprights() -> None:
    from extractor.documents.readers.ocr_rules import find_rules

    made = empty()
    for y in (300, 344):
        rule(made, 200, y, 1400, y)
    for x in (200, 500, 800, 1100, 1400):
        rule(made, x, 300, x, 344)
    (cells,) = find_rules(made).tables
    assert [(c.row, c.column) for c in sorted(cells, key=lambda c: c.x0)] == [(0, 0), (0, 1), (0, 2), (0, 3)]


def test_a_table_open_at_its_sides_has_its_outer_columns() -> None:
    from extractor.documents.readers.ocr_rules import find_rules

    made = empty()
    for y in (300, 360, 420, 480):
        rule(made, 200, y, 1400, y)
    for x in (600, 1000):
        rule(made, x, 300, x, 480)
    (cells,) = find_rules(made).tables
    assert {(c.row, c.column) for c in cells} == {(r, c) for r in range(3) for c in range(3)}


def test_two_tables_stay_two_and_a_frame_is_none() -> None:
    from extractor.documents.readers.ocr_rules import find_rules

    made = empty(height=2000)
    for top in (100, 700):
        for y in (top, top + 80, top + 160):
            rule(made, 200, y, 1400, y)
        for x in (200, 800, 1400):
            rule(made, x, top, x, top + 160)
    for y in (1300, 1700):
        rule(made, 200, y, 1400, y)
    for x in (200, 1400):
        rule(made, x, 1300, x, 1700)
    tables = find_rules(made).tables
    assert [len(t) for t in tables] == [4, 4]
    assert tables[0][0].top < tables[1][0].top


def test_erasing_takes_rules_and_leaves_letters() -> None:
    from extractor.documents.readers.ocr_rules import erased, find_rules

    made = empty()
    for y in (300, 380, 460):
        rule(made, 200, y, 1400, y)
    for x in (200, 800, 1400):
        rule(made, x, 300, x, 460)
    rule(made, 500, 325, 503, 350)  # a figure 1
    rule(made, 300, 700, 345, 702)  # a dash
    clean = erased(made, find_rules(made).strokes)
    assert (clean[320:355, 495:510] == 0).any()
    assert (clean[695:710, 290:350] == 0).any()
    assert (clean[300:461] == 0).sum() == (clean[320:356, 495:510] == 0).sum()


def test_what_needs_the_recogniser_is_not_loaded_by_reading_text() -> None:
    import subprocess
    import sys

    code = "import sys; from extractor.documents import read_text, readable; read_text('a'); readable(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert find_spec("numpy") is not None
    assert not {"numpy", "cv2", "rapidocr", "PIL", "pypdfium2"} & set(loaded)
