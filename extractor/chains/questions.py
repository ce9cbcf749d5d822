"""What is asked together: modules of the schema, and the blocks of the document that may answer them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractor.chains.show import ROWS_SHOWN, pieces, show, show_block, tokens
from extractor.documents import Block, BlockKind, Document, Span
from extractor.schema import Field, ListField, Schema

# A document up to this many tokens is shown whole, once; beyond it a question sees only what the schema's hints point to.
# A schema without hints has nothing to choose by: there the budget alone decides.
WHOLE = 9_000
QUESTION = 11_000
_FIGURE = re.compile(r"[\d０-９〇零一二三四五六七八九十]")
_GENERAL = frozenset(("支出", "收入", "项目", "名称", "合计", "金额", "单位", "得分", "资金", "预算", "部门", "数量", "经费"))
_LONG_TABLE = 14
# A paragraph that takes more than a quarter of a question is cut, so that it neither fills one nor falls out of it.
_LARGE, _PIECE = 4, 16
_COVER = ("title", "department", "fiscal_year", "report_type", "date")


@dataclass(frozen=True, slots=True)
class Module:
    """One top-level property: its scalar fields and lists."""

    name: str
    fields: tuple[Field, ...]
    lists: tuple[ListField, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Modules asked in one call, with the blocks shown."""

    modules: tuple[Module, ...]
    blocks: tuple[Block, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All scalar fields asked for."""
        return tuple(f for m in self.modules for f in m.fields)

    @property
    def lists(self) -> tuple[ListField, ...]:
        """All lists asked for."""
        return tuple(x for m in self.modules for x in m.lists)


def modules_of(schema: Schema) -> tuple[Module, ...]:
    """The schema's top-level properties in order; plain top-level scalars together make one module."""
    groups: dict[str, tuple[list[Field], list[ListField]]] = {}
    for field in schema.fields:
        parts = field.pointer.split("/")
        groups.setdefault(parts[1] if len(parts) > 2 else "", ([], []))[0].append(field)
    for listed in schema.lists:
        groups.setdefault(listed.pointer.split("/")[1], ([], []))[1].append(listed)
    order = ["", *schema.modules()]
    return tuple(Module(n, tuple(groups[n][0]), tuple(groups[n][1])) for n in order if n in groups)


def read_in_text(modules: tuple[Module, ...]) -> tuple[Module, ...]:
    """The modules without lists that stand in tables only; those that hold nothing else are left out."""
    kept = (Module(m.name, m.fields, tuple(x for x in m.lists if not x.tables_only)) for m in modules)
    return tuple(m for m in kept if m.fields or m.lists)


def shown_rows(document: Document, block: Block) -> int:
    """How many rows of a table a reading question shows: long ones are mapped, not copied."""
    table = document.tables[block.table]
    return ROWS_SHOWN if table.width <= 4 or len(table.rows) <= _LONG_TABLE else 10


def showable(document: Document, schema: Schema) -> list[Block]:
    """Blocks outside the contents list and the sections that state nothing (x-skip)."""
    skip = tuple(str(w) for w in schema.document.get("x-skip", ()))
    closed = {n for n in range(len(document.sections)) if any(w in s.title for s in document.path(n) for w in skip)}
    return [b for b in document.blocks if b.kind is not BlockKind.CONTENTS and b.section not in closed]


def questions(document: Document, schema: Schema, budget: int, located: Mapping[str, frozenset[int]] | None = None) -> list[Question]:
    """Modules packed into as few calls as fit. `budget`: tokens that one call's document part may take.

    `located`: sections by module name, where a locating call found them; else hints and labels decide. What nothing points
    to is asked of the whole text, in as many parts as it takes.
    """
    whole = showable(document, schema)
    modules = read_in_text(modules_of(schema))
    hinted = has_hints(schema)
    if tokens(show(document, whole, lambda b: _rows(document, b))) <= (min(WHOLE, budget) if hinted else budget):
        return [Question(modules, tuple(whole))]
    limit = min(QUESTION, budget) if hinted else budget
    pointed, bare = (modules, ()) if located is not None else _by_hint(modules)
    blocks = list(_cut(document, whole, limit))
    cost = {b.span: tokens(show_block(document, b, _rows(document, b))) for b in blocks}
    packed: list[tuple[list[Module], set[Span]]] = []
    for module in pointed:
        wanted = _fitting(_blocks_for(document, blocks, module, located), cost, limit)
        if packed and sum(cost[i] for i in packed[-1][1] | wanted) <= limit:
            packed[-1][0].append(module)
            packed[-1][1].update(wanted)
        else:
            packed.append(([module], set(wanted)))
    asked = [Question(tuple(m), tuple(b for b in blocks if b.span in spans)) for m, spans in packed if spans]
    if not asked:
        bare = modules
    return asked + [Question(bare, part) for part in _in_parts(blocks, cost, budget) if bare]


def unasked(schema: Schema, asked: Iterable[Question]) -> frozenset[str]:
    """Pointers of what is read in text and stands in none of the questions: nobody was asked for it."""
    wanted = Question(read_in_text(modules_of(schema)), ())
    pointers = {x.pointer for x in (*wanted.fields, *wanted.lists)}
    return frozenset(pointers.difference(x.pointer for q in asked for x in (*q.fields, *q.lists)))


def _by_hint(modules: tuple[Module, ...]) -> tuple[tuple[Module, ...], tuple[Module, ...]]:
    """The modules as far as a hint points to something in the document, and what is left of them."""

    def part(module: Module, wanted: bool) -> Module:
        fields = tuple(f for f in module.fields if _is_pointed(f) is wanted)
        return Module(module.name, fields, tuple(x for x in module.lists if _is_pointed(x) is wanted))

    halves = (tuple(part(m, wanted) for m in modules) for wanted in (True, False))
    pointed, bare = (tuple(m for m in half if m.fields or m.lists) for half in halves)
    return pointed, bare


def _is_pointed(asked: Field | ListField) -> bool:
    if asked.labels or asked.sections or asked.reader:
        return True
    return isinstance(asked, ListField) and (bool(asked.names) or any(f.labels for f in asked.fields))


def _cut(document: Document, blocks: Iterable[Block], limit: int) -> Iterator[Block]:
    """The blocks, a long paragraph and a table that no question could hold in pieces."""
    for block in blocks:
        rows = _rows(document, block)
        cost = tokens(show_block(document, block, rows))
        if block.kind is BlockKind.TABLE and cost > limit:
            yield from pieces(document, block, limit // 2, rows)
        elif block.kind is not BlockKind.TABLE and cost > limit // _LARGE:
            yield from pieces(document, block, max(limit // _PIECE, 100))
        else:
            yield block


def _in_parts(blocks: Iterable[Block], cost: Mapping[Span, int], limit: int) -> Iterator[tuple[Block, ...]]:
    """All blocks in order, in parts of at most `limit` tokens."""
    part: list[Block] = []
    spent = 0
    for block in blocks:
        if part and spent + cost[block.span] > limit:
            yield tuple(part)
            part, spent = [], 0
        part.append(block)
        spent += cost[block.span]
    if part:
        yield tuple(part)


def _rows(document: Document, block: Block) -> int:
    return shown_rows(document, block) if block.kind is BlockKind.TABLE else 0


def has_hints(schema: Schema) -> bool:
    """Whether the schema says anywhere where its fields stand or what they are called."""
    return any(f.labels or f.sections for f in schema.fields) or any(x.labels or x.sections for x in schema.lists)


def _blocks_for(
    document: Document, blocks: list[Block], module: Module, located: Mapping[str, frozenset[int]] | None
) -> list[tuple[int, Block]]:
    """Blocks that may answer a module, each with a rank (0: hinted section, 1: names a field beside a figure, 2: cover)."""
    if located is not None:
        sections = located.get(module.name, frozenset())
        return [(0, b) for b in blocks if any(n in sections for n in _section_path(document, b))]
    hints = {h for f in (*module.fields, *module.lists) for h in f.sections}
    labels = _labels(module)
    named = {label.text for x in module.lists if not x.fields for label in x.labels}
    cover = any(f.reader in _COVER for f in module.fields)
    found: list[tuple[int, Block]] = []
    for n, block in enumerate(blocks):
        words = _words(document, block)
        if cover and (n < 8 or (block.kind is BlockKind.HEADING and document.sections[block.section].level <= 2)):
            found.append((0, block))
        elif _FIGURE.search(words) and any(label in words for label in labels):
            found.append((1, block))
        elif block.section >= 0 and any(w in document.sections[n].title for n in _section_path(document, block) for w in named):
            found.append((0, block))  # 存在的问题: all below the heading
        elif hints and block.section >= 0 and _hinted(document, block, hints):
            found.append((2 if len(words) > 400 and not _FIGURE.search(words) else 0, block))
    return found


def _section_path(document: Document, block: Block) -> Iterable[int]:
    section = block.section
    while section >= 0:
        yield section
        section = document.sections[section].parent


def _hinted(document: Document, block: Block, hints: set[str]) -> bool:
    title = document.sections[block.section].title.replace("“", "").replace("”", "")
    parent = document.sections[block.section].parent
    above = document.sections[parent].title if parent >= 0 else ""
    return any(h.replace("“", "").replace("”", "") in title or h in above for h in hints)


def _labels(module: Module) -> set[str]:
    items = [f for x in module.lists for f in x.fields]
    found = {label.text.replace("…", "") for f in (*module.fields, *module.lists, *items) for label in f.labels}
    found |= {n for x in module.lists for n in x.names}
    return {w for w in found if len(w) >= 3 and w not in _GENERAL}


def _words(document: Document, block: Block) -> str:
    if block.kind is not BlockKind.TABLE:
        return document.words(block.span)
    return "|".join(c.words for row in document.tables[block.table].rows[:ROWS_SHOWN] for c in row)


def _fitting(ranked: list[tuple[int, Block]], cost: Mapping[Span, int], limit: int) -> set[Span]:
    """The best-ranked blocks that fit; document order breaks ties."""
    chosen: set[Span] = set()
    spent = 0
    for _, block in sorted(ranked, key=lambda r: r[0]):
        if spent + cost[block.span] <= limit:
            chosen.add(block.span)
            spent += cost[block.span]
    return chosen
