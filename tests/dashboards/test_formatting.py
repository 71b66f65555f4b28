"""Statuses, months, counts, targets and names as people read them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cockpit.paths import CATALOGUE_DIRECTORY
from dashboards.formatting import (
    as_of,
    counted,
    counts_text,
    name,
    narrow_month,
    score_status,
    target_text,
    thresholds_of,
)
from kpis.cards import Catalogue


@pytest.mark.parametrize(
    ("score", "status"),
    [
        (100, "on_target"),
        (85, "on_target"),
        (84.9, "off_target"),
        (70, "off_target"),
        (69.9, "warning"),
        (40, "warning"),
        (39.9, "critical"),
        (None, "no_value"),
    ],
)
def test_a_score_has_the_status_of_its_band(score: float | None, status: str) -> None:
    assert score_status(score) == status


def test_a_name_is_that_of_the_language() -> None:
    row = {"name_zh": "采购", "name_en": "Purchasing", "stage_zh": None}
    assert name(row, "zh-CN") == "采购"
    assert name(row, "en") == "Purchasing"
    assert name(row, "zh-CN", "stage") == ""


def test_one_case_is_not_written_as_several() -> None:
    row = {"cases_zh": "行", "cases_en": "lines"}
    assert counted(1, row, "en") == "1 line"
    assert counted(1234, row, "en") == "1,234 lines"
    assert counted(1, row, "zh-CN") == "1 行"


def test_cards_count_in_plurals_that_end_in_s() -> None:
    """Their singular is made from them."""
    assert [card.id for card in Catalogue(CATALOGUE_DIRECTORY).cards if not card.cases.en.endswith("s")] == []


@pytest.mark.parametrize("month", ["2026-09", date(2026, 9, 1)])
def test_a_month_has_one_form_in_narrow_places(month: str | date) -> None:
    assert narrow_month(month, "zh-CN") == "2026-09"
    assert narrow_month(month, "en") == "Sep 26"


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert as_of(datetime(2026, 11, 1), "zh-CN") == "2026年10月31日 24:00"
    assert as_of(datetime(2026, 11, 1), "en") == "end of 31 Oct 2026"
    assert as_of(datetime(2026, 11, 1, 8, 30), "zh-CN") == "2026年11月1日 08:30"


def tile(**values: object) -> dict:
    """A tile of a rate in percent whose card wants at most 3 %, with what a test says otherwise."""
    row = {
        "unit": "percent",
        "direction": "lower",
        "target": None,
        "warning": None,
        "critical": None,
        "card_target": 3.0,
        "card_warning": 4.5,
        "card_critical": 6.0,
        "relative_to": None,
        "relative_name_zh": None,
        "relative_name_en": None,
        "cases_zh": "行",
        "cases_en": "lines",
        "case_count": 40,
        "open_count": 0,
        "excluded_count": 0,
        "coverage": 1.0,
        "is_estimated": False,
    }
    return row | values


def test_a_month_without_a_target_shows_the_cards_and_its_own_goes_before_it() -> None:
    assert target_text(tile(), "en") == "target ≤ 3 %"
    assert target_text(tile(target=2.5), "en") == "target ≤ 2.5 %"
    assert target_text(tile(direction="higher", card_target=95.0), "zh-CN") == "目标 ≥ 95 %"
    assert thresholds_of(tile(warning=5.0)) == {"target": 3.0, "warning": 5.0, "critical": 6.0}


def test_a_target_that_is_a_multiple_names_what_of_and_is_no_number_where_that_is_unknown() -> None:
    relative = tile(
        unit="days",
        card_target=1.0,
        relative_to="p2p_supplier_planned_lead_time",
        relative_name_zh="计划交期",
        relative_name_en="planned lead time",
    )
    assert target_text(relative | {"target": 12.0}, "en") == "target ≤ 12 d (planned lead time)"
    assert target_text(relative, "en") == "target planned lead time"
    assert target_text(relative, "zh-CN") == "目标 计划交期"
    assert thresholds_of(relative) == {"target": None, "warning": None, "critical": None}


def test_a_snapshot_that_does_not_hold_its_cards_targets_shows_none() -> None:
    """One can go back to a snapshot that an earlier version of the product published."""
    old = {key: value for key, value in tile().items() if not key.startswith(("card_", "relative_"))}
    assert target_text(old, "en") == "target –"
    assert target_text(old | {"target": 2.0}, "en") == "target ≤ 2 %"


def test_counts_say_what_is_measured_open_excluded_and_estimated() -> None:
    assert counts_text(tile(), "en") == "40 lines"
    assert counts_text(tile(open_count=3, excluded_count=1200, coverage=0.25), "en") == (
        "40 lines, 3 open, 1,200 excluded (25% covered)"
    )
    assert counts_text(tile(case_count=0, is_estimated=True), "en") == (
        "nothing to measure this month, less than a year, annualised"
    )
    assert counts_text(tile(excluded_count=2, coverage=None), "en") == "40 lines, 2 excluded (0% covered)"
