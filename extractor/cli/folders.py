"""Where the program keeps what is not a result."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """The user's cache folder of this program: replies that were paid for serve every folder the user works in.

    $XDG_CACHE_HOME where set; else ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows, ~/.cache elsewhere.
    """
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    if Path(xdg).is_absolute():
        return Path(xdg) / "report-extractor"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "report-extractor"
    local = os.environ.get("LOCALAPPDATA", "")
    return (Path(local) if sys.platform == "win32" and local else Path.home() / ".cache") / "report-extractor"
