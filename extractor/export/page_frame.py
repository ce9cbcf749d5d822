"""The frame of our self-contained pages: head, style, and a policy that lets nothing load or run but what the page was made with."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

from extractor.words import Language

_HERE = Path(__file__).resolve().parent


def framed(
    title: str,
    body: str,
    language: Language,
    *,
    style: str,
    script: str = "",
    made_by: str,
    shown: str | None = None,
    pictures: bool = False,
) -> str:
    """The page. `style`: the file of its CSS beside this one; `script`: its own script, which `body` holds; `shown`: the classes of
    its body; `pictures`: whether pictures inside the page may be shown."""
    css = file_text(style)
    scripts = _allowed(script) if script else "'none'"
    images = "img-src data:; " if pictures else ""
    policy = f"default-src 'none'; {images}style-src {_allowed(css)}; script-src {scripts}; base-uri 'none'; form-action 'none'"
    opened = "<body>" if shown is None else f'<body class="{shown}">'
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content={quoted(policy)}>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="{made_by}">'
        f'<meta name="referrer" content="no-referrer"><title>{escape(title)}</title><style>{css}</style></head>'
        f"{opened}{body}</body></html>\n"
    )


@cache
def file_text(name: str) -> str:
    """A style or script that lies beside this file."""
    return (_HERE / name).read_text(encoding="utf-8")


def quoted(value: str) -> str:
    """An attribute's value in its quotes."""
    return f'"{escape(value, quote=True)}"'


def over(name: str, count: int) -> str:
    """The attribute of a cell that reaches over `count` rows or columns; nothing for one."""
    return f' {name}="{count}"' if count > 1 else ""


def _allowed(inline: str) -> str:
    digest = hashlib.sha256(inline.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
