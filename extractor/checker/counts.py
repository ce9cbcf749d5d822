"""Counts against the things listed behind them: 内设机构9个：A、B、C…"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.checker.grid import Grid
from extractor.checker.model import Kind, Relation, Source, Term
from extractor.checker.nearby import Nearby
from extractor.checker.scores import Scored
from extractor.checker.statements import Paragraph, Sheet, Statement, term_of
from extractor.documents import Span
from extractor.documents.lines import number_of
from extractor.quantities import PLAIN, Dimension

_UNITS = re.compile(r"机构|科室|股室|处室|部门|单位|科|股|室|组|项目|中心|站所")
_LEAD = re.compile(
    r"^(?:[^,。;:、\d]{0,14})?(?:[,:](?:分别(?:为|是):?|即:?|包括:?|为:?|具体(?:为|是):?|有:?)?|分别(?:为|是):?|(?:包括|即|为|是):?)"
)
_SET = re.compile(r"(?:内设|下设|设有?|设置|设立)(?P<list>[一-鿿、()“”]{4,200}?)等?共[^,。;、]{0,4}$")
_BRACKET = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"(?:室|科|股|组|办|所|中心|队|站|馆|局|处|部|院|会|团|厅|委|大队|支队|校|园|项目|经费)$")
_AND = re.compile(r"(?<=室|科|股|组|办|所|心|队|站|馆|局|处|部|院)(?:和|及|以及)(?=[一-鿿]{3,})")


def counts(sheet: Sheet) -> Iterator[Relation]:
    """Counts of bodies with the names that follow them in the sentence."""
    for paragraph in sheet.paragraphs:
        for n, s in enumerate(paragraph.statements):
            if _counts_bodies(s):
                following = paragraph.statements[n + 1].at if n + 1 < len(paragraph.statements) else len(paragraph.text)
                made = _listed(sheet, paragraph, s, following) or _before(sheet, paragraph, s)
                if made is not None:
                    yield made


def _before(sheet: Sheet, paragraph: Paragraph, s: Statement) -> Relation | None:
    """设A、B、C共N个股室: the names stand before their count."""
    m = _SET.search(paragraph.text, 0, s.at)
    if m is None or "。" in m["list"]:
        return None
    begin = m.start("list")
    listing = _BRACKET.sub(lambda b: "　" * len(b[0]), m["list"])
    names = _names(listing, begin)
    if len(names) != s.fact.value or sum(bool(_NAME.search(w)) for w, _, _ in names) < 0.8 * len(names):
        return None
    view = sheet.document.view(paragraph.block.span)
    operands = tuple(_thing(word, Span(*view.source(a, b)), s) for word, a, b in names)
    return Relation("", Kind.COUNT, Source.SENTENCE, term_of(sheet.document, s.fact, s.fact.after), operands)


def counted_elsewhere(sheet: Sheet, grids: Sequence[Grid], families: Sequence[Sequence[Relation]]) -> Iterator[Relation]:
    """Counts that the rows of a table of bodies, numbered lines or a family of projects bear out; those that hold."""
    sized = {len(f): f for f in reversed(families)}
    for paragraph in sheet.paragraphs:
        for s in paragraph.statements:
            unit = s.fact.unit
            if unit.dimension is not Dimension.COUNT or s.fact.decimals or not 2 <= s.fact.value <= 60 or s.fact.stated:
                continue
            things = None
            if "项目" in s.fact.after[:10] or "项目" in s.name:
                whole, more = sized.get(int(s.fact.value)), sized.get(int(s.fact.value) + 1)
                things = whole or (more[1:] if more else None)  # without the total's own rate
            if things is not None:
                operands = tuple(replace(r.operands[0], value=Decimal(1), unit=PLAIN, counted=True) for r in things)
                yield Relation("", Kind.COUNT, Source.PLACES, s.term, operands, sure=False)
            elif unit.symbol in ("个", "家") and re.search(r"单位|机构|中心", s.fact.after[:8] + s.name):
                yield from _bodies(sheet, grids, paragraph, s)


def counted_leaves(sheet: Sheet, scored: Sequence[Scored]) -> Iterator[Relation]:
    """三级指标N个 against the rows of a score table."""
    tables = Nearby(scored, lambda t: t.start)
    for paragraph in sheet.paragraphs:
        for s in paragraph.statements:
            if "三级指标" not in s.name + s.fact.after[:6] or s.fact.unit.dimension not in (Dimension.COUNT, Dimension.PLAIN):
                continue
            for table in tables.around(s.term.span.start):
                rows = [leaf.got or leaf.weight for leaf in table.leaves]
                if len(rows) == s.fact.value:
                    operands = tuple(replace(t, value=Decimal(1), unit=PLAIN, counted=True) for t in rows if t is not None)
                    yield Relation("", Kind.COUNT, Source.PLACES, s.term, operands, sure=False)


def _bodies(sheet: Sheet, grids: Sequence[Grid], paragraph: Paragraph, s: Statement) -> Iterator[Relation]:
    names = _in_table(grids, paragraph) or _numbered(sheet, paragraph)
    if len(names) == s.fact.value:
        operands = tuple(_thing(word, span, s) for word, span in names)
        yield Relation("", Kind.COUNT, Source.PLACES, s.term, operands, sure=False)


def _in_table(grids: Sequence[Grid], paragraph: Paragraph) -> list[tuple[str, Span]]:
    at = paragraph.block.span.start
    for n in range(bisect_left(grids, at, key=lambda g: g.block.span.start), len(grids)):
        grid = grids[n]
        if grid.block.span.start - at > 2500:
            break
        head = grid.table.rows[0]
        column = next((c.column for c in head if re.search(r"(?:单位|机构)名称", c.words)), None)
        if column is not None:
            cells = [r[column] for r in grid.table.rows[1:] if column < len(r) and r[column].words]
            return [(c.words, c.span) for c in cells if not re.search(r"本级|机关$", c.words)]
    return []


def _numbered(sheet: Sheet, paragraph: Paragraph) -> list[tuple[str, Span]]:
    blocks = sheet.document.blocks
    at = bisect_left(blocks, paragraph.block.span.start, key=lambda b: b.span.start)
    found: list[tuple[str, Span]] = []
    for block in blocks[at + 1 : at + 40]:
        words = sheet.document.words(block.span)
        number = number_of(words)
        if number is None or number.ordinal != len(found) + 1 or len(words) > 40:
            break
        found.append((words[number.end :], block.span))
    return found


def _counts_bodies(s: Statement) -> bool:
    unit = s.fact.unit
    if unit.dimension not in (Dimension.COUNT, Dimension.PLAIN) or s.fact.decimals or not 1 <= s.fact.value <= 60 or s.fact.stated:
        return False
    return bool(_UNITS.search(s.fact.after[:8]) or _UNITS.search(s.name) or re.search(r"内设|下设|下属|所属", s.gap[-14:]))


def _listed(sheet: Sheet, paragraph: Paragraph, s: Statement, upto: int) -> Relation | None:
    """The count against a list of names that ends with the sentence; None where no such list follows."""
    text = paragraph.text
    start = s.at + len(s.term.printed)
    symbol = s.fact.unit.symbol
    start += len(symbol) if text.startswith(symbol, start) else 0
    lead = _LEAD.match(text[start:])
    if lead is None:
        return None
    begin = start + lead.end()
    end = next((i for i in range(begin, len(text)) if text[i] in "。;"), len(text))
    if upto < end and re.search(r"\d", text[upto : upto + 1]):
        return None
    listing = _BRACKET.sub(lambda m: "　" * len(m[0]), text[begin:end])
    names = _names(listing, begin)
    if end == len(text) and listing.rstrip()[-1:] in ("、", ","):
        return None  # the document breaks off
    if len(names) < 1 or "等" in listing[-4:] or sum(bool(_NAME.search(w)) for w, _, _ in names) < 0.8 * len(names):
        return None
    if len(names) == 1 and s.fact.value != 1:
        return None
    view = sheet.document.view(paragraph.block.span)
    operands = tuple(_thing(word, Span(*view.source(a, b)), s) for word, a, b in names)
    claim = term_of(sheet.document, s.fact, s.fact.after if s.fact.label in ("", "内") else s.fact.label)
    near = abs(len(names) - s.fact.value) <= max(2, s.fact.value / 5) or (
        len(names) >= 3 and _one_digit_apart(len(names), int(s.fact.value))
    )
    return Relation("", Kind.COUNT, Source.SENTENCE, claim, operands, sure=bool(near))


def _one_digit_apart(one: int, other: int) -> bool:
    a, b = str(one), str(other)
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _names(listing: str, at: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for m in re.finditer(r"[^、,]+", listing):
        start = m.start()
        for piece in re.split(f"({_AND.pattern})", m[0]):
            word = piece.strip("　 和及")
            if word and not _AND.fullmatch(piece) and word not in ("和", "及", "以及"):
                begin = listing.index(word, start)
                found.append((word, at + begin, at + begin + len(word)))
                start = begin + len(word)
    return found


def _thing(word: str, span: Span, s: Statement) -> Term:
    return Term(word, word, Decimal(1), PLAIN, 0, span, section=s.term.section, block=s.term.block, counted=True)
