"""The log-probabilities that an endpoint gives for its tokens, and how sure the model was of single values of a reply."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

from extractor.llm.modes import ENVELOPE

Path = tuple[str | int, ...]
"""Where a value stands in a reply: names of properties and positions in lists, from the root."""

# e^-100: no model tells less likely apart, and JSON has no infinity.
_LEAST = -100.0
_DIGITS = 4
_BROKEN = 200  # opening brackets that begin no JSON, in a reply that thinks aloud
_OPENING = re.compile(r"[{\[]")
_MARK = re.compile(r'[{}\[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}\[\],:"]+', re.DOTALL)
_WRITTEN = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
_FIGURE = re.compile(r"[-+－＋−]?\d(?:[\d.,．，]*\d)?")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the model wrote, token by token.

    `text`: what the tokens spell: the reply's text, with what the endpoint took off it (reasoning); of a tool call its
    arguments before anybody parsed them. `ends`: the offset behind each token in the UTF-8 bytes of `text`, since a token
    may end within a character. `logprobs`: the natural logarithm of each token's probability, at most 0.
    """

    text: str
    ends: tuple[int, ...]
    logprobs: tuple[float, ...]

    def as_json(self) -> dict[str, object]:
        """The JSON object of a kept reply."""
        return {"text": self.text, "ends": list(self.ends), "logprobs": list(self.logprobs)}

    @classmethod
    def of_json(cls, kept: object) -> Tokens | None:
        """What `as_json` made; None was kept as null. Raises ValueError for anything else."""
        if kept is None:
            return None
        if not isinstance(kept, dict):
            raise ValueError("no tokens")
        entry = cast(dict[str, object], kept)
        text, ends, logprobs = entry.get("text"), entry.get("ends"), entry.get("logprobs")
        if not isinstance(text, str) or not isinstance(ends, list) or not isinstance(logprobs, list):
            raise ValueError("no tokens")
        places = tuple(int(str(e)) for e in cast(list[object], ends))
        chances = tuple(float(str(p)) for p in cast(list[object], logprobs))
        whole = len(text.encode("utf-8", "surrogatepass"))
        if len(places) != len(chances) or list(places) != sorted(places) or places[-1:] != (whole,):
            raise ValueError("tokens of another text")
        return cls(text, places, chances)

    def least(self, start: int, end: int) -> float:
        """The probability of the least likely token among those of the bytes from `start` to `end`."""
        return math.exp(min(self._of(start, end)))

    def mean(self, start: int, end: int) -> float:
        """The mean probability of the tokens of the bytes from `start` to `end`."""
        chances = [math.exp(p) for p in self._of(start, end)]
        return sum(chances) / len(chances)

    def _of(self, start: int, end: int) -> tuple[float, ...]:
        return self.logprobs[bisect_right(self.ends, start) : bisect_left(self.ends, end) + 1]


def read_tokens(said: object) -> Tokens | None:
    """The tokens in a choice's `logprobs`; None where there are none, or none that can be put together to a text."""
    content: object = cast(dict[str, object], said).get("content") if isinstance(said, dict) else None
    if not isinstance(content, list) or not content:
        return None
    spelled = bytearray()
    ends: list[int] = []
    logprobs: list[float] = []
    for entry in cast(list[object], content):
        token = cast(dict[str, object], entry) if isinstance(entry, dict) else {}
        chance, written = token.get("logprob"), _bytes_of(token)
        if written is None or isinstance(chance, bool) or not isinstance(chance, int | float) or math.isnan(chance):
            return None
        spelled += written
        ends.append(len(spelled))
        logprobs.append(round(min(max(float(chance), _LEAST), 0.0), _DIGITS))
    try:
        return Tokens(spelled.decode("utf-8", "surrogatepass"), tuple(ends), tuple(logprobs))
    except UnicodeDecodeError:
        return None


def _bytes_of(token: Mapping[str, object]) -> bytes | None:
    """The token's bytes: its text can't hold the half of a character, and not every endpoint tells the bytes."""
    told, text = token.get("bytes"), token.get("token")
    if isinstance(told, list):
        try:
            return bytes(cast(list[int], told))
        except (TypeError, ValueError):
            return None
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else None


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure the model was of each value of one reply: `places` are the characters of `tokens.text` that write it."""

    tokens: Tokens
    places: Mapping[Path, tuple[int, int]]
    offsets: tuple[int, ...]
    """The byte at which each character of the text begins."""

    def of_digits(self, path: Path) -> float | None:
        """The least probability, 0 to 1, among the tokens of the value's figures with sign and point; None without figures."""
        start, end = self.places.get(path, (0, 0))
        # A character may be written as an escape: what is searched has one character for each, and their places beside it.
        written = [(m[0], start + m.start()) for m in _WRITTEN.finditer(self.tokens.text[start:end])]
        plain = "".join(_meant(w) for w, _ in written)
        chances = [
            self.tokens.least(self.offsets[written[m.start()][1]], self._end(*written[m.end() - 1])) for m in _FIGURE.finditer(plain)
        ]
        return min(chances, default=None)

    def of_words(self, path: Path) -> float | None:
        """The mean probability, 0 to 1, of the tokens of the value, without its quotation marks; None where it is empty."""
        start, end = self.places.get(path, (0, 0))
        if self.tokens.text[start:end].startswith('"'):
            start, end = start + 1, end - 1
        return self.tokens.mean(self.offsets[start], self.offsets[end]) if end > start else None

    def _end(self, written: str, at: int) -> int:
        return self.offsets[at + len(written)]


def _meant(written: str) -> str:
    return chr(int(written[2:], 16)) if len(written) == 6 else written[-1]


def certainty(tokens: Tokens | None, data: object) -> Certainty | None:
    """How sure the model was of the values of `data`, a reply's JSON.

    None where the tokens are missing or do not write this JSON: it was repaired, or they have lost characters.
    """
    if tokens is None:
        return None
    decoder = json.JSONDecoder()
    found: tuple[int, int, Path] | None = None
    position, broken = 0, 0
    while broken < _BROKEN and (opening := _OPENING.search(tokens.text, position)) is not None:
        try:
            value, position = cast(tuple[object, int], decoder.raw_decode(tokens.text, opening.start()))
        except (ValueError, RecursionError):
            position, broken = opening.end(), broken + 1
            continue
        if value in (data, {ENVELOPE: data}):
            # The last one: a model may have written it before, while it was thinking.
            found = opening.start(), position, () if value == data else (ENVELOPE,)
    if found is None:
        return None
    start, end, outer = found
    places = {path[len(outer) :]: place for path, place in _places(tokens.text, start, end).items() if path[: len(outer)] == outer}
    return Certainty(tokens, places, (0, *accumulate(len(c.encode("utf-8", "surrogatepass")) for c in tokens.text)))


def _places(text: str, start: int, end: int) -> dict[Path, tuple[int, int]]:
    """Where the JSON between `start` and `end`, which is known to be valid, writes each of its scalars."""
    places: dict[Path, tuple[int, int]] = {}
    path: list[str | int] = []
    last = ""
    for mark in _MARK.finditer(text, start, end):
        written = mark[0]
        match written:
            case "{":
                path.append("")
            case "[":
                path.append(0)
            case "}" | "]":
                path.pop()
            case ",":
                position = path[-1]
                path[-1] = position + 1 if isinstance(position, int) else ""
            case ":":
                pass
            case _ if last in ("{", ",") and isinstance(path[-1], str):
                path[-1] = str(json.loads(written))
            case _:
                places[tuple(path)] = mark.span()
        last = written
    return places
