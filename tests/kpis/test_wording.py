"""KPI values as people read them."""

from __future__ import annotations

import pytest

from cockpit.paths import CATALOGUE_DIRECTORY
from kpis.cards import Catalogue
from kpis.wording import card_threshold, change, kpi_value, threshold

THRESHOLDS = ("target", "warning", "critical")


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


def test_a_cards_threshold_says_its_direction_and_what_it_is_a_multiple_of() -> None:
    cards = Catalogue(CATALOGUE_DIRECTORY)
    on_time, lead_time = cards.card("p2p.on_time_receipt_rate"), cards.card("p2p.supplier_lead_time")
    assert [card_threshold(on_time, name, "en") for name in THRESHOLDS] == ["≥ 95 %", "< 90 %", "< 80 %"]
    assert [card_threshold(lead_time, name, "en") for name in THRESHOLDS] == [
        "≤ 1.0 × planned lead time",
        "> 1.25 × planned lead time",
        "> 1.6 × planned lead time",
    ]
    assert card_threshold(lead_time, "target", "zh-CN") == "≤ 1.0 × 计划交期"


def test_rates_change_by_percentage_points() -> None:
    assert change(0.733, 0.952, "percent", "zh-CN") == "-21.9 个百分点"
    assert change(0.952, 0.733, "percent", "en").startswith("+21.9")
    assert change(2.0, 2.0, "days", "en").startswith("0.0")
    assert change(2.0, None, "days", "en") is None
