"""ZIP archives as people pack reports in them: what is in one, and one entry's bytes. Nothing is ever unpacked to the disk."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from extractor.documents.limits import MAX_ARCHIVED, MAX_BYTES, MAX_ENTRIES, check_size
from extractor.errors import DocumentError
from extractor.words import Text

_ENCRYPTED = 0x1
_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_OFFICE = {"[Content_Types].xml", "OFD.xml", "mimetype"}
_COMPLETE = Text("请检查压缩包是否下载或保存完整", "Check that the archive was downloaded or saved completely")
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, IndexError, struct.error)
_PACKED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its number there, its path as the archive tells it (never used as one), the file's name alone."""

    number: int
    path: str
    name: str
    encrypted: bool = False

    @property
    def packed(self) -> bool:
        """Whether it is an archive itself: those are not opened."""
        return self.name.lower().endswith(_PACKED)


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of files (a docx, an xlsx or an odt is one by its format, but a document)."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    try:
        with ZipFile(path) as archive:
            return not _OFFICE & set(archive.namelist()[:50])
    except _BROKEN:
        return True  # a broken archive, which listing it tells


def entries(path: Path) -> list[Entry]:
    """The files of an archive in its order, without folders and what file managers leave behind.

    Raises DocumentError where it is damaged or holds too many files, or more bytes than can be worth reading.
    """
    try:
        with ZipFile(path) as archive:
            infos = archive.infolist()
    except _BROKEN as e:
        raise _damaged(path.name, e) from e
    if len(infos) > MAX_ENTRIES:
        what = Text(
            f"压缩包中的文件过多（{len(infos)} 个，上限 {MAX_ENTRIES}）",
            f"the archive holds too many files ({len(infos)}, limit {MAX_ENTRIES})",
        )
        raise DocumentError(what, Text("请拆分后再试", "Split it and try again"), path.name, "read")
    check_size(sum(i.file_size for i in infos), path.name, MAX_ARCHIVED)
    return list(_listed(infos))


def unpacked(path: Path, entry: Entry) -> bytes:
    """The bytes of an entry. Raises DocumentError, naming the entry, where it can't be read or unpacks to too much."""
    try:
        with ZipFile(path) as archive:
            info = archive.infolist()[entry.number]
            check_size(info.file_size, entry.name)
            with archive.open(info) as file:
                # What is declared is a claim: no more is read than may be.
                data = file.read(MAX_BYTES + 1)
    except _BROKEN as e:
        raise _damaged(entry.name, e) from e
    check_size(len(data), entry.name)
    return data


def _listed(infos: list[ZipInfo]) -> Iterator[Entry]:
    for number, info in enumerate(infos):
        path = _name(info).replace("\\", "/")
        parts = PurePosixPath(path).parts
        if path.endswith("/") or not parts or "__MACOSX" in parts or parts[-1].startswith((".", "~$")):
            continue
        yield Entry(number, path, parts[-1], bool(info.flag_bits & _ENCRYPTED))


def _name(info: ZipInfo) -> str:
    """An entry's path: UTF-8 where it is marked so or in the extra field for it, else what Windows in China writes."""
    if info.flag_bits & _UTF8:
        return info.filename
    if (told := _unicode_path(info.extra)) is not None:
        return told
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes) -> str | None:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and size > 5:
            try:
                return extra[at + 9 : at + 4 + size].decode("utf-8")
            except UnicodeDecodeError:
                return None
        at += 4 + size
    return None


def _damaged(name: str, error: Exception) -> DocumentError:
    if isinstance(error, RuntimeError) and "password" in str(error):
        what = Text("已加密，需要密码", "it is encrypted and needs a password")
        return DocumentError(what, Text("请先解压再试", "Unpack it first"), name, "read")
    if isinstance(error, NotImplementedError):
        what = Text("压缩方式不受支持", "its way of compression is not supported")
        return DocumentError(what, Text("请先解压再试", "Unpack it first"), name, "read")
    if isinstance(error, FileNotFoundError | PermissionError):
        why = error.strerror or str(error)
        return DocumentError(
            Text(f"无法打开文件（{why}）", f"cannot open the file ({why})"),
            Text("请检查路径与权限", "Check the path and permissions"),
            name,
            "read",
        )
    return DocumentError(Text("压缩包已损坏", "the archive is damaged"), _COMPLETE, name, "read")
