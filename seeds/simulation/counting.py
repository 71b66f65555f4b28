"""Cycle counts: once a quarter somebody looks at every shelf, and books what the records did not know.

Belongs here: when a shelf is counted, what is found. Does not belong here: the moves themselves (`stock.py`).
"""

from __future__ import annotations

import numpy as np

from seeds.simulation.calendar import HOUR
from seeds.simulation.desks import Done
from seeds.simulation.frame import Frame
from seeds.simulation.records import Records
from seeds.simulation.stock import COUNT, Stock

COUNT_SHELF = 2  # a kind of task of storekeepers, beside receiving and picking
COUNTING_DAY = 2  # Wednesday
WEEKS_A_ROUND = 13
DIFFERENCE_SHARE, LOSS_SHARE = 0.09, 0.65
SIZE, SPREAD = 0.03, 0.8  # of what is there
SECONDS = 240


class Counting:
    """Counts of positions; a count without a difference moves nothing and is written down all the same."""

    def __init__(self, frame: Frame, stock: Stock) -> None:
        self._frame, self._stock = frame, stock
        self.counts = Records(position=np.int64, difference=np.int64, counted_at=np.int64, counted_by=np.int64)

    def plan(self, day: int) -> None:
        """On Wednesdays a thirteenth of the shelves is due; who has stock to receive and pick does that first."""
        frame = self._frame
        if frame.calendar.weekday(day) != COUNTING_DAY or not frame.calendar.is_working[day]:
            return
        position = np.arange(len(self._stock.on_hand))
        turn = frame.chance.between(0, WEEKS_A_ROUND - 1, "count/turn", position)
        due = position[turn == (day // 7) % WEEKS_A_ROUND]
        frame.people.desks["storekeeper"].put(
            frame.people.someone("storekeeper", frame.masters.positions.warehouse[due], "count/storekeeper", due, day),
            np.full(len(due), int(frame.calendar.midnight(day)) + 14 * HOUR),
            np.full(len(due), SECONDS),
            COUNT_SHELF,
            due,
        )

    def book(self, done: Done) -> None:
        """Storekeepers have counted; differences are booked at once."""
        if not len(done):
            return
        chance, stock, position = self._frame.chance, self._stock, done.subject
        keys = ("count", position, done.done_at)
        on_hand = stock.on_hand[position]
        size = np.ceil(on_hand * chance.around(SIZE, SPREAD, *keys)).astype(np.int64)
        is_loss = chance.happens(LOSS_SHARE, "count/loss", *keys[1:])
        # what is promised to a customer is there: it was looked for when it was promised
        loss = np.minimum(size, np.maximum(on_hand - stock.reserved[position], 0))
        differs = chance.happens(DIFFERENCE_SHARE, "count/differs", *keys[1:])
        difference = np.where(differs, np.where(is_loss, -loss, size), 0)
        by = self._frame.people.ids("storekeeper", done.person)
        count = self.counts.add(
            len(done), position=position, difference=difference, counted_at=done.done_at, counted_by=by
        )
        stock.move(
            COUNT,
            position,
            -difference,
            document=count,
            line=np.full(len(count), -1),
            created_at=done.done_at,
            moved_at=done.done_at,
            moved_by=by,
        )
