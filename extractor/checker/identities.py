"""Identities of the genre between figures that stand in different sentences: 总计 = 本年 + 结转, 三公 = its parts …"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from extractor.checker.arithmetic import holds
from extractor.checker.model import Kind, Reading, Relation, Source
from extractor.checker.nearby import NEAR
from extractor.checker.statements import Sheet, Statement
from extractor.documents import Span
from extractor.quantities import Dimension
from extractor.schema import Measure

_MOST = 3  # candidates of one operand, nearest first
_WINDOW = 24  # candidates before and behind


@dataclass(frozen=True, slots=True)
class _Identity:
    """`claim` = Σ `parts`, each a pattern of a label; those of `may` only where they are stated.

    `sure`: where all parts stand in one section the report itself states it, so a failure is a finding.
    """

    claim: re.Pattern[str]
    parts: tuple[re.Pattern[str], ...]
    may: tuple[re.Pattern[str], ...] = ()
    sure: bool = False


def _i(claim: str, *parts: str, may: Sequence[str] = (), sure: bool = False) -> _Identity:
    return _Identity(re.compile(claim), tuple(map(re.compile, parts)), tuple(map(re.compile, may)), sure)


_OUT = r"(?<!拨款)(?<!预算)"
_CARRIED_IN = r"^(?:年初|上年)(?:未使用)?(?:结转|结余).{0,6}$|^年初(?:结转|结余)|^上年末?结转"
_CARRIED_OUT = r"^年末(?:结转|结余)|^结转(?:到)?下年|^年末资金结转"
_FISCAL_IN = r"^年初财政拨款(?:结转|结余)|^财政拨款(?:资金)?(?:上年|年初)"
_CAR = r"公务用?车(?:购置(?:费)?(?:及|和|与)(?:运行|维护)|购置和运行)"
_CAR_BUY = r"公务用?车购置(?:费|支出|经费)?(?:用)?(?:支出|决算|预算)?(?:数)?$|^(?:车辆)?购置费?(?:支出)?$"
_CAR_RUN = r"公务用?车运行(?:维护)?(?:费|经费|支出)?(?:支出|决算|预算)?数?$|^运行(?:维护)?费(?:支出)?$"
_ABROAD = r"因公出国"
_GUESTS = r"(?<!国内)(?<!外事)公务接待"

IDENTITIES = (
    _i(
        _OUT + r"(?:收入|收、?支|收入支出)总计$",
        r"^本年收入合?计?$|^收入合计$|^本年收、?支合计$",
        _CARRIED_IN,
        may=(r"使用非财政拨款结余",),
    ),
    _i(_OUT + r"(?:支出|收、?支|收入支出)总计$", r"^本年支出合?计?$|^支出合计$", _CARRIED_OUT, may=(r"结余分配",)),
    _i(
        r"财政拨款(?:收入|收、?支|收入支出)总计$",
        r"(?<!算)财政拨款收入(?:合计)?$|一般公共预算财政拨款收入$",
        _FISCAL_IN + "|" + _CARRIED_IN,
    ),
    _i(
        r"财政拨款(?:支出|收、?支|收入支出)总计$",
        r"一般公共预算财政拨款支出$",
        r"^年末(?:财政拨款)?(?:结转|结余)|^财政拨款年末",
        may=(r"政府性基金.*支出$", r"国有资本.*支出$"),
    ),
    _i(
        r"^(?:本年)?收入合计$|^本年收入$",
        r"^财政拨款收入$",
        r"^其他收入$",
        may=(r"^事业收入$", r"^经营收入$", r"^上级补助收入$", r"^附属单位上缴收入$"),
    ),
    _i(
        r"^(?:本年)?支出合计$|^本年支出$|总支出$|(?<!拨款)支出总计$",
        r"^基本支出$",
        r"^项目支出$",
        may=(r"^经营支出$", r"^上缴上级支出$", r"^对附属单位补助"),
    ),
    _i(r"基本支出$", r"^人员经费(?:支出)?$", r"^(?:日常)?公用经费(?:支出)?$"),
    _i(r"三公经费", _CAR, _GUESTS, may=(_ABROAD,), sure=True),
    _i(r"三公经费", _CAR_RUN, _GUESTS, may=(_ABROAD, _CAR_BUY), sure=True),
    _i(_CAR, _CAR_RUN, may=(_CAR_BUY,), sure=True),
    _i(r"公务接待费?(?:支出)?$", r"国内公务接待", may=(r"外事接待",)),
    _i(r"本年支出合?计?$", r"一般公共预算财政拨款支出$", r"政府性基金预算财政拨款支出$", may=(r"其他资金支出$", r"国有资本.*支出$")),
    _i(r"基本支出$", r"^工资福利支出$", r"^商品和服务支出$", r"^对个人和家庭的?补助(?:支出)?$", may=(r"^资本性支出$",)),
)


def identities(sheet: Sheet, reading: Reading) -> Iterator[Relation]:
    """The identities that hold between stated figures; a failure only where the report states the identity in one section."""
    money = [
        s
        for p in sheet.paragraphs
        for s in p.statements
        if s.fact.measure in (Measure.AMOUNT, Measure.CHANGE) and (s.fact.stated or s.term.unit.dimension is Dimension.MONEY)
    ]
    money = [s for s in money if not s.fact.explains and s.stage != "last"]
    called = [(s, _called(s)) for s in money]
    for identity in IDENTITIES:
        claims = [s for s, name in called if identity.claim.search(name) and not s.fact.stated]
        parts = [[s for s, name in called if p.search(name)] for p in (*identity.parts, *identity.may)]
        made = [(m, claim) for claim in claims if (m := _fitting(claim, identity, parts, reading)) is not None]
        held = {_spans(m) for m, _ in made if holds(m, reading)}
        # Parts that fill one total owe another (总计 beside 合计) nothing.
        # Of changes it only holds: a part without one has none to tell, and is not seen to lack.
        able = (m for m, s in made if s.fact.measure is not Measure.CHANGE and _spans(m) not in held)
        yield from sorted((*able, *(m for m, _ in made if holds(m, reading))), key=lambda m: m.claim.span)


def _spans(made: Relation) -> tuple[Span, ...]:
    return tuple(o.span for o in made.operands)


def _called(s: Statement) -> str:
    """A figure's name; 年初 and 年末, which are stages elsewhere, belong to the name of what is carried over."""
    name = s.name
    if "结转" in name or "结余" in name:
        when = re.findall(r"年初|年末|上年", s.gap[-24:])
        if when and when[-1] not in name:
            return f"{when[-1]}{name}"
    return name


def _fitting(claim: Statement, identity: _Identity, parts: Sequence[Sequence[Statement]], reading: Reading) -> Relation | None:
    choices: list[list[Statement | None]] = []
    for n, able in enumerate(parts):
        near = _nearest(claim, able)
        optional = n >= len(identity.parts)
        if not near and not optional:
            return None
        choices.append([*near, *([None] if optional else [])])
    first: Relation | None = None
    for chosen in product(*choices):
        operands = [s for s in chosen if s is not None]
        if len({s.term.span for s in operands}) < len(operands) or claim in operands:
            continue
        made = Relation("", Kind.SUM, Source.SENTENCE, claim.term, tuple(s.term for s in operands), sure=False)
        if holds(made, reading) and (sum(bool(o.value) for o in made.operands) >= 2 or claim.term.value == 0 or identity.sure):
            return made
        first = first or made
    return first


def _nearest(claim: Statement, able: Sequence[Statement]) -> list[Statement]:
    """The nearest figures of another place that compare like with like, distinct values only."""
    found: dict[object, Statement] = {}
    at = claim.term.span.start
    middle = bisect_left(able, at, key=lambda s: s.term.span.start)
    around = able[max(0, middle - _WINDOW) : middle + _WINDOW]
    for s in sorted(around, key=lambda s: abs(s.term.span.start - at)):
        carried = "结转" in s.name or "结余" in s.name
        same = s.fact.measure is claim.fact.measure and (s.stage == claim.stage or carried)
        base = claim.fact.measure is not Measure.CHANGE or s.fact.base == claim.fact.base or not s.fact.base
        if s is not claim and same and base and abs(s.term.span.start - at) < NEAR:
            found.setdefault(s.term.value, s)
        if len(found) == _MOST:
            break
    return list(found.values())
