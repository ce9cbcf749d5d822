"""The printed words of a Word paragraph: its runs with fields, tracked changes, symbols and formulas resolved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from extractor.documents.readers.ordinals import ordinal
from extractor.documents.readers.word_drawings import Thing, things
from extractor.documents.readers.word_names import ALTERNATE, PASSAGES, RPR, RUN, TEXT, VAL, M, W, chosen, is_on, number_at
from extractor.documents.readers.word_styles import Styles, font_of
from extractor.documents.readers.word_symbols import PRIVATE, readable, symbol

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

_SPACE = re.compile(r"[\t\n\r]+ *")
_CIRCLED = re.compile(r"^\s*eq\s+\\o(?:\\a[clr])?\s*\((?:\s*[○〇◯]\s*[,，;；])?\s*(\d{1,2})\s*(?:[,，;；]\s*[○〇◯]\s*)?\)", re.IGNORECASE)
_BEGIN, _SEPARATE, _END = "begin", "separate", "end"
_FIELD = f"{W}fldChar"
_NOT_PRINTED = (f"{W}del", f"{W}moveFrom")


class _Field:
    """A field that is open: its instruction so far, and whether its result has begun."""

    __slots__ = ("instruction", "shown")

    def __init__(self) -> None:
        self.instruction: list[str] = []
        self.shown = False


class Words:
    """Reads the paragraphs of one part in their order; fields may go on from one to the next.

    `things`: the drawings met since the caller last took them; `notes`: the notes referred to, as kind and id.
    """

    def __init__(self, root: Element, styles: Styles) -> None:
        self._styles = styles
        self._hides = styles.hides or next(root.iter(f"{W}vanish"), None) is not None
        self._paired = _paired(root)
        self._fields: list[_Field] = []
        self._out: list[str] = []
        self._hidden = False  # by the paragraph's style
        self.things: list[Thing] = []
        self.notes: list[tuple[str, int]] = []
        run: dict[str, Callable[[Element], None]] = {
            **dict.fromkeys((f"{W}tab", f"{W}ptab"), lambda e: self._put("\t")),
            **dict.fromkeys((f"{W}br", f"{W}cr"), lambda e: self._put("\n")),
            f"{W}noBreakHyphen": lambda e: self._put("-"),
            f"{W}sym": lambda e: self._put(_symbol(e)),
            **dict.fromkeys((f"{W}drawing", f"{W}pict", f"{W}object"), self._drawing),
            **dict.fromkeys((f"{W}footnoteReference", f"{W}endnoteReference"), self._note),
            _FIELD: self._field,
            f"{W}instrText": self._instruction,
            f"{W}ruby": self._ruby,
            ALTERNATE: self._alternate,
        }
        self._in_run = run

    def of(self, paragraph: Element, hidden: bool = False) -> str:
        """The words of a paragraph; `hidden` where its style hides them."""
        self._out, self._hidden = [], hidden
        self._walk(paragraph)
        return "".join(self._out)

    def _put(self, words: str) -> None:
        if not self._fields or all(f.shown for f in self._fields):
            self._out.append(words)

    def _walk(self, node: Element) -> None:
        for child in node:
            tag = child.tag
            if tag == RUN:
                self._run(child)
            elif tag in PASSAGES:
                self._walk(child)
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    self._walk(branch)
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                self._put(formula(child))

    def _run(self, run: Element) -> None:
        if self._hides and self._is_hidden(run):
            return
        for child in run:
            if child.tag == TEXT:
                self._text(run, child.text or "")
            else:
                handle = self._in_run.get(child.tag)
                if handle is not None:
                    handle(child)

    def _text(self, run: Element, words: str) -> None:
        if "\n" in words or "\t" in words or "\r" in words:
            words = _SPACE.sub(" ", words)
        if PRIVATE.search(words):
            words = readable(words, font_of(run.find(RPR)))
        self._put(words.replace("\xad", ""))

    def _is_hidden(self, run: Element) -> bool:
        rpr = run.find(RPR)
        if rpr is None:
            return self._hidden
        vanish = rpr.find(f"{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        style = rpr.find(f"{W}rStyle")
        by_style = self._styles[style.get(VAL, "")].hidden if style is not None else None
        return self._hidden if by_style is None else by_style

    def _drawing(self, element: Element) -> None:
        self.things.extend(things(element))

    def _alternate(self, element: Element) -> None:
        branch = chosen(element)
        for child in branch if branch is not None else ():
            handle = self._in_run.get(child.tag)
            if child.tag == TEXT:
                self._put(child.text or "")
            elif handle is not None:
                handle(child)

    def _note(self, element: Element) -> None:
        number = number_at(element, f"{W}id")
        if number is not None:
            self.notes.append((element.tag.removeprefix(W).removesuffix("Reference"), number))

    def _ruby(self, element: Element) -> None:
        base = element.find(f"{W}rubyBase")
        if base is not None:
            self._walk(base)

    def _instruction(self, element: Element) -> None:
        if self._fields and not self._fields[-1].shown:
            self._fields[-1].instruction.append(element.text or "")

    def _field(self, element: Element) -> None:
        kind = element.get(f"{W}fldCharType")
        if element not in self._paired:
            return  # a field that never ends hides nothing
        if kind == _BEGIN:
            self._put(_form_field(element))
            self._fields.append(_Field())
        elif kind == _SEPARATE and self._fields:
            self._fields[-1].shown = True
        elif kind == _END and self._fields:
            field = self._fields.pop()
            # A number in a circle made by hand is a field that has no result.
            drawn = _CIRCLED.search("".join(field.instruction)) if not field.shown else None
            if drawn is not None:
                self._put(ordinal(int(drawn[1]), "decimalEnclosedCircle"))


def _paired(root: Element) -> set[Element]:
    """The marks of fields that both begin and end in what is printed."""
    found: set[Element] = set()
    opened: list[list[Element]] = []
    for mark in root.iter(_FIELD):
        if any(True for _ in mark.iterancestors(*_NOT_PRINTED)):
            continue
        kind = mark.get(f"{W}fldCharType")
        if kind == _BEGIN:
            opened.append([mark])
        elif opened:
            opened[-1].append(mark)
            if kind == _END:
                found.update(opened.pop())
    return found


def _form_field(begin: Element) -> str:
    """What an old form field shows that has no result: a ticked box or the entry chosen from a list."""
    box = begin.find(f".//{W}checkBox")
    if box is not None:
        checked = box.find(f"{W}checked")
        return "☑" if is_on(box.find(f"{W}default") if checked is None else checked) else "□"
    entries = begin.findall(f".//{W}ddList/{W}listEntry")
    at = number_at(begin.find(f".//{W}ddList/{W}result")) or 0
    return entries[at].get(VAL, "") if 0 <= at < len(entries) else ""


def _symbol(element: Element) -> str:
    try:
        return symbol(int(element.get(f"{W}char", ""), 16), element.get(f"{W}font", ""))
    except ValueError:
        return ""


def formula(node: Element) -> str:
    """A formula on one line: fractions with a stroke, powers with ^."""
    tag = node.tag
    if tag in (f"{M}t", TEXT):
        return node.text or ""
    if tag == f"{M}f":
        return f"{_part(node, 'num')}/{_part(node, 'den')}"
    if tag == f"{M}sSup":
        return f"{_part(node, 'e')}^{_part(node, 'sup')}"
    if tag in _NOT_PRINTED:
        return ""
    return "".join(formula(child) for child in node)


def _part(node: Element, name: str) -> str:
    part = node.find(f"{M}{name}")
    words = formula(part) if part is not None else ""
    return words if len(words) < 2 or words.replace(".", "").isalnum() else f"（{words}）"
