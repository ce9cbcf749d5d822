"""Archives for the tests, written byte by byte where no program would write them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """An archive as Python writes it: names that are not ASCII are marked as UTF-8."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def raw_zip(files: Mapping[bytes, bytes], *, flags: int = 0, extra: bytes = b"") -> bytes:
    """An archive whose names are those bytes, stored; `flags` 1 says that the entries are encrypted."""
    body, directory = b"", b""
    for name, data in files.items():
        common = struct.pack("<HHHHHLLLHH", 20, flags, 0, 0, 0x5821, zlib.crc32(data), len(data), len(data), len(name), len(extra))
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name + extra
        body += b"PK\x03\x04" + common + name + extra + data
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + end


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
