"""One fact in several places: figures of one size that are called alike, each group told once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.checker.arithmetic import one_slip
from extractor.checker.grid import Grid, Row, Stretch, money_like
from extractor.checker.model import Kind, Relation, Source, Term
from extractor.checker.scores import Scored
from extractor.checker.statements import Sheet, Statement
from extractor.quantities import PLAIN, WAN_YUAN, Dimension, Reach
from extractor.schema import Measure, Stage

_QUOTES = str.maketrans("", "", "“”\"'‘’、,:;.·（）() ")
_NOISE = re.compile(
    r"本部门|我部门|我局|我办|我委|本单位|全年|本年度?|20\d\d年度?|共计|合计|总计|总额|总数|金额|资金|经费|费用?|决算|预算|执行|实际|安排|数|为|共|年初|调整|后|其中|一般公共|财政拨款|指标|自评|支出"
)
_TOTAL = re.compile(r"^(?:年度资金)?(?:总额|合计|总计|总分|总得分|资金总额)$")
_SCORED = re.compile(r"得分|总分|满分|分值")
_SAID = re.compile(r"(?:共计|共|合计|实际)*支出")
_VEHICLES = re.compile(r"公务用?车(?:保有量)?(?:为|数量?)?$|共有车辆$|^车辆$|保有量为?$")
_POINTS = re.compile(r"[得扣]分|分值|权重|满分")
_NEXT = re.compile(r"[、,。;:()]")
_ENDS = re.compile(r"^[A-Z]\d{0,3}(?=[一-鿿])|(?:扣|得分?)$")
_PERSONS, _BODIES = frozenset("人名"), frozenset(("个", "家", "项"))
_TINY = 10  # below it equal counts and scores are an accident unless they are called exactly alike
_MOST = 60  # places of one size that are compared with each other
_TELLING = 4  # digits that make two equal sums of money hardly an accident


_Name = tuple[str, frozenset[str]]  # a name and its letters


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure where it stands: what it is called, the words before it, what it measures, at which stage.

    `digits`: how many it prints, without zeros at the ends.
    """

    term: Term
    names: tuple[_Name, ...]
    context: str
    measure: str
    role: str
    total: bool
    digits: int
    cell: tuple[str, int, str] | None = None  # of a table's figure: its table, row and head


def _placed(
    term: Term,
    names: tuple[str, ...],
    context: str,
    measure: str,
    role: str,
    total: bool = False,
    cell: tuple[str, int, str] | None = None,
) -> _Place:
    digits = len(term.printed.replace(".", "").replace(",", "").strip("0"))
    return _Place(term, tuple((n, frozenset(n)) for n in names), context[-6:], measure, role, total, digits, cell)


def places(sheet: Sheet, grids: Sequence[Grid], scored: Sequence[Scored]) -> Iterator[Relation]:
    """Equal figures that state one fact, the first place against all others."""
    groups: dict[tuple[str, Decimal], list[_Place]] = defaultdict(list)
    bare: list[_Place] = []
    for place in (*_of_sentences(sheet), *_of_grids(grids), *_of_scores(scored)):
        if place.term.reach is not Reach.EXACT or (not place.term.value and (place.cell is not None or place.measure != "amount")):
            continue  # nothing is everywhere: zeros of tables and rates tell of no fact
        if place.term.unit is PLAIN or not place.term.unit.symbol:
            bare.append(place)
        else:
            groups[_key(place.term)].append(place)
    for place in bare:
        keys = [("plain", _normal(place.term.value)), *_readings(place)]
        for key in keys:
            if key[0] == "plain" or key in groups:
                groups[key].append(place)
    for group in groups.values():
        if len(group) >= 2:
            yield from _clusters(sorted(group[:_MOST], key=lambda p: p.term.span))


def _key(term: Term) -> tuple[str, Decimal]:
    """What equal figures share: kind of unit and size; money to 0.01 万元, so that 元 meets 万元."""
    dimension = term.unit.dimension
    if dimension is Dimension.MONEY:
        return "money", _normal(round(abs(term.value) * term.unit.scale / WAN_YUAN.scale, 2))
    kind = "count" if dimension in (Dimension.PEOPLE, Dimension.COUNT, Dimension.AREA) else str(dimension)
    return kind, _normal(abs(term.value) * term.unit.scale)


def _readings(place: _Place) -> list[tuple[str, Decimal]]:
    """What a figure without unit may be: its column's head tells scores and rates from the rest."""
    size = _normal(abs(place.term.value))
    head = place.cell[2] if place.cell is not None else ""
    score, ratio = (str(Dimension.SCORE), size), (str(Dimension.RATIO), size)
    if _POINTS.search(head):
        return [score]
    if place.role == "rate":
        return [ratio]
    return [("money", _normal(round(size, 2))), ("count", size), score, ratio]


def _normal(value: Decimal) -> Decimal:
    return abs(value).normalize()


def _clusters(group: Sequence[_Place]) -> Iterator[Relation]:
    clusters: list[list[_Place]] = []
    for place in group:
        home = next((c for c in clusters if any(_same(o, place) for o in c)), None)
        if home is None:
            clusters.append([place])
        elif all(o.term.span != place.term.span for o in home):
            home.append(place)
    for cluster in clusters:
        if len(cluster) >= 2 and any(p.term.unit.symbol for p in cluster):
            terms = sorted((p.term for p in cluster), key=lambda t: (not t.unit.symbol, t.span))
            yield Relation("", Kind.EQUAL, Source.PLACES, terms[0], tuple(terms[1:]), sure=False)


def _same(one: _Place, other: _Place) -> bool:
    """Whether two figures of one size are one fact: alike names, the same words before both, or too many digits for an accident."""
    if one.measure != other.measure or one.term.value * other.term.value < 0:
        return False
    if one.cell is not None and other.cell is not None and one.cell[:2] == other.cell[:2] and one.cell[2] != other.cell[2]:
        return False  # two columns of one row
    digits = one.digits
    if digits < _TELLING and not _of_one_unit(one.term, other.term):
        return False
    if len(one.context) >= 6 and one.context == other.context:
        return True
    if digits >= _TELLING and one.term.unit.dimension in (Dimension.MONEY, Dimension.PLAIN):
        return True
    if one.total and other.total and (one.term.unit is PLAIN) != (other.term.unit is PLAIN):
        return True
    if (digits < 3 and one.measure == "ratio") or (one.term.value == 100 and not (one.total and other.total)):
        return False
    if digits >= 2 and one.term.block == other.term.block and "" in (one.names[0][0], other.names[0][0]):
        return True  # 共计支出N, in the paragraph that names it
    if (one.total or other.total) and (one.role == other.role != "any" or digits >= 3):
        return True
    return _alike(
        one.names,
        other.names,
        exactly=abs(one.term.value) < _TINY and (one.term.unit.dimension is not Dimension.MONEY or not one.term.value),
    )


def _of_one_unit(one: Term, other: Term) -> bool:
    """Whether two counters count alike: 辆 and 辆, 万人 and 人, 人 and 名; a figure without a counter goes with each."""
    a, b = (t.unit.symbol.removeprefix("万") for t in (one, other))
    if one.unit.dimension is Dimension.MONEY or other.unit.dimension is Dimension.MONEY or not a or not b:
        return True
    return a == b or {a, b} <= _PERSONS or {a, b} <= _BODIES


def _alike(ones: Sequence[_Name], others: Sequence[_Name], exactly: bool = False) -> bool:
    """Whether of a name of each the shorter stands in the longer, or nearly all its letters do; `exactly`: all of them, or both are one."""
    if exactly:
        return any(len(n) >= 2 and (n == m or (min(len(n), len(m)) >= 4 and (a <= b or b <= a))) for n, a in ones for m, b in others)
    for one, letters in ones:
        size = len(one)
        if size < 2:
            continue
        for other, more in others:
            if size <= len(other):
                if one in other or (size >= 4 and len(letters & more) * 4 >= len(letters) * 3):
                    return True
            elif len(other) >= 2 and (other in one or (len(other) >= 4 and len(letters & more) * 4 >= len(more) * 3)):
                return True
    return False


def _of_sentences(sheet: Sheet) -> Iterator[_Place]:
    for paragraph in sheet.paragraphs:
        for s in paragraph.statements:
            if not s.fact.stated and len(s.name) <= 60:
                after = _NEXT.split(s.fact.after, maxsplit=1)[0][:6]
                names = (_bare(s.name), *({_bare(after), s.name.translate(_QUOTES)} - {""}))
                yield _placed(
                    s.term, names, paragraph.text[max(0, s.at - 10) : s.at], _measure(s), role_of_statement(s), bool(_SCORED.search(s.name))
                )


def _of_grids(grids: Sequence[Grid]) -> Iterator[_Place]:
    for grid in grids:
        for stretch in grid.stretches:
            for row in stretch.rows:
                for column, term in row.figures.items():
                    yield _cell(stretch, row, column, term)


def _cell(stretch: Stretch, row: Row, column: int, term: Term) -> _Place:
    left = [c for c in row.words if c < column]
    label = row.words[max(left)] if left else row.label
    head = stretch.head(column).rsplit("/", 1)[-1]
    said = {_bare(label), _bare(row.name), row.name.translate(_QUOTES)}
    if not _POINTS.search(head):
        said.add(_bare(head))  # 得分 names no indicator
    names = tuple(said - {""}) or (label,)
    measure = "amount" if money_like(term) else "ratio"
    return _placed(term, names, "", measure, role_of_column(head), bool(_TOTAL.match(row.name or label)), (term.block, row.number, head))


def _of_scores(scored: Sequence[Scored]) -> Iterator[_Place]:
    for table in scored:
        for name, points, _, _, _ in table.groups:
            if points is not None:
                yield _placed(points, (_bare(re.sub(r"^[A-Z]\d*", "", name)),), "", "amount", "any")


def _bare(name: str) -> str:
    """A name without fill words; 收入 and 支出 of one total are one."""
    short = _ENDS.sub("", name.translate(_QUOTES))
    if _VEHICLES.search(short):
        return "车辆"
    return _NOISE.sub("", short) or ("" if _SAID.fullmatch(short) else re.sub(r"收入|支出|收支", "收支", short))


def _measure(s: Statement) -> str:
    if s.fact.unit.dimension in (Dimension.RATIO, Dimension.POINTS):
        return "growth" if s.fact.measure is Measure.GROWTH else "ratio"
    return "change" if s.fact.measure is Measure.CHANGE else "amount"


def role_of_statement(s: Statement) -> str:
    """The stage that a sentence's figure is of, as table heads say it."""
    stage = s.fact.stage
    if s.fact.measure is Measure.RATE:
        return "rate"
    if s.spent:
        return "final"
    if stage is Stage.INITIAL:
        return "initial"
    if stage in (Stage.ADJUSTED, Stage.BUDGET):
        return "adjusted"
    if stage is Stage.LAST_YEAR:
        return "last"
    return "final" if stage is Stage.FINAL else "any"


def near_miss(one: Term, other: Term) -> bool:
    """Whether two prints differ as slips do: one digit, two digits swapped, or the last digit of a rounding."""
    scale = one.unit.scale / other.unit.scale if one.unit.dimension is other.unit.dimension else Decimal(1)
    places = min(one.decimals, 4) if scale >= 1 else min(other.decimals, 4)
    sizes = (one.value, other.value / scale) if scale >= 1 else (one.value * scale, other.value)
    a, b = (f"{abs(v):.{places}f}" for v in sizes)
    return one_slip(a, b)


def role_of_column(head: str) -> str:
    """The stage that a column's head says."""
    if re.search(r"率", head):
        return "rate"
    if re.search(r"年初", head):
        return "initial"
    if re.search(r"执行|决算|实际|支出数", head):
        return "final"
    return "adjusted" if re.search(r"预算|调整", head) else "any"
