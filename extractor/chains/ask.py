"""All chains over one document: locate where needed, read fields, map tables, repair what can't be grounded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from extractor.chains.absence import states_absence
from extractor.chains.answers import Reader
from extractor.chains.findings import Findings, ended, together
from extractor.chains.prompt import Prompt, load_prompt
from extractor.chains.questions import Question, has_hints, modules_of, questions, showable, shown_rows, unasked
from extractor.chains.repeats import Asked, counted
from extractor.chains.replies import (
    MappedTable,
    Reading,
    Said,
    SaidRow,
    map_reply,
    map_schema,
    read_reply,
    read_schema,
    sections_reply,
    sections_schema,
)
from extractor.chains.rowset import RowSet
from extractor.chains.show import outline, show, tokens
from extractor.chains.tables import Form, forms, rows_of, show_form
from extractor.chains.wording import REFUSED_FOR, field_line, fields_text, lists_text
from extractor.documents import Block, BlockKind, Document
from extractor.errors import ModelError, OperatorError
from extractor.grounding import Candidate, FigureIndex
from extractor.llm.request import Request
from extractor.llm.tokens import certainty
from extractor.llm.usage import Usage
from extractor.reconcile import Refused
from extractor.schema import Field, ListField, Schema
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.llm import Endpoint, Reply

_log = logging.getLogger(__name__)
_TABLES = 7_000  # tokens of one table question
_MAPS = 6  # table questions of one document; tables beyond them are told as not asked for
_SPLITS = 2
_WEIGHED = ("read_fields", "repair")  # chains whose replies hold values themselves
_UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


T = TypeVar("T")
_Part = tuple[Form, MappedTable]


async def ask_model(document: Document, schema: Schema, endpoint: Endpoint, stopped: OperatorError | None = None) -> Findings:
    """Run the chains. A reply that can't be used leaves its fields as failed and the rest goes on.

    An OperatorError (endpoint refused, limit reached) ends the asking, not the findings: it is their `stopped`, what was
    answered before stays, and all fields still open are failed. `stopped`: such an error of another document; nothing is asked.
    """
    return await _Run(document, schema, endpoint, Findings(stopped=stopped)).go()


async def ask_again(
    document: Document, schema: Schema, endpoint: Endpoint, doubts: Sequence[Refused], blocks: Mapping[str, str]
) -> Findings:
    """Ask once more for single fields whose figures contradict others. `blocks`: by pointer the block that the doubted figure stands in."""
    run = _Run(document, schema, endpoint)
    run.found.refusals = {d.pointer: d for d in doubts}
    run.said = {d.pointer: Said(d.pointer, d.printed, "", blocks.get(d.pointer, "")) for d in doubts}
    await run.repair()
    return run.found.in_order()


@dataclass
class _Run:
    document: Document
    schema: Schema
    endpoint: Endpoint
    found: Findings = field(default_factory=Findings)
    said: dict[str, Said] = field(default_factory=dict[str, Said])
    answered: list[tuple[Question, Reading]] = field(default_factory=list[tuple[Question, Reading]])

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
        self.found.failed_pointers.update(unasked(self.schema, asked))
        reading = asyncio.ensure_future(together(self._read(q) for q in asked))
        mapping = asyncio.ensure_future(self._map_all())
        try:
            read, mapped = await asyncio.gather(reading, mapping)
        finally:
            await ended([reading, mapping])
        for value in (v for r in read for v in r.values):
            self._take(self._field(value.pointer), value)
        self._take_none({p for r in read for p in r.none})
        self._take_rows([row for r in read for row in r.rows], mapped)
        await self.repair()
        await self._repeat()
        filled = {c.pointer for c in self.found.candidates}
        self.found.refusals = {p: r for p, r in self.found.refusals.items() if p not in filled}
        return self.found.in_order()

    # -- calls ------------------------------------------------------------------------------------------------------

    async def _ask(self, chain: str, schema: dict[str, Any], read: Callable[[Reply], T], repetition: int = 0, **inputs: str) -> T:
        """One call through prompt | endpoint; what `read` makes of the reply. `repetition`: 0 for the question itself.

        Raises ModelError where the reply can't be used, OperatorError where nobody can be asked (any more).
        """
        from langchain_core.runnables import RunnableLambda

        if self.found.stopped is not None:
            raise self.found.stopped
        try:
            prompt: Prompt = load_prompt(chain)
            self.found.prompts[chain] = prompt.version

            def request(values: dict[str, str]) -> Request:
                weighed = chain in _WEIGHED and not repetition
                return Request(chain, prompt.version, prompt.messages(**values), schema, chain, self.document.name, weighed, repetition)

            def cost(usage: Usage) -> None:
                self.found.by_chain[chain] = self.found.by_chain.get(chain, Usage()) + usage

            runnable = RunnableLambda(request) | self.endpoint.as_runnable(cost)
            reply: Reply = await runnable.ainvoke(inputs)
        except OperatorError as e:
            if not repetition:
                self.found.stopped = self.found.stopped or e
            raise
        self.found.answered = True
        return self._usable(lambda: read(reply))

    def _usable(self, read: Callable[[], T]) -> T:
        """What `read` makes of a reply. A model writes what it likes: one odd reply must not cost the others."""
        try:
            return read()
        except _UNREADABLE as e:
            raise ModelError(
                Text(f"模型的回复形式不对（{e}）", f"the model's reply has another shape than asked for ({e})"),
                Text("请重试该文档，或换用更强的模型", "try the document again or use a stronger model"),
                document=self.document.name,
                stage="chain",
            ) from e

    async def _locate(self) -> Mapping[str, frozenset[int]] | None:
        """Sections by module, asked only where the document exceeds the budget and no hint of the schema helps."""
        blocks = showable(self.document, self.schema)
        whole = tokens(show(self.document, blocks, lambda b: shown_rows(self.document, b) if b.kind is BlockKind.TABLE else 0))
        if not self.document.sections or has_hints(self.schema) or whole <= self.budget:
            return None
        modules = modules_of(self.schema)
        names = [m.name or "_" for m in modules]
        text = "\n".join(f"- {m.name or '_'}：{'、'.join(x.title or x.name for x in (*m.fields, *m.lists))[:120]}" for m in modules)
        try:
            places = await self._ask(
                "locate",
                sections_schema(names),
                lambda reply: sections_reply(reply.data, names),
                outline=outline(self.document),
                modules=text,
            )
        except (ModelError, OperatorError) as e:
            self._failed("locate", e)
            return None
        return {"" if name == "_" else name: sections for name, sections in places.items()} or None

    async def _read(self, question: Question, depth: int = 0) -> Reading:
        """Ask one question; one whose answer is cut is split in two halves of its modules."""
        from extractor.llm import CutReply

        try:
            reading = await self._reading(question)
        except (ModelError, OperatorError) as e:
            if isinstance(e, CutReply) and len(question.modules) > 1 and depth < _SPLITS:
                half = len(question.modules) // 2
                parts = (question.modules[:half], question.modules[half:])
                one, two = await together(self._read(Question(part, question.blocks), depth + 1) for part in parts)
                return one + two
            self._failed("read_fields", e)
            self.found.failed_pointers.update(x.pointer for x in (*question.fields, *question.lists))
            return Reading()
        self.answered.append((question, reading))
        return reading

    async def _reading(self, question: Question, repetition: int = 0) -> Reading:
        fields, lists = question.fields, question.lists
        return await self._ask(
            "read_fields",
            read_schema(fields, lists),
            lambda reply: read_reply(reply.data, fields, lists, certainty(reply.tokens, reply.data)),
            repetition,
            document=show(self.document, question.blocks, lambda b: shown_rows(self.document, b) if b.kind is BlockKind.TABLE else 0),
            fields=fields_text(self.schema, fields),
            lists=lists_text(lists),
        )

    async def _repeat(self) -> None:
        """Ask the answered questions again, last of all: what is new must not want for money that went into what is known.

        A repetition that fails is not counted; where nobody can be asked any more, none is asked further.
        """
        replies = [[reading] for _, reading in self.answered]
        for n in range(1, self.endpoint.settings.repeat):
            if self.found.stopped is not None:
                break
            again = await together(self._repeated(question, n) for question, _ in self.answered)
            for kept, reading in zip(replies, again, strict=True):
                if isinstance(reading, Reading):
                    kept.append(reading)
            if any(isinstance(reading, OperatorError) for reading in again):
                break
        asked = [Asked(question, tuple(kept)) for (question, _), kept in zip(self.answered, replies, strict=True)]
        if any(len(a.replies) > 1 for a in asked):
            self.found.candidates = counted(self.reader, self.schema, self.found.candidates, asked)

    async def _repeated(self, question: Question, repetition: int) -> Reading | ModelError | OperatorError:
        try:
            return await self._reading(question, repetition)
        except (ModelError, OperatorError) as e:
            _log.info("repetition %d of a question about %s failed: %s", repetition, self.document.name, e.said.en)
            return e

    async def _map_all(self) -> list[_Part]:
        """Ask which tables hold which lists, over one table of each form; many forms are asked for in several calls."""
        lists = [x for x in self.schema.lists if x.fields]
        left = [(f, show_form(self.document, f)) for f in forms(self.document, showable(self.document, self.schema))] if lists else []
        calls: list[list[tuple[Form, str]]] = []
        while left and len(calls) < _MAPS:
            taken, left = _first_fitting(left, min(_TABLES, self.budget))
            if not taken:
                break
            calls.append(taken)
        if left:
            unasked = sum(len(form.alike) for form, _ in left)
            self.found.failures.append(f"map_tables: 有 {unasked} 张表超出提问的长度，没有问模型")
            self.found.failed_pointers.update(x.pointer for x in lists)
        return [part for parts in await together(self._map(lists, taken) for taken in calls) for part in parts]

    async def _map(self, lists: list[ListField], shown: list[tuple[Form, str]]) -> list[_Part]:
        names = {self.document.tables[form.shown.table].id: form for form, _ in shown}
        try:
            return await self._ask(
                "map_tables",
                map_schema(lists, names),
                lambda reply: [(names[m.table], m) for m in map_reply(reply.data, lists, names)],
                tables="\n\n".join(text for _, text in shown),
                lists=lists_text(lists, columns=True),
            )
        except (ModelError, OperatorError) as e:
            self._failed("map_tables", e)
            self.found.failed_pointers.update(x.pointer for x in lists)
            return []

    async def repair(self) -> None:
        """Ask again, once, for what stands nowhere or contradicts other figures; nothing else is asked."""
        wrong = [r for r in self.found.refusals.values() if self._known(r.pointer)]
        if not wrong:
            return
        fields = [self._field(r.pointer) for r in wrong]
        blocks = self._around(wrong)
        lines = [
            f"{field_line(f, self.schema.title(f.pointer.rpartition('/')[0]))}\n"
            f"  先前写的是“{r.printed[:60]}”：{REFUSED_FOR.get(r.reason, '报告里没有这个数或这段文字')}"
            for f, r in zip(fields, wrong, strict=True)
        ]
        text = show(self.document, blocks, lambda b: shown_rows(self.document, b) if b.kind is BlockKind.TABLE else 0)
        try:
            said = await self._ask(
                "repair",
                read_schema(fields, []),
                lambda reply: read_reply(reply.data, fields, [], certainty(reply.tokens, reply.data)),
                document=text,
                problems="\n".join(lines),
            )
        except (ModelError, OperatorError) as e:
            self._failed("repair", e)
            return
        for value in said.values:
            self._take(self._field(value.pointer), value)

    # -- answers ----------------------------------------------------------------------------------------------------

    def _take(self, asked: Field, said: Said) -> None:
        made = self.reader.value(asked, said)
        if isinstance(made, Candidate):
            self.found.candidates.append(made)
        else:
            self.found.refusals[asked.pointer] = made
            self.said[asked.pointer] = said

    def _take_none(self, pointers: set[str]) -> None:
        """Lists that the model calls empty: the words for it stand in the report, or a person looks at it."""
        blocks = showable(self.document, self.schema) if pointers else []
        for listed in self.schema.lists:
            if listed.pointer in pointers:
                stated = states_absence(self.document, listed, blocks)
                (self.found.none_lists if stated else self.found.doubted_none).add(listed.pointer)

    def _take_rows(self, rows: list[SaidRow], mapped: list[_Part]) -> None:
        """Rows of the text first; a table's row fills what its row of the text leaves open, or is one of its own."""
        lists = {x.pointer: x for x in self.schema.lists}
        taken = {pointer: RowSet(self.document, listed) for pointer, listed in lists.items()}
        refused: list[Refused] = []
        for made in self.reader.rows(self.schema.lists, rows):
            if isinstance(made, Candidate):
                taken[next(p for p in lists if made.pointer.startswith(p + "/"))].add(made)
            else:
                refused.append(made)
        for form, part in mapped:
            target = taken[part.pointer]
            fresh = RowSet(self.document, target.field)
            try:
                read = self._usable(lambda f=form, p=part, x=target.field: list(rows_of(self.document, self.index, f, p, x, 0)))
            except ModelError as e:
                self._failed("map_tables", e)
                self.found.failed_pointers.add(part.pointer)
                continue
            for candidate in (c for row in read for c in row):
                fresh.add(candidate)
            target.merge(fresh)
        self.found.refused_rows += [_of_list(r, lists) for r in refused if not _filled(r, taken)]
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

    def _failed(self, chain: str, error: ModelError | OperatorError) -> None:
        self.found.failures.append(f"{chain}: {error.said.into('zh')}")


def _first_fitting(shown: list[tuple[Form, str]], limit: int) -> tuple[list[tuple[Form, str]], list[tuple[Form, str]]]:
    """The forms that fit into one question of `limit` tokens, in order, and those left for the next."""
    taken: list[tuple[Form, str]] = []
    left: list[tuple[Form, str]] = []
    spent = 0
    for form, text in shown:
        cost = tokens(text) + 1
        (taken if spent + cost <= limit else left).append((form, text))
        spent += cost if spent + cost <= limit else 0
    return taken, left


def _filled(refused: Refused, taken: Mapping[str, RowSet]) -> bool:
    """Whether a table gave the cell that the text's row was refused for."""
    for pointer, rows in taken.items():
        if refused.pointer.startswith(pointer + "/"):
            number, _, rest = refused.pointer[len(pointer) + 1 :].partition("/")
            return rest in rows.rows.get(int(number), {})
    return False


def _of_list(refused: Refused, lists: Iterable[str]) -> Refused:
    """The refusal with a pointer that outlives the merging of rows: the list's, and the property's behind it for a cell."""
    for pointer in lists:
        if refused.pointer.startswith(pointer + "/"):
            rest = refused.pointer[len(pointer) + 1 :].partition("/")[2]
            return replace(refused, pointer=f"{pointer}/-/{rest}" if rest else pointer)
    return refused
