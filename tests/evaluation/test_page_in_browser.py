"""The page of an evaluation in a real Chromium: it fits a phone and a desk, asks for nothing, and draws what the log says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from chromium import PHONE, WIDE, Browser, chromium

from extractor.evaluation import dataset, log_of, score
from extractor.evaluation.page import page
from extractor.pipeline import extract
from extractor.result import plain_numbers
from extractor.schema import find_schema, load_schema
from extractor.words import Language

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = load_schema(find_schema("department_report"))
NAMES = ("hebei_water_2022", "anhui_health_2024")
HOSTILE = "<script>document.title='no'</script><img src=x onerror=alert(1)>"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Made:
    """A log with faults and confidences, and its page in each language."""

    log: dict[str, Any]
    pages: dict[str, Path]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two samples: every seventh figure of one is wrong and unsure of itself, a name is hostile; a third has no result."""
    folder = tmp_path_factory.mktemp("evaluation")
    for sub in ("gold", "results"):
        (folder / sub).mkdir()
    for name in (*NAMES, "hunan_agri_2023"):
        gold = json.loads((ROOT / f"eval/gold/{name}.json").read_text(encoding="utf-8"))
        gold["phrasing"] = {"/accounts": "known", "/projects": "kept_out"}
        (folder / "gold" / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    for name in NAMES:
        result = plain_numbers(extract(next((ROOT / "eval/samples").glob(f"{name}.*")), SCHEMA, engine="patterns").as_json())
        for n, (pointer, record) in enumerate(result["fields"].items()):
            if record["start"] >= 0:
                record["confidence"] = 0.5 if n % 7 == 0 else 0.9 + n % 10 / 100
                if n % 7 == 0:
                    record["status"] = "review"
                    _spoil(result["data"], pointer)
        result["data"]["report"]["department"] = HOSTILE
        (folder / "results" / f"{name}.extraction.json").write_text(json.dumps(result), encoding="utf-8")
    samples = dataset(folder / "gold", ROOT / "eval/samples")
    log = log_of(score(samples, folder / "results", SCHEMA), {"name": SCHEMA.name, "version": SCHEMA.version}, HOSTILE)
    named = {s.name: s for s in samples}
    pages: dict[str, Path] = {}
    for language in LANGUAGES:
        pages[language] = folder / f"{language}.html"
        text = page(log, lambda name, pointer: named[name].passage(pointer), language)
        pages[language].write_text(text, encoding="utf-8")
    return Made(log, pages)


def _spoil(data: Any, pointer: str) -> None:
    *way, last = [int(p) if p.isdecimal() else p for p in pointer.split("/")[1:]]
    for part in way:
        data = data[part]
    if isinstance(data[last], (int, float)):
        data[last] += 1


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_fits_its_window_and_asks_for_nothing(browser: Browser, made: Made, language: str, window: tuple[int, int]) -> None:
    browser.open(made.pages[language], window)
    assert browser.complaints() == []
    assert len(browser.requests()) == 1
    assert browser.run("return document.documentElement.scrollWidth") <= window[0]
    assert not browser.all("script, img, a, [style]")
    assert HOSTILE in browser.one("h1").text
    inside = """
      const boxes = [...document.querySelectorAll(arguments[0])].map(e => e.getBoundingClientRect());
      return boxes.every(b => b.left >= 0 && b.right <= innerWidth && b.height > 0);
    """
    for selector in (".card", "figure", "figure > svg", ".wide", ".misses li"):
        assert browser.all(selector)
        assert browser.run(inside, selector), selector


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_of_a_plot_is_cut_off(browser: Browser, made: Made, window: tuple[int, int]) -> None:
    browser.open(made.pages["zh"], window)
    cut = """
      const out = [];
      for (const svg of document.querySelectorAll("figure svg")) {
        const b = svg.getBoundingClientRect();
        for (const e of svg.querySelectorAll("text, circle")) {
          const r = e.getBoundingClientRect();
          if (r.left < b.left - 1 || r.right > b.right + 1 || r.top < b.top - 1 || r.bottom > b.bottom + 1) { out.push(e.outerHTML); }
        }
      }
      return out;
    """
    assert browser.run(cut) == []
    smallest = min(browser.run("return [...document.querySelectorAll('figure text')].map(e => e.getBoundingClientRect().height)"))
    assert smallest >= 10


def test_the_plots_draw_what_the_log_says(browser: Browser, made: Made) -> None:
    browser.open(made.pages["en"], WIDE)
    m = made.log["metrics"]
    bars, diagram, risk = browser.all("figure")
    assert len(bars.find_elements("css selector", ".whisker")) == 16
    points = diagram.find_elements("css selector", ".point")
    assert len(points) == len(m["reliability"]) == 2
    # The second bin is the surer and the righter one.
    first, second = ([float(p.get_attribute(a) or "nan") for a in ("cx", "cy")] for p in points)
    assert first[0] < second[0] and first[1] > second[1]
    marks = [e.text for e in risk.find_elements("css selector", "text") if "→" in e.text and "%" in e.text]
    shares = [100 * (1 - m[f"review_share_at_{n}"]) for n in ("1_percent", "half_percent")]
    assert marks == [f"{target}% → {share:.1f}%" for target, share in zip(("1", "0.5"), shares, strict=True)]
    caption = risk.find_element("css selector", "figcaption").text
    assert f"{100 - shares[0]:.2f}%" in caption and f"{100 - shares[1]:.2f}%" in caption


def test_each_miss_stands_beside_the_reports_words(browser: Browser, made: Made) -> None:
    browser.open(made.pages["zh"], PHONE)
    wrong = [c for d in made.log["documents"] for c in d["cells"] if c["outcome"] != "correct"]
    items = browser.all(".misses li")
    assert len(items) == len(wrong)
    shown = {e.text.splitlines()[0].split(" · ")[-1].strip() for e in items[:20]}
    assert shown <= {c["pointer"] for c in wrong}
    quoted = browser.run("return [...document.querySelectorAll('.misses blockquote')].length")
    assert quoted > len(wrong) / 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_in_light_and_dark(browser: Browser, made: Made, scheme: str) -> None:
    browser.open(made.pages["zh"], WIDE)
    browser.driver.execute_cdp_cmd(  # pyright: ignore[reportUnknownMemberType]
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    try:
        for selector in ("body", ".soft", ".card", ".card.first span", "th", ".tag", "blockquote", "td.off"):
            style = "getComputedStyle(document.querySelector(arguments[0]))"
            ink = browser.run(f"return {style}.color", selector)
            behind = browser.run(
                "let e = document.querySelector(arguments[0]);"
                "while (getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)') { e = e.parentElement; }"
                "return getComputedStyle(e).backgroundColor;",
                selector,
            )
            assert _contrast(ink, behind) >= 4.5, (selector, ink, behind)
    finally:
        browser.driver.execute_cdp_cmd(  # pyright: ignore[reportUnknownMemberType]
            "Emulation.setEmulatedMedia", {"features": []}
        )


def _contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours as the browser writes them."""

    def light(colour: str) -> float:
        parts = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)
