"""A real browser for tests: Chromium without a window, and what a page asked for and complained of in it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

WIDE, PHONE = (1280, 900), (390, 844)
"""Windows in CSS pixels: width and height."""

_NEEDED = {"chromium": "chromium", "chromedriver": "chromium-driver"}
_FLAGS = (
    "--headless=new",
    # CI is root in a container with little shared memory.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    # What a start for tests has no use for, some of it talks to the network.
    *("--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

# White space is no place: the page and the document have it in different spots.
_PLACES = """
const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), texts = [];
let at = 0;
while (walk.nextNode()) {
  const own = walk.currentNode.parentElement;
  if (own.closest(".paper")) { continue; }
  const length = [...walk.currentNode.data.replace(/\\s/g, "")].length;
  texts.push([own, at, length]);
  at += length;
}
function places(selector) {
  return texts.filter(([own]) => own.closest(selector)).flatMap(([, start, length]) => [...Array(length).keys()].map(n => start + n));
}
"""


class Browser:
    """One window of Chromium. Places in a report's text are counted in characters of the page's text, white space left out."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def open(self, page: Path | str, window: tuple[int, int] = WIDE) -> None:
        """Load a file (or address) in a window of that size; what was asked for and complained of before is forgotten."""
        width, height = window
        told = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": window == PHONE}
        # The pointer would hover whatever comes to lie under it.
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd(  # pyright: ignore[reportUnknownMemberType]
            "Emulation.setDeviceMetricsOverride", told
        )
        self.point(None)
        for kind in ("performance", "browser"):
            self._log(kind)
        self.driver.get(page.resolve().as_uri() if isinstance(page, Path) else page)

    def complaints(self) -> list[str]:
        """Messages of the console since the page was opened."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """Addresses asked for since the page was opened, the page's own first."""
        events = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        return self.driver.get_log(kind)  # pyright: ignore[reportUnknownMemberType]

    def run(self, script: str, *values: Any) -> Any:
        """What a script in the page returns."""
        return self.driver.execute_script(script, *values)  # pyright: ignore[reportUnknownMemberType]

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element("css selector", selector)

    def displayed(self, selector: str) -> list[WebElement]:
        """Elements that are drawn, from the top of the page down."""
        drawn = "[...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
        return self.run(f"return {drawn}.sort((a, b) => a.getBoundingClientRect().y - b.getBoundingClientRect().y);", selector)

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def lit(self, selector: str = ".lit") -> set[int]:
        """Places of the report's text that are lit."""
        return set(self.run(f"{_PLACES}return places(arguments[0]);", selector))

    def lit_by_focus(self, ids: list[str]) -> dict[str, tuple[set[int], set[int]]]:
        """What lights up where the elements of those ids take the focus in turn: all places, and those of the claim."""
        each = "document.getElementById(id).focus({preventScroll: true}); return [id, places('.lit'), places('.claimed')];"
        return {i: (set(lit), set(claimed)) for i, lit, claimed in self.run(f"{_PLACES}return arguments[0].map(id => {{{each}}});", ids)}

    def point(self, element: WebElement | None) -> None:
        """Move the mouse onto an element, scrolled to; or into the corner."""
        actions = self._actions()
        if element is None:
            actions.w3c_actions.pointer_action.move_to_location(0, 0)
            actions.perform()
        else:
            self.run("arguments[0].scrollIntoView({block: 'center'})", element)
            actions.move_to_element(element).perform()

    def press(self, *keys: str) -> None:
        """Keys to whatever has the focus, one after the other."""
        self._actions().send_keys(*keys).perform()

    def in_sight(self, element: WebElement) -> bool:
        """Whether all of an element (to a pixel) lies in the window, and nothing over its middle."""
        return bool(
            self.run(
                "const r = arguments[0].getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;"
                "const top = document.elementFromPoint(x, y);"
                "return r.x > -1 && r.y > -1 && r.right < innerWidth + 1 && r.bottom < innerHeight + 1 && arguments[0].contains(top);",
                element,
            )
        )

    def _actions(self) -> Any:
        from selenium.webdriver import ActionChains

        return ActionChains(self.driver, duration=0)


def chromium() -> Iterator[Browser]:
    """A browser, closed in the end. Skips where there is none; with EXTRACTOR_BROWSER=required, as in CI, that is a failure."""
    missing = [package for program, package in _NEEDED.items() if shutil.which(program) is None]
    if missing:
        _absent(f"no Chromium: install the Debian packages {' and '.join(missing)}")
    try:
        from selenium import webdriver
    except ImportError:
        _absent("no selenium: install requirements-dev.lock")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    for flag in _FLAGS:
        options.add_argument(flag)
    # The driver is named, so that selenium looks for none and fetches none.
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


def _absent(why: str) -> NoReturn:
    if os.environ.get("EXTRACTOR_BROWSER") == "required":
        pytest.fail(why)
    pytest.skip(why)
