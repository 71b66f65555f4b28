"""Working time counted minute by minute from a description of the company's weeks, with zoneinfo's clocks.

Belongs here: a second way to working time that shares nothing with the product but the question. Does not belong here:
the product's calendars, shifts and SQL. Every minute of UTC is looked at by itself: what does the clock on the wall
show, which day is it there, and is somebody at work at that minute of that day, or of the day before, counting on over
midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

MINUTE = timedelta(minutes=1)
# zones stand and change their clocks on whole quarters of an hour
QUARTER = timedelta(minutes=15)


@dataclass
class WorkingMinutes:
    """Working time of one schedule between two moments.

    Args:
        hours_of: what is worked on a local day, in minutes since its midnight; beyond 1440 on the day after.
    """

    zone: str
    hours_of: Callable[[date], list[tuple[int, int]]]
    first: datetime
    last: datetime

    def __post_init__(self) -> None:
        self._is_worked = np.concatenate(list(self._quarters()))

    def _quarters(self) -> Iterator[np.ndarray]:
        zone, moment = ZoneInfo(self.zone), self.first
        masks: dict[date, np.ndarray] = {}

        def mask(day: date) -> np.ndarray:
            """Each minute of a day and the next: is it worked for this day?"""
            if day not in masks:
                masks[day] = np.zeros(2 * 1440, dtype=bool)
                for starts, ends in self.hours_of(day):
                    masks[day][starts:ends] = True
            return masks[day]

        while moment < self.last:
            wall = moment.replace(tzinfo=UTC).astimezone(zone)
            day, minute = wall.date(), wall.hour * 60 + wall.minute
            worked = mask(day)[minute : minute + 15] | mask(day - timedelta(days=1))[minute + 1440 : minute + 1455]
            assert len(worked) == 15
            yield worked
            moment += QUARTER

    def seconds(self, start: datetime, end: datetime) -> float:
        """Working seconds between two naive UTC stamps: whole minutes one by one, and the parts of the outer ones."""
        first, first_part = divmod(start - self.first, MINUTE)
        last, last_part = divmod(end - self.first, MINUTE)
        whole = int(np.count_nonzero(self._is_worked[first:last])) * 60.0
        before = first_part.total_seconds() if self._is_worked[first] else 0.0
        after = last_part.total_seconds() if self._is_worked[last] else 0.0
        return whole - before + after
