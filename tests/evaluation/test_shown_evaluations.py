"""An evaluation as page, Markdown, JUnit and JSON: the figures are there, and nothing of a report is markup."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cli_running import run

ROOT = Path(__file__).resolve().parents[2]
GOLD, SAMPLES = ROOT / "eval" / "gold", ROOT / "eval" / "samples"
HOSTILE = "<script>alert(1)</script>|[x](javascript:1)"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right but for a missed figure, one ×10⁴, and a hostile name; one document has no result."""
    folder = tmp_path_factory.mktemp("results")
    for file in sorted(GOLD.glob("*.json"))[1:]:
        data = json.loads(file.read_text(encoding="utf-8"))["data"]
        data["report"]["department"] = HOSTILE
        data["accounts"]["basic_share"] = None
        data["accounts"]["basic_expenditure"] = data["accounts"]["basic_expenditure"] * 10_000
        (folder / file.name).write_text(json.dumps({"data": data}), encoding="utf-8")
    return folder


def shown(results: Path, form: str, cwd: Path) -> str:
    ran = run("eval", "score", results, "--gold", GOLD, "--reports", SAMPLES, "--format", form, cwd=cwd)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_shows_each_miss_beside_the_reports_words(results: Path, tmp_path: Path) -> None:
    page = shown(results, "html", tmp_path)
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.seen
    assert "a" not in tags.seen
    assert HOSTILE in tags.words
    assert {"漏", "单位或量级错", "文档失败"} <= set(tags.words)
    gold = json.loads((GOLD / "hunan_agri_2023.json").read_text(encoding="utf-8"))
    quote = gold["evidence"]["/accounts/basic_share"][0]
    assert any(quote in w for w in tags.words)
    assert "://" not in page


def test_markdown_junit_and_json_agree(results: Path, tmp_path: Path) -> None:
    found: dict[str, Any] = json.loads(shown(results, "json", tmp_path))
    m = found["metrics"]
    assert m["failed_documents"] == 1
    assert m["outcomes"]["wrong_scale"] == 5
    assert 0 < m["value_f1_macro_interval"][0] <= m["value_f1_macro"] <= m["value_f1_macro_interval"][1] < 1
    markdown = shown(results, "md", tmp_path)
    assert f"{100 * m['value_f1_macro']:.2f}%" in markdown
    assert "<script>" not in markdown
    assert "](javascript" not in markdown
    suites = ElementTree.fromstring(shown(results, "junit", tmp_path))
    assert len(suites) == 6
    wrong = [c.get("name") for s in suites for c in s if c.find("failure") is not None]
    assert wrong.count("/accounts/basic_share") >= 5


def test_a_folder_without_gold_is_one_clear_error(tmp_path: Path) -> None:
    ran = run("eval", "score", tmp_path, "--gold", tmp_path, cwd=tmp_path)
    assert ran.code == 2
    assert "--gold" in ran.err


@pytest.mark.parametrize("form", ["table", "md", "html", "junit"])
def test_every_form_tells_relations_places_phrasings_and_cost(form: str, tmp_path: Path) -> None:
    for sub in ("gold", "results"):
        (tmp_path / sub).mkdir()
    gold = json.loads((GOLD / "hebei_water_2022.json").read_text(encoding="utf-8"))
    gold["phrasing"] = {"/accounts": "known", "/staffing": "kept_out"}
    (tmp_path / "gold" / "hebei_water_2022.json").write_text(json.dumps(gold), encoding="utf-8")
    options = ("--gold", tmp_path / "gold", "--reports", SAMPLES)
    replies = ("--engine", "both", "--recordings", ROOT / "eval" / "recordings", "--out", tmp_path / "results")
    ran = run("--lang", "en", "eval", "run", *options, *replies, "--format", form, "--log", tmp_path / "log.json", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    m = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))["metrics"]
    assert list(m["by_phrasing"]) == ["known", "kept_out"]
    assert (m["requests"], m["money"], m["faults_stated"]) == (2, None, 4)
    if form == "junit":
        assert ElementTree.fromstring(ran.out).get("name")
        return
    shown = (f"{100 * m['relation_recall']:.2f}%", f"{100 * m['grounding_f1_macro']:.2f}%", f"{m['prompt_tokens']:,}", "price unknown")
    assert [s for s in shown if s not in ran.out] == []
    words = ran.out.replace("\\_", " ")  # Markdown has it escaped
    assert "kept out" in words and "known" in words
