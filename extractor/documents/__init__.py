"""Files become Documents: one text that never changes, its blocks, outline and tables as spans into it."""

from extractor.documents.model import Block, BlockKind, Cell, Document, Place, Section, Span, Table
from extractor.documents.read import read, read_bytes, read_text, readable
from extractor.documents.view import View

__all__ = [
    "Block",
    "BlockKind",
    "Cell",
    "Document",
    "Place",
    "Section",
    "Span",
    "Table",
    "View",
    "read",
    "read_bytes",
    "read_text",
    "readable",
]
