"""Working time of every kind of schedule, in SQL, equals working time counted minute by minute.

The schedules are written into a cockpit.yml and go the product's whole way: settings, dbt's variables, seeds, axis,
macros. The brute force knows them from the functions below only: weekdays here, holidays from the libraries.
"""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from cockpit.settings import Settings
from pipelines.working_time import working_time_variable
from tests.dbt.project import ThrowAwayProject
from tests.dbt.working_minutes import WorkingMinutes

INTERVALS = 10_000
FIRST, LAST = datetime(2024, 1, 1), datetime(2026, 12, 27)

CONFIGURATION = """\
language: en
company_calendar: CN
company_timezone: Asia/Shanghai
working_time:
  shifts:
    - id: night
      hours: [22:00-02:00, 02:30-06:00]
    - id: saturday_mornings
      hours: [08:00-12:00, 13:00-17:30]
      saturday: [08:00-12:00]
      make_up_day: [08:00-12:00, 13:00-16:00]
    - id: round_the_clock
      hours: [06:00-06:00]
      saturday: [06:00-06:00]
      sunday: [06:00-22:00]
      make_up_day: [06:00-06:00]
    - id: late
      hours: [15:00-23:30]
      sunday: [18:00-01:00]
  calendars:
    - {id: island}
    - {id: works, based_on: CN}
  days:
    - {calendar: island, date: 2024-12-23, until: 2025-01-05, is_working_day: false}
    - {calendar: island, date: 2025-01-06, hours: [18:00-20:00]}
    - {calendar: works, date: 2024-10-01, name_zh: 加班, name_en: Worked all the same}
    - {calendar: works, date: 2025-03-08, until: 2025-03-09, is_working_day: false}
  assignments:
    - {companies: ["erp:us"], calendar: US, shift: night}
    - {companies: ["erp:tw"], calendar: TW, shift: saturday_mornings}
    - {departments: ["erp:berlin"], calendar: DE, shift: round_the_clock}
    - {departments: ["erp:works"], calendar: works, shift: saturday_mornings}
    - {warehouses: ["erp:island"], calendar: island, shift: late, timezone: Australia/Lord_Howe}
    - {warehouses: ["erp:nepal"], shift: night, timezone: Asia/Kathmandu}
sources:
  - {name: erp, erp: odoo, version: "18", connection: {kind: sqlite, path: erp.sqlite}}
"""

YEARS = range(2021, 2028)
AMERICAN, GERMAN, TAIWANESE = (holidays.country_holidays(code, years=YEARS) for code in ("US", "DE", "TW"))
OFFICE = [(540, 720), (780, 1080)]
NIGHT = [(1320, 1560), (1590, 1800)]
FULL, MORNING, MADE_UP = [(480, 720), (780, 1050)], [(480, 720)], [(480, 720), (780, 960)]


def office(day: date) -> list[tuple[int, int]]:
    return OFFICE if chinese_calendar.is_workday(day) else []


def american_night(day: date) -> list[tuple[int, int]]:
    return NIGHT if day.weekday() < 5 and day not in AMERICAN else []


def chinese_night(day: date) -> list[tuple[int, int]]:
    return NIGHT if chinese_calendar.is_workday(day) else []


def taiwanese(day: date) -> list[tuple[int, int]]:
    if TAIWANESE.is_working_day(day) and day.weekday() > 4:
        return MADE_UP
    if day in TAIWANESE or day.weekday() == 6:
        return []
    return MORNING if day.weekday() == 5 else FULL


def german(day: date) -> list[tuple[int, int]]:
    if day in GERMAN:
        return []
    return [(360, 1320)] if day.weekday() == 6 else [(360, 1800)]


def works(day: date) -> list[tuple[int, int]]:
    if day in (date(2025, 3, 8), date(2025, 3, 9)):
        return []
    if day == date(2024, 10, 1):
        return MADE_UP
    if day in chinese_calendar.workdays:
        return MADE_UP
    if day in chinese_calendar.holidays or day.weekday() == 6:
        return []
    return MORNING if day.weekday() == 5 else FULL


def island(day: date) -> list[tuple[int, int]]:
    if date(2024, 12, 23) <= day <= date(2025, 1, 5):
        return []
    if day == date(2025, 1, 6):
        return [(1080, 1200)]
    return {5: [], 6: [(1080, 1500)]}.get(day.weekday(), [(900, 1410)])


# company, department, warehouse → zone and hours; the nearest of them that has a schedule counts
SCOPES = {
    ("erp:cn", None, None): ("Asia/Shanghai", office),
    ("erp:us", "erp:sales", None): ("America/New_York", american_night),
    ("erp:tw", None, "erp:other"): ("Asia/Taipei", taiwanese),
    ("erp:us", "erp:berlin", None): ("Europe/Berlin", german),
    (None, "erp:works", None): ("Asia/Shanghai", works),
    ("erp:us", "erp:berlin", "erp:island"): ("Australia/Lord_Howe", island),
    ("erp:cn", None, "erp:nepal"): ("Asia/Kathmandu", chinese_night),
}
# clocks are changed, New York and Berlin and Lord Howe; make-up Saturdays; the ends of years
TURNING_POINTS = [
    datetime(2024, 3, 10, 7),
    datetime(2025, 11, 2, 6),
    datetime(2024, 3, 31, 1),
    datetime(2026, 10, 25, 1),
    datetime(2025, 4, 5, 15),
    datetime(2024, 10, 5, 15, 30),
    datetime(2026, 2, 28, 1),
    datetime(2025, 2, 8, 3),
    datetime(2024, 12, 31, 16),
    datetime(2025, 1, 1),
]
LENGTHS = [timedelta(minutes=30), timedelta(hours=9), timedelta(days=3), timedelta(weeks=5), timedelta(days=1100)]

DURATIONS = """
{%- set schedule = schedule_of('company_id', 'department_id', 'warehouse_id') %}
select pair_id, {{ working_hours_between(
    working_position('start_day', 'started_at'), working_position('end_day', 'ended_at'), 'started_at', 'ended_at'
) }} as working_hours
from temp.pairs
{{ join_working_day('start_day', 'started_at', schedule) }}
{{ join_working_day('end_day', 'ended_at', schedule) }}
order by pair_id
"""


def random_interval(dice: random.Random) -> tuple[datetime, datetime]:
    """Of no length, of minutes and of years; at any microsecond, on the minute, and about the turning points."""
    if dice.random() < 0.3:
        start = dice.choice(TURNING_POINTS) + timedelta(minutes=dice.randint(-900, 900))
    else:
        start = FIRST + timedelta(seconds=dice.randrange(int((LAST - FIRST).total_seconds())))
    if dice.random() < 0.5:
        start += timedelta(microseconds=dice.randrange(1_000_000))
    length = dice.random() * dice.choice(LENGTHS) if dice.random() < 0.95 else timedelta()
    return start, min(start + length, LAST + timedelta(hours=20))


def test_ten_thousand_intervals_have_the_working_time_that_counting_minutes_gives(tmp_path: Path) -> None:
    (tmp_path / "cockpit.yml").write_text(CONFIGURATION, encoding="utf-8")
    variable = working_time_variable(Settings(tmp_path / "cockpit.yml").configuration)
    project = ThrowAwayProject(tmp_path, {"working_time": variable})
    project.dbt("build", "--select", "+working_time_axis", "--resource-type", "model", "--resource-type", "seed")
    output = project.dbt("compile", "--inline", DURATIONS, "--output", "json")
    sql = json.loads(output[output.index("{") :])["compiled"]

    dice = random.Random(20261122)
    cases = [(*dice.choice(list(SCOPES)), *random_interval(dice)) for _ in range(INTERVALS)]
    with project.connection() as connection:
        connection.execute(
            "create temp table pairs as select unnest($1::int[]) as pair_id, unnest($2::varchar[]) as company_id,"
            " unnest($3::varchar[]) as department_id, unnest($4::varchar[]) as warehouse_id,"
            " unnest($5::timestamp[]) as started_at, unnest($6::timestamp[]) as ended_at",
            [list(range(len(cases))), *map(list, zip(*cases, strict=True))],
        )
        computed = [row[1] for row in connection.execute(sql).fetchall()]

    counted = {
        scope: WorkingMinutes(zone, hours_of, FIRST - timedelta(days=2), LAST + timedelta(days=2))
        for scope, (zone, hours_of) in SCOPES.items()
    }
    differing = [
        (case, hours, expected)
        for case, hours in zip(cases, computed, strict=True)
        if hours != pytest.approx(expected := counted[case[:3]].seconds(*case[3:]) / 3600, abs=1e-6)
    ]
    assert not differing, differing[:5]
    # the dice have not missed what this is about
    lengths = [end - start for *_, start, end in cases]
    assert min(lengths) == timedelta() and max(lengths) > timedelta(days=730)
    assert {
        scope for scope in SCOPES if any(h > 0 for c, h in zip(cases, computed, strict=True) if c[:3] == scope)
    } == {*SCOPES}
