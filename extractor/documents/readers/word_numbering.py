"""Automatic numbering of paragraphs (numbering.xml): the number that Word prints in front, which the text itself does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extractor.documents.readers.ordinals import ordinal
from extractor.documents.readers.word_names import RPR, VAL, W, is_on, number_at
from extractor.documents.readers.word_styles import Styles, font_of
from extractor.documents.readers.word_symbols import bullet, readable

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

LEVELS = 9
_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list. `restart`: 0 never, n after level n was used (1-based), None after any higher level."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    font: str = ""
    style: str = ""


@dataclass(slots=True)
class _List:
    """A definition of a list and how far it has counted; several lists of the text may go on with one count."""

    levels: tuple[Level, ...]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class _Use:
    """A list as paragraphs name it: its definition, levels of its own, and where it counts anew when it first comes."""

    definition: _List
    levels: tuple[Level, ...]
    starts: dict[int, int]


class Numbering:
    """Counts the paragraphs of a text in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._uses: dict[int, _Use] = {}
        self._styles = styles
        if root is None:
            return
        elements = {number_at(e, f"{W}abstractNumId"): e for e in root.iterfind(f"{W}abstractNum")}
        numbers = {number_at(e, f"{W}numId"): e for e in root.iterfind(f"{W}num")}
        made: dict[int | None, _List] = {}
        for number, element in numbers.items():
            abstract = self._definition(element, elements, numbers)
            if number is None or abstract not in elements:
                continue
            if abstract not in made:
                made[abstract] = _List(_levels(elements[abstract]))
            self._uses[number] = _use(element, made[abstract])

    def _definition(self, number: Element, elements: dict[int | None, Element], numbers: dict[int | None, Element]) -> int | None:
        """The id of the definition that a list names, over the numbering style that may stand between."""
        seen: set[int | None] = set()
        while True:
            abstract = number_at(number.find(f"{W}abstractNumId"))
            link = elements[abstract].find(f"{W}numStyleLink") if abstract in elements else None
            onward = self._styles.list_of(link.get(VAL, "")) if link is not None else None
            if onward is None or onward in seen or onward not in numbers:
                return abstract
            seen.add(onward)
            number = numbers[onward]

    def level_of(self, list_id: int, style_id: str) -> int:
        """The level of a list that a paragraph style is tied to; 0 where the list names none."""
        use = self._uses.get(list_id)
        return next((n for n, level in enumerate(use.levels) if style_id and level.style == style_id), 0) if use else 0

    def next(self, list_id: int, level: int) -> str:
        """The number of the next paragraph of a list at a 0-based level, as printed; "" where the list has none."""
        use = self._uses.get(list_id)
        if use is None or not 0 <= level < len(use.levels):
            return ""
        self._count(use, level)
        here = use.levels[level]
        if here.hidden:
            return ""
        if here.form == "bullet":
            return bullet(here.text, here.font)
        return readable(_PLACE.sub(lambda m: _shown(use, int(m[1]) - 1, here), here.text), here.font)

    def _count(self, use: _Use, level: int) -> None:
        counts = use.definition.counts
        anew = use.starts.pop(level, None)
        before = counts[level]
        counts[level] = anew if anew is not None else use.levels[level].start if before is None else before + 1
        for deeper in range(level + 1, len(use.levels)):
            after = use.levels[deeper].restart
            if after is None or after > level:
                counts[deeper] = None


def _shown(use: _Use, level: int, here: Level) -> str:
    if level >= len(use.levels):
        return ""
    count = use.definition.counts[level]
    there = use.levels[level]
    form = "decimal" if here.legal and there.form not in ("none", "bullet") else there.form
    return "" if form == "bullet" else ordinal(there.start if count is None else count, form)


def _levels(abstract: Element) -> tuple[Level, ...]:
    levels = [Level() for _ in range(LEVELS)]
    for element in abstract.iterfind(f"{W}lvl"):
        n = number_at(element, f"{W}ilvl")
        if n is not None and 0 <= n < LEVELS:
            levels[n] = _level(element)
    return tuple(levels)


def _level(element: Element) -> Level:
    # A format of the user's own stands in an AlternateContent whose last branch names the nearest known one.
    form = next(reversed(list(element.iter(f"{W}numFmt"))), None)
    text = element.find(f"{W}lvlText")
    start = number_at(element.find(f"{W}start"))
    rpr = element.find(RPR)
    linked = element.find(f"{W}pStyle")
    return Level(
        0 if start is None else start,
        form.get(VAL, "decimal") if form is not None else "decimal",
        text.get(VAL, "") if text is not None else "",
        number_at(element.find(f"{W}lvlRestart")),
        is_on(element.find(f"{W}isLgl")),
        rpr is not None and is_on(rpr.find(f"{W}vanish")),
        font_of(rpr),
        linked.get(VAL, "") if linked is not None else "",
    )


def _use(number: Element, definition: _List) -> _Use:
    levels, starts = list(definition.levels), dict[int, int]()
    for override in number.iterfind(f"{W}lvlOverride"):
        n = number_at(override, f"{W}ilvl")
        if n is None or not 0 <= n < LEVELS:
            continue
        own = override.find(f"{W}lvl")
        if own is not None:
            levels[n] = _level(own)
        anew = number_at(override.find(f"{W}startOverride"))
        if anew is not None:
            levels[n] = replace(levels[n], start=anew)
            starts[n] = anew
    return _Use(definition, tuple(levels), starts)


def number_of(numbered: Element | None) -> tuple[int | None, int | None]:
    """The list and level that a paragraph's own properties name; None where they leave it to the style."""
    if numbered is None:
        return None, None
    return number_at(numbered.find(f"{W}numId")), number_at(numbered.find(f"{W}ilvl"))
