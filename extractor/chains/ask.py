"""All chains over one document: locate where needed, read fields, map tables, repair what can't be grounded."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from extractor.chains.answers import Reader
from extractor.chains.prompt import Prompt, load_prompt
from extractor.chains.questions import Question, has_hints, modules_of, questions, showable, shown_rows
from extractor.chains.replies import MappedTable, Said, SaidRow, map_reply, map_schema, read_reply, read_schema
from extractor.chains.rowset import RowSet
from extractor.chains.show import outline, show, tokens
from extractor.chains.tables import Form, forms, rows_of, show_form
from extractor.chains.wording import field_line, fields_text, lists_text
from extractor.documents import Block, BlockKind, Document
from extractor.errors import ModelError
from extractor.grounding import Candidate, FigureIndex
from extractor.llm.request import Request
from extractor.llm.usage import Usage
from extractor.reconcile import Refused
from extractor.schema import Field, Schema

if TYPE_CHECKING:
    from extractor.llm import Endpoint, Reply

# A table question is worth its tokens only up to here; what does not fit stays with the patterns engine.
_TABLES = 7_000
_SPLITS = 2


@dataclass
class Findings:
    """What the chains found in one document, and what it cost."""

    candidates: list[Candidate] = field(default_factory=list[Candidate])
    refusals: dict[str, Refused] = field(default_factory=dict[str, Refused])
    none_lists: set[str] = field(default_factory=set[str])
    failed_pointers: set[str] = field(default_factory=set[str])
    failures: list[str] = field(default_factory=list[str])
    by_chain: dict[str, Usage] = field(default_factory=lambda: defaultdict[str, Usage](Usage))
    prompts: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Values that stand nowhere in the document."""
        return tuple(self.refusals.values())

    @property
    def failed(self) -> frozenset[str]:
        """Fields that could not be asked."""
        return frozenset(self.failed_pointers)

    @property
    def none_stated(self) -> frozenset[str]:
        """Lists that the report says are empty."""
        return frozenset(self.none_lists)

    @property
    def spent(self) -> Usage:
        """All chains together."""
        total = Usage()
        for usage in self.by_chain.values():
            total = total + usage
        return total


async def ask_model(document: Document, schema: Schema, endpoint: Endpoint) -> Findings:
    """Run the chains. A reply that can't be used leaves its fields as failed and the rest goes on.

    Raises OperatorError kinds (endpoint refused, limit reached): nobody further could be asked either.
    """
    return await _Run(document, schema, endpoint).go()


@dataclass
class _Run:
    document: Document
    schema: Schema
    endpoint: Endpoint
    found: Findings = field(default_factory=Findings)
    said: dict[str, Said] = field(default_factory=dict[str, Said])

    def __post_init__(self) -> None:
        self.index = FigureIndex(self.document)
        self.reader = Reader(self.document, self.index)
        settings = self.endpoint.settings
        self.budget = max(2_000, settings.context_tokens - settings.max_output_tokens - self._overhead())

    def _overhead(self) -> int:
        """Tokens of a question beside the document: instructions, fields, reply schema."""
        return 2_000 + tokens(fields_text(self.schema, self.schema.fields)) + 2 * tokens(lists_text(self.schema.lists))

    async def go(self) -> Findings:
        located = await self._locate()
        asked = questions(self.document, self.schema, self.budget, located)
        results = await asyncio.gather(*(self._read(q) for q in asked), self._map())
        said = [s for values, _, _ in cast(list[Any], results[:-1]) for s in values]
        rows = [r for _, rows, _ in cast(list[Any], results[:-1]) for r in rows]
        self.found.none_lists.update(p for _, _, none in cast(list[Any], results[:-1]) for p in none)
        for value in said:
            self._take(self._field(value.pointer), value)
        self._take_rows(rows, cast(list[tuple[Form, MappedTable]], results[-1]))
        await self._repair()
        filled = {c.pointer for c in self.found.candidates}
        self.found.refusals = {p: r for p, r in self.found.refusals.items() if p not in filled}
        return self.found

    # -- calls ------------------------------------------------------------------------------------------------------

    async def _ask(self, chain: str, schema: dict[str, Any], **inputs: str) -> Any:
        """One call through prompt | endpoint; the reply's data. ModelError where it can't be used."""
        from langchain_core.runnables import RunnableLambda

        prompt: Prompt = load_prompt(chain)
        self.found.prompts[chain] = prompt.version

        def request(values: dict[str, str]) -> Request:
            return Request(chain, prompt.version, prompt.messages(**values), schema, chain, self.document.name)

        runnable = RunnableLambda(request) | self.endpoint.as_runnable()
        reply: Reply = await runnable.ainvoke(inputs)
        self.found.by_chain[chain] = self.found.by_chain[chain] + reply.usage
        return reply.data

    async def _locate(self) -> Mapping[str, frozenset[int]] | None:
        """Sections by module, asked only where the document exceeds the budget and no hint of the schema helps."""
        blocks = showable(self.document, self.schema)
        whole = tokens(show(self.document, blocks, lambda b: shown_rows(self.document, b) if b.kind is BlockKind.TABLE else 0))
        if not self.document.sections or has_hints(self.schema) or whole <= self.budget:
            return None
        modules = modules_of(self.schema)
        names = [m.name or "_" for m in modules]
        schema = {
            "type": "object",
            "properties": {
                "places": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"module": {"enum": names}, "sections": {"type": "array", "items": {"type": "string"}}},
                        "required": ["module", "sections"],
                        "additionalProperties": False,
                    },
                }
            },
            "required": ["places"],
            "additionalProperties": False,
        }
        text = "\n".join(f"- {m.name or '_'}：{'、'.join(x.title or x.name for x in (*m.fields, *m.lists))[:120]}" for m in modules)
        try:
            data = await self._ask("locate", schema, outline=outline(self.document), modules=text)
        except ModelError as e:
            self._failed("locate", e)
            return None
        places: dict[str, frozenset[int]] = {}
        for entry in cast(dict[str, Any], data or {}).get("places", []):
            numbers = {int(s[1:]) for s in entry.get("sections", []) if isinstance(s, str) and s[:1] == "s" and s[1:].isdigit()}
            places["" if entry.get("module") == "_" else str(entry.get("module"))] = frozenset(numbers)
        return places or None

    async def _read(self, question: Question, depth: int = 0) -> tuple[list[Said], list[SaidRow], list[str]]:
        """Ask one question; one whose answer is cut is split in two halves of its modules."""
        text = show(self.document, question.blocks, lambda b: shown_rows(self.document, b) if b.kind is BlockKind.TABLE else 0)
        lists = question.lists
        try:
            data = await self._ask(
                "read_fields",
                read_schema(question.fields, lists),
                document=text,
                fields=fields_text(self.schema, question.fields),
                lists=lists_text(lists),
            )
        except ModelError as e:
            from extractor.llm import CutReply

            if isinstance(e, CutReply) and len(question.modules) > 1 and depth < _SPLITS:
                self.found.by_chain["read_fields"] = self.found.by_chain["read_fields"] + e.usage
                half = len(question.modules) // 2
                one, two = await asyncio.gather(
                    self._read(Question(question.modules[:half], question.blocks), depth + 1),
                    self._read(Question(question.modules[half:], question.blocks), depth + 1),
                )
                return one[0] + two[0], one[1] + two[1], one[2] + two[2]
            self._failed("read_fields", e)
            self.found.failed_pointers.update(f.pointer for f in question.fields)
            self.found.failed_pointers.update(x.pointer for x in question.lists)
            return [], [], []
        return read_reply(data, question.fields, lists)

    async def _map(self) -> list[tuple[Form, MappedTable]]:
        """Ask which tables hold which lists, in one call over one table of each form."""
        lists = [x for x in self.schema.lists if x.fields]
        shown: list[Form] = []
        texts: list[str] = []
        for form in forms(self.document, showable(self.document, self.schema)):
            text = show_form(self.document, form)
            if tokens("\n".join([*texts, text])) <= min(_TABLES, self.budget):
                shown.append(form)
                texts.append(text)
        if not lists or not shown:
            return []
        names = {self.document.tables[f.shown.table].id: f for f in shown}
        try:
            data = await self._ask("map_tables", map_schema(lists, names), tables="\n\n".join(texts), lists=lists_text(lists, columns=True))
        except ModelError as e:
            self._failed("map_tables", e)
            return []
        return [(names[m.table], m) for m in map_reply(data, lists, names)]

    async def _repair(self) -> None:
        """Ask again, once, for the figures and words that stand nowhere; nothing else is asked."""
        wrong = [r for r in self.found.refusals.values() if self._known(r.pointer)]
        if not wrong:
            return
        fields = [self._field(r.pointer) for r in wrong]
        blocks = self._around(wrong)
        lines = [
            f"{field_line(f)}\n  先前写的是“{r.printed[:60]}”：{_REASONS.get(r.reason, '报告里没有这个数或这段文字')}"
            for f, r in zip(fields, wrong, strict=True)
        ]
        text = show(self.document, blocks, lambda b: shown_rows(self.document, b) if b.kind is BlockKind.TABLE else 0)
        try:
            data = await self._ask("repair", read_schema(fields, []), document=text, problems="\n".join(lines))
        except ModelError as e:
            self._failed("repair", e)
            return
        for value in read_reply(data, fields, [])[0]:
            self._take(self._field(value.pointer), value)

    # -- answers ----------------------------------------------------------------------------------------------------

    def _take(self, asked: Field, said: Said) -> None:
        made = self.reader.value(asked, said)
        if isinstance(made, Candidate):
            self.found.candidates.append(made)
        else:
            self.found.refusals[asked.pointer] = made
            self.said[asked.pointer] = said

    def _take_rows(self, rows: list[SaidRow], mapped: list[tuple[Form, MappedTable]]) -> None:
        """Rows of the text first; a table's row fills what its row of the text leaves open, or is one of its own."""
        lists = {x.pointer: x for x in self.schema.lists}
        taken = {pointer: RowSet(listed) for pointer, listed in lists.items()}
        for candidate in self.reader.rows(self.schema.lists, rows):
            if isinstance(candidate, Candidate):
                taken[next(p for p in lists if candidate.pointer.startswith(p + "/"))].add(candidate)
        for form, part in mapped:
            target = taken[part.pointer]
            fresh = RowSet(target.field)
            for row in rows_of(self.document, self.index, form, part, target.field, 0):
                for candidate in row:
                    fresh.add(candidate)
            target.merge(fresh)
        for kept in taken.values():
            self.found.candidates += kept.candidates()

    def _field(self, pointer: str) -> Field:
        return next(f for f in self.schema.fields if f.pointer == pointer)

    def _known(self, pointer: str) -> bool:
        return any(f.pointer == pointer for f in self.schema.fields) and not any(c.pointer == pointer for c in self.found.candidates)

    def _around(self, wrong: Iterable[Refused]) -> list[Block]:
        """The named blocks with their neighbours, and blocks that hold a label of the field: a small part of the document."""
        blocks = showable(self.document, self.schema)
        order = {b.id: n for n, b in enumerate(blocks)}
        chosen: set[int] = set()
        for refused in wrong:
            named = order.get(self.said[refused.pointer].block, -1) if refused.pointer in self.said else -1
            if named >= 0:
                chosen.update(n for n in range(named - 1, named + 2) if 0 <= n < len(blocks))
            labels = [label.text for label in self._field(refused.pointer).labels if len(label.text) >= 4]
            chosen.update(
                n for n, b in enumerate(blocks) if b.kind is not BlockKind.TABLE and any(w in self.document.words(b.span) for w in labels)
            )
        spent, kept = 0, list[Block]()
        for n in sorted(chosen):
            spent += tokens(show(self.document, [blocks[n]]))
            if spent > min(3_000, self.budget):
                break
            kept.append(blocks[n])
        return kept

    def _failed(self, chain: str, error: ModelError) -> None:
        self.found.failures.append(f"{chain}: {error.said.into('zh')}")


_REASONS = {
    "no_such_figure": "报告里没有这个数",
    "figure_not_in_quote": "所引的一段里没有这个数",
    "quote_not_found": "报告里找不到所引的一段",
    "other_unit": "报告里这个数的单位不同",
    "other_sign": "报告里这个数的正负不同",
    "not_in_enum": "不是给定的选项之一",
    "not_a_figure": "这不是一个数",
    "ambiguous_block": "同一个数有几处，请引出名称",
}
