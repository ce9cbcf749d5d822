"""Projects, indicators, questionnaire, scores and what the report says of itself in words."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from extractor.checker import Kind as Relation
from extractor.testing.writer.departments import CAUSES, MEASURES, PROBLEMS, Trade
from extractor.testing.writer.facts import Draw, Facts, Operand, Reach

LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)
BANDS = ((("优", 90), ("良", 80), ("中", 60), ("差", 0)), (("优秀", 90), ("良好", 80), ("一般", 60), ("较差", 0)))
HUNDRED = Decimal(100)


def draw_projects(facts: Facts, random: Random, trade: Trade) -> None:
    """Projects with budgets, payments and scores; their sum never exceeds the department's project expenditure."""
    draw, names = Draw(random, facts.quantum), trade.projects.split("、")
    count = random.randint(2, 6)
    whole = draw.part(facts.figure("accounts/project_expenditure"), 0.3, 0.9)
    paid = draw.split(whole, [1 + random.random() * 3 for _ in range(count)])
    for n, (name, executed) in enumerate(zip(random.sample(names, count), paid, strict=True)):
        stem = f"projects/{n}/"
        budget = executed + (draw.part(executed, 0.0, 0.18) if random.random() < 0.65 else 0)
        facts.name(stem + "name", name)
        facts.name(stem + "code", f"{facts.words['area']}{facts.words['year'][2:]}{random.choice('TRY')}{random.randrange(10**11):011d}")
        facts.money(stem + "executed", executed)
        facts.money(stem + "adjusted_budget", budget)
        facts.money(stem + "initial_budget", budget if random.random() < 0.5 else draw.part(budget, 0.7, 1))
        facts.percent(stem + "execution_rate", executed, budget)
        facts.score(stem + "score", Decimal(random.randint(172, 200)) / 2)
        facts.owes(Relation.RATE, stem + "execution_rate", (stem + "executed", stem + "adjusted_budget"), Reach.PARAGRAPH)
    facts.rows["projects"] = count
    s = "projects_summary/"
    facts.count(s + "count", count)
    for key in ("adjusted_budget", "executed"):
        parts = [f"projects/{n}/{key}" for n in range(count)]
        facts.money(s + key, sum((facts.figure(p) for p in parts), Decimal(0)))
        facts.owes(Relation.SUM, s + key, parts, Reach.REPORT)
    facts.percent(s + "execution_rate", facts.figure(s + "executed"), facts.figure(s + "adjusted_budget"))
    facts.owes(Relation.RATE, s + "execution_rate", (s + "executed", s + "adjusted_budget"), Reach.PARAGRAPH)
    facts.owes(Relation.COUNT, s + "count", [f"projects/{n}/name" for n in range(count)], Reach.REPORT)


def _achieved(random: Random, trade: Trade, level2: str, used: set[str]) -> tuple[str, str, str]:
    """Name, target and result of one indicator; a name is used once."""
    if level2 == "数量指标":
        name, unit = random.choice([p for p in (o.split(" ") for o in trade.outputs.split("、")) if p[0] not in used])
        target = random.randint(20, 900)
        used.add(name)
        return name, f"≥{target}{unit}", f"{target + random.randint(0, target // 6)}{unit}"
    if level2 == "时效指标":
        target = random.choice((90, 95))
        return random.choice(("任务按期完成率", "资金按时支付率")), f"≥{target}%", f"{random.randint(target, 100)}%"
    if level2 == "成本指标":
        return random.choice(("成本控制情况", "预算控制情况")), "不超概算", "未超概算"
    if level2 == "服务对象满意度指标":
        return (
            random.choice(("服务对象满意度", "受益群众满意度")),
            f"≥{random.choice((85, 90))}%",
            f"{random.randint(91, 98)}.{random.randint(1, 9)}%",
        )
    if level2 == "质量指标":
        return random.choice(("验收合格率", "质量达标率")), "100%", "100%"
    name = random.choice([e for e in trade.effects.split("、") if e not in used])
    used.add(name)
    return name, random.choice(("逐步改善", "持续提升", "较上年好转")), random.choice(("有所改善", "达成预期", "较上年好转"))


def draw_indicators(facts: Facts, random: Random, trade: Trade) -> None:
    """The department's own table of indicators, its total, the groups and the grade."""
    weights = random.choice(((10, 10, 10, 10, 10, 15, 15, 10), (8, 12, 10, 10, 10, 20, 10, 10), (15, 10, 10, 10, 5, 15, 15, 10)))
    used: set[str] = set()
    rows = [("预算执行率", None, None, "≥95%", None, 10)]
    rows += [(one, two, *_achieved(random, trade, two, used), w) for (one, two), w in zip(LEVELS, weights, strict=True)]
    for n, (one, two, three, target, actual, weight) in enumerate(rows):
        stem = f"indicators/{n}/"
        lost = random.choice((0, 0, 0, 0.5, 1, 2)) if n else 0
        facts.score(stem + "weight", Decimal(weight))
        facts.score(stem + "score", Decimal(weight) - Decimal(str(lost)))
        for key, value in (("level1", one), ("level2", two), ("level3", three), ("target", target), ("actual", actual)):
            if value:
                facts.name(stem + key, value)
    rate = min(HUNDRED, facts.figure("budget/execution_rate"))
    facts.name("indicators/0/actual", "")  # printed as the execution rate is
    facts.score("indicators/0/score", (rate / 10).quantize(Decimal("0.01"), ROUND_HALF_UP))
    facts.rows["indicators"] = len(rows)
    _groups(facts, [r[0] for r in rows])
    names = random.choice(BANDS)
    total = facts.figure("evaluation/score")
    facts.name("evaluation/grade", next(name for name, lower in names if total >= lower))
    for n, (name, lower) in enumerate(names):
        facts.name(f"evaluation/bands/{n}/grade", name)
        facts.score(f"evaluation/bands/{n}/lower", Decimal(lower))
        facts.score(f"evaluation/bands/{n}/upper", Decimal(names[n - 1][1]) if n else HUNDRED)
    facts.rows["evaluation/bands"] = len(names)
    best = next(n for n, (_, lower) in enumerate(names) if total >= lower)
    bounds = [f"evaluation/bands/{best}/lower", f"evaluation/bands/{best}/upper"]
    facts.owes(Relation.BAND, "evaluation/grade", ("evaluation/score", *bounds), Reach.REPORT)


def _groups(facts: Facts, tops: list[str]) -> None:
    everything = range(len(tops))
    whole = [Operand(f"indicators/{n}/score") for n in everything]
    facts.score("evaluation/score", sum((facts.figure(o.key) for o in whole), Decimal(0)))
    facts.score("~/weights", HUNDRED)
    facts.owes(Relation.SUM, "evaluation/score", whole, Reach.REPORT)
    facts.owes(Relation.SUM, "~/weights", [f"indicators/{n}/weight" for n in everything], Reach.REPORT)
    names = list(dict.fromkeys(tops))
    for g, name in enumerate(names):
        members = [n for n in everything if tops[n] == name]
        for part, key in (("weights", "weight"), ("parts", "score")):
            keys = [f"indicators/{n}/{key}" for n in members]
            facts.score(f"evaluation/{part}/{g}/{key}", sum((facts.figure(k) for k in keys), Decimal(0)))
            facts.name(f"evaluation/{part}/{g}/name", name.removesuffix("指标"))
            facts.owes(Relation.SUM, f"evaluation/{part}/{g}/{key}", keys, Reach.REPORT)
    facts.rows["evaluation/parts"] = facts.rows["evaluation/weights"] = len(names)
    facts.owes(Relation.SUM, "evaluation/score", [f"evaluation/parts/{g}/score" for g in range(len(names))])
    facts.owes(Relation.SUM, "~/weights", [f"evaluation/weights/{g}/weight" for g in range(len(names))])


def _apart(target: str, actual: str) -> dict[str, str]:
    """The newer form's cells: sign, number and unit of a target each in its own; words have a nature and no unit."""
    parts = re.fullmatch(r"(≥?)(\d+)(\D+)", target)
    if parts is None:
        return {"nature": "定性", "unit": ""}
    sign, number, unit = parts.groups()
    return {"nature": sign or "＝", "target": number, "unit": unit, "actual": actual.removesuffix(unit)}


def draw_project_form(facts: Facts, random: Random, trade: Trade) -> None:
    """The indicator rows of the first project's own form."""
    used: set[str] = set()
    apart = random.random() < 0.5
    for n, (one, two) in enumerate(LEVELS):
        name, target, actual = _achieved(random, trade, two, used)
        stem = f"project_indicators/{n}/"
        row = {"level1": one, "level2": two, "level3": name, "target": target, "actual": actual}
        for key, value in {**row, **(_apart(target, actual) if apart else {})}.items():
            facts.name(stem + key, value)
        facts.implied[stem + "project"] = str(facts.values["projects/0/name"])
    facts.rows["project_indicators"] = len(LEVELS)


def draw_survey(facts: Facts, random: Random) -> None:
    """A questionnaire: of four questions with 25 points each, every valid sheet answers all."""
    valid = random.randint(80, 400)
    returned = valid + random.randint(0, 9)
    facts.count("survey/valid", valid)
    facts.count("survey/returned", returned)
    facts.count("survey/issued", returned + random.randint(0, 30))
    terms, total = list[Operand](), Decimal(0)
    for q in range(4):
        left, counts = valid, list[int]()
        for share in (0.8, 0.6, 0.5):
            counts.append(int(left * random.uniform(share, 0.98)))
            left -= counts[-1]
        counts.append(left)
        facts.count(f"survey/questions/{q}/number", q + 1)
        for o, (label, points) in enumerate((("满意", 25), ("比较满意", 20), ("一般", 15), ("不满意", 0))):
            stem = f"survey/questions/{q}/options/{o}/"
            facts.name(stem + "label", label)
            facts.score(stem + "points", Decimal(points))
            facts.count(stem + "count", counts[o])
            terms.append(Operand(stem + "count", 1, Decimal(points)))
            total += points * counts[o]
        facts.owes(Relation.SUM, "survey/valid", [f"survey/questions/{q}/options/{o}/count" for o in range(4)], Reach.SECTION)
    facts.score("survey/total_points", total)
    facts.score("survey/score", (total / valid).quantize(Decimal("0.01"), ROUND_HALF_UP))
    facts.owes(Relation.WEIGHTED, "survey/total_points", terms)
    facts.owes(Relation.PART, "survey/returned", ("survey/issued",))
    facts.owes(Relation.PART, "survey/valid", ("survey/returned",))


def draw_words(facts: Facts, random: Random) -> None:
    """Problems and measures, each of them about one of the projects."""
    names = [str(facts.values[f"projects/{n}/name"]) for n in range(facts.rows["projects"])]
    for key, pool in (("problems", PROBLEMS), ("measures", MEASURES)):
        count = random.randint(2, 4)
        for n, template in enumerate(random.sample(pool, count)):
            facts.name(f"narrative/{key}/{n}", template.format(a=random.choice(names), b=random.choice(CAUSES)))
        facts.rows[f"narrative/{key}"] = count
