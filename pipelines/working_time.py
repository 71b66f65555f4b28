"""The variable by which dbt knows the schedules: what the company says of its working time, as plain rows.

Belongs here: turning `working_time` of `cockpit.yml` into those rows, and what a run has to say of them. Does not
belong here: its shape and its checks (`cockpit/working_time.py`), SQL (`dbt_project/macros/working_schedules.sql`).
"""

from __future__ import annotations

from typing import Any

import duckdb

from cockpit.language import current_language, translate
from cockpit.settings import Configuration
from cockpit.working_time import SCOPES, WEEKDAYS, windows
from cockpit.working_time_checks import shipped_calendars

COMPANY = "company"
# "weekdays" above it are the hours of single days
OWN_HOURS = 100


def known_calendars(configuration: Configuration) -> list[str]:
    """Ids of the working calendars: those among the seeds and the company's own."""
    return [*shipped_calendars(), *(calendar.id for calendar in configuration.working_time.calendars)]


def working_time_variable(configuration: Configuration) -> dict[str, Any]:
    """What `var('working_time')` holds: schedules (the company's own first), and who has which."""
    told = configuration.working_time
    schedules = {COMPANY: (configuration.company_calendar, told.shift, configuration.company_timezone)}
    assigned: dict[str, dict[str, list[str]]] = {scope: {} for scope in SCOPES}
    for each in told.assignments:
        calendar = each.calendar or configuration.company_calendar
        zone = each.timezone or shipped_calendars().get(each.calendar or "") or configuration.company_timezone
        shift = each.shift or told.shift
        known = next((name for name, what in schedules.items() if what == (calendar, shift, zone)), None)
        name = known or f"{calendar}/{shift}/{zone}"
        schedules[name] = (calendar, shift, zone)
        for scope in SCOPES:
            if getattr(each, scope):
                assigned[scope].setdefault(name, []).extend(getattr(each, scope))
    rows, own_hours = _days(configuration)
    return {
        "schedules": [
            {
                "schedule_id": name,
                "calendar_id": calendar,
                "shipped_calendar_id": _shipped(configuration, calendar),
                "shift_id": shift,
                "timezone": zone,
            }
            for name, (calendar, shift, zone) in schedules.items()
        ],
        "own_shifts": [shift.id for shift in told.shifts],
        "windows": _windows(configuration, own_hours, sorted({shift for _, shift, _ in schedules.values()})),
        "days": rows,
        "announced": [
            {"calendar_id": calendar, "year": year} for calendar, years in told.announced.items() for year in years
        ],
        "assigned": assigned,
    }


def _shipped(configuration: Configuration, calendar: str) -> str | None:
    """The calendar among the seeds that one is, or is based on."""
    own = {each.id: each.based_on for each in configuration.working_time.calendars}
    return own.get(calendar, calendar)


def _days(configuration: Configuration) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """A row for every day that the company names, and the different hours among them."""
    rows: list[dict[str, Any]] = []
    own_hours: list[list[str]] = []
    for each in configuration.working_time.days:
        if each.hours and each.hours not in own_hours:
            own_hours.append(each.hours)
        rows += [
            {
                "calendar_id": each.calendar,
                "date": day.isoformat(),
                "is_working_day": each.is_working_day,
                "hours_id": OWN_HOURS + own_hours.index(each.hours) + 1 if each.hours else None,
                "name_zh": each.name_zh,
                "name_en": each.name_en,
            }
            for day in each.dates()
        ]
    return rows, own_hours


def _windows(configuration: Configuration, own_hours: list[list[str]], shifts: list[str]) -> list[dict[str, Any]]:
    """The windows of the company's shifts, and under each shift in use those of single days."""
    hours = [
        (shift.id, weekday, shift.of(name))
        for shift in configuration.working_time.shifts
        for weekday, name in enumerate(WEEKDAYS)
    ]
    hours += [(shift, OWN_HOURS + number, each) for shift in shifts for number, each in enumerate(own_hours, start=1)]
    return [
        {
            "shift_id": shift,
            "weekday": weekday,
            "window_number": number,
            "starts_at_minute": window.starts_at_minute,
            "ends_at_minute": window.ends_at_minute,
        }
        for shift, weekday, texts in hours
        for number, window in enumerate(windows(texts), start=1)
    ]


def working_time_remarks(connection: duckdb.DuckDBPyConnection, configuration: Configuration) -> list[str]:
    """What a reader of working time must know, a line each: years not yet announced, schedules that nobody has."""
    name = "calendar_name_zh" if current_language() == "zh-CN" else "calendar_name_en"
    years = connection.execute(
        f"select {name}, calendar_year from core.unofficial_years order by calendar_id, calendar_year"
    ).fetchall()
    remarks = [translate("progress.calendar_unofficial", calendar=calendar, year=year) for calendar, year in years]
    for scope, key in zip(SCOPES, ("company_id", "department_id", "warehouse_id"), strict=True):
        named = [each for assignment in configuration.working_time.assignments for each in getattr(assignment, scope)]
        known = {row[0] for row in connection.execute(f"select {key} from canonical.{scope}").fetchall()}
        remarks += [translate("progress.assigned_unknown", scope=scope, id=each) for each in named if each not in known]
    return remarks
