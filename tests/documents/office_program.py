"""Whether the office programs that some tests need are there: absent ones skip, unless EXTRACTOR_OFFICE=required."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from extractor.documents.readers.office import find_office

REQUIRED = os.environ.get("EXTRACTOR_OFFICE") == "required"
needs_office = pytest.mark.skipif(not REQUIRED and find_office() is None, reason="LibreOffice is not installed")
needs_antiword = pytest.mark.skipif(not REQUIRED and shutil.which("antiword") is None, reason="antiword is not installed")


def saved_as(data: bytes, suffix: str, wanted: str) -> bytes:
    """A file's bytes saved by LibreOffice in another format: `suffix` (.docx) becomes `wanted` (doc, rtf, odt)."""
    office = find_office()
    assert office is not None
    with TemporaryDirectory() as folder:
        given = Path(folder) / f"in{suffix}"
        given.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        command = [office, "--headless", f"-env:UserInstallation={profile}", "--convert-to", wanted, "--outdir", folder, str(given)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return given.with_suffix(f".{wanted}").read_bytes()
