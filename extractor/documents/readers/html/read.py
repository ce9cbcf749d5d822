"""A page becomes a Source."""

from __future__ import annotations

from extractor.documents.source import Source, SourceWriter


def read_html(data: bytes, name: str) -> Source:
    """The Source of a saved web page or a word processor's HTML export: the article, not the site around it.

    Raises DocumentError where the file is empty, binary, too large, nested beyond reading, or holds no text of its own
    (frames, scripts or attachments only).
    """
    from extractor.documents.readers.html.decode import decode_page

    text, encoding, warnings = decode_page(data, name)
    return read_page(text, encoding, name, warnings)


def read_page(text: str, encoding: str, name: str, warnings: tuple[()] | tuple[object, ...] = ()) -> Source:
    from extractor.documents.readers.html.flow import Flow
    from extractor.documents.readers.html.grid import write_table
    from extractor.documents.readers.html.tree import parse_page, prune

    root = parse_page(text, name)
    prune(root)
    writer = SourceWriter()
    flow = Flow(writer, write_table)
    flow.walk(root)
    return writer.source(encoding)
