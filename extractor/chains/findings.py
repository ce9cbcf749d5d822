"""What the chains bring back, and how their calls run beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from extractor.errors import OperatorError
from extractor.grounding import Candidate
from extractor.llm.usage import Usage
from extractor.reconcile import Refused

T = TypeVar("T")
_ORDER = ("locate", "read_fields", "map_tables", "repair")


@dataclass
class Findings:
    """What the chains found in one document, and what it cost.

    `refused_rows` are rows and cells of lists that stand nowhere; a cell's pointer is LIST/-/PROPERTY, since its row has no
    number before rows are merged. `doubted_none`: lists called empty without words for it in the report. `answered`: some
    question got a reply. `stopped`: why nobody could be asked any further.
    """

    candidates: list[Candidate] = field(default_factory=list[Candidate])
    refusals: dict[str, Refused] = field(default_factory=dict[str, Refused])
    refused_rows: list[Refused] = field(default_factory=list[Refused])
    none_lists: set[str] = field(default_factory=set[str])
    doubted_none: set[str] = field(default_factory=set[str])
    failed_pointers: set[str] = field(default_factory=set[str])
    failures: list[str] = field(default_factory=list[str])
    by_chain: dict[str, Usage] = field(default_factory=dict[str, Usage])
    prompts: dict[str, str] = field(default_factory=dict[str, str])
    answered: bool = False
    stopped: OperatorError | None = None

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Values of single fields, and whole rows of lists, that stand nowhere in the document."""
        return (*self.refusals.values(), *(r for r in self.refused_rows if r.pointer not in self.refusals))

    @property
    def failed(self) -> frozenset[str]:
        """Fields that could not be asked."""
        return frozenset(self.failed_pointers)

    @property
    def none_stated(self) -> frozenset[str]:
        """Lists that the report says are empty."""
        return frozenset(self.none_lists)

    def in_order(self) -> Findings:
        """Itself, with what came in the order of the replies put into the order of asking: two runs write the same."""
        order = {chain: n for n, chain in enumerate(_ORDER)}
        self.failures = sorted(dict.fromkeys(self.failures), key=lambda f: (order[f.partition(":")[0]], f))
        self.prompts = {c: self.prompts[c] for c in _ORDER if c in self.prompts}
        self.by_chain = {c: self.by_chain[c] for c in _ORDER if c in self.by_chain}
        return self

    def spend(self, other: Findings) -> None:
        """Take over what later questions about the document cost, and what of them failed."""
        for chain, usage in other.by_chain.items():
            self.by_chain[chain] = self.by_chain.get(chain, Usage()) + usage
        self.prompts |= other.prompts
        self.failures += other.failures
        self.stopped = self.stopped or other.stopped
        self.in_order()

    @property
    def spent(self) -> Usage:
        """All chains together."""
        total = Usage(money=Decimal(0))  # a document that asked nothing cost nothing, whatever the prices
        for usage in self.by_chain.values():
            total = total + usage
        return total


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """All results in order; where one raises, the others are ended before that is passed on."""
    tasks = [asyncio.ensure_future(w) for w in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        await ended(tasks)


async def ended(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel what is not done yet and wait until it is."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
