"""What requests cost: counts, tokens, money and seconds; a price nobody named stays unknown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Usage:
    """What was spent; adding two gives the spending of both.

    `requests` counts HTTP requests sent, failed ones included; `cached_replies` the answers that needed none.
    Tokens are those the endpoint reported (`cached_prompt_tokens` is part of `prompt_tokens`).
    `money` is in `currency`; None: some request's cost is unknown, which is not 0.
    `seconds` is the time spent waiting for answers, concurrent waits counted each.
    """

    requests: int = 0
    cached_replies: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_prompt_tokens: int = 0
    money: Decimal | None = None
    currency: str = ""
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        money, currency = _sum_money(self, other)
        return Usage(
            requests=self.requests + other.requests,
            cached_replies=self.cached_replies + other.cached_replies,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_prompt_tokens=self.cached_prompt_tokens + other.cached_prompt_tokens,
            money=money,
            currency=currency,
            seconds=self.seconds + other.seconds,
        )

    def as_json(self) -> dict[str, object]:
        """A JSON object; `money` as a decimal string, so that no cent is lost, or null where unknown."""
        return {
            "requests": self.requests,
            "cached_replies": self.cached_replies,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cached_prompt_tokens": self.cached_prompt_tokens,
            "money": None if self.money is None else format(self.money, "f"),
            "currency": self.currency,
            "seconds": round(self.seconds, 3),
        }


def _sum_money(one: Usage, other: Usage) -> tuple[Decimal | None, str]:
    # A side that sent nothing cost nothing, whatever it says about prices.
    if one.requests == 0 and not one.money:
        if other.money is None and other.requests == 0:
            return one.money, one.currency or other.currency
        return other.money, other.currency or one.currency
    if other.requests == 0 and not other.money:
        return one.money, one.currency or other.currency
    if one.money is None or other.money is None:
        return None, one.currency or other.currency
    if one.currency != other.currency:
        # Yuan and dollars have no sum.
        return None, ""
    return one.money + other.money, one.currency


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens of input, input the endpoint had cached, and output; None: not named.

    Where the cached price alone is missing, cached tokens are charged as input: an endpoint without a discount does so.
    """

    input: Decimal | None
    cached: Decimal | None
    output: Decimal | None
    currency: str

    def money(self, prompt_tokens: int, completion_tokens: int, cached_prompt_tokens: int) -> Decimal | None:
        """The cost of one answered request, or None where a price that it needs is unknown."""
        if self.input is None or self.output is None:
            return None
        cached_price = self.input if self.cached is None else self.cached
        fresh = max(prompt_tokens - cached_prompt_tokens, 0)
        return (fresh * self.input + cached_prompt_tokens * cached_price + completion_tokens * self.output) / _MILLION
