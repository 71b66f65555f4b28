"""The seeds of the working calendars: China day by day from another library, the others by days known by heart."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import chinese_calendar
import pytest

from cockpit.paths import PROJECT_DIRECTORY

REFERENCE = PROJECT_DIRECTORY / "seeds" / "reference"
COUNTRIES = ("HK", "TW", "SG", "MY", "VN", "TH", "JP", "KR", "DE", "US")


def rows(name: str, calendar: str | None = None) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if calendar in (None, row["calendar_id"])]


def exceptions(calendar: str) -> dict[date, bool]:
    """Days that differ from the week → whether they are worked."""
    told = rows("working_calendar_exceptions.csv", calendar)
    return {date.fromisoformat(row["calendar_date"]): row["is_working_day"] == "true" for row in told}


def official_years(calendar: str) -> set[int]:
    told = rows("working_calendar_years.csv", calendar)
    return {int(row["calendar_year"]) for row in told if row["is_official"] == "true"}


def test_the_seed_of_the_chinese_calendar_equals_the_library_on_every_announced_day() -> None:
    told, announced = exceptions("CN"), official_years("CN")
    assert announced <= {day.year for day in chinese_calendar.holidays}
    assert {2025, 2026} <= announced
    differing = []
    for year in sorted(announced):
        day = date(year, 1, 1)
        while day.year == year:
            if told.get(day, day.weekday() < 5) != chinese_calendar.is_workday(day):
                differing.append(day)
            day += timedelta(days=1)
    assert not differing
    # an exception of a year that nobody announced would pass for the law
    assert {day.year for day in told} <= announced


@pytest.mark.parametrize(
    ("calendar", "day", "is_worked"),
    [
        ("HK", "2026-07-01", False),
        # Ching Ming on a Sunday before Easter Monday: the Tuesday after is the day off for it
        ("HK", "2026-04-07", False),
        ("TW", "2025-01-27", False),
        ("TW", "2025-02-08", True),
        ("TW", "2026-02-28", False),
        ("SG", "2026-08-10", False),
        ("SG", "2025-05-03", False),
        ("MY", "2026-08-31", False),
        ("VN", "2026-09-02", False),
        ("VN", "2026-08-22", True),
        ("TH", "2026-04-13", False),
        # between Respect for the Aged Day and the equinox
        ("JP", "2026-09-22", False),
        ("JP", "2019-05-01", False),
        ("KR", "2026-09-25", False),
        ("KR", "2025-01-27", False),
        ("DE", "2026-10-03", False),
        ("DE", "2017-10-31", False),
        ("US", "2026-11-26", False),
        # Independence Day is a Saturday
        ("US", "2026-07-03", False),
    ],
)
def test_days_that_are_known_by_heart_are_told(calendar: str, day: str, is_worked: bool) -> None:
    assert exceptions(calendar)[date.fromisoformat(day)] is is_worked


@pytest.mark.parametrize(
    ("calendar", "day"), [("US", "2026-11-27"), ("DE", "2025-10-31"), ("JP", "2026-01-02"), ("HK", "2026-02-16")]
)
def test_days_that_are_worked_as_usual_are_not_told(calendar: str, day: str) -> None:
    assert date.fromisoformat(day) not in exceptions(calendar)


def test_every_calendar_says_of_every_year_up_to_the_last_whether_it_is_official() -> None:
    assert [row["calendar_id"] for row in rows("working_calendars.csv")] == ["CN", *COUNTRIES]
    for calendar in COUNTRIES:
        years = [int(row["calendar_year"]) for row in rows("working_calendar_years.csv", calendar)]
        assert years == list(range(2004, 2036)), calendar
        assert {day.year for day in exceptions(calendar)} == set(years), calendar
        # what is official begins with the first year and has no holes
        assert sorted(official_years(calendar)) == list(range(2004, max(official_years(calendar)) + 1)), calendar


def test_years_are_official_as_far_as_the_law_or_an_announcement_goes() -> None:
    last = {calendar: max(official_years(calendar)) for calendar in COUNTRIES}
    assert {calendar for calendar, year in last.items() if year == 2035} == {"JP", "KR", "DE", "US"}
    assert all(2026 <= year <= 2028 for year in last.values() if year != 2035)


def test_no_day_of_an_official_year_is_an_estimate() -> None:
    for row in rows("working_calendar_exceptions.csv"):
        if "estimated" in row["name_en"]:
            assert int(row["calendar_date"][:4]) not in official_years(row["calendar_id"]), row


def test_make_up_days_are_weekends_and_stand_where_a_country_has_them() -> None:
    made_up = {}
    for calendar in ("CN", *COUNTRIES):
        made_up[calendar] = [day for day, is_worked in exceptions(calendar).items() if is_worked]
        assert all(day.weekday() > 4 for day in made_up[calendar]), calendar
    assert {calendar for calendar, days in made_up.items() if days} == {"CN", "TW", "VN"}


def test_every_exception_is_named_in_both_languages_and_stands_once() -> None:
    told = rows("working_calendar_exceptions.csv")
    assert len({(row["calendar_id"], row["calendar_date"]) for row in told}) == len(told)
    for row in told:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in row["name_zh"]), row
        assert row["name_en"].isascii() or "é" in row["name_en"] or "’" in row["name_en"], row
