"""Extracted values as terms of relations: where they are printed, in which unit, to how many decimals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from extractor.checker.model import Reading, Term
from extractor.documents import Document, Span
from extractor.pointers import parts_of, starred, value_at
from extractor.quantities import PLAIN, YUAN, Dimension, Reach, Unit, find_quantities, parse_figure
from extractor.result import FieldRecord, Status
from extractor.schema import Field, Measure, Schema
from extractor.schema.expression import Expression, Gathered, Joined, Number, Op, Over, Path, Step, paths
from extractor.schema.nodes import escaped

_AROUND = 16  # characters around a figure in which 近, 余 or ≥ may stand
_ROUNDED = (Dimension.MONEY, Dimension.RATIO, Dimension.POINTS)


@dataclass(slots=True)
class Gaps:
    """Values that a relation names and nobody stated: `missing` must be there, `passed` may be absent (written with ?, or a row's)."""

    missing: int = 0
    passed: int = 0


class Values:
    """The data of one document, found by the paths of a schema's relations."""

    def __init__(self, schema: Schema, data: Any, records: Mapping[str, FieldRecord], document: Document) -> None:
        self.schema, self.data, self.records, self.document = schema, data, records, document
        self.fields = dict(schema.every_field())
        self._terms: dict[str, Term | None] = {}
        self._indexes: dict[tuple[str, str], defaultdict[Any, list[str]]] = {}

    def reading(self) -> Reading:
        """How the document prints money, as far as its extracted figures tell."""
        of_money = [p for p in self.records if (f := self._field(p)) is not None and f.unit.symbol == "万元"]
        printed = (parse_figure(self.records[p].printed) for p in of_money)
        return Reading(money_decimals=2 if any(q is not None and q.decimals for q in printed) else 0)

    def holders(self, pattern: str) -> Iterator[str]:
        """The objects a data pointer with * stands for."""
        head, star, rest = pattern.partition("/*")
        if not star:
            yield pattern
            return
        rows = value_at(self.data, head)
        for n in range(len(cast(list[Any], rows)) if isinstance(rows, list) else 0):
            yield from self.holders(f"{head}/{n}{rest}")

    def found(self, path: Path, holder: str) -> list[tuple[str, Any]]:
        """The values of a path with their pointers: one, or one for each row of the lists on its way."""
        first = path.steps[0].name
        here = value_at(self.data, holder)
        rooted = path.pointer and not (isinstance(here, dict) and first in here)
        at = [""] if rooted else [holder]
        for n, step in enumerate(path.steps):
            at = [f"{p}/{escaped(step.name)}" for p in at]
            if n < len(path.steps) - 1 or step.where is not None:
                at = [row for p in at for row in self._kept(p, step, holder)]
        return [(p, value_at(self.data, p)) for p in at]

    def _kept(self, pointer: str, step: Step, holder: str) -> Iterable[str]:
        """The rows of a list that a step keeps; what is no list itself."""
        rows = value_at(self.data, pointer)
        where = step.where
        if not isinstance(rows, list):
            return [pointer]
        if where is None:
            return [f"{pointer}/{n}" for n in range(len(cast(list[Any], rows)))]
        if where.literal is not None:
            wanted: Any = where.literal
        elif where.other == "null":
            wanted = None
        else:
            wanted = value_at(self.data, f"{holder}/{escaped(where.other)}")
            siblings, _, number = holder.rpartition("/")
            if wanted is None or (number.isdecimal() and len(self._by_value(siblings, where.other)[wanted]) > 1):
                return []  # what belongs to rows of one name can't be told apart
        return self._by_value(pointer, where.name)[wanted]

    def _by_value(self, pointer: str, name: str) -> Mapping[Any, list[str]]:
        """The rows of a list by what one of their properties is."""
        found = self._indexes.get((pointer, name))
        if found is None:
            found = self._indexes[pointer, name] = defaultdict(list)
            rows = value_at(self.data, pointer)
            for n, row in enumerate(cast(list[Any], rows) if isinstance(rows, list) else []):
                value = value_at(row, f"/{escaped(name)}")
                if value is None or isinstance(value, str):
                    found[value].append(f"{pointer}/{n}")
        return found

    def terms(self, path: Path, holder: str, gaps: Gaps) -> list[Term]:
        """The stated figures of a path; `gaps` counts those that are not."""
        found = self.found(path, holder)
        made = [t for pointer, value in found if (t := self._term(pointer, value)) is not None]
        lacking = len(found) - len(made)
        if path.may or (made and len(found) > 1):
            gaps.passed += lacking or not found
        elif not made:
            gaps.missing += 1
        return made

    def cells(self, path: Path, holder: str) -> list[Term | None]:
        """The figures of a path row by row, None where a row states none."""
        return [self._term(pointer, value) for pointer, value in self.found(path, holder)]

    def rows(self, path: Path, holder: str) -> list[Term] | None:
        """The rows of the list that a path names, as things counted; None where it names no list."""
        filtered = path.steps[-1].where is not None
        found = [p for p, _ in self.found(path, holder)]
        if not filtered:
            if len(found) != 1 or not isinstance(items := value_at(self.data, found[0]), list):
                return None
            found = [f"{found[0]}/{n}" for n in range(len(cast(list[Any], items)))]
        return [self._thing(p) for p in found]

    def is_change(self, path: Path, holder: str) -> bool:
        """Whether a path's figures tell a difference from last year."""
        field = next((self._field(p) for p, _ in self.found(path, holder)), None)
        return field is not None and field.measure is Measure.CHANGE

    def _field(self, pointer: str) -> Field | None:
        return self.fields.get(starred(pointer))

    def _term(self, pointer: str, value: Any) -> Term | None:
        if pointer not in self._terms:
            self._terms[pointer] = self._read(pointer, value)
        return self._terms[pointer]

    def _read(self, pointer: str, value: Any) -> Term | None:
        field = self._field(pointer)
        if field is None or isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            return None
        record = self.records.get(pointer, FieldRecord(Status.NOT_STATED))
        exact = Decimal(str(value))
        unit, exact, decimals = _printed_as(record.printed, exact, field.unit)
        block = self.document.block_at(record.start) if record.start >= 0 else None
        return Term(
            self._label(pointer),
            record.printed or str(value),
            exact,
            unit,
            decimals,
            Span(record.start, record.end),
            reach=self._reach(record),
            page=record.page,
            section=block.section if block is not None else -1,
            block=block.id if block is not None else "",
        )

    def _reach(self, record: FieldRecord) -> Reach:
        if record.start < 0:
            return Reach.EXACT
        begin = max(0, record.start - _AROUND)
        around = self.document.text[begin : record.end + _AROUND]
        return next((q.reach for q in find_quantities(around) if begin + q.number_start == record.start), Reach.EXACT)

    def _thing(self, pointer: str) -> Term:
        """A row as one thing counted, at the first place that anything of it is printed."""
        first = self._firsts.get(pointer, FieldRecord(Status.NOT_STATED))
        label = self._name(pointer) or first.printed
        return Term(label, first.printed or label, Decimal(1), PLAIN, 0, Span(first.start, first.end), page=first.page, counted=True)

    @cached_property
    def _firsts(self) -> dict[str, FieldRecord]:
        """The first print of each row of each list."""
        found: dict[str, FieldRecord] = {}
        for pointer, record in self.records.items():
            parts = pointer.split("/")
            for n in (n for n, part in enumerate(parts) if part.isdecimal() and record.start >= 0):
                row = "/".join(parts[: n + 1])
                if row not in found or record.start < found[row].start:
                    found[row] = record
        return found

    def _label(self, pointer: str) -> str:
        """The titles on the way to a figure below its module, with the name of the row it stands in."""
        parts = parts_of(pointer)
        said: list[str] = []
        for n in range(2, len(parts) + 1):
            here = "".join(f"/{escaped(p)}" for p in parts[:n])
            if parts[n - 1].isdecimal():
                said.append(self._name(here))
            elif n == len(parts) or isinstance(value_at(self.data, here), dict):
                title = self.schema.title("".join(f"/{escaped(p)}" for p in parts[:n] if not p.isdecimal()))
                said.append(title or parts[n - 1])
        return " · ".join(s for s in said if s) or self.schema.title(pointer) or parts[-1]

    def _name(self, row: str) -> str:
        """What a row is called: its name, or its first words."""
        value = value_at(self.data, row)
        if isinstance(value, dict):
            cells = cast(dict[str, Any], value)
            return next((v for v in (cells.get("name"), *cells.values()) if isinstance(v, str)), "")
        return str(value) if isinstance(value, str) else ""


def _printed_as(printed: str, value: Decimal, unit: Unit) -> tuple[Unit, Decimal, int]:
    """The unit that a value was printed in, the value in it, and its decimals: 元 in a field of 万元 stays 元, as it is read to the 分."""
    figure = parse_figure(printed)
    if figure is None:
        return unit, value, 0  # 无, 持平: nothing was rounded
    size, shown = abs(value), abs(figure.value)
    if not size or size == shown:
        return unit, value, figure.decimals
    if unit.dimension is Dimension.MONEY and shown == size * unit.scale:
        return YUAN, value * unit.scale, figure.decimals
    # Another scale of the unit: as many digits count as were printed.
    shift = (shown / size).adjusted()
    return unit, value, max(0, figure.decimals + shift)


# -- sums of figures ---------------------------------------------------------------------------------------------------


def linear(expression: Expression, values: Values, holder: str, gaps: Gaps, unit: Unit | None) -> list[Term] | None:
    """An expression as terms to be added, each with its sign and weight; None where it is no such sum.

    `unit`: the claim's, which decides of two factors which is the figure and which its weight.
    """
    match expression:
        case Path():
            return values.terms(expression, holder, gaps)
        case Number(value):
            return None if value else []
        case Gathered(over, of):
            if over is Over.COUNT:
                return next((values.rows(p, holder) for p in paths(of)), None)
            return linear(of, values, holder, gaps, unit)
        case Joined(op, left, right):
            if op is Op.MULTIPLY or op is Op.DIVIDE:
                return _scaled(expression, values, holder, gaps, unit)
            one, other = linear(left, values, holder, gaps, unit), linear(right, values, holder, gaps, unit)
            if one is None or other is None:
                return None
            return [*one, *(replace(t, sign=-t.sign) if op is Op.SUBTRACT else t for t in other)]


def _scaled(joined: Joined, values: Values, holder: str, gaps: Gaps, unit: Unit | None) -> list[Term] | None:
    factor = joined.right if isinstance(joined.right, Number) else joined.left if joined.op is Op.MULTIPLY else None
    if isinstance(factor, Number):
        terms = linear(joined.left if factor is joined.right else joined.right, values, holder, gaps, unit)
        if terms is None or not factor.value:
            return None
        by = factor.value if joined.op is Op.MULTIPLY else 1 / factor.value
        return [replace(t, weight=(t.weight if t.weight is not None else Decimal(1)) * by) for t in terms]
    if joined.op is Op.MULTIPLY and isinstance(joined.left, Path) and isinstance(joined.right, Path):
        return _products(values.cells(joined.left, holder), values.cells(joined.right, holder), gaps, unit)
    return None


def _products(ones: Sequence[Term | None], others: Sequence[Term | None], gaps: Gaps, unit: Unit | None) -> list[Term] | None:
    """Row by row figure × weight; None where neither is exact, so that both would have to be read as intervals."""
    made: list[Term] = []
    if len(ones) != len(others):
        return None
    for one, other in zip(ones, others, strict=True):
        if one is None or other is None:
            gaps.passed += 1
            continue
        weight, figure = (one, other) if unit is not None and other.unit.dimension is unit.dimension else (other, one)
        if weight.unit.dimension in _ROUNDED:
            return None
        same = unit is not None and figure.unit.dimension is unit.dimension
        made.append(replace(figure, unit=figure.unit if same else PLAIN, weight=weight.value))
    gaps.missing += not made
    return made
