"""Checks of short texts: the document as read, with what its sentences state."""

from __future__ import annotations

from extractor.checker import Checked, check
from extractor.documents import read_text
from extractor.patterns.sentences import facts_of_sentences


def checked(text: str, name: str = "report.txt") -> Checked:
    document = read_text(text, name)
    return check(document, facts_of_sentences(document))
