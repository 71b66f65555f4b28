"""Working time: the calendar and shifts of `seeds/reference`, as arithmetic on UTC moments.

Belongs here: is this a working day, the next working moment, so many working hours later. Does not belong
here: how long anything takes. All moments are naive datetimes in UTC; local time exists only inside this
module.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

REFERENCE = Path(__file__).parent.parent / "reference"
EPOCH = datetime(1970, 1, 1)


def read_reference(name: str, key: str, value: str) -> list[dict[str, str]]:
    """Rows of one reference file that belong to one calendar or shift."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row[key] == value]


class WorkingTime:
    """Working windows between two days, addressed by their position on one axis of working seconds.

    Args:
        first, last: local days the calendar covers. A moment outside them is moved to the nearer end.
    """

    def __init__(self, first: date, last: date, calendar_id: str = "CN") -> None:
        self.zone = ZoneInfo(read_reference("working_calendars", "calendar_id", calendar_id)[0]["timezone"])
        self._exceptions = {
            date.fromisoformat(row["calendar_date"]): row["is_working_day"] == "true"
            for row in read_reference("working_calendar_exceptions", "calendar_id", calendar_id)
        }
        shifts = [
            (int(row["starts_at_minute"]), int(row["ends_at_minute"]))
            for row in read_reference("working_shifts", "shift_id", "office")
            # every working day of this shift is like a Monday
            if row["weekday"] == "1"
        ]
        self._starts: list[float] = []
        self._lengths: list[float] = []
        self._positions: list[float] = []
        position = 0.0
        day = first
        while day <= last:
            if self.is_working_day(day):
                for begin, end in shifts:
                    self._starts.append((self.moment(day, begin) - EPOCH).total_seconds())
                    self._lengths.append((end - begin) * 60.0)
                    self._positions.append(position)
                    position += self._lengths[-1]
            day += timedelta(days=1)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, unless the calendar says otherwise (holidays, make-up days)."""
        return self._exceptions.get(day, day.weekday() < 5)

    def moment(self, day: date, minute: int) -> datetime:
        """The UTC moment of a minute of a local day."""
        local = datetime.combine(day, time(), tzinfo=self.zone) + timedelta(minutes=minute)
        return local.astimezone(UTC).replace(tzinfo=None)

    def local_day(self, moment: datetime) -> date:
        """The local day a UTC moment belongs to."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    def position(self, moment: datetime) -> float:
        """Working seconds between the first window and a moment."""
        seconds = (moment - EPOCH).total_seconds()
        index = max(bisect_right(self._starts, seconds) - 1, 0)
        inside = min(max(seconds - self._starts[index], 0.0), self._lengths[index])
        return self._positions[index] + inside

    def at(self, position: float) -> datetime:
        """The moment at which so many working seconds have passed; a window ends where the next begins."""
        index = min(max(bisect_right(self._positions, position) - 1, 0), len(self._starts) - 1)
        return EPOCH + timedelta(seconds=self._starts[index] + position - self._positions[index])

    def add_hours(self, moment: datetime, hours: float) -> datetime:
        """So many working hours after a moment, or after the next working moment if it is outside."""
        return self.at(self.position(moment) + hours * 3600.0)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Working hours between two moments."""
        return (self.position(end) - self.position(start)) / 3600.0

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def previous_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the last one before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def some_moment(self, day: date, chance: random.Random) -> datetime:
        """A random working moment of a day, or of the first working day after it."""
        begin = self.position(self.moment(self.next_working_day(day), 0))
        end = self.position(self.moment(self.next_working_day(day), 24 * 60))
        return self.at(chance.uniform(begin, end - 1))
