"""The package of an Office Open XML file (ECMA-376 part 2): a ZIP of XML parts that name each other by relationships.

Everything in it is a stranger's: sizes are checked while unpacking, XML may define no entities, names are only looked up
in the archive and never become paths, and targets outside it are never opened.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from extractor.documents.limits import MAX_UNPACKED
from extractor.errors import DocumentError
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

MAX_TAGS = 8_000_000
"""Markup signs of one XML part: what its tree costs in memory, which its bytes do not tell."""
_MAX_PARTS = 20_000
_STRICT = re.compile(rb'(xmlns(?::[\w.-]+)?\s*=\s*["\'])http://purl\.oclc\.org/ooxml/([\w/]+)')
_TRANSITIONAL = {
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"drawingml/chart": b"http://schemas.openxmlformats.org/drawingml/2006/chart",
    b"drawingml/diagram": b"http://schemas.openxmlformats.org/drawingml/2006/diagram",
    b"drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    b"officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
}
"""Strict Office Open XML (ISO/IEC 29500-1) has the same elements under other names."""
_COMPLETE = Text("请检查文件是否下载或保存完整，或用 Word 打开后重新另存", "Check that it is complete, or save it again from Word")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A part that another part names: the last word of its type (chart, footnotes …) and its name in the archive."""

    kind: str
    target: str


class Package:
    """The parts of one file. Raises DocumentError from every method where the file is damaged or unpacks too large."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._unpacked = 0
        try:
            self._zip = ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError, EOFError) as e:
            raise damaged(name) from e
        if sum(e.file_size for e in entries) > MAX_UNPACKED or len(entries) > _MAX_PARTS:
            raise too_large(name)
        self._entries: dict[str, ZipInfo] = {_plain(e.filename): e for e in reversed(entries)}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    def bytes_of(self, part: str) -> bytes:
        """A part unpacked. Raises KeyError where the package has none of that name."""
        entry = self._entries[_plain(part)]
        if entry.flag_bits & 1:
            raise encrypted(self.name)
        pieces: list[bytes] = []
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(1 << 20):
                    self._unpacked += len(piece)
                    if self._unpacked > MAX_UNPACKED:
                        raise too_large(self.name)
                    pieces.append(piece)
        except (BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError) as e:
            raise damaged(self.name, part) from e
        return b"".join(pieces)

    def xml(self, part: str) -> Element:
        """The root of an XML part, its names those of transitional Office Open XML. Raises KeyError as `bytes_of`."""
        etree: Any = import_module("lxml.etree")
        data = self.bytes_of(part)
        bare = data.replace(b"\x00", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:8] else data
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            raise DocumentError(
                Text(f"{part} 含有 XML 实体定义，Office 文件不应有，可能有害", f"{part} defines XML entities, which no Office file does"),
                Text("如确属可信文件，请用 Word 打开后重新另存", "If you trust it, open it in Word and save it again"),
                self.name,
                "read",
            )
        if bare.count(b"<") > MAX_TAGS:
            raise too_large(self.name)
        if b"purl.oclc.org/ooxml" in data:
            data = _STRICT.sub(lambda m: m[1] + _TRANSITIONAL.get(m[2], b"http://purl.oclc.org/ooxml/" + m[2]), data)
        safe = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
        try:
            return cast("Element", etree.fromstring(data, etree.XMLParser(**safe, remove_comments=True, remove_pis=True)))
        except (etree.XMLSyntaxError, ValueError) as e:
            raise damaged(self.name, part) from e

    def main_part(self, usual: str) -> str:
        """The name of the part that holds the document itself: as the package says, else the `usual` one."""
        named = [r.target for r in self.relationships("").values() if r.kind == "officeDocument"]
        found = next((part for part in [*named, usual] if part in self), None)
        if found is None:
            raise DocumentError(
                Text("文件里没有正文", "the file has no main part: its text is missing"),
                _COMPLETE,
                self.name,
                "read",
            )
        return found

    def relationships(self, part: str) -> dict[str, Relationship]:
        """What `part` ("": the package) names, by id; outside targets and unreadable lists count as none."""
        folder, _, base = part.rpartition("/")
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        if listed not in self:
            return {}
        try:
            root = self.xml(listed)
        except DocumentError:
            return {}
        found: dict[str, Relationship] = {}
        for element in root:
            target = element.get("Target", "")
            if element.get("TargetMode") == "External" or not target:
                continue
            full = target if target.startswith("/") else posixpath.join(folder, target)
            found[element.get("Id", "")] = Relationship(element.get("Type", "").rpartition("/")[2], posixpath.normpath(full).lstrip("/"))
        return found


def _plain(part: str) -> str:
    """Part names differ in neither case nor leading slash; some writers part folders by backslashes."""
    return part.replace("\\", "/").lstrip("/").lower()


def damaged(name: str, part: str = "") -> DocumentError:
    """The error of a file that can't be unpacked or parsed; `part` where in it."""
    where = (f"（{part}）", f" ({part})") if part else ("", "")
    return DocumentError(Text(f"文件已损坏或不完整{where[0]}", f"the file is damaged or truncated{where[1]}"), _COMPLETE, name, "read")


def too_large(name: str) -> DocumentError:
    """The error of a file that unpacks to more than can be read."""
    most = f"{MAX_UNPACKED / 1e6:.0f} MB"
    return DocumentError(
        Text(f"解压后过大（上限 {most}），可能是压缩炸弹", f"it unpacks to too much (limit {most}): perhaps a zip bomb"),
        Text("如确属正常报告，请拆分后再试", "If it is a real report, split it and try again"),
        name,
        "read",
    )


def encrypted(name: str) -> DocumentError:
    """The error of a file under a password."""
    return DocumentError(
        Text("文件有密码保护，无法读取", "the file is protected by a password"),
        Text("请用办公软件打开，取消密码后另存再试", "Open it in the office program, remove the password and save it again"),
        name,
        "read",
    )


def refuse_encrypted(data: bytes, name: str) -> None:
    """Stands in the place of a reader for Office files under a password."""
    raise encrypted(name)


def refuse_broken(data: bytes, name: str) -> None:
    """Stands in the place of a reader for ZIP files that can't be opened: a docx or xlsx cut in the middle, mostly."""
    raise damaged(name)
