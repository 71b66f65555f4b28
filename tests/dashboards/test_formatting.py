"""Hours, scores and names as people read them."""

from __future__ import annotations

import pytest

from dashboards.formatting import hours, name, score_colour


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0 min"),
        (0.5, "30 min"),
        (1.0, "1.0 h"),
        (99.94, "99.9 h"),
        (100.0, "100 h"),
        (1234.4, "1,234 h"),
        (None, "–"),
    ],
)
def test_hours_are_minutes_when_short_and_whole_when_long(value: float | None, written: str) -> None:
    assert hours(value, "en") == written


@pytest.mark.parametrize(
    ("score", "colour"),
    [(100, "green"), (85, "green"), (84.9, "blue"), (70, "blue"), (69.9, "orange"), (40, "orange"), (39.9, "red")],
)
def test_a_score_has_the_colour_of_its_band(score: float, colour: str) -> None:
    assert score_colour(score) == colour


def test_a_name_is_that_of_the_language() -> None:
    row = {"name_zh": "采购", "name_en": "Purchasing", "stage_zh": None}
    assert name(row, "zh-CN") == "采购"
    assert name(row, "en") == "Purchasing"
    assert name(row, "zh-CN", "stage") == ""
