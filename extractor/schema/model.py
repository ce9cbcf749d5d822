"""A JSON Schema seen as fields: what each is called in reports, its unit, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from extractor.quantities import PLAIN, Unit

JsonObject = Mapping[str, Any]


class Measure(StrEnum):
    """What of its subject a figure tells (x-measure)."""

    AMOUNT = "amount"
    SHARE = "share"
    RATE = "rate"  # 完成预算 %, 执行率, 控制率
    CHANGE = "change"  # signed difference from last year, in the amount's unit
    GROWTH = "growth"  # signed difference from last year, in %
    SCORE = "score"


class Stage(StrEnum):
    """Which of a year's figures (x-stage)."""

    ANY = "any"
    INITIAL = "initial"  # 年初预算
    ADJUSTED = "adjusted"  # 全年（调整）预算
    BUDGET = "budget"  # 预算 without saying which
    FINAL = "final"  # 决算, 执行数
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class Label:
    """A name that a field goes by in reports; `within` / `outside`: words that a heading or sentence around it must / must not have."""

    text: str
    within: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    whole: bool = False  # nothing may stand before it
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One scalar of a schema. `pointer` is a JSON Pointer; inside a list's item it is the item's own (/name)."""

    pointer: str
    type: str
    title: str = ""
    description: str = ""
    unit: Unit = PLAIN
    labels: tuple[Label, ...] = ()
    measure: Measure = Measure.AMOUNT
    stage: Stage = Stage.ANY
    sections: tuple[str, ...] = ()
    reader: str = ""
    enum: tuple[str, ...] = ()
    compare: str = ""
    clean: str = ""
    values: Mapping[str, tuple[str, ...]] | None = None

    @property
    def name(self) -> str:
        """The last part of the pointer."""
        return self.pointer.rsplit("/", 1)[-1]

    @property
    def numeric(self) -> bool:
        """Whether the value is a figure."""
        return self.type in ("number", "integer")


@dataclass(frozen=True, slots=True)
class ListField:
    """An array of a schema: of objects (`fields`, `lists` inside an item) or of scalars (`scalar`)."""

    pointer: str
    title: str = ""
    description: str = ""
    fields: tuple[Field, ...] = ()
    lists: tuple[ListField, ...] = ()
    scalar: Field | None = None
    key: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    sections: tuple[str, ...] = ()
    reader: str = ""
    required: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    ordered: bool = False
    tables_only: bool = False

    @property
    def name(self) -> str:
        """The last part of the pointer."""
        return self.pointer.rsplit("/", 1)[-1]

    def field(self, name: str) -> Field | None:
        """The item's field of that name."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True)
class Schema:
    """A schema ready for extraction: `document` with every $ref resolved, its scalar fields and lists in schema order."""

    name: str
    version: str
    sha256: str
    document: JsonObject
    fields: tuple[Field, ...]
    lists: tuple[ListField, ...]

    def every_field(self) -> Iterator[tuple[str, Field]]:
        """All scalar fields, those of rows too, each with its pointer from the root (* for the number of a row)."""
        yield from _every(self.fields, self.lists, "")

    def every_scalar(self) -> dict[str, Field]:
        """By data pointer (* for the number of a row) every field that holds a scalar, the entries of lists of scalars among them."""
        entries = ((f"{pointer}/*", listed.scalar) for pointer, listed in self.every_list() if listed.scalar is not None)
        return dict(self.every_field()) | dict(entries)

    def every_list(self) -> Iterator[tuple[str, ListField]]:
        """All lists, those inside rows too, each with its pointer from the root (* for the number of a row)."""
        yield from _lists(self.lists, "")

    def empty(self) -> Any:
        """An instance in which nothing is stated: null scalars, empty lists."""
        return empty_of(self.document)

    def title(self, pointer: str) -> str:
        """The title of the object or field at a data pointer (list indexes left out); "" where it has none."""
        node: Any = self.document
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            inner = node if "properties" in node else node.get("items", {})
            node = inner.get("properties", {}).get(name, {})
        return str(node.get("title", "")) if pointer else ""

    def modules(self) -> Iterator[str]:
        """The names of the top-level properties."""
        yield from self.document.get("properties", {})


def without_null(node: JsonObject) -> JsonObject:
    """A node whose anyOf or oneOf is "this or null", as that one branch with the node's other words: so tools write an optional field."""
    for word in ("anyOf", "oneOf"):
        real = real_branches(node.get(word))
        if len(real) == 1:
            return {**real[0], **{k: v for k, v in node.items() if k != word}}
    return node


def real_branches(choice: Any) -> list[JsonObject]:
    """The schemas of an anyOf or oneOf but for {type: null}."""
    branches = cast(list[Any], choice) if isinstance(choice, list) else []
    objects = [cast(JsonObject, b) for b in branches if isinstance(b, Mapping)]
    return [b for b in objects if b.get("type") != "null"]


def empty_of(node: JsonObject) -> Any:
    """The instance of a schema node in which nothing is stated."""
    node = without_null(node)
    types = node.get("type")
    kinds = cast(list[Any], types) if isinstance(types, list) else [types]
    if "properties" in node:
        return {name: empty_of(child) for name, child in node["properties"].items()}
    if "array" in kinds or "items" in node:
        return []
    return None


def _every(fields: Iterable[Field], lists: Iterable[ListField], prefix: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield prefix + field.pointer, field
    for one in lists:
        yield from _every(one.fields, one.lists, f"{prefix}{one.pointer}/*")


def _lists(lists: Iterable[ListField], prefix: str) -> Iterator[tuple[str, ListField]]:
    for one in lists:
        yield prefix + one.pointer, one
        yield from _lists(one.lists, f"{prefix}{one.pointer}/*")
