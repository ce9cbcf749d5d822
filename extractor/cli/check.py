"""`extractor check`: which figures of a report contradict each other, and which of them is likely wrong."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from extractor.checker import Checked, Relation
    from extractor.cli.check_files import Findings
    from extractor.cli.inputs import Nothing, Order
    from extractor.export import Report

HELP = "核对报告中的勾稽关系，指出可能有误的数。 Check what a report's figures owe each other; no schema, no model."
FORMAT, VERSION = "report-extractor/check", "1.0"
VIOLATED, UNCHECKED = 1, 2
"""Exit codes: a relation doesn't hold; a file could not be checked."""


class Shape(StrEnum):
    """How the findings are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"
    MD = "md"
    XLSX = "xlsx"


class FailOn(StrEnum):
    """The weakest finding that makes the exit code 1."""

    TAIL = "tail"
    VIOLATED = "violated"


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILES…", help="报告文件、文件夹、压缩包（zip）或通配符。 Reports, folders, zip archives or patterns."),
    ],
    shape: Annotated[Shape, typer.Option("--format", help="输出格式。 Shape of the output.")] = Shape.TABLE,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="退出码为 1 的最轻问题。 The weakest finding that gives exit code 1.")
    ] = FailOn.VIOLATED,
    everything: Annotated[
        bool, typer.Option("--all", help="也列出成立的和未核的关系。 Also relations that hold or were not checked.")
    ] = False,
    remarks: Annotated[
        bool, typer.Option("--remarks", help="附上提示：不是差错、值得一看的数。 Also remarks: no errors, but worth a look.")
    ] = False,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="也读子文件夹。 Folders inside folders, too.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PATH", help="html、md、xlsx 写入的文件或文件夹。 File or folder for html, md and xlsx."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。 Overwrite files that exist.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="界面语言。 Language of messages.")] = None,
) -> None:
    """Check and print. Exit code 0: nothing violated, 1: something is, 2: a file could not be checked."""
    from extractor.cli.inputs import documents
    from extractor.cli.voice import language, tell, visible
    from extractor.errors import ExtractorError
    from extractor.export import Report, Unread

    _settle(lang, shape, out, remarks)
    orders, missing = documents(files, recursive=recursive)
    _tell_missing(missing)
    kept = _kept(shape, out, orders, missing, force=force, everything=everything)
    done: list[Checked] = []
    failed = bool(missing) or not orders
    for order in orders:
        try:
            done.append(run(order))
        except (ExtractorError, OSError) as error:
            failed = True
            why = error.into(language()) if isinstance(error, ExtractorError) else f"{order.shown}: {error.strerror or error}"
            tell(visible(why), error=True)
            if kept is not None:
                kept.unread.append(Unread(order.file, why))
            continue
        report = Report(order.name, done[-1])
        if kept is not None:
            kept.reports.append(report)
        if shape is Shape.TABLE:
            _print(report, everything)
            if remarks:
                _tell_remarks(report)
        elif shape is Shape.JSONL:
            tell(_text(as_json(done[-1], remarks=remarks), None))
    if shape is Shape.JSON and done:
        shown = [as_json(c, remarks=remarks) for c in done]
        tell(_text(shown[0] if len(orders) == 1 else shown, 1))
    if kept is not None:
        kept.write()
    raise typer.Exit(UNCHECKED if failed else _code(done, fail_on))


def _settle(lang: str | None, shape: Shape, out: Path | None, remarks: bool) -> None:
    """Choose the language; options that don't fit each other are refused."""
    from extractor.cli.voice import use_language

    if lang in ("zh", "en"):
        use_language(lang)
    elif lang is not None:
        raise typer.BadParameter("zh, en", param_hint="--lang")
    printed = shape in (Shape.TABLE, Shape.JSON, Shape.JSONL)
    if remarks and not printed:
        raise typer.BadParameter("table, json, jsonl", param_hint="--remarks")
    if out is not None and printed:
        raise typer.BadParameter("html, md, xlsx", param_hint="--out")


def _kept(
    shape: Shape, out: Path | None, orders: Sequence[Order], missing: Sequence[Nothing], *, force: bool, everything: bool
) -> Findings | None:
    """The files that the findings go into; None where they are printed. Raises OperatorError where they can't be written there."""
    if shape not in (Shape.HTML, Shape.MD, Shape.XLSX):
        return None
    from extractor.cli.check_files import Findings
    from extractor.cli.voice import language
    from extractor.export import Unread

    return Findings(str(shape), out, orders, force, everything, unread=[Unread(m.argument, m.reason.into(language())) for m in missing])


def run(order: Order) -> Checked:
    """Read a document and check it. Raises DocumentError where it can't be read."""
    from extractor.checker import check as check_document
    from extractor.patterns.sentences import facts_of_sentences

    document = order.document()
    return check_document(document, facts_of_sentences(document))


def as_json(checked: Checked, *, remarks: bool = False) -> dict[str, Any]:
    """The JSON object of one document's check (schemas/check.schema.json); `remarks`: with those."""
    from extractor.result import plain_numbers

    document = checked.document
    return {
        "format": {"name": FORMAT, "version": VERSION},
        "document": {"name": document.name, "sha256": document.sha256, "characters": len(document.text), "encoding": document.encoding},
        "relations": [plain_numbers(r.as_json()) for r in checked.relations],
        **({"remarks": [plain_numbers(r.as_json()) for r in checked.remarks]} if remarks else {}),
    }


def _text(value: Any, indent: int | None) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent)


def _code(done: Sequence[Checked], fail_on: FailOn) -> int:
    from extractor.checker import Verdict

    grave = (Verdict.VIOLATED, Verdict.TAIL) if fail_on is FailOn.TAIL else (Verdict.VIOLATED,)
    return VIOLATED if any(c.of(*grave) for c in done) else 0


def _tell_missing(missing: Sequence[Nothing]) -> None:
    from extractor.cli.voice import language, tell, visible

    for nothing in missing:
        tell(f"{visible(nothing.argument)}: {nothing.reason.into(language())}", error=True)


def _print(report: Report, everything: bool) -> None:
    """One document: a table for each section with findings, then a line that counts."""
    from extractor.checker import Verdict
    from extractor.cli.voice import said, tell, visible
    from extractor.export.findings import coverage

    checked = report.checked
    shown = list(checked.relations) if everything else checked.of(Verdict.VIOLATED, Verdict.TAIL)
    counts = {v: len(checked.of(v)) for v in Verdict}
    tell(visible(checked.document.name))
    counted = coverage(checked)
    if not checked.relations:
        tell(
            said(
                f"没有可核对的勾稽关系：有 {counted.found} 个数字，未能读出其间的关系（不等于无误）",
                f"nothing to check here: {counted.found} figures, no relation between them understood (which doesn't mean they are right)",
            )
            if counted.found
            else said("没有可核对的勾稽关系：没有数字", "nothing to check here: no figures")
        )
        return
    for title, group in report.by_section(shown):
        _section_table(title, group, report)
    tell(
        said(
            f"关系 {len(checked.relations)} · 成立 {counts[Verdict.HOLDS]} · 尾差 {counts[Verdict.TAIL]} · "
            f"不成立 {counts[Verdict.VIOLATED]} · 未核 {counts[Verdict.NOT_CHECKED]}；数字 {counted.found} 个，已核 {counted.checked} 个",
            f"relations {len(checked.relations)} · hold {counts[Verdict.HOLDS]} · tail {counts[Verdict.TAIL]} · "
            f"violated {counts[Verdict.VIOLATED]} · not checked {counts[Verdict.NOT_CHECKED]}; "
            f"{counted.found} figures, {counted.checked} checked",
        )
    )


def _tell_remarks(report: Report) -> None:
    from extractor.checker.wording import REMARKS, printed
    from extractor.cli.voice import language, said, tell, visible

    for remark in report.checked.remarks:
        one, other = remark.figures
        line = report.line(one.span.start)
        figures = f"{one.label} {printed(one)} · {other.label} {printed(other)}"
        words = REMARKS[remark.kind].into(language())
        tell(visible(said(f"提示 第 {line} 行 {figures}：{words}", f"remark, line {line}: {figures}: {words}")))


def _section_table(title: str, group: Sequence[Relation], report: Report) -> None:
    from extractor.checker.wording import REASONS, VERDICTS, equation, gap, gives, named, suspicions
    from extractor.cli.voice import cell, language, said, show_table, table

    spoken = language()
    made = table(
        (said("行", "line"), "right"),
        (said("结论", "verdict"), ""),
        (said("关系", "relation"), ""),
        (said("算式", "equation"), ""),
        (said("算得", "gives"), "right"),
        (said("差", "gap"), "right"),
        (said("疑误", "suspect"), ""),
        title=title,
    )
    for r in group:
        verdict = VERDICTS[r.verdict].into(spoken) + (f" {REASONS[r.reason].into(spoken)}" if r.reason else "")
        line = str(report.line(r.claim.span.start))
        told = (line, verdict, named(r, spoken), equation(r), gives(r), gap(r), suspicions(r).into(spoken))
        made.add_row(*map(cell, told))
    show_table(made)
