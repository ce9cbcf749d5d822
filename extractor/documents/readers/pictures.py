"""Pages of picture files and of PDF as pictures, with their size in points. Runs in a child, for files may lie; needs Pillow, pypdfium2."""

from __future__ import annotations

import io
import math
from typing import Any

from extractor.documents.limits import MAX_PAGES, MAX_PIXELS
from extractor.documents.sniff import Format
from extractor.errors import DocumentError
from extractor.words import Text

POINTS = 72
"""Points of an inch."""
_A4 = 842.0  # points of the longer side: what a picture without a resolution is taken for
_TRUE = (100, 1200)  # dots per inch that a scanner makes; 72 and 96 are what programs write who don't know
_COMPLETE = Text("请检查文件是否下载或保存完整", "Check that it was downloaded or saved completely")
_LIES = (OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, EOFError, OverflowError, AttributeError, RuntimeError)


class Pictures:
    """The pages of one file. Raises DocumentError where it can't be opened, or holds too many pages."""

    def __init__(self, form: str, data: bytes, name: str) -> None:
        self._name = name
        self._pdf = form == Format.PDF
        self._file: Any = None
        self.count = self._open_pdf(data) if self._pdf else self._open_picture(data)
        if self.count > MAX_PAGES:
            most = Text(f"页数过多（{self.count} 页，上限 {MAX_PAGES}）", f"it has too many pages ({self.count}, limit {MAX_PAGES})")
            raise DocumentError(most, Text("请拆分后再试", "Split it and try again"), name, "read")

    def page(self, number: int, resolution: float, longest: int, *, grey: bool) -> tuple[Any, float]:
        """The page of that 1-based number as a picture (L or RGB) of at most that resolution and length, and its pixels a point."""
        if self._pdf:
            return self._drawn(number, resolution, longest, grey=grey)
        picture, points = self._taken(number, grey=grey)
        scale = min(1.0, resolution / POINTS / points, longest / max(picture.size))
        if scale < 0.95:
            picture = picture.resize(tuple(max(1, round(side * scale)) for side in picture.size), reducing_gap=2.0)
            points *= scale
        return picture, points

    def _open_pdf(self, data: bytes) -> int:
        import pypdfium2

        try:
            self._file = pypdfium2.PdfDocument(data)
            return len(self._file)
        except pypdfium2.PdfiumError as e:
            if "password" in str(e).lower():
                what = Text("PDF 已加密，需要密码", "the PDF is encrypted and needs a password")
                raise DocumentError(what, Text("请先去除密码再试", "Remove the password and try again"), self._name, "read") from e
            raise DocumentError(
                Text("PDF 已损坏，无法打开", "the PDF is damaged and can't be opened"), _COMPLETE, self._name, "read"
            ) from e

    def _drawn(self, number: int, resolution: float, longest: int, *, grey: bool) -> tuple[Any, float]:
        import pypdfium2

        try:
            page = self._file[number - 1]
            points = min(resolution / POINTS, longest / max(*page.get_size(), 1.0))
            picture = page.render(scale=points, grayscale=grey, may_draw_forms=False).to_pil()
            page.close()
        except (pypdfium2.PdfiumError, ValueError) as e:
            what = Text(f"PDF 第 {number} 页已损坏，无法显示", f"page {number} of the PDF is damaged and can't be drawn")
            raise DocumentError(what, _COMPLETE, self._name, "read") from e
        return picture.convert("L" if grey else "RGB"), points

    def _open_picture(self, data: bytes) -> int:
        from PIL import Image, UnidentifiedImageError

        Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and an error, not a warning
        try:
            self._file = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"))
            return int(getattr(self._file, "n_frames", 1)) if self._file.format == "TIFF" else 1
        except (UnidentifiedImageError, *_LIES) as e:
            raise self._damaged() from e

    def _taken(self, number: int, *, grey: bool) -> tuple[Any, float]:
        from PIL import Image, ImageOps

        try:
            self._file.seek(number - 1)
            width, height = self._file.size
            if width * height > MAX_PIXELS:
                has, most = f"{width} × {height}", f"{MAX_PIXELS / 1e6:.0f}"
                what = Text(f"图片过大（{has} 像素，上限 {most} 百万）", f"the picture is too large ({has} pixels, limit {most} million)")
                raise DocumentError(what, Text("请缩小后再试", "Make it smaller and try again"), self._name, "read")
            told = _resolution(self._file.info.get("dpi"))
            upright = ImageOps.exif_transpose(self._file)
            if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                # What is clear is paper.
                clear = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
            elif upright.mode.startswith(("I", "F")):
                # 16 bits of grey: Pillow would cut them off at 255, not scale them.
                upright = upright.convert("I").point(lambda value: value / 256)
            picture = upright.convert("L" if grey else "RGB")
        except _LIES as e:
            raise self._damaged() from e
        return picture, told / POINTS if told else max(picture.size) / _A4

    def _damaged(self) -> DocumentError:
        return DocumentError(Text("图片已损坏，无法打开", "the picture is damaged and can't be opened"), _COMPLETE, self._name, "read")


def _resolution(told: Any) -> float:
    """Dots per inch, 0 where the picture doesn't tell or tells a program's default."""
    try:
        across, down = (float(v) for v in told)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0
    credible = all(math.isfinite(v) and _TRUE[0] <= v <= _TRUE[1] for v in (across, down)) and abs(across - down) < 1
    return across if credible else 0.0


def drawn(form: str, data: bytes, name: str, numbers: tuple[int, ...], longest: int, quality: int) -> list[tuple[bytes, float, float]]:
    """Pages as JPEG of at most `longest` pixels, each with its width and height in points. Raises DocumentError."""
    pictures = Pictures(form, data, name)
    made: list[tuple[bytes, float, float]] = []
    for number in numbers:
        if number > pictures.count:
            break
        picture, points = pictures.page(number, 200, longest, grey=False)
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        made.append((file.getvalue(), picture.width / points, picture.height / points))
    return made
