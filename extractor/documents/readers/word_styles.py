"""The styles of a Word file: what a paragraph or run has from the style it names, and from the styles that one is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extractor.documents.readers.word_names import PPR, RPR, VAL, W, is_on, number_at

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

_HEADING = re.compile(r"(?:heading|标题) ?([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录) ?[1-9]$", re.IGNORECASE)
_INDENT_CHARACTERS, _INDENT_TWIPS = 100, 200  # a first line moved in by a character at least begins a paragraph
BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Style:
    """What counts of a style. None: it says nothing, and the style it is based on decides.

    `outline`: 0 to 8, 9 is body text; `list_id` 0: no list; `font`: its Latin font's name; `contents`: a line of the list of contents.
    """

    outline: int | None = None
    list_id: int | None = None
    list_level: int | None = None
    hidden: bool | None = None
    indented: bool | None = None
    font: str = ""
    contents: bool = False


class Own(NamedTuple):
    """What a paragraph's own properties hold of what counts; `mark` are the run properties of its end."""

    style: Element | None = None
    numbered: Element | None = None
    outline: Element | None = None
    indent: Element | None = None
    mark: Element | None = None


_COUNTS = {f"{W}pStyle": 0, f"{W}numPr": 1, f"{W}outlineLvl": 2, f"{W}ind": 3, RPR: 4}
_NOTHING = Own()


def own_properties(paragraph: Element) -> Own:
    """The properties of a paragraph, found in one pass: there are hundreds of thousands in a long table."""
    ppr = paragraph.find(PPR)
    if ppr is None:
        return _NOTHING
    found: list[Element | None] = [None] * len(_COUNTS)
    for said in ppr:
        at = _COUNTS.get(said.tag)
        if at is not None:
            found[at] = said
    return Own(*found)


class Styles:
    """The styles by id; `default` is the id of the paragraph style that holds where none is named."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._made: dict[str, Style] = {"": Style()}
        self.default = ""
        self.hides = root is not None and next(root.iter(f"{W}vanish"), None) is not None
        for element in root.iterfind(f"{W}style") if root is not None else ():
            style_id = element.get(f"{W}styleId", "")
            self._elements[style_id] = element
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true", "on"):
                self.default = style_id

    def __getitem__(self, style_id: str) -> Style:
        """The style with all that it inherits; an unknown one says nothing."""
        made = self._made.get(style_id)
        if made is None:
            self._made[style_id] = Style()  # a style based on itself ends here
            made = self._made[style_id] = self._make(style_id)
        return made

    def _make(self, style_id: str) -> Style:
        element = self._elements.get(style_id)
        if element is None:
            return Style()
        base = self[_value(element.find(f"{W}basedOn"))]
        ppr, rpr = element.find(PPR), element.find(RPR)
        name = _value(element.find(f"{W}name"))
        heading = _HEADING.match(name)
        outline = number_at(ppr.find(f"{W}outlineLvl")) if ppr is not None else None
        if outline is None:
            outline = int(heading[1]) - 1 if heading else base.outline
        numbered = ppr.find(f"{W}numPr") if ppr is not None else None
        list_id = number_at(numbered.find(f"{W}numId")) if numbered is not None else None
        list_level = number_at(numbered.find(f"{W}ilvl")) if numbered is not None else None
        vanish = rpr.find(f"{W}vanish") if rpr is not None else None
        return Style(
            outline,
            base.list_id if list_id is None else list_id,
            base.list_level if list_level is None else list_level,
            base.hidden if vanish is None else is_on(vanish),
            indented(ppr.find(f"{W}ind") if ppr is not None else None, base.indented),
            font_of(rpr) or base.font,
            bool(_CONTENTS.match(name)) or base.contents,
        )

    def list_of(self, style_id: str) -> int | None:
        """The list that a numbering style stands for."""
        element = self._elements.get(style_id)
        return number_at(element.find(f"{PPR}/{W}numPr/{W}numId")) if element is not None else None


def _value(element: Element | None) -> str:
    return element.get(VAL, "") if element is not None else ""


def font_of(rpr: Element | None) -> str:
    """The Latin font that run properties name, "" where none."""
    fonts = rpr.find(f"{W}rFonts") if rpr is not None else None
    return (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "") if fonts is not None else ""


def indented(indent: Element | None, inherited: bool | None) -> bool | None:
    """Whether the first line is moved in, by a paragraph's own indents or else by its style's."""
    if indent is None:
        return inherited
    characters, twips = number_at(indent, f"{W}firstLineChars"), number_at(indent, f"{W}firstLine")
    hanging = number_at(indent, f"{W}hanging") or number_at(indent, f"{W}hangingChars")
    if hanging:
        return False
    if characters is None and twips is None:
        return inherited
    return (characters or 0) >= _INDENT_CHARACTERS or (not characters and (twips or 0) >= _INDENT_TWIPS)
