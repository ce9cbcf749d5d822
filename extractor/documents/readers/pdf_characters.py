"""The characters of a PDF page with their places, as pdfium reads them, in a frame in which the text runs upright."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_CHARACTERS = 200_000
"""Characters of a page that are read; a page of print has fewer than 10,000."""

ASCENT = 0.88  # of an em above the baseline: that of CJK fonts; files state other, often wrong, ascents
_INVISIBLE = 3  # the text render mode of what a recogniser lays under a picture
_LIGHT = 190  # of 255: fainter letters are a watermark's where they are also larger than print or aslant
_HYPHEN = 2  # how pdfium spells a hyphen at a line's end
# Ticks and boxes that forms take from fonts of pictures, whose characters stand in Unicode's private area.
_DINGBATS = {
    "wingdings2": {0x50: "✓", 0x51: "✓", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□", 0x97: "●", 0x98: "●"},
    "wingdings": {
        0x6F: "□",
        0x71: "□",
        0x72: "□",
        0xA8: "□",
        0xFE: "☑",
        0xFD: "☒",
        0x78: "☒",
        0xFC: "√",
        0xFB: "×",
        0x6E: "■",
        0x6C: "●",
        0x75: "◆",
        0xA7: "▪",
        0x9F: "•",
        0xD8: "➢",
        0x76: "❖",
        0xE0: "→",
        0x77: "◆",
        0xA1: "○",
        0x81: "①",
    },
    "symbol": {0xB7: "•", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xD7: "⋅", 0xA5: "∞", 0xD6: "√", 0xAE: "→"},
}


class Glyph(NamedTuple):
    """A character in the upright frame: its advance from `x0` to `x1`, its baseline and size in points, its number in the file."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    order: int
    hidden: bool = False

    @property
    def top(self) -> float:
        return self.baseline - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + (1 - ASCENT) * self.size

    @property
    def middle(self) -> float:
        return self.baseline - (ASCENT - 0.5) * self.size


class Layer(StrEnum):
    """What the text of a page is."""

    PRINTED = "printed"
    RECOGNISED = "recognised"  # invisible text under a picture
    UNREADABLE = "unreadable"  # characters without a meaning: the font's table of them is missing
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Frame:
    """A page turned by `rotation` (0, 90, 180, 270 clockwise): points of the file and points from the upper left corner."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as turned."""
        across, up = self.right - self.left, self.top - self.bottom
        return (up, across) if self.rotation in (90, 270) else (across, up)

    def to(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the file stands, from the upper left corner."""
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def back(self, x: float, y: float) -> tuple[float, float]:
        """The file's point for one from the upper left corner."""
        match self.rotation:
            case 90:
                return y + self.left, x + self.bottom
            case 180:
                return self.right - x, y + self.bottom
            case 270:
                return self.right - y, self.top - x
            case _:
                return x + self.left, self.top - y


@dataclass(frozen=True, slots=True)
class Characters:
    """The upright characters of a page. `frame`: in which they stand; `shown`: the page as a viewer shows it.

    `aside`: characters that run at a right angle to the others. `unread`: how many have no meaning. `digits`:
    how often each digit is printed, watermarks counted.
    """

    glyphs: list[Glyph]
    frame: Frame
    shown: Frame
    layer: Layer
    aside: list[Glyph]
    unread: int = 0
    digits: Counter[str] = field(default_factory=Counter[str])

    def box(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """A box of the frame as a box of the page as shown."""
        if self.frame == self.shown:
            return x0, top, x1, bottom
        ax, ay = self.shown.to(*self.frame.back(x0, top))
        bx, by = self.shown.to(*self.frame.back(x1, bottom))
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


class _Style(NamedTuple):
    """What all characters of one text object share."""

    size: float
    direction: int  # degrees clockwise of the line's run in the file's own frame; -1 aslant
    hidden: bool
    light: bool
    dingbats: dict[int, str] | None


class _Raw(NamedTuple):
    code: int
    x: float
    y: float
    box: tuple[float, float, float, float]
    style: _Style
    order: int
    bad: bool


def read_characters(page: PdfPage) -> Characters:
    """The characters of a page; watermarks left out, overprinted characters once."""
    shown = _shown(page)
    left, bottom, right, top = shown.left, shown.bottom, shown.right, shown.top
    everything = list(_raws(page))
    digits = count_digits((chr(r.code), r.x, r.y) for r in everything if not r.bad)
    raws = [r for r in everything if r.style.direction >= 0]
    body = Counter(round(r.style.size) for r in raws if not r.style.light)
    usual = body.most_common(1)[0][0] if body else 12
    raws = [r for r in raws if not (r.style.light and r.style.size > 1.6 * usual)]
    runs = Counter(r.style.direction for r in raws)
    main = runs.most_common(1)[0][0] if runs else 0
    # A line that runs down the file's page is upright where the page is turned a quarter back.
    frame = Frame(left, bottom, right, top, -main % 360)
    upright = _once(_glyphs([r for r in raws if r.style.direction == main], frame))
    aside = [g for turn in runs if turn != main for g in _glyphs([r for r in raws if r.style.direction == turn], frame, aside=True)]
    visible = sum(not g.hidden for g in upright if not g.text.isspace())
    hidden = sum(g.hidden for g in upright if not g.text.isspace())
    unread = sum(r.bad for r in raws)
    layer = Layer.PRINTED if visible or aside else Layer.NONE
    if hidden > visible:
        layer = Layer.RECOGNISED
    elif hidden:
        upright = _without_doubles(upright)
    if unread > 0.2 * max(1, sum(not chr(r.code).isspace() for r in raws)):
        layer = Layer.UNREADABLE
    return Characters(upright, frame, shown, layer, aside, unread, digits)


def _shown(page: PdfPage) -> Frame:
    box: Any = page.get_cropbox()  # four figures; the package's own types say less
    left, bottom, right, top = (float(v) for v in box)
    return Frame(left, bottom, right, top, page.get_rotation() % 360)


def count_digits(characters: Iterable[tuple[str, float, float]]) -> Counter[str]:
    """How often each digit is printed, those printed over each other counted once."""
    counts: Counter[str] = Counter()
    seen: set[tuple[str, int, int]] = set()
    for text, x, y in characters:
        if not text.isdecimal():
            continue
        column, row = round(x), round(y)
        if any((text, column + a, row + b) in seen for a in (-1, 0, 1) for b in (-1, 0, 1)):
            continue
        seen.add((text, column, row))
        counts[text] += 1
    return counts


def _raws(page: PdfPage) -> Iterable[_Raw]:
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    try:
        handle = text.raw
        x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        styles: dict[int | None, _Style] = {}
        for n in range(min(text.count_chars(), MAX_CHARACTERS)):
            if pdfium.FPDFText_IsGenerated(handle, n) == 1:
                continue
            code = pdfium.FPDFText_GetUnicode(handle, n)
            thing = pdfium.FPDFText_GetTextObject(handle, n)
            address = ctypes.cast(thing, ctypes.c_void_p).value
            style = styles.get(address)
            if style is None:
                style = styles[address] = _style(handle, n, thing)
            pdfium.FPDFText_GetCharOrigin(handle, n, x, y)
            pdfium.FPDFText_GetLooseCharBox(handle, n, box)
            bad = pdfium.FPDFText_HasUnicodeMapError(handle, n) == 1
            code = ord("-") if code == _HYPHEN else code
            if style.dingbats is not None and 0xF000 <= code <= 0xF0FF:
                code = ord(style.dingbats.get(code - 0xF000, "\ufffd"))
                bad = code == 0xFFFD
            bad = bad or code in (0, 0xFFFD, 0xFFFF, 0xFFFE) or 0xD800 <= code <= 0xF8FF
            yield _Raw(code, x.value, y.value, (box.left, box.bottom, box.right, box.top), style, n, bad)
    finally:
        text.close()


def _style(handle: object, n: int, thing: object) -> _Style:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(handle, n, matrix)
    stated = pdfium.FPDFText_GetFontSize(handle, n)
    size = stated * math.hypot(matrix.c, matrix.d)
    angle = -math.degrees(math.atan2(matrix.b, matrix.a)) % 360
    turn = round(angle / 90) * 90
    direction = turn % 360 if abs(angle - turn) < 2 else -1
    channels = [ctypes.c_uint() for _ in range(4)]
    known = pdfium.FPDFText_GetFillColor(handle, n, *channels)
    light = bool(known) and (min(c.value for c in channels[:3]) >= _LIGHT or channels[3].value < 128)
    hidden = bool(thing) and pdfium.FPDFTextObj_GetTextRenderMode(thing) == _INVISIBLE
    name = ctypes.create_string_buffer(80)
    pdfium.FPDFText_GetFontInfo(handle, n, name, 80, ctypes.c_int())
    font = name.value.decode("latin-1").lower().replace(" ", "").replace("-", "")
    dingbats = next((table for key, table in _DINGBATS.items() if key in font), None)
    return _Style(size if math.isfinite(size) and size > 0 else 1.0, direction, hidden, light, dingbats)


def _glyphs(raws: list[_Raw], frame: Frame, *, aside: bool = False) -> list[Glyph]:
    found: list[Glyph] = []
    for raw in raws:
        x, y = frame.to(raw.x, raw.y)
        ax, ay = frame.to(raw.box[0], raw.box[1])
        bx, by = frame.to(raw.box[2], raw.box[3])
        if not all(map(math.isfinite, (x, y, ax, bx))):
            continue
        x0, x1 = (min(ax, bx), max(ax, bx)) if aside else (x, max(x, ax, bx))
        baseline = max(ay, by) if aside else y
        found.append(Glyph("\ufffd" if raw.bad else chr(raw.code), x0, x1, baseline, raw.style.size, raw.order, raw.style.hidden))
    return found


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Characters printed twice in one place (bold, shadow) once; pdfium parts a ligature into letters of one place, which stay."""
    cells: dict[tuple[str, int, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    for g in glyphs:
        if g.text.isspace():
            kept.append(g)
            continue
        step = max(g.size, 1.0)
        column, row = int(g.x0 // step), int(g.baseline // step)
        near = (o for c in (column - 1, column, column + 1) for r in (row - 1, row, row + 1) for o in cells.get((g.text, c, r), ()))
        reach = min(0.2 * g.size, 0.45 * max(g.x1 - g.x0, 0.1))
        if any(
            abs(o.x0 - g.x0) < reach and abs(o.baseline - g.baseline) < 0.2 * g.size and not (g.text in "fil" and o.order == g.order - 1)
            for o in near
        ):
            continue
        cells.setdefault((g.text, column, row), []).append(g)
        kept.append(g)
    return kept


def _without_doubles(glyphs: list[Glyph]) -> list[Glyph]:
    """Without the invisible characters that stand where visible ones do."""
    seen = [g for g in glyphs if not g.hidden]
    rows: dict[int, list[Glyph]] = {}
    for g in seen:
        rows.setdefault(int(g.baseline // 6), []).append(g)

    def doubled(g: Glyph) -> bool:
        middle = (g.x0 + g.x1) / 2
        near = (o for r in (-1, 0, 1) for o in rows.get(int(g.baseline // 6) + r, ()))
        return any(o.x0 <= middle <= o.x1 and abs(o.baseline - g.baseline) < 0.6 * g.size for o in near)

    return [g for g in glyphs if not g.hidden or not doubled(g)]
