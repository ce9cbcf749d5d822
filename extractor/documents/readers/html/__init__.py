"""Web pages: saved from a site or written by Word, WPS and LibreOffice."""

from extractor.documents.readers.html.read import read_html

__all__ = ["read_html"]
