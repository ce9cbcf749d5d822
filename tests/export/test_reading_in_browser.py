"""The page of `extractor read --format html` in a real Chromium: figures in text and picture belong together."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from chromium import PHONE, WIDE, Browser, chromium

from extractor.documents.build import build
from extractor.documents.page_images import PageImage
from extractor.documents.source import GridCell, Piece, SourceWriter
from extractor.export.reading_html import reading_page

pytestmark = pytest.mark.skipif(find_spec("PIL") is None, reason="needs Pillow")
WINDOWS = pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (595, 842), "white").save(file, "JPEG")
    writer = SourceWriter()
    for number in (1, 2):
        writer.page()
        writer.paragraph("一、收支</script><script>document.title='hacked'</script>")
        for n in range(8):
            top = 100 + 80 * n
            piece = Piece(f"{number}{n}.5", 100, top, 130, top + 12, number, 0.99)
            writer.paragraph([Piece("　　本年支出"), piece, Piece("万元，" + "其中基本支出如下" * 6 + "。")])
        writer.table([GridCell(0, c, "x" * 30) for c in range(12)])
    document = build('"><b>a.pdf', "ab" * 32, writer.source(), "pdf")
    made = tmp_path_factory.mktemp("reading") / "page.html"
    made.write_text(reading_page(document, [PageImage(file.getvalue(), 595, 842)] * 2, "2 页", "zh"), encoding="utf-8")
    return made


IN_SIGHT = "const r = arguments[0].getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight"


def lit(browser: Browser) -> list[tuple[str, str]]:
    return [(e.tag_name, e.get_attribute("data-f") or "") for e in browser.driver.find_elements("css selector", ".lit")]


@WINDOWS
def test_nothing_is_torn_asked_for_or_run(browser: Browser, page: Path, window: tuple[int, int]) -> None:
    browser.open(page, window)
    assert browser.driver.title != "hacked"
    assert browser.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert browser.driver.execute_script("return document.querySelectorAll('image').length") == 2
    assert browser.driver.get_log("browser") == []
    drawn = browser.driver.execute_script("const r = document.querySelector('image').getBoundingClientRect(); return [r.width, r.height]")
    assert drawn[0] > 300
    assert drawn[1] / drawn[0] == pytest.approx(842 / 595, rel=0.02)
    sides = browser.driver.execute_script("return ['.picture', '.text'].map(s => document.querySelector(s).getBoundingClientRect().left)")
    assert (sides[0] < sides[1]) == (window == WIDE)


@WINDOWS
def test_a_box_lights_its_figure_and_brings_it_into_sight(browser: Browser, page: Path, window: tuple[int, int]) -> None:
    browser.open(page, window)
    box = browser.driver.find_elements("css selector", "rect.f")[5]
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    box.click()
    number = box.get_attribute("data-f") or ""
    assert sorted(lit(browser)) == [("rect", number), ("span", number)]
    figure = browser.driver.find_element("css selector", f'.text .f[data-f="{number}"]')
    assert figure.text == "15.5"
    assert browser.driver.execute_script(IN_SIGHT, figure)


@WINDOWS
def test_a_figure_lights_its_box_by_keyboard_too(browser: Browser, page: Path, window: tuple[int, int]) -> None:
    browser.open(page, window)
    figure = browser.driver.find_elements("css selector", ".text .f")[9]
    browser.driver.execute_script("arguments[0].focus()", figure)
    number = figure.get_attribute("data-f") or ""
    assert sorted(lit(browser)) == [("rect", number), ("span", number)]
    figure.send_keys("\n")
    box = browser.driver.find_element("css selector", f'rect[data-f="{number}"]')
    assert browser.driver.execute_script(IN_SIGHT, box)
    figure.send_keys("\ue00c")
    assert lit(browser) == []
