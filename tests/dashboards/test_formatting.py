"""Statuses, months, counts and names as people read them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cockpit.paths import CATALOGUE_DIRECTORY
from dashboards.formatting import as_of, counted, name, narrow_month, score_status
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
