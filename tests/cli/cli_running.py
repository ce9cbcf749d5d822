"""The command as a user runs it: its own process, its own folder, nothing from the tester's environment."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "eval" / "samples"
HEBEI = SAMPLES / "hebei_water_2022.txt"
COMMAND = [sys.executable, "-m", "extractor"]


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def environment(folder: Path, **more: str) -> dict[str, str]:
    """PATH and little else; the cache lies in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TEMP", "LD_LIBRARY_PATH")}
    return {**kept, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}


def run(*arguments: str | Path, cwd: Path, **more: str) -> Ran:
    done = subprocess.run(
        [*COMMAND, *map(os.fsencode, arguments)], cwd=cwd, env=environment(cwd, **more), capture_output=True, timeout=120, check=False
    )
    ran = Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in ran.said
    return ran
