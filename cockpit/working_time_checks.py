"""Whether `working_time` of `cockpit.yml` agrees with itself and with the shipped calendars and shifts.

Belongs here: what is known among the seeds, and checks across several entries, each told with its line. Does not belong
here: the entries' own shape (`working_time.py`).
"""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from cockpit.errors import ConfigurationError
from cockpit.language import translate
from cockpit.paths import PROJECT_DIRECTORY
from cockpit.working_time import WEEKDAYS, Window, overlap, windows
from cockpit.yaml_source import Location, YamlSource

if TYPE_CHECKING:
    from cockpit.settings import Configuration


@lru_cache
def shipped_calendars() -> dict[str, str]:
    """The calendars among the seeds, with their zones."""
    return {row["calendar_id"]: row["timezone"] for row in _reference("working_calendars")}


@lru_cache
def shipped_shifts() -> dict[str, list[list[Window]]]:
    """The shifts among the seeds, with the windows of each of their weekdays."""
    found: dict[str, dict[str, list[Window]]] = {}
    for row in _reference("working_shifts"):
        day = found.setdefault(row["shift_id"], {}).setdefault(row["weekday"], [])
        day.append(Window(int(row["starts_at_minute"]), int(row["ends_at_minute"])))
    return {shift: list(days.values()) for shift, days in found.items()}


def _reference(name: str) -> list[dict[str, str]]:
    with (PROJECT_DIRECTORY / "seeds" / "reference" / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def check_working_time(configuration: Configuration, source: YamlSource) -> None:
    """Whether every calendar and shift that is named exists, and no day begins before the one before it has ended.

    Raises:
        ConfigurationError: the first that does not, with its line.
    """
    told = configuration.working_time
    own_calendars = [calendar.id for calendar in told.calendars]
    calendars = [*shipped_calendars(), *own_calendars]
    own_shifts = [shift.id for shift in told.shifts]

    def refuse(place: Location, code: str, **details: object) -> ConfigurationError:
        place = ("working_time", *place)
        return ConfigurationError(
            "yaml_value",
            file=source.path,
            line=source.line(place),
            key=".".join(map(str, place)),
            cause=translate(f"reason.{code}", **details),
            known="",
        )

    def must_be_known(place: Location, kind: str, name: str | None, known: list[str]) -> None:
        if name is not None and name not in known:
            raise refuse(place, f"{kind}_unknown", name=name, known=", ".join(known))

    for position, calendar in enumerate(told.calendars):
        if calendar.id in calendars[: len(shipped_calendars()) + position]:
            raise refuse(("calendars", position, "id"), "calendar_repeated", name=calendar.id)
        must_be_known(("calendars", position, "based_on"), "calendar", calendar.based_on, list(shipped_calendars()))
    for position, name in enumerate(own_shifts):
        if name in own_shifts[:position]:
            raise refuse(("shifts", position, "id"), "shift_repeated", name=name)
    shifts = list(dict.fromkeys([*shipped_shifts(), *own_shifts]))
    must_be_known(("shift",), "shift", told.shift, shifts)
    seen: set[tuple[str, date]] = set()
    for position, day in enumerate(told.days):
        must_be_known(("days", position, "calendar"), "calendar", day.calendar, calendars)
        repeated = next((each for each in day.dates() if (day.calendar, each) in seen), None)
        if repeated:
            raise refuse(("days", position, "date"), "day_repeated", date=repeated, calendar=day.calendar)
        seen |= {(day.calendar, each) for each in day.dates()}
    for name in told.announced:
        must_be_known(("announced", name), "calendar", name, calendars)
    for position, assignment in enumerate(told.assignments):
        must_be_known(("assignments", position, "calendar"), "calendar", assignment.calendar, calendars)
        must_be_known(("assignments", position, "shift"), "shift", assignment.shift, shifts)
    pairs = {(each.calendar or configuration.company_calendar, each.shift or told.shift) for each in told.assignments}
    hours_of = shipped_shifts() | {
        shift.id: [windows(shift.of(weekday)) for weekday in WEEKDAYS if shift.of(weekday)] for shift in told.shifts
    }
    for calendar_id, shift_id in sorted({*pairs, (configuration.company_calendar, told.shift)}):
        for position, day in enumerate(told.days):
            if day.calendar == calendar_id and day.hours and overlap([*hours_of[shift_id], windows(day.hours)]):
                raise refuse(("days", position, "hours"), "day_overlaps", date=day.date, shift=shift_id)
