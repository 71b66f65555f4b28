"""KPI values as people read them."""

from __future__ import annotations

import pytest

from cockpit.paths import CATALOGUE_DIRECTORY
from kpis.cards import Catalogue
from kpis.wording import (
    brief_duration,
    card_threshold,
    change,
    duration,
    kpi_value,
    threshold,
    variant_order,
    variant_unit,
)

THRESHOLDS = ("target", "warning", "critical")


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (0.7333, "percent", "73.3 %", "73.3 %"),
        (16.25, "working_hours", "16.2 工作小时", "16.2 working h"),
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
    assert change(2.0, None, "days", "en") is None


def test_what_does_not_change_as_it_is_written_is_said_to_be_unchanged() -> None:
    assert change(2.0, 2.0, "days", "en") == "unchanged"
    assert change(2.04, 2.0, "days", "zh-CN") == "与上月持平"
    assert change(1.96, 2.0, "days", "zh-CN") == "与上月持平"
    assert change(2.06, 2.0, "days", "en") == "+0.1 d"


@pytest.mark.parametrize(
    ("value", "measure", "chinese", "english"),
    [
        (0.0, "working", "0 分钟", "0 min"),
        (0.5, "elapsed", "30 分钟", "30 min"),
        (0.995, "working", "1.0 小时", "1.0 h"),
        (48.0, "working", "48.0 小时", "48.0 h"),
        (48.1, "working", "6.0 工作日", "6.0 working days"),
        (48.1, "elapsed", "2.0 天", "2.0 d"),
        (519.24, "elapsed", "21.6 天", "21.6 d"),
        (1200.0, "working", "150 工作日", "150 working days"),
        (None, "elapsed", "–", "–"),
    ],
)
def test_durations_are_minutes_hours_or_days_of_their_kind(
    value: float | None, measure: str, chinese: str, english: str
) -> None:
    assert duration(value, measure, "zh-CN") == chinese
    assert duration(value, measure, "en") == english


def test_in_a_narrow_place_hours_are_bare_and_days_are_marked() -> None:
    assert brief_duration(5.25, "working", "en") == "5.2"
    assert brief_duration(96.0, "working", "zh-CN") == "12.0天"
    assert brief_duration(96.0, "elapsed", "en") == "4.0d"


def test_elapsed_views_are_not_written_in_working_hours() -> None:
    assert kpi_value(93.41, variant_unit("elapsed_p50", "working_hours"), "zh-CN") == "93.4 小时"
    assert kpi_value(93.41, variant_unit("services_working_p50", "working_hours"), "zh-CN") == "93.4 工作小时"
    assert variant_unit("elapsed_p90", "days") == "days"


def test_views_stand_in_reading_order_without_reasons_that_are_zero() -> None:
    found = [("elapsed_p90", 4.0), ("invoiced_before_order", 0.0), ("services_working_p50", 0.0)]
    found += [("received_before_order", 0.1), ("without_contract", 0.9), ("working_p90", 0.0)]
    assert [name for name, _ in variant_order(found)] == [
        "working_p90",
        "elapsed_p90",
        "services_working_p50",
        "received_before_order",
        "without_contract",
    ]
