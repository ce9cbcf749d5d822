"""One report in other prints: widths, tables in other dialects, lost numbering, wrapped lines. What it states stays the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from scoring import sample, scores

SAMPLES = (
    "anhui_health_2024",
    "chongqing_market_2022",
    "hebei_water_2022",
    "hunan_agri_2023",
    "sichuan_culture_2023",
    "yunnan_education_2023",
)


def half_width(text: str) -> str:
    """Brackets, colons and semicolons in half width."""
    return text.translate(str.maketrans("（）：；", "():;"))


def spaced(text: str) -> str:
    """A space on both sides of every figure in running text."""
    return re.sub(r"(?<=[一-鿿])(\d[\d,.]*)(?=[一-鿿%])", r" \1 ", text)


def without_separators(text: str) -> str:
    """No thousands separators."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def unnumbered(text: str) -> str:
    """Headings that lost their number."""
    return re.sub(r"(?m)^(#* *\**)(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)", r"\1", text)


def windows(text: str) -> str:
    """Line ends of Windows."""
    return text.replace("\n", "\r\n")


def in_tables(text: str, change: Callable[[list[str]], list[str]]) -> str:
    """The text with each run of tab-parted lines changed; a text with a cell a line stays."""
    tabbed = [line for line in text.split("\n") if "\t" in line]
    if sum("\t" in line.strip() for line in tabbed) * 2 < len(tabbed):
        return text
    made: list[str] = []
    run: list[str] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line.strip(" "):
            run.append(line)
            continue
        made += [*(change(run) if len(run) > 1 else run), line]
        run = []
    return "\n".join(made[:-1])


def pipes(rows: list[str]) -> list[str]:
    """A Markdown table."""
    width = max(r.count("\t") for r in rows)
    lines = ["| " + " | ".join(r.split("\t") + [""] * (width - r.count("\t"))) + " |" for r in rows]
    return [lines[0], "|" + "---|" * (width + 1), *lines[1:]]


def padded(rows: list[str]) -> list[str]:
    """Trailing empty cells printed."""
    width = max(r.count("\t") for r in rows)
    return [r + "\t" * (width - r.count("\t")) for r in rows]


def wrapped(text: str, width: int = 34) -> str:
    """Running text cut at one width, never inside a figure; tables and headings stay."""
    made: list[str] = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > width and "\t" not in line and not line.startswith(("#", "|", "[")):
            cut = width
            while cut > 12 and rest[cut - 1] in "0123456789.,%" and rest[cut] in "0123456789.,%":
                cut -= 1
            made.append(rest[:cut])
            rest = rest[cut:]
        made.append(rest)
    return "\n".join(made)


PRINTS: dict[str, tuple[Callable[[str], str], float, float]] = {
    "half width": (half_width, 0.985, 0.985),
    "spaced": (spaced, 0.995, 0.995),
    "no separators": (without_separators, 0.995, 0.995),
    "unnumbered": (unnumbered, 0.99, 0.995),
    "windows": (windows, 0.995, 0.995),
    "pipes": (lambda t: in_tables(t, pipes), 0.99, 0.99),
    "padded": (lambda t: in_tables(t, padded), 0.995, 0.995),
    "wrapped": (wrapped, 0.90, 0.97),
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("print_", PRINTS)
def test_a_report_states_the_same_in_another_print(print_: str, name: str) -> None:
    change, least_f1, least_precision = PRINTS[print_]
    f1, precision = scores(name, change(sample(name).text))
    assert f1 >= least_f1 and precision >= least_precision, f"F1 {f1:.4f}, precision {precision:.4f}"
