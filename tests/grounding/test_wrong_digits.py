"""A figure that was copied wrongly never grounds where the right one stands; a right one always does."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from gold_figures import Stated, reports, stated

from extractor.documents import Span
from extractor.grounding import Grounded, Grounding, ground_figure
from extractor.quantities import find_quantities, fold

SEED = 20_240_426


def _places(report: str, quote: str) -> list[Span]:
    text = reports()[report][0].text
    found: list[Span] = []
    at = text.find(quote)
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found


def _ground(s: Stated, printed: str, quote: str, block: str = "") -> Grounded | None:
    document, index = reports()[s.report]
    result = ground_figure(document, index, printed=printed, unit=s.unit, quote=quote, block=block)
    return result if isinstance(result, Grounded) else None


def test_every_right_figure_grounds_in_its_quote() -> None:
    missed: list[str] = []
    for s in stated():
        for printed in {s.printed or "0", _digits_of(s.printed) or "无"}:
            found = _ground(s, printed, s.quote)
            places = _places(s.report, s.quote)
            if found is None or not any(p.touches(found.figure) for p in places):
                missed.append(f"{s.report} {s.pointer} {printed} {s.quote}: {found}")
    assert len(stated()) > 800
    assert not missed, "\n".join(missed)


def test_every_zero_that_has_no_figure_is_a_stated_none() -> None:
    kinds = Counter(
        g.grounding
        for s in stated()
        if s.value == 0 and not any(c.isdigit() for c in fold(s.quote)) and (g := _ground(s, "无", s.quote)) is not None
    )
    assert set(kinds) == {Grounding.STATED_NONE}
    assert kinds[Grounding.STATED_NONE] >= 8


def _digits_of(printed: str) -> str:
    found = list(find_quantities(printed))
    return printed[found[0].number_start : found[0].number_end] if found else ""


def mutants(printed: str, unit: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, print) of copies with one slip: in a digit, in the point or the comma, a thousands group lost, another sign or unit."""
    digits = [i for i, c in enumerate(printed) if c.isdigit()]
    if not digits:
        return
    i = dice.choice(digits)
    other = dice.choice([c for c in "0123456789" if c != fold(printed[i])])
    yield "changed", printed[:i] + other + printed[i + 1 :]
    i = dice.choice(digits)
    yield "dropped", printed[:i] + printed[i + 1 :]
    i = dice.choice(digits)
    yield "doubled", printed[:i] + printed[i] + printed[i:]
    if len(digits) > 1:
        i, j = sorted(dice.sample(digits, 2))
        yield "swapped", printed[:i] + printed[j] + printed[i + 1 : j] + printed[i] + printed[j + 1 :]
    for mark, kind in ((".", "point"), (",", "comma")):
        at = printed.find(mark)
        if at > 0:
            bare = printed[:at] + printed[at + 1 :]
            to = dice.choice([n for n in range(1, len(digits)) if n != at] or [0])
            yield f"{kind} moved", bare[:to] + mark + bare[to:]
    if "." in printed:
        yield "point lost", printed.replace(".", "")
        yield "cut", printed[printed.index(".") + 1 :]
    if "," in printed:
        yield "group lost", printed[printed.index(",") + 1 :]
    yield "negative", f"-{printed}"
    if "万元" in printed:
        yield "unit", printed.replace("万元", "元")
        yield "unit", printed.replace("万元", "亿元")
    elif unit == "万元":
        yield "unit", f"{printed}元"
        yield "unit", f"{printed}亿元"


def _same(printed: str, original: str) -> bool:
    """Whether the slip left the figure as it was: 100.00 without a zero, two equal digits swapped."""
    a, b = list(find_quantities(printed)), list(find_quantities(original))
    return len(a) == len(b) == 1 and a[0].value == b[0].value and a[0].unit == b[0].unit


def test_wrong_digits_never_ground_at_the_original() -> None:
    dice = random.Random(SEED)
    tried: Counter[str] = Counter()
    elsewhere = 0
    grounded: list[str] = []
    for s in stated():
        right = _ground(s, s.printed, s.quote) if s.printed else None
        if right is None:
            continue
        for kind, printed in mutants(s.printed, s.unit.symbol, dice):
            if _same(printed, s.printed) or (kind == "negative" and _fell(s)):
                continue
            tried[kind] += 1
            misquoted = s.quote[: s.start] + printed + s.quote[s.start + len(s.printed) :]
            for quote, block in ((misquoted, right.block), (s.quote, right.block), (misquoted, "")):
                wrong = _ground(s, printed, quote, block)
                elsewhere += wrong is not None
                if wrong is not None and (wrong.figure.touches(right.figure) or any(o.touches(right.figure) for o in wrong.others)):
                    grounded.append(f"{kind}: {s.report} {s.pointer} {s.printed} as {printed}: {quote}")
    assert sum(tried.values()) >= 2000, tried
    assert min(tried.values()) >= 10, tried
    assert not grounded, "\n".join(grounded)
    # A slip may hit on another true figure of the quote or the block; were that common, grounding would prove little.
    assert elsewhere < sum(tried.values()) * 3 * 0.03, elsewhere


def _fell(s: Stated) -> bool:
    return any(w in s.quote for w in ("减", "降", "少", "节约"))


def test_a_printed_figure_is_the_gold_value() -> None:
    for s in stated():
        found = _ground(s, s.printed, s.quote) if s.printed else None
        if found is not None and found.quantity is not None:
            assert abs(found.quantity.into(s.unit)) == abs(Decimal(str(s.value))), s
