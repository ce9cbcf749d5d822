"""Forms printed side by side: 收入项目│金额│支出项目│金额, one list a side, each with its own labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.documents import Cell
from extractor.quantities import parse_figure

_ASIDE = re.compile(r"\([^()]*\)")
_LABEL = re.compile(r"(?:收入|支出|预算|决算)?项目(?:名称)?|(?:收入|支出)?(?:(?:功能|经济)分类)?科目(?:名称)?|收入|支出|资产|负债.{0,8}")
_CODE_HEAD = re.compile(r"(?:^|/)(?:[^/]*(?:编码|代码)|[类款项])$")
_ORDER_HEAD = re.compile(r"(?:^|/)(?:行次|栏次|序号)$")


def sides(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[range]:
    """The columns of each side of a form; [] where it has one side only."""
    last = [_ASIDE.sub("", h.rsplit("/", 1)[-1]) for h in heads]
    labels = [c for c, h in enumerate(last) if (_LABEL.fullmatch(h) or (h and last.count(h) > 1)) and _worded(rows, c)]
    starts: list[int] = []
    for column in labels:
        if not starts or _figures(heads, rows, starts[-1], column):
            start = column
            while starts and start > 0 and _CODE_HEAD.search(heads[start - 1]):
                start -= 1
            starts.append(start)
    if len(starts) < 2 or not _figures(heads, rows, starts[-1], len(heads)):
        return []
    ends = [*starts[1:], max(len(heads), *(len(r) for r in rows))]
    return [range(start, end) for start, end in zip([0, *starts[1:]], ends, strict=True)]


def _worded(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether a column prints names, hardly a figure."""
    printed = [r[column].words for r in rows if column < len(r) and r[column].words]
    return bool(printed) and 5 * sum(not _figure(w) for w in printed) >= 4 * len(printed)


def _figures(heads: Sequence[str], rows: Sequence[Sequence[Cell]], start: int, end: int) -> bool:
    """Whether amounts stand in the columns from `start` to before `end`; codes and line numbers are none."""
    columns = [c for c in range(start, end) if not _CODE_HEAD.search(heads[c]) and not _ORDER_HEAD.search(heads[c])]
    return any(c < len(r) and _figure(r[c].words) for r in rows for c in columns)


def _figure(words: str) -> bool:
    return any(c.isdigit() for c in words) and parse_figure(words) is not None
