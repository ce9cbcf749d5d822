"""`extractor version`."""

from __future__ import annotations

HELP = "显示版本。 Versions of the program, of Python and of the result file."


def version() -> None:
    """Print the versions on one line."""
    import platform

    import extractor
    from extractor.cli.voice import tell
    from extractor.result import FORMAT, VERSION

    tell(f"extractor {extractor.__version__} · Python {platform.python_version()} · {FORMAT} {VERSION}")
