"""Where the content that a budget analyst edits lies: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from extractor.errors import OperatorError
from extractor.words import Text

_PACKAGE = Path(__file__).resolve().parent


def content_folder(kind: Literal["schemas", "prompts"]) -> Path:
    """The folder of our own schemas or prompts.

    Raises OperatorError where the installation has neither.
    """
    # A wheel's folder first: what lies beside an installed package belongs to others.
    for folder in (_PACKAGE / "_content" / kind, _PACKAGE.parent / kind):
        if folder.is_dir() and (folder.parent.name == "_content" or (_PACKAGE.parent / "pyproject.toml").is_file()):
            return folder
    raise OperatorError(
        Text(f"安装中缺少 {kind} 文件夹", f"the installation has no {kind} folder"),
        Text("请重新安装", "Install the program again"),
        stage=kind,
    )
