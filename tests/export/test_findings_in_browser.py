"""The pages of `extractor check --format html` in a real Chromium: what lights up, jumps and hides, by mouse and by keyboard."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import PHONE, WIDE, Browser, chromium
from made import HOSTILE, HOSTILE_NAME, SAMPLES, report

from extractor.checker import Relation, Term, Verdict
from extractor.export.findings import ORDER, equation, suspect
from extractor.words import visible

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = SAMPLES / "anhui_health_2024.md"  # has all four verdicts, sentences and tables
LANGUAGES = ("zh", "en")
WINDOWS = pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
# What a narrow window could be torn by: a word without an end, and a table of many columns.
BROAD = f"\n{'x' * 400}\n\n{'	'.join(['项目', *map(str, range(40))])}\n{'	'.join(['金额', *['1,234,567.89'] * 40])}\n"


@dataclass(frozen=True)
class Made:
    """A page that the command made of a file, and what must be on it."""

    source: Path
    page: Path

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        return tuple(report(self.source).checked.relations)

    @cached_property
    def _places(self) -> dict[int, range]:
        """Where on the page each character of the document stands (Browser.lit)."""
        document = report(self.source).checked.document
        found: dict[int, range] = {}
        at = 0
        for block in document.blocks:
            cells = [c.span for row in document.tables[block.table].rows for c in row] if block.table >= 0 else [block.span]
            for offset in (o for span in cells if span.end > span.start for o in document.view(span).offsets):
                shown = 0 if document.text[offset].isspace() else len(visible(document.text[offset]))
                found[offset] = range(at, at + shown)
                at += shown
        return found

    def places(self, *terms: Term) -> set[int]:
        return {p for t in terms for o in range(t.span.start, t.span.end) for p in self._places.get(o, ())}

    @cached_property
    def _lit(self) -> dict[str, set[int]]:
        return {r.id: self.lit_by(r) for r in self.relations}

    def lit_by(self, relation: Relation) -> set[int]:
        """The claim, the operands, and the figure under suspicion."""
        culprit = suspect(relation)
        accused = [culprit.term] if culprit is not None and relation.verdict is not Verdict.HOLDS else []
        return self.places(*relation.terms, *accused)

    def around(self, term: Term) -> list[Relation]:
        """The relations that a figure lights."""
        return [r for r in self.relations if self.places(term) & self._lit[r.id]]

    def of(self, verdict: Verdict) -> list[Relation]:
        return [r for r in self.relations if r.verdict is verdict]


@dataclass(frozen=True)
class Pages:
    """The command's pages in one language."""

    folder: Path
    sample: Made
    hostile: Made

    def page(self, name: str) -> Path:
        return {"sample": self.sample.page, "hostile": self.hostile.page, "index": self.folder / "index.html"}[name]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pages]:
    folder = tmp_path_factory.mktemp("pages")
    hostile = folder / HOSTILE_NAME
    hostile.write_text(HOSTILE + BROAD, encoding="utf-8")
    made: dict[str, Pages] = {}
    for language in LANGUAGES:
        out = folder / language
        ran = subprocess.run(
            [sys.executable, "-m", "extractor", "check", SAMPLE, hostile, "--format", "html", "--out", out, "--lang", language],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (1, b"")
        (other,) = set(out.glob("*.check.html")) - {out / f"{SAMPLE.stem}.check.html"}
        made[language] = Pages(out, Made(SAMPLE, out / f"{SAMPLE.stem}.check.html"), Made(hostile, other))
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()


@pytest.fixture
def sample(pages: dict[str, Pages]) -> Made:
    return pages["zh"].sample


def finding(browser: Browser, relation: Relation) -> WebElement:
    return browser.one(f"li#{relation.id}")


def claim(browser: Browser, relation: Relation) -> WebElement:
    return browser.one(f'main .f[data-c~="{relation.id}"]')


def unfold(browser: Browser) -> None:
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; });")


@WINDOWS
@pytest.mark.parametrize("name", ["sample", "hostile", "index"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_loads_alone_without_complaint_and_fits(
    browser: Browser, pages: dict[str, Pages], language: str, name: str, window: tuple[int, int]
) -> None:
    page = pages[language].page(name)
    browser.open(page, window)
    assert browser.requests() == [page.as_uri()]
    assert browser.complaints() == []
    unfold(browser)
    width, scrolled, needed = browser.run("scrollTo(1e6, 0); return [innerWidth, scrollX, document.documentElement.scrollWidth];")
    assert width == window[0] and scrolled == 0 and needed <= width
    # Inline boxes have no width of their own.
    cut = "e => e.clientWidth && e.scrollWidth > e.clientWidth + 1"
    assert browser.run(f"return [...document.querySelectorAll('header *, aside, aside *')].filter({cut}).map(e => e.outerHTML);") == []


def test_a_page_that_asks_for_more_or_complains_is_seen(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text('<img src="http://127.0.0.1:9/a.png"><script>console.error("ouch")</script><p style="width:2000px">a', encoding="utf-8")
    browser.open(page)
    assert browser.requests() == [page.as_uri(), "http://127.0.0.1:9/a.png"]
    assert any("ouch" in said for said in browser.complaints())
    assert browser.run("return document.documentElement.scrollWidth > innerWidth;")


@pytest.mark.parametrize(("language", "name"), [("zh", "sample"), ("zh", "hostile"), ("en", "hostile")])
def test_each_finding_lights_exactly_its_figures(browser: Browser, pages: dict[str, Pages], language: str, name: str) -> None:
    made = pages[language].sample if name == "sample" else pages[language].hostile
    browser.open(made.page)
    unfold(browser)
    assert all(made.places(t) for r in made.relations for t in r.terms)
    assert browser.lit_by_focus([r.id for r in made.relations]) == {r.id: (made.lit_by(r), made.places(r.claim)) for r in made.relations}


def test_the_mouse_lights_a_finding_and_leaves_it_dark(browser: Browser, sample: Made) -> None:
    browser.open(sample.page)
    for relation in sample.of(Verdict.VIOLATED):
        browser.point(finding(browser, relation))
        assert browser.lit() == sample.lit_by(relation)
    browser.point(browser.one("h1"))
    assert browser.lit() == set() and not browser.all(".lit")


def test_the_mouse_on_a_figure_tells_its_relations(browser: Browser, sample: Made) -> None:
    browser.open(sample.page)
    spans = {r.claim.span: r.claim for r in sample.of(Verdict.VIOLATED) + sample.of(Verdict.TAIL)}
    assert len(spans) > 3
    for term in spans.values():
        held = sample.around(term)
        browser.point(claim(browser, next(r for r in held if r.claim.span == term.span)))
        assert browser.lit() == set[int]().union(*(sample.lit_by(r) for r in held))
        assert {e.get_attribute("id") for e in browser.all(".item.lit")} == {r.id for r in held}
        panel = browser.one("#panel")
        assert panel.is_displayed() and all(equation(r) in panel.text for r in held)
    browser.point(browser.one("h1"))
    assert not browser.one("#panel").is_displayed()


@WINDOWS
def test_a_click_on_a_finding_leads_to_its_place(browser: Browser, sample: Made, window: tuple[int, int]) -> None:
    browser.open(sample.page, window)
    for relation in sample.of(Verdict.VIOLATED):
        item, place = finding(browser, relation), claim(browser, relation)
        item.click()
        assert browser.in_sight(place) and browser.lit() == sample.lit_by(relation)
        # One below the other, the list is out of sight: the panel tells the finding and leads back.
        assert browser.one("#panel").is_displayed() == (window == PHONE)
        if window == PHONE:
            assert equation(relation) in browser.one("#panel").text and not browser.in_sight(item)
            browser.one("#panel button").click()
            assert browser.in_sight(item) and browser.focused() == item and browser.lit() == sample.lit_by(relation)
            assert not browser.one("#panel").is_displayed()


@pytest.mark.parametrize("verdict", [Verdict.VIOLATED, Verdict.HOLDS])
def test_a_click_on_a_figure_leads_to_its_finding(browser: Browser, sample: Made, verdict: Verdict) -> None:
    relation = [r for r in sample.of(verdict) if sample.around(r.claim) == [r]][-1]
    browser.open(sample.page)
    claim(browser, relation).click()
    assert browser.in_sight(finding(browser, relation))
    # It stays while the mouse goes elsewhere, until the next click.
    browser.point(browser.one("fieldset"))
    assert sample.lit_by(relation) <= browser.lit() and browser.one("#panel").is_displayed()
    browser.one("aside h2").click()
    assert browser.lit() == set() and not browser.one("#panel").is_displayed()


def test_on_a_phone_a_touched_figure_stays_in_sight(browser: Browser, sample: Made) -> None:
    browser.open(sample.page, PHONE)
    figure = claim(browser, sample.of(Verdict.HOLDS)[0])
    figure.click()
    assert browser.in_sight(figure) and browser.in_sight(browser.one("#panel button"))
    browser.one("#panel button").click()
    item = browser.focused()
    assert "item" in (item.get_attribute("class") or "").split() and browser.in_sight(item)


@WINDOWS
def test_the_gravest_come_first_and_the_rest_is_folded(browser: Browser, sample: Made, window: tuple[int, int]) -> None:
    browser.open(sample.page, window)
    assert [g.get_attribute("data-v") for g in browser.displayed(".group")] == list(ORDER)
    faults = sample.of(Verdict.VIOLATED) + sample.of(Verdict.TAIL)
    assert [e.get_attribute("id") for e in browser.displayed(".item")] == [r.id for r in faults]
    assert browser.in_sight(browser.one(".item.violated"))
    browser.one("details[data-v=holds] > summary").click()
    assert len(browser.displayed(".item.holds")) == len(sample.of(Verdict.HOLDS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_hide_and_show_by_verdict(browser: Browser, pages: dict[str, Pages], language: str) -> None:
    made = pages[language].sample
    browser.open(made.page)
    painted = "const s = getComputedStyle(arguments[0]); return s.borderBottomStyle != 'none';"
    for verdict in ORDER:
        only = next(r for r in made.of(verdict) if made.around(r.claim) == [r])
        figure, group = claim(browser, only), f".group[data-v={verdict}]"
        label = browser.one(f"label:has([value={verdict}])")
        assert label.text.endswith(f" {len(made.of(verdict))}")
        assert browser.displayed(group) and browser.run(painted, figure)
        label.click()
        assert not browser.displayed(group) and not browser.run(painted, figure)
        assert len(browser.displayed(".group")) == len(ORDER) - 1
        browser.point(figure)
        assert browser.lit() == set() and not browser.one("#panel").is_displayed()
        label.click()
        assert browser.displayed(group) and browser.run(painted, figure)
        browser.point(browser.one("h1"))
        browser.point(figure)
        assert browser.lit() == made.lit_by(only)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_hostile_report_is_run(browser: Browser, pages: dict[str, Pages], language: str) -> None:
    made = pages[language].hostile
    browser.open(made.page)
    unfold(browser)
    for item in browser.all(".item"):
        browser.point(item)
    for figure in browser.all("main .f"):
        browser.point(figure)
        assert browser.one("#panel").is_displayed() and not browser.all("#panel :not(div, p, button)")
    assert browser.run("return [typeof hacked, document.scripts.length, document.images.length];") == ["undefined", 1, 0]
    assert not browser.all("main script, main b, aside script, aside img, [onerror], [onmouseover], [href^=javascript]")
    text = browser.run("return document.body.textContent;")
    assert "<img src=x onerror=hacked=1>" in text and "</script><script>hacked=1</script>" in text
    assert not set("\u202e\x07") & set(text) and HOSTILE_NAME in browser.driver.title
    assert browser.complaints() == [] and browser.requests() == [made.page.as_uri()]


def test_what_the_hostile_report_says_would_run_unescaped(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(f'<!DOCTYPE html><meta charset="utf-8">{HOSTILE}', encoding="utf-8")
    browser.open(page)
    assert browser.run("return window.hacked;") == 1 and browser.all("script, img")


def test_the_keyboard_alone_is_enough(browser: Browser, sample: Made) -> None:
    from selenium.webdriver import Keys

    browser.open(sample.page)
    for verdict in ORDER:
        browser.press(Keys.TAB)
        assert browser.focused().get_attribute("value") == verdict
    browser.press(Keys.SPACE)
    assert not browser.displayed(".group[data-v=not_checked]")
    first, second, *_ = sample.of(Verdict.VIOLATED)
    browser.press(Keys.TAB)
    assert browser.focused() == finding(browser, first) and browser.lit() == sample.lit_by(first)
    browser.press(Keys.ENTER)
    assert browser.in_sight(claim(browser, first)) and browser.focused() == finding(browser, first)
    browser.press(Keys.TAB, Keys.TAB)
    assert browser.focused() == finding(browser, second) and browser.lit() == sample.lit_by(second)
    browser.press(Keys.TAB, Keys.ENTER)
    assert browser.driver.current_url.endswith(f"#at-{second.id}") and browser.in_sight(claim(browser, second))
    # From the link on, Tab goes through the faults in the text.
    browser.press(Keys.TAB)
    assert browser.focused() == claim(browser, second) and browser.one("#panel").is_displayed()
    browser.press(Keys.ESCAPE)
    assert browser.lit() == set() and not browser.one("#panel").is_displayed()
    browser.run("document.querySelector('details > summary').focus();")
    browser.press(Keys.ENTER, Keys.TAB)
    assert browser.focused() == finding(browser, sample.of(Verdict.HOLDS)[0])
    assert browser.lit() == sample.lit_by(sample.of(Verdict.HOLDS)[0])


@pytest.mark.parametrize(
    ("language", "code", "words"),
    [
        ("zh", "zh-CN", ["不成立 5", "核对结果", "报告正文", "按结论显示"]),
        ("en", "en", ["violated 5", "Findings", "The report's text", "Show by verdict"]),
    ],
)
def test_a_page_speaks_its_language(browser: Browser, pages: dict[str, Pages], language: str, code: str, words: list[str]) -> None:
    browser.open(pages[language].sample.page)
    named = [browser.one(e).get_attribute("aria-label") for e in ("aside", "main", "fieldset")]
    assert [browser.one("h2").text, *named] == words
    assert browser.one("html").get_attribute("lang") == code
    own = browser.run("return [...document.querySelectorAll('label, summary, .group > h2')].map(e => e.textContent).join('');")
    assert own.isascii() == (language == "en")


def test_the_index_leads_to_every_page(browser: Browser, pages: dict[str, Pages]) -> None:
    for made, title in ((pages["zh"].sample, SAMPLE.name), (pages["zh"].hostile, HOSTILE_NAME)):
        browser.open(pages["zh"].page("index"))
        (link,) = [a for a in browser.all("a") if a.text == title]
        link.click()
        assert browser.one("h1").text == title and browser.driver.current_url == made.page.as_uri()
