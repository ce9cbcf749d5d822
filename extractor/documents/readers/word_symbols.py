"""Characters of the symbol fonts, which Word keeps at private code points that mean nothing without their font."""

from __future__ import annotations

import re

PRIVATE = re.compile("[\uf020-\uf0ff]")

_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xB0: "°", 0xB7: "•", 0xD7: "·", 0x2D: "-",
    0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xE5: "∑", 0xD6: "√", 0xA2: "′", 0xB2: "″", 0xBC: "…", 0x61: "α", 0x62: "β", 0x67: "γ",
    0x64: "δ", 0x44: "Δ", 0x6D: "μ", 0x70: "π", 0x53: "Σ", 0x73: "σ", 0x6C: "λ", 0x71: "θ", 0x77: "ω", 0x57: "Ω", 0xA8: "♦",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA0: "▪", 0xA7: "▪", 0xA8: "◻",
    0xA1: "○", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x77: "◆", 0xF0: "⇨",
    **{0x81 + n: chr(0x2460 + n) for n in range(10)}, **{0x8C + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_WINGDINGS2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0x98: "●", 0x99: "○", 0x9F: "■", 0xA2: "■", 0xA3: "□",
    **{0x6A + n: chr(0x2460 + n) for n in range(10)}, **{0x75 + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS2}
BULLETS = "●■◆○□◇▪•·➢✓★❖"


def symbol(code: int, font: str) -> str:
    """The character at `code` of a symbol font, or "" where it is a picture without one.

    Digits, letters and signs of Symbol and of ordinary fonts are those of ASCII; in the Wingdings they are pictures.
    """
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    known = _FONTS.get(font.lower().strip())
    if known is not None and code in known:
        return known[code]
    if "dings" in font.lower() or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xF8FF:
        return ""
    return chr(code) if code < 0x7F or known is None else ""


def readable(text: str, font: str) -> str:
    """`text` with the private characters of a symbol font replaced."""
    return PRIVATE.sub(lambda m: symbol(ord(m[0]), font or "symbol"), text)


def bullet(text: str, font: str) -> str:
    """The sign of a list without numbers. A dash would make the figure behind it negative, so all but the known signs are dots."""
    shown = readable(text, font).strip()
    return shown if shown and shown in BULLETS else "•" if text.strip() else ""
