"""The house: which room may know which, how long files and functions may be, and what must not stand in the repository."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "extractor"

# A room may import only from rooms before it; rooms that are not built yet have their place already.
ROOMS = (
    *("words", "errors", "content", "pointers", "quantities", "documents", "schema", "grounding", "llm", "result", "reconcile"),
    *("chains", "patterns", "checker", "confidence", "pipeline", "store", "batch", "review", "export", "evaluation", "testing", "cli"),
)
STRANGERS = {
    "checker": {"llm", "chains", "patterns"},
    "patterns": {"llm", "chains"},
    "batch": {"review", "export", "evaluation"},
    "review": {"batch", "export", "evaluation"},
    "export": {"batch", "review", "evaluation"},
    "evaluation": {"batch", "review", "export"},
}
"""Rooms that must not know each other although the order would let them."""

SOURCES = sorted(PACKAGE.rglob("*.py"))
DOORS = {PACKAGE / "__init__.py", PACKAGE / "__main__.py"}
"""The package's own two files belong to no room: they hand out what the rooms hold."""


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that a file of `package` imports, inside functions and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and isinstance(node.args[0], ast.Constant):
            yield node.lineno, str(node.args[0].value)


def faults(room: str, source: str, package: str) -> list[str]:
    found: list[str] = []
    for line, name in imports(source, package):
        parts = name.split(".")
        if parts[0] != "extractor" or len(parts) < 2 or parts[1] in (room, "__version__"):
            continue
        if parts[1] not in ROOMS:
            found.append(f"{line}: {name} is in no known room")
        elif ROOMS.index(parts[1]) > ROOMS.index(room) or parts[1] in STRANGERS.get(room, set()):
            found.append(f"{line}: {room} must not know {name}")
    return found


def test_every_room_has_its_place() -> None:
    assert {room_of(f) for f in SOURCES if f not in DOORS} <= set(ROOMS)


@pytest.mark.parametrize("file", [f for f in SOURCES if f not in DOORS], ids=lambda f: str(f.relative_to(PACKAGE)))
def test_rooms_know_only_those_above(file: Path) -> None:
    package = ".".join(file.relative_to(ROOT).parent.parts)
    assert faults(room_of(file), file.read_text(encoding="utf-8"), package) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("grounding", "from extractor.llm import Endpoint"),
        ("grounding", "def f():\n    import extractor.llm.retry"),
        ("grounding", "from ..llm import retry"),
        ("grounding", "from extractor import llm"),
        ("checker", "if TYPE_CHECKING:\n    from extractor.chains import ask"),
        ("export", "from extractor.review import x"),
        ("llm", "import_module('extractor.cli.main')"),
        ("llm", "import extractor.attic"),
    ],
)
def test_a_forbidden_import_is_seen(room: str, source: str) -> None:
    assert faults(room, source, f"extractor.{room}")


@pytest.mark.parametrize(
    "source", ["from extractor.words import Text", "from . import retry", "import llm", "from extractor import __version__"]
)
def test_an_allowed_import_is_let_pass(source: str) -> None:
    assert faults("llm", source, "extractor.llm") == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_files_and_functions_are_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    functions = (n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
    long = {n.name: length for n in functions if (length := (n.end_lineno or 0) - n.lineno + 1) > 60}
    assert long == {}


# Written in pieces, so that this file is not found by itself.
FORBIDDEN = re.compile(
    r"py" + r"pi\.org|pythonhosted" + r"\.org|registry\.npm" + r"js|mirrors?\.(?:aliyun|tuna|ustc|cloud\.tencent)"
    r"|--(?:extra-)?index" + r"-url|(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|home/\w+|Users/\w+)/|(?<![\w.])/t" + r"mp/\w"
)  # fmt: skip
SUFFIXES = {".py", ".md", ".toml", ".lock", ".json", ".jsonl", ".txt", ".tsv", ".yml", ".yaml", ".cfg", ""}
SKIPPED = {".git", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", "out"}


def committed() -> Iterator[Path]:
    for file in ROOT.rglob("*"):
        parts = file.relative_to(ROOT).parts
        if SKIPPED & set(parts) or any(p.startswith(".venv") or p.endswith(".egg-info") for p in parts):
            continue
        if file.is_file() and file.suffix in SUFFIXES:
            yield file


def test_no_machine_and_no_registry_is_named() -> None:
    found: list[str] = []
    for file in committed():
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [f"{file.relative_to(ROOT)}: {m.group()}" for m in FORBIDDEN.finditer(text)]
    assert found == []


@pytest.mark.parametrize("text", ["https://py" + "pi.org/simple", "cd /wo" + "rk/main", "/t" + "mp/x", "/home/" + "li/x"])
def test_what_is_forbidden_is_found(text: str) -> None:
    assert FORBIDDEN.search(text)
