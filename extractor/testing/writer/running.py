"""三公, running costs, procurement, assets, posts: what a department runs on."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from extractor.checker import Kind as Relation
from extractor.testing.writer.departments import COMMON_ROOMS, Trade
from extractor.testing.writer.facts import Draw, Facts, Operand, Reach

PARTS = ("overseas", "vehicle", "reception")


def draw_three_public(facts: Facts, random: Random) -> None:
    """Last year's, the budget's and this year's amounts of each item, and all that follows from them."""
    draw = Draw(random, facts.quantum)
    abroad, buying = random.random() < 0.15, random.random() < 0.25
    for part, low, high, spent in (
        ("overseas", 3, 12, abroad),
        ("vehicle_purchase", 15, 25, buying),
        ("vehicle_operation", 8, 40, True),
        ("reception", 3, 14, True),
    ):
        actual, stem = draw.between(low, high) if spent else Decimal(0), f"three_public/{part}/"
        facts.money(stem + "actual", actual)
        facts.money(stem + "last_year", actual + draw.part(actual, 0.01, 0.35) * random.choice((1, 1, -1)))
        # One rarely spends more than was planned, and often exactly that.
        facts.money(stem + "budget", actual + draw.part(actual, 0.0, 0.4) * random.choice((0, 1, 1)))
    for column in ("actual", "budget", "last_year"):
        for whole, parts in (("vehicle", ("vehicle_purchase", "vehicle_operation")), ("total", PARTS)):
            keys = [f"three_public/{p}/{column}" for p in parts]
            facts.money(f"three_public/{whole}/{column}", sum((facts.figure(k) for k in keys), Decimal(0)))
            facts.owes(Relation.SUM, f"three_public/{whole}/{column}", keys, Reach.SECTION)
    for part in ("total", *PARTS, "vehicle_purchase", "vehicle_operation"):
        _derived(facts, f"three_public/{part}/")
    for whole, parts in (("vehicle", ("vehicle_purchase", "vehicle_operation")), ("total", PARTS)):
        facts.owes(Relation.SUM, f"three_public/{whole}/change_amount", [f"three_public/{p}/change_amount" for p in parts], Reach.SECTION)
    batches = random.randint(12, 120)
    facts.count("three_public/reception_batches", batches)
    facts.count("three_public/reception_people", batches * random.randint(5, 11) + random.randint(0, 9))


def _derived(facts: Facts, stem: str) -> None:
    actual, total = facts.figure(stem + "actual"), facts.figure("three_public/total/actual")
    facts.percent(stem + "completion_rate", actual, facts.figure(stem + "budget"))
    facts.percent(stem + "share", actual, total)
    facts.grown(stem, stem + "actual", actual - facts.figure(stem + "last_year"))
    facts.owes(Relation.DIFFERENCE, stem + "change_amount", (stem + "actual", "-" + stem + "last_year"), Reach.PARAGRAPH)
    facts.owes(Relation.SHARE, stem + "share", (stem + "actual", "three_public/total/actual"), Reach.SECTION)
    facts.owes(Relation.RATE, stem + "completion_rate", (stem + "actual", stem + "budget"), Reach.PARAGRAPH)


def draw_running(facts: Facts, random: Random) -> None:
    """Running costs of the office, procurement, assets and vehicles."""
    draw, p = Draw(random, facts.quantum), "procurement/"
    public = facts.figure("accounts/public_expenditure")
    running = draw.part(public, 0.5, 0.95)
    facts.money("operating_expense/actual", running)
    facts.grown("operating_expense/", "operating_expense/actual", draw.part(running, 0.01, 0.12) * random.choice((1, -1)))
    goods, works, services = (draw.part(facts.figure("accounts/project_expenditure"), 0.02, 0.12) for _ in range(3))
    bought = goods + works + services
    facts.money(p + "actual", bought)
    facts.money(p + "budget", bought + draw.part(bought, 0.0, 0.3))
    for key, value in (("goods", goods), ("works", works), ("services", services)):
        facts.money(p + key, value)
    facts.owes(Relation.SUM, p + "actual", (p + "goods", p + "works", p + "services"))
    medium = draw.part(bought, 0.6, 1)
    micro = draw.part(medium, 0.4, 0.95)
    for key, value in (("to_small_and_medium", medium), ("to_small_and_micro", micro)):
        facts.money(p + key, value)
        facts.percent(f"~/{key}_share", value, bought)
        facts.owes(Relation.SHARE, f"~/{key}_share", (p + key, p + "actual"), Reach.PARAGRAPH)
    facts.owes(Relation.RATE, "~/procurement_rate", (p + "actual", p + "budget"), Reach.PARAGRAPH)
    facts.percent("~/procurement_rate", bought, facts.figure(p + "budget"))
    facts.owes(Relation.PART, p + "to_small_and_medium", (p + "actual",))
    facts.owes(Relation.PART, p + "to_small_and_micro", (p + "to_small_and_medium",))
    _assets(facts, draw)


def _assets(facts: Facts, draw: Draw) -> None:
    random, size = draw.random, float(facts.figure("accounts/expenditure_current_year"))
    names = (("房屋", "平方米", 9000), ("车辆", "辆", 14), ("专用设备", "台", 400), ("家具和用具", "件", 900), ("其他固定资产", "件", 300))
    values = [draw.between(size * 0.02, size * w) for w in (0.5, 0.08, 0.2, 0.06, 0.1)]
    for n, ((name, unit, most), value) in enumerate(zip(names, values, strict=True)):
        facts.name(f"assets/items/{n}/name", name)
        facts.name(f"assets/items/{n}/unit", unit)
        facts.count(f"assets/items/{n}/quantity", random.randint(max(3, most // 10), most))
        facts.money(f"assets/items/{n}/value", value)
    facts.rows["assets/items"] = len(names)
    fixed = sum(values, Decimal(0))
    current = draw.between(size * 0.02, size * 0.2)
    facts.money("assets/fixed", fixed)
    facts.money("assets/current", current)
    facts.money("assets/total", fixed + current)
    facts.money("assets/liabilities", draw.part(current, 0.1, 0.8))
    facts.owes(Relation.SUM, "assets/total", ("assets/fixed", "assets/current"))
    facts.owes(Relation.SUM, "assets/fixed", [f"assets/items/{n}/value" for n in range(len(names))], Reach.SECTION)
    vehicles = facts.count("assets/vehicle_count", int(facts.figure("assets/items/1/quantity")))
    law = random.randint(1, vehicles - 1)
    facts.count("~/vehicles_law", law)
    facts.count("~/vehicles_other", vehicles - law)
    facts.owes(Relation.SUM, "assets/vehicle_count", ("~/vehicles_law", "~/vehicles_other"), Reach.PARAGRAPH)


def draw_organisation(facts: Facts, random: Random, trade: Trade) -> None:
    """Rooms, subordinate bodies and posts."""
    rooms = [*random.sample(COMMON_ROOMS.split("、"), random.randint(1, 3)), *trade.rooms.split("、")[: random.randint(4, 8)]]
    bodies = random.sample(trade.bodies.split("、"), random.randint(1, 4))
    facts.count("organisation/internal_unit_count", len(rooms))
    for n, room in enumerate(rooms):
        facts.name(f"organisation/internal_units/{n}", room)
    facts.rows["organisation/internal_units"] = len(rooms)
    facts.owes(
        Relation.COUNT,
        "organisation/internal_unit_count",
        [f"organisation/internal_units/{n}" for n in range(len(rooms))],
        Reach.SECTION,
    )
    facts.count("organisation/subordinate_unit_count", len(bodies))
    own = [(f"{facts.words['name']}本级", "行政", "正科级", "财政拨款")]
    lower = [
        (f"{facts.words['place']}{b}", "事业", random.choice(("副科级", "股级")), random.choice(("财政全额补助", "财政差额补助")))
        for b in bodies
    ]
    for n, row in enumerate([*own, *lower]):
        for field, value in zip(("name", "nature", "level", "funding"), row, strict=True):
            facts.name(f"organisation/subordinate_units/{n}/{field}", value)
    facts.rows["organisation/subordinate_units"] = len(bodies) + 1
    names = [Operand(f"organisation/subordinate_units/{n}/name") for n in range(1, len(bodies) + 1)]
    facts.owes(Relation.COUNT, "organisation/subordinate_unit_count", names, Reach.SECTION)
    _staffing(facts, random)


def _staffing(facts: Facts, random: Random) -> None:
    posts = (random.randint(18, 60), random.randint(20, 160), random.randint(1, 7))
    people = tuple(max(1, n - random.randint(0, max(1, n // 8))) for n in posts)
    s = "staffing/"
    facts.count(s + "authorised", sum(posts))
    facts.count(s + "on_post", sum(people))
    for key, number in zip(("administrative", "institution", "worker"), posts, strict=True):
        facts.count(f"{s}authorised_{key}", number)
    for key, number in zip(("civil_servant", "institution", "worker"), people, strict=True):
        facts.count(f"{s}on_post_{key}", number)
    facts.count(s + "retired", random.randint(8, 90))
    facts.percent(s + "control_rate", Decimal(sum(people)), Decimal(sum(posts)))
    facts.owes(Relation.SUM, s + "authorised", [f"{s}authorised_{k}" for k in ("administrative", "institution", "worker")])
    facts.owes(Relation.SUM, s + "on_post", [f"{s}on_post_{k}" for k in ("civil_servant", "institution", "worker")])
    facts.owes(Relation.RATE, s + "control_rate", (s + "on_post", s + "authorised"))
