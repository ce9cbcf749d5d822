"""Names of WordprocessingML elements and attributes (ECMA-376 part 1), as lxml writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741

VAL = f"{W}val"
PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}r", f"{W}t"
PPR, RPR = f"{W}pPr", f"{W}rPr"
BOX = f"{W}txbxContent"
ALTERNATE, CHOICE, FALLBACK = f"{MC}AlternateContent", f"{MC}Choice", f"{MC}Fallback"
PASSAGES = frozenset(
    (
        *(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "bdo", "dir", "ins", "moveTo")),
        CHOICE,
        FALLBACK,
    )
)
"""Elements that only wrap what stands in them. w:del and w:moveFrom are not among them: what was deleted is not printed."""


def is_on(element: Element | None) -> bool:
    """Whether a property that is on or off is there and on."""
    return element is not None and element.get(VAL, "1") not in ("0", "false", "off", "none")


def number_at(element: Element | None, attribute: str = VAL) -> int | None:
    """The whole number of an attribute; None where it is absent or no number."""
    said = element.get(attribute) if element is not None else None
    try:
        return int(said) if said is not None and len(said) < 10 else None
    except ValueError:
        return None


def chosen(alternate: Element) -> Element | None:
    """The branch of an AlternateContent that is shown: the first that holds anything of the text. The others say the same again."""
    branches = [b for b in alternate if b.tag in (CHOICE, FALLBACK)]
    told = (TEXT, f"{M}t", f"{W}sym", f"{C}chart", f"{DGM}relIds")
    return next((b for b in branches if next(b.iter(*told), None) is not None), branches[0] if branches else None)
