"""Reads the invented sample reports and counts what of their gold the patterns engine gives."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from extractor.documents import Document, read_text
from extractor.grounding import Candidate
from extractor.patterns import propose
from extractor.schema import Schema, load_schema

ROOT = Path(__file__).resolve().parents[2]
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


@lru_cache(maxsize=16)
def gold(name: str) -> Json:
    """What a sample states."""
    return json.loads((ROOT / "eval" / "gold" / f"{name}.json").read_text(encoding="utf-8"))["data"]


def scores(name: str, text: str = "") -> tuple[float, float]:
    """F1 and precision over all cells of a sample, or of another print of it."""
    document = read_text(text, name) if text else sample(name)
    got = assembled(propose(document, schema()))
    equal, wanted, found = hits(gold(name), got), cells(gold(name)), cells(got)
    return 2 * equal / (wanted + found), equal / found
