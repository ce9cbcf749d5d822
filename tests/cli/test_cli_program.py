"""The program itself: fast to start, in the user's language, and the library behind it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cli_running import COMMAND, HEBEI, ROOT, environment, run

import extractor
from extractor.testing.standin import StandIn

HEAVY = {
    "langchain_core",
    "openai",
    "pydantic",
    "pydantic_settings",
    "jsonschema",
    "jsonschema_rs",
    "httpx2",
    "extractor.pipeline",
    "extractor.patterns",
}


def loaded_by(code: str, folder: Path) -> set[str]:
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, env=environment(folder), capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_is_light_and_in_both_languages(tmp_path: Path) -> None:
    ran = run("--help", cwd=tmp_path)
    assert ran.code == 0 and "抽取" in ran.out and "tied to its place" in " ".join(ran.out.split())
    assert not HEAVY & loaded_by("import extractor.cli.main", tmp_path)


@pytest.mark.parametrize(
    "command", ["extract", "show", "schema", "schema list", "schema show", "schema lint", "doctor", "stand-in", "write-reports", "version"]
)
def test_every_command_has_help(tmp_path: Path, command: str) -> None:
    ran = run(*command.split(), "--help", cwd=tmp_path)
    assert ran.code == 0 and "Usage: extractor" in ran.out


def test_importing_the_library_loads_nothing_more(tmp_path: Path) -> None:
    assert {m for m in loaded_by("import extractor", tmp_path) if m.startswith("extractor")} == {"extractor"}


def test_the_library_has_what_it_names() -> None:
    for name in extractor.__all__:
        assert getattr(extractor, name) is not None
    assert set(extractor.__all__) <= set(dir(extractor))
    with pytest.raises(AttributeError):
        _ = extractor.nothing  # type: ignore[attr-defined]


def test_one_version() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == extractor.__version__


@pytest.mark.parametrize(
    ("env", "words"),
    [({}, "没有这个命令"), ({"LANG": "en_GB.UTF-8"}, "No such command"), ({"LANG": "de_DE.UTF-8"}, "没有这个命令"),
     ({"LANG": "en_GB.UTF-8", "EXTRACTOR_LANG": "zh"}, "没有这个命令"), ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, "No such command")],
)  # fmt: skip
def test_the_users_language(tmp_path: Path, env: dict[str, str], words: str) -> None:
    ran = run("nothing", cwd=tmp_path, **env)
    assert ran.code == 2 and ran.err.startswith(words)
    assert run("--lang", "en", "nothing", cwd=tmp_path, **env).err.startswith("No such command")


def test_version_and_a_reader_that_leaves(tmp_path: Path) -> None:
    assert run("version", cwd=tmp_path).out.startswith(f"extractor {extractor.__version__} · Python 3.")
    reader = f"{subprocess.list2cmdline([*COMMAND, 'schema', 'show', 'department_report'])} | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", reader], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1 and done.stderr == ""


def test_a_fault_of_ours_is_a_line(tmp_path: Path) -> None:
    broken = "import sys, extractor.cli.version as v\nv.version = lambda: 1 / 0\nsys.argv = ['extractor', 'version']\n"
    command = [sys.executable, "-c", f"{broken}from extractor.cli.main import run\nrun()"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 70 and done.stderr.count("\n") == 1 and "ZeroDivisionError" in done.stderr


def test_extract_where_a_loop_runs_already() -> None:
    schema = extractor.load_schema(extractor.find_schema("department_report"))

    async def notebook() -> extractor.Extraction:
        return extractor.extract(HEBEI, schema, engine="patterns")

    inside = asyncio.run(notebook())
    outside = extractor.extract(HEBEI, schema, engine="patterns")
    assert inside.data == outside.data and inside.value("/accounts/basic_expenditure") is not None

    async def together() -> list[extractor.Extraction]:
        return await asyncio.gather(*(extractor.extract_async(HEBEI, schema, engine="patterns") for _ in range(2)))

    assert [e.data for e in asyncio.run(together())] == [outside.data] * 2


def test_extract_with_an_endpoint_where_a_loop_runs_already() -> None:
    schema = extractor.load_schema(extractor.find_schema("plain"))
    document = extractor.read_text("合同名称：供水管网改造合同")
    with StandIn() as stand_in:
        endpoint = extractor.Endpoint(extractor.load_settings({"model": "stand-in", "base_url": stand_in.base_url}), None)

        async def notebook() -> list[extractor.Extraction]:
            return [extractor.extract(document, schema, engine="chains", endpoint=endpoint) for _ in range(2)]

        results = asyncio.run(notebook())
    assert all(r.run["model"] == "stand-in" and r.run["requests"] > 0 for r in results)
