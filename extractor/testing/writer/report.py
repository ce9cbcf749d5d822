"""A whole report with its gold, from a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from extractor.errors import OperatorError
from extractor.testing.writer import about
from extractor.testing.writer.accounts import draw_accounts, draw_budget, draw_economic, draw_functional
from extractor.testing.writer.departments import PLACE_FIRST, PLACE_KINDS, PLACE_SECOND, TRADES
from extractor.testing.writer.facts import Facts
from extractor.testing.writer.gold import gold_of
from extractor.testing.writer.judged import stated_by
from extractor.testing.writer.labels import Labels
from extractor.testing.writer.layouts import PLANS, Heading, Layout, sections
from extractor.testing.writer.outline import Outline
from extractor.testing.writer.pen import Pen, Slips
from extractor.testing.writer.planted import Placed, Planted, plant
from extractor.testing.writer.running import draw_organisation, draw_running, draw_three_public
from extractor.testing.writer.scores import draw_indicators, draw_project_form, draw_projects, draw_survey, draw_words
from extractor.words import Text


@dataclass(frozen=True, slots=True)
class Written:
    """A written report. `gold`: the gold file's object; `planted`: the errors that are in it, as their gold notes tell them."""

    name: str
    text: str
    gold: Mapping[str, Any]
    layout: Layout
    planted: Sequence[Placed] = field(default_factory=list[Placed])


def write_report(
    seed: int, layout: Layout | None = None, errors: Sequence[Planted] = (), labels: Labels | None = None, name: str | None = None
) -> Written:
    """The report of a seed: the same text and gold, byte for byte, whenever it is asked for.

    `layout`: None draws one in which the errors can stand. `errors`: what to plant, at most one of each equation.
    Raises OperatorError where the layout (or, for None, no layout) states anything in which an error could show.
    """
    order = _dice(f"layouts-{seed}").sample(list(Layout), len(Layout)) if layout is None else [layout]
    for chosen in order:
        written = _written(seed, chosen, errors, labels or Labels(), name or f"written_{seed:06d}")
        if written is not None:
            return written
    raise OperatorError(
        Text(
            f"种子 {seed} 的报告中没有可植入 {'、'.join(errors)} 的位置", f"the report of seed {seed} has no place for {', '.join(errors)}"
        ),
        Text("换一个种子或版式，或少植入一些错误", "Take another seed or layout, or fewer errors"),
        stage="write-reports",
    )


def _written(seed: int, layout: Layout, errors: Sequence[Planted], labels: Labels, name: str) -> Written | None:
    """The report in one layout; None where an error finds no place there."""
    placed: list[Placed] = []
    if errors:
        clean = _print(seed, layout, labels, {})
        found = plant(errors, clean.facts, clean.marks, _dice(f"errors-{seed}"))
        if found is None:
            return None
        placed = found
    slips = {slip: p.value for p in placed for slip in p.slips}
    pen = _print(seed, layout, labels, slips)
    stated = stated_by(pen.facts, pen.marks)
    notes = {n: p.note for n, s in enumerate(stated) for p in placed if p.touches(s)}
    return Written(name, pen.text, gold_of(name, pen.text, pen.facts, pen.marks, stated, notes), layout, placed)


def _dice(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - to be repeated, not to be secret


def _print(seed: int, layout: Layout, labels: Labels, slips: Slips, contents: Sequence[str] = ()) -> Pen:
    """Print a report; one with a list of contents a second time, when its headings are known."""
    plan = PLANS[layout]
    random = _dice(f"{layout}-{seed}")
    style, quantum = plan.style(random)
    facts = draw_facts(random, quantum, style.percent_decimals, plan.size)
    pen = Pen(facts, style, random, labels, slips)
    chosen = sections(plan, random)
    about.cover(pen, plan.report_type)
    dated = random.random() < 0.7
    at_end = random.random() < 0.6
    if dated and not at_end:
        about.filled_on(pen)
    if style.contents:
        about.contents(pen, contents)
    out = Outline(pen)
    for section in chosen:
        if isinstance(section, Heading):
            out.heading(section.level, random.choice(section.wordings))
        else:
            section(pen, out)
    if dated and at_end:
        about.filled_on(pen)
    return pen if contents or not style.contents else _print(seed, layout, labels, slips, pen.headings)


def draw_facts(random: Random, quantum: Decimal, decimals: int, size: tuple[float, float]) -> Facts:
    """A department with everything that could be said of it."""
    facts = Facts(quantum, decimals)
    trade = random.choice(list(TRADES.values()))
    kind = random.choice(PLACE_KINDS)
    place = random.choice(PLACE_FIRST) + random.choice(PLACE_SECOND) + kind
    year = random.randint(2018, 2024)
    facts.words = {
        "place": place,
        "name": place + trade.name,
        "kind": kind,
        "duties": trade.duties,
        "area": f"{random.randrange(53, 60)}{random.randrange(10**4):04d}",
        "year": str(year),
        "last": str(year - 1),
        "we": random.choice(("我局", "本部门", "我单位")),
    }
    draw_accounts(facts, random, random.uniform(*size))
    draw_budget(facts, random)
    draw_functional(facts, random, trade)
    draw_economic(facts, random)
    draw_three_public(facts, random)
    draw_running(facts, random)
    draw_organisation(facts, random, trade)
    draw_projects(facts, random, trade)
    draw_indicators(facts, random, trade)
    draw_project_form(facts, random, trade)
    draw_survey(facts, random)
    draw_words(facts, random)
    return facts
