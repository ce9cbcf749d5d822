"""Where the findings of `extractor check` are written as pages, Markdown or a workbook; nothing is overwritten unasked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.cli.existing import Taken
from extractor.cli.voice import language, said, tell, visible
from extractor.errors import OperatorError
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.cli.inputs import Order
    from extractor.export import Report, Unread

SUFFIXES = {"html": (".html", ".htm"), "md": (".md",), "xlsx": (".xlsx",)}
"""What --out ends in where it names a file; with another ending it is a folder."""

_NAME = "核对结果"
_INDEX = "index.html"
_STAGE = "write"


@dataclass(slots=True)
class Findings:
    """The files of one run. `out` None: the default of the form; Markdown then goes to stdout.

    Raises OperatorError when made: --out doesn't fit the form, or a file exists and `force` is off. So nothing is checked in vain.
    """

    shape: str
    out: Path | None
    orders: Sequence[Order]
    force: bool = False
    everything: bool = False
    reports: list[Report] = field(default_factory=list["Report"])
    unread: list[Unread] = field(default_factory=list["Unread"])

    def __post_init__(self) -> None:
        self.out = self._place()
        if not self.force:
            for path in self._targets():
                if os.path.lexists(path):
                    raise Taken(
                        Text(f"{path.name} 已存在", f"{path.name} exists"),
                        Text("换一个 --out，或用 --force 覆盖", "Name another --out, or overwrite it with --force"),
                        stage=_STAGE,
                    )

    def _place(self) -> Path | None:
        """The file or folder to write; --out as given where it says which."""
        out, one = self.out, len(self.orders) == 1
        if self.shape == "xlsx":
            if out is not None and out.is_dir():
                return out / f"{_NAME}.xlsx"
            if out is not None and not self._is_file(out):
                raise _unfit(Text("--out 应为 .xlsx 文件", "--out must be an .xlsx file"), Text("如", "For example"), f"--out {_NAME}.xlsx")
            return out or Path(f"{_NAME}.xlsx")
        if self.shape == "html" and out is None:
            return Path(f"{_NAME}.html" if one else _NAME)
        if self.shape == "html" and out is not None and self._is_file(out) and not one:
            raise _unfit(
                Text("多份报告不能写进一个页面", "several reports don't go into one page"),
                Text("请指定文件夹", "Name a folder"),
                f"--out {out.with_suffix('').name}",
            )
        return out

    def _is_file(self, path: Path) -> bool:
        return path.suffix.lower() in SUFFIXES[self.shape] and not path.is_dir()

    def _single(self) -> Path | None:
        return self.out if self.out is not None and self._is_file(self.out) else None

    def _page(self, name: str) -> Path:
        return (self.out or Path()) / f"{name}.check{SUFFIXES[self.shape][0]}"

    def _targets(self) -> list[Path]:
        if self.out is None:
            return []
        if (single := self._single()) is not None:
            return [single]
        index = [self.out / _INDEX] if self.shape == "html" and len(self.orders) > 1 else []
        return [*(self._page(o.name) for o in self.orders), *index]

    def write(self) -> None:
        """Write what was checked and tell where. Raises OperatorError where that can't be done."""
        if not self.reports:
            return
        if self.shape == "md" and self.out is None:
            tell("\n".join(self._markdown(r) for r in self.reports).rstrip("\n"))
            return
        try:
            self._write()
        except OSError as e:
            raise OperatorError(
                Text(f"无法写入 {self.out}（{e.strerror}）", f"cannot write to {self.out} ({e.strerror})"),
                Text("请检查路径、磁盘空间与权限", "Check the path, disk space and permissions"),
                stage=_STAGE,
            ) from e
        tell(said(f"结果在 {visible(str(self.out))}", f"Results are in {visible(str(self.out))}"))

    def _write(self) -> None:
        single = self._single()
        if self.shape == "xlsx" and single is not None:
            from extractor.export.findings_xlsx import workbook

            write_whole(single, workbook(self.reports, self.unread, language()))
        elif self.shape == "md":
            self._texts(single, self._markdown)
        else:
            from extractor.export.findings_html import index, page

            self._texts(single, lambda r: page(r, language()))
            if single is None and len(self.orders) > 1:
                listed = [(r, self._page(r.name).name) for r in self.reports]
                write_whole((self.out or Path()) / _INDEX, index(listed, self.unread, language()).encode("utf-8"))

    def _texts(self, single: Path | None, made: Callable[[Report], str]) -> None:
        if single is not None:
            write_whole(single, "\n".join(made(r) for r in self.reports).encode("utf-8"))
            return
        for report in self.reports:
            write_whole(self._page(report.name), made(report).encode("utf-8"))

    def _markdown(self, report: Report) -> str:
        from extractor.export.findings_md import markdown

        return markdown(report, language(), everything=self.everything)


def write_whole(path: Path, data: bytes) -> None:
    """Write so that readers see the old file or the new one, never a part. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of this process's own: two runs into one folder never share a half-written file.
    temporary = path.parent / f".check.{os.getpid()}.part"
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _unfit(what: Text, how: Text, example: str) -> OperatorError:
    return OperatorError(what, Text(f"{how.zh} {example}", f"{how.en} {example}"), stage=_STAGE)
