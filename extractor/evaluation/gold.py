"""Gold files checked against their reports, drafted from an extraction, and held against each other."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from pathlib import Path
from typing import Any, cast

from extractor.documents import Document, read
from extractor.evaluation.dataset import PHRASINGS
from extractor.evaluation.match import Matcher
from extractor.evaluation.metrics import Tally, by, tally
from extractor.evaluation.same import plain_words
from extractor.evaluation.score import Scored
from extractor.evaluation.wrong_figure import wrong_figure
from extractor.pointers import starred, value_at
from extractor.quantities import PLAIN, UnitMismatch, convert, find_quantities
from extractor.result import Extraction, plain_numbers
from extractor.schema import Field, Schema, validate_instance
from extractor.words import Text

_CLOSE = Decimal("0.0005")


@dataclass(frozen=True, slots=True)
class GoldProblem:
    """What is wrong with a gold file, and where in it."""

    where: str
    message: Text


def check_gold(file: Path, report: Path, schema: Schema) -> list[GoldProblem]:
    """Everything that a program can find wrong with a gold file. Raises DocumentError where the report can't be read."""
    content = cast(dict[str, Any], json.loads(file.read_text(encoding="utf-8")))
    document = read(report)
    found = [*_hash(content, report), *_instance(content, schema), *_evidence(content, document, schema), *_phrasing(content)]
    return [*found, *_relations(content, document)]


def _hash(content: Mapping[str, Any], report: Path) -> Iterator[GoldProblem]:
    if hashlib.sha256(report.read_bytes()).hexdigest() != content.get("sha256"):
        yield GoldProblem("sha256", Text("与报告文件的 SHA-256 不符", "is not the SHA-256 of the report"))


def _instance(content: Mapping[str, Any], schema: Schema) -> Iterator[GoldProblem]:
    for problem in validate_instance(schema, content.get("data")):
        yield GoldProblem(problem.pointer, problem.message)


def _evidence(content: Mapping[str, Any], document: Document, schema: Schema) -> Iterator[GoldProblem]:
    fields = dict(schema.every_field())
    for pointer, quotes in cast(dict[str, Any], content.get("evidence", {})).items():
        value = value_at(content.get("data"), pointer)
        if value is None or value == []:
            yield GoldProblem(pointer, Text("依据指向没有值的字段", "evidence for a field without a value"))
            continue
        for quote in [quotes] if isinstance(quotes, str) else cast(list[str], quotes):
            if quote not in document.text:
                yield GoldProblem(pointer, Text(f"报告中没有“{quote[:40]}”", f"the report doesn't hold “{quote[:40]}”"))
            elif not isinstance(value, (dict, list)) and not _stands(value, quote, fields.get(starred(pointer))):
                yield GoldProblem(pointer, Text(f"“{quote[:40]}”中没有 {value}", f"“{quote[:40]}” doesn't state {value}"))


def _stands(value: Any, quote: str, field: Field | None) -> bool:
    """Whether a passage states a value: its figure in any unit, or its words. What a schema chooses (an enum) is nobody's words."""
    if isinstance(value, bool) or (field is not None and field.enum):
        return True
    if not isinstance(value, (int, float, Decimal)):
        words = plain_words(str(value))
        return words in plain_words(quote) or plain_words(quote) in words or _date(str(value), quote)
    size = abs(Decimal(str(value)))
    if not size:
        return True  # 无, 未发生, 持平
    for q in find_quantities(quote):
        # A table's unit stands in its head: 1,400,000.00 under 单位：元.
        shown = [abs(q.value), *([abs(q.value) / field.unit.scale] if field is not None and q.unit is PLAIN else [])]
        if field is not None:
            with suppress(UnitMismatch):
                shown.append(abs(convert(q.value, q.unit, field.unit)))
        if any(abs(s - size) <= size * Decimal("1e-9") for s in shown):
            return True
    return any(Decimal(run) == size for run in re.findall(r"\d+(?:\.\d+)?", plain_words(quote)))


def _date(value: str, quote: str) -> bool:
    """2024-04-26 in 2024年4月26日 or 二〇二四年四月二十六日."""
    if re.search(r"[〇零一二三四五六七八九]{4}年", quote):
        return re.fullmatch(r"\d{4}(?:-\d\d){0,2}", value) is not None
    parts = [str(int(p)) for p in value.split("-") if p.isdecimal()]
    return len(parts) >= 2 and all(p in quote for p in parts)


def _phrasing(content: Mapping[str, Any]) -> Iterator[GoldProblem]:
    for pointer, kind in cast(dict[str, Any], content.get("phrasing", {})).items():
        if kind not in PHRASINGS:
            yield GoldProblem(pointer, Text(f"phrasing 只能是 {'、'.join(PHRASINGS)}", f"phrasing is one of {', '.join(PHRASINGS)}"))
        if value_at(content.get("data"), pointer) in (None, []):
            yield GoldProblem(pointer, Text("phrasing 指向没有值的位置", "phrasing of a place without a value"))


def _relations(content: Mapping[str, Any], document: Document) -> Iterator[GoldProblem]:
    ids: set[str] = set()
    for relation in cast(list[dict[str, Any]], content.get("relations", [])):
        name = str(relation.get("id", ""))
        if name in ids:
            yield GoldProblem(name, Text("编号重复", "the id stands twice"))
        ids.add(name)
        for term in (relation["claim"], *relation["operands"]):
            quote = str(term.get("quote", ""))
            if quote and quote not in document.text:
                yield GoldProblem(name, Text(f"报告中没有“{quote[:40]}”", f"the report doesn't hold “{quote[:40]}”"))
        wrong = relation.get("wrong")
        if wrong is not None and not ((place := wrong_figure(document.text, relation)) and place.figures):
            yield GoldProblem(name, Text("wrong 所指的数在报告中找不到", "the figure that `wrong` names doesn't stand in the report"))
        computed, stated = _computed(relation), relation.get("computed")
        if computed is not None and stated and not _close(computed, Decimal(str(stated)), relation["kind"]):
            yield GoldProblem(name, Text(f"算得 {computed:f}，写的是 {stated}", f"gives {computed:f}, {stated} is written"))


def _close(computed: Decimal, stated: Decimal, kind: str) -> bool:
    """Equal but for rounding; 人均 and 车均 are quotients in some unit and no percentages."""
    near = max(_CLOSE, abs(computed) * _CLOSE / 100)
    quotient = kind == "rate" and any(abs(computed.scaleb(-n) - stated) <= _CLOSE for n in (2, -2))
    return quotient or abs(computed - stated) <= near


def _computed(relation: Mapping[str, Any]) -> Decimal | None:
    """What the operands of a plain relation give; None for other kinds, or where a value is not written."""
    operands = cast(list[dict[str, Any]], relation["operands"])
    if any(o.get("value") is None or o.get("unit") for o in operands):
        return None
    values = [Decimal(str(o["value"])) * int(o.get("sign", 1)) * Decimal(str(o.get("weight", 1))) for o in operands]
    try:
        if relation["kind"] == "sum" or (relation["kind"] == "weighted" and all("weight" in o for o in operands)):
            return sum(values, Decimal(0))
        if relation["kind"] in ("share", "rate") and len(values) == 2:
            return values[0] / values[1] * 100
    except (DivisionByZero, InvalidOperation):
        return None
    return None


def draft(made: Extraction, report: Path) -> dict[str, Any]:
    """A gold file to be corrected by a person: the values with their quotes, and the relations that the checker found."""
    return {
        "report": report.name,
        "sha256": hashlib.sha256(report.read_bytes()).hexdigest(),
        "schema": made.schema["name"],
        "draft": True,
        "data": plain_numbers(made.data),
        "evidence": {p: [r.quote] for p, r in made.fields.items() if r.quote and value_at(made.data, p) is not None},
        "relations": [_drafted(n, cast(dict[str, Any], plain_numbers(r))) for n, r in enumerate(made.relations, 1)],
    }


def _drafted(number: int, relation: Mapping[str, Any]) -> dict[str, Any]:
    def term(t: Mapping[str, Any]) -> dict[str, Any]:
        kept = {k: t[k] for k in ("sign", "weight") if k in t}
        return {"label": t["label"], "quote": t["printed"], "value": t["value"], **kept}

    return {
        "id": f"R-{number:03d}",
        "kind": relation["kind"],
        "stated": relation["source"] in ("sentence", "table"),
        "where": "",
        "claim": term(relation["claim"]),
        "operands": [term(o) for o in relation["operands"]],
        "verdict": relation["verdict"],
        "computed": None if relation["expected"] is None else str(relation["expected"]),
        "note": "",
    }


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two labellers agree: over all cells and by field (F1: it doesn't matter who is called gold).

    `choices`: Krippendorff's alpha (nominal) over the cells whose schema names the values to choose from, None where they
    are too few or all alike; chance agrees on those, and hardly ever on a figure or a name.
    """

    whole: Tally
    fields: Mapping[str, Tally]
    differing: Sequence[tuple[str, Any, Any]]
    choices: float | None


def agreement(one: Mapping[str, Any], other: Mapping[str, Any], schema: Schema) -> Agreement:
    """The agreement of two labellings of one report."""
    cells = tuple(Matcher(schema).cells(one, other))
    differing = [(c.pointer, c.gold, c.predicted) for c in cells if not c.outcome.right]
    enums = {p for p, f in schema.every_field() if f.enum}
    chosen = [(c.gold, c.predicted) for c in cells if c.field in enums]
    return Agreement(tally(cells), by([Scored("", "", cells)], lambda _, c: c.field), differing, alpha(chosen))


def alpha(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    """Krippendorff's alpha of two raters on nominal values: 1 - observed / expected disagreement; None where it is not defined.

    None as a value is one of the choices: to say that nothing is stated is a decision as well.
    """
    counts = Counter(str(v) for pair in pairs for v in pair)
    n = sum(counts.values())
    expected = n * n - sum(c * c for c in counts.values())
    if n < 4 or not expected:
        return None
    observed = sum(str(a) != str(b) for a, b in pairs) * 2
    return 1 - (n - 1) * observed / expected
