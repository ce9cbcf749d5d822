"""Files damaged in all the ways that transfer and storage damage them, the same for each seed."""

from __future__ import annotations

import random
import time

from extractor.documents.read import read_bytes
from extractor.errors import DocumentError

SEEDS = range(44)


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(1, len(data)) :]


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 10, 100))):
        data[rng.randrange(len(data))] = rng.randrange(256)


def _blank(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.choice((1, 64, 4096)))
    data[start:end] = bytes(end - start)


def _swap(data: bytearray, rng: random.Random) -> None:
    one, other, size = rng.randrange(len(data)), rng.randrange(len(data)), rng.choice((8, 512))
    data[one : one + size], data[other : other + size] = data[other : other + size], data[one : one + size]


def _repeat(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    data[start:start] = data[start : start + 600] * rng.choice((1, 50))


_WAYS = (_cut, _flip, _blank, _swap, _repeat)


def damaged(data: bytes, seed: int) -> bytes:
    """`data` with damage of the kind and at the places that `seed` says."""
    rng = random.Random(seed)
    worn = bytearray(data)
    _WAYS[seed % len(_WAYS)](worn, rng)
    return bytes(worn)


def survives(data: bytes, name: str) -> None:
    """Reads what is damaged: a Document or a DocumentError that names the file, within seconds, and nothing else."""
    start = time.process_time()
    try:
        document = read_bytes(data, name)
        assert document.text.strip()
    except DocumentError as e:
        assert e.document == name
        assert e.said.zh
        assert e.remedy.zh
    assert time.process_time() - start < 10
