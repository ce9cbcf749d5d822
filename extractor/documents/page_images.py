"""Pages of a PDF or a picture as small pictures, for a person to look at beside what was read."""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple, cast

from extractor.documents.components import install_command
from extractor.documents.isolated import Task, isolated
from extractor.documents.sniff import Format, sniff
from extractor.errors import ComponentError
from extractor.words import Text

_DRAWN = "extractor.documents.readers.pictures:drawn"
_SIDE = 1400  # pixels: letters can be read
_QUALITY = 55
_MEMORY = 4_000_000_000
_SECONDS = 300
_NEEDED = ("PIL", "pypdfium2")

MOST_IMAGES = 60
"""Pages that are drawn; at some 150 kB each a page of more would be slow to open."""


class PageImage(NamedTuple):
    """A page as JPEG, its width and height in points."""

    jpeg: bytes
    width: float
    height: float


def page_images(data: bytes, name: str, pages: int) -> list[PageImage]:
    """Pictures of the first pages (at most MOST_IMAGES) of a PDF or picture; none where the format has no pages to draw.

    Raises DocumentError where they can't be drawn, OperatorError where a package for that is missing.
    """
    form = sniff(data, name)
    if form not in (Format.PDF, Format.IMAGE) or not pages:
        return []
    missing = [package for package in _NEEDED if find_spec(package) is None]
    if missing:
        packages = ", ".join(missing)
        raise ComponentError(
            Text(f"显示页面需要安装 {packages}", f"drawing pages needs {packages}"),
            Text(f"请运行 {install_command('pdf')}", f"Run {install_command('pdf')}"),
            name,
            "read",
        )
    numbers = tuple(range(1, min(pages, MOST_IMAGES) + 1))
    task = Task(name, Text("绘制页面", "drawing the pages"), _SECONDS)
    made = isolated(_DRAWN, str(form), data, name, numbers, _SIDE, _QUALITY, task=task, memory=_MEMORY)
    return [PageImage(*one) for one in cast(list[tuple[bytes, float, float]], made)]
