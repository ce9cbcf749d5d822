"""The table at the end of a run, and what each document that is not simply done has to say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.cli.inputs import Nothing
from extractor.cli.voice import cell, language, said, show_table, table, tell, visible
from extractor.cli.work import Outcome, State
from extractor.words import Text

if TYPE_CHECKING:
    from rich.table import Table

_STATES = {
    State.DONE: (Text("完成", "done"), "green"),
    State.KEPT: (Text("完成（原有结果）", "done (kept)"), "green"),
    State.INCOMPLETE: (Text("不完整", "incomplete"), "yellow"),
    State.FAILED: (Text("失败", "failed"), "red"),
    State.NOT_STARTED: (Text("未开始", "not started"), "red"),
}
GOOD = (State.DONE, State.KEPT)


def close(outcomes: Sequence[Outcome], missing: Sequence[Nothing], out: Path) -> None:
    """Print the closing table, a line for each reason, and where the results are."""
    show_table(_table(outcomes, missing))
    tell()
    for nothing in missing:
        tell(f"✗ {visible(nothing.argument)}: {nothing.reason.into(language())}")
    for outcome in outcomes:
        if outcome.error is not None:
            error = outcome.error.into(language())
            name = outcome.order.file
            tell(f"✗ {visible(error if outcome.error.document == name else f'{name}: {error}')}")
        for note in outcome.notes:
            tell(f"! {visible(outcome.order.file)}: {visible(note.into(language()))}")
    for outcome in outcomes:
        if outcome.order.name != outcome.order.stem:
            source, name = visible(outcome.order.shown), visible(outcome.order.name)
            tell(
                said(
                    f"· {source} 的结果名为 {name}（避免重名或过长）",
                    f"· the result of {source} is named {name} (its own name is another's too, or too long)",
                )
            )
    done = sum(o.state in GOOD for o in outcomes)
    rest = len(outcomes) + len(missing) - done
    tell(said(f"完成 {done}，未完成 {rest}。结果在 {visible(str(out))}", f"{done} done, {rest} not. Results are in {visible(str(out))}"))


def _table(outcomes: Sequence[Outcome], missing: Sequence[Nothing]) -> Table:
    heads = [
        said("文件", "file"),
        said("填写", "filled"),
        said("待复核", "review"),
        said("勾稽不符", "violated"),
        said("请求", "requests"),
        said("词元", "tokens"),
        said("费用", "money"),
        said("秒", "seconds"),
        said("结果", "state"),
    ]
    made = table((heads[0], ""), *((h, "right") for h in heads[1:8]), (heads[8], ""))
    for o in outcomes:
        words, style = _STATES[o.state]
        spent = (str(o.requests), f"{o.tokens:,}", _money(o), f"{o.seconds:.2f}") if o.seconds is not None else ("", "", "", "")
        counts = ("", "", "") if o.filled is None else (str(o.filled), str(o.review), str(o.violated))
        made.add_row(cell(o.order.file), *map(cell, (*counts, *spent)), cell(words.into(language()), style))
    for nothing in missing:
        made.add_row(cell(nothing.argument), *[""] * 7, cell(said("没有找到", "not found"), "red"))
    return made


def _money(outcome: Outcome) -> str:
    if outcome.money is None:
        return said("未知", "unknown")
    amount = Decimal(outcome.money).normalize()
    return f"{amount:f} {outcome.currency}".strip() if amount else "0"
