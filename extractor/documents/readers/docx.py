"""Word files (.docx, .docm, .dotx), also in Strict form: what Word prints, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractor.documents.limits import MAX_TEXT, check_size
from extractor.documents.readers.package import Package, damaged, too_large
from extractor.documents.readers.word_drawings import Drawn, Thing, chart, diagram
from extractor.documents.readers.word_names import ALTERNATE, PARAGRAPH, PASSAGES, TABLE, VAL, W, chosen, is_on, number_at
from extractor.documents.readers.word_numbering import Numbering, number_of
from extractor.documents.readers.word_styles import BODY_LEVEL, Own, Style, Styles, indented, own_properties
from extractor.documents.readers.word_symbols import BULLETS
from extractor.documents.readers.word_tables import MAX_SLOTS, layout
from extractor.documents.readers.word_text import Words
from extractor.documents.source import GridCell, Source, SourceWriter
from extractor.errors import DocumentError
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.documents.readers.xml_element import Element

_MAIN = "word/document.xml"
_LONGEST_HEADING = 60
_SENTENCE_ENDS = "。；;！!？?"
_INDENT = "　　"
_DELETED, _VANISH = (f"{W}del", f"{W}moveFrom"), f"{W}vanish"
_CLINGS = "、）)．】〕》"  # a number that ends so can't be taken for a part of the figure behind it
_NUMERIC = "0123456789.,．"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A printed paragraph; `level` above 0 for a heading."""

    words: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Tabular:
    """A printed table."""

    cells: Sequence[GridCell]


Printed = Paragraph | Tabular


@dataclass(slots=True)
class _Flow:
    """Walks the blocks of one part in their order. `cells` above 0 while inside table cells."""

    package: Package
    part: str
    styles: Styles
    numbering: Numbering
    words: Words
    has_tables: bool
    warnings: list[Text]
    cells: int = 0
    carried: str = ""
    relations: dict[str, str] = field(default_factory=dict[str, str])

    def blocks(self, container: Element) -> Iterator[Printed]:
        """What stands in a body, cell, text box or note, paragraph by paragraph and table by table."""
        yield from self._children(container)
        if self.carried:
            words, self.carried = self.carried, ""
            yield Paragraph(words)

    def _children(self, container: Element) -> Iterator[Printed]:
        for child in container:
            tag = child.tag
            if tag == PARAGRAPH:
                yield from self._paragraph(child)
            elif tag == TABLE:
                if self.carried:
                    words, self.carried = self.carried, ""
                    yield Paragraph(words)
                yield from self._table(child)
            elif tag in PASSAGES:
                yield from self._children(child)
            elif tag == ALTERNATE:
                branch = chosen(child)
                yield from self._children(branch) if branch is not None else ()
            elif tag == f"{W}altChunk":
                self._warn("其他格式的内嵌文档（altChunk）", "an embedded document of another format (altChunk)")

    def _paragraph(self, element: Element) -> Iterator[Printed]:
        own = own_properties(element)
        style_id = own.style.get(VAL, "") if own.style is not None else self.styles.default
        style = self.styles[style_id]
        words = self.carried + self.words.of(element, bool(style.hidden))
        self.carried = ""
        things, self.words.things = self.words.things, []
        if own.mark is not None and _runs_on(own.mark):
            self.carried = words  # the paragraph's mark was deleted or is hidden: the next one goes on with it
        else:
            number = self._number(own, style, style_id)
            yield Paragraph(self._laid_out(words, number, own, style), 0 if self.cells else _level(words, own, style))
        for thing in things:
            yield from self._thing(thing)

    def _number(self, own: Own, style: Style, style_id: str) -> str:
        list_id, level = number_of(own.numbered)
        if list_id is None:
            list_id = style.list_id
            if level is None and list_id:
                level = style.list_level or self.numbering.level_of(list_id, style_id)
        return self.numbering.next(list_id, level or 0) if list_id else ""

    def _laid_out(self, words: str, number: str, own: Own, style: Style) -> str:
        """The paragraph with its number in front, and tabs that only move it in made spaces."""
        bare = words.lstrip(" \u3000\t")
        if self.has_tables and not self.cells and words[: len(words) - len(bare)].count("\t"):
            # Where tables are real ones, a tab in front is an indent; in a text typed with tabs it may begin a table's cell.
            words = _INDENT + bare
        if style.contents and bare:
            words = bare.replace("\t", "……")
        if number:
            # In the body an empty numbered paragraph is a slip; in a table it is the column of row numbers.
            if not bare:
                return number if self.cells else ""
            last = number[-1]
            apart = last not in _CLINGS and (bare[0] in _NUMERIC or last.isalpha() or last.isdecimal() or last in BULLETS)
            return f"{number}{' ' if apart else ''}{bare}"
        moved = not self.cells and bare and bare[0] == words[0] and not style.contents and indented(own.indent, style.indented)
        return _INDENT + words if moved else words

    def _table(self, element: Element) -> Iterator[Printed]:
        found = layout(element)
        if found.height * found.width > MAX_SLOTS:
            raise too_large(self.package.name)
        if found.width == 1 and all(s.rowspan == 1 for s in found.spots):
            for spot in found.spots:  # a single column is a frame around text, no table
                yield from self.blocks(spot.element)
            return
        cells: list[GridCell] = []
        after: list[Printed] = []
        self.cells += 1
        for spot in found.spots:
            lines: list[str] = []
            for block in self.blocks(spot.element):
                if isinstance(block, Tabular):
                    after.append(block)
                elif block.words.strip():
                    lines.append(block.words)
            cells.append(GridCell(spot.row, spot.column, "\n".join(lines), spot.rowspan, spot.colspan))
        for covered in found.covered:
            if any(isinstance(b, Tabular) or b.words.strip() for b in self.blocks(covered)):
                self._warn("合并单元格遮住的文字（Word 不显示）", "words covered by merged cells, which Word does not show")
        self.cells -= 1
        if cells:
            yield Tabular(cells)
        yield from after

    def _thing(self, thing: Thing) -> Iterator[Printed]:
        match thing.kind:
            case Drawn.BOX:
                carried, self.carried = self.carried, ""
                yield from self.blocks(thing.element)
                self.carried = carried
            case Drawn.WORDS:
                yield Paragraph(thing.said)
            case Drawn.CHART:
                root = self._related(thing.said)
                title, cells = chart(root) if root is not None else ("", [])
                if title.strip():
                    yield Paragraph(title)
                if cells:
                    yield Tabular(cells)
                else:
                    self._warn("没有保存数据的图表", "a chart without kept data")
            case Drawn.DIAGRAM:
                root = self._related(thing.said)
                yield from (Paragraph(words) for words in (diagram(root) if root is not None else ()))
            case Drawn.PICTURE:
                self._warn("大幅图片中的文字", "words in large pictures")
            case Drawn.OBJECT:
                self._warn(f"内嵌对象（{thing.said[:40]}）", f"an embedded object ({thing.said[:40]})")

    def _related(self, relation: str) -> Element | None:
        """The part that a relationship of this one names; None (and a warning) where it is missing or damaged."""
        if not self.relations:
            self.relations = {key: r.target for key, r in self.package.relationships(self.part).items()}
        return _part(self.package, self.relations.get(relation, ""), self.warnings)

    def _warn(self, zh: str, en: str) -> None:
        self.warnings.append(Text(f"未读入：{zh}，请人工核对", f"not read: {en}; check it by hand"))


def _runs_on(mark: Element) -> bool:
    """Whether a paragraph's end is deleted or hidden: the next paragraph goes on with it."""
    return any(said.tag in _DELETED or (said.tag == _VANISH and is_on(said)) for said in mark)


def _level(words: str, own: Own, style: Style) -> int:
    """The heading level, 1 to 9; 0 for body text, and for a whole sentence that only looks like a heading."""
    outline = number_at(own.outline)
    outline = style.outline if outline is None else outline
    if outline is None or not 0 <= outline < BODY_LEVEL or style.contents:
        return 0
    bare = words.strip()
    return outline + 1 if bare and len(bare) <= _LONGEST_HEADING and bare[-1] not in _SENTENCE_ENDS else 0


def read_docx(data: bytes, name: str) -> Source:
    """The Source of a Word file's bytes, tracked changes accepted, headers, footers and comments left out.

    Raises DocumentError for a file that is damaged, encrypted, too large, or without any words.
    """
    package = Package(data, name)
    main = package.main_part(_MAIN)
    root = package.xml(main)
    body = root.find(f"{W}body")
    if body is None:
        raise damaged(name, main)
    warnings: list[Text] = []
    named = {r.kind: r.target for r in package.relationships(main).values()}
    folder = main.rpartition("/")[0]
    styles = Styles(_part(package, named.get("styles", f"{folder}/styles.xml"), warnings))
    numbering = Numbering(_part(package, named.get("numbering", f"{folder}/numbering.xml"), warnings), styles)
    has_tables = next(body.iter(TABLE), None) is not None
    flow = _Flow(package, main, styles, numbering, Words(root, styles), has_tables, warnings)
    writer = SourceWriter()
    written = _write(writer, flow.blocks(body), name)
    notes = flow.words.notes
    for kind in ("footnote", "endnote"):
        wanted = [n for k, n in notes if k == kind]
        part = named.get(f"{kind}s", "")
        found = _part(package, part, warnings) if wanted else None
        if found is not None:
            below = _Flow(package, part, styles, numbering, Words(found, styles), has_tables, warnings)
            written += _write_notes(writer, found, wanted, below)
    if not written:
        raise _no_words(name)
    for warning in warnings:
        writer.warn(warning)
    return writer.source()


def _part(package: Package, part: str, warnings: list[Text]) -> Element | None:
    """The root of a part that a text can do without; None where the package has none, with a warning where it is damaged."""
    try:
        return package.xml(part) if part in package else None
    except DocumentError as e:
        warnings.append(Text(f"部件 {part} 未读入：{e.said.zh}", f"part {part} was not read: {e.said.en}"))
        return None


def _write(writer: SourceWriter, blocks: Iterator[Printed], name: str) -> int:
    """Writes blocks; the number of characters that are no space."""
    written = size = 0
    for block in blocks:
        if isinstance(block, Tabular):
            writer.table(block.cells)
            size += sum(len(c.words) for c in block.cells)
            written += any(str(c.words).strip() for c in block.cells)
        elif block.words.strip() or "\t" in block.words:  # a lone tab is an empty cell of a text typed with tabs
            writer.paragraph(block.words, block.level)
            size += len(block.words)
            written += bool(block.words.strip())
        else:
            writer.gap()
        check_size(size, name, MAX_TEXT)
    return written


def _write_notes(writer: SourceWriter, root: Element, wanted: list[int], flow: _Flow) -> int:
    """Writes the notes that the text refers to, in its order, below it: a mark in the text would be taken for a digit."""
    notes = {number_at(e, f"{W}id"): e for e in root if e.get(f"{W}type", "normal") == "normal"}
    written = 0
    for number in dict.fromkeys(wanted):
        note = notes.get(number)
        for block in flow.blocks(note) if note is not None else ():
            if isinstance(block, Paragraph) and block.words.strip():
                writer.paragraph(_INDENT + block.words.strip())  # moved in: it goes on with nothing before it
                written += 1
            elif isinstance(block, Tabular):
                writer.table(block.cells)
                written += 1
    return written


def _no_words(name: str) -> DocumentError:
    return DocumentError(
        Text("文件里没有文字（空白，或只有图片）", "the file has no words (empty, or only pictures)"),
        Text("图片报告请另存为 PDF，用扫描件方式读取", "If its pages are pictures, save it as PDF and read that as a scan"),
        name,
        "read",
    )
