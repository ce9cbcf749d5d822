"""The reports written for the project, as inputs of this room's tests."""

from __future__ import annotations

from pathlib import Path

SAMPLES = sorted(p for p in (Path(__file__).parents[2] / "eval" / "samples").iterdir() if "_" in p.stem and p.suffix in (".txt", ".md"))
GOLDEN = Path(__file__).parent / "golden"
EMPTY = "\u200b\ufeff\x07\x0c"  # what the view leaves out as it leaves out space


def sample(name: str) -> Path:
    """The sample whose name begins with `name`."""
    return next(p for p in SAMPLES if p.name.startswith(name))
