"""`working_time` of `cockpit.yml`: what it may say, and that every mistake is one line with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cockpit.errors import ConfigurationError
from cockpit.settings import Configuration, Settings
from cockpit.working_time import Window, windows
from cockpit.working_time_checks import shipped_calendars, shipped_shifts
from pipelines.working_time import working_time_variable

GOOD = """\
language: en
company_timezone: Asia/Shanghai
working_time:
  shifts:
    - id: night
      hours: [22:00-02:00, 02:30-06:00]
    - id: six_days
      hours: [08:00-12:00, 13:00-17:00]
      saturday: [08:00-12:00]
  calendars:
    - {id: works, based_on: CN}
  days:
    - {calendar: works, date: 2026-10-16, until: 2026-10-17, is_working_day: false, name_zh: 厂庆}
    - {calendar: works, date: 2026-12-31, hours: [09:00-12:00]}
  announced: {CN: [2027]}
  assignments:
    - {companies: ["erp:2"], calendar: US}
    - {warehouses: ["erp:3", "erp:4"], calendar: works, shift: six_days}
    - {departments: ["erp:7"], shift: night, timezone: Asia/Tokyo}
    - {departments: ["erp:8"], timezone: Asia/Shanghai}
sources:
  - {name: erp, erp: odoo, version: "18", connection: {kind: postgres, dsn_env: SOME_DSN}}
"""


def load(folder: Path, text: str) -> Configuration:
    file = folder / "cockpit.yml"
    file.write_text(text, encoding="utf-8")
    return Settings(file).configuration


def test_a_schedule_is_a_calendar_a_shift_and_a_zone_and_the_companys_own_comes_first(tmp_path: Path) -> None:
    variable = working_time_variable(load(tmp_path, GOOD))
    schedules = {each["schedule_id"]: tuple(each.values())[1:] for each in variable["schedules"]}
    assert next(iter(schedules)) == "company"
    assert schedules == {
        "company": ("CN", "CN", "office", "Asia/Shanghai"),
        # a shipped calendar brings its zone, one of the company's own is where the company is
        "US/office/America/New_York": ("US", "US", "office", "America/New_York"),
        "works/six_days/Asia/Shanghai": ("works", "CN", "six_days", "Asia/Shanghai"),
        "CN/night/Asia/Tokyo": ("CN", "CN", "night", "Asia/Tokyo"),
    }
    assert variable["assigned"] == {
        "companies": {"US/office/America/New_York": ["erp:2"]},
        "warehouses": {"works/six_days/Asia/Shanghai": ["erp:3", "erp:4"]},
        # what is assigned the company's own schedule has it
        "departments": {"CN/night/Asia/Tokyo": ["erp:7"], "company": ["erp:8"]},
    }


def test_days_are_told_one_by_one_and_their_hours_stand_under_every_shift(tmp_path: Path) -> None:
    variable = working_time_variable(load(tmp_path, GOOD))
    assert [(each["date"], each["is_working_day"], each["hours_id"]) for each in variable["days"]] == [
        ("2026-10-16", False, None),
        ("2026-10-17", False, None),
        ("2026-12-31", True, 101),
    ]
    own = [(each["shift_id"], each["starts_at_minute"]) for each in variable["windows"] if each["weekday"] == 101]
    assert own == [("night", 540), ("office", 540), ("six_days", 540)]
    assert variable["announced"] == [{"calendar_id": "CN", "year": 2027}]


def test_without_working_time_the_company_works_office_hours_by_its_own_calendar(tmp_path: Path) -> None:
    text = GOOD.split("working_time:")[0] + "sources:" + GOOD.split("sources:")[1]
    variable = working_time_variable(load(tmp_path, text))
    assert [tuple(each.values()) for each in variable["schedules"]] == [
        ("company", "CN", "CN", "office", "Asia/Shanghai")
    ]
    assert not any(variable["assigned"].values())
    assert not variable["windows"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["08:00-12:00", "13:00-17:30"], [(480, 720), (780, 1050)]),
        # a night belongs to the day with which it began, what follows its break too
        (["22:00-06:00"], [(1320, 1800)]),
        (["22:00-02:00", "02:30-06:00"], [(1320, 1560), (1590, 1800)]),
        (["16:00-00:00"], [(960, 1440)]),
        (["00:00-24:00"], [(0, 1440)]),
        (["06:00-06:00"], [(360, 1800)]),
    ],
)
def test_hours_are_minutes_since_the_midnight_with_which_their_day_began(hours: list[str], expected: list) -> None:
    assert windows(hours) == [Window(*each) for each in expected]


def with_lines(*lines: str) -> str:
    """The good file with lines in place of its assignments."""
    head, rest = GOOD.split("  assignments:\n")
    return head + "".join(f"{line}\n" for line in lines) + "sources:" + rest.split("sources:")[1]


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        (GOOD.replace("22:00-02:00", "22-02"), 6, "22-02 are no hours"),
        (GOOD.replace("22:00-02:00", "22:00-24:30"), 6, "22:00-24:30 are no hours"),
        (GOOD.replace("02:30-06:00", "02:30-23:00"), 6, "take more than a day"),
        (GOOD.replace("02:30-06:00", "02:30-03:00, 03:30-04:00, 04:10-05:00, 05:10-06:00"), 6, "at most 4 windows"),
        # Saturday begins before Friday's night has ended
        (
            GOOD.replace("02:30-06:00]", "02:30-06:00]\n      saturday: [05:00-09:00]"),
            5,
            "go on after those of the next",
        ),
        (GOOD.replace("hours: [22:00-02:00, 02:30-06:00]", "make_up_day: []"), 5, "shift night has no hours"),
        (GOOD.replace("id: six_days", "id: night"), 7, "a shift night stands there already"),
        (GOOD.replace("id: night", "id: night shift"), 5, "night shift does not match"),
        (GOOD.replace("based_on: CN", "based_on: XX"), 11, "there is no calendar XX; known are: CN, HK"),
        (GOOD.replace("id: works,", "id: JP,"), 11, "a calendar JP exists already"),
        (GOOD.replace("calendar: works, date: 2026-12-31", "calendar: XX, date: 2026-12-31"), 14, "no calendar XX"),
        (GOOD.replace("date: 2026-12-31", "date: 2026-10-17"), 14, "2026-10-17 stands twice for calendar works"),
        (GOOD.replace("until: 2026-10-17", "until: 2026-10-15"), 13, "until 2026-10-15 is not within a year"),
        (
            GOOD.replace("date: 2026-12-31, ", "date: 2026-12-31, is_working_day: false, "),
            14,
            "a day off and has hours",
        ),
        (GOOD.replace("{CN: [2027]}", "{XX: [2027]}"), 15, "there is no calendar XX"),
        (
            GOOD.replace("shift: six_days}", "shift: weekend}"),
            18,
            "there is no shift weekend; known are: office, night",
        ),
        (GOOD.replace("calendar: US", "calendar: UK"), 17, "there is no calendar UK"),
        (GOOD.replace("Asia/Tokyo", "Asia/Tokio"), 19, "Asia/Tokio is no time zone"),
        (GOOD.replace('"erp:4"', '"erp:3"'), 16, "erp:3 is assigned twice"),
        (with_lines("  assignments:", "    - {calendar: US}"), 17, "name who has this schedule"),
        (with_lines("  assignments:", '    - {companies: ["erp:2"]}'), 17, "name what differs from the company"),
        (with_lines("  shift: weekend"), 16, "there is no shift weekend"),
        (with_lines("  holidays: []"), 16, "unknown key working_time.holidays; known here: announced"),
        # 31 December has its own hours, in which the night of the 30th is not over yet
        (
            GOOD.replace("hours: [09:00-12:00]", "hours: [05:00-09:00]").replace("six_days}", "night}"),
            14,
            "the hours of 2026-12-31 overlap with those of shift night",
        ),
    ],
)
def test_a_mistake_is_one_line_that_names_it(tmp_path: Path, text: str, line: int, cause: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    message = caught.value.one_line()
    assert f"cockpit.yml:{line}:" in message
    assert cause in message
    assert caught.value.exit_code == 2
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.one_line("zh-CN"))


def test_the_shipped_calendars_and_shifts_are_known() -> None:
    assert set(shipped_calendars()) == {"CN", "HK", "TW", "SG", "MY", "VN", "TH", "JP", "KR", "DE", "US"}
    assert set(shipped_shifts()) == {"office"}


def test_a_day_is_a_range_of_days_with_until(tmp_path: Path) -> None:
    first, last = load(tmp_path, GOOD).working_time.days
    assert first.dates() == [date(2026, 10, 16), date(2026, 10, 17)]
    assert last.dates() == [date(2026, 12, 31)]
