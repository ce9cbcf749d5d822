"""Pictures: pages are recognised in a process of their own, laid out, and written as any other page.

The recogniser (rapidocr, its models are part of the package and nothing is fetched) is one process for all documents: it
takes about 1 GB, and two would only wait for each other. What it reads is kept as read: a wrong digit can't be known here,
so none is put right; its certainty goes with each figure.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence

from extractor.documents.components import install_command, missing_modules
from extractor.documents.isolated import Child, Task
from extractor.documents.limits import MAX_BYTES, PAGE_SECONDS, check_size
from extractor.documents.readers.ocr_model import PageRead
from extractor.documents.readers.ocr_writing import write
from extractor.documents.readers.page_ranges import ranges
from extractor.documents.sniff import Format
from extractor.documents.source import Source, SourceWriter
from extractor.errors import ComponentError, DocumentError
from extractor.words import Text

_PAGES = "extractor.documents.readers.ocr_pages"
_MEMORY = 5_000_000_000  # of addresses: 2 GB are asked for, 1 GB is used

_recogniser = Child(_MEMORY)
_at_work = threading.Lock()
"""One document at a time: the recogniser keeps the file between its pages."""
atexit.register(_recogniser.close)


def read_image(data: bytes, name: str) -> Source:
    """The Source of a picture (png, jpg, bmp, webp, or a tiff of many pages).

    Raises DocumentError where it is damaged, too large, or nothing can be read in it, and OperatorError where the packages
    of the extra are not installed.
    """
    check_size(len(data), name, MAX_BYTES)
    writer = SourceWriter()
    recognise(Format.IMAGE, data, None, name, writer)
    source = writer.source("")
    if not source.text.strip():
        raise nothing_read(name)
    return source


def recognise(form: Format, data: bytes, numbers: Sequence[int] | None, name: str, writer: SourceWriter) -> None:
    """Writes the pages of those 1-based numbers of a picture or PDF (None: all), in their order; each begins a page of the writer.

    A page without any text is left empty. Raises as `read_image`, but for nothing read.
    """
    check_installed(name)
    pages: list[tuple[int, PageRead]] = []
    with _at_work:
        # Another process, not a thread: a hang or a crash in native code costs this document and not the run.
        count = int(_recogniser.call(f"{_PAGES}:open_file", str(form), data, name, task=_task(name, 0)))
        for number in range(1, count + 1) if numbers is None else numbers:
            pages.append((number, _recogniser.call(f"{_PAGES}:recognise", number, task=_task(name, number))))
    write(pages, writer)
    _warn(pages, writer)


def check_installed(name: str) -> None:
    """Raises ComponentError where a package of the extra is missing."""
    packages = ", ".join(missing_packages())
    if packages:
        raise ComponentError(
            Text(f"识别图像中的文字需要安装 {packages}", f"reading text in pictures needs {packages}"),
            Text(f"请运行 {install_command('ocr')}", f"Run {install_command('ocr')}"),
            name,
            "read",
        )


def missing_packages() -> list[str]:
    """Those of the extra that are not installed."""
    return missing_modules("ocr")


def nothing_read(name: str) -> DocumentError:
    """No text on any page."""
    return DocumentError(
        Text("图像中没有识别到文字", "no text was found in the picture"),
        Text("请检查图像是否清晰、是否为空白页", "Check that it is sharp and not a blank page"),
        name,
        "read",
    )


def _task(name: str, number: int) -> Task:
    doing = Text(f"识别第 {number} 页", f"recognising page {number}") if number else Text("打开图像", "opening the picture")
    return Task(name, doing, PAGE_SECONDS)


def _warn(pages: Sequence[tuple[int, PageRead]], writer: SourceWriter) -> None:
    if not pages:
        return
    told = ranges([n for n, _ in pages])
    writer.warn(
        Text(
            f"第 {told} 页是图像，文字由识别得到，数字请与原件核对",
            f"page {told}: a picture whose text was recognised; compare its figures with the original",
        )
    )
    unread = sum(page.unread for _, page in pages)
    if unread:
        where = ranges([n for n, page in pages if page.unread])
        writer.warn(
            Text(
                f"第 {where} 页有 {unread} 处无法辨认（印章、签名或污损），已略去",
                f"page {where}: {unread} places could not be read (seals, signatures, stains) and are left out",
            )
        )
