"""`extractor write-reports`: synthetic reports with exact gold files, for trying out and for measuring."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.errors import OperatorError

if TYPE_CHECKING:
    from extractor.testing.writer import Layout, Planted, Written

HELP = (
    "由种子生成虚构的部门报告及其标注文件，可按需植入错误。 "
    "Write reports of invented departments with their gold files, from a seed; errors on request."
)


def write_reports(
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="输出文件夹（reports/ 与 gold/）。 Folder for reports/ and gold/.")
    ],
    count: Annotated[int, typer.Option(min=1, help="报告份数。 How many reports.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="第一份的种子，逐份加一。 Seed of the first; the next have the following ones.")] = 0,
    layout: Annotated[str | None, typer.Option(help="版式，默认随机（notice、accounts……）。 Kind of report; any by default.")] = None,
    errors: Annotated[
        list[str] | None, typer.Option(help="在每份中植入的错误，如 swapped-digits，可重复。 Errors to plant in each, repeatable.")
    ] = None,
) -> None:
    """Write DIR/reports/NAME.txt and DIR/gold/NAME.json; then `extractor eval run --gold DIR/gold --reports DIR/reports`."""
    from extractor.cli.voice import said, tell, visible
    from extractor.testing.writer import Layout, Planted

    chosen = None if layout is None else Layout(_one_of(layout, list(Layout), "--layout"))
    wanted = [Planted(_one_of(e, list(Planted), "--errors")) for e in errors or ()]
    for folder in ("reports", "gold"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for written in itertools.islice(_written(seed, chosen, wanted), count):
        # Bytes, so that no system turns line ends: the gold holds the hash of exactly these.
        (out / "reports" / f"{written.name}.txt").write_bytes(written.text.encode())
        gold = json.dumps(written.gold, ensure_ascii=False, indent=1) + "\n"
        (out / "gold" / f"{written.name}.json").write_bytes(gold.encode())
    line = said("已写入 {} 份报告和标注：{}", "{} reports with their gold files: {}")
    tell(visible(line.format(count, out)))


def _written(seed: int, layout: Layout | None, errors: Sequence[Planted]) -> Iterator[Written]:
    """Reports of seed after seed; seeds whose report has no place for the errors are passed over.

    Raises OperatorError where a hundred seeds in a row have none.
    """
    from extractor.testing.writer import write_report

    passed = 0
    for number in itertools.count(seed):
        try:
            yield write_report(number, layout, errors)
            passed = 0
        except OperatorError:
            passed += 1
            if passed == 100:
                raise


def _one_of(word: str, words: Sequence[str], option: str) -> str:
    """A word of a closed set. Raises BadParameter with the words there are."""
    if word not in words:
        raise typer.BadParameter(f"{word}: {', '.join(words)}", param_hint=option)
    return word
