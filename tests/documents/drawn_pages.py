"""Scanned pages for the tests: drawn with a Chinese font, then turned, stained and pressed as scanners do."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

OCR = pytest.mark.skipif(any(find_spec(p) is None for p in ("rapidocr", "onnxruntime", "pypdfium2")), reason="needs the extra ocr")
FONT = next((f for d in ("/usr/share/fonts", "/Library/Fonts") for f in sorted(Path(d).rglob("NotoS*CJK-Regular.ttc"))), None)
DRAWN = pytest.mark.skipif(FONT is None or find_spec("PIL") is None, reason="needs Pillow and the font Noto CJK (fonts-noto-cjk)")

WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
MARGIN = 200
_SIZE = 33  # 12 points
_CELL = 29

LINES = (
    "　　一、部门收支情况",
    "　　2023年部门收入总计1,803.82万元，其中：财政拨款收入1,650.30万元，占",
    "91.49%；其他收入153.52万元。与上年相比减少12.08万元，下降0.67%。",
    "　　全年接待国内来访团组46批次、312人次，在职人员控制率为98.5%。",
)
PARAGRAPHS = (
    "一、部门收支情况",
    "2023年部门收入总计1,803.82万元,其中:财政拨款收入1,650.30万元,占91.49%;其他收入153.52万元。与上年相比减少12.08万元,下降0.67%。",
    "全年接待国内来访团组46批次、312人次,在职人员控制率为98.5%。",
)
# (row, column, rowspan, colspan, words)
CELLS = (
    (0, 0, 2, 1, "项目"),
    (0, 1, 1, 2, "预算数"),
    (0, 3, 2, 1, "决算数"),
    (1, 1, 1, 1, "年初"),
    (1, 2, 1, 1, "调整"),
    (2, 0, 1, 1, "基本支出"),
    (2, 1, 1, 1, "1,124.06"),
    (2, 2, 1, 1, "1,101.50"),
    (2, 3, 1, 1, "1,098.33"),
    (3, 0, 1, 1, "项目支出"),
    (3, 1, 1, 1, "0.00"),
    (3, 2, 1, 1, "7"),
    (3, 3, 1, 1, "-30.24"),
    (4, 0, 1, 1, "合计"),
    (4, 1, 1, 3, "2,229.65"),
)
COLUMNS, ROW = (0, 330, 620, 910, 1200), 48


def blank() -> Any:
    from PIL import Image

    return Image.new("L", (WIDTH, HEIGHT), 255)


def font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), size, index=2)  # the face for Chinese as written on the mainland


def page(lines: Sequence[str] = LINES, cells: Sequence[tuple[int, int, int, int, str]] = CELLS, foot: str = "— 3 —") -> Any:
    """A page of text, a ruled table below it, a page number at its foot."""
    from PIL import ImageDraw

    made = blank()
    pen = ImageDraw.Draw(made)
    top = 220
    for line in lines:
        pen.text((MARGIN, top), line, font=font(_SIZE), fill=20)
        top += 54
    pen.text((WIDTH - MARGIN - 200, top), "单位：万元", font=font(_CELL), fill=20)
    top += 60
    for row, column, down, across, words in cells:
        x0, x1 = MARGIN + COLUMNS[column], MARGIN + COLUMNS[column + across]
        y0, y1 = top + row * ROW, top + (row + down) * ROW
        pen.rectangle((x0, y0, x1, y1), outline=0, width=2)
        pen.text((x0 + 8, (y0 + y1) / 2), words, font=font(_CELL), fill=20, anchor="lm")
    if foot:
        pen.text((WIDTH / 2, HEIGHT - 120), foot, font=font(_CELL), fill=20, anchor="mm")
    return made


def degraded(picture: Any, angle: float = 0.8) -> Any:
    """Turned, noisy and pressed hard."""
    import numpy as np
    from PIL import Image

    turned = picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    noise = np.random.default_rng(7).normal(0, 14, (HEIGHT, WIDTH))
    stained = np.clip(np.asarray(turned, dtype=float) * 0.93 + noise, 0, 255).astype("uint8")
    return Image.open(io.BytesIO(saved(Image.fromarray(stained), "JPEG", quality=45)))


def saved(picture: Any, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def scanned(*pictures: Any) -> bytes:
    """A PDF of pictures alone."""
    return saved(pictures[0], "PDF", resolution=200, save_all=True, append_images=list(pictures[1:]))
