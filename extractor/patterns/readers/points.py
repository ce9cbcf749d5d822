"""Narrative lists: the numbered points of a section, verbatim and without their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.documents import Block, BlockKind, Span
from extractor.documents.lines import Numbering, number_of
from extractor.grounding import Candidate
from extractor.patterns.context import Context
from extractor.quantities import find_dates
from extractor.schema import ListField

_Own = tuple[Block, int, str]  # a block, where its own words begin in its view, and those words
_SENTENCE = re.compile(r"[,。;!?]")
_SIGNED = re.compile(r"^(?:附件?|填报|单位负责人|联系人|20\d\d年\d{1,2}月)")
_PAGE = re.compile(r"[-—–·.\s]*\d{1,4}[-—–·.\s]*")
_BARE_NUMBER = re.compile(r"^\d{1,2}(?=[一-鿿])")  # 5 存在问题: a heading's number without a dot
_DATE_LABEL = re.compile(r"^[一-鿿]{0,4}(?:日期|时间):?")
_SEAL = re.compile(r"^(?:填报|编制|报告)?(?:单位|部门):|\((?:盖?公?章|签章)\)$")
_BODY = re.compile(r"(?:[局厅委院校处所站室会部馆]|中心|大队|支队|政府|办公室|医院|公司|街道|镇|乡)$")
_NOTHING = re.compile(r"^(?:无|暂无|没有|不存在|我?(?:单位|部门|办|局|委)?(?:暂)?(?:无|未发现)[^,。]{0,16}(?:问题|建议|措施)?)[。.]?$")


def points(context: Context, field: ListField) -> Iterator[Candidate]:
    """One candidate for each point of the first section of that name; none where it says 无."""
    sections = context.document.sections
    labels = tuple(label.text for label in field.labels)
    named = [n for n, s in enumerate(sections) if n not in context.skipped and any(w in s.title for w in labels)]
    for n in named:
        children = [c for c in named if c > n and sections[n].span.covers(sections[c].span)]
        if children and any(w in sections[n].title for w in field.refuse):
            continue  # 存在的问题及改进措施: the subsections carry the names apart
        own = _unsigned(context, [(b, *_own_words(context, b, n)) for b in _blocks(context, n)])
        spans = list(_points(context, own))
        if spans or _says_nothing(context, n):
            yield from _candidates(context, field, spans)
            return
    if not named:
        yield from _candidates(context, field, _points(context, _unsigned(context, _below_bare_title(context, labels))))


def _candidates(context: Context, field: ListField, spans: Iterable[Span]) -> Iterator[Candidate]:
    for row, span in enumerate(spans):
        yield context.words(f"{field.pointer}/{row}", span)


def _below_bare_title(context: Context, labels: tuple[str, ...]) -> list[_Own]:
    """The paragraphs below a line that is one of the names and lost its number, up to the next line of that kind."""
    found: list[_Own] = []
    inside = False
    for block in context.paragraphs():
        words = context.document.words(block.span)
        title = _BARE_NUMBER.sub("", words).rstrip(":。")
        if title in labels or (title.startswith(labels) and len(title) <= 14 and not _SENTENCE.search(title)):
            if inside:
                break
            inside = True
        elif inside and (_is_title(block, words) or _SIGNED.match(words)):
            break
        elif inside:
            found.append((block, 0, words))
    return found


def _unsigned(context: Context, own: list[_Own]) -> list[_Own]:
    """The blocks without page numbers among them and without the signature and date below the last."""
    kept = [o for o in own if not _PAGE.fullmatch(o[2])]
    dated = False
    while kept and (_is_date(kept[-1][2]) or _signs(context, kept[-1][2], dated)):
        dated = dated or _is_date(kept[-1][2])
        kept.pop()
    return kept


def _is_date(words: str) -> bool:
    """Whether a line is a date and nothing else but its label: 填报日期:2022-05-21."""
    said = _DATE_LABEL.sub("", words)
    return any(d.start == 0 and d.end == len(said) for d in find_dates(said))


def _signs(context: Context, words: str, dated: bool) -> bool:
    """Whether a line is the reporting unit's name; above a date any body's name is a signature."""
    name = _SEAL.sub("", words)
    if not name or len(name) > 30 or _SENTENCE.search(name) or number_of(name) is not None:
        return False
    return name == context.department or (dated and _BODY.search(name) is not None)


def _is_title(block: Block, words: str) -> bool:
    number = number_of(words)
    if block.kind is BlockKind.HEADING and (number is None or number.level <= Numbering.CHINESE):
        return True
    return number is None and len(words) <= 14 and not _SENTENCE.search(words)


def _blocks(context: Context, section: int) -> list[Block]:
    sections = context.document.sections
    span = sections[section].span
    if not sections[section].number:
        # A title without number (Markdown) holds the numbered points below it, whatever their level.
        after = next(
            (s.span.start for s in sections[section + 1 :] if not s.number or s.level <= Numbering.CHINESE), len(context.document.text)
        )
        span = Span(span.start, max(span.end, after))
    return [b for b in context.document.blocks if span.covers(b.span) and b.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)]


def _own_words(context: Context, block: Block, section: int) -> tuple[int, str]:
    """Where a block's own text begins after the section's heading, and the text."""
    words = context.document.words(block.span)
    heading = context.document.sections[section].heading
    if heading.touches(block.span):
        view = context.document.view(block.span)
        at = next((i for i, o in enumerate(view.offsets) if o >= heading.end), len(words))
        while at < len(words) and words[at] in "。:;、,":
            at += 1
        return at, words[at:]
    return 0, words


def _says_nothing(context: Context, section: int) -> bool:
    said = "".join(_own_words(context, b, section)[1] for b in _blocks(context, section))
    return bool(_NOTHING.match(said)) or context.document.sections[section].title.endswith("(无)")


def _points(context: Context, blocks: Iterable[_Own]) -> Iterator[Span]:
    found: list[tuple[int, Span]] = []
    top = 0
    for block, at, words in blocks:
        if not words or _NOTHING.match(words):
            continue
        number = number_of(words)
        if number is not None and (not found or top == 0 or number.level <= top):
            if not top:
                found.clear()  # an introduction before the first numbered point
            top = number.level
            start = at + number.end
            if start < at + len(words):
                found.append((number.level, context.slice(block, start, at + len(words))))
        elif number is not None or (found and top):
            last = found[-1]
            found[-1] = (last[0], Span(last[1].start, block.span.end))  # a sub-point goes with its point
        elif not words.endswith(":"):
            found.append((0, context.slice(block, at, at + len(words))))
    for _, span in found:
        yield span
