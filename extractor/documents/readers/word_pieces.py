"""The bare text of a Word 97 file out of its piece table ([MS-DOC] 2.4.1): complete, but without numbers, merges and rows."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_TABLE_FLAG, _CLX, _LENGTH = 0x0200, 0x01A2, 0x4C
_COMPRESSED = 0x40000000
CELL_MARK = "\x07"
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_SIGNS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", **dict.fromkeys("\x01\x02\x05\x08\x1f", "")})


def table_stream(head: bytes) -> str:
    """The name of the stream that the piece table lies in, by the main stream's head."""
    return "1Table" if int.from_bytes(head[10:12], "little") & _TABLE_FLAG else "0Table"


def main_text(main: bytes, table: bytes) -> str:
    """The text of the body with line ends \\n, fields shown by their results; cells end in CELL_MARK.

    Raises ValueError where the two streams do not hold what their head says.
    """
    try:
        (length,) = struct.unpack_from("<I", main, _LENGTH)
        at, size = struct.unpack_from("<II", main, _CLX)
        text = "".join(_pieces(main, table[at : at + size]))[:length]
    except (struct.error, IndexError) as e:
        raise ValueError(str(e)) from e
    if len(text) < length:
        raise ValueError("the text is cut off")
    while (shorter := _FIELD.sub(lambda m: m[1] or "", text)) != text:
        text = shorter
    return text.translate(_SIGNS)


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    at = 0
    while clx[at] == 1:  # property modifications stand before the table
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    size = int.from_bytes(clx[at + 1 : at + 5], "little")
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    for n in range(count):
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)
        characters = bounds[n + 1] - bounds[n]
        if characters < 0:
            raise ValueError("pieces overlap")
        if place & _COMPRESSED:
            start = (place & (_COMPRESSED - 1)) // 2
            yield main[start : start + characters].decode("cp1252", errors="replace")
        else:
            yield main[place : place + 2 * characters].decode("utf-16-le", errors="replace")
