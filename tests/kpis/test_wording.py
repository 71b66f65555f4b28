"""KPI values as people read them."""

from __future__ import annotations

import pytest

from kpis.wording import change, kpi_value, threshold


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (0.7333, "percent", "73.3 %", "73.3 %"),
        (16.25, "working_hours", "16.2 工时", "16.2 wh"),
        (1234.56, "days", "1,234.6 天", "1,234.6 d"),
        (None, "days", "–", "–"),
        (0.0, "percent", "0.0 %", "0.0 %"),
    ],
)
def test_a_value_stands_with_its_unit(value: float | None, unit: str, chinese: str, english: str) -> None:
    assert kpi_value(value, unit, "zh-CN") == chinese
    assert kpi_value(value, unit, "en") == english


def test_thresholds_are_in_the_cards_unit_already() -> None:
    assert threshold(95, "percent", "en") == "95 %"
    assert threshold(0.5, "percent", "en") == "0.5 %"
    assert threshold(None, "percent", "en") == "–"


def test_rates_change_by_percentage_points() -> None:
    assert change(0.733, 0.952, "percent", "zh-CN") == "-21.9 个百分点"
    assert change(0.952, 0.733, "percent", "en").startswith("+21.9")
    assert change(2.0, 2.0, "days", "en").startswith("0.0")
    assert change(2.0, None, "days", "en") is None
