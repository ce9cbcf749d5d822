"""What a page prints around its text: running titles and page numbers, told by their place and by their coming again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from extractor.documents.readers.pdf_lines import Line
from extractor.quantities import fold

_EDGE = 0.075  # of the page's height: what stands beyond is outside of the text
_MARGIN = 0.13  # beyond this it may be, where it keeps a distance from the text
_DEEPEST = 3  # lines at the top and at the bottom that are looked at
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-—–－·~～•|]{0,2}\d{1,4}[-—–－·~～•|]{0,2}")
_DASHED = re.compile(r"[-—–－·~～•]{1,2}\d{1,4}[-—–－·~～•]{1,2}")
_WORDED = re.compile(
    r"第?\d{1,4}页[,，/]?(?:共\d{1,4}页)?|第[一二三四五六七八九十百]+页|(?:page)?\d{1,4}(?:/|of)\d{1,4}|-?[ivxlc]{1,6}-?|page\d{1,4}",
    re.IGNORECASE,
)


def find_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[int]:
    """The `id`s of the lines that are running titles and page numbers. `pages`: each page's lines outside of tables."""
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    found: set[int] = set()
    alike: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for number, lines in enumerate(edges, 1):
        for line in lines:
            words = _words(line)
            if _DASHED.fullmatch(words) or _WORDED.fullmatch(words):
                found.add(id(line))
                continue
            alike[_DIGITS.sub("#", words), round(line.baseline / 12)].append((number, line))
    for (words, row), here in alike.items():
        near = here + alike.get((words, row + 1), []) + alike.get((words, row - 1), [])
        on = {number for number, _ in near}
        often = len(on) >= max(2, min(3, len(pages)), 0.3 * len(pages))
        if (_counts(words) and _steps(near) and len(on) >= 2) or (often and _same_but_number(near)):
            found.update(id(line) for _, line in near)
    return found


def _edge_lines(lines: Sequence[Line], height: float) -> list[Line]:
    order = sorted(lines, key=lambda line: line.baseline)
    found: list[Line] = []
    for run in (order, order[::-1]):
        for n, line in enumerate(run[:_DEEPEST]):
            middle = (line.top + line.bottom) / 2
            depth = (middle if run is order else height - middle) / max(1.0, height)
            following = run[n + 1] if n + 1 < len(run) else None
            apart = following is None or abs(following.baseline - line.baseline) > 1.8 * max(line.size, following.size)
            if depth > _MARGIN or (depth > _EDGE and not apart):
                break
            if len(line.runs) < 4:
                found.append(line)
    return list({id(line): line for line in found}.values())


def _words(line: Line) -> str:
    return "".join(fold(line.text).split())


def _counts(words: str) -> bool:
    return bool(_NUMBER.fullmatch(words.replace("#", "1")))


def _steps(lines: Sequence[tuple[int, Line]]) -> bool:
    """Whether the figures count with the pages."""
    shifts = [int(_DIGITS.findall(_words(line))[0]) - number for number, line in lines]
    return max(map(shifts.count, shifts)) >= max(2, 0.6 * len(shifts))


def _same_but_number(lines: Sequence[tuple[int, Line]]) -> bool:
    """Whether the figures of lines that are alike are the same on each page, or are page numbers: never a sum of money."""
    columns = zip(*(_DIGITS.findall(_words(line)) for _, line in lines), strict=False)
    for column in columns:
        if len(set(column)) == 1:
            continue
        shifts = [int(figure) - number for figure, (number, _) in zip(column, lines, strict=False)]
        if max(map(shifts.count, shifts)) < 0.8 * len(shifts):
            return False
    return True
