"""What the READMEs show is what happens: commands, outputs, library examples, settings and links."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.llm import load_settings
from extractor.testing.standin import StandIn

ROOT = Path(__file__).resolve().parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """A fenced block, and the one after it where that is its output."""

    kind: str
    text: str


def blocks(lang: str) -> list[Shown]:
    return [Shown(*found) for found in FENCE.findall(READMES[lang].read_text(encoding="utf-8"))]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder in which the commands of a README can be typed without leaving anything in the real one."""
    for name in ("eval", "schemas", "prompts"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    (tmp_path / "deal.txt").write_text("合同名称：供水管网改造合同\n\n合同金额：1,803.82 元\n", encoding="utf-8")
    return tmp_path


def environment(lang: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EXTRACTOR_")}
    return {**kept, "EXTRACTOR_LANG": lang, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "120", **more}


def typed(block: Shown) -> Iterator[tuple[list[str], str]]:
    """Each command of a console block with the output shown for it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield shlex.split(command), output


@pytest.mark.parametrize("lang", READMES)
def test_shown_commands_print_what_is_shown(lang: str, checkout: Path) -> None:
    compared = 0
    for block in blocks(lang):
        for command, output in typed(block) if block.kind == "console" else ():
            assert command[0] == "extractor"
            done = subprocess.run(
                [sys.executable, "-m", *command],
                cwd=checkout,
                env=environment(lang),
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            assert (done.returncode, done.stderr) == (0, "")
            if output:
                assert done.stdout.strip() == output.strip()
                compared += 1
    assert compared == 2


@pytest.mark.parametrize("lang", READMES)
def test_library_examples_run(lang: str, checkout: Path) -> None:
    shown = blocks(lang)
    printed: list[str] = []
    with StandIn() as stand_in:
        for block in (b for b in shown if b.kind == "python"):
            model = {"EXTRACTOR_MODEL": "stand-in", "EXTRACTOR_BASE_URL": stand_in.base_url} if "Endpoint" in block.text else {}
            command = [sys.executable, "-c", block.text]
            env = environment(lang, **model)
            done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
            assert (done.returncode, done.stderr) == (0, "")
            printed.append(done.stdout)
        assert stand_in.asked
    assert printed[0].strip() == next(b.text for b in shown if b.kind == "text").strip()
    assert printed[1] == "both 1803.82\n"
    assert (checkout / "out" / "deal.extraction.json").is_file()


@pytest.mark.parametrize("lang", READMES)
def test_shown_settings_are_settings(lang: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    seen = 0
    for block in (b for b in blocks(lang) if "export" in b.text):
        with monkeypatch.context() as inside:
            given = dict(word.split("=", 1) for line in block.text.splitlines() for word in shlex.split(line)[1:])
            for name, value in given.items():
                inside.setenv(name, value)
            settings = load_settings({})
        assert settings.configured
        assert {name.removeprefix("EXTRACTOR_").lower() for name in given} <= settings.model_fields_set
        seen += 1
    assert seen == 4


@pytest.mark.parametrize("lang", READMES)
def test_links_and_make_targets_exist(lang: str) -> None:
    text = READMES[lang].read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}:" in makefile for target in re.findall(r"make (demo|test|check|bench|lock)", text))
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert "://" in link or (ROOT / link).exists(), link


def test_both_languages_say_the_same() -> None:
    kinds = {lang: [b.kind for b in blocks(lang)] for lang in READMES}
    code = {lang: [b.text for b in blocks(lang) if b.kind in ("python", "text") or "export" in b.text] for lang in READMES}
    sections = {lang: READMES[lang].read_text(encoding="utf-8").count("\n## ") for lang in READMES}
    assert kinds["en"] == kinds["zh"] and code["en"] == code["zh"] and sections["en"] == sections["zh"]
