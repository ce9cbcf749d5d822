"""Lines of characters of an upright page, by rapidocr. Runs in the recogniser's process: its models stay loaded.

Detection joins what stands near: a box over two cells is cut at the rule between them before it is read, for the reader of
a line would close the gap between two figures.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.documents.readers.deskew import Picture
from extractor.documents.readers.ocr_model import Glyph, Line, Region
from extractor.documents.readers.ocr_rules import ink_in

_SURE = 0.5  # a line that is read with less certainty is a seal, a signature or a stain
_TALL = 1.8  # height of a box by its width, where letters stand below each other
_RULE = 4  # pixels of a cell beside its rules that may be theirs
_LETTER = 70  # pixels: higher is no line of letters
_BATCH = 6
_THREADS = 4  # more don't make it faster

Quad = NDArray[np.float32]
"""A box in pixels: upper left, upper right, lower right, lower left."""


class Read(NamedTuple):
    """Lines in pixels of the page, and how many places could not be read."""

    lines: list[Line]
    unread: int


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cv2.setNumThreads(min(cores, _THREADS))
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            # A wide table on A3 keeps its small letters.
            "Global.max_side_len": 4000,
            # What is dropped is counted here, not silently there.
            "Global.text_score": 0.0,
            "Rec.rec_batch_num": _BATCH,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(cores, _THREADS),
        }
    )


def detect(page: Picture) -> list[Quad]:
    """Where text stands on a grey page, from top to bottom."""
    found: Any = _engine()(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False).boxes
    return [] if found is None else [np.asarray(b, dtype=np.float32) for b in found]


def lies_on_its_side(quads: Sequence[Quad]) -> bool:
    """Whether most of the text runs up or down the page."""
    along = [_size(q) for q in quads]
    tall, wide = sum(h for w, h in along if h > 1.5 * w), sum(w for w, h in along if w > 1.5 * h)
    return tall > 2 * wide


def stands_on_its_head(page: Picture, quads: Sequence[Quad]) -> bool:
    """Whether the longest lines are upside down."""
    longest = sorted(quads, key=lambda q: -_size(q)[0])[:12]
    if not longest:
        return False
    told: Any = _engine().cls_and_rotate([_cut(page, q) for q in longest])[1].cls_res
    turned = [label == "180" and score > 0.8 for label, score in told]
    return sum(turned) > len(turned) / 2


def recognise(page: Picture, quads: Sequence[Quad], tables: Sequence[Sequence[Region]]) -> Read:
    """The lines that stand in the boxes, those over several cells parted."""
    parts = [p for q in quads for p in _parted(page, q, tables)]
    parts += [q for table in tables for cell in table if (q := _passed_over(page, cell, parts)) is not None]
    if not parts:
        return Read([], 0)
    engine = _engine()
    engine.update_params(use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    told: Any = engine.recognize_txt([_cut(page, q) for q in parts])
    lines: list[Line] = []
    unread = 0
    for quad, text, score, word in zip(parts, told.txts, told.scores, told.word_results, strict=True):
        line = _line(quad, str(text), word)
        if line is None or score < _SURE:
            unread += bool(str(text).strip())
        else:
            lines.append(line)
    return Read(lines, unread)


def _size(quad: Quad) -> tuple[float, float]:
    width = max(math.dist(quad[0], quad[1]), math.dist(quad[3], quad[2]))
    return width, max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]))


def _cut(page: Picture, quad: Quad) -> NDArray[np.uint8]:
    """The part of the page in a box, as colours: the models were made for them."""
    width, height = (max(1, round(v)) for v in _size(quad))
    onto = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, onto)
    part = cv2.warpPerspective(page, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _parted(page: Picture, quad: Quad, tables: Sequence[Sequence[Region]]) -> Iterator[Quad]:
    width, height = _size(quad)
    if height > _TALL * width:
        yield from _stacked(page, quad)
        return
    left, right = float(quad[:, 0].min()), float(quad[:, 0].max())
    middle = float(quad[:, 1].mean())
    cuts: list[float] = []
    for table in tables:
        beside = sorted(c.x0 for c in table if c.top <= middle <= c.bottom and left + 2 < c.x0 < right - 2)
        ends = sorted(c.x1 for c in table if c.top <= middle <= c.bottom and left + 2 < c.x1 < right - 2)
        cuts += [*beside, *ends]
    edges = [left, *sorted(cuts), right]
    if len(edges) == 2:
        yield quad
        return
    for x0, x1 in pairwise(edges):
        part = _between(quad, x0, x1)
        # What is left at a rule without any ink is the margin of the box.
        if x1 - x0 >= 4 and ink_in(page, round(x0) + 1, int(part[:, 1].min()) + 2, round(x1) - 1, int(part[:, 1].max()) - 2):
            yield part


def _passed_over(page: Picture, cell: Region, parts: Sequence[Quad]) -> Quad | None:
    """What stands in a cell that detection found nothing in (a lone digit is easily passed over); None where it is empty."""
    x0, top, x1, bottom = (round(v) for v in (cell.x0 + _RULE, cell.top + _RULE, cell.x1 - _RULE, cell.bottom - _RULE))
    if x1 - x0 < 4 or bottom - top < 4 or any(x0 <= m[0] <= x1 and top <= m[1] <= bottom for m in (q.mean(axis=0) for q in parts)):
        return None
    down, across = np.nonzero(page[top:bottom, x0:x1] < 140)
    # A speck is no letter.
    if len(down) < 12 or down.max() - down.min() < 6 or down.max() - down.min() > _LETTER:
        return None
    a, b = x0 + int(across.min()) - 4, x0 + int(across.max()) + 5
    c, d = top + int(down.min()) - 4, top + int(down.max()) + 5
    return np.array([[a, c], [b, c], [b, d], [a, d]], dtype=np.float32)


def _between(quad: Quad, x0: float, x1: float) -> Quad:
    """The part of a box from `x0` to `x1`, along its upper and lower edge."""

    def at(start: NDArray[np.float32], end: NDArray[np.float32], x: float) -> NDArray[np.float32]:
        share = (x - start[0]) / (end[0] - start[0]) if end[0] > start[0] else 0.0
        return np.asarray(start + (end - start) * min(1.0, max(0.0, share)), dtype=np.float32)

    upper, lower = (quad[0], quad[1]), (quad[3], quad[2])
    return np.asarray([at(*upper, x0), at(*upper, x1), at(*lower, x1), at(*lower, x0)], dtype=np.float32)


def _stacked(page: Picture, quad: Quad) -> Iterator[Quad]:
    """The letters of a column that stand below each other, each a box of its own; the box itself where they can't be told apart."""
    x0, x1 = int(quad[:, 0].min()), math.ceil(quad[:, 0].max())
    top, bottom = int(quad[:, 1].min()), math.ceil(quad[:, 1].max())
    dark = (page[max(0, top) : bottom, max(0, x0) : x1] < 140).any(axis=1)
    turns = np.flatnonzero(np.diff(np.concatenate(([0], dark.astype(np.int8), [0]))))
    runs = [(int(a), int(b)) for a, b in zip(turns[::2], turns[1::2], strict=True)]
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        # Strokes of one letter lie apart too: 三, 二, 公. A letter is about as high as the column is wide.
        if joined and end - joined[-1][0] <= (x1 - x0) * 1.05:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in joined:
        a, b = top + start - 4, top + end + 4
        yield np.array([[x0, a], [x1, a], [x1, b], [x0, b]], dtype=np.float32)


def _line(quad: Quad, text: str, word: Any) -> Line | None:
    """The line with each character's place; None where nothing was read."""
    columns = [float(c) for run in word.word_cols for c in run]
    shown = [(n, c) for n, c in enumerate(text) if not c.isspace()]
    if not shown or len(columns) != len(shown) or not word.line_txt_len:
        return None
    x0, x1 = float(quad[[0, 3], 0].mean()), float(quad[[1, 2], 0].mean())
    top, bottom = float(quad[[0, 1], 1].mean()), float(quad[[2, 3], 1].mean())
    middles = [x0 + min(1.0, (c + 0.5) / word.line_txt_len) * (x1 - x0) for c in columns]
    glyphs: list[Glyph] = []
    for n, (at, character) in enumerate(shown):
        half = (bottom - top) * (0.42 if ord(character) > 255 else 0.25)
        left = max(middles[n] - half, (middles[n - 1] + middles[n]) / 2 if n else x0)
        right = min(middles[n] + half, (middles[n] + middles[n + 1]) / 2 if n + 1 < len(middles) else x1)
        if n and at and text[at - 1].isspace():
            glyphs.append(Glyph(" ", glyphs[-1].x1, left, 1.0))
        glyphs.append(Glyph(character, left, right, float(word.confs[at])))
    return Line(tuple(glyphs), top, bottom)
