"""How much of the invented sample reports the patterns engine reads: floors near the present values, and its speed."""

from __future__ import annotations

import pytest
from scoring import cells, hits, scores

# F1 and precision; a label or a shape taken away falls below them.
FLOORS = {
    "anhui_health_2024": (0.998, 0.997),
    "chongqing_market_2022": (0.9995, 0.9995),
    "hebei_water_2022": (0.9995, 0.9995),
    "hunan_agri_2023": (0.9995, 0.9995),
    "sichuan_culture_2023": (0.9995, 0.9995),
    "yunnan_education_2023": (0.9995, 0.9995),
}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_sample_is_read_as_well_as_before(name: str) -> None:
    f1, precision = scores(name)
    assert (f1, precision) >= FLOORS[name] and precision >= FLOORS[name][1], f"F1 {f1:.4f}, precision {precision:.4f}"


def test_the_scorer_counts_misses_and_inventions() -> None:
    assert hits({"a": 1, "b": None, "c": "x"}, {"a": 1.0, "b": 2, "c": "y"}) == 1
    assert hits({"rows": [{"n": "a", "v": 1}, {"n": "b", "v": 2}]}, {"rows": [{"n": "b", "v": 2}, {"n": "a", "v": 3}]}) == 3
    assert cells({"a": 0, "b": None, "c": [1, 2], "d": ""}) == 3
