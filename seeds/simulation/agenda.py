"""What comes from outside at a known moment: goods, invoices, money, second thoughts.

Belongs here: keeping it until its day. Does not belong here: what happens then.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.calendar import Calendar

Numbers = NDArray[np.int64]


class Agenda:
    """Entries of one kind, found again on the day of their moment."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._days: dict[int, list[tuple[Numbers, Numbers]]] = defaultdict(list)

    def put(self, at: Numbers, subject: Numbers) -> None:
        """Note subjects for their moments; those beyond the calendar will not be seen any more."""
        if not len(at):
            return
        day = self._calendar.day_of(at)
        order = np.argsort(day, kind="stable")
        day, at, subject = day[order], at[order], subject[order]
        edges = np.flatnonzero(np.r_[True, day[1:] != day[:-1], True])
        for begin, end in pairwise(edges):
            self._days[int(day[begin])].append((at[begin:end], subject[begin:end]))

    def of(self, day: int) -> tuple[Numbers, Numbers]:
        """Moments and subjects of a day, by moment."""
        entries = self._days.pop(day, [])
        if not entries:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        at = np.concatenate([entry[0] for entry in entries])
        subject = np.concatenate([entry[1] for entry in entries])
        order = np.lexsort((subject, at))
        return at[order], subject[order]
