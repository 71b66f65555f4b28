"""Days of the simulated time: which are worked, when shifts begin and end, who is away.

Belongs here: the working calendar and shifts of `seeds/reference` as arrays over days, leave. Does not belong here:
what people do (`desks.py`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.chance import Chance
from seeds.simulation.desks import Presence

REFERENCE = Path(__file__).parent.parent / "reference"
HOUR = 3600
DAY = 24 * HOUR
EPOCH = date(1970, 1, 1)
# all days of the office are alike
MONDAY = "1"
# China has had one offset and no summer time since 1991
OFFSET = 8 * HOUR


@dataclass(frozen=True)
class Calendar:
    """The days from `first` on; day numbers count from it."""

    first: date
    is_working: NDArray[np.bool_]
    shift: NDArray[np.int64]  # seconds since local midnight: two windows with begin and end

    def __len__(self) -> int:
        return len(self.is_working)

    def date_of(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def midnight(self, day: int | NDArray[np.int64]) -> NDArray[np.int64]:
        """Local midnight of a day, in UTC seconds."""
        return (np.asarray(day, np.int64) + (self.first - EPOCH).days) * DAY - OFFSET

    def day_of(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the local day of a moment."""
        return (at + OFFSET) // DAY - (self.first - EPOCH).days

    def weekday(self, day: int) -> int:
        """0 is Monday."""
        return self.date_of(day).weekday()

    def next_working(self, day: NDArray[np.int64]) -> NDArray[np.int64]:
        """The day itself where it is worked, else the first one after it."""
        worked = np.flatnonzero(self.is_working)
        place = np.searchsorted(worked, np.minimum(day, len(self) - 1))
        return worked[np.minimum(place, len(worked) - 1)]


def china(first: date, last: date) -> Calendar:
    """China's calendar with its make-up days, between two days."""
    exceptions = {
        date.fromisoformat(row["calendar_date"]): row["is_working_day"] == "true"
        for row in _reference("working_calendar_exceptions", "calendar_id", "CN")
    }
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    windows = [
        (int(row["starts_at_minute"]) * 60, int(row["ends_at_minute"]) * 60)
        for row in _reference("working_shifts", "shift_id", "office")
        if row["weekday"] == MONDAY
    ]
    return Calendar(
        first=first,
        is_working=np.array([exceptions.get(day, day.weekday() < 5) for day in days]),
        shift=np.array(windows, np.int64),
    )


def leave(calendar: Calendar, people: int, chance: Chance) -> NDArray[np.bool_]:
    """people × days: who is away. Three stretches a year of one to six days, nobody in their place."""
    away = np.zeros((people, len(calendar)), bool)
    years = max(1, round(len(calendar) / 365))
    person, stretch = np.meshgrid(np.arange(people), np.arange(3 * years), indexing="ij")
    begin = chance.between(0, len(calendar) - 1, "leave/begin", person, stretch)
    length = chance.between(1, 6, "leave/days", person, stretch)
    for extra in range(6):
        days = np.minimum(begin + extra, len(calendar) - 1)
        is_away = extra < length
        away[person[is_away], days[is_away]] = True
    return away


def presence(calendar: Calendar, day: int, away: NDArray[np.bool_]) -> Presence:
    """When people are there on a day.

    Args:
        away: one flag a person.
    """
    windows = np.broadcast_to(calendar.shift + calendar.midnight(day), (len(away), 2, 2)).copy()
    if not calendar.is_working[day]:
        windows[:, :, 1] = windows[:, :, 0]
    windows[away, :, 1] = windows[away, :, 0]
    return Presence(windows[:, :, 0], windows[:, :, 1])


def _reference(name: str, key: str, value: str) -> list[dict[str, str]]:
    """Rows of one of the product's reference files that belong to one calendar or shift."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row[key] == value]
