"""How much of the invented sample reports the patterns engine reads: floors near the present values, and its speed."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pytest

from extractor.documents import Document, read_text
from extractor.grounding import Candidate
from extractor.patterns import propose
from extractor.schema import Schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
# F1 and precision; a label or a shape taken away falls below them.
FLOORS = {
    "anhui_health_2024": (0.998, 0.997),
    "chongqing_market_2022": (0.9995, 0.9995),
    "hebei_water_2022": (0.9995, 0.9995),
    "hunan_agri_2023": (0.9995, 0.9995),
    "sichuan_culture_2023": (0.9995, 0.9995),
    "yunnan_education_2023": (0.9995, 0.9995),
}
Json = Any


@lru_cache(maxsize=1)
def schema() -> Schema:
    """The schema of department reports."""
    return load_schema(ROOT / "schemas" / "department_report" / "department_report.schema.json")


@lru_cache(maxsize=16)
def sample(name: str) -> Document:
    """A sample report, read."""
    path = next((ROOT / "eval" / "samples").glob(f"{name}.*"))
    return read_text(path.read_text(encoding="utf-8"), name)


def assembled(candidates: list[Candidate]) -> Json:
    """Candidates put at their pointers; rows of lists by their numbers."""
    root: dict[str, Json] = {}
    for candidate in candidates:
        node: dict[str, Json] = root
        *path, last = candidate.pointer.split("/")[1:]
        for part in path:
            node = cast(dict[str, Json], node.setdefault(part, {}))
        node[last] = candidate.value
    return listed(root)


def listed(node: Json) -> Json:
    """Mappings with numbers for keys become lists."""
    if not isinstance(node, dict):
        return node
    made = {k: listed(v) for k, v in cast(dict[str, Json], node).items()}
    return [made[k] for k in sorted(made, key=int)] if made and all(k.isdecimal() for k in made) else made


def plain(value: Json) -> Json:
    """A cell as compared: figures by value, words without white space."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return Decimal(str(value)).normalize()
    return "".join(value.split()) if isinstance(value, str) else value


def cells(node: Json) -> int:
    """How many values a node states."""
    if isinstance(node, dict):
        return sum(cells(v) for v in cast(dict[str, Json], node).values())
    if isinstance(node, list):
        return sum(cells(v) for v in cast(list[Json], node))
    return int(node is not None and node != "")


def hits(gold: Json, got: Json) -> int:
    """Equal cells of two nodes; rows of lists are paired so that the most equal pairs come first."""
    if isinstance(gold, dict) and isinstance(got, dict):
        mine = cast(dict[str, Json], got)
        return sum(hits(v, mine.get(k)) for k, v in cast(dict[str, Json], gold).items())
    if isinstance(gold, list) and isinstance(got, list):
        golds, gots = cast(list[Json], gold), cast(list[Json], got)
        pairs = sorted(((hits(a, b), -abs(i - j), i, j) for i, a in enumerate(golds) for j, b in enumerate(gots)), reverse=True)
        left, right, total = set[int](), set[int](), 0
        for equal, _, i, j in pairs:
            if equal and i not in left and j not in right:
                left.add(i)
                right.add(j)
                total += equal
        return total
    return int(gold is not None and gold != "" and plain(gold) == plain(got))


def scores(name: str) -> tuple[float, float]:
    """F1 and precision over all cells of a sample."""
    gold = json.loads((ROOT / "eval" / "gold" / f"{name}.json").read_text(encoding="utf-8"))["data"]
    got = assembled(propose(sample(name), schema()))
    equal, wanted, found = hits(gold, got), cells(gold), cells(got)
    return 2 * equal / (wanted + found), equal / found


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_sample_is_read_as_well_as_before(name: str) -> None:
    f1, precision = scores(name)
    assert (f1, precision) >= FLOORS[name] and precision >= FLOORS[name][1], f"F1 {f1:.4f}, precision {precision:.4f}"


def test_the_scorer_counts_misses_and_inventions() -> None:
    assert hits({"a": 1, "b": None, "c": "x"}, {"a": 1.0, "b": 2, "c": "y"}) == 1
    assert hits({"rows": [{"n": "a", "v": 1}, {"n": "b", "v": 2}]}, {"rows": [{"n": "b", "v": 2}, {"n": "a", "v": 3}]}) == 3
    assert cells({"a": 0, "b": None, "c": [1, 2], "d": ""}) == 3


def test_a_long_report_is_read_quickly() -> None:
    name = "sichuan_culture_2023"
    text = sample(name).text
    best = min(timed(text) for _ in range(3))
    # 150 ms for 28,000 characters on an idle machine; six times that where the machine is busy.
    assert best < 6 * 0.150 * max(1.0, len(text) / 28_000), f"{best:.3f} s"


def timed(text: str) -> float:
    """Seconds to read and propose once."""
    start = time.perf_counter()
    propose(read_text(text, "report"), schema())
    return time.perf_counter() - start
