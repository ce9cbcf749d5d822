"""One fact with two values: figures of one full name, stage and year that differ by a slip of the pen, and scores against their table.

A finding here has no equation to lean on, so it is made only where nothing speaks for two facts: no third value under the name,
not both values borne out by relations of their own, not both printed more than once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.checker.grid import Grid, money_like
from extractor.checker.model import Kind, Relation, Source, Term, Verdict
from extractor.checker.places import near_miss, role_of_column, role_of_statement
from extractor.checker.scores import Scored
from extractor.checker.statements import GENERIC, Sheet, Statement
from extractor.documents import Span
from extractor.quantities import Dimension, Reach
from extractor.schema import Measure

_LEAST, _DIGITS = 4, 4  # letters of a name, digits of a figure, that make one fact of two places
_TAIL = 2  # units of the last digit that rounding may make
_OTHER = re.compile(r"上年|去年|上一年|年初数|期初|增减|变动|增长|差异|比上|占比|率")
_NAMELESS = re.compile(
    r"^(?:年度)?(?:资金)?(?:合计|总计|总额|小计)$|^(?:年初|全年|调整)(?:预算|执行)数?$|^其他|^(?:支出|收入)(?:决算|合计|总计)?数?$|项目$|^其中"
)
_BEFORE = re.compile(r"^(?:20\d\d年度?|本年度|全年|本部门|我部门|本单位|我单位|我局|我委|本局)+")
_BEHIND = re.compile(r"(?:决算数?|执行数|为|共计?|数)+$")
_ITEM = re.compile(r"([^()]{4,})\(项\)")
_MARKS = re.compile(r"[“”\"'‘’\s]")
_OFFICIAL = tuple(
    (re.compile(rf"^(?:财政拨款|一般公共预算)*{form}(?:费用?|经费)?(?:财政拨款)?(?:支出)?(?:合计|总计|总额)?(?:预算)?$"), name)
    for form, name in (
        ("三公", "三公经费"),
        (r"因公出国\(境\)", "因公出国(境)费"),
        ("公务用车购置(?:及|和|与)运行(?:维护)?", "公务用车购置及运行维护费"),
        ("公务用车购置", "公务用车购置费"),
        ("公务用车运行(?:维护)?", "公务用车运行维护费"),
        ("公务接待", "公务接待费"),
        ("本年支出", "本年支出合计"),
        ("本年收入", "本年收入合计"),
    )
)
"""Names that reports write in several ways; 三公 is also what the total of the table of its three parts is called."""
_PARTS_OF_THREE = (re.compile(r"因公出国"), re.compile(r"公务接待"))
_WHOLE = re.compile(r"整体支出|本部门|本单位")
_FEW = 3  # digits that tell where the document bears one of the two figures out
_SCORE = re.compile(r"自评(?:总得?分|得分|分)$|^(?:综合|最终)?(?:评价)?(?:总得分|得分|评分)$|综合(?:得分|评分)$|总评$")
_TOTAL = re.compile(r"^(?:总分|合计|总计|总得分|综合得分)$")
_GOT = re.compile(r"^(?:自评|评价|实际)?得分(?:\(.{1,6}\))?$")
_WORTH = re.compile(r"^(?:标准)?(?:分值|满分)(?:\(.{1,6}\))?$")
_LOST = re.compile(r"^扣分(?:\(.{1,6}\))?$")
_TELLS = (Kind.SUM, Kind.SHARE, Kind.RATE, Kind.GROWTH, Kind.DIFFERENCE)


@dataclass(frozen=True, slots=True)
class _Said:
    """A figure under its full name; `stage` as the words or the column's head say it, `apart`: what it is a part of.

    `spent`: whether the words themselves say that it is no budget.
    """

    term: Term
    name: str
    stage: str
    year: int = 0
    apart: str = ""
    spent: bool = False


def contradictions(sheet: Sheet, grids: Sequence[Grid], scored: Sequence[Scored], found: Sequence[Relation]) -> Iterator[Relation]:
    """Equalities that the document owes itself and breaks. `found`: its judged relations."""
    backed = {t.span for r in found if r.verdict is Verdict.HOLDS and r.kind in _TELLS and len(r.terms) > 2 for t in r.terms}
    words: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for said in _of_sentences(sheet):
        words[said.name, said.stage].append(said)
    cells: dict[str, list[_Said]] = defaultdict(list)
    wanted = {name for name, _ in words}
    for said in _of_grids(grids):
        if said.name in wanted:
            cells[said.name].append(said)
    for (name, stage), places in words.items():
        beside = [c for c in cells[name] if c.stage == stage]
        yield from _two(places, beside, cells[name], backed)
    yield from _total_score(sheet, grids, scored)
    yield from _deductions(sheet, grids)


def _two(places: Sequence[_Said], beside: Sequence[_Said], cells: Sequence[_Said], backed: set[Span]) -> Iterator[Relation]:
    """The two values of one name, where there are exactly two."""
    values = _apart(places)
    if len(values) == 1 and beside:
        told = _is_official(places[0].name) and all(s.spent for s in places)
        if any(_agree(values[0][0].term, c.term) for c in (beside if told else cells)):
            return
        values = _apart((*places, *beside))
    if len(values) != 2:
        return
    one, other = values
    firm, doubtful = (any(s.term.span in backed for s in v) for v in (one, other))
    digits = _DIGITS if firm is doubtful else _FEW
    told = firm is not doubtful and _is_official(one[0].name)
    if not _slip(one[0], other[0], digits, told) or (len(one) > 1 and len(other) > 1) or not _of_one(places):
        return
    if firm and doubtful:
        return
    right, wrong = (other, one) if doubtful or (not firm and len(other) > len(one)) else (one, other)
    claim, operand = wrong[0].term, right[0].term
    if not claim.unit.symbol and operand.unit.symbol:
        claim, operand = operand, claim
    yield Relation("", Kind.EQUAL, Source.PLACES, claim, (operand,))


def _of_one(spoken: Sequence[_Said]) -> bool:
    """Whether nothing tells that the figures are of two years or parts of two wholes."""
    return len({s.year for s in spoken if s.year}) <= 1 and len({s.apart for s in spoken if s.apart}) <= 1


def _apart(places: Iterable[_Said]) -> list[list[_Said]]:
    """Figures by value, as far as the coarser print tells them apart."""
    groups: list[list[_Said]] = []
    for place in places:
        home = next((g for g in groups if _agree(g[0].term, place.term)), None)
        if home is None:
            groups.append([place])
        else:
            home.append(place)
        if len(groups) > _TAIL:
            break
    return groups


def _agree(one: Term, other: Term) -> bool:
    """Whether two prints may be one value, the last digits of a rounding aside."""
    return _off(one, other) <= _TAIL


def _off(one: Term, other: Term) -> float:
    """How many units of the coarser print's last digit two figures are apart."""
    scale = one.unit.scale / other.unit.scale if one.unit.dimension is other.unit.dimension else 1
    last = max(10 ** -min(one.decimals, 4), 10 ** -min(other.decimals, 4) / float(scale))
    return abs(float(one.value) - float(other.value) / float(scale)) / last


def _slip(one: _Said, other: _Said, digits: int, told: bool = False) -> bool:
    """Two digits swapped, or one mistyped; a digit of whole units only where both are spent: a budget grows by round sums.

    `told`: whether the document bears one of the two out and the other not.
    """
    a, b = one.term, other.term
    if not near_miss(a, b) or min(_digits(a), _digits(b)) < digits:
        return False
    scale = a.unit.scale / b.unit.scale if a.unit.dimension is b.unit.dimension else Decimal(1)
    gap = abs(a.value - b.value / scale)
    swapped = len(gap.normalize().as_tuple().digits) == 2 or str(gap.normalize().as_tuple().digits[0]) == "9"
    return swapped or gap < 1 or told or (one.spent and other.spent)


def _digits(term: Term) -> int:
    return len(term.printed.replace(".", "").replace(",", "").strip("0"))


def _of_sentences(sheet: Sheet) -> Iterator[_Said]:
    for paragraph in sheet.paragraphs:
        for s in paragraph.statements:
            fact = s.fact
            if not s.amount or fact.explains or fact.stated or fact.reach is not Reach.EXACT or fact.base:
                continue
            if fact.unit.dimension is not Dimension.MONEY or fact.measure is not Measure.AMOUNT or role_of_statement(s) == "last":
                continue
            name = _full(s.name)
            if _telling(name):
                role = "adjusted" if s.fact.label.endswith("预算") else role_of_statement(s)
                # The three parts are told as parts and again each on its own.
                official = _is_official(name)
                spent = role == "final" or "合计" in name or (official and role == "any" and "支出" in s.name)
                yield _Said(s.term, name, _stage(role), fact.year, "" if official else fact.parent, spent)


def _of_grids(grids: Sequence[Grid]) -> Iterator[_Said]:
    for grid in grids:
        for stretch in grid.stretches:
            three = all(any(form.search(r.name) for r in stretch.rows) for form in _PARTS_OF_THREE)
            for row in stretch.rows:
                name = "三公经费" if three and _TOTAL.match(row.name) else _full(row.name)
                for column, term in row.figures.items() if _telling(name) else ():
                    head = stretch.head(column)
                    if not _OTHER.search(head) and money_like(term) and term.unit.dimension in (Dimension.MONEY, Dimension.PLAIN):
                        role = role_of_column(head.rsplit("/", 1)[-1])
                        yield _Said(term, name, _stage(role), spent=role == "final" or "合计" in name)


def _stage(role: str) -> str:
    return "any" if role == "final" else role


def _full(name: str) -> str:
    """A name without the year, whose it is, and 决算数."""
    short = _MARKS.sub("", name)
    items = _ITEM.findall(short)
    bare = _BEHIND.sub("", _BEFORE.sub("", short).replace("决算", ""))
    return items[-1] if items else next((name for form, name in _OFFICIAL if form.match(bare)), bare)


def _is_official(name: str) -> bool:
    return any(name == official for _, official in _OFFICIAL)


def _telling(name: str) -> bool:
    return len(name) >= _LEAST and name not in GENERIC and not _NAMELESS.search(name)


def _total_score(sheet: Sheet, grids: Sequence[Grid], scored: Sequence[Scored]) -> Iterator[Relation]:
    """The score of the whole in words against the total of the only score table, which its rows bear out."""
    if len(scored) != 1:
        return
    said = [s for s in _scores(sheet) if _SCORE.search(s.name) and "项目" not in s.name and not s.fact.parent]
    said = [s for s in said if _WHOLE.search(s.name)] or said
    if not said or len({s.fact.value for s in said}) != 1:
        return
    got = [leaf.got for leaf in scored[0].leaves]
    total = next(iter(_totals(grids, scored[0].start)), None)
    if total is None or any(t is None for t in got) or sum(t.value for t in got if t is not None) not in (total.value, said[0].fact.value):
        return
    if total.value != said[0].fact.value and total.value > 0:
        yield Relation("", Kind.EQUAL, Source.PLACES, said[0].term, (total,))


def _scores(sheet: Sheet) -> Iterator[Statement]:
    for paragraph in sheet.paragraphs:
        for s in paragraph.statements:
            if s.fact.unit.dimension is Dimension.SCORE and s.fact.reach is Reach.EXACT and not s.fact.explains:
                yield s


def _totals(grids: Sequence[Grid], start: int) -> Iterator[Term]:
    """The total under 得分 of the score table that stands there, none of a project's form."""
    for grid in grids:
        if grid.block.span.start != start or any("项目名称" in c.words for row in grid.table.rows[:4] for c in row):
            continue
        for stretch in grid.stretches:
            column = _column(stretch.heads, _GOT)
            for row in stretch.rows:
                if column is not None and column in row.figures and any(_TOTAL.match(w) for w in (row.name, *row.words.values())):
                    yield row.figures[column]


def _deductions(sheet: Sheet, grids: Sequence[Grid]) -> Iterator[Relation]:
    """A扣N分 in words against the 扣分 of the row A, where the row itself bears its deduction out."""
    said: dict[str, list[Statement]] = defaultdict(list)
    for s in _scores(sheet):
        if s.name.endswith("扣"):
            said[s.name.removesuffix("扣")].append(s)
    if not said:
        return
    rows: dict[str, list[Term]] = defaultdict(list)
    for grid in grids:
        for stretch in grid.stretches:
            worth, got, lost = (_column(stretch.heads, form) for form in (_WORTH, _GOT, _LOST))
            if worth is None or got is None or lost is None:
                continue
            for row in stretch.rows:
                figures = [row.figures.get(c) for c in (worth, got, lost)]
                label = next((w for w in row.words.values() if w in said), "")
                if (
                    label
                    and (full := figures[0])
                    and (mine := figures[1])
                    and (gone := figures[2])
                    and full.value - mine.value == gone.value
                ):
                    rows[label].append(gone)
    for name, cells in rows.items():
        if len(cells) == 1 and len(said[name]) == 1 and len(name) >= _LEAST and said[name][0].fact.value != cells[0].value:
            claim = said[name][0].term
            yield Relation("", Kind.EQUAL, Source.PLACES, claim, (cells[0],))


def _column(heads: Sequence[str], form: re.Pattern[str]) -> int | None:
    return next((n for n, head in enumerate(heads) if form.match(head.rsplit("/", 1)[-1])), None)
