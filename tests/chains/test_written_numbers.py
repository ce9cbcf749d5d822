"""Figures are written with all their digits, also where no float holds them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.result import Extraction, plain_numbers


@pytest.mark.parametrize(
    "number", ["123456789012345.678", "12345678901234567.89", "-98765432109876543.21", "1803.82", "0.1", "0.00000001", "12", "1E+3", "0"]
)
def test_a_figure_is_written_with_its_digits(number: str, tmp_path: Path) -> None:
    value = Decimal(number)
    path = Extraction({"name": "a.txt"}, {}, {"amount": value, "list": [value]}, {}).write(tmp_path)
    written = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    assert written["data"] == {"amount": value, "list": [value]}
    assert json.loads(path.read_text(encoding="utf-8"))["data"]["amount"] == pytest.approx(float(value))


@pytest.mark.parametrize(("number", "plain"), [("12.00", 12), ("1803.82", 1803.82), ("0.1", 0.1)])
def test_usual_figures_are_plain_numbers(number: str, plain: float) -> None:
    found = plain_numbers(Decimal(number))
    assert (found, type(found)) == (plain, type(plain))


def test_words_that_look_like_numbers_stay_words(tmp_path: Path) -> None:
    words = {"a": "123456789012345.678", "b": '"1.5"', "c": "\u00001.5\u0000", "d": Decimal("123456789012345.678")}
    paths = [Extraction({"name": "a.txt"}, {}, words, {}).write(tmp_path / n) for n in "xy"]
    assert json.loads(paths[0].read_text(encoding="utf-8"), parse_float=Decimal)["data"] == words
    assert paths[0].read_bytes() == paths[1].read_bytes()
