"""Two evaluations of the same documents: what broke, what was mended, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

from extractor.pointers import starred

SURE = 0.05
"""The probability of a difference by chance below which it is called one."""

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that one run has right and the other doesn't."""

    document: str
    pointer: str
    field: str
    before: str
    after: str
    gold: Any
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """`p`: how likely so uneven a split of changed cells is if neither run is better (McNemar, exact)."""

    broken: tuple[Change, ...]
    mended: tuple[Change, ...]
    same: int
    p: float
    lacking: tuple[str, ...]  # documents that only one of the logs has

    @property
    def verdict(self) -> str:
        """equal: no cell changed; better, worse: more than chance; noise: it may be chance."""
        if not self.broken and not self.mended:
            return "equal"
        if self.p > SURE:
            return "noise"
        return "better" if len(self.mended) > len(self.broken) else "worse"

    def fields(self) -> dict[str, tuple[int, int]]:
        """By field how many cells broke and how many were mended, the most broken first."""
        found: dict[str, list[int]] = {}
        for n, changes in enumerate((self.broken, self.mended)):
            for c in changes:
                found.setdefault(c.field, [0, 0])[n] += 1
        return {f: (b, m) for f, (b, m) in sorted(found.items(), key=lambda i: (-i[1][0], -i[1][1], i[0]))}


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Pair the cells of two logs by document and place, invented ones included, and weigh what changed."""
    old, new = dict(_cells(before)), dict(_cells(after))
    names = [{str(d["name"]) for d in log["documents"]} for log in (before, after)]
    broken: list[Change] = []
    mended: list[Change] = []
    same = 0
    for key in dict.fromkeys((*old, *new)):
        if key[0] not in names[0] & names[1]:
            continue
        was, now = old.get(key, _ABSENT), new.get(key, _ABSENT)
        good, still = _right(was), _right(now)
        if good == still:
            same += 1
            continue
        cell = now if now is not _ABSENT else was
        change = Change(key[0], key[1], _field(key[1]), was["outcome"], now["outcome"], cell["gold"], was["predicted"], now["predicted"])
        (broken if good else mended).append(change)
    lacking = tuple(sorted(names[0] ^ names[1]))
    return Comparison(tuple(broken), tuple(mended), same, mcnemar(len(broken), len(mended)), lacking)


def mcnemar(broken: int, mended: int) -> float:
    """Two-sided exact probability of a split at least so uneven among that many changed cells; 1 where none changed."""
    changed = broken + mended
    if not changed:
        return 1.0
    tail = sum(comb(changed, k) for k in range(min(broken, mended) + 1)) / 2**changed
    return min(1.0, 2 * tail)


_ABSENT: Mapping[str, Any] = {"outcome": "nothing", "gold": None, "predicted": None}


def _right(cell: Mapping[str, Any]) -> bool:
    """Whether nothing is wrong there: right, or nothing said where nothing is to be found."""
    return cell["outcome"] in ("correct", "wrong_place", "nothing")


def _cells(log: Mapping[str, Any]) -> Iterator[tuple[_Key, Mapping[str, Any]]]:
    for document in log["documents"]:
        for cell in document["cells"]:
            invented = cell["outcome"] == "invented"
            # Rows of one's own have no number in the gold: what was said there tells them apart.
            name = f"{_field(cell['pointer'])}={cell['predicted']}" if invented else cell["pointer"]
            yield (str(document["name"]), name), cell


def _field(name: str) -> str:
    return starred(name.split("=", 1)[0])
