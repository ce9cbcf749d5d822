"""The program: its commands, and how whatever goes wrong in them is told."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from extractor.cli import (
    calibrate,
    check,
    doctor,
    evaluate,
    extract,
    gold,
    misuse,
    read,
    schema,
    show,
    stand_in,
    version,
    voice,
    write_reports,
)
from extractor.errors import ExtractorError

OPERATOR, BUG, INTERRUPTED = 2, 70, 130
"""Exit codes: settings, options or files are wrong; a fault of the program; Ctrl-C."""

_HELP = "从中文政府报告中抽取数据，每个值都对应原文位置。 Figures out of Chinese government reports, each tied to its place."

app = typer.Typer(
    name="extractor",
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)


def _lang(value: str | None) -> str | None:
    if value is not None and value not in ("zh", "en"):
        raise typer.BadParameter("zh, en")
    voice.use_language(value)
    return value


def _version(value: bool) -> None:
    if value:
        version.version()
        raise typer.Exit


@app.callback()
def language(
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="zh|en",
            is_eager=True,
            callback=_lang,
            help="界面语言，默认中文（也可用 EXTRACTOR_LANG 或系统语言）。 Language of messages.",
        ),
    ] = None,
    version_: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="显示版本。 Versions of program and result file.")
    ] = False,
) -> None:
    """Options of the program itself."""


app.command("read", help=read.HELP)(read.read)
app.command("extract", help=extract.HELP)(extract.extract)
app.command("show", help=show.HELP)(show.show)
app.command("check", help=check.HELP)(check.check)
app.add_typer(schema.app, name="schema")
app.add_typer(evaluate.app, name="eval")
app.add_typer(gold.app, name="gold")
app.command("calibrate", help=calibrate.HELP)(calibrate.calibrate)
app.command("doctor", help=doctor.HELP)(doctor.doctor)
app.command("stand-in", help=stand_in.HELP)(stand_in.stand_in)
app.command("write-reports", help=write_reports.HELP)(write_reports.write_reports)
app.command("version", help=version.HELP)(version.version)


def run() -> None:
    """Run the command line and exit: 0, 1 (some of it failed), 2 (nothing could be done), 70 (our fault), 130 (Ctrl-C)."""
    for stream in (sys.stdout, sys.stderr):
        # File names may hold bytes, and old terminals lack characters: neither is a reason to stop.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(_exit_code(sys.argv[1:]))


def _exit_code(arguments: list[str]) -> int:
    try:
        code: Any = app(arguments, prog_name="extractor", standalone_mode=False)
        sys.stdout.flush()
    except ExtractorError as error:
        return _failed(voice.visible(error.into(voice.language())), OPERATOR)
    except TyperException as error:
        return _misused(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # `extractor show … | head`: the reader has enough, and the interpreter must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(voice.visible(f"{where}{error.strerror or error}"), OPERATOR)
    except Exception as error:  # the last line: a bug is told in a line, its traceback only to who asks for it
        if os.environ.get("EXTRACTOR_DEBUG"):
            raise
        text = voice.said(
            "程序内部错误（{}）。请设置 EXTRACTOR_DEBUG=1 重试并反馈完整信息",
            "a fault of the program ({}). Please report it with what EXTRACTOR_DEBUG=1 shows",
        )
        return _failed(text.format(voice.visible(f"{type(error).__name__}: {error}")), BUG)
    return code if isinstance(code, int) else 0


def _failed(line: str, code: int) -> int:
    voice.tell(line, error=True)
    return code


def _misused(error: TyperException) -> int:
    kind = type(error).__name__
    message = str(getattr(error, "format_message", lambda: error)())
    if kind == "NoArgsIsHelpError":
        voice.tell(message)
        return OPERATOR
    path = getattr(getattr(error, "ctx", None), "command_path", "extractor")
    line = voice.said(
        f"{misuse.in_chinese(kind, message)}。用 {path} --help 查看用法", f"{message.replace('Value error, ', '')} See {path} --help"
    )
    return _failed(voice.visible(line), OPERATOR)
