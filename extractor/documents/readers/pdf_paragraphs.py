"""Lines become paragraphs by what a reader sees: indents, the right margin, the space between."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.documents.lines import Numbering, number_of
from extractor.documents.readers.pdf_joints import chunk_width, joined
from extractor.documents.readers.pdf_lines import Line
from extractor.documents.source import Piece

_LEADERS = re.compile(r"[.…·⋯．]{4,}\s*[-—]?\d{0,4}[-—]?\s*$|[.…·⋯．]{8,}")
_STOPS = "。！？；：!?;:"
_MOST_GAPS = 4
_TITLE = re.compile(r"^[^，。；,;]{2,30}(?:情况|说明|报告|概况)\s*$")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the text of a page stands: its left and right edge, the usual distance of its lines, all in points.

    `indented`: whether its paragraphs begin with an indent, so that a line at the left edge goes on with one.
    `spaced`: whether empty lines stand between its paragraphs, so that lines without one between belong to one.
    """

    left: float
    right: float
    pitch: float
    indented: bool
    spaced: bool = False


@dataclass(slots=True)
class Paragraph:
    """The lines of one paragraph, and how many empty lines stand before it."""

    lines: list[Line]
    margin: float
    gaps: int = 0
    pieces: list[Piece] = field(default_factory=list[Piece])

    def written(self) -> list[Piece]:
        """Its words in the order of reading."""
        return joined(self.lines, self.margin)


def margins_of(lines: Sequence[Line], width: float) -> Margins:
    """The margins of pages of one width."""
    size = Counter(round(line.size, 1) for line in lines).most_common(1)[0][0] if lines else 12.0
    plain = [line for line in lines if len(line.runs) == 1 and abs(line.size - size) < 0.15 * size]
    long = [line for line in plain if line.x1 - line.x0 > 0.55 * width]
    rights = sorted(line.x1 for line in long)
    right = rights[int(0.9 * (len(rights) - 1))] if rights else width * 0.85
    lefts = Counter(round(line.x0) for line in (long or plain or lines))
    most = max(lefts.values(), default=0)
    rounded = min((x for x, count in lefts.items() if count >= max(1, 0.15 * most)), default=None)
    left = width * 0.12 if rounded is None else min(line.x0 for line in (long or plain or lines) if round(line.x0) == rounded)
    firsts = [line for line in long if line.x0 > left + 1.2 * size or line.text.startswith("\u3000")]
    steps = sorted(
        b.baseline - a.baseline
        for a, b in itertools.pairwise(lines)
        if a.page == b.page and 0.9 * size < b.baseline - a.baseline < 4 * size
    )
    pitch = steps[len(steps) // 3] if steps else 1.5 * size
    ends = [
        b.baseline - a.baseline > 1.6 * pitch
        for a, b in itertools.pairwise(lines)
        if a.page == b.page and not a.celled and a.x1 < right - 6 * size and a.text.rstrip()[-1:] in "。；"
    ]
    spaced = len(ends) >= 5 and sum(ends) >= 0.8 * len(ends)
    return Margins(left, right, pitch, len(firsts) >= 0.12 * max(1, len(long)), spaced)


def paragraphs_of(lines: Sequence[Line], margins: Margins) -> list[Paragraph]:
    """The paragraphs of lines that follow each other with no table between."""
    found: list[Paragraph] = []
    for line in lines:
        if found and goes_on(found[-1].lines, line, margins):
            found[-1].lines.append(line)
            continue
        found.append(Paragraph([line], margins.right, _gaps(found[-1].lines[-1], line, margins.pitch) if found else 0))
    return found


def goes_on(before: Sequence[Line], line: Line, margins: Margins) -> bool:
    """Whether a line goes on with the paragraph of the lines `before`."""
    last, first = before[-1], before[0]
    size = last.size
    if line.celled or abs(line.size - size) > 0.12 * size or line.text.startswith("\u3000"):
        return False
    if _LEADERS.search(last.text) or _LEADERS.search(line.text):
        return False
    if last.page == line.page and not 0 < line.baseline - last.foot <= 1.45 * max(margins.pitch, last.size):
        return False
    if margins.right - last.x1 > chunk_width(line) + 0.35 * size:
        return False  # there was room for more
    if not _in_place(before, line, margins, size):
        return False
    if first.celled:
        return True
    ended = last.text.rstrip()[-1:] in _STOPS
    number = number_of("".join(line.text.split()))
    if len(before) == 1 and not margins.indented and _title(last.text):
        return False
    if margins.spaced and last.page == line.page:
        return True  # an empty line would part the two
    if (
        abs(line.x0 - margins.left) <= 0.6 * size
        and margins.indented
        and (len(before) > 1 or first.x0 > margins.left + 1.2 * size or not ended)
    ):
        return True
    return number is None if ended else number is None or number.level > Numbering.CHINESE_BRACKET


def _title(words: str) -> bool:
    number = number_of("".join(words.split()))
    return number is not None and number.level <= Numbering.CHINESE_BRACKET and bool(_TITLE.search(words))


def _in_place(before: Sequence[Line], line: Line, margins: Margins, size: float) -> bool:
    """Whether the line begins where the paragraph's next line would: at its edge, not indented as the first of another."""
    first = before[0]
    if len(before) > 1 and not first.celled:
        return abs(line.x0 - before[-1].x0) <= 0.8 * size
    if abs(line.x0 - margins.left) <= 0.6 * size:
        return True
    if first.celled:
        return False
    if line.x0 > margins.left + 1.2 * size and abs(line.x0 - first.x0) <= 0.5 * size:
        return not margins.indented  # a paragraph set in as a whole, or the first line of another
    hanging = number_of("".join(first.text.split())) is not None and first.x0 < line.x0 <= first.x0 + 4 * size
    return line.x0 < first.x0 or hanging


def _gaps(last: Line, line: Line, pitch: float) -> int:
    """The empty lines between two lines of one page."""
    if last.page != line.page:
        return 0
    return max(0, min(_MOST_GAPS, round((line.baseline - last.foot) / max(1.0, pitch)) - 1))
