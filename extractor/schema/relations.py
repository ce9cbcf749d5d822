"""x-relations of a schema: read into Declarations, and what is wrong with them, in one file or over several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from pathlib import Path as FilePath
from typing import Any, cast

from extractor.errors import SchemaError
from extractor.quantities import Dimension, unit_named
from extractor.schema.expression import (
    Equation,
    Expression,
    Gathered,
    Joined,
    NotAnExpression,
    Number,
    Op,
    Over,
    Path,
    parse_equation,
    parse_operand,
    paths,
)
from extractor.schema.load import LINT, follow, kind_of
from extractor.schema.model import JsonObject, without_null
from extractor.schema.nodes import escaped
from extractor.schema.wording import not_among
from extractor.words import Text


class DeclaredKind(StrEnum):
    """The kinds that a schema can write."""

    SUM = "sum"
    DIFFERENCE = "difference"
    SHARE = "share"
    GROWTH = "growth"
    RATE = "rate"
    EQUAL = "equal"
    COUNT = "count"
    PART = "part"
    WEIGHTED = "weighted"
    BAND = "band"
    BALANCE = "balance"


_OPERANDS = {
    DeclaredKind.DIFFERENCE: (2, 99),
    DeclaredKind.SHARE: (2, 2),
    DeclaredKind.GROWTH: (2, 2),
    DeclaredKind.RATE: (2, 2),
    DeclaredKind.PART: (1, 1),
    DeclaredKind.WEIGHTED: (2, 2),
    DeclaredKind.BAND: (2, 4),
}
"""How many entries `of` has, at least and at most; one or more for the others."""
_QUOTIENTS = (DeclaredKind.SHARE, DeclaredKind.RATE, DeclaredKind.GROWTH)
_WORDS = {"id", "kind", "claim", "of", "expr", "open", "title"}
_BARE = (DeclaredKind.WEIGHTED, DeclaredKind.COUNT, DeclaredKind.BAND)
"""Kinds whose operands need not be of the claim's dimension."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One relation of a schema. `holder`: the data pointer of its object, * for each row of a list ("/projects/*").

    `claim` is the figure it is about; what it owes stands in `of` (as `kind` reads it) or in `right` (claim = right, or ≤ right).
    `open`: the parts need not be all, so that only those which exceed the claim are at fault.
    """

    id: str
    kind: DeclaredKind
    title: str
    holder: str
    claim: Path
    of: tuple[Expression, ...] = ()
    right: Expression | None = None
    at_most: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A node of a schema and the file it stands in, so that a $ref in it can be followed."""

    content: JsonObject
    file: FilePath
    folder: FilePath

    def full(self) -> Spot:
        """The node with its $ref followed, as far as it leads somewhere."""
        node, file = self.content, self.file
        for _ in range(16):
            ref = node.get("$ref")
            if not isinstance(ref, str):
                break
            try:
                target, file = follow(ref, file, self.folder)
            except (SchemaError, RecursionError):
                break
            if not isinstance(target, Mapping):
                break
            node = {**cast(JsonObject, target), **{k: v for k, v in node.items() if k != "$ref"}}
        return Spot(without_null(node), file, self.folder)

    def row(self) -> Spot:
        """The node itself, or what a row of it is where it is a list."""
        here = self.full()
        items = here.content.get("items")
        return Spot(cast(JsonObject, items), here.file, here.folder).full() if isinstance(items, Mapping) else here

    def names(self) -> list[str]:
        """The names of its properties, or of its rows'."""
        found = self.row().content.get("properties")
        return list(cast(JsonObject, found)) if isinstance(found, Mapping) else []

    def child(self, name: str) -> Spot | None:
        """The property of that name."""
        here = self.row()
        found = here.content.get("properties", {}).get(name)
        return Spot(cast(JsonObject, found), here.file, here.folder) if isinstance(found, Mapping) else None


def declarations(document: JsonObject) -> tuple[tuple[Declaration, ...], ...]:
    """The relations of a resolved schema document, in schema order, each with its readings (more than one where | offers a choice).

    Raises NotAnExpression and KeyError for what lint calls an error.
    """
    return tuple(
        tuple(declaration(one, holder) for one in readings(said))
        for holder, content in _holders(document, "")
        for said in cast(list[JsonObject], content["x-relations"])
    )


def readings(said: JsonObject) -> Iterator[JsonObject]:
    """An item of x-relations once for each choice that | offers in its claim and its of."""
    claim = str(said["claim"]).split("|") if "claim" in said else [""]
    for chosen in product(claim, *(str(entry).split("|") for entry in said.get("of", ()))):
        words = {"claim": chosen[0]} if chosen[0] else {}
        yield {**said, **words, **({"of": list(chosen[1:])} if "of" in said else {})}


def _holders(node: JsonObject, pointer: str) -> Iterator[tuple[str, JsonObject]]:
    node = without_null(node)
    rows = "items" in node
    if node.get("x-relations"):
        yield (f"{pointer}/*" if rows else pointer), node
    if rows and isinstance(node["items"], Mapping):
        yield from _holders(cast(JsonObject, node["items"]), f"{pointer}/*")
    for name, child in cast(JsonObject, node.get("properties", {})).items():
        if isinstance(child, Mapping):
            yield from _holders(cast(JsonObject, child), f"{pointer}/{escaped(name)}")


def check_relations(document: JsonObject) -> None:
    """Raise SchemaError for the first fault of a resolved document's x-relations."""
    root = Spot(document, FilePath(), FilePath())
    seen: set[str] = set()
    for holder, content in _holders(document, ""):
        for said in cast(list[object], content["x-relations"]):
            fault = next(relation_faults(said, Spot(content, FilePath(), FilePath()), root), None)
            if not isinstance(said, Mapping) or not _well_formed(cast(JsonObject, said)):
                fault = Text("x-relations 的写法不对", "x-relations is of a wrong form")
            elif fault is None:
                name = str(cast(JsonObject, said)["id"])
                fault = same_id(name) if name in seen else None
                seen.add(name)
            if fault is not None:
                raise SchemaError(fault, LINT, holder or "/", "schema")


def same_id(name: str) -> Text:
    """That an id stands twice."""
    return Text(f"id {name} 重复", f"id {name} stands twice")


def declaration(said: JsonObject, holder: str) -> Declaration:
    """The Declaration of one item of x-relations. Raises NotAnExpression."""
    kind = DeclaredKind(said["kind"])
    of = tuple(parse_operand(entry) for entry in said.get("of", ()))
    equation = parse_equation(said["expr"]) if "expr" in said else None
    claim = parse_operand(said["claim"]) if "claim" in said else None
    right = equation.right if equation is not None else None
    if equation is not None and equation.left is not None:
        if claim is not None:
            raise NotAnExpression(Text("claim 与 expr 的左边只能写一个", "claim and a left side of expr: one of them is enough"))
        claim, right = _moved(equation)
    if not isinstance(claim, Path):
        raise NotAnExpression(
            Text("缺少 claim：关系所说的那个数（一个属性）", "claim is missing: the one property that the relation is about")
        )
    if right is None and not of:
        raise NotAnExpression(Text("缺少 of 或 expr：数从何来", "of or expr is missing: what the claim is reckoned from"))
    if right is not None and of:
        raise NotAnExpression(Text("of 与 expr 只能写一个", "of and expr: one of them is enough"))
    if of:
        least, most = _OPERANDS.get(kind, (1, len(of)))
        if not least <= len(of) <= most or (kind is DeclaredKind.BAND and len(of) == 3):
            raise NotAnExpression(Text(f"{kind} 的 of 项数不对", f"of has the wrong number of entries for {kind}"))
    at_most = equation is not None and equation.at_most
    return Declaration(said["id"], kind, str(said.get("title", "")), holder, claim, of, right, at_most, bool(said.get("open", False)))


def _moved(equation: Equation) -> tuple[Expression | None, Expression]:
    """claim = right, from a + b = c: what stands beside the first property goes to the other side."""
    left, right = equation.left, equation.right
    while isinstance(left, Joined) and left.op in (Op.ADD, Op.SUBTRACT):
        right = Joined(Op.SUBTRACT if left.op is Op.ADD else Op.ADD, right, left.right)
        left = left.left
    return left, right


def relation_faults(said: Any, holder: Spot, root: Spot) -> Iterator[Text]:
    """What is wrong with one item of x-relations, beyond its form as JSON (which the vocabulary's own schema checks)."""
    if not isinstance(said, Mapping) or not _well_formed(cast(JsonObject, said)):
        return
    yield from dict.fromkeys(f for one in readings(cast(JsonObject, said)) for f in _faults(one, holder, root))


def _faults(said: JsonObject, holder: Spot, root: Spot) -> Iterator[Text]:
    try:
        made = declaration(said, "")
    except NotAnExpression as e:
        yield e.said
        return
    used = [made.claim, *(p for e in (*made.of, made.right) if e is not None for p in paths(e))]
    spots: dict[Path, Spot] = {}
    faults: list[Text] = []
    for path in used:
        found = _resolved(path, holder, root)
        if isinstance(found, Text):
            faults.append(found)
        else:
            spots[path] = found
    yield from faults
    if not faults:
        yield from _forms(made, spots)
        yield from _units(made, spots)


def _well_formed(said: JsonObject) -> bool:
    of = said.get("of", [])
    words = (said.get(w, "-") for w in ("id", "claim", "expr"))
    return (
        "id" in said
        and set(said) <= _WORDS
        and isinstance(said.get("open", False), bool)
        and said.get("kind") in list(DeclaredKind)
        and all(isinstance(w, str) for w in words)
        and isinstance(of, list)
        and all(isinstance(e, str) for e in cast(list[Any], of))
    )


def _resolved(path: Path, holder: Spot, root: Spot) -> Spot | Text:
    """The property that a path names; else what is wrong with it."""
    first = path.steps[0].name
    here = root if path.pointer and first not in holder.names() else holder
    for step in path.steps:
        child = here.child(step.name)
        if child is None:
            said = not_among(step.name, here.names())
            return Text(f"{path}：{said.zh}", f"{path}: {said.en}")
        here = child
        if step.where is not None:
            for name, names in ((step.where.name, here.names()), (step.where.other, [*holder.names(), "null", ""])):
                if name not in names:
                    said = not_among(name, names)
                    return Text(f"{path}：{said.zh}", f"{path}: {said.en}")
    return here


def _forms(made: Declaration, spots: Mapping[Path, Spot]) -> Iterator[Text]:
    """Properties used as what they are not: words or lists where a figure is wanted."""
    counted = {p for e in (*made.of, made.right) if e is not None for p in _counted(e, made.kind)}
    words = set(made.of[:2]) if made.kind is DeclaredKind.BAND and len(made.of) == 4 else set[Expression]()
    for path, spot in spots.items():
        kind = kind_of(spot.full().content)
        if path in counted and kind == "array":
            continue
        if kind not in ("number", "integer") and path not in words:
            yield Text(f"{path} 不是数字", f"{path} is no figure")


def _counted(expression: Expression, kind: DeclaredKind) -> Iterator[Path]:
    """The lists whose rows are counted."""
    if isinstance(expression, Path):
        if kind is DeclaredKind.COUNT:
            yield expression
    elif isinstance(expression, Gathered):
        if expression.over is Over.COUNT:
            yield from paths(expression.of)
    elif isinstance(expression, Joined):
        yield from _counted(expression.left, kind)
        yield from _counted(expression.right, kind)


def _units(made: Declaration, spots: Mapping[Path, Spot]) -> Iterator[Text]:
    claim = _dimension(made.claim, spots)
    try:
        if made.right is not None:
            _agree(str(made.claim), claim, made.kind, _dimension(made.right, spots))
            return
        found = [_dimension(e, spots) for e in made.of]
    except NotAnExpression as e:
        yield e.said
        return
    if made.kind in _BARE:
        return
    wanted = found[0] if made.kind in _QUOTIENTS else claim
    if made.kind in _QUOTIENTS and claim not in (Dimension.RATIO, None):
        yield Text(f"{made.kind} 的 claim {made.claim} 的单位应为 %", f"{made.claim} is the claim of a {made.kind}: its unit should be %")
    for n, dimension in enumerate(found):
        if not _alike(wanted, dimension):
            yield Text(
                f"单位不一致：of 的第 {n + 1} 项是 {dimension}，应为 {wanted}",
                f"units do not agree: entry {n + 1} of of is {dimension}, where {wanted} is needed",
            )


def _agree(claim: str, one: Dimension | None, kind: DeclaredKind, other: Dimension | None) -> None:
    if kind is not DeclaredKind.COUNT and not _alike(one, other):
        raise NotAnExpression(
            Text(f"单位不一致：{claim} 是 {one}，算式是 {other}", f"units do not agree: {claim} is {one}, the expression {other}")
        )


def _alike(one: Dimension | None, other: Dimension | None) -> bool:
    return one is None or other is None or one is other or {one, other} == {Dimension.PEOPLE, Dimension.COUNT}


def _dimension(expression: Expression, spots: Mapping[Path, Spot]) -> Dimension | None:
    """What an expression measures; None where that can't be told. Raises NotAnExpression where unlike things are added."""
    match expression:
        case Path():
            unit = spots[expression].full().content.get("x-unit")
            return unit_named(unit).dimension if isinstance(unit, str) and unit else None
        case Number():
            return None
        case Gathered():
            return None if expression.over is Over.COUNT else _dimension(expression.of, spots)
        case Joined():
            left, right = _dimension(expression.left, spots), _dimension(expression.right, spots)
    if expression.op in (Op.ADD, Op.SUBTRACT):
        if not _alike(left, right):
            raise NotAnExpression(Text(f"{left} 与 {right} 不能相加减", f"{left} and {right} can't be added"))
        return left or right
    if expression.op is Op.MULTIPLY:
        return right if left is Dimension.RATIO else left if right is Dimension.RATIO else None
    return Dimension.RATIO if left is not None and left is right else left if right is Dimension.RATIO else None
