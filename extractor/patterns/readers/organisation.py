"""Internal and subordinate units: how many, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.documents import Block, Span
from extractor.grounding import Candidate, Grounding
from extractor.patterns.context import Context
from extractor.quantities import NotANumeral, parse_numeral
from extractor.schema import Field, ListField

_N = r"(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3})"
_INNER = r"(?:内设(?:职能)?|职能|业务|综合)*(?:股室|科室|处室|机构|股|科|室|处|部门|组|办公室|部室|庭室|庭|委室|党政机构|党政办公机构)"
_COUNT_INNER = re.compile(
    rf"(?:内设|设置|设有|下设|设立|共设|设|现有|共有|有)(?:有|置|了|为|立)*(?:机构|职能|科室|股室|处室)*(?:共有?|为|有|:)*{_N}个?(?:{_INNER})(?:\([科室股处]\))?(?![一二三四五六七八九十]{{1,2}}[科室股处])(?P<and>[^,。;:(]*)|"
    rf"(?:内设机构|内设股室|内设科室|内设处室|职能科室|机关内设机构|内设职能科室|内设(?:职能)?部门|内设职能机构)(?:数|共有?|共计|为|有|设|:)*(?P<n2>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})个?"
)
_BEHIND = re.compile(
    r"(?:等|共|共计|合计|(?<=[股科室处办组部队委)]))(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})个(?:内设)?(?:职能)?(?:科室|股室|处室|机构|部门|室|科|股)"
)
_SUB = r"(?:事业(?!单位|机构)|预算(?!单位)|二级(?!机构)|独立核算|核算|直属|参公)*"
_COUNT_SUB = re.compile(
    rf"(?:下属|下设|所属|直属|下辖|管理|[决预]算编报(?=单位)|含下属|含|归口管理|二级|纳入[^,。;]{{0,24}}范围的){_SUB}"
    rf"(?P<kind>行政单位|事业单位|预算单位|单位|机构|事业机构|二级机构)(?:共有?|共计|为|有|:|包括)*{_N}(?:个|家|所)|"
    rf"(?:下属|下设|所属|直属|下辖|辖|设|有|含){_N.replace('<n>', '<n2>')}(?:个|家|所)(?:下属|所属|直属|其他|{_SUB})*"
    r"(?P<kind2>事业单位|预算单位|单位|机构|中心|所|站)"
)
_NONE = re.compile(
    r"(?:无|没有|未设)(?:纳入[^,。;]{0,24}?(?:范围)?的?)?(?:下属|下设|下级|所属|直属|二级)(?:事业|预算|二级|独立核算)*(?:单位|机构)|下属0(?:个|家)单位"
)
_INCLUDED = re.compile(
    r"纳入[^。;:]{0,40}?(?:编制|范围|汇总)[^,。;:、]{0,8}?(?:二级)?(?:预算)?单位[^,。;:、]{0,10}?(?:分别(?:为|是)|包括|包含|为|有)[:]?(?![^、。]{0,6}\d+[个家])|"
    r"纳入[^。;:]{0,40}?单位(?:共?有?\d+[个家])[,:]?(?:分别(?:为|是)|包括|包含|即|为)[:]?"
)
_NO_INNER = re.compile(r"(?:无|没有|未设)内设(?:机构|科室|股室|处室)|(?:下设|内设)0个(?:处室|科室|股室|机构)")
_LIST = re.compile(r"^[^:,。;(]{0,14}?(?:[:：,(]|[,。]?分别(?:是|为)[:]?|包括[:]?|包含[:]?|即[:]?|为[:]?|有[:]?)+")
_BODY_NAME = re.compile(
    r"(?:局|委|办|院|所|站|队|中心|馆|校|中学|小学|幼儿园|学院|处|科|厅|部|会|室|社|场|台|本级|本部|机关|政府|街道|园|公司|单位|镇|乡|村|区|协会)"
    r"(?:\((?:本级|机关|机关本级|汇总)\))?$"
)
_LISTED_BODY = re.compile(r"(?:\(?\d{1,2}[.、)])?(?P<name>[一-鿿]{3,28}(?:\((?:本级|机关)\))?)[;。,]?")
_END = re.compile(r"[。;:]|\d+个")
_NOT_A_NAME = re.compile(
    r"^(?:等|均|共|负责|各|其|以及|无|编制|属|详见|主要|具体|我|本)|[,。;:%]|\d{2,}|情况|详情|附表|如下|职责|纳入|编制|如下|预算|执行"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A stated number of units, and the names listed behind it (spans of a block's view)."""

    block: Block
    number: int
    at: tuple[int, int]
    names: tuple[tuple[int, int], ...]
    kind: str = ""
    none: bool = False


def internal(context: Context, field: Field | ListField) -> Counted | None:
    """The statement of internal units: preferably in a section that the schema hints at, with its list."""
    best: tuple[tuple[int, int, int], Counted] | None = None
    for n, block in enumerate(context.paragraphs()):
        words = context.document.words(block.span)
        none = _NO_INNER.search(words)
        if none and (best is None or (1, 1, n) < best[0]):
            best = ((1, 1, n), Counted(block, 0, none.span(), (), none=True))
        for pattern in (_COUNT_INNER, _BEHIND):
            for m in pattern.finditer(words):
                if re.search(r"(?:下属|直属|所属|二级|事业单位)[^,。;]{0,6}$", words[max(0, m.start() - 8) : m.start()]) or re.search(
                    r"乡镇|街道|村|社区", m[0]
                ):
                    continue
                group = "n" if m["n"] else "n2"
                number = _number(m[group])
                if number is None:
                    continue
                names = _names(words, m.end()) if pattern is _COUNT_INNER else _names_before(words, m.start())
                hinted = any(h in context.titles(block.section) for h in field.sections)
                stated = bool(re.search(r"内设|科室|股室|处室", m[0]))
                rank = (int(not (hinted or stated)), int(not names), n)
                if not (hinted or stated):
                    continue
                counted = Counted(block, number, m.span(group), tuple(names))
                if best is None or rank < best[0]:
                    best = (rank, counted)
    return best[1] if best else None


def subordinate(context: Context, field: Field | ListField) -> Counted | None:
    """The statement of subordinate bodies; one with a number before one of none (institution and budget unit differ)."""
    best: tuple[tuple[int, int, int], Counted] | None = None
    for n, block in enumerate(context.paragraphs()):
        words = context.document.words(block.span)
        for m in _COUNT_SUB.finditer(words):
            group = "n" if m["n"] else "n2"
            number = _number(m[group])
            if number is None or (group == "n2" and not re.search(r"下属|所属|直属|其他|二级|下辖", m[0])):
                continue
            names = _names(words, m.end())
            rank = (int(number == 0), int(not names), n)
            counted = Counted(block, number, m.span(group), tuple(names), m["kind"] or m["kind2"])
            if best is None or rank < best[0]:
                best = (rank, counted)
        m = _NONE.search(words)
        if m and (best is None or (1, 1, n) < best[0]):
            best = ((1, 1, n), Counted(block, 0, m.span(), (), none=True))
    return best[1] if best else None


def unit_count(context: Context, field: Field) -> Iterator[Candidate]:
    """How many internal units are stated."""
    yield from _count(context, field, internal(context, field))


def subordinate_count(context: Context, field: Field) -> Iterator[Candidate]:
    """How many subordinate bodies are stated."""
    yield from _count(context, field, subordinate(context, field))


def unit_names(context: Context, field: ListField) -> Iterator[Candidate]:
    """The names of the internal units, the stated number of them at most where other bodies follow in the same list."""
    counted = internal(context, field)
    if counted is None:
        return
    names = counted.names
    other = subordinate(context, field)
    if other is not None and other.block.id == counted.block.id and len(names) == counted.number + other.number:
        names = names[: counted.number]
    for row, (start, end) in enumerate(names):
        yield context.words(f"{field.pointer}/{row}", context.slice(counted.block, start, end))


def subordinate_rows(context: Context, field: ListField) -> Iterator[Candidate]:
    """The subordinate bodies named in the text; their nature where the count says it (下属事业单位2个)."""
    counted = subordinate(context, field)
    listed: list[Span] = []
    if counted is not None and counted.number:
        names = counted.names[-counted.number :]
        words = context.document.words(counted.block.span)
        listed = [context.slice(counted.block, *name) for name in names if all(_BODY_NAME.search(words[a:b]) for a, b in names)]
    known = {context.printed(span) for span in listed}
    for row, span in enumerate(_included(context) or listed):
        yield context.words(f"{field.pointer}/{row}/name", span)
        if counted is not None and counted.kind in ("事业单位", "行政单位") and context.printed(span) in known:
            words = context.document.words(counted.block.span)
            at = words.rfind(counted.kind, 0, counted.names[0][0])
            if at >= 0:
                yield context.words(f"{field.pointer}/{row}/nature", context.slice(counted.block, at, at + len(counted.kind)))


def _included(context: Context) -> list[Span]:
    """The bodies that 纳入…编制范围的单位包括 names, in the sentence or in the numbered lines below it."""
    paragraphs = context.paragraphs()
    for n, block in enumerate(paragraphs):
        words = context.document.words(block.span)
        m = _INCLUDED.search(words)
        if m is None:
            continue
        end = _END.search(words, m.end())
        names = _split(words, m.end(), end.start() if end else len(words))
        if names and all(_BODY_NAME.search(words[a:b]) for a, b in names):
            return [context.slice(block, a, b) for a, b in names]
        if words.endswith(":"):
            below: list[Span] = []
            for line in paragraphs[n + 1 : n + 40]:
                listed = _LISTED_BODY.fullmatch(context.document.words(line.span))
                if listed is None:
                    break
                below.append(context.slice(line, *listed.span("name")))
            if below:
                return below
    return []


def _count(context: Context, field: Field, counted: Counted | None) -> Iterator[Candidate]:
    if counted is not None:
        span = context.slice(counted.block, *counted.at)
        quote = context.slice(
            counted.block, max(0, counted.at[0] - 8), min(counted.at[1] + 6, len(context.document.words(counted.block.span)))
        )
        yield context.number(field.pointer, counted.number, span, quote, Grounding.STATED_NONE if counted.none else Grounding.EXACT)


def _number(words: str) -> int | None:
    try:
        return int(words) if words.isdecimal() else int(parse_numeral(words))
    except NotANumeral:
        return None


def _names(words: str, at: int) -> list[tuple[int, int]]:
    """Names listed behind a count, up to the sentence's end."""
    more = re.match(rf"[,、和及]?(?:设|有|另设)?{_N}个(?:其他机构|下属[^:,。]{{0,8}}|事业单位)", words[at:])
    if more:
        at += more.end()
    lead = _LIST.match(words[at:])
    if lead is None:
        return []
    at += lead.end()
    end = _END.search(words, at)
    stop = end.start() if end else len(words)
    if words[at - 1] == "(":
        closing = words.find(")", at)
        stop = min(stop, closing) if closing >= 0 else stop
    return _split(words, at, stop)


def _names_before(words: str, at: int) -> list[tuple[int, int]]:
    start = max(words.rfind(c, 0, at) for c in ":。;,")
    start = max(start, *(words.rfind(w, 0, at) + len(w) - 1 for w in ("包括", "设有", "分别为", "分别是", "设")))
    return _split(words, start + 1, at)


def _split(words: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    depth, begin = 0, start
    for place in range(start, end + 1):
        c = words[place] if place < end else "、"
        if c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
        elif depth == 0 and c in "、,":
            found.append((begin, place))
            begin = place + 1
    if found:
        # "甲股和乙股" closes a list; a name may hold 和 itself only where it stands alone.
        begin, last = found[-1]
        both = re.match(r"(?P<a>[^和及]{2,12}(?:股|科|室|处|组|办|中心|局|队|站|所))(?:和|及|以及)(?P<b>[^和及]{2,16})$", words[begin:last])
        if both:
            found[-1:] = [(begin, begin + both.end("a")), (begin + both.start("b"), last)]
    names: list[tuple[int, int]] = []
    for first, last in found:
        m = re.match(r"(?:\(?\d+[.、)]|和|及|以及|现设?有|设?立有|设有|[内下共]设有?)*", words[first:last])
        a = first + (m.end() if m else 0)
        clean = re.match(r"[^(]+(?:\((?:本级|机关|机关本级|汇总)\))?", words[a:last])
        if clean is None:
            continue
        b = a + len(re.sub(r"(?:等(?:\d+个.*)?|分?别?负责.*|分别.*)$", "", clean[0]))
        if not 2 <= b - a <= 24 or _NOT_A_NAME.search(words[a:b]):
            return names if len(names) > 1 else []
        names.append((a, b))
    return names
