"""Speed and money: how many at once, how many a minute, how much at all; and what it cost."""

from __future__ import annotations

import asyncio
import time
from decimal import Decimal
from typing import Any

import pytest
from llm_asking import SCRIPT, ask, ask_with, question, settings_for

from extractor.errors import BudgetError
from extractor.llm import Endpoint, Reply, Usage
from extractor.llm.usage import Prices
from extractor.testing.standin import StandIn


def _many(stand_in: StandIn, count: int, **more: object) -> tuple[list[object], Usage]:
    async def go() -> tuple[list[object], Usage]:
        async with Endpoint(settings_for(stand_in, **more), None) as endpoint:
            asked = (endpoint.ask(question(f"{number} 收入总计")) for number in range(count))
            return [*await asyncio.gather(*asked, return_exceptions=True)], endpoint.spent

    return asyncio.run(go())


def test_concurrency_is_bounded_and_used() -> None:
    with StandIn(SCRIPT, latency=0.03) as stand_in:
        _many(stand_in, 12, concurrency=3)
        assert stand_in.busiest == 3


def test_requests_per_minute_are_spaced_evenly() -> None:
    with StandIn(SCRIPT) as stand_in:
        ask(stand_in)
        started = time.monotonic()
        _many(stand_in, 6, requests_per_minute=1200)
        assert time.monotonic() - started >= 5 * 60 / 1200


def test_the_limit_on_requests_stops_before_the_request_is_sent() -> None:
    with StandIn(SCRIPT, latency=0.02) as stand_in:
        results, spent = _many(stand_in, 5, max_requests=3)
        assert stand_in.asked == spent.requests == 3
    refused = [result for result in results if isinstance(result, BudgetError)]
    assert len(refused) == 2
    assert "EXTRACTOR_MAX_REQUESTS" in refused[0].into("zh")
    assert "3 requests" in refused[0].into("en")
    assert refused[0].document == "决算.docx"


def test_retries_count_against_the_limit() -> None:
    with StandIn(SCRIPT, ["server_error"] * 9) as stand_in:
        with pytest.raises(BudgetError):
            ask(stand_in, max_requests=2)
        assert stand_in.asked == 2


def test_the_limit_on_money_is_never_passed_even_by_concurrent_requests() -> None:
    prices = {"price_input": "0", "price_output": "1000000", "max_output_tokens": 100, "max_money": "250"}
    with StandIn(SCRIPT, latency=0.02) as stand_in:
        results, spent = _many(stand_in, 9, **prices)
        assert any(isinstance(result, BudgetError) for result in results)
        assert stand_in.asked == spent.requests >= 2
        assert spent.money is not None
        assert 0 < spent.money <= 250
        assert stand_in.busiest <= 2, "two open requests may cost 200, a third could pass 250"


def test_all_keep_quiet_while_one_was_told_to_wait() -> None:
    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in, concurrency=1, structured_mode="json_schema"), None) as endpoint:
            asking = asyncio.gather(*(endpoint.ask(question(f"{number} 收入总计")) for number in range(3)))
            await asyncio.sleep(0.75)
            assert stand_in.asked == 1
            await asking

    with StandIn(SCRIPT, ["rate_limit:1.5"]) as stand_in:
        asyncio.run(go(stand_in))
        assert stand_in.asked == 4


def test_no_money_at_all_sends_nothing() -> None:
    with StandIn(SCRIPT) as stand_in:
        with pytest.raises(BudgetError):
            ask(stand_in, price_input="1", price_output="1", max_money="0")
        assert stand_in.asked == 0


def test_money_is_unknown_without_prices_and_exact_with_them() -> None:
    with StandIn(SCRIPT) as stand_in:
        assert ask(stand_in).usage.money is None
        usage = ask(stand_in, price_input="2", price_output="8").usage
        assert usage.money == (usage.prompt_tokens * 2 + usage.completion_tokens * 8) * Decimal("0.000001")


def test_tokens_the_endpoint_had_cached_have_their_price() -> None:
    long = question("决算" * 2000 + "收入总计")
    with StandIn(SCRIPT) as stand_in:
        prices: dict[str, Any] = {"price_input": "2", "price_cached": "0.5", "price_output": "8"}
        first, again = ask(stand_in, long, **prices).usage, ask(stand_in, long, **prices).usage
    assert (first.cached_prompt_tokens, first.prompt_tokens) == (0, again.prompt_tokens)
    assert again.cached_prompt_tokens > 3000
    assert first.money is not None
    assert again.money is not None
    assert first.money - again.money == again.cached_prompt_tokens * Decimal("0.0000015")


PRICES = [
    # input, cached, output → money for 1000 prompt tokens (400 of them cached) and 100 of the answer
    ("2", "1", "8", "0.0024"),
    ("2", None, "8", "0.0028"),
    ("0", "0", "0", "0"),
    (None, "1", "8", None),
    ("2", "1", None, None),
]


@pytest.mark.parametrize(("entry", "cached", "exit_", "money"), PRICES)
def test_prices(entry: str | None, cached: str | None, exit_: str | None, money: str | None) -> None:
    first, second, third = (None if price is None else Decimal(price) for price in (entry, cached, exit_))
    assert Prices(first, second, third, "CNY").money(1000, 100, 400) == (None if money is None else Decimal(money))


def _usage(requests: int, money: str | None, currency: str = "CNY") -> Usage:
    return Usage(requests=requests, money=None if money is None else Decimal(money), currency=currency)


SUMS = [
    (_usage(1, "1"), _usage(2, "2"), "3", "CNY"),
    (_usage(1, "1"), _usage(1, None), None, "CNY"),
    (_usage(1, None), _usage(1, "1"), None, "CNY"),
    (_usage(1, "1"), Usage(), "1", "CNY"),
    (Usage(), _usage(1, "1"), "1", "CNY"),
    (Usage(), Usage(), None, ""),
    (_usage(0, "0"), Usage(), "0", "CNY"),
    (Usage(), _usage(0, "0"), "0", "CNY"),
    (_usage(0, "0"), _usage(1, None), None, "CNY"),
    (_usage(1, "0"), _usage(1, None), None, "CNY"),
    (_usage(1, "1"), _usage(1, "1", "USD"), None, ""),
]


@pytest.mark.parametrize(("one", "other", "money", "currency"), SUMS)
def test_sums_of_money(one: Usage, other: Usage, money: str | None, currency: str) -> None:
    total = one + other
    assert (total.money, total.currency) == (None if money is None else Decimal(money), currency)
    assert total.requests == one.requests + other.requests


def test_usage_as_json() -> None:
    assert Usage(1, 2, 3, 4, 5, Decimal("1E-7"), "CNY", 0.12345).as_json() == {
        "requests": 1,
        "cached_replies": 2,
        "prompt_tokens": 3,
        "completion_tokens": 4,
        "cached_prompt_tokens": 5,
        "money": "0.0000001",
        "currency": "CNY",
        "seconds": 0.123,
    }
    assert Usage().as_json()["money"] is None


def test_one_endpoint_serves_several_event_loops() -> None:
    with StandIn(SCRIPT) as stand_in:
        endpoint = Endpoint(settings_for(stand_in), None)
        for number in range(2):
            asyncio.run(endpoint.ask(question(f"{number} 收入总计")))
            asyncio.run(endpoint.aclose())
        assert endpoint.spent.requests == 2


def _unit(reply: Reply) -> str:
    assert isinstance(reply.data, dict)
    return reply.data["unit"]


def test_as_a_runnable_it_composes() -> None:
    from langchain_core.runnables import RunnableLambda

    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in), None) as endpoint:
            chain = RunnableLambda(question) | endpoint.as_runnable() | RunnableLambda(_unit)
            assert await chain.abatch(["甲 收入总计", "乙 收入总计"]) == ["万元", "万元"]

    with StandIn(SCRIPT) as stand_in:
        asyncio.run(go(stand_in))


def test_giving_up_frees_the_place_of_the_request() -> None:
    async def go(stand_in: StandIn) -> None:
        async with Endpoint(settings_for(stand_in, concurrency=1, max_requests=2), None) as endpoint:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1):
                    await endpoint.ask(question())
            assert (await endpoint.ask(question())).data is not None
            assert endpoint.spent.requests == 2

    with StandIn(SCRIPT, ["hang:5"]) as stand_in:
        asyncio.run(ask_with(stand_in, question("先 收入总计"), timeout_seconds=0.2))
    with StandIn(SCRIPT, ["hang:5"]) as stand_in:
        asyncio.run(go(stand_in))
