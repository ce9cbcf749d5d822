"""What FILE… names: files, folders and patterns as a list of documents, each with the name of its result."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from extractor.words import Text

READABLE = (".txt", ".md")
"""What a folder's files must end in to be taken; a file named as such is always tried."""

_LONGEST = 180
"""Bytes of a result's name: file systems allow 255, and a Chinese character takes three."""


@dataclass(frozen=True, slots=True)
class Order:
    """One document to extract: its file, and the name that its result gets before .extraction.json."""

    source: Path
    name: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """An argument that names no document."""

    argument: str
    reason: Text


def documents(arguments: Iterable[str], *, recursive: bool) -> tuple[list[Order], list[Nothing]]:
    """The documents in the order named (those of folders and patterns sorted), none twice, and the arguments that name none."""
    found: dict[Path, Path] = {}
    missing: list[Nothing] = []
    for argument in arguments:
        files = _files(argument, recursive=recursive)
        if isinstance(files, Nothing):
            missing.append(files)
        else:
            for file in files:
                found.setdefault(file.resolve(), file)
    return _named(list(found.values())), missing


def _files(argument: str, *, recursive: bool) -> list[Path] | Nothing:
    path = Path(argument)
    if path.is_dir():
        inside = path.rglob("*") if recursive else path.iterdir()
        files = sorted(f for f in inside if f.suffix.lower() in READABLE and f.is_file() and not f.name.startswith("."))
        return files or Nothing(
            argument,
            Text(
                "文件夹中没有 .txt 或 .md 文件（子文件夹用 --recursive）",
                "no .txt or .md files in this folder (--recursive looks into its folders)",
            ),
        )
    if not os.path.lexists(path) and has_magic(argument):
        files = sorted(Path(f) for f in glob(argument, recursive=True) if Path(f).is_file())  # noqa: PTH207 (absolute patterns too)
        return files or Nothing(argument, Text("没有文件与此通配符相符", "no file matches this pattern"))
    return [path] if os.path.lexists(path) else Nothing(argument, Text("没有这个文件", "there is no such file"))


def _named(files: list[Path]) -> list[Order]:
    """Names of results: the stem; where two are the same the whole file name; then the folder before it; then a hash of the path."""
    names = [f.stem for f in files]
    for longer in (_with_suffix, _with_folder, _with_hash):
        counts = Counter(_same(n) for n in names)
        names = [longer(f) if counts[_same(n)] > 1 else n for f, n in zip(files, names, strict=True)]
    return [Order(f, _short(n)) for f, n in zip(files, names, strict=True)]


def _same(name: str) -> str:
    # Names that differ in case or in composition alone are one file on many disks.
    return unicodedata.normalize("NFC", name).casefold()


def _with_suffix(file: Path) -> str:
    return file.name


def _with_folder(file: Path) -> str:
    return f"{file.resolve().parent.name}-{file.name}"


def _with_hash(file: Path) -> str:
    return f"{file.name}-{hashlib.sha256(os.fsencode(file.resolve())).hexdigest()[:8]}"


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
