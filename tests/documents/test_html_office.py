"""Reports through LibreOffice's HTML: from a Word file with real tables, and from the plain text with its tabs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from documents_samples import SAMPLES
from made_docx import made_docx

from extractor.documents import BlockKind, Document, read
from extractor.quantities import find_quantities

REQUIRED = os.environ.get("EXTRACTOR_OFFICE") == "required"
pytestmark = pytest.mark.skipif(shutil.which("soffice") is None and not REQUIRED, reason="LibreOffice is not installed")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The page of each sample, by its name and the way it was made."""
    folder = tmp_path_factory.mktemp("office")
    made: dict[tuple[str, str], Path] = {}
    for way in ("word", "text"):
        (folder / way).mkdir()
        for path in SAMPLES:
            file = folder / way / f"{path.stem}.{'docx' if way == 'word' else 'txt'}"
            file.write_bytes(made_docx(read(path)) if way == "word" else path.read_bytes())
            made[way, path.stem] = file.with_suffix(".html")
        files = [str(f) for f in (folder / way).iterdir()]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "html", "--outdir", str(folder / way), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return made


def figures(document: Document) -> Counter[str]:
    """What each figure outside of the contents list is worth."""
    words = [document.words(b.span) for b in document.blocks if b.kind not in (BlockKind.TABLE, BlockKind.CONTENTS)]
    words += [cell.words for table in document.tables for row in table.rows for cell in row]
    return Counter(f"{q.value}{q.unit.symbol}" for w in words for q in find_quantities(w))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("way", ["word", "text"])
def test_the_page_says_what_the_text_says(path: Path, way: str, pages: dict[tuple[str, str], Path]) -> None:
    document, printed = read(pages[way, path.stem]), read(path)
    assert figures(document) == figures(printed)
    titles = [s.title for s in document.sections]
    if way == "text":
        assert titles == [s.title for s in printed.sections]
    else:  # the Word file has no styles, so what only Markdown's marks made a heading is a paragraph there
        marked = {s.title for s in printed.sections if not s.number or "**" in printed.text}
        assert [t for t in titles if t not in marked] == [s.title for s in printed.sections if s.title not in marked]
    assert len(document.tables) == len(printed.tables)
