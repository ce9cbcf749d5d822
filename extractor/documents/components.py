"""What readers need beyond the core: which of it is here, and the command that brings the rest."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGES: dict[str, tuple[str, ...]] = {
    "pdf": ("pdfminer", "pypdfium2"),
    "ocr": ("rapidocr", "onnxruntime", "pypdfium2"),
}
"""By extra the modules that its readers import."""


def install_command(extra: str) -> str:
    """The command that installs an extra into the environment that runs this program: a bare pip is often another one's."""
    python = Path(sys.executable or "python")
    try:
        shown = python.relative_to(Path.cwd())
    except (ValueError, OSError):
        shown = python
    return f"{shlex.quote(str(shown))} -m pip install 'report-extractor[{extra}]'"


def missing_modules(extra: str) -> list[str]:
    """Those of an extra that are not installed."""
    return [module for module in PACKAGES[extra] if find_spec(module) is None]
