"""PDF files written byte by byte: text at a place, rules, turned pages, passwords; what tests need and nothing else.

Chinese text is set in a font that is not embedded (STSong-Light, UniGB-UCS2-H): readers know its characters, no file of ours does.
In it a Chinese character is 1 em wide and an ASCII one half an em, so that tests can count places.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_FONTS = (
    b"/F1 << /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font"
    b" /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
    b" /DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 90 >> >>] >>"
    b" /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    b" /F3 << /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Lost /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
    b" /Subtype /CIDFontType2 /BaseFont /ABCDEF+Lost /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    b" /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /ABCDEF+Lost /Flags 4 /FontBBox [0 -200 1000 900]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 90 >> >>] >>"
)


@dataclass
class Sheet:
    """A page: its size in points, its turn, what is drawn on it. Places are points from the upper left corner."""

    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    drawn: list[str] = field(default_factory=list[str])

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 12.0,
        *,
        font: str = "F1",
        mode: int = 0,
        gray: float = 0.0,
        turn: str = "1 0 0 1",
    ) -> Sheet:
        """Words whose baseline begins at x, y. `mode` 3 is invisible; `turn`: the first four figures of the text's matrix."""
        if font == "F2":
            shown = "(" + words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
        else:
            shown = "<" + words.encode("utf-16-be").hex() + ">"
        self.drawn.append(f"BT /{font} {size} Tf {mode} Tr {gray} g {turn} {x:.2f} {self.height - y:.2f} Tm {shown} Tj ET 0 g")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float, dash: str = "[] 0") -> Sheet:
        """A stroke."""
        self.drawn.append(f"{dash} d 0.5 w {x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S [] 0 d")
        return self

    def bar(self, x0: float, y0: float, x1: float, y1: float, gray: float = 0.0) -> Sheet:
        """A filled rectangle: a rule where it is thin, shading where it is not."""
        self.drawn.append(f"{gray} g {x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f 0 g")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Sheet:
        """Rules along all of `xs` and `ys`."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        return self

    def rows(self, xs: Sequence[float], top: float, rows: Sequence[Sequence[str]], high: float = 20.0, size: float = 10.0) -> Sheet:
        """A ruled table: each cell's words (lines parted by \\n) at its left; row heights follow the lines."""
        ys = [top]
        for row in rows:
            lines = [cell.split("\n") for cell in row]
            for x, cell in zip(xs, lines, strict=False):
                for n, words in enumerate(cell):
                    if words:
                        self.text(x + 3, ys[-1] + 14 + 13 * n, words, size)
            ys.append(ys[-1] + high + 13 * (max(map(len, lines)) - 1))
        return self.grid(xs, ys)


def made_pdf(
    sheets: Sequence[Sheet], *, user: str | None = None, owner: str | None = None, packed: bool = True, catalog: bytes = b""
) -> bytes:
    """The file. `user`, `owner`: passwords (40-bit RC4); an empty `user` opens without one. `catalog`: further entries of it."""
    key = file_id = b""
    encrypt = b""
    if user is not None:
        file_id = hashlib.md5(b"made").digest()
        key, encrypt = _encryption(user, owner or user, file_id)
    numbers = range(4, 4 + 2 * len(sheets), 2)
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % n for n in numbers) + b"] /Count %d >>" % len(sheets),
        3: b"<< /Font << " + _FONTS + b" >> >>",
    }
    for n, sheet in zip(numbers, sheets, strict=True):
        box = f"[0 0 {sheet.width} {sheet.height}]".encode()
        objects[n] = b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Rotate %d /Resources 3 0 R /Contents %d 0 R >>" % (
            box,
            sheet.rotate,
            n + 1,
        )
        stream = "\n".join(sheet.drawn).encode("latin-1")
        stream = zlib.compress(stream) if packed else stream
        if key:
            stream = _rc4(hashlib.md5(key + (n + 1).to_bytes(3, "little") + b"\0\0").digest()[:10], stream)
        objects[n + 1] = (
            b"<< /Length %d%s >>\nstream\n" % (len(stream), b" /Filter /FlateDecode" if packed else b"") + stream + b"\nendstream"
        )
    if key:
        for n in (n for n in objects if n < 4 or n % 2 == 0):
            rc4 = hashlib.md5(key + n.to_bytes(3, "little") + b"\0\0").digest()[:10]
            objects[n] = re.sub(rb"\(([^()]*)\)", lambda m, rc4=rc4: b"<" + _rc4(rc4, m[1]).hex().encode() + b">", objects[n])
    return _file(objects, encrypt, file_id)


def _file(objects: dict[int, bytes], encrypt: bytes, file_id: bytes) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    at: dict[int, int] = {}
    for n, body in sorted(objects.items()):
        at[n] = len(out)
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    size = max(objects) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % at[n] for n in range(1, size))
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, encrypt, start)
    return bytes(out)


def _encryption(user: str, owner: str, file_id: bytes) -> tuple[bytes, bytes]:
    """The file's key and the trailer's entries, by the standard security handler, revision 2."""
    padded = [(word.encode() + _PAD)[:32] for word in (user, owner)]
    o = _rc4(hashlib.md5(padded[1]).digest()[:5], padded[0])
    allowed = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded[0] + o + allowed + file_id).digest()[:5]
    u = _rc4(key, _PAD)
    told = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (o.hex().encode(), u.hex().encode())
    return key, b"/Encrypt " + told + b" /ID [<%s> <%s>]" % (file_id.hex().encode(), file_id.hex().encode())


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
