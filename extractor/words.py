"""Words for people: every message exists in Chinese (first) and English (second)."""

from __future__ import annotations

import os
import unicodedata
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One message in both languages; rendered only where it meets a person."""

    zh: str
    en: str

    def into(self, language: Language) -> str:
        """The message in `language`."""
        return self.zh if language == "zh" else self.en


def visible(text: str) -> str:
    """`text` of a document on one line: what controls, hides, turns the writing direction or can't be encoded is written out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _shown(c) for c in " ".join(text.split()))


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    # Unusual spaces do no harm; what turns the writing direction or hides does.
    return " " if unicodedata.category(character) == "Zs" else f"\\u{code:04x}"


def language_of_environment(option: str | None = None) -> Language:
    """The user's language: the option `--lang` first, then LC_ALL / LC_MESSAGES / LANG; Chinese where none says English."""
    for said in (option, os.environ.get("EXTRACTOR_LANG"), os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES"), os.environ.get("LANG")):
        if said:
            # "C" and "POSIX" say nothing about a person's language.
            if said.lower().startswith("en"):
                return "en"
            if said.lower().startswith("zh"):
                return "zh"
    return "zh"
