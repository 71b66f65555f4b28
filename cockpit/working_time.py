"""`working_time` of `cockpit.yml`: the company's own calendars, shifts and days, and who works by which.

Belongs here: their shape, and what can be wrong with each by itself. Does not belong here: whether they agree with one
another and with the seeds (`working_time_checks.py`), the SQL variables that they become (`pipelines/working_time.py`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, field_validator, model_validator

from cockpit.language import translate
from cockpit.strict import Strict, TimeZoneName

MINUTES_OF_A_DAY = 1440
WINDOWS_OF_A_DAY = 4
OFFICE = "office"
# the numbers of the seeds: make-up days, then Monday to Sunday
WEEKDAYS = ("make_up_day", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SCOPES = ("companies", "departments", "warehouses")


class Window(NamedTuple):
    """Working hours in minutes after the midnight with which their day began; above 1440 on the day after."""

    starts_at_minute: int
    ends_at_minute: int


def _readable(hours: list[str]) -> list[str]:
    if len(hours) > WINDOWS_OF_A_DAY:
        raise ValueError(translate("reason.hours_too_many", most=WINDOWS_OF_A_DAY))
    for text in hours:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)", text):
            raise ValueError(translate("reason.hours", hours=text))
    found = windows(hours)
    if found and found[-1].ends_at_minute - found[0].starts_at_minute > MINUTES_OF_A_DAY:
        raise ValueError(translate("reason.hours_order", hours=", ".join(hours)))
    return hours


def windows(hours: list[str]) -> list[Window]:
    """Hours as minutes: an end that is not after its start, and a start before the end in front of it, are next day."""
    found: list[Window] = []
    for text in hours:
        start, end = (int(moment[:2]) * 60 + int(moment[3:]) for moment in text.split("-"))
        if found and start < found[-1].ends_at_minute:
            start += MINUTES_OF_A_DAY
        while end <= start:
            end += MINUTES_OF_A_DAY
        found.append(Window(start, end))
    return found


Hours = Annotated[list[str], AfterValidator(_readable)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,40}$")]


class OwnCalendar(Strict):
    """A calendar of the company. It has the days of `based_on`, else Monday to Friday without holidays."""

    id: Identifier
    based_on: str | None = None


class OwnDay(Strict):
    """What the company does on a day, or on all days up to `until`, whatever the calendar says of it."""

    calendar: str
    date: date
    until: date | None = None
    is_working_day: bool = True
    hours: Hours | None = None
    name_zh: str | None = None
    name_en: str | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> OwnDay:
        if self.until is not None and not timedelta() <= self.until - self.date <= timedelta(days=366):
            raise ValueError(translate("reason.day_until", date=self.date, until=self.until))
        if self.hours is not None and not self.is_working_day:
            raise ValueError(translate("reason.day_off_with_hours", date=self.date))
        return self

    def dates(self) -> list[date]:
        """Every day it speaks of."""
        return [self.date + timedelta(days=n) for n in range(((self.until or self.date) - self.date).days + 1)]


class Shift(Strict):
    """Hours by weekday: `hours` from Monday to Friday and on make-up days, none at the weekend, or the day's own."""

    id: Identifier
    hours: Hours = Field(default_factory=list)
    monday: Hours | None = None
    tuesday: Hours | None = None
    wednesday: Hours | None = None
    thursday: Hours | None = None
    friday: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None
    make_up_day: Hours | None = None

    @model_validator(mode="after")
    def _works_one_day_after_the_other(self) -> Shift:
        found = [windows(self.of(weekday)) for weekday in WEEKDAYS if self.of(weekday)]
        if not found:
            raise ValueError(translate("reason.shift_empty", shift=self.id))
        if overlap(found):
            raise ValueError(translate("reason.shift_overlaps", shift=self.id))
        return self

    def of(self, weekday: str) -> list[str]:
        """The hours of a weekday or of a make-up day."""
        own = getattr(self, weekday)
        return own if own is not None else [] if weekday in ("saturday", "sunday") else self.hours


def overlap(days: list[list[Window]]) -> bool:
    """Whether a day's work may go on while the next day's begins, whichever days follow each other."""
    return max(day[-1].ends_at_minute for day in days) - MINUTES_OF_A_DAY > min(day[0].starts_at_minute for day in days)


class Assignment(Strict):
    """Who works by another schedule than the company's own, by the ids that the warehouse has for them.

    What is not named is the company's; the zone is that of the calendar, where a shipped one is named.
    """

    companies: list[str] = Field(default_factory=list)
    departments: list[str] = Field(default_factory=list)
    warehouses: list[str] = Field(default_factory=list)
    calendar: str | None = None
    shift: str | None = None
    timezone: TimeZoneName | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Assignment:
        if not any(getattr(self, scope) for scope in SCOPES):
            raise ValueError(translate("reason.assignment_of_nobody"))
        if self.calendar is None and self.shift is None and self.timezone is None:
            raise ValueError(translate("reason.assignment_of_nothing"))
        return self


class WorkingTime(Strict):
    """What the company says of its working time beside `company_calendar` and `company_timezone`."""

    shift: str = OFFICE
    calendars: list[OwnCalendar] = Field(default_factory=list)
    shifts: list[Shift] = Field(default_factory=list)
    days: list[OwnDay] = Field(default_factory=list)
    announced: dict[str, list[int]] = Field(default_factory=dict)
    assignments: list[Assignment] = Field(default_factory=list)

    @field_validator("assignments")
    @classmethod
    def _nobody_is_assigned_twice(cls, assignments: list[Assignment]) -> list[Assignment]:
        for scope in SCOPES:
            named = [each for assignment in assignments for each in getattr(assignment, scope)]
            repeated = next((each for each in named if named.count(each) > 1), None)
            if repeated:
                raise ValueError(translate("reason.assigned_twice", name=repeated))
        return assignments
