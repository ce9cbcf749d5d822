"""Findings of the checker in the forms that people keep: a page, a Markdown text, a workbook."""

from extractor.export.findings import Report, Unread

__all__ = ["Report", "Unread"]
