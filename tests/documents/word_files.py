"""Word files written part by part, for what no office program writes on demand."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from extractor.documents.readers.docx import read_docx

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/{}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_ROOTS = {"styles": "w:styles", "numbering": "w:numbering", "footnotes": "w:footnotes", "endnotes": "w:endnotes"}


def word_file(body: str, parts: Mapping[str, str] | None = None, main: str = "word/document.xml") -> bytes:
    """A .docx whose body is `body` (XML). `parts`: by kind (styles, numbering, footnotes, endnotes, chart, diagramData) the inner XML."""
    files = {"[Content_Types].xml": _TYPES.format(main), "_rels/.rels": _relations({"rId1": ("officeDocument", main)})}
    named: dict[str, tuple[str, str]] = {}
    for kind, inner in (parts or {}).items():
        root = _ROOTS.get(kind, "")
        files[f"word/{kind}.xml"] = f"<{root} {_NS}>{inner}</{root}>" if root else inner.replace("NS", _NS, 1)
        named[f"r_{kind}"] = (kind, f"{kind}.xml")
    files[main] = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_NS}><w:body>{body}<w:sectPr/></w:body></w:document>'
    files["word/_rels/document.xml.rels"] = _relations(named)
    return zipped(files)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these files."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _relations(named: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(f'<Relationship Id="{i}" Type="{_KIND}{kind}" Target="{target}"/>' for i, (kind, target) in named.items())
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def p(inner: str, properties: str = "") -> str:
    """A paragraph; plain words become a run."""
    said = inner if inner.startswith("<") else f"<w:r><w:t>{inner}</w:t></w:r>" if inner else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{said}</w:p>"


def t(words: str) -> str:
    """A run."""
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def tc(inner: str, properties: str = "") -> str:
    """A table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if inner.startswith('<') else p(inner)}</w:tc>"


def tbl(*rows: str) -> str:
    """A table of rows, each the XML of its cells."""
    return "<w:tbl>" + "".join(row if row.startswith("<w:tr>") else f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def field(instruction: str, result: str) -> str:
    """A complex field."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    said = f"{mark.format('separate')}{t(result)}" if result else ""
    return f"{mark.format('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{said}{mark.format('end')}"


def lines(body: str, parts: Mapping[str, str] | None = None) -> list[str]:
    """The lines that the reader makes of a body, without the last line end."""
    return read_docx(word_file(body, parts), "试.docx").text.removesuffix("\n").split("\n")
