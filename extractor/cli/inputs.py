"""What FILE… names: files, folders, archives and patterns as a list of documents, each with the name of its result."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from extractor.errors import DocumentError
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.documents import Document
    from extractor.documents.archive import Entry

_ARCHIVE = ".zip"
_LONGEST = 180
"""Bytes of a result's name: file systems allow 255, and a Chinese character takes three."""
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
"""What an archive may call a file but a file system not."""


@dataclass(frozen=True, slots=True)
class Order:
    """One document to extract: its file or the archive that holds it, and the name that its result gets before .extraction.json."""

    source: Path
    name: str
    entry: Entry | None = None

    @property
    def file(self) -> str:
        """The document's own file name."""
        return self.source.name if self.entry is None else self.entry.name

    @property
    def stem(self) -> str:
        """Its file name without the ending: the name of its result where no other document has it."""
        return self.source.stem if self.entry is None else _stem(self.entry)

    @property
    def shown(self) -> str:
        """Where it is, for a person."""
        return str(self.source) if self.entry is None else f"{self.source} › {self.entry.path}"

    def data(self) -> bytes:
        """Its bytes, read now. Raises OSError for a file, DocumentError for an entry of an archive."""
        if self.entry is None:
            return self.source.read_bytes()
        from extractor.documents.archive import unpacked

        return unpacked(self.source, self.entry)

    def document(self) -> Document:
        """The document, read now. Raises as `documents.read`."""
        from extractor.documents import read, read_bytes

        return read(self.source) if self.entry is None else read_bytes(self.data(), self.entry.name)


@dataclass(frozen=True, slots=True)
class Nothing:
    """An argument that names no document, or a file of an archive that can't be read."""

    argument: str
    reason: Text


Found = tuple[Path, "Entry | None"]


def documents(arguments: Iterable[str], *, recursive: bool) -> tuple[list[Order], list[Nothing]]:
    """The documents in the order named (those of folders and patterns sorted), none twice, and the arguments that name none."""
    found: dict[tuple[Path, int], Found] = {}
    missing: list[Nothing] = []
    for argument in arguments:
        files = _files(argument, recursive=recursive)
        if isinstance(files, Nothing):
            missing.append(files)
            continue
        for file in files:
            if file.suffix.lower() != _ARCHIVE:
                found.setdefault((file.resolve(), -1), (file, None))
                continue
            held, left = _unpacked(file)
            missing += left
            for entry in held:
                found.setdefault((file.resolve(), entry.number if entry else -1), (file, entry))
    return _named(list(found.values())), missing


def _files(argument: str, *, recursive: bool) -> list[Path] | Nothing:
    path = Path(argument)
    if path.is_dir():
        inside = path.rglob("*") if recursive else path.iterdir()
        wanted = _wanted()
        files = sorted(f for f in inside if f.suffix.lower() in wanted and f.is_file() and not f.name.startswith((".", "~$")))
        return files or Nothing(
            argument,
            Text(
                "文件夹中没有可读的文件（子文件夹用 --recursive）",
                "no files in this folder that can be read (--recursive looks into its folders)",
            ),
        )
    if not os.path.lexists(path) and has_magic(argument):
        files = sorted(Path(f) for f in glob(argument, recursive=True) if Path(f).is_file())  # noqa: PTH207 (absolute patterns too)
        return files or Nothing(argument, Text("没有文件与此通配符相符", "no file matches this pattern"))
    return [path] if os.path.lexists(path) else Nothing(argument, Text("没有这个文件", "there is no such file"))


def _wanted() -> frozenset[str]:
    """What a folder's files must end in to be taken; a file named as such is always tried."""
    from extractor.documents import readable

    return frozenset((*readable(), _ARCHIVE))


def _unpacked(file: Path) -> tuple[list[Entry | None], list[Nothing]]:
    """The documents of an archive (None: the file itself is a document), and what in it can't be read."""
    from extractor.documents.archive import entries, is_archive

    if not is_archive(file):
        return [None], []
    try:
        listed = entries(file)
    except DocumentError as error:
        reason = Text(f"{error.said.zh}。{error.remedy.zh}", f"{error.said.en}. {error.remedy.en}")
        return [], [Nothing(str(file), reason)]
    wanted = _wanted()
    held: list[Entry | None] = []
    left: list[Nothing] = []
    for entry in listed:
        where = f"{file} › {entry.path}"
        if entry.packed:
            left.append(Nothing(where, Text("压缩包中的压缩包不打开；请先解压", "an archive in an archive is not opened; unpack it first")))
        elif _suffix(entry) not in wanted:
            continue
        elif entry.encrypted:
            left.append(Nothing(where, Text("已加密，需要密码；请先解压", "it is encrypted and needs a password; unpack it first")))
        else:
            held.append(entry)
    if not held and not left:
        left.append(Nothing(str(file), Text("压缩包中没有可读的文件", "no files in this archive that can be read")))
    return held, left


def _suffix(entry: Entry) -> str:
    return PurePosixPath(entry.name).suffix.lower()


def _stem(entry: Entry) -> str:
    return _fit(PurePosixPath(entry.name).stem)


def _fit(name: str) -> str:
    return _UNFIT.sub("_", name)


def _named(files: list[Found]) -> list[Order]:
    """Names of results: the stem; where two are the same the whole file name; then the folder before it; then a hash of the path."""
    names = [f.stem if entry is None else _stem(entry) for f, entry in files]
    for longer in (_with_suffix, _with_folder, _with_hash):
        counts = Counter(_same(n) for n in names)
        names = [longer(*f) if counts[_same(n)] > 1 else n for f, n in zip(files, names, strict=True)]
    return [Order(f, _short(n), entry) for (f, entry), n in zip(files, names, strict=True)]


def _same(name: str) -> str:
    # Names that differ in case or in composition alone are one file on many disks.
    return unicodedata.normalize("NFC", name).casefold()


def _with_suffix(file: Path, entry: Entry | None) -> str:
    return file.name if entry is None else _fit(entry.name)


def _with_folder(file: Path, entry: Entry | None) -> str:
    if entry is None:
        return f"{file.resolve().parent.name}-{file.name}"
    above = PurePosixPath(entry.path).parts[-2:-1]
    return _fit(f"{above[0] if above and above[0] not in ('..', '/') else file.stem}-{entry.name}")


def _with_hash(file: Path, entry: Entry | None) -> str:
    where = os.fsencode(file.resolve()) + (f"\0{entry.number}".encode() if entry is not None else b"")
    return f"{_with_suffix(file, entry)}-{hashlib.sha256(where).hexdigest()[:8]}"


def _short(name: str) -> str:
    data = os.fsencode(printable(name))
    if len(data) <= _LONGEST:
        return printable(name)
    return data[: _LONGEST - 9].decode("utf-8", "ignore") + "-" + hashlib.sha256(data).hexdigest()[:8]


def printable(name: str) -> str:
    """A file's name as text: names from GBK archives are read as such, other stray bytes are written out."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return os.fsencode(name).decode("gb18030")
        except UnicodeDecodeError:
            return os.fsencode(name).decode("utf-8", "backslashreplace").replace("\\", "_")
    return name
