"""Families of like statements: projects with budget, spending and rate, whose columns sum to totals stated elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.checker.arithmetic import holds, is_slip, judge, slipped, sum_of
from extractor.checker.model import Kind, Reading, Relation, Source, Term, Verdict
from extractor.checker.nearby import NEAR, runs
from extractor.checker.statements import Paragraph, Sheet
from extractor.documents import Span
from extractor.quantities import WAN_YUAN, Dimension

_LEAST, _MOST = 3, 120
_LONG = 4
_NAMED = re.compile(r"合计|总|共|项目")
_ELSE = re.compile(r"资产|负债|结转|结余|采购")
_CLOSE, _EXACT = Decimal("0.011"), Decimal("0.001")
"""How near in 万元 a total must be to the sum of a family that is only supposed to be its parts."""


_NOTHING: tuple[list[Decimal], list[Term]] = ([], [])


class Totals:
    """All amounts of money of a document by size in 万元, to find what a sum may be the parts of."""

    def __init__(self, terms: Sequence[Term]) -> None:
        sized = sorted(((_size(t), n) for n, t in enumerate(terms) if t.unit.dimension is Dimension.MONEY and t.value), key=lambda p: p)
        self._stretches: dict[int, tuple[list[Decimal], list[Term]]] = {}  # by place, each NEAR characters long: sizes, figures
        for size, n in sized:
            sizes, figures = self._stretches.setdefault(terms[n].span.start // NEAR, ([], []))
            sizes.append(size)
            figures.append(terms[n])

    def near(self, size: Decimal, within: Decimal, at: int) -> list[Term]:
        """Figures whose size is `size` up to `within`, in document order, none further than NEAR from the place `at`."""
        found: list[Term] = []
        for stretch in range(at // NEAR - 1, at // NEAR + 2):
            sizes, figures = self._stretches.get(stretch, _NOTHING)
            low, high = bisect_left(sizes, size - within), bisect_right(sizes, size + within)
            found += [t for t in figures[low:high] if abs(t.span.start - at) <= NEAR]
        return sorted(found, key=lambda t: t.span)


def _size(term: Term) -> Decimal:
    return abs(term.value) * term.unit.scale / WAN_YUAN.scale


def families(sheet: Sheet, rates: Sequence[Relation], totals: Totals, reading: Reading) -> Iterator[Relation]:
    """Sums over families of rates: all that was spent, all that was budgeted; a total that one wrong member explains, too."""
    by_block = {p.block.id: p for p in sheet.paragraphs}
    for family in families_of(sheet, rates):
        judged = [judge(r, reading) for r in family]
        columns = [tuple(r.operands[column] for r in family) for column in (0, 1)]
        sums = [
            _stated(members, totals, reading, _CLOSE)
            or [r for less in _without_one(members) for r in _stated(less, totals, reading, _EXACT)]
            for members in columns
        ]
        for column, members in enumerate(columns):
            if len({m.span for m in members}) < len(members):
                continue
            beside = list(_beside(sums[1 - column], columns[1 - column], members, by_block))
            yield from beside
            yield from sums[column]
            if sums[column] or beside:
                continue
            yield from _near(members, totals, reading)
            wrong = [n for n, r in enumerate(judged) if r.verdict is Verdict.VIOLATED]
            for n in wrong[:2]:
                mended = _mended(family[n], column)
                swapped = (*members[:n], replace(members[n], value=mended), *members[n + 1 :])
                yield from (replace(r, operands=members, sure=True) for r in _stated(swapped, totals, reading, _EXACT))


def _beside(
    sums: Sequence[Relation], summed: tuple[Term, ...], members: tuple[Term, ...], by_block: Mapping[str, Paragraph]
) -> Iterator[Relation]:
    """本次评价N个项目，预算A，支出B: where a family of N sums to the one figure, its other column sums to the other.

    `summed`: the column that the sums are of, `members`: the other.
    """
    for made in sums:
        paragraph = by_block.get(made.claim.block)
        if paragraph is None:
            continue
        # Where the total's own rate stands first or last in the family, it is none of its members.
        first = summed.index(made.operands[0])
        inside = members[first : first + len(made.operands)]
        able = [s for s in paragraph.statements if s.amount and not (s.fact.explains or s.fact.base or s.fact.parent or s.fact.stated)]
        money = [s.term for s in able if s.fact.unit.dimension is Dimension.MONEY]
        counted = any(s.fact.unit.dimension is Dimension.COUNT and s.fact.value == len(inside) for s in able)
        if counted and len(money) == 2 and made.claim in money:
            other = money[1 - money.index(made.claim)]
            yield Relation("", Kind.SUM, Source.SENTENCE, other, inside)


def families_of(sheet: Sheet, rates: Sequence[Relation]) -> list[list[Relation]]:
    """Rates by the section above their own, or by section, at least three, each in a paragraph of its own."""
    groups: dict[tuple[str, int], list[Relation]] = defaultdict(list)
    sections = sheet.document.sections
    for rate in rates:
        section = rate.claim.section
        groups["own", section].append(rate)
        if section >= 0:
            groups["above", sections[section].parent].append(rate)
        groups[rate.operands[0].label[-4:], -1].append(rate)
    seen: set[tuple[int, ...]] = set()
    found: list[list[Relation]] = []
    near = (run for g in groups.values() for run in runs(sorted(g, key=lambda r: r.claim.span), lambda r: r.claim.span.start))
    for group in near:
        once = {r.claim.block: r for r in reversed(group)}
        members = sorted(once.values(), key=lambda r: r.claim.span)
        for chosen in (members, group):
            key = tuple(r.claim.span.start for r in chosen)
            if _LEAST <= len(chosen) <= _MOST and key not in seen:
                seen.add(key)
                found.append(chosen)
    return found


def _without_one(members: tuple[Term, ...]) -> Iterator[tuple[Term, ...]]:
    """The family without its first or last member: the total's own rate stands among them."""
    if len(members) > _LEAST:
        yield members[1:]
        yield members[:-1]


def _stated(members: tuple[Term, ...], totals: Totals, reading: Reading, within: Decimal) -> list[Relation]:
    """The sums that hold with these members and a total that stands elsewhere."""
    size = sum((_size(m) for m in members), Decimal(0))
    made: list[Relation] = []
    for total in totals.near(size, within, members[0].span.start):
        relation = Relation("", Kind.SUM, Source.SENTENCE, total, members, sure=False)
        if total not in members and holds(relation, reading):
            made.append(relation)
    return made[:4]


def _near(members: tuple[Term, ...], totals: Totals, reading: Reading) -> Iterator[Relation]:
    """Totals named as such that the family misses by a slip."""
    if any(m.unit.dimension not in (Dimension.MONEY, Dimension.PLAIN) for m in members):
        return
    size = sum((_size(m) for m in members), Decimal(0))
    if any(2 * _size(m) == size for m in members):
        return  # a total among its own parts: together they are nobody's sum
    sums: dict[str, Decimal] = {}
    for total in totals.near(size, size / 2, members[0].span.start):
        if (
            not _NAMED.search(total.label)
            or _ELSE.search(total.label)
            or total in members
            or len(total.printed.replace(",", "").replace(".", "").strip("0")) < _LONG
        ):
            continue
        unit = total.unit
        if unit.symbol not in sums:
            sums[unit.symbol] = sum_of(members, unit)
        if not is_slip(total.value - sums[unit.symbol]):
            continue
        made = judge(Relation("", Kind.SUM, Source.SENTENCE, total, members), reading)
        if made.verdict is not Verdict.HOLDS and slipped(made):
            yield replace(made, verdict=Verdict.NOT_CHECKED, sure=True)
            return


def _mended(rate: Relation, column: int) -> Decimal:
    """What a member must be for its rate to be right."""
    done, base = rate.operands
    share = rate.claim.value / 100
    value = base.value * share if column == 0 else (done.value / share if share else base.value)
    return value.quantize(Decimal("0.0001"))


def wholes(shares: Sequence[Relation], reading: Reading) -> Iterator[Relation]:
    """Parts whose shares are of one whole and fill it: their sum is the whole."""
    groups: dict[tuple[Span, int], list[Relation]] = defaultdict(list)
    for share in shares:
        groups[share.operands[1].span, share.claim.section].append(share)
    for group in groups.values():
        once = {r.operands[0].span: r for r in group}
        filled = abs(sum((r.claim.value for r in once.values()), Decimal(0)) - 100) <= Decimal("0.02") * len(once)
        if len(once) >= 2 and any(holds(s, reading) for s in once.values() if s.operands[0].value):
            made = Relation("", Kind.SUM, Source.SENTENCE, group[0].operands[1], tuple(r.operands[0] for r in once.values()), sure=filled)
            if filled or holds(made, reading):
                yield made
