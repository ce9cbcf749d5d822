"""What the results of an evaluation say that they cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from extractor.llm.usage import Usage

COUNTS = ("requests", "cached_replies", "prompt_tokens", "completion_tokens", "cached_prompt_tokens")


def spending(runs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts, money and seconds over the `run` of several results; {} where none says anything.

    `money` is a decimal string; None where some request's price is unknown, which is not 0.
    """
    told = [_usage(r) for r in runs]
    if not told:
        return {}
    whole = sum(told[1:], told[0])
    seconds = round(sum(u.seconds for u in told), 3)
    money = None if whole.money is None else format(whole.money, "f")
    return {name: getattr(whole, name) for name in COUNTS} | {"money": money, "currency": whole.currency, "seconds": seconds}


def _usage(run: Mapping[str, Any]) -> Usage:
    counts = {name: int(run.get(name) or 0) for name in COUNTS}
    try:
        money = None if run.get("money") is None else Decimal(str(run["money"]))
    except InvalidOperation:
        money = None
    return Usage(**counts, money=money, currency=str(run.get("currency") or ""), seconds=float(run.get("seconds") or 0))
