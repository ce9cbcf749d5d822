"""Figures out of Chinese government reports, each tied to its place.

The names of `__all__` are the library. They are loaded on first use: importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.documents import Document, read, read_text
    from extractor.errors import ExtractorError
    from extractor.llm import Endpoint, load_settings
    from extractor.pipeline import extract, extract_async
    from extractor.result import Extraction
    from extractor.schema import Schema, find_schema, load_schema

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Endpoint",
    "Extraction",
    "ExtractorError",
    "Schema",
    "__version__",
    "extract",
    "extract_async",
    "find_schema",
    "load_schema",
    "load_settings",
    "read",
    "read_text",
]

_HOMES = {
    "Document": "documents",
    "Endpoint": "llm",
    "Extraction": "result",
    "ExtractorError": "errors",
    "Schema": "schema",
    "extract": "pipeline",
    "extract_async": "pipeline",
    "find_schema": "schema",
    "load_schema": "schema",
    "load_settings": "llm",
    "read": "documents",
    "read_text": "documents",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
