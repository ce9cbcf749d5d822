"""`extractor calibrate`: how far confidences can be believed, from gold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from extractor.confidence import Calibration
    from extractor.evaluation.calibrate import CrossValidated, Judged
    from extractor.schema import Schema

HELP = "用标注校准置信度。 Calibrate confidences on gold."


def calibrate(
    gold: Annotated[list[Path], typer.Option("--gold", metavar="DIR", help="标注文件夹，可多次给出。 Gold files; may be repeated.")],
    reports: Annotated[
        list[Path],
        typer.Option("--reports", metavar="DIR", help="对应的报告文件夹，次序相同。 Their reports, in the same order."),
    ],
    results: Annotated[
        list[Path] | None,
        typer.Option(
            "--results", metavar="DIR", help="已有结果的文件夹，次序相同；不给则用规则引擎现抽。 Existing results; else patterns extract."
        ),
    ] = None,
    schema: Annotated[
        str, typer.Option("--schema", "-s", metavar="NAME|PATH", help="模式的名称或文件。 Name or file of the schema.")
    ] = "department_report",
    slips: Annotated[
        float, typer.Option(min=0.0, max=0.5, help="有意改错的比例（0 至 0.5），用于检验。 Share of values made wrong on purpose.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="随机种子。 Seed.")] = 1,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="写入校准文件。 Write the calibration.")] = None,
    shape: Annotated[Literal["table", "json"], typer.Option("--format", help="输出格式。 Shape of the output.")] = "table",
) -> None:
    """Fit on all documents; what is told was measured on documents left out, one after the other."""
    from extractor.evaluation.calibrate import calibrated
    from extractor.schema import find_schema, load_schema

    if len(gold) != len(reports) or (results and len(results) != len(gold)):
        raise typer.BadParameter("--gold, --reports, --results", param_hint="--reports")
    if results and slips:
        raise typer.BadParameter("--slips", param_hint="--results")
    loaded = load_schema(find_schema(schema))
    values, engine = _values(gold, reports, results or [], loaded, slips, seed)
    made, crossed = calibrated(values, _data(gold, loaded, engine, slips, seed))
    if out is not None:
        made.write(out)
    if shape == "json":
        import json

        from extractor.cli.voice import tell

        tell(json.dumps({**made.as_json(), "caught": _caught(made, crossed)}, ensure_ascii=False, indent=1))
    else:
        _tell(made, crossed)


def _values(
    gold: Sequence[Path], reports: Sequence[Path], results: Sequence[Path], schema: Schema, slips: float, seed: int
) -> tuple[list[Judged], str]:
    from extractor.errors import OperatorError
    from extractor.evaluation import dataset
    from extractor.evaluation.trial import of_results, tried
    from extractor.words import Text

    values: list[Judged] = []
    engines: set[str] = set()
    for number, (labels, folder) in enumerate(zip(gold, reports, strict=True)):
        samples = [s for s in dataset(labels, folder) if results or s.report is not None]
        if results:
            judged, by = of_results(samples, results[number], schema)
            values += judged
            engines |= by
        else:
            values += tried(samples, schema, slips, seed + 1000 * number)
    if len({v.document for v in values}) < 3 or all(v.right for v in values):
        raise OperatorError(
            Text("标注太少，或没有一个抽取错误，无法校准", "too little gold, or not one wrong value: nothing can be calibrated"),
            Text("至少需要三份报告；--slips 可加入有意的错误", "At least three reports are needed; --slips adds wrong values"),
            stage="calibrate",
        )
    if len(engines) > 1:
        raise OperatorError(
            Text("结果来自不同的引擎", "the results are of different engines"),
            Text("每个引擎分别校准", "Calibrate each engine on its own"),
            stage="calibrate",
        )
    return values, engines.pop() if engines else "patterns"


def _data(gold: Sequence[Path], schema: Schema, engine: str, slips: float, seed: int) -> dict[str, Any]:
    return {
        "schema": schema.name,
        "schema_version": schema.version,
        "schema_sha256": schema.sha256,
        "engine": engine,
        "gold": ["/".join(f.parts[-2:]) for f in gold],
        "slips": slips,
        "seed": seed,
    }


def _caught(made: Calibration, crossed: CrossValidated) -> list[dict[str, Any]]:
    """For each promise what goes to review: the share of wrong values, and of right ones."""
    caught: list[dict[str, Any]] = []
    for promise in made.promises:
        wrong, right = crossed.caught(float(promise["confidence"]))
        caught.append({"target": promise["target"], "wrong_in_review": round(wrong, 4), "right_in_review": round(right, 4)})
    return caught


def _tell(made: Calibration, crossed: CrossValidated) -> None:
    from extractor.cli.voice import cell, said, show_table, table, tell
    from extractor.confidence import needed
    from extractor.evaluation.calibrate import TARGETS, too_small

    m = made.measured
    tell(
        said(
            f"{m['documents']} 份报告，{m['values']} 个值，其中错误 {m['wrong']} 个（有意改错 {m['slipped']} 个）",
            f"{m['documents']} reports, {m['values']} values, {m['wrong']} of them wrong ({m['slipped']} on purpose)",
        )
    )
    tell(said("校准误差（逐份留出）", "calibration error (each document left out)") + f"  ECE {m['calibration_error']:.4f}")
    shown = table((said("信号", "signal"), ""), (said("系数", "weight"), "right"), title="")
    for name, weight in sorted(made.model.weights.items(), key=lambda w: w[1]):
        shown.add_row(*map(cell, (name, f"{weight:+.2f}")))
    shown.add_row(*map(cell, (said("截距", "intercept"), f"{made.model.intercept:+.2f}")))
    show_table(shown)
    usual = m["usual"]
    tell(
        said(
            f"未指定容许差错时（置信度低于 {usual['confidence']} 送复核）："
            f"错误的 {usual['wrong_in_review']:.2%}、正确的 {usual['right_in_review']:.2%} 送复核",
            f"without a target (review below {usual['confidence']}): {usual['wrong_in_review']:.2%} of the wrong and "
            f"{usual['right_in_review']:.2%} of the right ones are sent to review",
        )
    )
    heads = (
        (said("容许差错", "target"), said("置信度不低于", "accepted from"), said("保证", "promised")),
        (said("送复核", "to review"), said("其中错误", "wrong caught"), said("正确的送复核", "right sent")),
    )
    promised = table(*((h, "right") for pair in heads for h in pair), title="")
    for p, c in zip(made.promises, _caught(made, crossed), strict=True):
        shares = (p["bound"], p["review_share"], c["wrong_in_review"], c["right_in_review"])
        bound, review, wrong, right = (f"{s:.2%}" for s in shares)
        promised.add_row(*map(cell, (f"{p['target']:.1%}", f"{p['confidence']:.4f}", bound, review, wrong, right)))
    show_table(promised)
    promises = {p["target"] for p in made.promises}
    for target in (t for t in TARGETS if t not in promises):
        if (small := too_small(crossed, target)) is not None:
            tell(
                said(
                    f"{target:.1%}：标注不足以保证（最多 {small.best:.2%}；无一错误也至少需要 {needed(target)} 个值）",
                    f"{target:.1%}: the gold is too small (it promises {small.best:.2%}; {needed(target)} faultless values are the least)",
                )
            )
