"""What every part of the simulation needs at hand: calendar, chance, people, masters, period.

Belongs here: the frame. Does not belong here: any process.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.calendar import HOUR, Calendar
from seeds.simulation.chance import Chance
from seeds.simulation.masters import Masters
from seeds.simulation.people import People

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Frame:
    """`pilot_from`: the moment from which the pilot's plant does without a level (NEVER: no pilot)."""

    calendar: Calendar
    chance: Chance
    people: People
    masters: Masters
    scale: float
    days: int
    pilot_from: int

    def end_of_work(self, day: Ints) -> Ints:
        """18:00 of a day, or of the first working day after it: what is promised for a day is in time until then."""
        return self.calendar.midnight(self.calendar.next_working(day)) + 18 * HOUR

    def season(self, day: int) -> float:
        """How busy a day is: autumn more than spring, the last days of a month most."""
        date = self.calendar.date_of(day)
        month_end = 1.35 if self.calendar.date_of(day + 4).month != date.month else 1.0
        return (1.0 + 0.18 * np.sin(2 * np.pi * (date.month - 7) / 12)) * month_end
