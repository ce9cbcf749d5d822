"""From what a model wrote to JSON: thinking and fences away, then parsed, in plain mode repaired; never guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn, cast

from extractor.errors import SchemaError
from extractor.llm.modes import ENVELOPE, StructuredMode, is_enveloped
from extractor.words import Text

Json = dict[str, Any] | list[Any]

# A list of scalars is no reply, and prose is full of brackets: [1], [注].
_OPENING = re.compile(r'\{|\[(?=\s*[\[{"])')
_FENCE = re.compile(r"```[A-Za-z0-9_-]*[ \t]*\r?\n(.*?)```", re.DOTALL)


# Beyond this many places no figure of a report is meant, and writing it out would fill the memory.
_PLACES = 40


class PrintedFloat(float):
    """A number of a reply that remembers its digits as written: 1240.50, and all of 12345678901234567.89."""

    printed: str

    def __new__(cls, printed: str) -> PrintedFloat:
        number = super().__new__(cls, printed)
        number.printed = printed
        return number


def printed_number(value: object) -> str | None:
    """The digits of a JSON number as the model wrote them, without an exponent; None where `value` is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    text = value.printed if isinstance(value, PrintedFloat) else str(value)
    if "e" not in text.lower():
        return text
    exact = Decimal(text)
    return format(exact, "f") if exact.is_finite() and abs(exact.adjusted()) < _PLACES else text


@dataclass(frozen=True, slots=True)
class Parsed:
    """JSON was read; `repaired`: it was broken and json-repair mended it; `conforms`: the schema accepts it."""

    data: Json
    repaired: bool
    conforms: bool


@dataclass(frozen=True, slots=True)
class Unusable:
    """No JSON can be read from the text; `cut`: because the text ends in the middle of it."""

    reason: Text
    cut: bool = False


def parse(text: str, schema: dict[str, Any], mode: StructuredMode) -> Parsed | Unusable:
    """The JSON in `text`. Raises SchemaError where `schema` itself is no JSON Schema.

    Of several JSON values in a talkative reply the first that satisfies the schema is taken, else the longest.
    """
    said = strip_thinking(text)
    if not said:
        return Unusable(Text("模型返回了空内容", "the model returned nothing"))
    found = [_unwrap(value, schema) for value in _json_values(said)]
    for value in found:
        if conforms(value, schema):
            return Parsed(value, repaired=False, conforms=True)
    cut = looks_cut(said)
    if found and not cut:
        return Parsed(max(found, key=lambda value: len(json.dumps(value))), repaired=False, conforms=False)
    if cut:
        return Unusable(Text("回复中的 JSON 没有写完", "the JSON of the reply was not finished"), cut=True)
    if mode is StructuredMode.PLAIN and (mended := _repair(said)) is not None:
        value = _unwrap(mended, schema)
        return Parsed(value, repaired=True, conforms=conforms(value, schema))
    return Unusable(Text("回复不是 JSON", "the reply is not JSON"))


def is_whole(text: str) -> bool:
    """Whether the text is one finished JSON value and nothing else, so that a cut after it lost nothing."""
    return _loads(strip_thinking(text)) is not None


def strip_thinking(text: str) -> str:
    """`text` without the reasoning that some models write before the answer, white space trimmed.

    Templates that open the thinking themselves leave only its end in the reply, so a lone `</think>` counts as well.
    """
    said = text.strip().lstrip("\ufeff").strip()
    if said.startswith("<think>"):
        _, end, rest = said.partition("</think>")
        return rest.strip() if end else ""
    if "</think>" in said and not said.startswith(("{", "[", "```")):
        return said.rpartition("</think>")[2].strip()
    return said


def conforms(value: Json, schema: dict[str, Any]) -> bool:
    """Whether `schema` accepts `value`."""
    import jsonschema_rs

    try:
        return jsonschema_rs.validator_for(schema).is_valid(_plain(value))
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise SchemaError(
            Text(f"回复用的 JSON Schema 无效：{error}", f"the reply schema is no valid JSON Schema: {error}"),
            Text("请改正 schema 文件", "correct the schema file"),
            stage="endpoint",
        ) from error


def _plain(value: object) -> object:
    """`value` with numbers of Python's own classes, which the validator asks for."""
    if isinstance(value, dict):
        return {name: _plain(child) for name, child in cast(dict[str, object], value).items()}
    if isinstance(value, list):
        return [_plain(child) for child in cast(list[object], value)]
    return float(value) if isinstance(value, PrintedFloat) else value


def _unwrap(value: Json, schema: dict[str, Any]) -> Json:
    if isinstance(value, dict) and list(value) == [ENVELOPE] and is_enveloped(schema):
        inner = value[ENVELOPE]
        if isinstance(inner, dict | list):
            return cast(Json, inner)
    return value


def _json_values(said: str) -> Iterator[Json]:
    whole = _loads(said)
    if whole is not None:
        yield whole
        return
    bodies = [match.group(1) for match in _FENCE.finditer(said)]
    fenced = [value for value in map(_loads, bodies) if value is not None]
    if fenced:
        yield from fenced
        return
    yield from _embedded(said)


def _refuse_constant(name: str) -> NoReturn:
    # NaN and Infinity are Python's, not JSON's; a figure is never one of them.
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_float=PrintedFloat, parse_constant=_refuse_constant)


def _loads(text: str) -> Json | None:
    try:
        value: object = _DECODER.decode(text.strip())
    except (ValueError, RecursionError):
        return None
    return cast(Json, value) if isinstance(value, dict | list) else None


def _embedded(said: str) -> Iterator[Json]:
    position = 0
    while (start := _first_bracket(said, position)) >= 0:
        try:
            value, position = cast(tuple[object, int], _DECODER.raw_decode(said, start))
        except (ValueError, RecursionError):
            # Looking on inside a broken object would take one of its parts for the answer.
            return
        if isinstance(value, dict | list):
            yield cast(Json, value)


def _first_bracket(said: str, position: int) -> int:
    match = _OPENING.search(said, position)
    return -1 if match is None else match.start()


def looks_cut(said: str) -> bool:
    """Whether JSON begins in `said` and its brackets are still open at the end.

    Not every endpoint says `length` when it cuts; completing such a text would be guessing.
    """
    start = _first_bracket(said, 0)
    if start < 0:
        return False
    body = said[start:].rstrip().removesuffix("```").rstrip()
    depth, quoted, escaped = 0, False, False
    for character in body:
        if quoted:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
    if quoted:
        # A quotation mark too many turns the rest into a string: broken, but written to its end.
        return not body.endswith(("}", "]"))
    return depth > 0


def _repair(said: str) -> Json | None:
    import json_repair

    if "{" not in said and "[" not in said:
        return None
    fences = _FENCE.findall(said)
    body = cast(str, fences[-1]) if fences else said
    start = _first_bracket(body, 0)
    if start < 0:
        return None
    value = json_repair.loads(body[start:])
    if not isinstance(value, dict | list) or not value:
        return None
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return None
    return value
