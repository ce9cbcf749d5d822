"""`make demo`: three sample reports, no model, every value with its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from extractor.cli.voice import said, tell
from extractor.result import SUFFIX


def demo(out: Path, reports: list[Path]) -> int:
    """Extract `reports` into `out` by the commands a user would type, show each result, say what to do next; the exit code."""
    names = " ".join(map(str, reports))
    code = _command(f"extract {names} --engine patterns --out {out}")
    for report in reports:
        if code == 0:
            code = _command(f"show {out / report.stem}{SUFFIX} --document {report}")
    if code == 0:
        _next(out, reports)
    return code


def _command(arguments: str) -> int:
    tell(f"\n$ extractor {arguments}\n")
    return subprocess.run([sys.executable, "-m", "extractor", *arguments.split()], check=False).returncode  # noqa: S603 (our own program)


def _next(out: Path, reports: list[Path]) -> None:
    first = out / f"{reports[0].stem}{SUFFIX}"
    tell(said("\n写出的文件：", "\nFiles written:"))
    for report in reports:
        tell(f"  {out / report.stem}{SUFFIX}")
    tell(said("\n接下来：", "\nNext:"))
    for command, zh, en in (
        (f"show {first} --field /accounts/basic_expenditure", "一个值背后的全部依据", "all that stands behind one value"),
        ("extract REPORT.txt --out out", "抽取自己的报告", "a report of your own"),
        ("schema list", "可用的模式；自己的模式见 docs/schema.zh-CN.md", "schemas there are; your own: docs/schema.md"),
        ("doctor", "检查设置；接入模型见 README", "what works here; a model: see the README"),
    ):
        tell(f"  .venv/bin/extractor {command}    # {said(zh, en)}")


if __name__ == "__main__":
    sys.exit(demo(Path(sys.argv[1]), [Path(a) for a in sys.argv[2:]]))
