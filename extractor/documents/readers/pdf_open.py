"""A PDF file opened: what is no PDF that can be read is told apart here, with the remedy."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from extractor.documents.components import install_command
from extractor.documents.limits import MAX_PAGES, check_size
from extractor.errors import ComponentError, DocumentError
from extractor.words import Text

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_COMPLETE = Text("请检查文件是否下载或保存完整", "Check that it was downloaded or saved completely")
_PASSWORD, _SECURITY = 4, 5  # pdfium's FPDF_ERR_…
_NO_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]{0,200}/Count\s+0\b")


_ONE_AT_A_TIME = threading.Lock()
"""pdfium is not safe for threads: two that use it at once end the process."""


@contextmanager
def open_pdf(data: bytes, name: str) -> Generator[PdfDocument]:
    """The opened PDF, closed afterwards.

    Raises DocumentError for a file that is too large, encrypted, damaged, without pages, with too many, or that is only a form
    (XFA) or a portfolio of other files; OperatorError where the packages are missing.
    """
    check_size(len(data), name)
    pdfium = _pdfium(name)
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as e:
            raise _refused(data, getattr(e, "err_code", 0), name) from e
        try:
            _check(document, data, name)
            yield document
        finally:
            document.close()


def _pdfium(name: str):
    try:
        import pdfminer  # noqa: F401  # pyright: ignore[reportUnusedImport] - the second reader
        import pypdfium2 as pdfium
    except ImportError as e:
        raise ComponentError(
            Text("读取 PDF 需要的组件尚未安装", "the packages that read PDF are not installed"),
            Text(
                f"请运行 {install_command('pdf')}（扫描件再加 [ocr]）",
                f"Run {install_command('pdf')} (scans need [ocr] too)",
            ),
            name,
            "read",
        ) from e
    return pdfium


def _refused(data: bytes, code: int, name: str) -> DocumentError:
    if code in (_PASSWORD, _SECURITY):
        return DocumentError(
            Text("PDF 已加密，需要密码才能打开", "the PDF is encrypted and opens only with a password"),
            Text(
                "请用密码打开后另存（打印）为不加密的 PDF 再试",
                "Open it with the password, save or print it as a PDF without one and try again",
            ),
            name,
            "read",
        )
    return _no_pages(name) if _NO_PAGES.search(data) else damaged(name)


def _no_pages(name: str) -> DocumentError:
    return DocumentError(Text("PDF 没有任何页面", "the PDF has no pages"), _COMPLETE, name, "read")


def damaged(name: str) -> DocumentError:
    """The error for a PDF that is cut off or broken."""
    return DocumentError(
        Text("PDF 已损坏或不完整，无法打开", "the PDF is damaged or incomplete and can't be opened"), _COMPLETE, name, "read"
    )


def _check(document: PdfDocument, data: bytes, name: str) -> None:
    pages = len(document)
    if pages > MAX_PAGES:
        raise DocumentError(
            Text(f"PDF 页数过多（{pages} 页，上限 {MAX_PAGES} 页）", f"the PDF has too many pages ({pages}, limit {MAX_PAGES})"),
            Text("请拆分后再试", "Split it and try again"),
            name,
            "read",
        )
    if pages == 0:
        raise _no_pages(name)
    if pages > 2:
        return
    if _is_form_only(document):
        raise DocumentError(
            Text("PDF 是动态表单（XFA），页面上没有内容", "the PDF is a dynamic form (XFA): its pages hold no content"),
            Text("请用 Adobe Acrobat 打开后打印为 PDF 再试", "Open it in Adobe Acrobat, print it as a PDF and try again"),
            name,
            "read",
        )
    if b"/Collection" in data and document.count_attachments():
        raise DocumentError(
            Text("PDF 是文件包（组合包），正文在其附件中", "the PDF is a portfolio: the documents are in its attachments"),
            Text("请取出其中的文件，逐个处理", "Take the files out of it and read them one by one"),
            name,
            "read",
        )


def _is_form_only(document: PdfDocument) -> bool:
    """Whether all that the file shows is a form that only Adobe's programs draw: elsewhere its page asks to wait."""
    import pypdfium2.raw as pdfium

    if document.get_formtype() not in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        return False
    page = document[0]
    text = page.get_textpage()
    words = text.get_text_range()
    text.close()
    page.close()
    return not words.strip() or "Please wait" in words or "Adobe" in words
