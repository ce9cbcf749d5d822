"""What is asked together: modules of the schema, and the blocks of the document that may answer them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.chains.show import ROWS_SHOWN, show, tokens
from extractor.documents import Block, BlockKind, Document
from extractor.schema import Field, ListField, Schema

# A document up to this many tokens is shown whole, once; beyond it a question sees only what the schema's hints point to.
WHOLE = 9_000
QUESTION = 11_000
_FIGURE = re.compile(r"[\d０-９〇零一二三四五六七八九十]")
_GENERAL = frozenset(("支出", "收入", "项目", "名称", "合计", "金额", "单位", "得分", "资金", "预算", "部门", "数量", "经费"))
_LONG_TABLE = 14


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

    `located`: sections by module name, where a locating call found them; else hints and labels decide.
    """
    blocks = showable(document, schema)
    modules = read_in_text(modules_of(schema))
    if tokens(show(document, blocks, lambda b: _rows(document, b))) <= min(WHOLE, budget):
        return [Question(modules, tuple(blocks))]
    limit = min(QUESTION, budget)
    packed: list[tuple[list[Module], set[str]]] = []
    cost = {b.id: tokens(show(document, [b], lambda x: _rows(document, x))) for b in blocks}
    for module in modules:
        wanted = _fitting(_blocks_for(document, blocks, module, located), cost, limit)
        if packed and sum(cost[i] for i in packed[-1][1] | wanted) <= limit:
            packed[-1][0].append(module)
            packed[-1][1].update(wanted)
        else:
            packed.append(([module], set(wanted)))
    return [Question(tuple(m), tuple(b for b in blocks if b.id in ids)) for m, ids in packed if ids]


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
    cover = any(f.reader in ("title", "department", "fiscal_year", "report_type", "date") for f in module.fields)
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


def _fitting(ranked: list[tuple[int, Block]], cost: dict[str, int], limit: int) -> set[str]:
    """The best-ranked blocks that fit; document order breaks ties."""
    chosen: set[str] = set()
    spent = 0
    for _, block in sorted(ranked, key=lambda r: r[0]):
        if spent + cost[block.id] <= limit:
            chosen.add(block.id)
            spent += cost[block.id]
    return chosen
