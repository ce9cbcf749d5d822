"""What was read of a document as one self-contained page: its text beside pictures of its pages, figures boxed on them.

Text of documents is data: it is escaped wherever it stands, and the page's policy lets no script run but the one it was made with.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from extractor.documents import Block, BlockKind, Document, Span, Table
from extractor.documents.page_images import PageImage
from extractor.export.page_frame import file_text, framed, over, quoted
from extractor.grounding import Figure, FigureIndex
from extractor.words import Language, Text, visible

_MADE_BY = "report-extractor/read"
_UNSURE = 0.9
"""A figure that was recognised with less certainty is shown as doubtful."""
_TITLE = Text("读取结果", "What was read")
_PAGE, _PICTURE = Text("第 {} 页", "page {}"), Text("第 {} 页的图像", "picture of page {}")
_OUTLINE, _WARNINGS, _TEXT = Text("目录", "Outline"), Text("提示", "Warnings"), Text("正文", "Text")
_UNIT, _CERTAINTY = Text("单位：", "unit: "), Text("识别把握 {}", "certainty {}")
_PLACES = Text("图像与文字中的数字互相对应：指向或点按其一。", "Figures in picture and text belong together: point at or tap one.")


def reading_page(document: Document, images: Sequence[PageImage], summary: str, language: Language) -> str:
    """The page of one document. `images`: its first pages as pictures, none where the format has no pages; `summary`: a line of counts."""
    return _Reading(document, images, language).page(summary)


class _Reading:
    def __init__(self, document: Document, images: Sequence[PageImage], language: Language) -> None:
        self._document, self._images = document, images
        self._language: Language = language
        index = FigureIndex(document)
        self._figures = [index.of_block(n) for n in range(len(document.blocks))]
        self._numbers = {f.number: n for n, f in enumerate(f for own in self._figures for f in own)}

    def page(self, summary: str) -> str:
        document, language = self._document, self._language
        title, script = visible(document.name), file_text("reading.js")
        told = "".join(f"<li>{escape(visible(w.into(language)))}</li>" for w in document.warnings)
        warnings = f'<aside class="warnings" aria-label={quoted(_WARNINGS.into(language))}><ul>{told}</ul></aside>' if told else ""
        hint = f"<p>{_PLACES.into(language)}</p>" if self._images and document.placed else ""
        body = (
            f"<header><h1>{escape(title)}</h1><p>{escape(visible(summary))}</p>{hint}"
            f'<p class="sum">SHA-256 {escape(document.sha256)}</p></header>{warnings}{self._outline()}'
            f"<main>{''.join(self._sheets())}</main><script>{script}</script>"
        )
        named = f"{title} · {_TITLE.into(language)}"
        return framed(named, body, language, style="reading.css", script=script, made_by=_MADE_BY, pictures=True)

    def _outline(self) -> str:
        depths = [sum(1 for _ in self._document.path(n)) for n in range(len(self._document.sections))]
        if not depths:
            return ""
        entries = "".join(
            f'<li class="d{min(depth, 6)}"><a href="#s{n}">{escape(visible(f"{s.number}{s.title}"))}</a></li>'
            for n, (s, depth) in enumerate(zip(self._document.sections, depths, strict=True))
        )
        return f'<details class="outline"><summary>{_OUTLINE.into(self._language)} {len(depths)}</summary><ol>{entries}</ol></details>'

    def _sheets(self) -> Iterator[str]:
        """A part for each page, the picture beside the text; one part without picture where there are no pages."""
        blocks = {page: list(own) for page, own in groupby(enumerate(self._document.blocks), key=lambda b: b[1].page)}
        for page in range(max([0, *blocks, len(self._images)]) + 1):
            own = blocks.get(page, [])
            image = self._images[page - 1] if 0 < page <= len(self._images) else None
            if not own and image is None:
                continue
            head = f'<h2 class="paper">{_PAGE.into(self._language).format(page)}</h2>' if page else ""
            text = "".join(self._block(n, b) for n, b in own)
            picture = self._picture(page, image) if image is not None else ""
            kind = "sheet" if image is not None else "sheet plain"
            yield f'<section class="{kind}">{head}{picture}<div class="text">{text}</div></section>'

    def _picture(self, page: int, image: PageImage) -> str:
        boxes: list[str] = []
        for figure in (f for own in self._figures for f in own):
            for place in self._document.places(figure.number):
                if place.page == page:
                    size = (
                        f'x="{place.x0:.1f}" y="{place.top:.1f}" width="{place.x1 - place.x0:.1f}" height="{place.bottom - place.top:.1f}"'
                    )
                    boxes.append(f'<rect class="{self._kind(figure)}" data-f="{self._numbers[figure.number]}" {size} rx="1.5"/>')
        source = f"data:image/jpeg;base64,{base64.b64encode(image.jpeg).decode('ascii')}"
        named = quoted(_PICTURE.into(self._language).format(page))
        size = f"{image.width:.1f} {image.height:.1f}"
        shown = f'<image href="{source}" width="{image.width:.1f}" height="{image.height:.1f}"/>'
        return f'<div class="picture"><svg viewBox="0 0 {size}" role="img" aria-label={named}>{shown}{"".join(boxes)}</svg></div>'

    def _kind(self, figure: Figure) -> str:
        certainty = self._document.certainty(figure.number)
        return "f unsure" if certainty is not None and certainty < _UNSURE else "f"

    def _block(self, number: int, block: Block) -> str:
        figures = {at: f for f in self._figures[number] for at in range(f.number.start, f.number.end)}
        if block.kind is BlockKind.TABLE:
            return self._table(self._document.tables[block.table], figures)
        inner = self._words(block.span, figures)
        if block.kind is BlockKind.HEADING:
            level = min(6, 2 + max(1, sum(1 for _ in self._document.path(block.section))))
            return f'<h{level} id="s{block.section}">{inner}</h{level}>'
        # A heading may run into its paragraph: the outline leads there too.
        first = next((n for n, s in enumerate(self._document.sections) if s.heading.start == block.span.start), None)
        anchor = f' id="s{first}"' if first is not None else ""
        return f'<p class="contents">{inner}</p>' if block.kind is BlockKind.CONTENTS else f"<p{anchor}>{inner}</p>"

    def _table(self, table: Table, figures: Mapping[int, Figure]) -> str:
        covered: set[tuple[int, int]] = set()
        rows: list[str] = []
        for row in table.rows:
            cells: list[str] = []
            for cell in row:
                if (cell.row, cell.column) in covered:
                    continue
                places = ((r, c) for r in range(cell.row, cell.row + cell.rowspan) for c in range(cell.column, cell.column + cell.colspan))
                covered.update(places)
                cells.append(f"<td{over('rowspan', cell.rowspan)}{over('colspan', cell.colspan)}>{self._words(cell.span, figures)}</td>")
            rows.append(f"<tr>{''.join(cells)}</tr>")
        unit = f"{_UNIT.into(self._language)}{table.unit.symbol}" if table.unit.symbol else ""
        caption = f"<caption>{table.id}{escape(visible(f' {unit}')) if unit else ''}</caption>"
        return f'<div class="wide"><table>{caption}{"".join(rows)}</table></div>'

    def _words(self, span: Span, figures: Mapping[int, Figure]) -> str:
        """The readable characters of a span as printed; its figures marked."""
        if span.end <= span.start:
            return ""
        offsets = self._document.view(span).offsets
        made: list[str] = []
        for figure, run in groupby(offsets, key=figures.get):
            words = escape(visible("".join(" " if (c := self._document.text[at]).isspace() else c for at in run)))
            made.append(self._marked(figure, words) if figure is not None else words)
        return "".join(made)

    def _marked(self, figure: Figure, words: str) -> str:
        certainty = self._document.certainty(figure.number)
        said = _CERTAINTY.into(self._language).format(f"{certainty:.2f}") if certainty is not None else ""
        title = f" title={quoted(said)}" if said else ""
        # Where there is nothing to show, there is nothing to stop at.
        tab = ' tabindex="0"' if self._images and self._document.places(figure.number) else ""
        return f'<span class="{self._kind(figure)}" data-f="{self._numbers[figure.number]}"{tab}{title}>{words}</span>'
