"""What a run has spent, and the limits it must not pass."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.errors import BudgetError
from extractor.llm.usage import Usage
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.llm.settings import EndpointSettings


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one request that costs `worst` at most (0 where no limit on money asks for an estimate)."""

    worst: Decimal


class Budget:
    """Requests on their way count at their worst cost, so that concurrent ones can't pass a limit together."""

    def __init__(self, settings: EndpointSettings) -> None:
        self._settings = settings
        self._open: list[Ticket] = []
        self.spent = Usage(currency=settings.currency)

    def take(self, prompt_characters: int, document: str) -> Ticket:
        """Leave for one request. Raises BudgetError where it could pass a limit: nothing is sent then."""
        settings = self._settings
        if settings.max_requests is not None and self.spent.requests + len(self._open) >= settings.max_requests:
            raise _reached(f"{settings.max_requests} 次请求", f"{settings.max_requests} requests", "EXTRACTOR_MAX_REQUESTS", document)
        worst = Decimal(0)
        if settings.max_money is not None:
            # A Chinese character is a token at most in the vocabularies in use.
            worst = settings.prices.money(prompt_characters, settings.max_output_tokens, 0) or Decimal(0)
            planned = (self.spent.money or Decimal(0)) + worst + sum((ticket.worst for ticket in self._open), Decimal(0))
            if planned > settings.max_money:
                limit = f"{settings.max_money} {settings.currency}"
                raise _reached(limit, limit, "EXTRACTOR_MAX_MONEY", document)
        ticket = Ticket(worst)
        self._open.append(ticket)
        return ticket

    def settle(self, ticket: Ticket, usage: Usage) -> None:
        """The request of `ticket` came back, answered or not, and cost `usage`."""
        self._open.remove(ticket)
        self.add(usage)

    def add(self, usage: Usage) -> None:
        """Count spending that needed no ticket."""
        self.spent = self.spent + usage


def _reached(zh: str, en: str, setting: str, document: str) -> BudgetError:
    return BudgetError(
        Text(f"本次运行的上限（{zh}）不够再发一次请求", f"the limit of this run ({en}) leaves no room for another request"),
        Text(f"已完成的部分保留；提高 {setting} 后可继续", f"what was done stays; raise {setting} to go on"),
        document=document,
        stage="endpoint",
    )
