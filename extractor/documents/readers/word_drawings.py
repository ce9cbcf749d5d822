"""What drawings in a Word file hold: text boxes, the data behind charts, the words of diagrams, pictures and foreign objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from extractor.documents.readers.word_names import ALTERNATE, BOX, DGM, WP, A, C, O, R, V, chosen, number_at
from extractor.documents.source import GridCell

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

_MAX_POINTS = 20_000
_LARGE = 100 * 360_000**2  # a picture of 100 cm² may hold a table; English Metric Units
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Drawn(StrEnum):
    """The kinds of things in drawings that a report's text may lie in."""

    BOX = "box"
    CHART = "chart"
    DIAGRAM = "diagram"
    WORDS = "words"
    PICTURE = "picture"
    OBJECT = "object"


class Thing(NamedTuple):
    """Something drawn: a text box with its element, or else what names it: a relationship's id, words, a program."""

    kind: Drawn
    said: str
    element: Element


def things(node: Element) -> Iterator[Thing]:
    """What a drawing, picture or object holds, in order; of alternative forms of one thing only the one that is shown."""
    tag = node.tag
    if tag == BOX:
        yield Thing(Drawn.BOX, "", node)
        return
    if tag == ALTERNATE:
        branch = chosen(node)
        yield from things(branch) if branch is not None else ()
        return
    found = _THINGS.get(tag)
    if found is not None:
        kind, attribute = found
        said = node.get(attribute, "")
        if said:
            yield Thing(kind, said, node)
    elif tag in (f"{WP}inline", f"{WP}anchor"):
        properties = node.find(f"{WP}docPr")
        if properties is not None and properties.get("hidden") in ("1", "true"):
            return
        if _area(node.find(f"{WP}extent")) >= _LARGE and next(node.iter(f"{A}blip"), None) is not None:
            yield Thing(Drawn.PICTURE, "", node)
    for child in node:
        yield from things(child)


_THINGS = {
    f"{C}chart": (Drawn.CHART, f"{R}id"),
    f"{DGM}relIds": (Drawn.DIAGRAM, f"{R}dm"),
    f"{V}textpath": (Drawn.WORDS, "string"),
    f"{O}OLEObject": (Drawn.OBJECT, "ProgID"),
}


def _area(extent: Element | None) -> int:
    return (number_at(extent, "cx") or 0) * (number_at(extent, "cy") or 0)


def diagram(root: Element) -> list[str]:
    """The words of a diagram's points, one string for each."""
    texts = ("".join(t.text or "" for t in point.iter(f"{A}t")) for point in root.iter(f"{DGM}pt"))
    return [t for t in texts if t.strip()]


def chart(root: Element) -> tuple[str, list[GridCell]]:
    """A chart's title and the table of the figures that it draws: a row for each category, a column for each series."""
    title = root.find(f"{C}chart/{C}title")
    words = "".join(t.text or "" for t in title.iter(f"{A}t")) if title is not None else ""
    names: list[str] = []
    columns: list[dict[int, str]] = []
    categories: dict[int, str] = {}
    for series in root.iter(f"{C}ser"):
        values = _points(series, ("val", "yVal", "bubbleSize"))
        if not values:
            continue
        names.append(" ".join(_points(series, ("tx",)).values()))
        columns.append(values)
        for at, said in _points(series, ("cat", "xVal")).items():
            categories.setdefault(at, said)
    rows = sorted({at for column in (categories, *columns) for at in column})[:_MAX_POINTS]
    if not columns:
        return words, []
    cells = [GridCell(0, c, name) for c, name in enumerate(["", *names])]
    for r, at in enumerate(rows, 1):
        cells.append(GridCell(r, 0, categories.get(at, "")))
        cells += [GridCell(r, c, column.get(at, "")) for c, column in enumerate(columns, 1)]
    return words, cells


def _points(series: Element, names: tuple[str, ...]) -> dict[int, str]:
    """The kept points of a series' part, by index, as they are printed."""
    part = next((p for name in names if (p := series.find(f"{C}{name}")) is not None), None)
    if part is None:
        return {}
    form = part.findtext(f".//{C}formatCode", "")
    found: dict[int, str] = {}
    levels = list(part.iter(f"{C}lvl"))  # of categories in groups the innermost level comes first
    for n, point in enumerate((levels[0] if levels else part).iter(f"{C}pt")):
        value = point.findtext(f"{C}v", "")
        at = number_at(point, "idx")
        found[n if at is None else at] = _printed(value, point.get("formatCode", form))
    literal = part.findtext(f"{C}v")
    return found or ({0: literal} if literal else {})


def _printed(value: str, form: str) -> str:
    """A cached value in its number format, as far as percent and decimals go; binary noise behind the 15th digit is cut off."""
    try:
        figure = Decimal(f"{float(value):.15g}")
        if not figure.is_finite() or abs(figure.adjusted()) > 30:
            return value
    except (InvalidOperation, ValueError):
        return value
    pattern = _QUOTED.sub("", form.partition(";")[0])
    percent = "%" in pattern
    figure = figure * 100 if percent else figure
    decimals = re.search(r"\.([0#?]+)", pattern)
    if decimals is not None and "E" not in pattern.upper():
        figure = figure.quantize(Decimal(1).scaleb(-min(len(decimals[1]), 15)), ROUND_HALF_UP)
    elif percent or re.fullmatch(r"[#,]*0", pattern):
        figure = figure.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{figure:f}{'%' if percent else ''}"
