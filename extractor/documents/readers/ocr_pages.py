"""Pages of pictures and of PDF, recognised one by one. Runs in the recogniser's process, which keeps the file between the calls."""

from __future__ import annotations

import io
import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.documents.limits import MAX_PAGES, MAX_PIXELS
from extractor.documents.readers import ocr_engine
from extractor.documents.readers.deskew import Picture, straightened
from extractor.documents.readers.ocr_model import Glyph, Line, Matrix, PageRead, Region
from extractor.documents.readers.ocr_rules import RESOLUTION, erased, find_rules
from extractor.documents.sniff import Format
from extractor.errors import DocumentError
from extractor.words import Text

_POINTS = 72
_A4 = 842.0  # points of the longer side: what a picture without a resolution is taken for
_LONGEST = 3600  # pixels of a page that is recognised: A3 at RESOLUTION
_TRUE = (100, 1200)  # dots per inch that a scanner makes; 72 and 96 are what programs write who don't know
_COMPLETE = Text("请检查文件是否下载或保存完整", "Check that it was downloaded or saved completely")

_open: dict[str, Any] = {}
"""The file at hand: {"form": …, "file": …, "name": …}."""


def open_file(form: str, data: bytes, name: str) -> int:
    """Take a file at hand; the number of its pages. Raises DocumentError where it can't be opened."""
    _open.clear()
    file, pages = _opened_pdf(data, name) if form == Format.PDF else _opened_picture(data, name)
    if pages > MAX_PAGES:
        most = Text(f"页数过多（{pages} 页，上限 {MAX_PAGES}）", f"it has too many pages ({pages}, limit {MAX_PAGES})")
        raise DocumentError(most, Text("请拆分后再试", "Split it and try again"), name, "read")
    _open.update(form=form, file=file, name=name)
    return pages


def recognise(number: int) -> PageRead:
    """The page of that 1-based number of the file at hand."""
    page, points = _page(number)
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


def drawn(form: str, data: bytes, name: str, numbers: tuple[int, ...], side: int, quality: int) -> list[tuple[bytes, float, float]]:
    """Pages as JPEG of at most `side` pixels, each with its width and height in points."""
    open_file(form, data, name)
    made: list[tuple[bytes, float, float]] = []
    for number in numbers:
        page, points = _page(number)
        height, width = page.shape
        scale = min(1.0, side / max(page.shape))
        small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        told = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        made.append((told[1].tobytes(), width / points, height / points))
    return made


def _square(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.vstack([matrix, [0.0, 0.0, 1.0]])


def _scaled_line(line: Line, by: float) -> Line:
    glyphs = tuple(Glyph(g.text, g.x0 * by, g.x1 * by, g.certainty) for g in line.glyphs)
    return Line(glyphs, line.top * by, line.bottom * by)


def _scaled_cell(cell: Region, by: float) -> Region:
    return cell._replace(x0=cell.x0 * by, top=cell.top * by, x1=cell.x1 * by, bottom=cell.bottom * by)


def _page(number: int) -> tuple[Picture, float]:
    """A grey page, and its pixels for each point."""
    file, name = _open["file"], str(_open["name"])
    return _drawn_pdf(file, number, name) if _open["form"] == Format.PDF else _drawn_picture(file, number, name)


def _opened_pdf(data: bytes, name: str) -> tuple[Any, int]:
    import pypdfium2

    try:
        file: Any = pypdfium2.PdfDocument(data)
        return file, len(file)
    except pypdfium2.PdfiumError as e:
        if "password" in str(e).lower():
            raise DocumentError(
                Text("PDF 已加密，需要密码", "the PDF is encrypted and needs a password"),
                Text("请先去除密码再试", "Remove the password and try again"),
                name,
                "read",
            ) from e
        raise DocumentError(Text(f"PDF 已损坏（{e}）", f"the PDF is damaged ({e})"), _COMPLETE, name, "read") from e


def _drawn_pdf(file: Any, number: int, name: str) -> tuple[Picture, float]:
    import pypdfium2

    try:
        page = file[number - 1]
        longest = max(page.get_size())
        points = min(RESOLUTION / _POINTS, _LONGEST / max(longest, 1.0))
        drawn: Any = page.render(scale=points, grayscale=True, may_draw_forms=False).to_numpy()
        page.close()
    except (pypdfium2.PdfiumError, ValueError) as e:
        what = Text(f"PDF 第 {number} 页已损坏（{e}）", f"page {number} of the PDF is damaged ({e})")
        raise DocumentError(what, _COMPLETE, name, "read") from e
    grey = drawn if drawn.ndim == 2 else drawn[:, :, 0]
    return np.ascontiguousarray(grey, dtype=np.uint8), points


def _opened_picture(data: bytes, name: str) -> tuple[Any, int]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and an error, not a warning
    try:
        file = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"))
        pages = int(getattr(file, "n_frames", 1)) if file.format == "TIFF" else 1
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, OverflowError) as e:
        raise _damaged(name) from e
    return file, pages


def _drawn_picture(file: Any, number: int, name: str) -> tuple[Picture, float]:
    from PIL import Image, ImageOps

    try:
        file.seek(number - 1)
        width, height = file.size
        if width * height > MAX_PIXELS:
            has, most = f"{width} × {height}", f"{MAX_PIXELS / 1e6:.0f}"
            what = Text(f"图片过大（{has} 像素，上限 {most} 百万）", f"the picture is too large ({has} pixels, limit {most} million)")
            raise DocumentError(what, Text("请缩小后再试", "Make it smaller and try again"), name, "read")
        resolution = _resolution(file.info.get("dpi"))
        upright = ImageOps.exif_transpose(file)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            # What is clear is paper.
            clear = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        if upright.mode.startswith("I;16"):
            grey = (np.asarray(upright, dtype=np.uint16) >> 8).astype(np.uint8)
        else:
            grey = np.asarray(upright.convert("L"), dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, EOFError, OverflowError) as e:
        raise _damaged(name) from e
    longest = max(grey.shape)
    points = resolution / _POINTS if resolution else longest / _A4
    # As many pixels as a page at RESOLUTION has; small ones are left as they are, there is no more in them.
    scale = min(1.0, RESOLUTION / _POINTS / points, _LONGEST / longest)
    if scale < 0.95:
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        points *= scale
    return np.ascontiguousarray(grey), points


def _resolution(told: Any) -> float:
    """Dots per inch, 0 where the picture doesn't tell or tells a program's default."""
    try:
        across, down = (float(v) for v in told)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0
    credible = all(math.isfinite(v) and _TRUE[0] <= v <= _TRUE[1] for v in (across, down)) and abs(across - down) < 1
    return across if credible else 0.0


def _damaged(name: str) -> DocumentError:
    return DocumentError(Text("图片已损坏，无法打开", "the picture is damaged and can't be opened"), _COMPLETE, name, "read")
