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
    r"^(?:[^,。;:、\d]{0,14})?(?:[,:](?:分别(?:为|是):?|即:?|(?:具体)?包括:?|为:?|具体(?:为|是|有):?|有:?)?|分别(?:为|是):?|(?:包括|即|为|是):?)"
)
_ENCLOSES = re.compile(r"其中|包括|包含|含")
_OPENS = re.compile(r"(?:包括|内设(?:机构|科室)?|下设|设有|设立|设置|分别[为是]|为|[:,])(?:有|为)?:?")
_CLOSED = re.compile(r"(?P<some>等?),?(?P<all>共|共计|合计|总计)?$")
_BELOW = re.compile(r"^[^。;\d]{0,16}(?:分别[为是]|具体[为是]|如下|包括|即|:)[:。]?$")
_SET = re.compile(r"(?:内设|下设|设有?|设置|设立)(?P<list>[一-鿿、()“”]{4,200}?)等?共[^,。;、]{0,4}$")
_BRACKET = re.compile(r"\([^()]*\)")
_NAME = re.compile(
    r"(?:室|科|股|组|办|所|中心|队|站|馆|局|处|部|院|会|团|厅|委|大队|支队|校|园|场|台|社|库|中学|小学|基地|公司|乡|镇|街道|项目|经费)$"
)
_BODY = re.compile(r"(?:室|科|股|组|办|所|中心|队|站|馆|局|处|部|院|会|团|厅|校|园|场|台|社|库|委)$")
_AND = re.compile(r"(?<=室|科|股|组|办|所|心|队|站|馆|局|处|部|院)(?:和|及|以及)(?=[一-鿿]{3,})")
_SOME = re.compile(r"以上的?(?:项目)?$|以下的?(?:项目)?$|分的?(?:项目)?$|[优良中差]秀?好?(?:等级)?”?的?(?:项目)?(?:有|为)?$|其中")
_ABOVE = 4  # counts before one that may be its whole
_FAR, _LONG = 300, 40  # characters before a count in which its names stand; those of a name on a line of its own


def counts(sheet: Sheet) -> Iterator[Relation]:
    """Counts of bodies with the names that follow them in the sentence, stand before them, or stand below on lines of their own."""
    for paragraph in sheet.paragraphs:
        bodies: list[Statement] = []
        ends = [s.at for s in paragraph.statements[1:]] + [len(paragraph.text)]
        for s, following in zip(paragraph.statements, ends, strict=True):
            if not _counts_bodies(s):
                continue
            between = ((o, paragraph.between(o, s)) for o in bodies[-_ABOVE:])
            wholes = [o for o, words in between if _ENCLOSES.search(words) and "。" not in words]
            bodies.append(s)
            made = (
                _listed(sheet, paragraph, s, wholes, following)
                or _before(sheet, paragraph, s)
                or _ahead(sheet, paragraph, s)
                or _below(sheet, paragraph, s)
            )
            if made is not None:
                yield made


def _before(sheet: Sheet, paragraph: Paragraph, s: Statement) -> Relation | None:
    """设A、B、C共N个股室: the names stand before their count."""
    m = _SET.search(paragraph.text, 0, s.at)
    if m is None or "。" in m["list"]:
        return None
    begin = m.start("list")
    listing = _blanked(m["list"])
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
            if ("项目" in s.fact.after[:10] or "项目" in s.name) and not _SOME.search(paragraph.text[max(0, s.at - 12) : s.at]):
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
        if number is None or number.ordinal != len(found) + 1:
            break
        if len(words) > _LONG:
            return []
        found.append((words[number.end :], block.span))
    return found


def _counts_bodies(s: Statement) -> bool:
    unit = s.fact.unit
    if unit.dimension not in (Dimension.COUNT, Dimension.PLAIN) or s.fact.decimals or not 1 <= s.fact.value <= 60 or s.fact.stated:
        return False
    if not s.term.printed.isdigit() and unit.symbol not in ("个", "家"):
        return False  # 一室五科 names what there is
    return bool(_UNITS.search(s.fact.after[:8]) or _UNITS.search(s.name) or re.search(r"内设|下设|下属|所属", s.gap[-14:]))


def _listed(sheet: Sheet, paragraph: Paragraph, s: Statement, wholes: Sequence[Statement], upto: int) -> Relation | None:
    """The count against a list of names that ends with the sentence; None where no such list follows.

    `wholes`: counts that the sentence breaks down into this one and others; the list may be theirs.
    """
    text = paragraph.text
    start = _end(text, s)
    lead = _LEAD.match(text[start:])
    if lead is None:
        return None
    begin = start + lead.end()
    end = next((i for i in range(begin, len(text)) if text[i] in "。;"), len(text))
    if upto < end and re.search(r"\d", text[upto : upto + 1]):
        return None
    listing = _without_clause(_blanked(text[begin:end]))
    names = _names(listing, begin)
    if end == len(text) and listing.rstrip()[-1:] in ("、", ","):
        return None  # the document breaks off
    if len(names) < 1 or "等" in listing[-4:] or sum(bool(_NAME.search(w)) for w, _, _ in names) < 0.8 * len(names):
        return None
    readings = [names, _parted(names)]
    names = next((r for r in readings if len(r) == s.fact.value), readings[-1])
    if wholes and len(names) != s.fact.value:
        whole = next((o for r in readings for o in wholes if o.fact.value == len(r)), None)
        if whole is None:
            return None  # whose list it is can't be told
        s, names = whole, next(r for r in readings if len(r) == whole.fact.value)
    if len(names) == 1 and s.fact.value != 1:
        return None
    return _counted(sheet, s, [(w, _source(sheet, paragraph, a, b)) for w, a, b in names])


def _ahead(sheet: Sheet, paragraph: Paragraph, s: Statement) -> Relation | None:
    """A、B、C，共N个科室: names that begin their sentence or follow 包括 and the like, and nothing else before their count."""
    head = _blanked(paragraph.text[max(0, s.at - _FAR) : s.at])
    begin = s.at - len(head) + max(head.rfind("。"), head.rfind(";")) + 1
    clause = head[begin - s.at :] if begin < s.at else ""
    closed = _CLOSED.search(clause)
    if closed is None or not (closed["some"] or closed["all"]) or "、" not in clause or len(clause) == _FAR:
        return None
    listing = clause[: closed.start()]
    opened = max((m.end() for m in _OPENS.finditer(listing, 0, listing.index("、"))), default=0)
    listing = listing[opened:]
    if re.search(r"[\d,等]", listing):
        return None
    names = _names(listing, begin + opened)
    if len(names) < 2 or not all(_BODY.search(w) for w, _, _ in names):
        return None
    made = _counted(sheet, s, [(w, _source(sheet, paragraph, a, b)) for w, a, b in names])
    return replace(made, sure=made.sure and not closed["some"] and abs(len(names) - s.fact.value) <= 1)


def _below(sheet: Sheet, paragraph: Paragraph, s: Statement) -> Relation | None:
    """N个单位，分别是： and the names on numbered lines of their own."""
    if not _BELOW.match(paragraph.text[_end(paragraph.text, s) :]):
        return None
    names = [(re.split(r"[:,。;]", word.strip())[0], span) for word, span in _numbered(sheet, paragraph)]
    if len(names) < 2 or not all(_BODY.search(re.sub(r"\(.*", "", word)) for word, _ in names):
        return None
    return _counted(sheet, s, names)


def _counted(sheet: Sheet, s: Statement, names: Sequence[tuple[str, Span]]) -> Relation:
    """The relation; one far from its names is kept only where it holds: they are not what it counts."""
    operands = tuple(_thing(word, span, s) for word, span in names)
    unnamed = s.fact.label in ("", "内") or "、" in s.fact.label
    claim = term_of(sheet.document, s.fact, s.fact.after if unnamed else s.fact.label)
    near = abs(len(names) - s.fact.value) <= max(2, s.fact.value / 5) or (
        len(names) >= 3 and _one_digit_apart(len(names), int(s.fact.value))
    )
    return Relation("", Kind.COUNT, Source.SENTENCE, claim, operands, sure=bool(near))


def _end(text: str, s: Statement) -> int:
    """Where a count's print ends, its unit counted in."""
    end = s.at + len(s.term.printed)
    return end + (len(s.fact.unit.symbol) if text.startswith(s.fact.unit.symbol, end) else 0)


def _source(sheet: Sheet, paragraph: Paragraph, start: int, end: int) -> Span:
    return Span(*sheet.document.view(paragraph.block.span).source(start, end))


def _blanked(words: str) -> str:
    """Words with what stands in brackets made blank."""
    return _BRACKET.sub(lambda b: "　" * len(b[0]), words)


def _without_clause(listing: str) -> str:
    """A list of names parted by 、 without the clause that a comma adds to it: A、B和C，均纳入核算."""
    first, *others = listing.split(",")
    if "、" not in first:
        return listing
    for clause in others:
        if not all(_NAME.search(piece.strip("　 ")) for piece in clause.split("、")):
            break
        first += "," + clause
    return first


def _parted(names: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The names with the last one taken as two where 和 joins two bodies in it."""
    if not names:
        return names
    word, start, _ = names[-1]
    for m in re.finditer(r"和|以及|及|与", word):
        one, other = word[: m.start()], word[m.end() :]
        if len(names) >= 2 and len(other) >= 3 and _BODY.search(one) and _BODY.search(other):
            at = start + m.end()
            return [*names[:-1], (one, start, start + len(one)), (other, at, at + len(other))]
    return names


def _one_digit_apart(one: int, other: int) -> bool:
    a, b = str(one), str(other)
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _names(listing: str, at: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for m in re.finditer(r"[^、,]+", listing):
        start = m.start()
        for piece in re.split(f"({_AND.pattern})", m[0]):
            word = piece.rpartition(":")[2].strip("　 和及")
            if word and not _AND.fullmatch(piece) and word not in ("和", "及", "以及"):
                begin = listing.index(word, start)
                found.append((word, at + begin, at + begin + len(word)))
                start = begin + len(word)
    return found


def _thing(word: str, span: Span, s: Statement) -> Term:
    return Term(word, word, Decimal(1), PLAIN, 0, span, section=s.term.section, block=s.term.block, counted=True)
