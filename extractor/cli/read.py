"""`extractor read`: what was understood of a file before anything is extracted from it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from extractor.cli.inputs import Order
    from extractor.documents import Document

HELP = "显示文件读取的结果：目录、表格、提示。 Show what was read of a file: outline, tables, warnings."
FORMAT, VERSION = "report-extractor/read", "1.0"
FAILED = 2
"""Exit code: a file could not be read."""
SUFFIX = {"html": ".read.html", "json": ".read.json", "text": ".read.txt"}


class Shape(StrEnum):
    """How it is shown."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def read(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="文件、文件夹、压缩包（zip）或通配符。 Files, folders, zip archives or patterns.")
    ],
    shape: Annotated[Shape, typer.Option("--format", help="输出格式。 Shape of the output.")] = Shape.TEXT,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="PATH", help="写入的文件；多份时为文件夹。 File to write; a folder for several.")
    ] = None,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="包括子文件夹。 Folders inside folders too.")] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。 Overwrite files that exist.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="界面语言。 Language of messages.")] = None,
) -> None:
    """Show what was read. Exit code 0: all was read, 2: some was not."""
    from extractor.cli.inputs import documents
    from extractor.cli.voice import language, tell, use_language, visible
    from extractor.errors import ExtractorError

    if lang not in (None, "zh", "en"):
        raise typer.BadParameter("zh, en", param_hint="--lang")
    if lang is not None:
        use_language(lang)
    orders, missing = documents(files, recursive=recursive)
    for nothing in missing:
        tell(visible(f"{nothing.argument}: {nothing.reason.into(language())}"), error=True)
    targets = _targets(orders, shape, out, force=force)
    failed = bool(missing) or not orders
    listed: list[dict[str, Any]] = []
    for order, target in zip(orders, targets, strict=True):
        try:
            _one(order, order.document(), shape, target, listed)
        except ExtractorError as error:
            failed = True
            tell(visible(error.into(language())), error=True)
    if listed:
        tell(_text(listed[0] if len(orders) == 1 else listed))
    raise typer.Exit(FAILED if failed else 0)


def _targets(orders: Sequence[Order], shape: Shape, out: Path | None, *, force: bool) -> list[Path | None]:
    """The file for each document, None where it is printed. Raises OperatorError where one exists already."""
    from extractor.cli.existing import Taken
    from extractor.words import Text

    if out is None and shape is not Shape.HTML:
        return [None] * len(orders)
    ending = SUFFIX[shape]
    # One document and a file's name: that file; else a folder, the working one where none is named.
    single = out is not None and len(orders) == 1 and not out.is_dir() and out.suffix.lower() == Path(ending).suffix
    folder = out or Path()
    targets = [out if single else folder / f"{order.name}{ending}" for order in orders]
    for target in targets:
        if not force and target is not None and target.exists():
            raise Taken(
                Text(f"{target.name} 已存在", f"{target.name} exists"),
                Text("换一个 --out，或用 --force 覆盖", "Name another --out, or overwrite it with --force"),
                stage="write",
            )
    return list(targets)


def _one(order: Order, document: Document, shape: Shape, target: Path | None, listed: list[dict[str, Any]]) -> None:
    from extractor.cli.read_shown import lines, show

    if target is None:
        if shape is Shape.JSON:
            listed.append(as_json(document))
        else:
            show(document)
    elif shape is Shape.HTML:
        _save(target, _html(order, document))
    else:
        _save(target, _text(as_json(document)) if shape is Shape.JSON else "\n".join(lines(document)))


def _html(order: Order, document: Document) -> str:
    from extractor.cli.read_shown import summary
    from extractor.cli.voice import language
    from extractor.documents.page_images import page_images
    from extractor.export.reading_html import reading_page

    images = page_images(order.data(), order.file, len(document.pages))
    return reading_page(document, images, summary(document), language())


def _save(target: Path, text: str) -> None:
    from extractor.cli.check_files import write_whole
    from extractor.cli.voice import said, tell, visible
    from extractor.errors import OperatorError
    from extractor.words import Text

    try:
        write_whole(target, (text.rstrip("\n") + "\n").encode("utf-8", "backslashreplace"))
    except OSError as e:
        raise OperatorError(
            Text(f"无法写入 {target}（{e.strerror}）", f"cannot write to {target} ({e.strerror})"),
            Text("请检查路径、磁盘空间与权限", "Check the path, disk space and permissions"),
            stage="write",
        ) from e
    tell(said(f"结果在 {visible(str(target))}", f"The result is in {visible(str(target))}"))


def as_json(document: Document) -> dict[str, Any]:
    """What was read as a JSON object; offsets are characters of `text`, boxes points from a page's upper left corner."""
    return {
        "format": {"name": FORMAT, "version": VERSION},
        "document": {"name": document.name, "sha256": document.sha256, "form": document.format, "encoding": document.encoding},
        "text": document.text,
        "pages": [list(p) for p in document.pages],
        "outline": [
            {"level": s.level, "number": s.number, "title": s.title, "parent": s.parent, "span": list(s.span)} for s in document.sections
        ],
        "blocks": [{"id": b.id, "kind": str(b.kind), "span": list(b.span), "section": b.section, "page": b.page} for b in document.blocks],
        "tables": [
            {
                "id": t.id,
                "page": t.page,
                "caption": t.caption,
                "unit": t.unit.symbol,
                "rows": [
                    [{"text": c.words, "span": list(c.span), "rowspan": c.rowspan, "colspan": c.colspan} for c in row] for row in t.rows
                ],
            }
            for t in document.tables
        ],
        "places": [
            {"span": list(p.span), "page": p.page, "box": [round(v, 2) for v in (p.x0, p.top, p.x1, p.bottom)], "certainty": p.certainty}
            for p in document.placed
        ],
        "warnings": [{"zh": w.zh, "en": w.en} for w in document.warnings],
    }


def _text(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=1)
