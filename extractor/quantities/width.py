"""One-to-one width folding: every character keeps its offset, so a folded string's spans are the source's spans.

NFKC is not used: it turns ㎡ into m2 and ① into 1, which moves offsets and invents figures.
"""

from __future__ import annotations

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ！…～ → !…~
_SPACES = {ord(c): ord(" ") for c in "\u3000\u00a0\u2002\u2003\u2009\u202f\u205f"}
# Characters that office programs and input methods print for the same sign.
_SIGNS = {
    ord(a): ord(b)
    for a, b in {
        "﹪": "%",
        "−": "-",
        "﹣": "-",
        "–": "-",
        "﹑": "、",
        "︰": ":",
        "﹕": ":",
        "∶": ":",
        "﹔": ";",
        "﹐": ",",
        "﹒": ".",
        "·": "·",
        "〔": "[",
        "〕": "]",
        "【": "[",
        "】": "]",
        "﹙": "(",
        "﹚": ")",
        "○": "〇",
        "＜": "<",
        "＞": ">",
        "≧": "≥",
        "≦": "≤",
    }.items()
}
_FOLD = _FULL | _SPACES | _SIGNS


def fold(text: str) -> str:
    """`text` with full-width forms as half-width ones; same length, same offsets."""
    return text.translate(_FOLD)
