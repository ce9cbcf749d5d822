"""The emitter: whoever prints a figure through it knows ever after where the figure stands.

A template is text with slots: `{key}` prints a fact with its unit, `{key:n}` without, `{key:=无}` in words, `{key&other}` one print
of two equal facts, `{key>cell}` a figure that is also a cell's words, `{+key|增加|减少}` a direction and an amount, `{@key}` a label
drawn for the fact, `{$word}` a word of the department. `{!}` and `{.}` hold what is worded as no schema expects; `<a^b>` is one of
several wordings. Keys are the schema's pointers without the first slash; a key that starts with `~` is a figure no field holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from extractor.pointers import starred
from extractor.testing.writer.facts import Facts, Kind
from extractor.testing.writer.labels import NAMED_WITH, Labels
from extractor.testing.writer.style import Dialect, Money, Style, shown_money, shown_number

_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{([^{}]+)\}")

Slips = Mapping[tuple[str, int], Decimal]
"""What a planted error prints in place of a fact's value: by the fact's key and the number of the print."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One print of a fact. `value` is as printed, in the field's unit; `step` the worth of its last digit (0: exact)."""

    key: str
    ordinal: int
    start: int
    end: int
    value: Decimal | str
    step: Decimal
    paragraph: int
    section: int
    table: bool
    kept_out: bool


@dataclass
class Pen:
    """Writes one report. `labels` are the names figures go by, `slips` the planted errors."""

    facts: Facts
    style: Style
    random: Random
    labels: Labels
    slips: Slips = field(default_factory=dict[tuple[str, int], Decimal])
    marks: list[Mark] = field(default_factory=list[Mark])
    at: int = 0
    paragraph: int = 0
    section: int = 0
    table_unit: Money | None = None
    _parts: list[str] = field(default_factory=list[str])
    _prints: Counter[str] = field(default_factory=Counter[str])
    _kept: dict[str, bool] = field(default_factory=dict[str, bool])
    _outside: bool = False
    _page: int = 1
    headings: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def raw(self, words: str) -> None:
        """Write words as they are."""
        self._parts.append(words)
        self.at += len(words)

    def write(self, template: str) -> None:
        """Write a template."""
        template = _CHOICE.sub(lambda m: self.random.choice(m.group(1).split("^")), template)
        last = 0
        for slot in _SLOT.finditer(template):
            self._words(template[last : slot.start()])
            self._slot(slot.group(1))
            last = slot.end()
        self._words(template[last:])

    def _words(self, words: str) -> None:
        """Words between slots: where a report's lines were broken, a page may end behind a comma."""
        at = words.find("，")
        if self.style.broken and self.table_unit is None and at >= 0 and self.random.random() < 0.04:
            words = words[: at + 1] + "\n\n" + words[at + 1 :]
        self.raw(words)

    def line(self, template: str) -> None:
        """Write a paragraph."""
        self.paragraph += 1
        self._fresh()
        self.raw(self.style.indent)
        self.write(template)
        self.end()

    def one_of(self, templates: Sequence[str]) -> None:
        """Write one of several wordings as a paragraph."""
        self.line(self.random.choice(templates))

    def _fresh(self) -> None:
        """A paragraph or table names its figures anew."""
        self._kept.clear()
        self._outside = False

    def end(self) -> None:
        """End a paragraph, now and then with a page break."""
        self.raw("\n")
        if self.style.blank_lines:
            self.raw("\n")
        if self.style.page_numbers and self.random.random() < 0.06:
            self._page += 1
            self.raw(self.style.page_mark.format(self._page) + "\n" + ("\n" if self.style.blank_lines else ""))

    def heading(self, words: str) -> None:
        """A heading: another section begins."""
        self.section += 1
        self.paragraph += 1
        self.headings.append(words)
        mark = f"[bookmark: _Toc{self.random.randrange(10**7, 10**8)}]" if self.style.bookmarks and self.random.random() < 0.5 else ""
        self.raw(mark + words + "\n" + ("\n" if self.style.blank_lines else ""))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], unit: Money | None = None, dialect: Dialect | None = None) -> None:
        """A table in the report's dialect, or another: templates in its cells, money in the table's unit."""
        self.paragraph += 1
        self._fresh()
        self.table_unit = unit or self.style.table_unit
        chosen = dialect or self.style.dialect
        for n, row in enumerate([head, *rows]):
            if chosen is Dialect.TABS and self.style.repeated_heads and n == 9 and len(rows) > 11 and not any("{" in h for h in head):
                self.raw("\n" + "\t".join(head) + "\n")
            self._row(row, chosen)
            if n == 0 and chosen is Dialect.PIPES:
                self.raw("|" + " --- |" * len(head) + "\n")
        self.table_unit = None
        self.raw("\n")

    def _row(self, row: Sequence[str], dialect: Dialect) -> None:
        for n, cell in enumerate(row):
            if dialect is Dialect.PIPES:
                self.raw("| " if n == 0 else " | ")
            elif dialect is Dialect.CELLS:
                self.raw("\t")
            elif n:
                self.raw("\t" if dialect is Dialect.TABS else "    ")
            self.write(cell or ("-" if dialect is Dialect.SPACED else ""))
            if dialect is Dialect.CELLS:
                self.raw("\n")
        self.raw(" |\n" if dialect is Dialect.PIPES else "\n")

    def note(self, key: str, value: Decimal | str, where: str | None = None) -> None:
        """A print, the last one or that of `where`, states this as well: a title its year."""
        shown = next(m for m in reversed(self.marks) if where in (None, m.key))
        self.marks.append(replace(shown, key=key, value=value, step=Decimal(0), ordinal=self._prints[key]))
        self._prints[key] += 1

    def _slot(self, slot: str) -> None:
        if slot in "!.":
            self._outside = slot == "!"
        elif slot[0] == "$":
            self.raw(self.facts.words[slot[1:]])
        elif slot[0] == "@":
            self._label(slot[1:])
        elif slot[0] == "+":
            key, up, down, *flat = slot[1:].split("|")
            self._directed(key, up, down, flat[0] if flat else "持平")
        else:
            figure, _, cell = slot.partition(">")
            keys, _, form = figure.partition(":")
            held, self._outside = self._outside, self._outside or (bool(cell) and self._named_outside(cell))
            self._print(keys.split("&"), form, self.at, signed=True)
            if cell:
                self.note(cell, self._parts[-1].strip())
            self._outside = held

    def _label(self, key: str) -> None:
        words, kept = self.labels.draw(key, self.random)
        for named in (key, *NAMED_WITH.get(key, ())):
            self._kept[named] = kept
        self.raw(words)

    def _directed(self, key: str, up: str, down: str, flat: str) -> None:
        value = self._value(key)
        if not value:
            self._mark([key], self.at, flat, value, Decimal(0))
            return
        start = self.at
        self.raw(up if value > 0 else down)
        self._print([key], "", start, signed=False)

    def _named_outside(self, key: str) -> bool:
        """Whether the fact goes by a name of no schema here."""
        return any(self._kept.get(name, False) for name in (key, key.rpartition("/")[0], starred("/" + key)[1:]))

    def _value(self, key: str) -> Decimal:
        return self.slips.get((key, self._prints[key]), Decimal(self.facts.values[key]))

    def _print(self, keys: Sequence[str], form: str, start: int, *, signed: bool) -> None:
        key, kind = keys[0], self.facts.kinds[keys[0]]
        if kind is Kind.NAME:
            self._mark(keys, start, str(self.facts.values[key]), str(self.facts.values[key]), Decimal(0))
            return
        if form.startswith("="):
            self._mark(keys, start, form[1:], Decimal(self.facts.values[key]), Decimal(0))
            return
        value = next((self.slips[k, self._prints[k]] for k in keys if (k, self._prints[k]) in self.slips), Decimal(self.facts.values[key]))
        size = value if signed else abs(value)
        bare = form == "n"
        if kind is Kind.MONEY:
            words, step = shown_money(size, self.style, self.table_unit, self.facts.quantum, bare)
        else:
            words, step = shown_number(size, kind, self.style, bare)
        if self.style.wide_digits and self.table_unit is None and self.random.random() < 0.05:
            words = words.translate(_WIDE)
        self._mark(keys, start, words, value, step)

    def _mark(self, keys: Sequence[str], start: int, words: str, value: Decimal | str, step: Decimal) -> None:
        self.raw(words)
        for key in keys:
            kept = self._outside or self._named_outside(key)
            table = self.table_unit is not None
            mark = Mark(key, self._prints[key], start, self.at, value, step, self.paragraph, self.section, table, kept)
            self.marks.append(mark)
            self._prints[key] += 1


_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
