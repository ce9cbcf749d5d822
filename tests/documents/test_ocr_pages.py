"""Drawn pages through the real recogniser, and everything that can be wrong with a picture."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from drawn_pages import CELLS, DRAWN, LINES, OCR, PARAGRAPHS, blank, degraded, font, page, saved, scanned

from extractor.documents import BlockKind, Document, components, read_bytes
from extractor.documents.limits import MAX_PIXELS
from extractor.documents.readers import ocr
from extractor.documents.readers.pdf_scanned import without_text
from extractor.documents.readers.pictures import Pictures
from extractor.documents.source import SourceWriter
from extractor.errors import DocumentError, OperatorError
from extractor.quantities import find_quantities, fold

pytestmark = [OCR, DRAWN]


@cache
def clean() -> Document:
    return read_bytes(saved(page(), "PNG", dpi=(200, 200)), "扫描.png")


def figures(text: str) -> Counter[Decimal]:
    return Counter(q.value for q in find_quantities(fold(text)))


EXPECTED = sum((figures(t) for t in (*LINES, *(c[4] for c in CELLS))), Counter[Decimal]())


def found(document: Document) -> Counter[Decimal]:
    blocks = (document.words(b.span) for b in document.blocks if b.table < 0)
    cells = (c.words for t in document.tables for row in t.rows for c in row)
    return sum((figures(t) for t in (*blocks, *cells)), Counter[Decimal]())


def grid(document: Document) -> list[tuple[int, int, int, int, str]]:
    held = [c for row in document.tables[0].rows for c in row if c.words]
    return [(c.row, c.column, c.rowspan, c.colspan, c.words) for c in held]


def test_a_clean_page_is_read_as_printed() -> None:
    document = clean()
    paragraphs = [document.words(b.span) for b in document.blocks if b.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)]
    assert tuple(paragraphs[:3]) == PARAGRAPHS
    assert grid(document) == list(CELLS)
    assert document.tables[0].unit.symbol == "万元"
    assert found(document) == EXPECTED
    assert document.format == "image"
    assert len(document.pages) == 1
    assert "recognised" in document.warnings[0].en


def test_the_page_number_is_left_out() -> None:
    assert "— 3 —" not in clean().text
    assert "3 —" not in clean().text


def test_every_figure_has_its_box() -> None:
    document = clean()
    at = document.text.index("1,098.33")
    (place,) = document.places(document.tables[0].rows[2][3].span)
    # Where it was drawn, in points: column 3 of the table, its third row.
    scale = 72 / 200
    assert place.page == 1
    assert (200 + 910) * scale < place.x0 < place.x1 < (200 + 1200) * scale
    top = (220 + 4 * 54 + 60 + 2 * 48) * scale
    assert top - 3 < place.top < place.bottom < top + 48 * scale + 3
    assert document.text[place.span.start : place.span.end] == "1,098.33"
    assert place.span.start == at
    assert 0.8 < (place.certainty or 0) <= 1


def test_a_degraded_page_in_a_scanned_pdf() -> None:
    document = read_bytes(scanned(degraded(page())), "扫描.pdf")
    assert grid(document) == list(CELLS)
    assert found(document) == EXPECTED
    # Boxes are those of the page as it lies in the file, turned: the last row lies higher at its right end.
    (left,) = document.places(document.tables[0].rows[4][0].span)
    (first,) = document.places(document.tables[0].rows[2][0].span)
    assert first.x0 < left.x0 + 6


@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_lies_on_its_side_or_head(turn: int) -> None:
    document = read_bytes(saved(page().crop((0, 150, 1654, 850)).rotate(turn, expand=True), "PNG", dpi=(200, 200)), "a.png")
    assert grid(document) == list(CELLS)
    assert found(document) == EXPECTED
    place = document.places(document.tables[0].rows[2][3].span)[0]
    tall = place.bottom - place.top > place.x1 - place.x0
    assert tall == (turn == 90)


def test_a_table_without_rules() -> None:
    from PIL import ImageDraw

    rows = (
        ("项目", "年初预算", "决算数"),
        ("基本支出", "1,124.06", "1,098.33"),
        ("项目支出", "", "30.24"),
        ("合计", "1,124.06", "1,128.57"),
    )
    made = blank().crop((0, 0, 1654, 700))
    pen = ImageDraw.Draw(made)
    for r, row in enumerate(rows):
        for words, x, anchor in zip(row, (220, 1000, 1400), ("lm", "rm", "rm"), strict=True):
            pen.text((x, 200 + 60 * r), words, font=font(29), fill=20, anchor=anchor)
    document = read_bytes(saved(made, "PNG", dpi=(200, 200)), "a.png")
    assert [tuple(c.words for c in row) for row in document.tables[0].rows] == list(rows)


def test_empty_pages_and_pages_of_a_tiff_keep_their_numbers() -> None:
    small = page(LINES[:1], (), "").crop((0, 0, 1654, 700))
    data = saved(blank().resize((400, 300)), "TIFF", dpi=(200, 200), save_all=True, append_images=[small])
    document = read_bytes(data, "a.tif")
    assert len(document.pages) == 2
    assert [b.page for b in document.blocks] == [2]


def test_pages_of_a_pdf_that_have_no_text_are_written_into_its_source() -> None:
    small = page(LINES[:1], (), "").crop((0, 0, 1654, 700))
    data = scanned(blank().resize((400, 300)), small)
    writer = SourceWriter()
    writer.page()
    writer.paragraph("第一页有文字")
    without_text(data, [2], "a.pdf", writer, of=2)
    source = writer.source()
    assert source.text.startswith("第一页有文字\n")
    assert "部门收支情况" in source.text
    assert len(source.pages) == 2
    assert {p.page for p in source.places} == {2}


def test_nothing_read_is_told() -> None:
    with pytest.raises(DocumentError, match=r"blank\.png: no text was found"):
        read_bytes(saved(blank().resize((300, 300)), "PNG"), "blank.png")


@pytest.mark.parametrize("package", ["rapidocr", "onnxruntime"])
def test_a_missing_extra_is_told_with_its_command(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(components, "find_spec", lambda name: None if name == package else object())
    with pytest.raises(OperatorError, match=r"pip install 'report-extractor\[ocr\]'") as raised:
        read_bytes(saved(blank(), "PNG"), "a.png")
    assert package in str(raised.value)
    writer = SourceWriter()
    without_text(b"", [2, 3], "a.pdf", writer, of=5)
    assert "page 2-3 has no text" in writer.source().warnings[0].en


def claimed(width: int, height: int) -> bytes:
    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    chunks = (struct.pack(">L", len(d)) + k + d + struct.pack(">L", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (claimed(20_000, MAX_PIXELS // 20_000 + 1), "too large"),
        (claimed(2_000_000_000, 2_000_000_000), "picture is"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0 no picture", "damaged"),
        (b"%PDF-1.7 no document", "damaged"),
    ],
)
def test_pictures_that_can_not_be_opened(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as raised:
        read_bytes(data, "坏.png")
    assert raised.value.document == "坏.png"
    assert raised.value.remedy.zh


def test_a_recogniser_that_died_comes_back() -> None:
    with pytest.raises(DocumentError):
        read_bytes(b"\x89PNG\r\n\x1a\n", "a.png")
    ocr._recogniser.close()
    small = page(LINES[:1], (), "").crop((0, 0, 1654, 700))
    assert "部门收支情况" in read_bytes(saved(small, "PNG"), "a.png").text


def test_a_page_that_takes_too_long_is_named_and_the_next_document_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    small = saved(page(LINES[:1], (), "").crop((0, 0, 1654, 700)), "PNG")
    monkeypatch.setattr(ocr, "PAGE_SECONDS", 0.05)
    with pytest.raises(DocumentError, match=r"慢\.png: .* took more than 0\.05 s and was ended"):
        read_bytes(small, "慢.png")
    monkeypatch.undo()
    assert "部门收支情况" in read_bytes(small, "a.png").text


SMALL: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 60},
    "TIFF": {"compression": "tiff_deflate"},
    "BMP": {},
    "WEBP": {},
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(60))
def test_a_corrupted_picture_is_refused_or_opened(seed: int) -> None:
    chance = random.Random(seed)
    form = list(SMALL)[seed % len(SMALL)]
    small = page(LINES[:2], (), "").crop((150, 150, 900, 450))
    data = bytearray(saved(small, form, **SMALL[form]))
    match chance.randrange(3):
        case 0:
            for _ in range(chance.randint(1, 60)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 1:
            del data[chance.randrange(20, len(data)) :]
        case _:
            for _ in range(chance.randint(1, 12)):  # where the format says what follows
                data[chance.randrange(min(64, len(data)))] = chance.randrange(256)
    try:
        pictures = Pictures("image", bytes(data), "a.png")
        picture, points = pictures.page(1, 200, 3600, grey=True)
    except DocumentError as error:
        assert error.document == "a.png"
        assert error.remedy.zh
    else:
        assert picture.mode == "L"
        assert points > 0
        assert max(picture.size) <= 3600


def modes() -> list[tuple[str, bytes]]:
    from PIL import Image

    small = page(LINES[:1], (), "").crop((150, 150, 900, 350))
    clear = Image.new("RGBA", small.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=small.point(lambda v: 255 - v))
    made = [
        (mode, saved(small.convert(mode), "TIFF" if mode in ("CMYK", "I;16") else "PNG")) for mode in ("1", "L", "P", "RGB", "LA", "CMYK")
    ]
    return [*made, ("RGBA", saved(clear, "PNG")), ("16 bits", saved(small.convert("I").point(lambda v: v * 257).convert("I;16"), "PNG"))]


def test_paper_is_white_in_every_mode() -> None:
    import numpy as np

    for mode, data in modes():
        picture, _ = Pictures("image", data, "a.png").page(1, 200, 3600, grey=True)
        grey = np.asarray(picture)
        assert grey[5, 5] > 240, mode
        assert grey.min() < 90, mode
        assert (grey > 128).mean() > 0.8, mode


def test_a_picture_that_was_turned_by_its_camera_is_upright() -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(blank().resize((300, 200)), "JPEG", exif=exif)
    assert Pictures("image", data, "a.jpg").page(1, 200, 3600, grey=True)[0].size == (200, 300)


@pytest.mark.parametrize(("dpi", "points"), [((300, 300), 300 / 72), ((72, 72), 700 / 842), ((96, 96), 700 / 842), (None, 700 / 842)])
def test_a_picture_without_a_true_resolution_is_taken_for_a4(dpi: tuple[int, int] | None, points: float) -> None:
    data = saved(blank().resize((495, 700)), "PNG", **({"dpi": dpi} if dpi else {}))
    assert Pictures("image", io.BytesIO(data).getvalue(), "a.png").page(1, 600, 3600, grey=True)[1] == pytest.approx(points, rel=0.001)
